//! Every unit, after and before, by the usual readings; what is contradictory; and what an explanation says.

use crate::{
    Outcome, authority_calendar, date, days, due, due_at, event, limit, local, reading, shown,
};
use chrono::{DateTime, TimeDelta, Utc};
use handrail_domain::deadline::{
    Deadline, DeadlineError, Direction, InvalidLimit, InvalidSpan, Limit, Span, Trigger, Unit,
    deadline,
};
use std::error::Error;

#[test]
fn c4_1_01_early_warning_within_two_working_days_skips_weekend_and_bank_holiday() -> Outcome {
    let deadline = due("2 working-days after", "2026-05-01 10:30")?;
    assert_eq!(shown(&deadline), "Wed 2026-05-06 17:00:00");
    assert_eq!(
        days(&deadline),
        [
            "2026-05-01 the day of the event is not counted",
            "2026-05-02 weekend",
            "2026-05-03 weekend",
            "2026-05-04 bank holiday: Early May bank holiday",
            "2026-05-05 counted 1 of 2",
            "2026-05-06 counted 2 of 2",
        ]
    );
    Ok(())
}

#[test]
fn c4_1_22_worker_is_named_two_working_days_before_the_meeting() -> Outcome {
    let deadline = due("2 working-days before", "2026-12-30 10:00")?;
    assert_eq!(shown(&deadline), "Wed 2026-12-23 17:00:00");
    assert_eq!(
        days(&deadline),
        [
            "2026-12-30 the day of the event is not counted",
            "2026-12-29 counted 1 of 2",
            "2026-12-28 bank holiday: Boxing Day (substitute day)",
            "2026-12-27 weekend",
            "2026-12-26 weekend",
            "2026-12-25 bank holiday: Christmas Day",
            "2026-12-24 closure: Offices closed",
            "2026-12-23 counted 2 of 2",
        ]
    );
    Ok(())
}

#[test]
fn the_same_day_ends_at_local_midnight() -> Outcome {
    assert_eq!(
        due_at("same-day", "2026-01-14 23:30")?,
        "Wed 2026-01-14 23:59:59"
    );
    let trigger = Trigger {
        what: "request-received".to_owned(),
        at: "2026-07-14T23:30:00Z".parse()?,
    };
    let late_evening_in_utc = at_trigger(Limit::after(Span::SAME_DAY), &trigger)??;
    assert_eq!(
        shown(&late_evening_in_utc),
        "Wed 2026-07-15 23:59:59",
        "in summer 23:30 UTC is the next local day"
    );
    assert_eq!(
        late_evening_in_utc.due,
        "2026-07-15T22:59:59Z".parse::<DateTime<Utc>>()?
    );
    Ok(())
}

#[test]
fn hours_elapse_through_weekends_and_changes_of_the_clocks() -> Outcome {
    assert_eq!(
        due_at("24 hours after", "2026-05-02 10:30:15")?,
        "Sun 2026-05-03 10:30:15"
    );
    assert_eq!(
        due_at("24 hours after", "2026-03-28 12:00")?,
        "Sun 2026-03-29 13:00:00",
        "the clocks went forward"
    );
    assert_eq!(
        due_at("24 hours after", "2026-10-24 12:00")?,
        "Sun 2026-10-25 11:00:00",
        "the clocks went back"
    );
    assert_eq!(
        due_at("48 hours before", "2026-10-26 12:00")?,
        "Sat 2026-10-24 13:00:00"
    );
    Ok(())
}

#[test]
fn days_without_working_are_calendar_days() -> Outcome {
    let deadline = due("2 days after", "2026-05-01 10:30")?;
    assert_eq!(shown(&deadline), "Sun 2026-05-03 23:59:59");
    assert_eq!(
        days(&deadline),
        [
            "2026-05-01 the day of the event is not counted",
            "2026-05-02 counted 1 of 2",
            "2026-05-03 counted 2 of 2"
        ]
    );
    assert_eq!(
        due_at("5 days before", "2026-05-08 10:00")?,
        "Sun 2026-05-03 23:59:59"
    );
    Ok(())
}

