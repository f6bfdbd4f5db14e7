//! Requests and happenings, with everything a test is not about filled in.

use super::{Suite, start};
use handrail_contracts::{
    common::v1::CommandHeader, escalation::v1 as wire, intake::v1 as intake, time::timestamp,
    transfers::v1 as transfers,
};
use handrail_domain::DisputeId;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

pub(crate) const HOLDING: &str = "assessment-1";
pub(crate) const OTHER: &str = "family-safeguarding-east-1";
pub(crate) const POSITION: &str = "synthetic position that nobody else may read";

/// The id of a transfer or a contact with this number.
pub(crate) fn matter(number: u128) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes())
}

/// The dispute about it.
pub(crate) fn dispute_about(matter: Uuid) -> String {
    DisputeId::derived(matter, "dispute").to_string()
}

pub(crate) fn disagreed(about: Uuid) -> transfers::Disagreed {
    transfers::Disagreed {
        dispute_id: dispute_about(about),
        raised_by_team_id: OTHER.to_owned(),
        ground: transfers::Ground::Threshold.into(),
        position: POSITION.to_owned(),
        immediate_needs_team_id: HOLDING.to_owned(),
        ladder_id: "between-teams".to_owned(),
        at: Some(timestamp(start())),
        ..Default::default()
    }
}

pub(crate) fn redirection_disputed(about: Uuid) -> intake::RedirectionDisputed {
    intake::RedirectionDisputed {
        dispute_id: dispute_about(about),
        team_id: HOLDING.to_owned(),
        proposed_team_id: "early-help-pod".to_owned(),
        position: POSITION.to_owned(),
        urgent: false,
        ladder_id: "front-door".to_owned(),
        at: Some(timestamp(start())),
    }
}

impl Suite {
    /// A dispute about a transfer of the current edition.
    pub(crate) async fn disputed(&self, number: u128) -> String {
        self.disputed_with(number, "current", disagreed(matter(number)))
            .await
    }

    pub(crate) async fn disputed_with(
        &self,
        number: u128,
        edition: &str,
        disagreed: transfers::Disagreed,
    ) -> String {
        let id = matter(number);
        self.transfers.opened(id, edition).await;
        let disagreed = transfers::transfer_event::Event::Disagreed(disagreed);
        self.transfers.transfer(id, disagreed).await;
        self.settle_down().await;
        dispute_about(id)
    }

    /// The team managers talk.
    pub(crate) async fn talked_about(&self, id: &str) {
        let talk = wire::RecordDiscussionRequest {
            header: header(),
            dispute_id: id.to_owned(),
            channel: wire::Channel::Video.into(),
            team_managers_present: true,
            held_at: None,
        };
        let mut manager = self.client("team-manager", HOLDING);
        manager.record_discussion(talk).await.unwrap();
    }

    /// Both managers agree that nothing more can be tried.
    pub(crate) async fn exhausted(&self, id: &str) {
        for team in [OTHER, HOLDING] {
            let mut manager = self.client("team-manager", team);
            manager.agree_exhausted(exhausted(id)).await.unwrap();
        }
    }

    /// A dispute about a contact.
    pub(crate) async fn redirected(&self, number: u128) -> String {
        let id = matter(number);
        self.intake.registered(id).await;
        let disputed = intake::contact_event::Event::RedirectionDisputed(redirection_disputed(id));
        self.intake.contact(id, disputed).await;
        self.settle_down().await;
        dispute_about(id)
    }
}

/// A header with a request id of its own.
pub(crate) fn header() -> Option<CommandHeader> {
    static REQUESTS: AtomicU64 = AtomicU64::new(1);
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    Some(CommandHeader {
        request_id: format!("request-{number}"),
        ..Default::default()
    })
}

/// That nothing more can be tried, as either manager says it; it takes both.
pub(crate) fn exhausted(dispute: &str) -> wire::AgreeExhaustedRequest {
    wire::AgreeExhaustedRequest {
        header: header(),
        dispute_id: dispute.to_owned(),
        channel: wire::Channel::Telephone.into(),
        escalating_team_id: OTHER.to_owned(),
        agreed_at: None,
    }
}

pub(crate) fn escalate(dispute: &str, to_role: &str) -> wire::EscalateDisputeRequest {
    wire::EscalateDisputeRequest {
        header: header(),
        dispute_id: dispute.to_owned(),
        to_role: to_role.to_owned(),
    }
}

pub(crate) fn goes_to(dispute: &str, team: &str) -> wire::SettleDisputeRequest {
    wire::SettleDisputeRequest {
        header: header(),
        dispute_id: dispute.to_owned(),
        outcome: wire::Outcome::GoesToTeam.into(),
        team_id: team.to_owned(),
        joint_working: true,
        reason: "synthetic reason".to_owned(),
    }
}

pub(crate) fn stays(dispute: &str) -> wire::SettleDisputeRequest {
    wire::SettleDisputeRequest {
        outcome: wire::Outcome::Stays.into(),
        team_id: String::new(),
        ..goes_to(dispute, "")
    }
}

pub(crate) fn state(dispute: &str, team: &str, text: &str) -> wire::StatePositionRequest {
    wire::StatePositionRequest {
        header: header(),
        dispute_id: dispute.to_owned(),
        team_id: team.to_owned(),
        text: text.to_owned(),
    }
}

pub(crate) fn expedite(dispute: &str) -> wire::ExpediteDisputeRequest {
    wire::ExpediteDisputeRequest {
        header: header(),
        dispute_id: dispute.to_owned(),
        reason: "synthetic reason".to_owned(),
    }
}
