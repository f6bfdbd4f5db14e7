//! Every clause of kind `deadline`, at two hundred instants each: the due time that a service explains equals one that is worked
//! out here, day by day, with a calendar and clocks of its own. Bank holidays, clock changes, leap days and month ends are among
//! the instants.
#![expect(
    clippy::expect_used,
    reason = "what can't be worked out fails the test"
)]

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc,
};
use handrail::contract::Member;
use handrail_contracts::{
    protocol::v1::{ExplainDeadlineRequest, ListClausesRequest},
    status::reason_of,
    time::{instant, timestamp},
};
use handrail_domain::{
    deadline::{Direction, Span, Unit},
    edition::{ClauseKind, Edition, Protocol},
};
use handrail_testkit::{Granted, Handrail, Options, SAMPLE_ORGANISATION};
use std::collections::{BTreeMap, BTreeSet};

const INSTANTS: u64 = 200;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_deadline_is_what_it_is_by_hand() {
    let kit = Handrail::start(Options::default()).await;
    let protocol = Protocol::embedded().expect("the editions");
    let closed = closed_days();
    let mut compared = BTreeMap::new();
    for edition in protocol.editions() {
        for clause in edition
            .clauses
            .iter()
            .filter(|one| one.kind == ClauseKind::Deadline)
        {
            let limits = limits(edition, clause.id.as_str());
            assert!(
                !limits.is_empty(),
                "{} {} has no limit",
                edition.id,
                clause.id
            );
            for number in 0..INSTANTS {
                let at = moment(number, clause.id.as_str());
                let request = ExplainDeadlineRequest {
                    edition_id: edition.id.to_string(),
                    clause_id: clause.id.to_string(),
                    at: Some(timestamp(at)),
                };
                let mut protocol = kit.nobody().protocol(Member::Transfers);
                let explained = match protocol.explain_deadline(request).await {
                    Ok(explained) => explained.into_inner().derivations,
                    Err(status) => {
                        let reason = reason_of(&status).map(|reason| reason.0);
                        let past = limits
                            .iter()
                            .any(|limit| by_hand(*limit, at, &closed).is_none());
                        assert!(past, "{} at {at}: {reason:?} {status}", clause.id);
                        continue;
                    }
                };
                let due: Vec<_> = explained
                    .iter()
                    .map(|one| one.due_at.as_ref().and_then(instant).map(minute))
                    .collect();
                let own: Vec<_> = limits
                    .iter()
                    .map(|limit| by_hand(*limit, at, &closed).map(minute))
                    .collect();
                assert_eq!(due, own, "{} {} at {at}: {limits:?}", edition.id, clause.id);
                *compared.entry(edition.id.to_string()).or_insert(0) += 1;
            }
        }
    }
    for (edition, count) in &compared {
        assert!(*count > 2_000, "only {count} compared in {edition}");
    }
    let listed = kit
        .nobody()
        .protocol(Member::Transfers)
        .list_clauses(ListClausesRequest {
            edition_id: "current".to_owned(),
            ..ListClausesRequest::default()
        })
        .await
        .granted();
    assert!(!listed.clauses.is_empty());
    kit.finish().await;
}

/// The limits of a clause, in the order in which a service explains them.
fn limits(edition: &Edition, clause: &str) -> Vec<(Span, Direction)> {
    let duties = edition.every_duty().flat_map(|duty| duty.limits());
    let duties = duties
        .filter(|(clauses, _)| clauses.iter().any(|one| one.as_str() == clause))
        .map(|(_, limit)| (limit.limit.span(), limit.limit.direction()));
    let rungs = edition.ladders.iter().flat_map(|ladder| &ladder.rungs);
    let rungs = rungs
        .filter(|rung| rung.clauses.iter().any(|one| one.as_str() == clause))
        .filter_map(|rung| rung.within)
        .map(|span| (span, Direction::After));
    let rules = edition
        .rules
        .iter()
        .filter(|rule| rule.clauses.iter().any(|one| one.as_str() == clause))
        .flat_map(|rule| rule.spans.values())
        .map(|span| (*span, Direction::After));
    duties.chain(rungs).chain(rules).collect()
}