#[test]
fn weeks_months_and_years_follow_the_calendar_and_clamp() -> Outcome {
    assert_eq!(
        due_at("16 weeks after", "2026-01-14 09:00")?,
        "Wed 2026-05-06 23:59:59"
    );
    assert_eq!(
        due_at("2 weeks before", "2026-01-14 09:00")?,
        "Wed 2025-12-31 23:59:59"
    );
    assert_eq!(
        due_at("3 months after", "2026-01-14 09:00")?,
        "Tue 2026-04-14 23:59:59"
    );
    assert_eq!(
        due_at("1 months before", "2026-03-31 09:00")?,
        "Sat 2026-02-28 23:59:59"
    );
    assert_eq!(
        due_at("1 years after", "2024-02-29 09:00")?,
        "Fri 2025-02-28 23:59:59"
    );
    assert_eq!(
        due_at("1 years before", "2027-03-01 09:00")?,
        "Sun 2026-03-01 23:59:59"
    );
    let clamped = due("1 months after", "2026-01-31 09:00")?;
    assert!(clamped.derivation.days.is_empty());
    let words = clamped
        .derivation
        .rules
        .iter()
        .map(|rule| rule.words.as_str())
        .collect::<String>();
    assert!(
        words.ends_with(
            "here: Sat 31 Jan 2026 plus 1 month is Sat 28 Feb 2026, as that month has no day 31"
        ),
        "{words}"
    );
    Ok(())
}

#[test]
fn ages_are_reached_as_the_birthday_starts() -> Outcome {
    let born = |day: &str, half_years: &str| {
        due_at(
            &format!("{half_years} half-years-of-age after"),
            &format!("{day} 00:00"),
        )
    };
    assert_eq!(
        born("2008-07-15", "36")?,
        "Wed 2026-07-15 00:00:00",
        "18 years"
    );
    assert_eq!(
        born("2008-07-15", "35")?,
        "Thu 2026-01-15 00:00:00",
        "17.5 years"
    );
    assert_eq!(
        born("2008-08-31", "35")?,
        "Sat 2026-02-28 00:00:00",
        "six months after 31 August"
    );
    assert_eq!(
        born("2008-02-29", "34")?,
        "Sat 2025-03-01 00:00:00",
        "17 in a common year"
    );
    assert_eq!(
        born("2008-02-29", "35")?,
        "Mon 2025-09-01 00:00:00",
        "half a year after 1 March"
    );
    assert_eq!(
        born("2008-02-29", "40")?,
        "Tue 2028-02-29 00:00:00",
        "20 in a leap year"
    );
    Ok(())
}

#[test]
fn an_age_far_beyond_the_horizon_is_no_guess() -> Outcome {
    let trigger = Trigger::on("born", date("2026-07-15")?)?;
    let limit = Limit::after(Span::new(36, Unit::HalfYearsOfAge)?);
    assert_eq!(
        shown(&at_trigger(limit, &trigger)??),
        "Fri 2044-07-15 00:00:00"
    );
    Ok(())
}

fn at_trigger(
    limit: Limit,
    trigger: &Trigger,
) -> Result<Result<Deadline, DeadlineError>, Box<dyn Error>> {
    Ok(deadline(
        &authority_calendar()?,
        &reading()?,
        &"current".parse()?,
        &["C4.1-22".parse()?],
        limit,
        trigger,
    ))
}

#[test]
fn working_days_past_the_horizon_are_an_error_that_names_it() -> Outcome {
    let error = |limit_text: &str, at: &str| {
        let found = at_trigger(limit(limit_text)?, &event(at)?)?;
        Ok::<_, Box<dyn Error>>(found.err().map(|error| error.to_string()))
    };
    let range = "lies outside the working-day calendar, which runs from 2015-01-01 to 2028-12-31";
    assert_eq!(error("1 working-days after", "2028-12-28 10:00")?, None);
    assert_eq!(
        error("2 working-days after", "2028-12-28 10:00")?,
        Some(format!("2029-01-01 {range}"))
    );
    assert_eq!(
        error("1 working-days after", "2014-12-31 10:00")?,
        Some(format!("2014-12-31 {range}"))
    );
    assert_eq!(
        error("1 working-days before", "2015-01-02 10:00")?,
        Some(format!("2014-12-31 {range}"))
    );
    assert_eq!(
        error("10000 working-days after", "2026-01-01 10:00")?,
        Some(format!("2029-01-01 {range}"))
    );
    Ok(())
}

#[test]
fn dates_that_cannot_be_written_down_are_an_error() -> Outcome {
    let found = at_trigger(limit("10000 years after")?, &event("2026-01-14 10:00")?)?;
    assert_eq!(
        found.err().map(|error| error.to_string()).as_deref(),
        Some("within 10000 years after 2026-01-14 lies outside the years 1 to 9999")
    );
    for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        let trigger = Trigger {
            what: "request-received".to_owned(),
            at,
        };
        assert_eq!(
            at_trigger(limit("1 hours after")?, &trigger)?,
            Err(DeadlineError::TriggerOutOfRange)
        );
    }
    for day in [chrono::NaiveDate::MIN, chrono::NaiveDate::MAX] {
        assert_eq!(
            Trigger::on("born", day),
            Err(DeadlineError::TriggerOutOfRange)
        );
    }
    Ok(())
}

