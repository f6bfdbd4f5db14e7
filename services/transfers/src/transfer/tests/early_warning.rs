//! From the decision to what is agreed: alert, review, queries, forwarding, changes.

use super::case::{
    Case, NEIGHBOUR, RECEIVER, SENDER, at, born, early_warning, known, note, opening, pathways,
    review, the,
};
use crate::transfer::{Command, Opening, Stage, Terms, tells};
use handrail_domain::{
    child::PlanKind::{ChildInNeed, ChildProtection, EarlyHelp},
    edition::{Circumstance, Fact},
    obligation::State,
};
use std::collections::BTreeSet;

fn told(case: &Case, fact: Fact) -> Vec<(String, String)> {
    let terms: Terms<'_> = case.terms();
    let happened: Vec<_> = case
        .transfer
        .happened
        .iter()
        .filter(|one| one.fact == fact)
        .cloned()
        .collect();
    tells(&case.transfer, &happened, &terms)
        .into_iter()
        .map(|told| (told.to.team.to_string(), told.reason))
        .collect()
}

#[test]
fn c4_1_01_the_early_warning_is_owed_two_working_days_after_the_decision() {
    let case = Case::opened(ChildInNeed);
    let duty = case.duty("send-early-warning");
    assert_eq!(duty.due(), Some(at("03-04T17:00")));
    assert_eq!(duty.owner.team, the(SENDER));
    let case = case.on("03-04T16:00").then(early_warning(ChildInNeed));
    assert_eq!(case.duty("send-early-warning").state, State::Met);
    assert_eq!(case.transfer.stage(), Stage::EarlyWarning);
}

#[test]
fn c4_1_01_a_late_early_warning_is_met_late_and_the_breach_stays() {
    let case = Case::opened(ChildInNeed)
        .on("03-05T09:00")
        .then(early_warning(ChildInNeed));
    let duty = case.duty("send-early-warning");
    assert_eq!(duty.state, State::MetLate);
    assert!(duty.breached_at.is_some());
}

#[test]
fn c4_1_02_a_conference_starts_the_same_clock() {
    let case = Case::opened(ChildProtection);
    assert_eq!(
        case.duty("send-early-warning").due(),
        Some(at("03-04T17:00"))
    );
}

#[test]
fn c4_1_03_the_early_warning_says_which_plan_is_proposed() {
    let case = Case::opened(ChildInNeed).then(early_warning(ChildProtection));
    assert_eq!(case.transfer.plan, ChildProtection);
}

#[test]
fn c4_1_05_the_information_behind_the_plan_has_been_gathered() {
    let mut case = Case::opened(ChildInNeed);
    let unready = Command::SendEarlyWarning {
        items: Vec::new(),
        to: the(RECEIVER),
        plan: ChildInNeed,
        information_gathered: false,
        assessment_complete: true,
        summary: note("A synthetic summary."),
    };
    let (reason, clauses) = case.refuses(unready);
    assert_eq!(
        (reason.as_str(), clauses),
        ("INCOMPLETE", vec!["C4.1-05".to_owned()])
    );
}

#[test]
fn the_receiving_manager_is_told_of_the_early_warning() {
    let case = Case::warned(ChildInNeed);
    assert_eq!(
        told(&case, Fact::EarlyWarningSent),
        [(RECEIVER.to_owned(), "early-warning".to_owned())]
    );
}

#[test]
fn an_early_warning_goes_to_a_team_that_can_receive() {
    let mut case = Case::opened(ChildInNeed);
    for to in [SENDER, "mash", "no-such-team"] {
        let command = Command::SendEarlyWarning {
            items: Vec::new(),
            to: the(to),
            plan: ChildInNeed,
            information_gathered: true,
            assessment_complete: true,
            summary: note("A synthetic summary."),
        };
        assert_eq!(case.wrong(command), ["to_team_id"]);
    }
}

#[test]
fn c4_1_01_the_wrong_kind_of_receiver_is_wrong_under_the_pathways_clauses() {
    let mut case = Case::opened(ChildInNeed);
    let mut command = early_warning(ChildInNeed);
    if let Command::SendEarlyWarning { to, .. } = &mut command {
        *to = the("mash");
    }
    let (reason, clauses) = case.refuses(command);
    let pathway: Vec<String> = case
        .terms()
        .pathway
        .clauses
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!((reason.as_str(), clauses), ("FIELDS", pathway));
}

#[test]
fn c4_1_06_a_change_of_plan_is_told_to_the_receiver_and_owed_to_nobody_after_that() {
    let case = Case::warned(ChildInNeed).then(Command::NotifyChange {
        plan: ChildProtection,
        what: note("A synthetic change."),
    });
    assert_eq!(case.transfer.plan, ChildProtection);
    assert_eq!(case.duty("notify-change").state, State::Met);
    assert_eq!(told(&case, Fact::ChangeNotified).len(), 1);
}