/// The due time, counted by hand; nothing past the calendar's last day.
fn by_hand(
    (span, direction): (Span, Direction),
    at: DateTime<Utc>,
    closed: &BTreeSet<NaiveDate>,
) -> Option<DateTime<Utc>> {
    let day = wall(at).date();
    let amount = span.amount();
    let after = direction == Direction::After;
    let close = NaiveTime::from_hms_opt(17, 0, 0)?;
    let last = NaiveTime::from_hms_opt(23, 59, 0)?;
    let months = |count: u32| {
        if after {
            day.checked_add_months(Months::new(count))
        } else {
            day.checked_sub_months(Months::new(count))
        }
    };
    let days = |count: u32| {
        if after {
            day.checked_add_days(Days::new(count.into()))
        } else {
            day.checked_sub_days(Days::new(count.into()))
        }
    };
    match span.unit() {
        Unit::Hours => Some(at + TimeDelta::hours(amount.into())),
        Unit::SameDay => Some(utc(day.and_time(last))),
        Unit::Days => Some(utc(days(amount)?.and_time(last))),
        Unit::Weeks => Some(utc(days(amount * 7)?.and_time(last))),
        Unit::Months => Some(utc(months(amount)?.and_time(last))),
        Unit::Years => Some(utc(months(amount * 12)?.and_time(last))),
        Unit::HalfYearsOfAge => {
            let mut birthday = months(amount * 6)?;
            if birthday.day() < day.day() && (day.month(), day.day()) == (2, 29) {
                birthday = birthday.succ_opt()?;
            }
            Some(utc(birthday.and_time(NaiveTime::MIN)))
        }
        Unit::WorkingDays => {
            let mut date = day;
            let mut counted = 0;
            while counted < amount {
                date = if after {
                    date.succ_opt()?
                } else {
                    date.pred_opt()?
                };
                if !(2015..=2028).contains(&date.year()) {
                    return None;
                }
                let weekday = date.weekday().num_days_from_monday() < 5;
                if weekday && !closed.contains(&date) {
                    counted += 1;
                }
            }
            Some(utc(date.and_time(close)))
        }
    }
}

/// Bank holidays as published, and the closure days of the sample organisation.
fn closed_days() -> BTreeSet<NaiveDate> {
    let published = include_str!("../../../../libs/domain/data/england-and-wales.toml");
    let dates = |text: &str| -> BTreeSet<NaiveDate> {
        text.lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .flat_map(|line| {
                line.match_indices("on = ")
                    .map(move |(place, _)| &line[place + 5..])
            })
            .filter_map(|rest| rest.trim_matches('"').get(..10)?.parse().ok())
            .collect()
    };
    let mut closed = dates(published);
    let closures = SAMPLE_ORGANISATION
        .lines()
        .skip_while(|line| !line.starts_with("closure = ["))
        .take_while(|line| !line.starts_with(']'));
    closed.extend(dates(&closures.collect::<Vec<_>>().join("\n")));
    assert!(closed.len() > 110, "only {} closed days", closed.len());
    closed
}

/// An instant between 2016 and 2027: every fourth on a day on which something is odd, the others anywhere.
fn moment(number: u64, clause: &str) -> DateTime<Utc> {
    let odd = [
        "2016-02-29",
        "2019-12-24",
        "2020-02-28",
        "2020-05-07",
        "2022-06-01",
        "2022-09-16",
        "2023-05-05",
        "2024-02-29",
        "2025-03-29",
        "2025-03-30",
        "2025-10-25",
        "2025-10-26",
        "2026-01-31",
        "2026-04-02",
        "2026-08-31",
        "2026-12-23",
        "2027-12-24",
        "2027-05-31",
        "2024-12-31",
        "2021-03-31",
    ];
    let mut seed = clause.bytes().fold(number.wrapping_add(1), |sum, byte| {
        sum.wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(u64::from(byte))
    });
    let mut next = |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let first = NaiveDate::from_ymd_opt(2016, 1, 1).expect("a day");
    let day = if number.is_multiple_of(4) {
        let place = usize::try_from(next(odd.len() as u64)).expect("a place");
        odd[place].parse().expect("a day")
    } else {
        first + Days::new(next(4_380))
    };
    let minutes = i64::try_from(next(1_440)).expect("minutes");
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(minutes)
}

/// What the clocks of London show.
fn wall(at: DateTime<Utc>) -> NaiveDateTime {
    let naive = at.naive_utc();
    if is_summer(at) {
        naive + TimeDelta::hours(1)
    } else {
        naive
    }
}

/// The instant at which the clocks of London show this. Due times are never in the hour that is skipped or repeated.
fn utc(wall: NaiveDateTime) -> DateTime<Utc> {
    let winter = wall.and_utc();
    let summer = winter - TimeDelta::hours(1);
    if is_summer(summer) { summer } else { winter }
}

/// From the last Sunday of March to the last one of October, both at one o'clock UTC.
fn is_summer(at: DateTime<Utc>) -> bool {
    let change = |month| {
        let last = NaiveDate::from_ymd_opt(at.year(), month, 31).expect("a day");
        let sunday = last - Days::new(last.weekday().num_days_from_sunday().into());
        sunday.and_hms_opt(1, 0, 0).expect("an hour").and_utc()
    };
    (change(3)..change(10)).contains(&at)
}

fn minute(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(60)
}
