//! The bank holidays, checked against their rules computed here.

use crate::{Outcome, authority_calendar, date, due_at, public_calendar};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use handrail_domain::calendar::{Calendar, Closure, DayKind, InvalidClosure, OfficeHours};
use std::collections::BTreeSet;

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm.
pub(crate) fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(sum / 31).ok()?,
        u32::try_from(sum % 31 + 1).ok()?,
    )
}

/// The holidays of a year by rule alone, with the days by which Parliament or Crown departed from the rule.
pub(crate) fn by_rule(year: i32) -> Option<BTreeSet<NaiveDate>> {
    let ymd = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let first_monday = |month| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 1);
    let last_monday = |month| {
        (4..=5)
            .rev()
            .find_map(|n| NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, n))
    };
    let easter = easter(year)?;
    let mut days = BTreeSet::from([easter - Days::new(2), easter + Days::new(1)]);
    days.extend([first_monday(5)?, last_monday(5)?, last_monday(8)?]);
    for fixed in [ymd(1, 1)?, ymd(12, 25)?, ymd(12, 26)?] {
        let free = |day: &NaiveDate| {
            !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !days.contains(day)
        };
        // Boxing Day stands on a Monday even when Christmas Day, on the Sunday, needs a substitute.
        let taken = |day: &NaiveDate| {
            fixed.weekday() == Weekday::Sun && *day == ymd(12, 26).unwrap_or_default()
        };
        days.insert(fixed.iter_days().find(|day| free(day) && !taken(day))?);
    }
    let (gone, come): (&[_], &[_]) = match year {
        2020 => (&[(5, 4)], &[(5, 8)]),
        2022 => (&[(5, 30)], &[(6, 2), (6, 3), (9, 19)]),
        2023 => (&[], &[(5, 8)]),
        _ => (&[], &[]),
    };
    for &(month, day) in gone {
        days.remove(&ymd(month, day)?);
    }
    days.extend(come.iter().filter_map(|&(month, day)| ymd(month, day)));
    Some(days)
}

fn listed(
    calendar: &Calendar,
    year: i32,
) -> Result<BTreeSet<NaiveDate>, Box<dyn std::error::Error>> {
    let mut days = BTreeSet::new();
    for day in date(&format!("{year}-01-01"))?
        .iter_days()
        .take_while(|day| day.year() == year)
    {
        if matches!(calendar.day(day)?, DayKind::BankHoliday(_)) {
            days.insert(day);
        }
    }
    Ok(days)
}

#[test]
fn every_year_lists_exactly_the_holidays_of_the_rules() -> Outcome {
    let calendar = public_calendar()?;
    for year in 2015..=2028 {
        let days = listed(&calendar, year)?;
        assert_eq!(Some(&days), by_rule(year).as_ref(), "{year}");
        let expected = if year == 2022 {
            10
        } else if year == 2023 {
            9
        } else {
            8
        };
        assert_eq!(days.len(), expected, "{year}");
    }
    Ok(())
}

#[test]
fn easter_is_computed_right_in_known_years() -> Outcome {
    for known in [
        "2015-04-05",
        "2016-03-27",
        "2018-04-01",
        "2019-04-21",
        "2024-03-31",
        "2026-04-05",
        "2028-04-16",
    ] {
        let known = date(known)?;
        assert_eq!(easter(known.year()), Some(known));
    }
    Ok(())
}

#[test]
fn substitute_days_stand_for_holidays_on_weekends() -> Outcome {
    let calendar = public_calendar()?;
    for (day, name) in [
        ("2015-12-28", "Boxing Day (substitute day)"),
        ("2016-12-26", "Boxing Day"),
        ("2016-12-27", "Christmas Day (substitute day)"),
        ("2017-01-02", "New Year's Day (substitute day)"),
        ("2020-12-28", "Boxing Day (substitute day)"),
        ("2021-12-27", "Christmas Day (substitute day)"),
        ("2021-12-28", "Boxing Day (substitute day)"),
        ("2022-01-03", "New Year's Day (substitute day)"),
        ("2022-12-26", "Boxing Day"),
        ("2022-12-27", "Christmas Day (substitute day)"),
        ("2023-01-02", "New Year's Day (substitute day)"),
        ("2026-12-28", "Boxing Day (substitute day)"),
        ("2027-12-27", "Christmas Day (substitute day)"),
        ("2027-12-28", "Boxing Day (substitute day)"),
        ("2028-01-03", "New Year's Day (substitute day)"),
    ] {
        assert_eq!(
            calendar.day(date(day)?)?,
            DayKind::BankHoliday(name),
            "{day}"
        );
    }
    assert_eq!(calendar.day(date("2021-12-25")?)?, DayKind::Weekend);
    Ok(())
}

