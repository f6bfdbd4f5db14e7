//! What holds for every event, every amount and every reading.

use crate::{authority_calendar, calendar::by_rule, date, reading};
use chrono::{DateTime, Datelike, Days as Further, NaiveDate, TimeDelta, Utc, Weekday};
use handrail_domain::{
    EditionId,
    calendar::{Calendar, DayKind, london},
    deadline::{
        Days, Deadline, DeadlineError, Direction, EventOutsideHours, FirstDay, Interpretations,
        LeapDayBirthday, Limit, Span, Trigger, Unit, WorkingDaysBefore, deadline,
    },
};
use proptest::{prelude::*, test_runner::TestCaseError};
use std::{collections::BTreeSet, sync::OnceLock};

type Case = Result<(), TestCaseError>;

fn wrong(error: impl std::fmt::Display) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

fn calendar() -> Result<&'static Calendar, TestCaseError> {
    static CALENDAR: OnceLock<Result<Calendar, String>> = OnceLock::new();
    CALENDAR
        .get_or_init(|| authority_calendar().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(wrong)
}

/// Seconds of the years 2016 to 2026: room for every amount drawn here on both sides.
fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (1_451_606_400_000_i64..1_798_761_600_000)
        .prop_filter_map("an instant", DateTime::from_timestamp_millis)
}

fn limits() -> impl Strategy<Value = (Unit, Direction)> {
    let after = prop::sample::select(Unit::ALL).prop_map(|unit| (unit, Direction::After));
    let both = [
        Unit::Hours,
        Unit::Days,
        Unit::WorkingDays,
        Unit::Weeks,
        Unit::Months,
        Unit::Years,
    ];
    prop_oneof![
        after,
        prop::sample::select(both.to_vec()).prop_map(|unit| (unit, Direction::Before))
    ]
}

/// Every combination of readings that has alternatives.
fn readings() -> impl Strategy<Value = Interpretations> {
    use prop::sample::select;
    (
        select(vec![FirstDay::Excluded, FirstDay::Included]),
        select(vec![
            EventOutsideHours::CountsOnItsDay,
            EventOutsideHours::CountsOnNextWorkingDay,
        ]),
        select(vec![
            WorkingDaysBefore::NthDay,
            WorkingDaysBefore::ClearDays,
        ]),
        select(vec![
            Days::EndOfDay,
            Days::RolledToWorkingDay,
            Days::PeriodsOf24Hours,
        ]),
        select(vec![
            LeapDayBirthday::FirstOfMarch,
            LeapDayBirthday::LastOfFebruary,
        ]),
        select(vec!["16:30", "17:00", "18:15"]),
    )
        .prop_filter_map(
            "the usual reading",
            |(
                first_day,
                event_outside_hours,
                working_days_before,
                days,
                leap_day_birthday,
                close,
            )| {
                let close_of_business = close.parse().ok()?;
                let usual = reading().ok()?;
                Some(Interpretations {
                    first_day,
                    event_outside_hours,
                    working_days_before,
                    days,
                    leap_day_birthday,
                    close_of_business,
                    ..usual
                })
            },
        )
}

fn find(
    reading: &Interpretations,
    (unit, direction): (Unit, Direction),
    amount: u32,
    at: DateTime<Utc>,
) -> Result<Deadline, TestCaseError> {
    let edition: EditionId = "current".parse().map_err(wrong)?;
    let span = Span::new(if unit == Unit::SameDay { 0 } else { amount }, unit).map_err(wrong)?;
    let limit = Limit::new(span, direction).map_err(wrong)?;
    let trigger = Trigger {
        what: "request-received".to_owned(),
        at,
    };
    deadline(calendar()?, reading, &edition, &[], limit, &trigger).map_err(wrong)
}

/// The local days that are not worked, without the calendar under test.
fn not_worked() -> &'static BTreeSet<NaiveDate> {
    static DAYS: OnceLock<BTreeSet<NaiveDate>> = OnceLock::new();
    DAYS.get_or_init(|| {
        let closure = date("2026-12-24").ok();
        (2015..=2028)
            .filter_map(by_rule)
            .flatten()
            .chain(closure)
            .collect()
    })
}

fn worked(day: &NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !not_worked().contains(day)
}

