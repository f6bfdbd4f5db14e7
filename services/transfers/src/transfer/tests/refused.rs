//! What the protocol forbids, with the clause that forbids it; disagreements; directions.

use super::case::{
    Case, NEIGHBOUR, RECEIVER, SENDER, WORKER, at, child, decides, known, moves_all, note, opening,
    request, review, terms, the,
};
use crate::transfer::{
    ChildDecision::{Declined, Deferred, Stays},
    Command, Event, Ground, Moment, Refusal, Stage, directed, open, unanswered,
};
use handrail_domain::{
    DisputeId, EntryId, Role, TeamId, TransferId,
    child::PlanKind::{ChildInNeed, ChildProtection},
    edition::Fact,
    obligation::Obligation,
};
use uuid::Uuid;

#[track_caller]
fn refused(case: &mut Case, command: Command, reason: &str, clauses: &[&str]) {
    let found = case.refuses(command);
    assert_eq!(found.0, reason);
    assert_eq!(found.1, clauses);
}

#[test]
fn c2_05_to_c2_07_a_child_is_not_turned_away_for_the_teams_own_reasons() {
    let mut case = Case::warned(ChildInNeed);
    for decision in [Declined, Stays] {
        refused(
            &mut case,
            decides(decision, Ground::Capacity),
            "DECLINE_FOR_CAPACITY",
            &["C2-05"],
        );
        refused(
            &mut case,
            decides(decision, Ground::MinorIssues),
            "DECLINE_FOR_MINOR_ISSUES",
            &["C2-07", "C2-08"],
        );
        refused(
            &mut case,
            decides(decision, Ground::Checklist),
            "DECLINE_FOR_CHECKLIST",
            &["C2-17"],
        );
        refused(
            &mut case,
            decides(decision, Ground::OutstandingWork),
            "DECLINE_FOR_OUTSTANDING_WORK",
            &["C2-07", "C2-08", "C2-09"],
        );
    }
    refused(
        &mut case,
        decides(Deferred, Ground::Capacity),
        "DEFER_FOR_CAPACITY",
        &["C2-06"],
    );
    refused(
        &mut case,
        decides(Deferred, Ground::Checklist),
        "DEFER_FOR_CHECKLIST",
        &["C2-16"],
    );
}

#[test]
fn c2_15_what_was_agreed_at_the_early_warning_binds() {
    let mut case = Case::warned(ChildInNeed).then(review(true));
    for decision in [Declined, Deferred, Stays] {
        refused(
            &mut case,
            decides(decision, Ground::NeedsMet),
            "GO_BACK_ON_AGREEMENT",
            &["C2-15"],
        );
    }
    refused(
        &mut case,
        decides(Declined, Ground::Capacity),
        "DECLINE_FOR_CAPACITY",
        &["C2-05", "C2-15"],
    );
}

#[test]
fn c4_3_13_and_c4_3_14_after_the_request_nothing_is_rejected_or_sent_back() {
    let mut case = Case::requested();
    let found = case.refuses(decides(Declined, Ground::NeedsMet));
    assert_eq!(found.1, ["C4.3-13", "C4.3-14", "C2-15"]);
    let found = case.refuses(decides(Stays, Ground::NeedsMet));
    assert_eq!(found.0, "RETURN_AFTER_REQUEST");
    assert!(found.1.contains(&"C4.3-14".to_owned()));
}

#[test]
fn c2_21_and_c2_22_records_do_not_move_by_way_of_the_front_door() {
    let by = |route: &str| Command::SendRequest {
        to: None,
        items_ready: Vec::new(),
        route: Some(the(route)),
    };
    let mut case = Case::held_meeting().then(Command::CompleteMinutes { completed_at: None });
    refused(
        &mut case,
        by("customer-service-centre"),
        "ROUTE_BY_CUSTOMER_SERVICE_CENTRE",
        &["C2-21"],
    );
    refused(&mut case, by("mash"), "ROUTE_BY_MASH", &["C2-22"]);
    assert_eq!(case.wrong(by("assessment")), ["route"]);
}