#[test]
fn the_early_may_holiday_of_2020_moved_to_friday_the_8th() -> Outcome {
    let calendar = public_calendar()?;
    assert_eq!(calendar.day(date("2020-05-04")?)?, DayKind::Working);
    assert_eq!(
        calendar.day(date("2020-05-08")?)?,
        DayKind::BankHoliday("Early May bank holiday (moved for VE Day)")
    );
    assert_eq!(
        due_at("2 working-days after", "2020-05-07 10:00")?,
        "Tue 2020-05-12 17:00:00"
    );
    Ok(())
}

#[test]
fn the_jubilee_and_the_state_funeral_of_2022_are_not_worked() -> Outcome {
    let calendar = public_calendar()?;
    assert_eq!(calendar.day(date("2022-05-30")?)?, DayKind::Working);
    assert_eq!(
        calendar.day(date("2022-06-03")?)?,
        DayKind::BankHoliday("Platinum Jubilee bank holiday")
    );
    assert_eq!(
        due_at("1 working-days after", "2022-06-01 10:00")?,
        "Mon 2022-06-06 17:00:00"
    );
    assert_eq!(
        due_at("1 working-days after", "2022-09-16 10:00")?,
        "Tue 2022-09-20 17:00:00"
    );
    Ok(())
}

#[test]
fn the_coronation_monday_of_2023_is_not_worked() -> Outcome {
    assert_eq!(
        due_at("1 working-days after", "2023-05-05 10:00")?,
        "Tue 2023-05-09 17:00:00"
    );
    Ok(())
}

#[test]
fn the_turns_of_year_with_substitutes_are_counted_across() -> Outcome {
    assert_eq!(
        due_at("2 working-days after", "2021-12-24 10:00")?,
        "Thu 2021-12-30 17:00:00"
    );
    assert_eq!(
        due_at("2 working-days after", "2021-12-31 10:00")?,
        "Wed 2022-01-05 17:00:00"
    );
    assert_eq!(
        due_at("1 working-days after", "2022-12-23 10:00")?,
        "Wed 2022-12-28 17:00:00"
    );
    assert_eq!(
        due_at("1 working-days after", "2022-12-30 10:00")?,
        "Tue 2023-01-03 17:00:00"
    );
    assert_eq!(
        due_at("1 working-days after", "2027-12-24 10:00")?,
        "Wed 2027-12-29 17:00:00"
    );
    assert_eq!(
        due_at("1 working-days after", "2027-12-31 10:00")?,
        "Tue 2028-01-04 17:00:00"
    );
    Ok(())
}

#[test]
fn no_day_outside_the_calendar_is_guessed() -> Outcome {
    let calendar = public_calendar()?;
    assert_eq!(
        (calendar.first(), calendar.horizon()),
        (date("2015-01-01")?, date("2028-12-31")?)
    );
    assert!(calendar.day(calendar.first()).is_ok() && calendar.day(calendar.horizon()).is_ok());
    let shown = |day: &str| {
        Ok::<_, Box<dyn std::error::Error>>(
            calendar.day(date(day)?).map_err(|error| error.to_string()),
        )
    };
    let range = "lies outside the working-day calendar, which runs from 2015-01-01 to 2028-12-31";
    assert_eq!(shown("2029-01-01")?, Err(format!("2029-01-01 {range}")));
    assert_eq!(shown("2014-12-31")?, Err(format!("2014-12-31 {range}")));
    Ok(())
}

#[test]
fn closure_days_of_the_authority_are_not_worked() -> Outcome {
    let calendar = authority_calendar()?;
    assert_eq!(
        calendar.day(date("2026-12-24")?)?,
        DayKind::Closure("Offices closed")
    );
    assert_eq!(
        due_at("1 working-days after", "2026-12-23 10:00")?,
        "Tue 2026-12-29 17:00:00"
    );
    Ok(())
}

