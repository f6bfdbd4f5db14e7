//! What an authority adds to the public calendar: its office hours and its closure days.

use chrono::{NaiveDate, NaiveTime};
use std::fmt;

/// When the authority's offices are open on a working day. The closing time itself is outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeHours {
    opens: NaiveTime,
    closes: NaiveTime,
}

/// Office hours that end before they begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("office hours open before they close, but {opens} is not before {closes}")]
pub struct InvalidOfficeHours {
    /// The opening time given.
    pub opens: NaiveTime,
    /// The closing time given.
    pub closes: NaiveTime,
}

impl OfficeHours {
    /// Hours from opening to closing.
    ///
    /// # Errors
    /// When the opening time is not before the closing time.
    pub fn new(opens: NaiveTime, closes: NaiveTime) -> Result<Self, InvalidOfficeHours> {
        if opens < closes {
            Ok(Self { opens, closes })
        } else {
            Err(InvalidOfficeHours { opens, closes })
        }
    }

    /// The first moment of the working day.
    pub fn opens(self) -> NaiveTime {
        self.opens
    }

    /// The moment from which the offices are closed.
    pub fn closes(self) -> NaiveTime {
        self.closes
    }
}

impl fmt::Display for OfficeHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} to {}",
            self.opens.format("%H:%M"),
            self.closes.format("%H:%M")
        )
    }
}

/// A day on which the authority does not work although the country does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// The day.
    pub on: NaiveDate,
    /// Why, as it is to stand in explanations.
    pub name: String,
}

/// A closure day that cannot be laid over a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidClosure {
    /// The day lies where the calendar knows nothing.
    #[error("the closure day {on} lies outside the calendar, which runs from {first} to {horizon}")]
    OutsideCalendar {
        /// The day given.
        on: NaiveDate,
        /// The first day of the calendar.
        first: NaiveDate,
        /// The last day of the calendar.
        horizon: NaiveDate,
    },
    /// The same day is given twice.
    #[error("the closure day {on} is given twice")]
    Twice {
        /// The day given.
        on: NaiveDate,
    },
    /// The name is empty, so that no explanation could say why the day is skipped.
    #[error("the closure day {on} needs a name")]
    Nameless {
        /// The day given.
        on: NaiveDate,
    },
}