fn close(reading: &Interpretations, day: NaiveDate) -> Option<DateTime<Utc>> {
    london::instant(day, reading.close_of_business.time())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_later_event_is_never_due_earlier(
        reading in readings(), limit in limits(), amount in 1_u32..12, at in instants(), later in 0_i64..4_000_000,
    ) {
        let second = at + TimeDelta::seconds(later / if later % 3 == 0 { 100 } else { 1 });
        let (one, two) = (find(&reading, limit, amount, at)?, find(&reading, limit, amount, second)?);
        prop_assert!(one.due <= two.due, "{one}\n{two}");
    }

    #[test]
    fn a_larger_amount_lies_further_from_the_event(
        reading in readings(), limit in limits(), amount in 1_u32..11, at in instants(),
    ) {
        let (small, large) = (find(&reading, limit, amount, at)?.due, find(&reading, limit, amount + 1, at)?.due);
        let ordered = if limit.1 == Direction::After { small <= large } else { large <= small };
        prop_assert!(ordered, "{small} {large}");
    }

    #[test]
    fn a_due_time_lies_on_its_side_of_the_event_and_on_a_whole_second(
        reading in readings(), limit in limits(), amount in 1_u32..12, at in instants(),
    ) {
        let found = find(&reading, limit, amount, at)?;
        prop_assert_eq!(found.due.timestamp_subsec_nanos(), 0);
        prop_assert!(found.met_by(found.due) && !found.met_by(found.late_from()));
        if limit.1 == Direction::After {
            prop_assert!(found.met_by(at), "{found}");
        } else {
            prop_assert!(found.due <= at, "{found}");
        }
    }

    #[test]
    fn working_days_are_due_at_close_of_business_of_a_working_day(
        reading in readings(), before: bool, amount in 1_u32..30, at in instants(),
    ) {
        let direction = if before { Direction::Before } else { Direction::After };
        let due = find(&reading, (Unit::WorkingDays, direction), amount, at)?.due;
        let day = london::local_date(due);
        prop_assert_eq!(calendar()?.day(day).map_err(wrong)?, DayKind::Working);
        prop_assert!(worked(&day));
        prop_assert_eq!(Some(due), close(&reading, day));
    }

    #[test]
    fn working_days_agree_with_a_list_of_days(before: bool, amount in 1_u32..30, at in instants()) {
        let reading = reading().map_err(wrong)?;
        let (day, nth) = (london::local_date(at), usize::try_from(amount).map_err(wrong)? - 1);
        let (direction, expected) = if before {
            let back = (1..).filter_map(|n| day.checked_sub_days(Further::new(n)));
            (Direction::Before, back.filter(worked).nth(nth))
        } else {
            (Direction::After, day.iter_days().skip(1).filter(worked).nth(nth))
        };
        let due = find(&reading, (Unit::WorkingDays, direction), amount, at)?.due;
        prop_assert_eq!(Some(due), expected.and_then(|day| close(&reading, day)));
    }

    #[test]
    fn the_derivation_counts_up_to_the_amount_in_unbroken_days(
        reading in readings(), working: bool, before: bool, amount in 1_u32..30, at in instants(),
    ) {
        let unit = if working { Unit::WorkingDays } else { Unit::Days };
        let direction = if before { Direction::Before } else { Direction::After };
        let found = find(&reading, (unit, direction), amount, at)?;
        let days = &found.derivation.days;
        if unit == Unit::Days && reading.days == Days::PeriodsOf24Hours {
            prop_assert!(days.is_empty());
            return Ok(());
        }
        prop_assert_eq!(days.iter().filter_map(|day| day.counted).collect::<Vec<_>>(), (1..=amount).collect::<Vec<_>>());
        prop_assert_eq!(days.first().map(|day| day.date), Some(london::local_date(at)));
        prop_assert_eq!(days.last().map(|day| day.date), Some(london::local_date(found.due)));
        let step = if before { -1 } else { 1 };
        prop_assert!(days.windows(2).all(|pair| matches!(pair, [a, b] if (b.date - a.date).num_days() == step)), "{found}");
        prop_assert!(unit == Unit::Days || days.iter().all(|day| day.counted.is_none() || worked(&day.date)));
        prop_assert!(found.derivation.rules.iter().all(|rule| !rule.words.is_empty()));
    }

    #[test]
    fn as_far_back_from_the_due_day_as_forward_to_it(
        unit in prop::sample::select(vec![Unit::Hours, Unit::Days, Unit::WorkingDays, Unit::Weeks]),
        amount in 1_u32..30,
        at in instants(),
    ) {
        if unit == Unit::WorkingDays && !worked(&london::local_date(at)) {
            return Ok(()); // the way back ends on a working day, the way there began elsewhere
        }
        let reading = reading().map_err(wrong)?;
        let there = find(&reading, (unit, Direction::After), amount, at)?.due;
        let back = find(&reading, (unit, Direction::Before), amount, there)?.due;
        prop_assert_eq!(london::local_date(back), london::local_date(at));
        prop_assert!(unit != Unit::Hours || back.timestamp() == at.timestamp());
    }

    #[test]
    fn nothing_is_counted_past_the_horizon(days_before_end in 0_u64..40, amount in 1_u32..60) {
        past_the_horizon(days_before_end, amount)?;
    }
}

/// Near the end of the calendar there is a due time within it, or an error that names the first day beyond.
fn past_the_horizon(days_before_end: u64, amount: u32) -> Case {
    let calendar = calendar()?;
    let day = calendar.horizon() - Further::new(days_before_end);
    let trigger = Trigger::on("request-received", day).map_err(wrong)?;
    let limit = Limit::after(Span::new(amount, Unit::WorkingDays).map_err(wrong)?);
    let left = day
        .iter_days()
        .skip(1)
        .take_while(|day| *day <= calendar.horizon())
        .filter(worked)
        .count();
    let found = deadline(
        calendar,
        &reading().map_err(wrong)?,
        &"current".parse().map_err(wrong)?,
        &[],
        limit,
        &trigger,
    );
    match found {
        Ok(found) => prop_assert!(
            left >= amount as usize && london::local_date(found.due) <= calendar.horizon()
        ),
        Err(DeadlineError::PastHorizon(past)) => {
            prop_assert!(left < amount as usize);
            prop_assert_eq!(Some(past.date), calendar.horizon().succ_opt());
        }
        Err(error @ (DeadlineError::TriggerOutOfRange | DeadlineError::OutOfRange { .. })) => {
            return Err(wrong(error));
        }
    }
    Ok(())
}