#[test]
fn e_principles_17_the_2018_edition_forbids_the_same_routes() {
    let mut case = Case::of("2018", ChildInNeed, &[super::case::born()])
        .then(super::case::early_warning(ChildInNeed));
    let by = Command::SendRequest {
        to: None,
        items_ready: Vec::new(),
        route: Some(the("mash")),
    };
    refused(&mut case, by, "ROUTE_BY_MASH", &["E-PRINCIPLES-17"]);
    let case = case.then(request(&[]));
    assert_eq!(case.transfer.stage(), Stage::Requested);
}

#[test]
fn nobody_opens_a_transfer_for_a_child_it_does_not_lead() {
    let ask = |change: fn(&mut crate::transfer::KnownChild)| {
        let mut known = known(&[super::case::born()]);
        change(&mut known[0]);
        open(&opening(1, ChildInNeed), &known, terms("current")).map_err(|refusal| refusal.reason())
    };
    assert!(ask(|_| {}).is_ok());
    assert_eq!(
        ask(|child| child.lead = None),
        Err("NOT_LED_BY_SENDER".to_owned())
    );
    assert_eq!(
        ask(|child| child.lead = Some((the(RECEIVER), at("03-01T09:00")))),
        Err("NOT_LED_BY_SENDER".to_owned())
    );
    assert_eq!(
        ask(|child| child.moving = Some(TransferId(Uuid::from_u128(3)))),
        Err("ALREADY_MOVING".to_owned())
    );
    assert_eq!(
        ask(|child| child.id = super::case::child(8)),
        Err("FIELDS".to_owned())
    );
    assert_eq!(
        ask(|child| child.lead = Some((the(SENDER), at("03-02T11:00")))),
        Err("FIELDS".to_owned())
    );
}

fn disagree() -> Command {
    Command::RaiseDisagreement {
        ground: Ground::Threshold,
        position: note("A synthetic position."),
        immediate_needs: None,
        urgent: false,
    }
}

fn dispute(case: &Case) -> DisputeId {
    case.transfer.dispute.unwrap().id
}

#[track_caller]
fn settle(case: &mut Case, goes_to: Option<&str>) {
    let goes_to: Option<TeamId> = goes_to.map(the);
    let event = directed(
        &case.transfer,
        dispute(case),
        goes_to.as_ref(),
        case.now,
        case.terms(),
    );
    case.happened(event.unwrap());
}

#[test]
fn c2_10_a_disagreement_goes_to_the_lowest_rung_and_holds_nothing_up() {
    let mut case = Case::warned(ChildInNeed).then(disagree());
    let Some(Event::Disagreed(disagreed)) = case.events.last() else {
        panic!("not a disagreement")
    };
    assert_eq!(disagreed.first_rung, Role::TeamManager);
    assert_eq!(disagreed.immediate_needs, the(SENDER));
    assert_eq!(case.refuses(disagree()).0, "DISPUTE_OPEN");
    // C2-13: the work for the child goes on.
    let case = case.then(review(true)).then(moves_all(1));
    assert_eq!(case.led_by(), [SENDER]);
}

#[test]
fn a_direction_to_a_team_is_agreement_and_decision() {
    let mut case = Case::warned(ChildProtection).then(disagree());
    settle(&mut case, Some(NEIGHBOUR));
    assert_eq!(case.transfer.to, Some(the(NEIGHBOUR)));
    assert!(case.transfer.has(Fact::Agreed) && case.transfer.anybody_moves());
    assert_eq!(case.transfer.dispute, None);
    let answer = |one: &&Obligation| one.duty.ends_with("/review-early-warning");
    let answer = case.obligations.iter().find(answer).expect("it was owed");
    assert!(!answer.is_open(), "the direction stands for the answer");
    let found = case.refuses(decides(Declined, Ground::NeedsMet));
    assert_eq!(found.0, "GO_BACK_ON_AGREEMENT");
    let case = case.then(request(&[])).then(Command::Allocate {
        worker: the("family-safeguarding-east-2-worker-1"),
    });
    assert_eq!(case.led_by(), [NEIGHBOUR]);
}

#[test]
fn a_direction_to_stay_closes_the_transfer() {
    for goes_to in [None, Some(SENDER), Some("mash")] {
        let mut case = Case::warned(ChildInNeed).then(disagree());
        settle(&mut case, goes_to);
        assert_eq!(case.transfer.stage(), Stage::Closed);
        assert_eq!(case.led_by(), [SENDER]);
        assert!(case.obligations.iter().all(|one| !one.is_open()));
    }
}