#[test]
fn c4_1_08_forwarding_keeps_the_first_clock_and_tells_the_sender() {
    let case = Case::warned(ChildInNeed);
    let due = case.duty("review-early-warning").due();
    let case = case
        .on("03-03T09:00")
        .then(Command::Forward { to: the(NEIGHBOUR) });
    let review = case.duty("review-early-warning");
    assert_eq!(review.due(), due);
    assert_eq!(review.owner.team, the(NEIGHBOUR));
    assert_eq!(case.transfer.first_to, Some(the(RECEIVER)));
    assert_eq!(case.duty("tell-where-early-warning-went").state, State::Met);
    assert_eq!(told(&case, Fact::EarlyWarningForwardTold)[0].0, SENDER);
    assert_eq!(told(&case, Fact::EarlyWarningForwarded)[0].0, NEIGHBOUR);
}

#[test]
fn c4_1_10_a_request_is_forwarded_like_the_early_warning() {
    let case = Case::requested().then(Command::Forward { to: the(NEIGHBOUR) });
    assert!(case.transfer.has(Fact::RequestForwarded));
    assert!(!case.transfer.has(Fact::EarlyWarningForwarded));
    assert_eq!(case.duty("forward-request").state, State::Met);
    assert_eq!(case.transfer.named_worker, None);
}

#[test]
fn c4_1_07_only_another_team_of_the_same_kind_can_be_passed_it() {
    let mut case = Case::warned(ChildInNeed);
    for to in [
        RECEIVER,
        SENDER,
        "children-looked-after-east",
        "no-such-team",
    ] {
        assert_eq!(case.wrong(Command::Forward { to: the(to) }), ["to_team_id"]);
    }
}

#[test]
fn c4_1_12_the_review_is_owed_two_working_days_after_the_early_warning() {
    let case = Case::warned(ChildInNeed);
    assert_eq!(
        case.duty("review-early-warning").due(),
        Some(at("03-04T17:00"))
    );
    let case = case.then(review(false)).then(review(true));
    assert_eq!(case.duty("review-early-warning").state, State::Met);
    assert!(case.transfer.has(Fact::Agreed));
}

#[test]
fn c2_15_a_review_can_not_take_an_agreement_back() {
    let mut case = Case::warned(ChildInNeed).then(review(true));
    let (reason, clauses) = case.refuses(review(false));
    assert_eq!(
        (reason.as_str(), clauses),
        ("GO_BACK_ON_AGREEMENT", vec!["C2-15".to_owned()])
    );
    assert_eq!(case.refuses(review(true)).0, "ALREADY_DONE");
}

#[test]
fn every_wrong_field_of_an_early_warning_is_told_at_once() {
    let mut wrong = early_warning(ChildInNeed);
    if let Command::SendEarlyWarning {
        to, plan, items, ..
    } = &mut wrong
    {
        *to = the(SENDER);
        *plan = EarlyHelp;
        items.push("no-such-item".to_owned());
    }
    assert_eq!(
        Case::opened(ChildInNeed).wrong(wrong),
        ["to_team_id", "proposed_plan", "items[0]"]
    );
}

#[test]
fn a_wrong_order_of_steps_is_refused() {
    let mut case = Case::opened(ChildInNeed);
    let (reason, clauses) = case.refuses(review(true));
    assert_eq!(
        (reason.as_str(), clauses),
        ("OUT_OF_ORDER", vec!["C4-01".to_owned()])
    );
    assert_eq!(
        case.refuses(Command::Forward { to: the(NEIGHBOUR) }).0,
        "OUT_OF_ORDER"
    );
}

#[test]
fn e_tyss_01_who_is_told_before_the_request_is_one_that_can_be_sent_it() {
    let mut all = pathways().into_iter();
    let terms = all.find(|terms| terms.pathway.id.as_str() == "adoption-safeguarding-referral");
    let mut known = known(&[born()]);
    known[0].lead = Some((the("adoption-support"), at("03-01T09:00")));
    let opening = Opening {
        from: the("adoption-support"),
        circumstances: BTreeSet::from([Circumstance::SafeguardingConcern]),
        ..opening(1, ChildInNeed)
    };
    let mut case = Case::begun(terms.unwrap(), &opening, &known).unwrap();
    let mut command = early_warning(ChildInNeed);
    if let Command::SendEarlyWarning { to, .. } = &mut command {
        *to = the("targeted-youth-support");
    }
    let (reason, clauses) = case.refuses(command);
    assert_eq!(reason, "CRITERIA_UNMET");
    assert!(clauses.contains(&"E-TYSS-01".to_owned()), "{clauses:?}");
}
