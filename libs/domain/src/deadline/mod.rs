//! From a limit and an event to the instant something is due, with the derivation of that instant.
//!
//! A due time is a whole second, the last one in which the act is in time: a day ends at 23:59:59 local
//! and close of business includes its first second. [`Deadline::late_from`] is the one place that says so.

mod counting;
mod dates;
mod derivation;
mod interpretations;
mod span;
mod time_of_day;

pub use derivation::{AppliedRule, CountedDay, Derivation};
pub use interpretations::{
    Age, Days, EventOutsideHours, FirstDay, Hours, Interpretations, LeapDayBirthday, SameDay,
    UnclearStart, WeeksMonthsYears, WorkingDaysBefore,
};
pub use span::{Direction, InvalidLimit, InvalidSpan, Limit, Span, Unit};
pub use time_of_day::{InvalidTimeOfDay, TimeOfDay};

use crate::{
    ClauseId, EditionId,
    calendar::{Calendar, PastHorizon, london},
};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use counting::Counting;
use serde::{Deserialize, Serialize};

/// The event that a limit is counted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// The name of the fact, for example `early-warning-sent`.
    pub what: String,
    /// When it happened, or is set to happen.
    pub at: DateTime<Utc>,
}

impl Trigger {
    /// A fact known by its day alone, such as a birth: it stands at the start of that day, local time.
    ///
    /// # Errors
    /// When the day lies outside the years 1 to 9999.
    pub fn on(what: impl Into<String>, date: NaiveDate) -> Result<Self, DeadlineError> {
        let at = london::start_of_day(date)
            .and_then(representable)
            .ok_or(DeadlineError::TriggerOutOfRange)?;
        Ok(Self {
            what: what.into(),
            at,
        })
    }
}

/// An instant by which something is due, and how it was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The last second in which the act is in time; always a whole second.
    pub due: DateTime<Utc>,
    /// How it was reached.
    pub derivation: Derivation,
    /// The other way to be in time, where there is one; it ends no later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<Box<Deadline>>,
}

impl Deadline {
    /// Where either of two may be kept, the later one binds, and the other stays beside it to be explained.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let (binding, beside) = if other.due > self.due {
            (other, self)
        } else {
            (self, other)
        };
        Self {
            alternative: Some(Box::new(beside)),
            ..binding
        }
    }

    /// Whether an act at this instant is in time. The whole of the due second is.
    pub fn met_by(&self, at: DateTime<Utc>) -> bool {
        at < self.late_from()
    }

    /// The first instant that is too late: one second after the due time.
    pub fn late_from(&self) -> DateTime<Utc> {
        self.due + TimeDelta::seconds(1)
    }
}

/// Why there is no due time. None is ever guessed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeadlineError {
    /// Working days would have to be counted where the calendar knows nothing.
    #[error(transparent)]
    PastHorizon(#[from] PastHorizon),
    /// The event lies outside the years that can be written down everywhere.
    #[error("the event lies outside the years 1 to 9999")]
    TriggerOutOfRange,
    /// The due time would lie outside the years that can be written down everywhere.
    #[error("{limit} {from} lies outside the years 1 to 9999")]
    OutOfRange {
        /// The limit.
        limit: Limit,
        /// The local day of the event.
        from: NaiveDate,
    },
}

/// Why something that clauses give a time to has no due time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NoDueTime {
    /// The clauses that set the limit.
    pub clauses: Vec<ClauseId>,
    /// What stands in the way.
    pub why: DeadlineError,
}

/// When something is due, by the readings of an edition and the days of a calendar.
///
/// The calendar is consulted for working days alone, so an 18th birthday beyond its horizon is no error.
///
/// # Errors
/// When working days have to be counted outside the calendar, or a date leaves the years 1 to 9999.
pub fn deadline(
    calendar: &Calendar,
    reading: &Interpretations,
    edition: &EditionId,
    clauses: &[ClauseId],
    limit: Limit,
    trigger: &Trigger,
) -> Result<Deadline, DeadlineError> {
    let at = representable(trigger.at).ok_or(DeadlineError::TriggerOutOfRange)?;
    let mut counting = Counting::new(calendar, reading, limit, at);
    let due = counting
        .due()?
        .and_then(representable)
        .and_then(|due| DateTime::from_timestamp(due.timestamp(), 0));
    let due = due.ok_or(DeadlineError::OutOfRange {
        limit,
        from: london::local_date(at),
    })?;
    let (rules, days) = counting.into_trace();
    Ok(Deadline {
        due,
        derivation: Derivation {
            trigger: trigger.clone(),
            limit,
            clauses: clauses.to_vec(),
            edition: edition.clone(),
            calendar_version: calendar.version().to_owned(),
            rules,
            days,
        },
        alternative: None,
    })
}

/// Databases, the wire and the text form of an instant all agree on these years.
fn representable(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (1..=9999).contains(&at.year()).then_some(at)
}
