//! A sibling group moves in one transfer, with a decision for each child.

use super::case::{
    Case, RECEIVER, SENDER, WORKER, born, child, early_warning, request, review, the,
};
use crate::transfer::{
    ChildDecision::{self, Declined, Deferred, Moves, Stays},
    Command, Decision, Ground, Stage,
};
use handrail_domain::{child::PlanKind::ChildProtection, edition::Fact};

fn decide(decisions: &[ChildDecision], ground: Ground) -> Command {
    let decision = |(number, decision): (u128, &ChildDecision)| Decision {
        child: child(number),
        decision: *decision,
        ground: (*decision != Moves).then_some(ground),
    };
    Command::Decide {
        decisions: (1..).zip(decisions).map(decision).collect(),
    }
}

fn three() -> Case {
    Case::of("current", ChildProtection, &[born(); 3]).then(early_warning(ChildProtection))
}

#[test]
fn only_the_children_who_move_are_led_by_the_receiver() {
    let case = three()
        .then(review(true))
        .then(request(&[]))
        .then(decide(&[Moves, Stays, Moves], Ground::NeedsMet))
        .then(Command::Allocate {
            worker: the(WORKER),
        });
    assert_eq!(case.led_by(), [RECEIVER, SENDER, RECEIVER]);
    let holds: Vec<bool> = case
        .transfer
        .children
        .iter()
        .map(|child| case.transfer.holds(child))
        .collect();
    assert_eq!(holds, [true, false, true]);
    let case = case.then(Command::StartWork {
        on: the("2026-03-02"),
    });
    assert!(case.leads[1][0].worker.is_none());
    assert!(
        case.transfer
            .children
            .iter()
            .all(|child| !case.transfer.holds(child))
    );
}

#[test]
fn where_every_child_stays_the_transfer_is_closed() {
    let case = three().then(decide(&[Stays; 3], Ground::OpenElsewhere));
    assert_eq!(case.transfer.stage(), Stage::Closed);
    assert_eq!(case.led_by(), [SENDER; 3]);
}

#[test]
fn a_decision_that_is_put_off_is_still_owed() {
    let case = three().then(decide(&[Moves, Moves, Deferred], Ground::NeedsMet));
    assert!(!case.transfer.has(Fact::Decided));
    let mut case = case.then(decide(&[Moves, Moves, Declined], Ground::NeedsMet));
    assert!(case.transfer.has(Fact::Decided));
    let found = case.refuses(decide(&[Moves, Declined, Declined], Ground::NeedsMet));
    assert_eq!(found.1, ["C2-15"]);
}

#[test]
fn nobody_is_allocated_when_nobody_moves() {
    let mut case = three()
        .then(decide(&[Declined, Stays, Stays], Ground::NeedsMet))
        .then(request(&[]));
    assert_eq!(
        case.refuses(Command::Allocate {
            worker: the(WORKER)
        })
        .0,
        "NOBODY_MOVES"
    );
}

#[test]
fn what_is_said_of_all_contradicts_nothing_that_one_child_has() {
    let declare = |child, holding: &str| Command::DeclareCircumstances {
        child,
        holding: [the(holding)].into(),
        ended: [].into(),
    };
    let mut case = three().then(declare(Some(child(1)), "care-order"));
    assert_eq!(case.wrong(declare(None, "section-20")), ["holding"]);
    assert_eq!(
        case.wrong(declare(Some(child(1)), "section-20")),
        ["holding"]
    );
    let begins_and_ends = Command::DeclareCircumstances {
        child: Some(child(9)),
        holding: [the("section-20"), the("care-order")].into(),
        ended: [the("care-order")].into(),
    };
    assert_eq!(
        case.wrong(begins_and_ends),
        ["ended", "child_id", "holding"]
    );
    let case = case.then(declare(Some(child(2)), "section-20"));
    assert!(
        case.transfer.children[1]
            .circumstances
            .contains(&the("section-20"))
    );
}
