//! One test for each open question: the usual reading, and the others where there are any.

use crate::{Outcome, READING, days, due, due_at, read_as, reading, shown};
use handrail_domain::deadline::{
    Days, EventOutsideHours, FirstDay, Interpretations, LeapDayBirthday, UnclearStart,
    WorkingDaysBefore,
};

fn rules(deadline: &handrail_domain::deadline::Deadline) -> Vec<&str> {
    deadline
        .derivation
        .rules
        .iter()
        .map(|rule| rule.name.as_str())
        .collect()
}

#[test]
fn first_day_excluded_or_included() -> Outcome {
    assert_eq!(
        due_at("2 working-days after", "2026-05-05 10:00")?,
        "Thu 2026-05-07 17:00:00"
    );
    let included = Interpretations {
        first_day: FirstDay::Included,
        ..reading()?
    };
    let at = |text| {
        Ok::<_, Box<dyn std::error::Error>>(shown(&read_as(
            &included,
            "2 working-days after",
            text,
        )?))
    };
    assert_eq!(at("2026-05-05 10:00")?, "Wed 2026-05-06 17:00:00");
    assert_eq!(at("2026-05-05 16:59:59")?, "Wed 2026-05-06 17:00:00");
    assert_eq!(
        at("2026-05-05 17:00")?,
        "Thu 2026-05-07 17:00:00",
        "no day one is left after close of business"
    );
    assert_eq!(
        at("2026-05-02 10:00")?,
        "Wed 2026-05-06 17:00:00",
        "a Saturday is not day one"
    );
    Ok(())
}

#[test]
fn an_event_outside_hours_counts_on_its_day_or_on_the_next_working_day() -> Outcome {
    assert_eq!(
        due_at("1 working-days after", "2026-05-02 10:00")?,
        "Tue 2026-05-05 17:00:00"
    );
    assert_eq!(
        due_at("1 working-days after", "2026-05-05 18:03")?,
        "Wed 2026-05-06 17:00:00"
    );
    let next = Interpretations {
        event_outside_hours: EventOutsideHours::CountsOnNextWorkingDay,
        ..reading()?
    };
    let at = |text| read_as(&next, "1 working-days after", text);
    assert_eq!(shown(&at("2026-05-02 10:00")?), "Wed 2026-05-06 17:00:00");
    assert_eq!(shown(&at("2026-05-05 18:03")?), "Thu 2026-05-07 17:00:00");
    assert_eq!(
        shown(&at("2026-05-05 07:10")?),
        "Wed 2026-05-06 17:00:00",
        "early is not late"
    );
    assert_eq!(
        days(&at("2026-05-01 17:00")?),
        [
            "2026-05-01 the event came after office hours (09:00 to 17:00)",
            "2026-05-02 weekend",
            "2026-05-03 weekend",
            "2026-05-04 bank holiday: Early May bank holiday",
            "2026-05-05 the day of the event is not counted",
            "2026-05-06 counted 1 of 1",
        ]
    );
    Ok(())
}

#[test]
fn an_event_outside_hours_is_noted_whatever_the_reading() -> Outcome {
    for (at, note) in [
        (
            "2026-05-02 10:00",
            Some("the event came on a day not worked (weekend); it counts on Sat 02 May 2026"),
        ),
        (
            "2026-05-05 18:03",
            Some(
                "the event came after office hours (09:00 to 17:00); it counts on Tue 05 May 2026",
            ),
        ),
        (
            "2026-05-05 08:59:59",
            Some(
                "the event came before office hours (09:00 to 17:00); it counts on Tue 05 May 2026",
            ),
        ),
        ("2026-05-05 09:00", None),
        ("2026-05-05 16:59:59", None),
    ] {
        let deadline = due("1 working-days after", at)?;
        let found = deadline
            .derivation
            .rules
            .iter()
            .find(|rule| rule.name == "event-outside-hours");
        assert_eq!(found.map(|rule| rule.words.as_str()), note, "{at}");
    }
    Ok(())
}

#[test]
fn working_days_before_end_on_the_nth_day_or_ahead_of_clear_days() -> Outcome {
    assert_eq!(
        due_at("2 working-days before", "2026-05-08 10:00")?,
        "Wed 2026-05-06 17:00:00"
    );
    let clear = Interpretations {
        working_days_before: WorkingDaysBefore::ClearDays,
        ..reading()?
    };
    let deadline = read_as(&clear, "3 working-days before", "2026-05-08 10:00")?;
    assert_eq!(shown(&deadline), "Fri 2026-05-01 17:00:00");
    assert_eq!(
        days(&deadline),
        [
            "2026-05-08 the day of the event is not counted",
            "2026-05-07 counted 1 of 3",
            "2026-05-06 counted 2 of 3",
            "2026-05-05 counted 3 of 3",
            "2026-05-04 bank holiday: Early May bank holiday",
            "2026-05-03 weekend",
            "2026-05-02 weekend",
            "2026-05-01 due here, ahead of the clear days",
        ]
    );
    assert_eq!(
        rules(&deadline),
        ["working-days-before", "close-of-business"]
    );
    Ok(())
}

