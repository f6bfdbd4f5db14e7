//! A wall time, as an edition writes it.

use super::AppliedRule;
use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A wall time of England and Wales to the minute, written `17:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(NaiveTime);

impl TimeOfDay {
    /// The wall time, with no seconds.
    pub fn time(self) -> NaiveTime {
        self.0
    }

    /// The reading that this is the close of business.
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "close-of-business",
            format!("working-day limits fall due at {self} local time"),
        )
    }
}

/// A text that is not a wall time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written as two digits, ':' and two digits, from 00:00 to 23:59")]
pub struct InvalidTimeOfDay;

impl FromStr for TimeOfDay {
    type Err = InvalidTimeOfDay;
    fn from_str(text: &str) -> Result<Self, InvalidTimeOfDay> {
        let shape = text.len() == 5
            && text.bytes().enumerate().all(|(i, b)| {
                if i == 2 {
                    b == b':'
                } else {
                    b.is_ascii_digit()
                }
            });
        let time = shape
            .then(|| NaiveTime::parse_from_str(text, "%H:%M").ok())
            .flatten();
        time.map(Self).ok_or(InvalidTimeOfDay)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = InvalidTimeOfDay;
    fn try_from(text: String) -> Result<Self, InvalidTimeOfDay> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}
