//! Parsing wire requests: everything that is wrong is collected and reported at once.

use crate::{
    common::v1::{Birth as WireBirth, CommandHeader, Date, PageRequest, birth},
    time,
};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{ClauseId, child::Birth, text::Note};
use prost_types::Timestamp;
use std::{cell::RefCell, collections::BTreeSet, fmt::Display, str::FromStr};
use tonic::Status;

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The path of the field, for example `children[1].birth`.
    pub field: String,
    /// What is wrong with it, without repeating its value.
    pub description: String,
}

/// Collects what is wrong with a request while it is parsed.
///
/// Every method returns `Some` for a good value, and otherwise notes the violation and returns `None`;
/// [`Fields::finish`] turns the collected violations into one error.
#[derive(Debug, Default)]
pub struct Fields {
    violations: RefCell<Vec<Violation>>,
    clauses: RefCell<BTreeSet<ClauseId>>,
}

/// What every command carries, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Chosen by the caller.
    pub request_id: String,
    /// The version the caller saw; none for "whatever it is now".
    pub expected_version: Option<u64>,
    /// Ask what would happen.
    pub validate_only: bool,
}

/// The longest request id, in characters.
pub const REQUEST_ID_CHARACTERS: usize = 64;
/// The largest page, and the page a caller gets who asks for none.
pub const PAGE_SIZES: (u32, u32) = (200, 50);

impl Fields {
    /// Starts collecting.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a violation.
    pub fn wrong(&self, field: &str, description: impl Display) {
        self.violations.borrow_mut().push(Violation {
            field: field.to_owned(),
            description: description.to_string(),
        });
    }

    /// Notes a violation of what clauses ask for.
    pub fn wrong_under(&self, field: &str, description: impl Display, clauses: &[ClauseId]) {
        self.wrong(field, description);
        self.clauses.borrow_mut().extend(clauses.iter().cloned());
    }

    /// Whether anything was wrong so far.
    pub fn any_wrong(&self) -> bool {
        !self.violations.borrow().is_empty()
    }

    /// Whether something was wrong with a field, or with one in it.
    pub fn is_wrong(&self, field: &str) -> bool {
        let within = |path: &str| {
            let rest = path.strip_prefix(field);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.violations
            .borrow()
            .iter()
            .any(|wrong| within(&wrong.field))
    }

    /// Ends collecting: the value, when nothing was wrong and it is there.
    ///
    /// # Errors
    /// INVALID_ARGUMENT with everything that was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Status> {
        let mut violations = self.violations.into_inner();
        match value {
            Some(value) if violations.is_empty() => Ok(value),
            value => {
                if violations.is_empty() && value.is_none() {
                    violations.push(Violation {
                        field: "request".to_owned(),
                        description: "incomplete".to_owned(),
                    });
                }
                let clauses: Vec<_> = self.clauses.into_inner().into_iter().collect();
                Err(crate::status::invalid_under(violations, &clauses))
            }
        }
    }

    /// The header of a command.
    pub fn header(&self, header: Option<&CommandHeader>) -> Option<Header> {
        let Some(header) = header else {
            self.wrong("header", "needed: it carries the request id");
            return None;
        };
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.:".contains(&b);
        if header.request_id.is_empty()
            || header.request_id.len() > REQUEST_ID_CHARACTERS
            || !header.request_id.bytes().all(allowed)
        {
            self.wrong("header.request_id", format!("1 to {REQUEST_ID_CHARACTERS} characters of letters, digits, '-', '_', '.' and ':'"));
            return None;
        }
        Some(Header {
            request_id: header.request_id.clone(),
            expected_version: Some(header.expected_version).filter(|version| *version != 0),
            validate_only: header.validate_only,
        })
    }

    /// A text that has to parse: an id, a slug, a name from a closed list.
    pub fn parse<T: FromStr<Err: Display>>(&self, field: &str, text: &str) -> Option<T> {
        match text.parse() {
            Ok(value) => Some(value),
            Err(_) if text.is_empty() => {
                self.wrong(field, "needed");
                None
            }
            Err(error) => {
                self.wrong(field, error);
                None
            }
        }
    }

    /// The same for a field that may be empty: `Some(None)` when it is.
    pub fn parse_optional<T: FromStr<Err: Display>>(
        &self,
        field: &str,
        text: &str,
    ) -> Option<Option<T>> {
        if text.is_empty() {
            Some(None)
        } else {
            self.parse(field, text).map(Some)
        }
    }