#[test]
fn c4_3_14_a_direction_to_stay_that_comes_after_the_request_is_to_the_team_it_was_sent_to() {
    for goes_to in [None, Some(SENDER), Some("mash")] {
        let mut case = Case::requested().then(disagree());
        settle(&mut case, goes_to);
        assert_eq!(case.transfer.dispute, None);
        assert_eq!(case.transfer.ended, None);
        assert_eq!(case.transfer.to, Some(the(RECEIVER)));
        assert!(case.transfer.anybody_moves());
    }
}

#[test]
fn a_direction_for_what_has_ended_does_nothing() {
    let case = Case::warned(ChildInNeed).then(disagree());
    let dispute = dispute(&case);
    let case = case.then(Command::Withdraw {
        reason: note("A synthetic reason."),
    });
    assert_eq!(
        directed(&case.transfer, dispute, None, case.now, case.terms()),
        None
    );
    let other = DisputeId(Uuid::from_u128(4));
    assert_eq!(
        directed(&case.transfer, other, None, case.now, case.terms()),
        None
    );
}

#[test]
fn a_direction_after_the_lead_has_passed_ends_only_the_dispute() {
    let mut case = Case::requested()
        .then(disagree())
        .on("03-23T09:00")
        .then(moves_all(1))
        .then(Command::Allocate {
            worker: the(WORKER),
        });
    settle(&mut case, None);
    assert_eq!(case.transfer.dispute, None);
    assert_eq!(case.transfer.stage(), Stage::Allocated);
    assert_eq!(case.led_by(), [RECEIVER]);
}

#[test]
fn an_early_warning_that_nobody_answers_goes_up_the_ladder_by_itself() {
    let mut case = Case::warned(ChildInNeed).on("03-05T09:00");
    let terms = case.terms();
    let duty = terms
        .pathway
        .elements
        .duties
        .iter()
        .find(|duty| duty.id == the("review-early-warning"));
    let escalate = duty.and_then(|duty| duty.breach.escalate.as_ref()).unwrap();
    let owed = case.duty("review-early-warning").clone();
    let moment = Moment {
        now: case.now,
        entry: EntryId(Uuid::from_u128(50)),
        team: &owed.owner.team,
    };
    let event = unanswered(&case.transfer, owed.id, &owed.owner.team, escalate, moment).unwrap();
    let Event::Disagreed(disagreed) = &event else {
        panic!("not a disagreement")
    };
    assert_eq!(disagreed.raised_by, the(SENDER));
    assert_eq!(disagreed.first_rung, Role::ServiceManager);
    assert_eq!(disagreed.clauses, escalate.clauses);
    assert_eq!(
        (disagreed.ground, disagreed.breached),
        (None, Some(owed.id))
    );
    case.happened(event);
    assert_eq!(
        unanswered(&case.transfer, owed.id, &owed.owner.team, escalate, moment),
        None
    );
}

#[test]
fn c2_23_disengagement_is_for_after_a_step_down() {
    let mut case = Case::allocated();
    let command = Command::RecordDisengagement {
        kind: crate::transfer::Disengagement::ConsentWithdrawn,
        at: None,
    };
    let (reason, clauses) = case.refuses(command);
    assert_eq!(reason, "NOT_AFTER_STEP_DOWN");
    assert!(clauses.contains(&"C2-23".to_owned()));
}

#[test]
fn a_decision_is_needed_for_each_child_once() {
    let mut case = Case::of("current", ChildInNeed, &[super::case::born(); 2])
        .then(super::case::early_warning(ChildInNeed));
    assert_eq!(case.wrong(moves_all(1)), ["decisions"]);
    assert_eq!(case.wrong(moves_all(3)), ["decisions[2].child_id"]);
    let Command::Decide { mut decisions } = moves_all(2) else {
        unreachable!("a decision")
    };
    decisions[1].child = child(1);
    assert_eq!(
        case.wrong(Command::Decide { decisions }),
        ["decisions[1].child_id"]
    );
}

#[test]
fn a_refusal_says_why_without_any_detail_of_a_child() {
    let mut case = Case::warned(ChildInNeed);
    let Err(refusal) = case.ask(decides(Declined, Ground::Capacity)) else {
        panic!("accepted")
    };
    assert!(matches!(refusal, Refusal::Forbidden { .. }));
    assert!(refusal.to_string().contains("full team"));
}
