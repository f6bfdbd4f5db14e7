//! Text from a command line or a caseload becomes a field of a request, and the other way round.

mod composed;

use super::flag_of;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use composed::{
    agenda_result, checklist_entry, child, decision, letter_field, matter_child, matter_facts,
    referrer,
};
use handrail_contracts::{
    common::v1::{Birth, birth},
    time::{date_to_wire, timestamp},
};
use handrail_domain::calendar::london;
use prost_reflect::{
    DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value,
};

/// A text that is not a value of its field: what would be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{given}\" is not {wanted}")]
pub struct BadValue {
    /// The text.
    pub given: String,
    /// What is accepted.
    pub wanted: String,
}

const MATTER_CHILD: &str = "handrail.transfers.v1.MatterChild";

/// Sets a field from text: one text, or several for a list.
///
/// # Errors
/// The first text that is not a value of the field.
pub fn set(
    request: &mut DynamicMessage,
    field: &FieldDescriptor,
    texts: &[String],
) -> Result<(), BadValue> {
    let mut values = texts
        .iter()
        .map(|text| value(&field.kind(), text))
        .collect::<Result<Vec<_>, _>>()?;
    if field.is_list() {
        request.set_field(field, Value::List(values));
    } else if let Some(value) = values.pop() {
        request.set_field(field, value);
    }
    Ok(())
}

/// What a field accepts, in a few words, for help and errors.
pub(crate) fn placeholder(field: &FieldDescriptor) -> String {
    let kind = field.kind();
    if let Some(names) = kind.as_enum() {
        return plain_type(names);
    }
    let form = match kind.as_message().map(MessageDescriptor::full_name) {
        Some("google.protobuf.Timestamp") => "TIME",
        Some("handrail.common.v1.Date") => "DATE",
        Some("handrail.intake.v1.ContactChild") => "given=..,family=..,born=DATE",
        Some("handrail.common.v1.Birth") => "born=DATE",
        Some("handrail.intake.v1.Referrer") => "KIND[:NAME]",
        Some("handrail.notifications.v1.LetterField") => "NAME=VALUE",
        Some(MATTER_CHILD) => "CHILD|born=DATE[:FACT+FACT..]",
        Some("handrail.transfers.v1.AgendaResult") => "TRANSFER=OUTCOME",
        Some("handrail.transfers.v1.ChecklistEntry") => "ITEM=ANSWER[:DATE[:COMMENT]]",
        Some("handrail.transfers.v1.ChildDecisionRequest") => "CHILD=DECISION[:GROUND]",
        Some(_) => return kind.as_message().map(keys).unwrap_or_default(),
        None => return field.name().to_uppercase(),
    };
    form.to_owned()
}

/// The words that a composed value has to be put together from, where its placeholder says FACT.
pub(crate) fn fact_words(field: &FieldDescriptor) -> Vec<String> {
    let kind = field.kind();
    let message = kind
        .as_message()
        .filter(|of| of.full_name() == MATTER_CHILD);
    let facts = message.map(matter_facts).unwrap_or_default();
    facts.into_iter().map(|fact| fact.name).collect()
}

/// The names of an enumeration, as people write them: `child-in-need` for `PLAN_CHILD_IN_NEED`.
/// The unspecified value is left out.
pub fn enum_names(names: &EnumDescriptor) -> Vec<String> {
    named(names).map(|(name, _)| name).collect()
}

fn named(names: &EnumDescriptor) -> impl Iterator<Item = (String, i32)> {
    names
        .values()
        .filter(|value| value.number() != 0)
        .map(|value| (plain_name(names.name(), value.name()), value.number()))
}

/// A value of an enumeration, as people write it; a dash for the unspecified one.
pub fn plain_name(enumeration: &str, value: &str) -> String {
    let prefix = format!("{}_", screaming(enumeration));
    match value.strip_prefix(&prefix).unwrap_or(value) {
        "UNSPECIFIED" => "-".to_owned(),
        name => name.to_lowercase().replace('_', "-"),
    }
}

fn plain_type(names: &EnumDescriptor) -> String {
    screaming(names.name()).replace('_', "-")
}

