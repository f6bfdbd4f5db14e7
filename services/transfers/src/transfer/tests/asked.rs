//! Queries, talks, shared work: what is asked and answered between the teams.

use super::case::{Case, RECEIVER, SENDER, at, child, note, request, the};
use crate::transfer::{Channel, Command, DiscussionTopic, JointWorkingId, QueryTopic, Stage};
use handrail_domain::{child::PlanKind::ChildInNeed, edition::Fact, obligation::State};
use uuid::Uuid;

fn query(topic: QueryTopic) -> Command {
    Command::RaiseQuery {
        topic,
        question: note("A synthetic question?"),
    }
}

#[test]
fn c4_3_12_each_query_is_answered_by_the_sender() {
    let mut case = Case::warned(ChildInNeed)
        .then(query(QueryTopic::Threshold))
        .then(query(QueryTopic::InformationGathering));
    let open = |case: &Case| {
        case.obligations
            .iter()
            .filter(|one| one.duty.ends_with("/answer-query") && one.is_open())
            .count()
    };
    assert_eq!(open(&case), 2);
    let answer = |id| Command::AnswerQuery {
        query: id,
        answer: note("A synthetic answer."),
    };
    let first = case.transfer.queries[0].id;
    case = case.then(answer(first));
    assert_eq!(open(&case), 1);
    assert_eq!(case.refuses(answer(first)).0, "ALREADY_DONE");
    assert_eq!(case.wrong(answer(Uuid::from_u128(5).into())), ["query_id"]);
}

#[test]
fn c4_3_15_threshold_is_not_opened_after_the_request() {
    let (reason, clauses) = Case::requested().refuses(query(QueryTopic::Threshold));
    assert_eq!(
        (reason.as_str(), clauses),
        ("QUERY_THRESHOLD_AFTER_REQUEST", vec!["C4.3-15".to_owned()])
    );
}

#[test]
fn c4_3_16_outstanding_work_is_not_opened_after_the_request() {
    let (reason, clauses) = Case::requested().refuses(query(QueryTopic::WorkToBeCompleted));
    assert_eq!(
        (reason.as_str(), clauses),
        ("QUERY_WORK_AFTER_REQUEST", vec!["C4.3-16".to_owned()])
    );
}

#[test]
fn c4_3_11_readiness_of_the_record_can_be_queried_after_the_request() {
    let case = Case::requested().then(query(QueryTopic::RecordReadiness));
    assert_eq!(case.duty("answer-query").owner.team, the(SENDER));
}

#[test]
fn c2_09_what_is_missing_in_the_record_is_the_senders_work_and_holds_nothing_up() {
    let mut case = Case::held_meeting()
        .on("03-20T09:00")
        .then(Command::CompleteMinutes { completed_at: None })
        .then(request(&[
            "demographics",
            "genogram",
            "chronology",
            "contingency-plan",
        ]));
    assert_eq!(case.transfer.stage(), Stage::Requested);
    assert_eq!(
        case.transfer.items_not_ready,
        ["case-summary", "case-notes-finalised"]
    );
    assert_eq!(case.duty("bring-record-up-to-date").state, State::Open);
    let pieces: Vec<JointWorkingId> = case
        .transfer
        .joint_working
        .iter()
        .map(|piece| piece.id)
        .collect();
    assert!(
        case.transfer
            .joint_working
            .iter()
            .all(|piece| piece.team == the(SENDER))
    );
    case = case.then(Command::CompleteJointWorking { id: pieces[0] });
    assert!(!case.transfer.has(Fact::RecordCompleted));
    case = case.then(Command::CompleteJointWorking { id: pieces[1] });
    assert_eq!(case.duty("bring-record-up-to-date").state, State::Met);
    assert_eq!(
        case.refuses(Command::CompleteJointWorking { id: pieces[1] })
            .0,
        "ALREADY_DONE"
    );
}

#[test]
fn an_item_that_no_record_has_is_a_wrong_field() {
    let mut case = Case::held_meeting().then(Command::CompleteMinutes { completed_at: None });
    assert_eq!(
        case.wrong(request(&["genogram", "horoscope"])),
        ["items_ready[1]"]
    );
}

#[test]
fn c2_02_discussions_are_counted_with_their_topics() {
    let talk = |topics: &[DiscussionTopic]| Command::RecordDiscussion {
        channel: Channel::Video,
        topics: topics.to_vec(),
        held_at: None,
        summary: None,
    };
    let case = Case::warned(ChildInNeed)
        .then(talk(&[DiscussionTopic::Threshold]))
        .then(talk(&[DiscussionTopic::Handover, DiscussionTopic::Plan]));
    assert_eq!(case.transfer.discussions, 2);
    assert!(case.transfer.has(Fact::HandoverDiscussed));
}

#[test]
fn c6_3_02_the_sender_chairs_the_strategy_discussion() {
    let chaired = |by: &str| Command::RecordStrategyDiscussion {
        chaired_by: the(by),
        receiver_invited: true,
        minutes_complete: true,
        held_at: None,
    };
    let mut case = Case::warned(ChildInNeed);
    let (reason, clauses) = case.refuses(chaired(RECEIVER));
    assert_eq!(reason, "RECEIVER_CHAIRS_STRATEGY_DISCUSSION");
    assert_eq!(clauses, ["C6.3-02", "C6.3-03"]);
    assert_eq!(case.wrong(chaired("no-such-team")), ["chaired_by_team_id"]);
    assert!(
        case.then(chaired(SENDER))
            .transfer
            .has(Fact::StrategyDiscussed)
    );
}

#[test]
fn c5_2_06_joint_working_moves_no_responsibility() {
    let case = Case::warned(ChildInNeed).then(Command::AgreeJointWorking {
        team: the(RECEIVER),
        what: note("A synthetic piece of work."),
    });
    assert_eq!(case.led_by(), [SENDER]);
    let mut case = case;
    let stranger = Command::AgreeJointWorking {
        team: the("mash"),
        what: note("Work."),
    };
    assert_eq!(case.wrong(stranger), ["team_id"]);
}

#[test]
fn what_lies_before_the_transfer_or_in_the_future_has_not_happened_in_it() {
    let mut case = Case::warned(ChildInNeed);
    for when in ["03-01T10:00", "03-02T10:01"] {
        let visit = Command::RecordJointVisit {
            made_at: Some(at(when)),
        };
        assert_eq!(case.wrong(visit), ["made_at"]);
    }
    assert_eq!(case.transfer.children[0].id, child(1));
}
