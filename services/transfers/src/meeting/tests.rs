//! Dates in step, agendas, and the clocks of transfers that hang on a meeting. The names of the tests are the
//! clauses they prove.

use super::{
    Event, Meeting, Neighbours, Outcome, Refusal, Slot, held, moved, put_on, schedule, taken_off,
};
use crate::{
    transfer::{
        Command, may_be_talked_about,
        tests::case::{Case, at, note, the},
    },
    wire::{meeting_event_from_wire, meeting_event_to_wire},
};
use chrono::{DateTime, TimeDelta, Utc};
use handrail_domain::{
    MeetingId, TransferId,
    calendar::london::local_date,
    child::PlanKind,
    edition::{Anchor, Beat, Fact, Protocol, RegularMeeting, Rhythm, Series},
};
use proptest::prelude::*;
use uuid::Uuid;

fn slot(day: &str) -> Slot {
    Slot {
        day: the(day),
        at: the(&format!("{day}T10:00:00Z")),
    }
}

fn beat(every: Rhythm) -> Beat {
    let protocol = Protocol::embedded().unwrap();
    let edition = protocol.edition(&the("current")).unwrap();
    let series = match every {
        Rhythm::Monthly => Series::MonthlyMeeting,
        Rhythm::Weekly | Rhythm::Fortnightly => Series::FamiliesFirstPanel,
    };
    edition.meeting(series).unwrap().beat(Some(every)).clone()
}

/// The panel as the current edition has it.
fn panel() -> RegularMeeting {
    let protocol = Protocol::embedded().unwrap();
    let edition = protocol.edition(&the("current")).unwrap();
    edition.meeting(Series::FamiliesFirstPanel).unwrap().clone()
}

fn scheduled(every: Rhythm, day: &str, around: Neighbours) -> Result<Event, Refusal> {
    schedule(
        Series::FamiliesFirstPanel,
        the("district-01"),
        the("current"),
        slot(day).at,
        &beat(every),
        around,
        at("03-01T09:00"),
    )
}

fn after(day: &str) -> Neighbours {
    Neighbours {
        before: Some(slot(day)),
        after: None,
    }
}

fn meeting(day: &str) -> Meeting {
    let Event::Scheduled(first) = scheduled(Rhythm::Weekly, day, Neighbours::default()).unwrap()
    else {
        unreachable!("a meeting is scheduled first")
    };
    Meeting::scheduled(MeetingId(Uuid::from_u128(1)), &first)
}

fn transfer(number: u128) -> TransferId {
    TransferId(Uuid::from_u128(number))
}

#[track_caller]
fn refused_by(answer: Result<Event, Refusal>, clause: &str) {
    let refusal = answer.unwrap_err();
    assert_eq!(refusal.reason(), "OFF_RHYTHM");
    assert_eq!(refusal.clauses(), [the(clause)]);
}

#[track_caller]
fn wrong(answer: Result<Event, Refusal>) -> Vec<String> {
    match answer {
        Err(Refusal::Fields(wrong)) => wrong.into_iter().map(|one| one.field).collect(),
        other => panic!("not refused for its fields: {other:?}"),
    }
}

#[test]
fn c8_4_02_panels_of_most_districts_are_seven_days_apart() {
    let weekly = |day| scheduled(Rhythm::Weekly, day, after("2026-03-05"));
    assert!(weekly("2026-03-12").is_ok());
    for off in ["2026-03-05", "2026-03-11", "2026-03-13"] {
        refused_by(weekly(off), "C8.4-02");
    }
}

#[test]
fn c8_4_03_panels_of_some_districts_are_fourteen_days_apart() {
    let fortnightly = |day| scheduled(Rhythm::Fortnightly, day, after("2026-03-05"));
    assert!(fortnightly("2026-03-19").is_ok());
    for off in ["2026-03-05", "2026-03-12", "2026-03-18", "2026-03-20"] {
        refused_by(fortnightly(off), "C8.4-03");
    }
    let between = Neighbours {
        before: None,
        after: Some(slot("2026-03-19")),
    };
    refused_by(
        scheduled(Rhythm::Fortnightly, "2026-03-12", between),
        "C8.4-03",
    );
}

