//! Requests about a disagreement.

use super::header;
use crate::planted;
use handrail_contracts::escalation::v1::{
    AgreeExhaustedRequest, AssignImmediateNeedsRequest, Channel, Dispute, EscalateDisputeRequest,
    ExpediteDisputeRequest, Outcome, RecordCaseNoteRequest, RecordDiscussionRequest,
    SettleDisputeRequest, StatePositionRequest,
};

/// State a team's position.
pub fn position(dispute: &Dispute, team: &str) -> StatePositionRequest {
    StatePositionRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
        team_id: team.to_owned(),
        text: planted::text("position"),
    }
}

/// Name the team that meets the immediate needs meanwhile.
pub fn immediate_needs(dispute: &Dispute, team: &str) -> AssignImmediateNeedsRequest {
    AssignImmediateNeedsRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
        team_id: team.to_owned(),
    }
}

/// Say, by telephone, that nothing more can be tried, and that a team's manager takes it up. It takes both
/// managers.
pub fn exhaustion(dispute: &Dispute, escalating_team: &str) -> AgreeExhaustedRequest {
    AgreeExhaustedRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
        channel: Channel::Telephone.into(),
        escalating_team_id: escalating_team.to_owned(),
        agreed_at: None,
    }
}

/// Take it up to the rung of a role.
pub fn escalation(dispute: &Dispute, to_role: &str) -> EscalateDisputeRequest {
    EscalateDisputeRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
        to_role: to_role.to_owned(),
    }
}

/// Record a talk of the present rung, by video.
pub fn rung_discussion(dispute: &Dispute) -> RecordDiscussionRequest {
    RecordDiscussionRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
        channel: Channel::Video.into(),
        team_managers_present: true,
        held_at: None,
    }
}

/// Expedite it.
pub fn expedition(dispute: &Dispute) -> ExpediteDisputeRequest {
    ExpediteDisputeRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
        reason: planted::text("reason"),
    }
}

/// Settle it: it goes to a team.
pub fn direction_to(dispute: &Dispute, team: &str) -> SettleDisputeRequest {
    SettleDisputeRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
        outcome: Outcome::GoesToTeam.into(),
        team_id: team.to_owned(),
        joint_working: false,
        reason: planted::text("reason"),
    }
}

/// Settle it: it stays.
pub fn direction_to_stay(dispute: &Dispute) -> SettleDisputeRequest {
    SettleDisputeRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
        outcome: Outcome::Stays.into(),
        team_id: String::new(),
        joint_working: false,
        reason: planted::text("reason"),
    }
}

/// Put the outcome on the record system.
pub fn case_note(dispute: &Dispute) -> RecordCaseNoteRequest {
    RecordCaseNoteRequest {
        header: header(),
        dispute_id: dispute.id.clone(),
    }
}