#[test]
fn days_stay_roll_or_elapse() -> Outcome {
    assert_eq!(
        due_at("2 days after", "2026-04-30 10:00")?,
        "Sat 2026-05-02 23:59:59"
    );
    let rolled = Interpretations {
        days: Days::RolledToWorkingDay,
        ..reading()?
    };
    let deadline = read_as(&rolled, "2 days after", "2026-04-30 10:00")?;
    assert_eq!(shown(&deadline), "Tue 2026-05-05 23:59:59");
    assert_eq!(
        days(&deadline),
        [
            "2026-04-30 the day of the event is not counted",
            "2026-05-01 counted 1 of 2",
            "2026-05-02 counted 2 of 2, but not worked (weekend)",
            "2026-05-03 weekend",
            "2026-05-04 bank holiday: Early May bank holiday",
            "2026-05-05 due here instead",
        ]
    );
    assert_eq!(
        shown(&read_as(&rolled, "5 days before", "2026-05-08 10:00")?),
        "Fri 2026-05-01 23:59:59"
    );
    let elapsing = Interpretations {
        days: Days::PeriodsOf24Hours,
        ..reading()?
    };
    let deadline = read_as(&elapsing, "2 days after", "2026-10-24 10:00")?;
    assert_eq!(
        shown(&deadline),
        "Mon 2026-10-26 09:00:00",
        "48 hours, one of them the repeated one"
    );
    assert!(deadline.derivation.days.is_empty());
    Ok(())
}

#[test]
fn the_same_day_hours_weeks_and_ages_name_their_reading() -> Outcome {
    for (limit, expected) in [
        ("same-day", "same-day"),
        ("24 hours after", "hours"),
        ("2 weeks before", "weeks-months-years"),
        ("1 months after", "weeks-months-years"),
        ("36 half-years-of-age after", "age"),
        ("2 days after", "days"),
    ] {
        assert_eq!(
            rules(&due(limit, "2026-05-05 10:00")?),
            [expected],
            "{limit}"
        );
    }
    Ok(())
}

#[test]
fn a_leap_day_birthday_is_the_first_of_march_or_the_last_of_february() -> Outcome {
    let usual = due("36 half-years-of-age after", "2008-02-29 00:00")?;
    assert_eq!(shown(&usual), "Sun 2026-03-01 00:00:00");
    assert_eq!(rules(&usual), ["age", "leap-day-birthday"]);
    let february = Interpretations {
        leap_day_birthday: LeapDayBirthday::LastOfFebruary,
        ..reading()?
    };
    let read = |half_years: u32| {
        read_as(
            &february,
            &format!("{half_years} half-years-of-age after"),
            "2008-02-29 00:00",
        )
    };
    assert_eq!(shown(&read(36)?), "Sat 2026-02-28 00:00:00");
    assert_eq!(shown(&read(35)?), "Thu 2025-08-28 00:00:00");
    Ok(())
}

#[test]
fn close_of_business_is_data() -> Outcome {
    let early: Interpretations = toml::from_str(&READING.replace("17:00", "16:30"))?;
    assert_eq!(
        shown(&read_as(
            &early,
            "1 working-days after",
            "2026-05-05 10:00"
        )?),
        "Wed 2026-05-06 16:30:00"
    );
    for wrong in ["24:00", "5pm", "9:00", "17:00:00", "+7:00", "17.00"] {
        assert!(
            toml::from_str::<Interpretations>(&READING.replace("17:00", wrong)).is_err(),
            "{wrong}"
        );
    }
    Ok(())
}

#[test]
fn a_limit_without_a_start_runs_from_the_event_of_the_shorter_one() -> Outcome {
    let rule = match reading()?.unclear_start {
        start @ UnclearStart::SameEvent => start.rule(),
    };
    assert_eq!(rule.name, "unclear-start");
    let (shorter, longer) = (
        due("24 hours after", "2026-05-05 10:00")?,
        due("48 hours after", "2026-05-05 10:00")?,
    );
    assert_eq!((longer.due - shorter.due).num_hours(), 24);
    Ok(())
}

#[test]
fn every_question_must_be_answered_and_no_other() -> Outcome {
    let refused = |text: &str| {
        toml::from_str::<Interpretations>(text)
            .err()
            .map(|error| error.message().to_owned())
    };
    let questions: Vec<&str> = READING.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(questions.len(), 11);
    for question in questions {
        let field = question
            .split_once(' ')
            .map_or(question, |(field, _)| field);
        assert_eq!(
            refused(&READING.replace(question, "")),
            Some(format!("missing field `{field}`"))
        );
    }
    assert!(
        refused(&format!("{READING}bank-holidays = \"ignored\""))
            .is_some_and(|error| error.contains("unknown field"))
    );
    assert!(
        refused(&READING.replace("\"excluded\"", "\"maybe\""))
            .is_some_and(|error| error.contains("unknown variant"))
    );
    assert_eq!(
        toml::from_str::<Interpretations>(&toml::to_string(&reading()?)?)?,
        reading()?
    );
    Ok(())
}
