//! Values of several parts, each in its own short form.

use super::{BadValue, birth, date, enumerated, named, value};
use crate::contract::flag_of;
use handrail_contracts::{
    common::v1::Birth,
    intake::v1::{ContactChild, Referrer},
    notifications::v1::LetterField,
    time::date_to_wire,
    transfers::v1::{AgendaResult, ChecklistEntry, ChildDecisionRequest},
};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

pub(super) fn referrer(text: &str) -> Referrer {
    let (kind, name) = text.split_once(':').unwrap_or((text, ""));
    Referrer {
        kind: kind.trim().to_owned(),
        name: name.trim().to_owned(),
    }
}

pub(super) fn letter_field(text: &str) -> Result<LetterField, BadValue> {
    let (name, value) = text.split_once('=').ok_or_else(|| BadValue {
        given: text.to_owned(),
        wanted: "a field of a letter, as service=families-first".to_owned(),
    })?;
    Ok(LetterField {
        name: name.trim().to_owned(),
        value: value.trim().to_owned(),
    })
}

pub(super) fn child(text: &str) -> Result<ContactChild, BadValue> {
    let mut child = ContactChild::default();
    for part in text.split(',') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        let birth = |date| Some(Birth { date: Some(date) });
        match key.trim() {
            "id" => value.clone_into(&mut child.child_id),
            "given" => value.clone_into(&mut child.given_name),
            "family" => value.clone_into(&mut child.family_name),
            "born" => child.birth = birth(birth::Date::BornOn(date_to_wire(date(value)?))),
            "expected" => child.birth = birth(birth::Date::ExpectedOn(date_to_wire(date(value)?))),
            _ => {
                let wanted = "a child, as given=Sample,family=Specimen,born=2016-05-04 (or expected=DATE; id=ID for a known child)";
                return Err(BadValue {
                    given: text.to_owned(),
                    wanted: wanted.to_owned(),
                });
            }
        }
    }
    Ok(child)
}

/// A child of a matter, as `CHILD:concern+police-protection+child-in-need`; `born=DATE` for one who is not known.
pub(super) fn matter_child(
    message: &MessageDescriptor,
    text: &str,
) -> Result<DynamicMessage, BadValue> {
    let (who, said) = text.split_once(':').unwrap_or((text, ""));
    let mut child = DynamicMessage::new(message.clone());
    let who_field = if who.contains('=') {
        "birth"
    } else {
        "child_id"
    };
    if let Some(field) = message.get_field_by_name(who_field) {
        child.set_field(&field, value(&field.kind(), who)?);
    }
    let facts = matter_facts(message);
    for name in said.split('+').filter(|name| !name.is_empty()) {
        let fact = facts.iter().find(|fact| fact.name == name);
        let fact = fact.ok_or_else(|| {
            let names: Vec<&str> = facts.iter().map(|fact| fact.name.as_str()).collect();
            BadValue {
                given: name.to_owned(),
                wanted: format!("one of: {}", names.join(", ")),
            }
        })?;
        child.set_field(&fact.field, fact.value.clone());
    }
    Ok(child)
}

/// What can be said of a child of a matter in a word: what is so, and which plan the child has.
pub(super) struct MatterFact {
    pub(super) name: String,
    field: FieldDescriptor,
    value: Value,
}

pub(super) fn matter_facts(message: &MessageDescriptor) -> Vec<MatterFact> {
    let facts = message.fields().flat_map(|field| {
        let kind = field.kind();
        let words: Vec<(String, Value)> = match kind.as_enum() {
            Some(names) => named(names)
                .map(|(name, number)| (name, Value::EnumNumber(number)))
                .collect(),
            None if kind == Kind::Bool => vec![(flag_of(&field), Value::Bool(true))],
            None => Vec::new(),
        };
        words.into_iter().map(move |(name, value)| MatterFact {
            name,
            field: field.clone(),
            value,
        })
    });
    facts.collect()
}

/// An answer to an item, as `chronology=yes:2026-03-01:A comment`; without a date as `passport=no` or `passport=no::A comment`.
pub(super) fn checklist_entry(
    message: &MessageDescriptor,
    text: &str,
) -> Result<ChecklistEntry, BadValue> {
    let form = || BadValue {
        given: text.to_owned(),
        wanted: "an answer, as ITEM=yes:2026-03-01, ITEM=no or ITEM=not-applicable::A comment"
            .to_owned(),
    };
    let (item, rest) = text.split_once('=').ok_or_else(form)?;
    let mut parts = rest.splitn(3, ':');
    let answer = parts.next().unwrap_or_default().trim();
    let answers = message.get_field_by_name("answer");
    let Some(Kind::Enum(answers)) = answers.map(|field| field.kind()) else {
        return Err(form());
    };
    let on = parts.next().unwrap_or_default().trim();
    Ok(ChecklistEntry {
        item: item.trim().to_owned(),
        answer: enumerated(&answers, answer)?,
        last_recorded_on: match on {
            "" => None,
            on => Some(date_to_wire(date(on)?)),
        },
        comment: parts.next().unwrap_or_default().trim().to_owned(),
    })
}

/// What came of a transfer at a meeting, as `TRANSFER=goes-on`.
pub(super) fn agenda_result(
    message: &MessageDescriptor,
    text: &str,
) -> Result<AgendaResult, BadValue> {
    let form = || BadValue {
        given: text.to_owned(),
        wanted: "an outcome for a transfer, as TRANSFER=goes-on".to_owned(),
    };
    let (transfer, outcome) = text.split_once('=').ok_or_else(form)?;
    let outcomes = message.get_field_by_name("outcome");
    let Some(Kind::Enum(outcomes)) = outcomes.map(|field| field.kind()) else {
        return Err(form());
    };
    Ok(AgendaResult {
        transfer_id: transfer.trim().to_owned(),
        outcome: enumerated(&outcomes, outcome.trim())?,
    })
}

pub(super) fn decision(
    message: &MessageDescriptor,
    text: &str,
) -> Result<ChildDecisionRequest, BadValue> {
    let form = || BadValue {
        given: text.to_owned(),
        wanted: "a decision for a child, as CHILD=moves or CHILD=stays:needs-met".to_owned(),
    };
    let number = |field: &str, name: &str| match message
        .get_field_by_name(field)
        .map(|field| field.kind())
    {
        Some(Kind::Enum(names)) => enumerated(&names, name),
        _ => Err(form()),
    };
    let (child, rest) = text.split_once('=').ok_or_else(form)?;
    let (decision, ground) = rest
        .split_once(':')
        .map_or((rest, None), |(decision, ground)| (decision, Some(ground)));
    Ok(ChildDecisionRequest {
        child_id: child.trim().to_owned(),
        decision: number("decision", decision.trim())?,
        ground: ground
            .map(|ground| number("ground", ground.trim()))
            .transpose()?
            .unwrap_or_default(),
    })
}