#[test]
fn c7_3_01_there_is_one_monthly_meeting_a_month() {
    let monthly = |day| scheduled(Rhythm::Monthly, day, after("2026-03-05"));
    assert!(monthly("2026-04-01").is_ok());
    refused_by(monthly("2026-03-31"), "C7.3-01");
}

#[test]
fn a_date_that_has_passed_is_a_wrong_field() {
    let past = scheduled(Rhythm::Weekly, "2026-02-26", Neighbours::default());
    assert_eq!(wrong(past), ["at"]);
}

#[test]
fn a_meeting_moves_between_those_around_it_and_keeps_its_day_in_the_rhythm() {
    let around = Neighbours {
        before: Some(slot("2026-03-05")),
        after: Some(slot("2026-03-19")),
    };
    let now = at("03-06T09:00");
    let meeting = meeting("2026-03-12");
    let event = moved(&meeting, &panel(), at("03-13T14:00"), around, now).unwrap();
    let after = meeting.after(&event);
    assert_eq!((after.slot, after.moved), (the("2026-03-12"), 1));
    for beyond in ["03-19T09:00", "03-26T10:00", "03-05T10:00"] {
        assert_eq!(
            wrong(moved(&meeting, &panel(), at(beyond), around, now)),
            ["at"]
        );
    }
}

#[test]
fn what_is_held_is_over_and_says_what_came_of_each() {
    let now = at("03-12T12:00");
    let mut meeting = meeting("2026-03-12");
    for number in [1, 2] {
        let put = put_on(&meeting, &panel(), transfer(number), now).unwrap();
        meeting = meeting.after(&put);
    }
    assert_eq!(
        put_on(&meeting, &panel(), transfer(1), now),
        Err(Refusal::OnAgenda {
            clauses: panel().clauses
        })
    );
    assert_eq!(
        wrong(taken_off(&meeting, &panel(), transfer(3), now)),
        ["transfer_id"]
    );
    let said = vec![
        (transfer(1), Outcome::GoesOn),
        (transfer(1), Outcome::Stays),
        (transfer(3), Outcome::Stays),
    ];
    let tomorrow = Some(at("03-13T10:00"));
    assert_eq!(
        wrong(held(&meeting, &panel(), tomorrow, said, now)),
        [
            "held_at",
            "outcomes[1].transfer_id",
            "outcomes[2].transfer_id",
            "outcomes"
        ]
    );
    let said = vec![
        (transfer(1), Outcome::GoesOn),
        (transfer(2), Outcome::NotReached),
    ];
    let event = held(&meeting, &panel(), None, said.clone(), now).unwrap();
    let over = meeting.after(&event);
    assert_eq!(over.agenda[1].outcome, Some(Outcome::NotReached));
    assert_eq!(
        held(&over, &panel(), None, said, now),
        Err(Refusal::Held {
            clauses: panel().clauses
        })
    );
    assert_eq!(
        put_on(&over, &panel(), transfer(4), now),
        Err(Refusal::Held {
            clauses: panel().clauses
        })
    );
}

/// A family that could go to the panel, with the request sent on 2 March.
fn to_the_panel(agrees: bool) -> Case {
    let circumstances = ["criteria-no-longer-met", "support-still-needed"];
    let mut case = Case::along(
        "step-down-to-families-first-panel",
        PlanKind::EarlyHelp,
        &circumstances,
    );
    if agrees {
        case = case.then(Command::RecordMilestone {
            fact: Fact::ConsentGiven,
            items: Vec::new(),
            team: None,
            at: None,
            note: Some(note("Both parents (invented).")),
        });
    }
    case.then(Command::SendRequest {
        items_ready: Vec::new(),
        route: None,
        to: Some(the("families-first-panel-01")),
    })
}