#[test]
fn the_version_follows_from_the_content() -> Outcome {
    let hours = |closes: &str| {
        Ok::<_, Box<dyn std::error::Error>>(OfficeHours::new("09:00:00".parse()?, closes.parse()?)?)
    };
    let version = |closures: Vec<Closure>, hours| {
        let laid = public_calendar()?
            .with_authority(closures, hours)
            .map_err(|errors| format!("{errors:?}"))?;
        Ok::<_, Box<dyn std::error::Error>>(laid.version().to_owned())
    };
    let closed = |name: &str| {
        Ok::<_, Box<dyn std::error::Error>>(vec![Closure {
            on: date("2026-12-24")?,
            name: name.to_owned(),
        }])
    };
    let usual = version(closed("Closed")?, hours("17:00:00")?)?;
    assert!(usual.starts_with("england-and-wales-1+"), "{usual}");
    assert_eq!(usual, version(closed("Closed")?, hours("17:00:00")?)?);
    assert_ne!(usual, version(closed("Renamed")?, hours("17:00:00")?)?);
    assert_ne!(usual, version(closed("Closed")?, hours("16:30:00")?)?);
    assert_ne!(usual, version(Vec::new(), hours("17:00:00")?)?);
    Ok(())
}

#[test]
fn every_wrong_closure_is_named_at_once() -> Outcome {
    let closure = |on: &str, name: &str| {
        Ok::<_, Box<dyn std::error::Error>>(Closure {
            on: date(on)?,
            name: name.to_owned(),
        })
    };
    let hours = OfficeHours::new("09:00:00".parse()?, "17:00:00".parse()?)?;
    let closures = vec![
        closure("2029-01-02", "Too late")?,
        closure("2026-12-24", " ")?,
        closure("2026-12-24", "Again")?,
    ];
    let (outside, twice) = (date("2029-01-02")?, date("2026-12-24")?);
    let calendar = public_calendar()?;
    let (first, horizon) = (calendar.first(), calendar.horizon());
    assert_eq!(
        calendar.with_authority(closures, hours),
        Err(vec![
            InvalidClosure::OutsideCalendar {
                on: outside,
                first,
                horizon
            },
            InvalidClosure::Nameless { on: twice },
            InvalidClosure::Twice { on: twice },
        ])
    );
    assert!(OfficeHours::new("17:00:00".parse()?, "09:00:00".parse()?).is_err());
    Ok(())
}

#[test]
fn a_wrong_document_is_refused_with_every_place() {
    let text = r#"version = ""
first = 2026-01-01
horizon = 2027-06-30
bank-holidays = [
  { on = 2026-01-01, name = "" },
  { on = 2026-01-03, name = "On a Saturday" },
  { on = 2025-12-25, name = "Too early" },
  { on = 2026-01-01, name = "Again" },
]
"#;
    let shown = |text: &str| {
        let errors = Calendar::parse("bank.toml", text).err().unwrap_or_default();
        errors.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        shown(text),
        [
            "bank.toml:1:11: the version is empty",
            "bank.toml:3:11: the range holds the whole of 2026, but only 2 of its bank holidays are listed",
            "bank.toml:5:29: the bank holiday 2026-01-01 needs a name",
            "bank.toml:6:10: 2026-01-03 is a Saturday; a bank holiday is listed on its substitute day",
            "bank.toml:7:10: the bank holiday 2025-12-25 lies outside 2026-01-01 to 2027-06-30",
            "bank.toml:8:10: the bank holiday 2026-01-01 is given twice",
        ]
    );
    let reversed =
        "version = \"1\"\nfirst = 2026-01-02\nhorizon = 2026-01-01\nbank-holidays = []\n";
    assert_eq!(
        shown(reversed),
        ["bank.toml:3:11: the horizon 2026-01-01 lies before the first day 2026-01-02"]
    );
    let unknown = shown(
        "version = \"1\"\nfirst = 2026-01-01\nhorizon = 2026-06-30\nbank-holidays = []\nlast = 2026-01-01\n",
    );
    assert!(
        unknown.len() == 1
            && unknown
                .iter()
                .all(|error| error.starts_with("bank.toml:5:1: unknown field")),
        "{unknown:?}"
    );
}