    /// Free text that has to be there.
    pub fn note(&self, field: &str, text: &str) -> Option<Note> {
        match Note::try_from(text.to_owned()) {
            Ok(note) => Some(note),
            Err(error) => {
                self.wrong(field, error);
                None
            }
        }
    }

    /// Free text that may be empty: `Some(None)` when it is.
    pub fn note_optional(&self, field: &str, text: &str) -> Option<Option<Note>> {
        if text.is_empty() {
            Some(None)
        } else {
            self.note(field, text).map(Some)
        }
    }

    /// A value of a wire enum; the zero value and unknown numbers are refused.
    pub fn choice<W: TryFrom<i32>, T>(
        &self,
        field: &str,
        number: i32,
        convert: impl Fn(W) -> Option<T>,
    ) -> Option<T> {
        let value = W::try_from(number).ok().and_then(convert);
        if value.is_none() {
            self.wrong(
                field,
                if number == 0 {
                    "needed"
                } else {
                    "not one of the values this field can have"
                },
            );
        }
        value
    }

    /// An instant that has to be there.
    pub fn instant(&self, field: &str, at: Option<&Timestamp>) -> Option<DateTime<Utc>> {
        let parsed = at.and_then(time::instant);
        if parsed.is_none() {
            self.wrong(
                field,
                if at.is_none() {
                    "needed"
                } else {
                    "an instant in the years 1 to 9999 is needed"
                },
            );
        }
        parsed
    }

    /// An instant in the past, `now` when it is unset. The future has not happened yet.
    pub fn happened(
        &self,
        field: &str,
        at: Option<&Timestamp>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let Some(at) = at else { return Some(now) };
        let at = self.instant(field, Some(at))?;
        if at > now {
            self.wrong(field, "lies in the future");
            return None;
        }
        Some(at)
    }

    /// A civil date that has to be there.
    pub fn date(&self, field: &str, date: Option<&Date>) -> Option<NaiveDate> {
        let parsed = date.and_then(time::date_from_wire);
        if parsed.is_none() {
            self.wrong(
                field,
                if date.is_none() {
                    "needed"
                } else {
                    "not a day of the years 1900 to 2200"
                },
            );
        }
        parsed
    }

    /// When a child was or will be born.
    pub fn birth(&self, field: &str, birth: Option<&WireBirth>) -> Option<Birth> {
        match birth.and_then(|birth| birth.date.as_ref()) {
            Some(birth::Date::BornOn(date)) => self
                .date(&format!("{field}.born_on"), Some(date))
                .map(|on| Birth::Born { on }),
            Some(birth::Date::ExpectedOn(date)) => self
                .date(&format!("{field}.expected_on"), Some(date))
                .map(|on| Birth::Expected { on }),
            None => {
                self.wrong(field, "a date of birth or an expected date is needed");
                None
            }
        }
    }

    /// The birth of a child of whom something is said on a day: one that the child can have.
    pub fn birth_by(
        &self,
        field: &str,
        birth: Option<&WireBirth>,
        day: NaiveDate,
    ) -> Option<Birth> {
        let possible = self.birth(field, birth)?.possible_on(day);
        possible.map_err(|why| self.wrong(field, why)).ok()
    }

    /// How many a list may have; says so when it has another number.
    pub fn count(&self, field: &str, found: usize, least: usize, most: usize) -> Option<()> {
        if (least..=most).contains(&found) {
            return Some(());
        }
        self.wrong(field, format!("{least} to {most} are needed, not {found}"));
        None
    }

    /// The size and token of a page.
    pub fn page(&self, page: Option<&PageRequest>) -> Option<(u32, String)> {
        let (most, usual) = PAGE_SIZES;
        let page = page.cloned().unwrap_or_default();
        if page.size > most {
            self.wrong("page.size", format!("1 to {most}, or 0 for {usual}"));
            return None;
        }
        Some((if page.size == 0 { usual } else { page.size }, page.token))
    }
}

/// When a child was or will be born, as it goes on the wire.
pub fn birth_to_wire(birth: Birth) -> WireBirth {
    let date = match birth {
        Birth::Born { on } => birth::Date::BornOn(time::date_to_wire(on)),
        Birth::Expected { on } => birth::Date::ExpectedOn(time::date_to_wire(on)),
    };
    WireBirth { date: Some(date) }
}
