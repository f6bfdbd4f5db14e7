//! Single values of a caseload's text.

use super::{By, Expect, moment};
use handrail_domain::Role;
use prost_reflect::FieldDescriptor;
use std::collections::BTreeMap;
use toml::{Spanned, Value};

/// A step as it is written.
pub(super) type StepWritten = BTreeMap<Spanned<String>, Spanned<Value>>;

/// `day 3 10:30` in a field that is a time, and `day 3` in one that is a date, as fields are written.
pub(super) fn moment_of(
    field: &FieldDescriptor,
    text: &str,
    from: moment::From<'_>,
) -> Option<Result<String, String>> {
    if !text.starts_with("day ") {
        return None;
    }
    match field.kind().as_message()?.full_name() {
        "google.protobuf.Timestamp" => Some(from.instant(text).map(|at| at.to_rfc3339())),
        "handrail.common.v1.Date" => Some(from.date(text).map(|date| date.to_string())),
        _ => None,
    }
}

pub(super) fn value_of<'w>(
    written: &'w Spanned<StepWritten>,
    key: &str,
) -> Option<&'w Spanned<Value>> {
    written
        .get_ref()
        .iter()
        .find(|(name, _)| name.get_ref() == key)
        .map(|(_, value)| value)
}

pub(super) fn text_of(value: &Value) -> Vec<String> {
    if let Value::Array(values) = value {
        return values.iter().flat_map(text_of).collect();
    }
    let text = value.as_str().map(str::to_owned);
    vec![text.unwrap_or_else(|| value.to_string())]
}

pub(super) fn by(text: &str) -> Result<By, String> {
    let (role, team) = text
        .split_once(" of ")
        .ok_or_else(|| format!("\"{text}\" is not of the form \"team-manager of TEAM\""))?;
    let role: Role = role
        .parse()
        .map_err(|error: handrail_domain::team::UnknownName| error.to_string())?;
    Ok(By {
        role,
        team: team.to_owned(),
    })
}

pub(super) fn expect(text: &str) -> Result<Expect, String> {
    match text.split(' ').collect::<Vec<_>>().as_slice() {
        ["refused"] => Ok(Expect::Refused),
        ["refused", "by", clauses @ ..] if !clauses.is_empty() => Ok(Expect::RefusedBy(
            clauses
                .iter()
                .map(|clause| clause.trim_end_matches(',').to_owned())
                .collect(),
        )),
        ["refused", "as", reason] => Ok(Expect::RefusedAs((*reason).to_owned())),
        _ => Err(format!(
            "\"{text}\" is neither \"refused\", \"refused by CLAUSE\" nor \"refused as REASON\""
        )),
    }
}
