//! How long, in which unit, and which way: the limit as a clause states it.

use crate::team::{UnknownName, closed_list};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// What a span is measured in. Units are literal: days are not working days, weeks are not days.
    Unit, "unit" {
        /// The calendar day of the event itself; the amount is 0.
        SameDay = "same-day",
        /// Elapsed hours.
        Hours = "hours",
        /// Calendar days.
        Days = "days",
        /// Days the calendar knows as working.
        WorkingDays = "working-days",
        /// Calendar weeks.
        Weeks = "weeks",
        /// Calendar months.
        Months = "months",
        /// Calendar years.
        Years = "years",
        /// Half-years of age, counted from the date of birth: 17.5 years of age are 35.
        HalfYearsOfAge = "half-years-of-age",
    }
}

impl Unit {
    fn noun(self) -> &'static str {
        match self {
            Self::SameDay | Self::Days => "day",
            Self::Hours => "hour",
            Self::WorkingDays => "working day",
            Self::Weeks => "week",
            Self::Months => "month",
            Self::Years => "year",
            Self::HalfYearsOfAge => "half-year of age",
        }
    }
}

/// A typed duration: an amount of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "SpanAsWritten", into = "SpanAsWritten")]
pub struct Span {
    amount: u32,
    unit: Unit,
}

/// An amount that contradicts its unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSpan {
    /// The same day is one day only.
    #[error("a same-day span has no amount, but {amount} was given")]
    SameDayWithAmount {
        /// The amount given.
        amount: u32,
    },
    /// No time at all, or more than any rule could mean.
    #[error("a span in {unit} has an amount from 1 to {most}, not {amount}", most = Span::MOST)]
    Amount {
        /// The amount given.
        amount: u32,
        /// The unit given.
        unit: Unit,
    },
}

impl Span {
    /// The largest amount of any unit. It keeps derivations that list their days readable.
    pub const MOST: u32 = 10_000;

    /// The calendar day of the event itself.
    pub const SAME_DAY: Self = Self {
        amount: 0,
        unit: Unit::SameDay,
    };

    /// An amount of a unit.
    ///
    /// # Errors
    /// When the same day is given an amount, or any other unit none or more than [`Span::MOST`].
    pub fn new(amount: u32, unit: Unit) -> Result<Self, InvalidSpan> {
        match (unit, amount) {
            (Unit::SameDay, 0) => Ok(Self::SAME_DAY),
            (Unit::SameDay, _) => Err(InvalidSpan::SameDayWithAmount { amount }),
            (_, 1..=Self::MOST) => Ok(Self { amount, unit }),
            _ => Err(InvalidSpan::Amount { amount, unit }),
        }
    }

    /// How many; 0 for the same day alone.
    pub fn amount(self) -> u32 {
        self.amount
    }

    /// Of what.
    pub fn unit(self) -> Unit {
        self.unit
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.unit, self.amount) {
            (Unit::SameDay, _) => f.write_str("the same day"),
            (Unit::HalfYearsOfAge, halves) if halves % 2 == 1 => {
                write!(f, "{}.5 years of age", halves / 2)
            }
            (Unit::HalfYearsOfAge, halves) => write!(f, "{} years of age", halves / 2),
            (unit, 1) => write!(f, "1 {}", unit.noun()),
            (unit, amount) => write!(f, "{amount} {}s", unit.noun()),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SpanAsWritten {
    #[serde(default)]
    amount: u32,
    unit: Unit,
}

impl TryFrom<SpanAsWritten> for Span {
    type Error = InvalidSpan;
    fn try_from(written: SpanAsWritten) -> Result<Self, InvalidSpan> {
        Self::new(written.amount, written.unit)
    }
}

impl From<Span> for SpanAsWritten {
    fn from(span: Span) -> Self {
        Self {
            amount: span.amount,
            unit: span.unit,
        }
    }
}

closed_list! {
    /// On which side of the event the due time lies.
    Direction, "direction" {
        /// Within a span of the event.
        After = "after",
        /// At least a span ahead of the event, which is known beforehand: a meeting, say.
        Before = "before",
    }
}

/// A span on one side of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "LimitAsWritten", into = "LimitAsWritten")]
pub struct Limit {
    span: Span,
    direction: Direction,
}

/// A span that has no meaning ahead of an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLimit {
    /// The day of the event ends after the event.
    #[error("the same day cannot be a limit before an event: that day ends after it")]
    SameDayBefore,
    /// Nobody has an age before birth.
    #[error("an age cannot be a limit before an event: it is counted from birth")]
    AgeBefore,
}

impl Limit {
    /// A span in a direction.
    ///
    /// # Errors
    /// When the same day or an age is asked for before an event.
    pub fn new(span: Span, direction: Direction) -> Result<Self, InvalidLimit> {
        match (direction, span.unit) {
            (Direction::Before, Unit::SameDay) => Err(InvalidLimit::SameDayBefore),
            (Direction::Before, Unit::HalfYearsOfAge) => Err(InvalidLimit::AgeBefore),
            (Direction::Before | Direction::After, _) => Ok(Self { span, direction }),
        }
    }

    /// Within a span of an event: every span can be meant so.
    pub fn after(span: Span) -> Self {
        Self {
            span,
            direction: Direction::After,
        }
    }

    /// How long.
    pub fn span(self) -> Span {
        self.span
    }

    /// Which way.
    pub fn direction(self) -> Direction {
        self.direction
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.direction, self.span.unit) {
            (Direction::Before, _) => write!(f, "at least {} before", self.span),
            (Direction::After, Unit::SameDay) => f.write_str("on the same day as"),
            (Direction::After, Unit::HalfYearsOfAge) => write!(f, "at {}, counted from", self.span),
            (Direction::After, _) => write!(f, "within {} after", self.span),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitAsWritten {
    span: Span,
    direction: Direction,
}

impl TryFrom<LimitAsWritten> for Limit {
    type Error = InvalidLimit;
    fn try_from(written: LimitAsWritten) -> Result<Self, InvalidLimit> {
        Self::new(written.span, written.direction)
    }
}

impl From<Limit> for LimitAsWritten {
    fn from(limit: Limit) -> Self {
        Self {
            span: limit.span,
            direction: limit.direction,
        }
    }
}