fn screaming(name: &str) -> String {
    let mut out = String::new();
    for (index, letter) in name.char_indices() {
        if index > 0 && letter.is_uppercase() {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
    }
    out
}

fn value(kind: &Kind, text: &str) -> Result<Value, BadValue> {
    let wanted = |wanted: &str| BadValue {
        given: text.to_owned(),
        wanted: wanted.to_owned(),
    };
    if let Some(names) = kind.as_enum() {
        return enumerated(names, text).map(Value::EnumNumber);
    }
    if let Some(message) = kind.as_message() {
        return composed(message, text);
    }
    let whole = || wanted("a whole number");
    match () {
        () if *kind == Kind::String => Ok(Value::String(text.to_owned())),
        () if *kind == Kind::Bool => text
            .parse()
            .map(Value::Bool)
            .map_err(|_| wanted("true or false")),
        () if *kind == Kind::Uint32 => text.parse().map(Value::U32).map_err(|_| whole()),
        () if *kind == Kind::Uint64 => text.parse().map(Value::U64).map_err(|_| whole()),
        () => Err(wanted("something a command can give: send it by the API")),
    }
}

fn enumerated(names: &EnumDescriptor, text: &str) -> Result<i32, BadValue> {
    let mut named = named(names);
    let number = named.find_map(|(name, number)| (name == text).then_some(number));
    number.ok_or_else(|| BadValue {
        given: text.to_owned(),
        wanted: format!("one of: {}", enum_names(names).join(", ")),
    })
}

fn composed(message: &MessageDescriptor, text: &str) -> Result<Value, BadValue> {
    let wanted = |wanted: &str| BadValue {
        given: text.to_owned(),
        wanted: wanted.to_owned(),
    };
    let mut value = DynamicMessage::new(message.clone());
    let filled = match message.full_name() {
        "google.protobuf.Timestamp" => value.transcode_from(&timestamp(instant(text)?)),
        "handrail.common.v1.Date" => value.transcode_from(&date_to_wire(date(text)?)),
        "handrail.common.v1.Birth" => value.transcode_from(&birth(text)?),
        "handrail.intake.v1.Referrer" => value.transcode_from(&referrer(text)),
        "handrail.intake.v1.ContactChild" => value.transcode_from(&child(text)?),
        "handrail.notifications.v1.LetterField" => value.transcode_from(&letter_field(text)?),
        MATTER_CHILD => return matter_child(message, text).map(Value::Message),
        "handrail.transfers.v1.AgendaResult" => {
            value.transcode_from(&agenda_result(message, text)?)
        }
        "handrail.transfers.v1.ChecklistEntry" => {
            value.transcode_from(&checklist_entry(message, text)?)
        }
        "handrail.transfers.v1.ChildDecisionRequest" => {
            value.transcode_from(&decision(message, text)?)
        }
        _ => return keyed(message, text).map(Value::Message),
    };
    filled.map_err(|_| wanted("readable"))?;
    Ok(Value::Message(value))
}

/// Any other message, as `name=Sample,born-on=2016-05-04`: its fields by the names of flags, of which one that is
/// true needs no value.
fn keyed(message: &MessageDescriptor, text: &str) -> Result<DynamicMessage, BadValue> {
    let mut keyed = DynamicMessage::new(message.clone());
    for part in text.split(',') {
        let (key, given) = part.split_once('=').unwrap_or((part, "true"));
        let field = message.fields().find(|field| flag_of(field) == key.trim());
        let field = field.ok_or_else(|| BadValue {
            given: text.to_owned(),
            wanted: format!("of the form {}", keys(message)),
        })?;
        keyed.set_field(&field, value(&field.kind(), given.trim())?);
    }
    Ok(keyed)
}

fn keys(message: &MessageDescriptor) -> String {
    let keys = message
        .fields()
        .map(|field| match field.kind() == Kind::Bool {
            true => flag_of(&field),
            false => format!("{}=..", flag_of(&field)),
        });
    keys.collect::<Vec<_>>().join(",")
}

/// A time as people write it: RFC 3339, or a local wall time as `2026-03-02 09:00`.
///
/// # Errors
/// When it is neither.
pub fn instant(text: &str) -> Result<DateTime<Utc>, BadValue> {
    let wall = || {
        let wall = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"];
        let wall = wall
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
        london::instant(wall.date(), wall.time())
    };
    let at = DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|at| at.with_timezone(&Utc))
        .or_else(wall);
    at.ok_or_else(|| BadValue {
        given: text.to_owned(),
        wanted: "a time, as 2026-03-02T09:00:00Z, or \"2026-03-02 09:00\" on the clocks of London"
            .to_owned(),
    })
}

fn date(text: &str) -> Result<NaiveDate, BadValue> {
    text.parse().map_err(|_| BadValue {
        given: text.to_owned(),
        wanted: "a date, as 2026-03-02".to_owned(),
    })
}

fn birth(text: &str) -> Result<Birth, BadValue> {
    let date = match text.split_once('=') {
        Some(("born", on)) => birth::Date::BornOn(date_to_wire(date(on.trim())?)),
        Some(("expected", on)) => birth::Date::ExpectedOn(date_to_wire(date(on.trim())?)),
        _ => {
            return Err(BadValue {
                given: text.to_owned(),
                wanted: "a birth, as born=2016-05-04 or expected=2026-05-04".to_owned(),
            });
        }
    };
    Ok(Birth { date: Some(date) })
}

#[cfg(test)]
mod tests;
