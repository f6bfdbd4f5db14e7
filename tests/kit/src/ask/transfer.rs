//! Requests about a transfer, in the order in which they usually come.

use super::header;
use crate::{planted, time::local};
use chrono::NaiveDate;
use handrail_contracts::{
    common::v1::Obligation,
    time::{date_to_wire, timestamp},
    transfers::v1::{
        AcknowledgeRequestRequest, AgreeJointWorkingRequest, AllocateWorkerRequest,
        AnswerQueryRequest, Channel, ChildDecision, ChildDecisionRequest,
        CompleteJointWorkingRequest, CompleteMinutesRequest, DecideTransferRequest,
        DiscussionTopic, Disengagement, ForwardTransferRequest, Ground, LegalPlanningOutcome,
        MeetingKind, NameWorkerRequest, NotifyChangeRequest, OpenTransferRequest, Plan,
        PlanJointVisitRequest, QueryTopic, RaiseDisagreementRequest, RaiseQueryRequest,
        RecordDiscussionRequest, RecordDisengagementRequest, RecordFirstHearingRequest,
        RecordJointVisitRequest, RecordLegalPlanningRequest, RecordMeetingHeldRequest,
        RecordStrategyDiscussionRequest, ReviewEarlyWarningRequest, SendEarlyWarningRequest,
        SendTransferRequestRequest, SetMeetingRequest, ShareAssessmentRequest, StartWorkRequest,
        Transfer, WaiveObligationRequest, WithdrawTransferRequest,
    },
};

/// What a record that is ready contains, in the current edition (C4.3-05 to C4.3-10).
pub const RECORD: [&str; 6] = [
    "demographics",
    "case-summary",
    "genogram",
    "chronology",
    "contingency-plan",
    "case-notes-finalised",
];

/// Open a transfer to family safeguarding.
pub fn transfer(from_team: &str, children: &[String], plan: Plan) -> OpenTransferRequest {
    OpenTransferRequest {
        circumstances: vec![],
        own_circumstances: Vec::new(),
        header: header(),
        edition_id: String::new(),
        pathway_id: "assessment-to-family-safeguarding".to_owned(),
        from_team_id: from_team.to_owned(),
        child_ids: children.to_vec(),
        proposed_plan: plan.into(),
        progressed_at: None,
    }
}

/// Send the early warning to a team, with the plan that is proposed.
pub fn early_warning(transfer: &Transfer, to_team: &str) -> SendEarlyWarningRequest {
    SendEarlyWarningRequest {
        items: vec![],
        header: header(),
        transfer_id: transfer.id.clone(),
        to_team_id: to_team.to_owned(),
        proposed_plan: transfer.proposed_plan,
        information_gathered: true,
        assessment_complete: false,
        summary: planted::text("summary"),
    }
}

/// Pass it on to another team.
pub fn forwarding(transfer: &Transfer, to_team: &str) -> ForwardTransferRequest {
    ForwardTransferRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        to_team_id: to_team.to_owned(),
    }
}

/// Review the early warning.
pub fn review(transfer: &Transfer, agreed: bool) -> ReviewEarlyWarningRequest {
    ReviewEarlyWarningRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        agreed,
        joint_working_considered: true,
        findings: planted::text("findings"),
    }
}

/// Raise a query.
pub fn query(transfer: &Transfer, topic: QueryTopic) -> RaiseQueryRequest {
    RaiseQueryRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        topic: topic.into(),
        question: planted::text("question"),
    }
}

/// Answer the newest query.
pub fn answer(transfer: &Transfer) -> AnswerQueryRequest {
    let newest = transfer.queries.last();
    AnswerQueryRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        query_id: newest.map(|query| query.id.clone()).unwrap_or_default(),
        answer: planted::text("answer"),
    }
}

/// Plan the joint visit for a local time.
pub fn joint_visit_on(transfer: &Transfer, at: &str) -> PlanJointVisitRequest {
    PlanJointVisitRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        planned_for: Some(timestamp(local(at))),
    }
}

/// Record that the joint visit was made now.
pub fn joint_visit(transfer: &Transfer) -> RecordJointVisitRequest {
    RecordJointVisitRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        made_at: None,
    }
}

/// Name the worker.
pub fn named_worker(transfer: &Transfer, worker: &str) -> NameWorkerRequest {
    NameWorkerRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        worker_id: worker.to_owned(),
    }
}

/// Set or move the child in need meeting to a local time.
pub fn child_in_need_meeting(transfer: &Transfer, at: &str) -> SetMeetingRequest {
    meeting(transfer, MeetingKind::ChildInNeed, at)
}

/// Set or move the initial child protection conference to a local time.
pub fn conference(transfer: &Transfer, at: &str) -> SetMeetingRequest {
    meeting(transfer, MeetingKind::InitialChildProtectionConference, at)
}

fn meeting(transfer: &Transfer, kind: MeetingKind, at: &str) -> SetMeetingRequest {
    SetMeetingRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        kind: kind.into(),
        at: Some(timestamp(local(at))),
    }
}

/// Record that the meeting took place now.
pub fn meeting_held(transfer: &Transfer) -> RecordMeetingHeldRequest {
    RecordMeetingHeldRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        held_at: None,
    }
}

/// Share the assessment now.
pub fn assessment(transfer: &Transfer) -> ShareAssessmentRequest {
    ShareAssessmentRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        shared_at: None,
    }
}

