//! How an edition reads what its protocol leaves open. Each question is one field, each answer one that is implemented.

use super::{AppliedRule, TimeOfDay};
use serde::{Deserialize, Serialize};

/// The readings of one edition. Every question must be answered: there is no silent default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Interpretations {
    /// Within N working days of an event: is the event's own day one of them?
    pub first_day: FirstDay,
    /// From which day a working-day limit runs when the event came on a non-working day or out of office hours.
    pub event_outside_hours: EventOutsideHours,
    /// At least N working days before a meeting: which day is the last on which the act is in time?
    pub working_days_before: WorkingDaysBefore,
    /// "Days" without "working".
    pub days: Days,
    /// The same day.
    pub same_day: SameDay,
    /// Hours.
    pub hours: Hours,
    /// Weeks, months and years.
    pub weeks_months_years: WeeksMonthsYears,
    /// When an age is reached.
    pub age: Age,
    /// When somebody born on 29 February has a birthday in a common year.
    pub leap_day_birthday: LeapDayBirthday,
    /// The wall time at which working-day limits fall due.
    pub close_of_business: TimeOfDay,
    /// From which event a longer limit runs when its clause names none, while a shorter one beside it does.
    pub unclear_start: UnclearStart,
}

/// Whether the event's day is one of the working days of a limit after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FirstDay {
    /// The event's day does not count: the first working day after it is day one.
    Excluded,
    /// The event's day is day one when it is a working day and the event came before close of business.
    Included,
}

/// What a non-working day, or an hour out of office hours, does to the day of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventOutsideHours {
    /// Nothing: the event counts on its calendar day, and the next working day is day one.
    CountsOnItsDay,
    /// An event on a non-working day, or from closing time on, counts as if it came on the next working day.
    CountsOnNextWorkingDay,
}

/// Which day is the last one in time for "at least N working days before a meeting".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkingDaysBefore {
    /// The Nth working day before the meeting's day.
    NthDay,
    /// The working day before N clear ones: N whole working days lie between it and the meeting's day.
    ClearDays,
}

/// What "days" means without "working".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Days {
    /// Calendar days; due at the end of the last one, whatever day it is.
    EndOfDay,
    /// Calendar days; a last one that is not worked gives way to the next working day, or before an event
    /// to the one ahead of it; due at the end of that day.
    RolledToWorkingDay,
    /// Periods of 24 elapsed hours.
    PeriodsOf24Hours,
}

/// When something owed on the same day is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SameDay {
    /// At the end of the event's calendar day.
    EndOfDay,
}

/// How hours are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hours {
    /// Elapsed hours, through nights, weekends and changes of the clocks.
    Elapsed,
}

/// How weeks, months and years are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WeeksMonthsYears {
    /// By the calendar; a day the month does not have becomes its last one; due at the end of the day.
    ClampedEndOfDay,
}

/// When an age is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Age {
    /// At the start of the birthday; a half-year is the birthday plus six calendar months.
    StartOfBirthday,
}

/// The birthday in a common year of somebody born on 29 February.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeapDayBirthday {
    /// 1 March.
    FirstOfMarch,
    /// 28 February.
    LastOfFebruary,
}

/// The start of a limit whose clause names no event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnclearStart {
    /// The event that the shorter limit beside it starts from (48 hours run from where the 24 hours run).
    SameEvent,
}

impl Interpretations {
    /// Every reading in words, in the order of the fields.
    pub fn rules(&self) -> Vec<AppliedRule> {
        vec![
            self.first_day.rule(),
            self.event_outside_hours.rule(),
            self.working_days_before.rule(),
            self.days.rule(),
            self.same_day.rule(),
            self.hours.rule(),
            self.weeks_months_years.rule(),
            self.age.rule(),
            self.leap_day_birthday.rule(),
            self.close_of_business.rule(),
            self.unclear_start.rule(),
        ]
    }
}

impl EventOutsideHours {
    fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "event-outside-hours",
            match self {
                Self::CountsOnItsDay => {
                    "an event on a non-working day, or out of office hours, counts on its calendar day"
                }
                Self::CountsOnNextWorkingDay => {
                    "an event on a non-working day, or from closing time on, counts on the next working day"
                }
            },
        )
    }
}

impl FirstDay {
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "first-day",
            match self {
                Self::Excluded => {
                    "the day of the event does not count; the next working day is day one"
                }
                Self::Included => {
                    "the day of the event is day one if it is worked and close of business was still to come"
                }
            },
        )
    }
}

impl WorkingDaysBefore {
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "working-days-before",
            match self {
                Self::NthDay => {
                    "counted backwards; the day of the event does not count, and the last day counted is in time"
                }
                Self::ClearDays => {
                    "counted backwards; the days counted stay clear, and the working day ahead of them is in time"
                }
            },
        )
    }
}

impl Days {
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "days",
            match self {
                Self::EndOfDay => {
                    "calendar days, weekends and holidays among them; due at the end of the last one, which is not moved"
                }
                Self::RolledToWorkingDay => {
                    "calendar days; a last one that is not worked gives way to a working day; due at its end"
                }
                Self::PeriodsOf24Hours => "each day is a period of 24 elapsed hours",
            },
        )
    }
}

impl SameDay {
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "same-day",
            match self {
                Self::EndOfDay => "due at the end of the calendar day of the event",
            },
        )
    }
}

impl Hours {
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "hours",
            match self {
                Self::Elapsed => "hours elapse through nights, weekends and changes of the clocks",
            },
        )
    }
}

impl WeeksMonthsYears {
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "weeks-months-years",
            match self {
                Self::ClampedEndOfDay => {
                    "by the calendar; a day the month does not have becomes its last one; due at the end of the day"
                }
            },
        )
    }
}

impl Age {
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "age",
            match self {
                Self::StartOfBirthday => {
                    "reached as the birthday starts; half a year more is six calendar months after the birthday"
                }
            },
        )
    }
}

impl LeapDayBirthday {
    pub(super) fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "leap-day-birthday",
            match self {
                Self::FirstOfMarch => {
                    "born on 29 February: the birthday of a common year is 1 March"
                }
                Self::LastOfFebruary => {
                    "born on 29 February: the birthday of a common year is 28 February"
                }
            },
        )
    }
}

impl UnclearStart {
    /// The rule in our words, for the explanation of a limit to which an edition applies it: only the
    /// edition knows which limits those are.
    pub fn rule(self) -> AppliedRule {
        AppliedRule::new(
            "unclear-start",
            match self {
                Self::SameEvent => {
                    "the clause names no start; it runs from the event that starts the shorter limit beside it"
                }
            },
        )
    }
}
