//! Instants and civil dates, on the wire and in the domain.

use crate::common::v1::Date;
use chrono::{DateTime, Datelike, NaiveDate, SubsecRound, Utc};
use prost_types::Timestamp;

/// An instant as it goes on the wire.
pub fn timestamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp {
        seconds: at.timestamp(),
        nanos: i32::try_from(at.timestamp_subsec_nanos()).unwrap_or_default(),
    }
}

/// An instant from the wire, truncated to the microseconds that every database keeps; nothing when it lies
/// outside the years 1 to 9999 or its nanoseconds are not within a second.
pub fn instant(at: &Timestamp) -> Option<DateTime<Utc>> {
    let nanos = u32::try_from(at.nanos)
        .ok()
        .filter(|nanos| *nanos < 1_000_000_000)?;
    DateTime::from_timestamp(at.seconds, nanos)
        .filter(|at| (1..=9999).contains(&at.year()))
        .map(|at| at.trunc_subsecs(6))
}

/// A civil date as it goes on the wire.
pub fn date_to_wire(date: NaiveDate) -> Date {
    let small = |number: u32| i32::try_from(number).unwrap_or_default();
    Date {
        year: date.year(),
        month: small(date.month()),
        day: small(date.day()),
    }
}

/// A civil date from the wire; nothing when there is no such day, or it lies outside 1900 to 2200.
pub fn date_from_wire(date: &Date) -> Option<NaiveDate> {
    let year = Some(date.year).filter(|year| (1900..=2200).contains(year))?;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(date.month).ok()?,
        u32::try_from(date.day).ok()?,
    )
}
