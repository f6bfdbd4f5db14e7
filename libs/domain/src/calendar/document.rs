//! The calendar as a TOML document.

use super::PublicCalendar;
use crate::Located;
use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::{Spanned, value::Date};

/// Every year has at least these; fewer means that a year was announced and then not filled in.
const HOLIDAYS_OF_A_YEAR: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    version: Spanned<String>,
    first: Spanned<Day>,
    horizon: Spanned<Day>,
    bank_holidays: Vec<BankHoliday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BankHoliday {
    on: Spanned<Day>,
    name: Spanned<String>,
}

/// A native TOML date.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "Date")]
struct Day(NaiveDate);

impl TryFrom<Date> for Day {
    type Error = &'static str;
    fn try_from(date: Date) -> Result<Self, &'static str> {
        let day = NaiveDate::from_ymd_opt(
            i32::from(date.year),
            u32::from(date.month),
            u32::from(date.day),
        );
        day.map(Self).ok_or("there is no such day")
    }
}

pub(super) fn parse(source: &str, text: &str) -> Result<PublicCalendar, Vec<Located>> {
    let document: Document =
        toml::from_str(text).map_err(|error| vec![Located::from_toml(source, text, &error)])?;
    let mut errors = Vec::new();
    let mut wrong =
        |offset: usize, message: String| errors.push(Located::at(source, text, offset, message));

    let Day(first) = *document.first.get_ref();
    let Day(horizon) = *document.horizon.get_ref();
    if document.version.get_ref().trim().is_empty() {
        wrong(
            document.version.span().start,
            "the version is empty".to_owned(),
        );
    }
    if first > horizon {
        wrong(
            document.horizon.span().start,
            format!("the horizon {horizon} lies before the first day {first}"),
        );
    }

    let mut bank_holidays = BTreeMap::new();
    for holiday in &document.bank_holidays {
        let (Day(on), place) = (*holiday.on.get_ref(), holiday.on.span().start);
        if on < first || on > horizon {
            wrong(
                place,
                format!("the bank holiday {on} lies outside {first} to {horizon}"),
            );
        }
        if matches!(on.weekday(), Weekday::Sat | Weekday::Sun) {
            wrong(
                place,
                format!(
                    "{on} is a {}; a bank holiday is listed on its substitute day",
                    on.format("%A")
                ),
            );
        }
        if holiday.name.get_ref().trim().is_empty() {
            wrong(
                holiday.name.span().start,
                format!("the bank holiday {on} needs a name"),
            );
        }
        if bank_holidays
            .insert(on, holiday.name.get_ref().clone())
            .is_some()
        {
            wrong(place, format!("the bank holiday {on} is given twice"));
        }
    }
    for year in first.year()..=horizon.year() {
        let whole = NaiveDate::from_ymd_opt(year, 1, 1) >= Some(first)
            && NaiveDate::from_ymd_opt(year, 12, 31) <= Some(horizon);
        let listed = bank_holidays
            .keys()
            .filter(|on: &&NaiveDate| on.year() == year)
            .count();
        if whole && listed < HOLIDAYS_OF_A_YEAR {
            wrong(
                document.horizon.span().start,
                format!(
                    "the range holds the whole of {year}, but only {listed} of its bank holidays are listed"
                ),
            );
        }
    }

    if errors.is_empty() {
        Ok(PublicCalendar {
            version: document.version.into_inner(),
            first,
            horizon,
            bank_holidays,
        })
    } else {
        errors.sort();
        Err(errors)
    }
}
