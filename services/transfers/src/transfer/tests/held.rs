//! Proceedings to be issued: who keeps the child, and until when.

use super::case::{
    Case, RECEIVER, SENDER, WORKER, assert_one_lead, at, born, moves_all, request, the,
};
use crate::transfer::{ChildDecision, Command, Ground, Stage};
use chrono::NaiveDate;
use handrail_domain::{
    child::{Birth, PlanKind::ChildProtection},
    edition::{Fact, MeetingKind},
    lead::LegalPlanningOutcome::{Issue, IssueAtBirth, Other},
};

fn planned(outcome: handrail_domain::lead::LegalPlanningOutcome) -> Command {
    Command::RecordLegalPlanning {
        outcome,
        items: Vec::new(),
        held_at: None,
    }
}

fn conference() -> Command {
    Command::SetMeeting {
        kind: MeetingKind::InitialChildProtectionConference,
        at: at("03-19T14:00"),
    }
}

fn hearing() -> Command {
    Command::RecordFirstHearing { held_at: None }
}

fn baby(expected: &str) -> Case {
    let on: NaiveDate = the(expected);
    Case::of("current", ChildProtection, &[Birth::Expected { on }])
        .then(super::case::early_warning(ChildProtection))
}

#[test]
fn c5_1_02_with_an_outcome_to_issue_the_sender_keeps_the_child() {
    let mut case = Case::warned(ChildProtection).then(planned(Issue));
    let hold = case.terms().hold(&case.transfer).unwrap();
    assert_eq!(hold.on, Fact::FirstHearingHeld);
    let (reason, clauses) = case.refuses(request(&[]));
    assert_eq!(reason, "REQUEST_WHILE_HELD");
    assert!(clauses.contains(&"C5.1-02".to_owned()));
}

#[test]
fn c5_1_04_whom_the_sender_keeps_until_the_hearing_can_not_be_decided_to_stay() {
    let mut case = Case::warned(ChildProtection).then(planned(Issue));
    let stays = super::case::decides(ChildDecision::Stays, Ground::NeedsMet);
    let (reason, clauses) = case.refuses(stays.clone());
    assert_eq!(reason, "HELD");
    assert!(clauses.contains(&"C5.1-04".to_owned()), "{clauses:?}");
    // Where nothing is issued, that is what can be decided.
    let case = Case::warned(ChildProtection)
        .then(planned(Other))
        .then(stays);
    assert_eq!(case.transfer.stage(), Stage::Closed);
}

#[test]
fn c5_1_04_the_child_moves_at_the_first_hearing() {
    let case = Case::warned(ChildProtection)
        .then(planned(Issue))
        .on("03-12T11:00")
        .then(hearing());
    assert_eq!(case.led_by(), [RECEIVER]);
    assert_one_lead(&case.leads[0]);
    assert_eq!(
        case.duty("send-request-at-first-hearing")
            .due()
            .map(|due| due.date_naive()),
        Some(the("2026-03-12"))
    );
    // The plan follows under the same principles: what has moved does not come back.
    let mut case = case.then(request(&[]));
    assert_eq!(case.transfer.stage(), Stage::Requested);
    let stays = super::case::decides(ChildDecision::Stays, Ground::OpenElsewhere);
    assert_eq!(case.refuses(stays).0, "RETURN_AFTER_REQUEST");
    let case = case.then(moves_all(1)).then(Command::Allocate {
        worker: the(WORKER),
    });
    assert_eq!(case.leads[0].len(), 2);
    let case = case.then(Command::StartWork {
        on: the("2026-03-12"),
    });
    assert!(case.leads[0][1].worker.is_some());
}

#[test]
fn c5_1_03_another_outcome_leaves_the_ordinary_pathway() {
    let case = Case::warned(ChildProtection).then(planned(Other));
    assert!(case.terms().hold(&case.transfer).is_none());
    let case = case.then(hearing());
    assert_eq!(case.led_by(), [SENDER]);
}

#[test]
fn c5_2_04_a_baby_due_soon_stays_until_the_first_hearing() {
    let mut case = baby("2026-04-10")
        .then(conference())
        .then(planned(IssueAtBirth));
    let (_, clauses) = case.refuses(request(&[]));
    assert!(clauses.contains(&"C5.2-04".to_owned()));
    let case = case
        .on("03-19T15:00")
        .then(Command::RecordMeetingHeld { held_at: None });
    assert_eq!(case.led_by(), [SENDER]);
    let case = case.on("04-14T10:00").then(hearing());
    assert_eq!(case.led_by(), [RECEIVER]);
}

#[test]
fn c5_2_08_a_baby_due_later_moves_at_the_conference() {
    let case = baby("2026-04-16")
        .then(conference())
        .then(planned(IssueAtBirth));
    assert!(case.terms().hold(&case.transfer).is_none());
    let case = case
        .on("03-19T15:00")
        .then(Command::RecordMeetingHeld { held_at: None });
    assert_eq!(case.led_by(), [RECEIVER]);
    assert_eq!(case.leads[0][1].since, at("03-19T15:00"));
}

#[test]
fn a_hold_lasts_although_it_was_requested_and_decided_before() {
    let mut case = Case::warned(ChildProtection)
        .then(request(&[]))
        .then(moves_all(1))
        .then(planned(Issue));
    assert_eq!(
        case.refuses(Command::Allocate {
            worker: the(WORKER)
        })
        .0,
        "REQUEST_WHILE_HELD"
    );
    assert_eq!(case.then(hearing()).led_by(), [RECEIVER]);
}

#[test]
fn legal_planning_holds_nobody_once_the_lead_has_passed() {
    let mut case = Case::allocated().then(planned(Issue));
    assert!(case.terms().hold(&case.transfer).is_none());
    assert!(!case.transfer.situation(&case.terms()).held);
    assert_eq!(case.led_by(), [RECEIVER]);
    // Whoever leads by then may say so as well.
    let receiver = the(RECEIVER);
    assert_eq!(case.ask_as(&receiver, planned(Other)), Ok(()));
    let asked = planned(Other);
    assert!(
        asked
            .teams(&case.transfer, case.terms())
            .contains(&receiver)
    );
}

#[test]
fn a_hold_stays_on_record_when_legal_planning_is_held_again_after_the_lead_has_passed() {
    let mut case = Case::warned(ChildProtection)
        .then(planned(Issue))
        .then(hearing())
        .then(planned(Other));
    assert!(case.transfer.situation(&case.terms()).held);
    assert_eq!(case.refuses(hearing()).0, "ALREADY_DONE");
}

#[test]
fn nothing_moves_a_lead_to_nobody() {
    let mut case = Case::opened(ChildProtection).then(planned(Issue));
    let (reason, clauses) = case.refuses(hearing());
    assert_eq!(reason, "OUT_OF_ORDER");
    assert!(clauses.contains(&"C5.1-04".to_owned()));
}

#[test]
fn the_2018_edition_knows_no_hold() {
    let case = Case::of("2018", ChildProtection, &[born()])
        .then(super::case::early_warning(ChildProtection))
        .then(planned(Issue));
    assert!(case.terms().hold(&case.transfer).is_none());
}