#[test]
fn contradictory_spans_cannot_be_written() -> Outcome {
    assert_eq!(
        Span::new(1, Unit::SameDay),
        Err(InvalidSpan::SameDayWithAmount { amount: 1 })
    );
    assert_eq!(
        Span::new(0, Unit::Hours),
        Err(InvalidSpan::Amount {
            amount: 0,
            unit: Unit::Hours
        })
    );
    assert_eq!(
        Limit::new(Span::SAME_DAY, Direction::Before),
        Err(InvalidLimit::SameDayBefore)
    );
    let age = Span::new(35, Unit::HalfYearsOfAge)?;
    assert_eq!(
        Limit::new(age, Direction::Before),
        Err(InvalidLimit::AgeBefore)
    );

    let span =
        |text: &str| toml::from_str::<Span>(text).map_err(|error| error.message().to_owned());
    assert_eq!(
        span("amount = 2\nunit = \"working-days\""),
        Ok(Span::new(2, Unit::WorkingDays)?)
    );
    assert_eq!(span("unit = \"same-day\""), Ok(Span::SAME_DAY));
    let refused = |text| span(text).err().unwrap_or_default();
    assert_eq!(
        refused("amount = 2\nunit = \"same-day\""),
        "a same-day span has no amount, but 2 was given"
    );
    assert_eq!(
        refused("unit = \"weeks\""),
        "a span in weeks has an amount from 1 to 10000, not 0"
    );
    assert_eq!(
        refused("amount = 10001\nunit = \"hours\""),
        "a span in hours has an amount from 1 to 10000, not 10001"
    );
    assert!(
        refused("amount = 17.5\nunit = \"years\"").contains("invalid type: floating point"),
        "half-years are a unit"
    );
    assert!(refused("amount = 1\nunit = \"fortnights\"").contains("unknown variant `fortnights`"));
    assert!(
        refused("amount = 1\nunit = \"days\"\nworking = true").contains("unknown field `working`")
    );
    let limit = toml::from_str::<Limit>("direction = \"before\"\nspan = { unit = \"same-day\" }");
    assert_eq!(
        limit.map_err(|error| error.message().to_owned()),
        Err("the same day cannot be a limit before an event: that day ends after it".to_owned())
    );
    Ok(())
}

#[test]
fn an_act_in_the_due_second_is_in_time() -> Outcome {
    let deadline = due("same-day", "2026-05-05 09:00")?;
    let second = local("2026-05-05 23:59:59")?;
    assert!(deadline.met_by(second));
    assert!(deadline.met_by(second + TimeDelta::milliseconds(500)));
    assert!(deadline.met_by(second + TimeDelta::microseconds(999_999)));
    assert!(!deadline.met_by(local("2026-05-06 00:00")?));
    assert_eq!(deadline.late_from(), local("2026-05-06 00:00")?);
    Ok(())
}

#[test]
fn spans_read_like_the_protocol() -> Outcome {
    for (written, read) in [
        ("same-day", "on the same day as"),
        ("1 working-days after", "within 1 working day after"),
        ("2 working-days before", "at least 2 working days before"),
        ("24 hours after", "within 24 hours after"),
        (
            "35 half-years-of-age after",
            "at 17.5 years of age, counted from",
        ),
        (
            "36 half-years-of-age after",
            "at 18 years of age, counted from",
        ),
    ] {
        assert_eq!(limit(written)?.to_string(), read);
    }
    Ok(())
}

#[test]
fn a_deadline_explains_itself() -> Outcome {
    let deadline = due("1 working-days after", "2026-05-02 10:30")?;
    let version = authority_calendar()?.version().to_owned();
    let expected = format!(
        "due      Tue 05 May 2026 17:00:00 BST
limit    within 1 working day after early-warning-sent
trigger  early-warning-sent at Sat 02 May 2026 10:30:00 BST
under    C4.1-22 of edition current, calendar {version}
rule     event-outside-hours: the event came on a day not worked (weekend); it counts on Sat 02 May 2026
rule     first-day: the day of the event does not count; the next working day is day one
rule     close-of-business: working-day limits fall due at 17:00 local time
day      Sat 02 May 2026: the day of the event is not counted
day      Sun 03 May 2026: weekend
day      Mon 04 May 2026: bank holiday: Early May bank holiday
day      Tue 05 May 2026: counted 1 of 1
"
    );
    assert_eq!(deadline.to_string(), expected);
    Ok(())
}

#[test]
fn a_deadline_survives_being_stored() -> Outcome {
    for limit_text in [
        "2 working-days after",
        "2 days before",
        "35 half-years-of-age after",
        "same-day",
    ] {
        let deadline = due(limit_text, "2026-05-01 10:30")?;
        assert_eq!(
            toml::from_str::<Deadline>(&toml::to_string(&deadline)?)?,
            deadline
        );
    }
    Ok(())
}
