//! Calendar arithmetic for weeks, months, years and ages.

use super::{Direction, LeapDayBirthday, Limit, Unit, derivation::day_name};
use chrono::{Datelike, Days, Months, NaiveDate};

/// The six months between a birthday and the half-year after it.
const HALF_YEAR: Months = Months::new(6);

/// A date and how it was come to.
pub(super) struct Reached {
    pub(super) date: NaiveDate,
    pub(super) how: String,
}

/// A date moved by the weeks, months or years of a limit. `None` when there is no such date.
pub(super) fn moved(from: NaiveDate, limit: Limit) -> Option<Reached> {
    let (amount, unit) = (limit.span().amount(), limit.span().unit());
    let months = Months::new(if unit == Unit::Years {
        amount.checked_mul(12)?
    } else {
        amount
    });
    let weeks = Days::new(u64::from(amount) * 7);
    let (date, sign) = match (limit.direction(), unit == Unit::Weeks) {
        (Direction::After, true) => (from.checked_add_days(weeks)?, "plus"),
        (Direction::After, false) => (from.checked_add_months(months)?, "plus"),
        (Direction::Before, true) => (from.checked_sub_days(weeks)?, "minus"),
        (Direction::Before, false) => (from.checked_sub_months(months)?, "minus"),
    };
    let clamped = unit != Unit::Weeks && date.day() != from.day();
    let clamp = if clamped {
        format!(", as that month has no day {}", from.day())
    } else {
        String::new()
    };
    Some(Reached {
        date,
        how: format!(
            "{} {sign} {} is {}{clamp}",
            day_name(from),
            limit.span(),
            day_name(date)
        ),
    })
}

/// The day on which somebody born on a day reaches an age in half-years. `None` when there is no such date.
pub(super) fn age_reached(
    born: NaiveDate,
    half_years: u32,
    leap: LeapDayBirthday,
) -> Option<Reached> {
    let years = half_years / 2;
    let birthday = birthday(
        born,
        born.year().checked_add(i32::try_from(years).ok()?)?,
        leap,
    )?;
    let mut how = format!(
        "born on {}, {years} on {}",
        day_name(born),
        day_name(birthday)
    );
    let date = if half_years.is_multiple_of(2) {
        birthday
    } else {
        birthday.checked_add_months(HALF_YEAR)?
    };
    if date != birthday {
        how.push_str(&format!(", {years}.5 on {}", day_name(date)));
    }
    Some(Reached { date, how })
}

/// Whether a birthday needs the leap-day reading.
pub(super) fn is_leap_day(date: NaiveDate) -> bool {
    (date.month(), date.day()) == (2, 29)
}

fn birthday(born: NaiveDate, year: i32, leap: LeapDayBirthday) -> Option<NaiveDate> {
    match (born.with_year(year), leap) {
        (Some(date), _) => Some(date),
        (None, LeapDayBirthday::FirstOfMarch) => NaiveDate::from_ymd_opt(year, 3, 1),
        (None, LeapDayBirthday::LastOfFebruary) => NaiveDate::from_ymd_opt(year, 2, 28),
    }
}
