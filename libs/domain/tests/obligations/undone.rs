//! What was done can be undone, and what was done can turn out to have been late.

use crate::matter::{Matter, at, duty, facts, happened, kinds};
use handrail_domain::{
    child::PlanKind,
    edition::{Anchor, Condition, Duty, Fact},
    obligation::{ChangeKind, Facts, Obligation, State},
};

/// All that came of one duty, in the order in which it was armed.
fn rounds<'m>(matter: &'m Matter, duty: &str) -> Vec<&'m Obligation> {
    let name = format!("pathway/{duty}");
    let mut rounds: Vec<&Obligation> = matter.on_record.iter().collect();
    rounds.retain(|one| one.duty == name);
    rounds.sort_by_key(|one| one.started_at);
    rounds
}

#[test]
fn c4_1_12_whoever_it_is_passed_on_to_owes_the_review_again() {
    let mut matter = Matter::new();
    let mut told = vec![
        happened(Fact::EarlyWarningSent, at(6, 10)),
        happened(Fact::Reviewed, at(9, 11)),
    ];
    matter.reconcile(&facts(told.clone()));

    matter.receiver = "family-safeguarding-east-2".parse().unwrap();
    told.push(happened(Fact::EarlyWarningForwarded, at(9, 12)));
    matter.reconcile(&facts(told.clone()));
    let [first, second] = rounds(&matter, "review")[..] else {
        panic!("{:?}", matter.on_record);
    };
    assert_eq!(first.state, State::Met, "the first team has done its part");
    assert_eq!(first.owner.team.as_str(), "family-safeguarding-east-1");
    assert_eq!(
        (second.state, second.due()),
        (State::Open, Some(at(11, 17)))
    );
    assert_eq!(second.owner.team.as_str(), "family-safeguarding-east-2");

    told.push(happened(Fact::Reviewed, at(11, 10)));
    let changes = matter.reconcile(&facts(told));
    assert_eq!(kinds(&changes), [(ChangeKind::Fulfilled, "review")]);
    assert!(
        rounds(&matter, "review")
            .iter()
            .all(|one| one.state == State::Met)
    );
}

#[test]
fn c4_1_22_a_new_team_names_its_own_worker_before_the_meeting() {
    let mut matter = Matter::new();
    let mut told = facts(vec![
        happened(Fact::MeetingSet, at(2, 9)),
        happened(Fact::WorkerNamed, at(3, 9)),
        happened(Fact::ReceiverChanged, at(3, 9)),
    ]);
    told.anchors.insert(Anchor::Meeting, at(19, 14));
    matter.reconcile(&told);
    let again = rounds(&matter, "name-worker");
    // Nobody saw the first round open: what was undone within one step was never on record.
    assert_eq!(again.len(), 1);
    assert_eq!(
        (again[0].state, again[0].due()),
        (State::Open, Some(at(17, 17)))
    );

    // Of two things at one instant the one recorded later counts.
    told.happened.push(happened(Fact::WorkerNamed, at(3, 9)));
    matter.reconcile(&told);
    assert_eq!(rounds(&matter, "name-worker")[0].state, State::Met);
}

#[test]
fn c9_06_a_meeting_that_was_called_off_sets_no_conference() {
    let conference = Duty {
        when: Condition {
            plan: Some(PlanKind::ChildProtection),
            ..Condition::default()
        },
        ..duty(
            "set-conference",
            "C9-06",
            "from.team-manager",
            Fact::EnquiryConcluded,
            None,
            Fact::MeetingSet,
        )
    };
    let mut matter = Matter::new();
    matter.duties = vec![conference];
    let mut told = facts(vec![
        happened(Fact::EnquiryConcluded, at(2, 9)),
        happened(Fact::MeetingSet, at(3, 9)),
    ]);
    assert_eq!(matter.reconcile(&told), Vec::new());

    told.situation.plan = Some(PlanKind::ChildProtection);
    told.happened
        .push(happened(Fact::MeetingCalledOff, at(4, 9)));
    let changes = matter.reconcile(&told);
    assert_eq!(kinds(&changes), [(ChangeKind::Armed, "set-conference")]);
    told.happened.push(happened(Fact::MeetingSet, at(5, 9)));
    matter.reconcile(&told);
    assert_eq!(
        matter.obligation("set-conference").closed_at,
        Some(at(5, 9))
    );
}