#[test]
fn c8_4_08_nobody_is_talked_about_before_the_family_has_agreed() {
    let may = |case: &Case, meets: DateTime<Utc>| {
        may_be_talked_about(&case.transfer, Fact::PanelHeld, meets, case.terms())
    };
    let refused = may(&to_the_panel(false), at("03-05T10:00")).unwrap_err();
    assert!(refused.clauses().contains(&the("C8.4-08")));
    let agreed = to_the_panel(true);
    assert_eq!(may(&agreed, at("03-05T10:00")), Ok(()));
    // Agreed to only after the meeting began.
    let late = may(&agreed, at("03-02T09:00")).unwrap_err();
    assert!(late.clauses().contains(&the("C8.4-08")));
    // No step of this pathway.
    let other = may_be_talked_about(
        &agreed.transfer,
        Fact::MonthlyMeetingHeld,
        at("03-05T10:00"),
        agreed.terms(),
    );
    assert_eq!(other.unwrap_err().reason(), "FIELDS");
}

fn dated(case: Case, to: DateTime<Utc>) -> Case {
    case.then(Command::SetDate {
        date: Anchor::Panel,
        at: to,
    })
}

#[test]
fn a_date_that_is_lifted_leaves_the_duty_without_a_day() {
    let case = dated(to_the_panel(true), at("03-05T10:00"));
    assert_eq!(
        case.duty("hold-panel").due(),
        Some(at("03-05T23:59") + TimeDelta::seconds(59))
    );
    let case = case.then(Command::LiftDate {
        date: Anchor::Panel,
    });
    assert_eq!(case.duty("hold-panel").due(), None);
    assert!(case.duty("hold-panel").is_open());
    assert_eq!(case.refolded(), case.transfer);
    let mut case = case;
    let again = Command::LiftDate {
        date: Anchor::Panel,
    };
    assert_eq!(case.wrong(again), ["date"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_meeting_that_moves_leaves_each_duty_due_as_if_it_had_been_there_from_the_start(
        moves in prop::collection::vec(1..2_000i64, 1..6),
    ) {
        let begun = to_the_panel(true).now;
        let times: Vec<DateTime<Utc>> = moves.iter().map(|hours| begun + TimeDelta::hours(*hours)).collect();
        let moved = times.iter().fold(to_the_panel(true), |case, to| dated(case, *to));
        let at_once = dated(to_the_panel(true), times[times.len() - 1]);
        for duty in &at_once.obligations {
            let id = duty.duty.rsplit('/').next().unwrap();
            prop_assert_eq!(moved.duty(id).due(), duty.due(), "{}", id);
        }
        prop_assert_eq!(moved.refolded(), moved.transfer);
    }

    #[test]
    fn a_date_in_step_is_in_step_with_both_sides_and_events_survive_the_journal(
        weeks in 1..20i64,
        every in prop_oneof![Just(Rhythm::Weekly), Just(Rhythm::Fortnightly)],
        minutes in 0..600i64,
    ) {
        let first = slot("2026-03-05");
        let to = first.at + TimeDelta::weeks(weeks) + TimeDelta::minutes(minutes);
        let around = Neighbours { before: Some(first), after: None };
        let asked = schedule(Series::FamiliesFirstPanel, the("district-01"), the("current"), to, &beat(every), around, at("03-01T09:00"));
        let step = if every == Rhythm::Weekly { 1 } else { 2 };
        let same_weekday = (local_date(to) - first.day).num_days() == weeks * 7;
        prop_assert_eq!(asked.is_ok(), weeks % step == 0 && same_weekday);
        if let Ok(event) = asked {
            let id = MeetingId(Uuid::from_u128(7));
            let sent = meeting_event_to_wire(id, 1, &event);
            prop_assert_eq!(meeting_event_from_wire(sent), Some((id, 1, event)));
        }
    }
}
