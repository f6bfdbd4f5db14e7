//! Whatever is asked, in whatever order: one lead at every instant, the fold of the events is the
//! state, what is owed follows from it, and time never runs backwards.

use super::case::{
    Case, NEIGHBOUR, RECEIVER, SENDER, WORKER, assert_one_lead, at, born, child, early_warning,
    note, request, review, the,
};
use crate::transfer::{
    Channel, ChildDecision, Command, Decision, DiscussionTopic, Ground, QueryTopic, directed,
};
use chrono::TimeDelta;
use handrail_domain::{
    OfficerId,
    child::{Birth, PlanKind},
    edition::MeetingKind,
    lead::LegalPlanningOutcome,
};
use proptest::prelude::*;

/// Something that is asked, or happens, some hours later.
#[derive(Debug, Clone)]
enum Move {
    Ask(Command),
    AnswerFirstQuery,
    DoFirstWork,
    Start,
    Settle(Option<&'static str>),
}

fn decision() -> impl Strategy<Value = Command> {
    use ChildDecision::{Declined, Deferred, Moves, Stays};
    let one =
        prop_oneof![4 => Just(Moves), 1 => Just(Stays), 1 => Just(Declined), 1 => Just(Deferred)];
    prop::collection::vec(one, 2).prop_map(|decisions| Command::Decide {
        decisions: (1..)
            .zip(decisions)
            .map(|(number, decision)| Decision {
                child: child(number),
                decision,
                ground: (decision != Moves).then_some(Ground::NeedsMet),
            })
            .collect(),
    })
}

fn any_move() -> impl Strategy<Value = Move> {
    let plan = PlanKind::ChildProtection;
    let meeting = (1..40i64).prop_map(|days| Command::SetMeeting {
        kind: MeetingKind::InitialChildProtectionConference,
        at: at("03-03T14:00") + TimeDelta::days(days),
    });
    let worker = |worker: &'static str| move || -> OfficerId { the(worker) };
    let (east_1, east_2) = (
        worker(WORKER),
        worker("family-safeguarding-east-2-worker-1"),
    );
    let asks = prop_oneof![
        3 => Just(early_warning(plan)),
        1 => prop_oneof![Just(NEIGHBOUR), Just(RECEIVER)].prop_map(|to| Command::Forward { to: the(to) }),
        2 => any::<bool>().prop_map(review),
        1 => Just(Command::RaiseQuery { topic: QueryTopic::RecordReadiness, question: note("A question?") }),
        1 => Just(Command::RecordJointVisit { made_at: None }),
        1 => prop_oneof![Just(east_1()), Just(east_2())].prop_map(|worker| Command::NameWorker { worker }),
        2 => meeting,
        2 => Just(Command::RecordMeetingHeld { held_at: None }),
        1 => Just(Command::CompleteMinutes { completed_at: None }),
        3 => Just(request(&["genogram"])),
        1 => Just(Command::Acknowledge { findings: None }),
        3 => decision(),
        3 => prop_oneof![Just(east_1()), Just(east_2())].prop_map(|worker| Command::Allocate { worker }),
        1 => Just(Command::NotifyChange { plan, what: note("A change.") }),
        1 => Just(Command::RecordDiscussion { channel: Channel::Video, topics: vec![DiscussionTopic::Handover], held_at: None, summary: None }),
        1 => prop_oneof![Just(LegalPlanningOutcome::Issue), Just(LegalPlanningOutcome::IssueAtBirth), Just(LegalPlanningOutcome::Other)]
            .prop_map(|outcome| Command::RecordLegalPlanning { outcome, held_at: None }),
        1 => Just(Command::RecordFirstHearing { held_at: None }),
        1 => Just(Command::AgreeJointWorking { team: the(RECEIVER), what: note("Work.") }),
        1 => Just(Command::RaiseDisagreement { ground: Ground::Threshold, position: note("A position."), immediate_needs: None, urgent: true }),
        1 => Just(Command::Withdraw { reason: note("A reason.") }),
    ];
    prop_oneof![
        20 => asks.prop_map(Move::Ask),
        1 => Just(Move::AnswerFirstQuery),
        1 => Just(Move::DoFirstWork),
        3 => Just(Move::Start),
        1 => prop_oneof![Just(None), Just(Some(NEIGHBOUR)), Just(Some(SENDER))].prop_map(Move::Settle),
    ]
}

fn make(case: &mut Case, one: Move) {
    let command = match one {
        Move::Ask(command) => Some(command),
        Move::AnswerFirstQuery => case
            .transfer
            .queries
            .first()
            .map(|query| Command::AnswerQuery {
                query: query.id,
                answer: note("An answer."),
            }),
        Move::DoFirstWork => {
            let open = case
                .transfer
                .joint_working
                .iter()
                .find(|piece| piece.done_at.is_none());
            open.map(|piece| Command::CompleteJointWorking { id: piece.id })
        }
        Move::Start => Some(Command::StartWork {
            on: handrail_domain::calendar::london::local_date(case.now),
        }),
        Move::Settle(goes_to) => {
            if let Some(open) = case.transfer.dispute {
                let goes_to = goes_to.map(the);
                let event = directed(
                    &case.transfer,
                    open.id,
                    goes_to.as_ref(),
                    case.now,
                    case.terms(),
                );
                case.happened(event.unwrap());
            }
            None
        }
    };
    if let Some(command) = command {
        let before = case.transfer.clone();
        if case.ask(command).is_err() {
            assert_eq!(case.transfer, before);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn one_lead_at_every_instant_and_the_fold_is_the_state(
        moves in prop::collection::vec((0..30i64, any_move()), 1..40),
        edition in prop_oneof![Just("current"), Just("2018")],
        unborn in any::<bool>(),
    ) {
        let birth = if unborn { Birth::Expected { on: the("2026-04-10") } } else { born() };
        let mut case = Case::of(edition, PlanKind::ChildProtection, &[birth, born()]);
        for (hours, one) in moves {
            case.now += TimeDelta::hours(hours);
            make(&mut case, one);
            for history in &case.leads {
                assert_one_lead(history);
            }
            prop_assert_eq!(case.refolded(), case.transfer.clone());
            prop_assert_eq!(case.changes(), Vec::new());
            prop_assert_eq!(case.transfer.version, case.events.len() as u64);
            for duty in &case.obligations {
                if let Some(deadline) = &duty.deadline {
                    let after = deadline.derivation.limit.direction() == handrail_domain::deadline::Direction::After;
                    prop_assert!(!after || deadline.due >= deadline.derivation.trigger.at);
                }
            }
            // A transfer that has ended without the plan having moved leaves every lead where it was.
            if case.transfer.ended.is_some() && case.transfer.lead_passed_at.is_none() {
                prop_assert!(case.led_by().iter().all(|team| team == SENDER));
            }
        }
    }

    #[test]
    fn a_later_step_is_never_due_earlier(first in 0..60i64, later in 0..60i64) {
        let due = |days: i64| {
            let mut case = Case::opened(PlanKind::ChildInNeed);
            case.now += TimeDelta::days(days);
            case.then(early_warning(PlanKind::ChildInNeed)).duty("review-early-warning").due()
        };
        prop_assert!(due(first) <= due(first + later));
    }
}
