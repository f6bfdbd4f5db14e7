//! Which days are worked: the bank holidays of England and Wales with the authority's own days on top.
//!
//! The bank holidays are versioned data with a first day and a horizon. Outside of that range the
//! calendar answers with an error: a guessed deadline is worse than none.

mod document;
pub mod london;
mod office;

pub use office::{Closure, InvalidClosure, InvalidOfficeHours, OfficeHours};

use crate::Located;
use chrono::{Datelike, NaiveDate, Weekday};
use std::{collections::BTreeMap, fmt, sync::Arc};
use uuid::Uuid;

/// The bank holidays as they are shipped, in the format of [`Calendar::parse`].
const ENGLAND_AND_WALES: &str = include_str!("../../data/england-and-wales.toml");

/// What the days of a range are. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    public: Arc<PublicCalendar>,
    authority: Option<Arc<Authority>>,
}

#[derive(Debug, PartialEq, Eq)]
struct PublicCalendar {
    version: String,
    first: NaiveDate,
    horizon: NaiveDate,
    bank_holidays: BTreeMap<NaiveDate, String>,
}

#[derive(Debug, PartialEq, Eq)]
struct Authority {
    version: String,
    closures: BTreeMap<NaiveDate, String>,
    office_hours: OfficeHours,
}

/// What a day is. A weekend is a weekend even when the authority lists it as a closure too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// Monday to Friday, and nothing against it.
    Working,
    /// Saturday or Sunday.
    Weekend,
    /// A bank holiday of England and Wales, with its name.
    BankHoliday(&'a str),
    /// A closure day of the authority, with its name.
    Closure(&'a str),
}

impl fmt::Display for DayKind<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Working => f.write_str("working day"),
            Self::Weekend => f.write_str("weekend"),
            Self::BankHoliday(name) => write!(f, "bank holiday: {name}"),
            Self::Closure(name) => write!(f, "closure: {name}"),
        }
    }
}

/// A day the calendar knows nothing about, after its horizon or before its first day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{date} lies outside the working-day calendar, which runs from {first} to {horizon}")]
pub struct PastHorizon {
    /// The day asked for.
    pub date: NaiveDate,
    /// The first day known.
    pub first: NaiveDate,
    /// The last day known.
    pub horizon: NaiveDate,
}

impl Calendar {
    /// The embedded bank holidays of England and Wales.
    ///
    /// # Errors
    /// As [`Calendar::parse`]; the tests keep the embedded copy free of errors.
    pub fn england_and_wales() -> Result<Self, Vec<Located>> {
        Self::parse("england-and-wales.toml", ENGLAND_AND_WALES)
    }

    /// Reads `version`, `first`, `horizon` and `bank-holidays = [{ on, name }, ...]`. `source` names the file in errors.
    ///
    /// # Errors
    /// Everything that is wrong, with its place: a range that is empty, holidays that are outside it, repeated,
    /// nameless or on a weekend, and whole years with fewer than the eight holidays that every year has.
    pub fn parse(source: &str, text: &str) -> Result<Self, Vec<Located>> {
        let public = document::parse(source, text)?;
        Ok(Self {
            public: Arc::new(public),
            authority: None,
        })
    }

    /// The same calendar with the closure days and office hours of an authority, replacing any it had.
    ///
    /// # Errors
    /// Every closure that is outside the calendar, repeated or nameless.
    pub fn with_authority(
        self,
        closures: Vec<Closure>,
        office_hours: OfficeHours,
    ) -> Result<Self, Vec<InvalidClosure>> {
        let PublicCalendar { first, horizon, .. } = *self.public;
        let mut errors = Vec::new();
        let mut days = BTreeMap::new();
        for Closure { on, name } in closures {
            if !(first..=horizon).contains(&on) {
                errors.push(InvalidClosure::OutsideCalendar { on, first, horizon });
            }
            if name.trim().is_empty() {
                errors.push(InvalidClosure::Nameless { on });
            }
            if days.insert(on, name).is_some() {
                errors.push(InvalidClosure::Twice { on });
            }
        }
        if errors.is_empty() {
            let version = authority_version(&self.public.version, &days, office_hours);
            Ok(Self {
                authority: Some(Arc::new(Authority {
                    version,
                    closures: days,
                    office_hours,
                })),
                ..self
            })
        } else {
            Err(errors)
        }
    }

    /// Names the exact data that days are counted by: two calendars that differ anywhere differ here,
    /// as long as each change of the public data comes with a new version of it.
    pub fn version(&self) -> &str {
        self.authority
            .as_ref()
            .map_or(&self.public.version, |authority| &authority.version)
    }

    /// The first day known.
    pub fn first(&self) -> NaiveDate {
        self.public.first
    }

    /// The last day known.
    pub fn horizon(&self) -> NaiveDate {
        self.public.horizon
    }

    /// The authority's office hours, once an authority has been laid over the calendar.
    pub fn office_hours(&self) -> Option<OfficeHours> {
        self.authority
            .as_ref()
            .map(|authority| authority.office_hours)
    }

    /// What a day is.
    ///
    /// # Errors
    /// When the day lies outside the known range.
    pub fn day(&self, date: NaiveDate) -> Result<DayKind<'_>, PastHorizon> {
        let PublicCalendar { first, horizon, .. } = *self.public;
        if !(first..=horizon).contains(&date) {
            return Err(PastHorizon {
                date,
                first,
                horizon,
            });
        }
        let closure = || {
            self.authority
                .as_ref()
                .and_then(|authority| authority.closures.get(&date))
        };
        Ok(if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            DayKind::Weekend
        } else if let Some(name) = self.public.bank_holidays.get(&date) {
            DayKind::BankHoliday(name)
        } else if let Some(name) = closure() {
            DayKind::Closure(name)
        } else {
            DayKind::Working
        })
    }
}

/// The version of a calendar with an authority's days: it follows from the content, so nobody can forget to change it.
fn authority_version(
    public: &str,
    closures: &BTreeMap<NaiveDate, String>,
    hours: OfficeHours,
) -> String {
    let mut content = format!("{public}\n{hours}\n");
    for (on, name) in closures {
        content.push_str(&format!("{on} {name}\n"));
    }
    let fingerprint = Uuid::new_v5(&Uuid::NAMESPACE_OID, content.as_bytes())
        .simple()
        .to_string();
    format!("{public}+{}", fingerprint.get(..12).unwrap_or(&fingerprint))
}
