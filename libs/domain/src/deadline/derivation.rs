//! How a due time was reached, for the people it binds.

use super::{Deadline, Limit, Trigger};
use crate::{ClauseId, EditionId, calendar::london};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Everything a due time follows from. It is stored with the obligation, so that an old due time
/// explains itself even after calendars and editions have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Derivation {
    /// What started the clock, or what it runs up to, and when.
    pub trigger: Trigger,
    /// The limit as the clause states it.
    pub limit: Limit,
    /// The clauses that impose it.
    pub clauses: Vec<ClauseId>,
    /// The edition they belong to, and whose readings were applied.
    pub edition: EditionId,
    /// The calendar data that was counted by.
    pub calendar_version: String,
    /// The readings and notes that led to the due time, in order of application.
    pub rules: Vec<AppliedRule>,
    /// Each day looked at, in the order of counting; empty where nothing is counted day by day.
    pub days: Vec<CountedDay>,
}

/// One reading of the edition at work, or a note on how it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedRule {
    /// The question it answers: a field of the edition's interpretations.
    pub name: String,
    /// The answer in our words.
    pub words: String,
}

impl AppliedRule {
    pub(super) fn new(name: &str, words: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            words: words.into(),
        }
    }

    /// The same rule with what it came to in this case.
    pub(super) fn here(mut self, note: &str) -> Self {
        self.words = format!("{}; here: {note}", self.words);
        self
    }
}

/// A day that was counted or skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedDay {
    /// The day.
    pub date: NaiveDate,
    /// Its number, from 1 to the amount of the span; nothing for a day that was skipped.
    pub counted: Option<u32>,
    /// Why.
    pub why: String,
}

impl fmt::Display for Deadline {
    /// Several lines, in local time, from the due time down to each day.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Derivation {
            trigger,
            limit,
            clauses,
            edition,
            calendar_version,
            rules,
            days,
        } = &self.derivation;
        writeln!(f, "due      {}", wall_clock(self.due))?;
        writeln!(f, "limit    {limit} {}", trigger.what)?;
        writeln!(f, "trigger  {} at {}", trigger.what, wall_clock(trigger.at))?;
        let clauses = clauses
            .iter()
            .map(ClauseId::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        writeln!(
            f,
            "under    {clauses} of edition {edition}, calendar {calendar_version}"
        )?;
        for AppliedRule { name, words } in rules {
            writeln!(f, "rule     {name}: {words}")?;
        }
        for CountedDay { date, why, .. } in days {
            writeln!(f, "day      {}: {why}", day_name(*date))?;
        }
        if let Some(other) = &self.alternative {
            write!(f, "or\n{other}")?;
        }
        Ok(())
    }
}

/// An instant as the clock on the wall shows it, with its zone: in October an hour happens twice.
fn wall_clock(at: DateTime<Utc>) -> String {
    london::local(at)
        .format("%a %d %b %Y %H:%M:%S %Z")
        .to_string()
}

/// A day with its weekday.
pub(super) fn day_name(date: NaiveDate) -> String {
    date.format("%a %d %b %Y").to_string()
}
