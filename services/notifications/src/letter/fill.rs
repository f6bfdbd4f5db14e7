//! Filling in a form: everything that is missing is told at once, by name.

use super::{Advised, KnownTransfer, Refusal, Value, Words, Wrong, read::read};
use chrono::NaiveDate;
use handrail_domain::edition::{LetterField, LetterForm, Missing};
use handrail_domain::{ClauseId, TeamKind};
use std::collections::BTreeMap;

/// What was given for a field: its name and the value as it was written.
pub type Given = (String, Words);

/// A form that was filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// The values, by the names of their fields.
    pub values: BTreeMap<String, Value>,
    /// What the edition wishes were there.
    pub advice: Vec<Advised>,
}

/// Fills in a form for a transfer whose receiving team is of a kind, on a day.
///
/// # Errors
/// Everything that is wrong with what was given, with what is missing beside it; everything that is missing; else what
/// names another team or service than the one that receives.
pub fn fill(
    form: &LetterForm,
    given: &[Given],
    known: &KnownTransfer,
    receiving: Option<TeamKind>,
    on: NaiveDate,
) -> Result<Filled, Refusal> {
    let mut values = BTreeMap::new();
    let mut wrong = unknown(form, given);
    for field in &form.fields {
        let texts = given.iter().filter(|(name, _)| *name == field.name);
        let texts: Vec<&str> = texts.map(|(_, text)| text.as_str()).collect();
        match read(field, &texts) {
            Ok(Some(Value::Day(day))) if day > on => wrong.push(Wrong::of(
                &format!("fields.{}", field.name),
                "lies in the future",
            )),
            Ok(Some(value)) => {
                values.insert(field.name.clone(), value);
            }
            Ok(None) => {}
            Err(found) => wrong.push(found),
        }
    }
    let missing = |how: Missing| {
        let fields = form.fields.iter();
        let fields = fields.filter(move |field| field.missing == Some(how));
        fields
            .filter(|field| !values.contains_key(&field.name) && !is_recorded(field, known))
            .collect::<Vec<_>>()
    };
    let refused = missing(Missing::Refuse);
    if !wrong.is_empty() {
        for field in refused.iter().map(|field| format!("fields.{}", field.name)) {
            if wrong.iter().all(|one| one.field != field) {
                wrong.push(Wrong::of(&field, "needed"));
            }
        }
        return Err(Refusal::Fields(wrong));
    }
    if !refused.is_empty() {
        return Err(Refusal::Incomplete {
            fields: refused.iter().map(|field| field.name.clone()).collect(),
            clauses: merged(refused.iter().map(|field| field.clauses.as_slice())),
        });
    }
    for field in &form.fields {
        agrees(field, values.get(&field.name), known, receiving)?;
    }
    let advice = missing(Missing::Advise).into_iter().map(|field| Advised {
        says: format!("{}: {}", field.name, field.says),
        clauses: field.clauses.clone(),
    });
    let advice = advice.collect();
    Ok(Filled { values, advice })
}

fn unknown(form: &LetterForm, given: &[Given]) -> Vec<Wrong> {
    let names: Vec<&str> = form.fields.iter().map(|one| one.name.as_str()).collect();
    let unknown = given.iter().enumerate();
    let unknown = unknown.filter(|(_, (name, _))| form.field(name).is_none());
    unknown
        .map(|(place, _)| {
            let what = format!("not a field of this letter; one of: {}", names.join(", "));
            Wrong::of(&format!("fields[{place}].name"), &what)
        })
        .collect()
}

/// Whether a step that is on record says the same.
fn is_recorded(field: &LetterField, known: &KnownTransfer) -> bool {
    let mut facts = field.recorded_as.iter();
    facts.any(|fact| known.happened.contains(fact))
}

/// A letter names the team, and the service, that really receives.
fn agrees(
    field: &LetterField,
    value: Option<&Value>,
    known: &KnownTransfer,
    receiving: Option<TeamKind>,
) -> Result<(), Refusal> {
    let fits = match value {
        Some(Value::Team(team)) => known.to.as_ref() == Some(team),
        Some(Value::Chosen(name)) => {
            let option = field.options.iter().find(|option| option.name == *name);
            option.is_some_and(|option| {
                option.to.is_empty() || receiving.is_some_and(|kind| option.to.contains(&kind))
            })
        }
        Some(Value::Lines(_) | Value::Day(_) | Value::Declared) | None => true,
    };
    if fits {
        return Ok(());
    }
    Err(Refusal::NotTheReceiver {
        field: field.name.clone(),
        clauses: field.clauses.clone(),
    })
}

/// Clauses of several places, each once, in order.
pub(super) fn merged<'c>(lists: impl IntoIterator<Item = &'c [ClauseId]>) -> Vec<ClauseId> {
    let mut all: Vec<ClauseId> = Vec::new();
    for clause in lists.into_iter().flatten() {
        if !all.contains(clause) {
            all.push(clause.clone());
        }
    }
    all
}
