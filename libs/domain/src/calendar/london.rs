//! Between instants and the wall clock of England and Wales.
//!
//! The clocks change at 01:00 on a Sunday: one hour of that day is skipped in March and happens twice
//! in October. The rules here always give an answer, and never put a later wall time before an earlier one.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::{Europe::London, Tz};

/// The longest hour-skip that is looked across, in minutes.
const LONGEST_GAP: i64 = 180;

/// An instant as people in England and Wales read it from the clock.
pub fn local(at: DateTime<Utc>) -> DateTime<Tz> {
    at.with_timezone(&London)
}

/// The calendar day an instant belongs to: 23:30 UTC in July is already the next day.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    local(at).date_naive()
}

/// The instant of a wall time on a day. A wall time that happens twice means the second one; one that
/// is skipped means the first moment after the gap. `None` only at the far ends of representable time.
pub fn instant(date: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    let wall = date.and_time(time);
    let resolve = |wall: NaiveDateTime| London.from_local_datetime(&wall).latest();
    let found = resolve(wall).or_else(|| {
        let minute = wall.with_second(0)?.with_nanosecond(0)?;
        (1..=LONGEST_GAP)
            .find_map(|skipped| resolve(minute.checked_add_signed(TimeDelta::minutes(skipped))?))
    })?;
    Some(found.with_timezone(&Utc))
}

/// The first second of a day.
pub fn start_of_day(date: NaiveDate) -> Option<DateTime<Utc>> {
    instant(date, NaiveTime::MIN)
}

/// The last second of a day, 23:59:59.
pub fn end_of_day(date: NaiveDate) -> Option<DateTime<Utc>> {
    instant(date, NaiveTime::from_hms_opt(23, 59, 59)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<DateTime<Utc>> {
        text.parse().ok()
    }

    fn wall(date: &str, time: &str) -> Option<DateTime<Utc>> {
        instant(date.parse().ok()?, time.parse().ok()?)
    }

    #[test]
    fn a_skipped_wall_time_is_the_first_moment_after_the_gap() {
        assert_eq!(wall("2026-03-29", "00:59:59"), utc("2026-03-29T00:59:59Z"));
        assert_eq!(wall("2026-03-29", "01:00:00"), utc("2026-03-29T01:00:00Z"));
        assert_eq!(wall("2026-03-29", "01:30:30"), utc("2026-03-29T01:00:00Z"));
        assert_eq!(wall("2026-03-29", "02:00:00"), utc("2026-03-29T01:00:00Z"));
    }

    #[test]
    fn a_repeated_wall_time_is_the_second_one() {
        assert_eq!(wall("2026-10-25", "00:59:59"), utc("2026-10-24T23:59:59Z"));
        assert_eq!(wall("2026-10-25", "01:30:00"), utc("2026-10-25T01:30:00Z"));
        assert_eq!(wall("2026-10-25", "02:00:00"), utc("2026-10-25T02:00:00Z"));
    }

    #[test]
    fn a_late_summer_evening_in_utc_is_the_next_local_day() {
        let day = |text| utc(text).map(|at| local_date(at).to_string());
        assert_eq!(day("2026-07-14T22:59:59Z").as_deref(), Some("2026-07-14"));
        assert_eq!(day("2026-07-14T23:30:00Z").as_deref(), Some("2026-07-15"));
        assert_eq!(day("2026-01-14T23:30:00Z").as_deref(), Some("2026-01-14"));
    }

    #[test]
    fn a_day_has_23_hours_in_march_and_25_in_october() {
        let length = |date: &str| {
            let date: NaiveDate = date.parse().ok()?;
            Some((end_of_day(date)? - start_of_day(date)?).num_seconds() + 1)
        };
        assert_eq!(length("2026-03-29"), Some(23 * 3600));
        assert_eq!(length("2026-10-25"), Some(25 * 3600));
        assert_eq!(length("2026-10-26"), Some(24 * 3600));
    }
}