/// Record that the minutes are complete now.
pub fn minutes(transfer: &Transfer) -> CompleteMinutesRequest {
    CompleteMinutesRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        completed_at: None,
    }
}

/// Send the transfer request with a record that is ready.
pub fn request(transfer: &Transfer) -> SendTransferRequestRequest {
    SendTransferRequestRequest {
        to_team_id: String::new(),
        header: header(),
        transfer_id: transfer.id.clone(),
        items_ready: RECORD.iter().map(|item| (*item).to_owned()).collect(),
        route: String::new(),
    }
}

/// Look through the record.
pub fn receipt(transfer: &Transfer) -> AcknowledgeRequestRequest {
    AcknowledgeRequestRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        findings: planted::text("findings"),
    }
}

/// Take every child.
pub fn acceptance(transfer: &Transfer) -> DecideTransferRequest {
    decision(transfer, ChildDecision::Moves, Ground::Unspecified)
}

/// Decide the same for every child.
pub fn decision(
    transfer: &Transfer,
    decision: ChildDecision,
    ground: Ground,
) -> DecideTransferRequest {
    let each = transfer
        .children
        .iter()
        .map(|child| (child.child_id.as_str(), decision, ground));
    decisions(transfer, each)
}

/// Decide for each child.
pub fn decisions<'c>(
    transfer: &Transfer,
    each: impl IntoIterator<Item = (&'c str, ChildDecision, Ground)>,
) -> DecideTransferRequest {
    let decisions = each
        .into_iter()
        .map(|(child, decision, ground)| ChildDecisionRequest {
            child_id: child.to_owned(),
            decision: decision.into(),
            ground: ground.into(),
        });
    DecideTransferRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        decisions: decisions.collect(),
    }
}

/// Allocate to a worker.
pub fn allocation(transfer: &Transfer, worker: &str) -> AllocateWorkerRequest {
    AllocateWorkerRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        worker_id: worker.to_owned(),
    }
}

/// Record the day, written `2026-03-12`, on which the worker really began.
pub fn start(transfer: &Transfer, on: &str) -> StartWorkRequest {
    let on = on.parse::<NaiveDate>().unwrap_or_default();
    StartWorkRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        started_on: Some(date_to_wire(on)),
    }
}

/// Tell the receiving team of a significant change of plan.
pub fn change(transfer: &Transfer, plan: Plan) -> NotifyChangeRequest {
    NotifyChangeRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        proposed_plan: plan.into(),
        what: planted::text("change"),
    }
}

/// Record that the managers talked face to face now.
pub fn discussion(transfer: &Transfer, topics: &[DiscussionTopic]) -> RecordDiscussionRequest {
    RecordDiscussionRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        channel: Channel::FaceToFace.into(),
        topics: topics.iter().map(|topic| i32::from(*topic)).collect(),
        held_at: None,
        summary: planted::text("summary"),
    }
}

/// Record a strategy discussion of now that a team chaired, to which the receiver was invited.
pub fn strategy_discussion(transfer: &Transfer, chair: &str) -> RecordStrategyDiscussionRequest {
    RecordStrategyDiscussionRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        chaired_by_team_id: chair.to_owned(),
        receiver_invited: true,
        minutes_complete: true,
        held_at: None,
    }
}

/// Record the outcome of legal planning of now.
pub fn legal_planning(
    transfer: &Transfer,
    outcome: LegalPlanningOutcome,
) -> RecordLegalPlanningRequest {
    RecordLegalPlanningRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        outcome: outcome.into(),
        held_at: None,
        items: Vec::new(),
    }
}

/// Record that the first hearing took place now.
pub fn first_hearing(transfer: &Transfer) -> RecordFirstHearingRequest {
    RecordFirstHearingRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        held_at: None,
    }
}

/// Agree that a team does a piece of shared work.
pub fn joint_working(transfer: &Transfer, team: &str) -> AgreeJointWorkingRequest {
    AgreeJointWorkingRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        team_id: team.to_owned(),
        what: planted::text("work"),
    }
}

/// Record that the first piece of shared work that is open is done.
pub fn joint_work_done(transfer: &Transfer) -> CompleteJointWorkingRequest {
    let open = transfer
        .joint_working
        .iter()
        .find(|work| work.done_at.is_none());
    CompleteJointWorkingRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        joint_working_id: open.map(|work| work.id.clone()).unwrap_or_default(),
    }
}

/// Record that consent was withdrawn now.
pub fn withdrawn_consent(transfer: &Transfer) -> RecordDisengagementRequest {
    RecordDisengagementRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        kind: Disengagement::ConsentWithdrawn.into(),
        at: None,
    }
}

/// Hand a disagreement to escalation.
pub fn disagreement(transfer: &Transfer, ground: Ground) -> RaiseDisagreementRequest {
    RaiseDisagreementRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        ground: ground.into(),
        position: planted::text("position"),
        immediate_needs_team_id: String::new(),
        urgent: false,
    }
}

/// Withdraw the transfer.
pub fn withdrawal(transfer: &Transfer) -> WithdrawTransferRequest {
    WithdrawTransferRequest {
        header: header(),
        transfer_id: transfer.id.clone(),
        reason: planted::text("reason"),
    }
}

/// Set a duty aside.
pub fn waiver(duty: &Obligation) -> WaiveObligationRequest {
    WaiveObligationRequest {
        header: header(),
        obligation_id: duty.id.clone(),
        reason: planted::text("reason"),
    }
}