#[test]
fn c10_1_15_what_made_it_owed_has_to_happen_again() {
    let settle = Duty {
        arms_on: Some(Fact::Disagreed),
        ..duty(
            "settle",
            "C10.1-15",
            "to.service-manager",
            Fact::EarlyWarningSent,
            None,
            Fact::Agreed,
        )
    };
    let mut matter = Matter::new();
    matter.duties = vec![settle];
    let mut told = facts(vec![
        happened(Fact::EarlyWarningSent, at(2, 9)),
        happened(Fact::Disagreed, at(3, 9)),
    ]);
    matter.reconcile(&told);
    told.happened.push(happened(Fact::Agreed, at(4, 9)));
    matter.reconcile(&told);
    told.happened
        .push(happened(Fact::EarlyWarningForwarded, at(5, 9)));
    assert_eq!(
        matter.reconcile(&told),
        Vec::new(),
        "there is nothing to settle"
    );
    told.happened.push(happened(Fact::Disagreed, at(6, 9)));
    let changes = matter.reconcile(&told);
    assert_eq!(kinds(&changes), [(ChangeKind::Armed, "settle")]);
}

#[test]
fn e_stepdown_assess_05_what_arms_a_duty_anew_has_it_owed_anew() {
    let talk = Duty {
        arms_on: Some(Fact::ConsentEnded),
        afresh: true,
        ..duty(
            "talk",
            "E-STEPDOWN-ASSESS-05",
            "to.team-manager",
            Fact::RequestSent,
            None,
            Fact::EngagementDiscussed,
        )
    };
    let mut matter = Matter::new();
    matter.duties = vec![talk];
    let mut told = facts(vec![
        happened(Fact::ConsentGiven, at(2, 9)),
        happened(Fact::RequestSent, at(3, 9)),
    ]);
    assert_eq!(matter.reconcile(&told), Vec::new());
    let mut then = |fact, day| {
        told.happened.push(happened(fact, at(day, 9)));
        let changes = matter.reconcile(&told);
        changes.iter().map(|one| one.kind).collect::<Vec<_>>()
    };
    assert_eq!(then(Fact::ConsentEnded, 4), [ChangeKind::Armed]);
    assert_eq!(then(Fact::EngagementDiscussed, 5), [ChangeKind::Fulfilled]);
    assert_eq!(then(Fact::ConsentGiven, 6), []);
    assert_eq!(then(Fact::ConsentEnded, 9), [ChangeKind::Armed]);
    assert_eq!(then(Fact::ConsentGiven, 10), [ChangeKind::Cancelled]);
}

/// The assessment was shared while the meeting was not set; then it is, for this day.
fn shared_before_the_meeting_was_set(meeting: u32) -> (Matter, Facts) {
    let mut matter = Matter::new();
    let mut told = facts(vec![
        happened(Fact::MeetingSet, at(2, 9)),
        happened(Fact::AssessmentShared, at(10, 12)),
    ]);
    matter.reconcile(&told);
    let shared = matter.obligation("share-assessment");
    assert_eq!((shared.state, shared.due()), (State::Met, None));
    told.anchors.insert(Anchor::Meeting, at(meeting, 14));
    let changes = matter.reconcile(&told);
    assert!(kinds(&changes).contains(&(ChangeKind::Restated, "share-assessment")));
    (matter, told)
}

#[test]
fn what_was_done_in_time_stays_met_when_its_due_time_becomes_known() {
    let (matter, _) = shared_before_the_meeting_was_set(16);
    let shared = matter.obligation("share-assessment");
    assert_eq!((shared.state, shared.breached_at), (State::Met, None));
    assert!(shared.due().is_some());
}

#[test]
fn c15_1_03_what_was_done_too_late_is_late_once_its_due_time_is_known() {
    let (mut matter, mut told) = shared_before_the_meeting_was_set(14);
    let judged = matter.obligation("share-assessment").clone();
    assert_eq!(judged.state, State::MetLate);
    assert_eq!(
        judged.closed_at,
        Some(at(10, 12)),
        "it was done when it was done"
    );
    assert!(judged.breached_at.is_some());

    // That is its one outcome, wherever the meeting moves.
    told.anchors.insert(Anchor::Meeting, at(27, 14));
    matter.reconcile(&told);
    assert_eq!(*matter.obligation("share-assessment"), judged);
}
