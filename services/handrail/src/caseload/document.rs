//! Reading a caseload's text, with everything that is wrong and where.

use super::{
    Case, Caseload, Child, Shown, Step, case, moment, shows,
    written::{StepWritten, by, expect, moment_of, text_of, value_of},
};
use crate::contract::{Call, flag_of, set};
use chrono::NaiveDate;
use handrail_domain::{DistrictId, Located, calendar::Calendar};
use prost_reflect::{DynamicMessage, FieldDescriptor};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};
use toml::{Spanned, Value, value::Datetime};

/// The commands of a caseload that change nothing: what they show is looked at.
const LOOKS: [&str; 10] = [
    "contact show",
    "consent show",
    "consent form",
    "consent may-share",
    "transfer show",
    "checklist show",
    "meeting show",
    "dispute show",
    "letter show",
    "who-leads",
];
/// Longer case ids would not fit into request ids.
const CASE_ID_CHARACTERS: usize = 40;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    title: String,
    starts: Spanned<Datetime>,
    timeline_of: Option<Spanned<String>>,
    #[serde(default)]
    edition: String,
    #[serde(default)]
    script: BTreeMap<String, Script>,
    case: Vec<CaseWritten>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    /// For readers of the file.
    #[serde(rename = "about")]
    _about: String,
    steps: Vec<Spanned<StepWritten>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseWritten {
    id: Spanned<String>,
    about: String,
    starts: Option<Spanned<Datetime>>,
    #[serde(default)]
    script: Vec<Spanned<String>>,
    district: Spanned<String>,
    children: Vec<Spanned<ChildWritten>>,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    with: BTreeMap<String, String>,
    #[serde(default)]
    steps: Vec<Spanned<StepWritten>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChildWritten {
    name: String,
    born: Option<Datetime>,
    expected: Option<Datetime>,
}

pub(super) fn load(
    source: &str,
    text: &str,
    calendar: &Calendar,
) -> Result<Caseload, Vec<Located>> {
    let document: Document =
        toml::from_str(text).map_err(|error| vec![Located::from_toml(source, text, &error)])?;
    let mut reading = Reading {
        source,
        text,
        calendar,
        errors: Vec::new(),
    };
    let first = reading.date(&document.starts);
    let mut cases = Vec::new();
    let mut steps = Vec::new();
    let mut seen = BTreeSet::new();
    for written in &document.case {
        let id = written.id.get_ref();
        if !is_id(id) {
            let message = format!(
                "\"{id}\" is not a case id: 1 to {CASE_ID_CHARACTERS} characters of a-z, 0-9 and '-'"
            );
            reading.error(written.id.span(), message);
        } else if !seen.insert(id) {
            reading.error(written.id.span(), format!("case {id} is there twice"));
        }
        let case = reading.case(written, first);
        for (number, step) in reading
            .scripts(written, &document.script)
            .into_iter()
            .enumerate()
        {
            steps.extend(reading.step(step, &case, cases.len(), number + 1));
        }
        cases.push(case);
    }
    let timeline_of = match &document.timeline_of {
        None => Some(0).filter(|_| !cases.is_empty()),
        Some(id) => cases.iter().position(|case| case.id == *id.get_ref()),
    };
    if let (None, Some(id)) = (timeline_of, &document.timeline_of) {
        reading.error(id.span(), format!("there is no case {}", id.get_ref()));
    }
    steps.sort_by_key(|step| (step.at, step.case, step.number));
    match timeline_of {
        Some(timeline_of) if reading.errors.is_empty() => Ok(Caseload {
            title: document.title,
            edition: document.edition,
            cases,
            steps,
            timeline_of,
        }),
        _ => {
            reading.errors.sort();
            // Scripts are read for each case that uses them; what is wrong with one is said once.
            reading.errors.dedup();
            Err(reading.errors)
        }
    }
}

fn is_id(id: &str) -> bool {
    (1..=CASE_ID_CHARACTERS).contains(&id.len())
        && id
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

struct Reading<'t> {
    source: &'t str,
    text: &'t str,
    calendar: &'t Calendar,
    errors: Vec<Located>,
}

impl Reading<'_> {
    fn error(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.errors
            .push(Located::at(self.source, self.text, at.start, message));
    }

    fn date(&mut self, written: &Spanned<Datetime>) -> NaiveDate {
        let read = written.get_ref().to_string().parse();
        read.unwrap_or_else(|_| {
            self.error(
                written.span(),
                format!("{} is not a date, as 2026-03-02", written.get_ref()),
            );
            NaiveDate::default()
        })
    }

    fn case(&mut self, written: &CaseWritten, first: NaiveDate) -> Case {
        let district = written.district.get_ref();
        if let Err(wrong) = district.parse::<DistrictId>() {
            self.error(written.district.span(), wrong.to_string());
        }
        let children = written
            .children
            .iter()
            .map(|child| self.child(child))
            .collect();
        if written.children.is_empty() {
            self.error(written.id.span(), "a case has at least one child");
        }
        Case {
            id: written.id.get_ref().clone(),
            about: written.about.clone(),
            starts: written
                .starts
                .as_ref()
                .map_or(first, |starts| self.date(starts)),
            district: district.clone(),
            children,
            needs: written.needs.clone(),
            with: written.with.clone(),
        }
    }

    fn child(&mut self, written: &Spanned<ChildWritten>) -> Child {
        let ChildWritten {
            name,
            born,
            expected,
        } = written.get_ref();
        let birth = match (born, expected) {
            (Some(born), None) => format!("born={born}"),
            (None, Some(expected)) => format!("expected={expected}"),
            _ => {
                self.error(written.span(), "a child has either `born` or `expected`");
                String::new()
            }
        };
        if name.contains([',', '=']) {
            self.error(written.span(), "a name has neither ',' nor '='");
        }
        Child {
            name: name.clone(),
            birth,
        }
    }

    /// The steps of a case: those of its scripts, in their order, then its own.
    fn scripts<'d>(
        &mut self,
        case: &'d CaseWritten,
        scripts: &'d BTreeMap<String, Script>,
    ) -> Vec<&'d Spanned<StepWritten>> {
        let mut steps = Vec::new();
        for name in &case.script {
            match scripts.get(name.get_ref()) {
                Some(script) => steps.extend(&script.steps),
                None => self.error(
                    name.span(),
                    format!("there is no script {}", name.get_ref()),
                ),
            }
        }
        steps.extend(&case.steps);
        steps
    }

    fn step(
        &mut self,
        written: &Spanned<StepWritten>,
        case: &Case,
        index: usize,
        number: usize,
    ) -> Option<Step> {
        let before = self.errors.len();
        let from = moment::From {
            first: case.starts,
            calendar: self.calendar,
        };
        let when = self.required(written, "when");
        let at = when.and_then(|(when, span)| {
            from.instant(&when)
                .map_err(|wrong| self.error(span, wrong))
                .ok()
        });
        let call = self.required(written, "do").and_then(|(words, span)| {
            let call =
                Call::of(&words).filter(|call| call.is_command() || LOOKS.contains(&call.words().as_str()));
            if call.is_none() {
                self.error(span, format!("\"{words}\" is not a command that changes something, as \"transfer review\""));
            }
            call
        });
        let (by, expect) = (
            self.optional(written, "by", by),
            self.optional(written, "expect", expect),
        );
        let (at, call) = at.zip(call)?;
        let given = written.get_ref().iter().filter(|(key, _)| {
            !matches!(
                key.get_ref().as_str(),
                "when" | "do" | "by" | "expect" | "shows"
            )
        });
        let shows = self.shows(written, from);
        let fields: Vec<_> = given
            .filter_map(|(key, value)| self.field(call, case, from, key, value))
            .collect();
        let Located {
            source,
            line,
            column,
            ..
        } = Located::at(self.source, self.text, written.span().start, "");
        let place = format!("{source}:{line}:{column}");
        let step = Step {
            case: index,
            number,
            place,
            at,
            call,
            by: by.flatten(),
            expect: expect.flatten().unwrap_or_default(),
            shows,
            fields,
        };
        (self.errors.len() == before).then_some(step)
    }

    fn shows(&mut self, written: &Spanned<StepWritten>, from: moment::From<'_>) -> Vec<Shown> {
        let Some(value) = value_of(written, "shows") else {
            return Vec::new();
        };
        let mut shows = Vec::new();
        for text in text_of(value.get_ref()) {
            match shows::shown(&text, from) {
                Ok(shown) => shows.push(shown),
                Err(wrong) => self.error(value.span(), wrong),
            }
        }
        shows
    }

    fn required(
        &mut self,
        written: &Spanned<StepWritten>,
        key: &str,
    ) -> Option<(String, Range<usize>)> {
        let found = value_of(written, key);
        if found.is_none() {
            self.error(written.span(), format!("a step says `{key}`"));
        }
        let value = found?;
        Some((
            text_of(value.get_ref()).pop().unwrap_or_default(),
            value.span(),
        ))
    }

    fn optional<T>(
        &mut self,
        written: &Spanned<StepWritten>,
        key: &str,
        read: fn(&str) -> Result<T, String>,
    ) -> Option<Option<T>> {
        let value = value_of(written, key)?;
        let text = text_of(value.get_ref()).pop().unwrap_or_default();
        Some(
            read(&text)
                .map_err(|wrong| self.error(value.span(), wrong))
                .ok(),
        )
    }

    fn field(
        &mut self,
        call: &'static Call,
        case: &Case,
        from: moment::From<'_>,
        key: &Spanned<String>,
        value: &Spanned<Value>,
    ) -> Option<(FieldDescriptor, Vec<String>)> {
        let fields = call.fields();
        let Some(field) = fields.iter().find(|field| flag_of(field) == *key.get_ref()) else {
            let flags: Vec<_> = fields.iter().map(flag_of).collect();
            self.error(
                key.span(),
                format!(
                    "{} takes no `{}`, only: {}",
                    call.words(),
                    key.get_ref(),
                    flags.join(", ")
                ),
            );
            return None;
        };
        let mut texts = text_of(value.get_ref());
        for text in &mut texts {
            if let Some(unknown) = case::placeholders(text).find(|name| !case::is_known(case, name))
            {
                self.error(
                    value.span(),
                    format!("nothing is called {{{unknown}}} here; give it in the case's `with`"),
                );
                return None;
            }
            match moment_of(field, text, from) {
                Some(Ok(read)) => *text = read,
                Some(Err(wrong)) => self.error(value.span(), wrong),
                None => {}
            }
        }
        if texts
            .iter()
            .all(|text| case::placeholders(text).next().is_none())
        {
            let mut scratch = DynamicMessage::new(field.parent_message().clone());
            if let Err(wrong) = set(&mut scratch, field, &texts) {
                self.error(value.span(), wrong.to_string());
            }
        }
        Some((field.clone(), texts))
    }
}
