//! When something happens, as a caseload writes it: `day 3 10:30` or `2026-03-21 10:30`.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use handrail_domain::calendar::{Calendar, DayKind, london};

/// Where days are counted from, and with which holidays.
#[derive(Clone, Copy)]
pub(super) struct From<'c> {
    /// The first day of the case; a weekend or a holiday stands for the working day after it.
    pub(super) first: NaiveDate,
    /// The holidays.
    pub(super) calendar: &'c Calendar,
}

impl From<'_> {
    /// The instant of `day 3 10:30`, the third working day of the case, or of `2026-03-21 10:30`.
    pub(super) fn instant(self, text: &str) -> Result<DateTime<Utc>, String> {
        let wanted =
            || format!("\"{text}\" is not a time, as \"day 3 10:30\" or \"2026-03-21 10:30\"");
        let (day, time) = text.rsplit_once(' ').ok_or_else(wanted)?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|_| wanted())?;
        london::instant(self.date(day)?, time).ok_or_else(wanted)
    }

    /// The date of `day 3` or of `2026-03-21`.
    pub(super) fn date(self, text: &str) -> Result<NaiveDate, String> {
        let wanted = || format!("\"{text}\" is not a day, as \"day 3\" or \"2026-03-21\"");
        match text.strip_prefix("day ") {
            Some(number) => self.working_day(
                number
                    .parse()
                    .ok()
                    .filter(|number| *number > 0)
                    .ok_or_else(wanted)?,
            ),
            None => text.parse().map_err(|_| wanted()),
        }
    }

    fn working_day(self, number: u32) -> Result<NaiveDate, String> {
        let mut date = self.first;
        let mut counted = 0;
        loop {
            if self.calendar.day(date).map_err(|error| error.to_string())? == DayKind::Working {
                counted += 1;
            }
            if counted == number {
                return Ok(date);
            }
            date = date
                .checked_add_days(Days::new(1))
                .ok_or("the calendar ends before this day")?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(first: &str, text: &str) -> Result<String, String> {
        let calendar = Calendar::england_and_wales().expect("the calendar of this build");
        let from = From {
            first: first.parse().expect("a date"),
            calendar: &calendar,
        };
        from.instant(text).map(|at| at.to_rfc3339())
    }

    #[test]
    fn days_are_working_days_counted_from_the_first_of_the_case() {
        assert_eq!(
            at("2026-03-02", "day 1 09:30").as_deref(),
            Ok("2026-03-02T09:30:00+00:00")
        );
        assert_eq!(
            at("2026-03-02", "day 6 09:30").as_deref(),
            Ok("2026-03-09T09:30:00+00:00")
        );
        assert_eq!(
            at("2026-03-07", "day 1 09:30").as_deref(),
            Ok("2026-03-09T09:30:00+00:00"),
            "a Saturday stands for Monday"
        );
        assert_eq!(
            at("2026-04-02", "day 2 10:00").as_deref(),
            Ok("2026-04-07T09:00:00+00:00"),
            "past Easter, in summer time"
        );
    }

    #[test]
    fn a_date_is_taken_as_it_is() {
        assert_eq!(
            at("2026-03-02", "2026-03-21 10:30").as_deref(),
            Ok("2026-03-21T10:30:00+00:00")
        );
    }

    #[test]
    fn anything_else_says_what_is_wanted() {
        for wrong in [
            "",
            "day 0 10:00",
            "day x 10:00",
            "day 1",
            "Tuesday 10:00",
            "day 1 25:00",
            "2026-02-30 10:00",
        ] {
            assert!(at("2026-03-02", wrong).is_err(), "{wrong}");
        }
        assert!(
            at("2026-03-02", "day 99999 10:00").is_err(),
            "past the horizon of the calendar"
        );
    }
}
