//! What is asked, with the parts that a test is not about filled in.

use crate::serving::{Client, RECEIVER, Running, SENDER, WORKER, append};
use chrono::{DateTime, TimeDelta, Utc};
use handrail_contracts::{
    common::v1::{Birth, CommandHeader, Date, Subject as WireSubject, birth},
    escalation::v1::{Direction, DisputeEvent, Outcome, Settled, dispute_event},
    intake::v1::{
        Accepted, ConsentEvent, ConsentSigned, ContactEvent, ReferredChild, consent_event,
        contact_event,
    },
    status::{reason_of, violations_of},
    time::timestamp,
    transfers::v1 as wire,
};
use handrail_domain::obligation::Subject;
use tonic::Status;
use uuid::Uuid;

pub(crate) const CHILD: u128 = 0xC0;

pub(crate) fn id(number: u128) -> String {
    Uuid::from_u128(number).to_string()
}

/// A header with a request id.
pub(crate) fn asks(request_id: &str) -> Option<CommandHeader> {
    Some(CommandHeader {
        request_id: request_id.to_owned(),
        expected_version: 0,
        validate_only: false,
    })
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

/// Intake has children of a household accepted by the sender.
pub(crate) async fn accepted(running: &Running, children: &[u128], team: &str) {
    let household = Uuid::from_u128(0xA0);
    let contact = running.world.mint();
    let birth = Birth {
        date: Some(birth::Date::BornOn(day(2015, 6, 15))),
    };
    let children = children.iter().map(|&child| ReferredChild {
        child_id: id(child),
        birth: Some(birth),
    });
    let event = ContactEvent {
        contact_id: contact.to_string(),
        version: 2,
        event: Some(contact_event::Event::Accepted(Accepted {
            household_id: household.to_string(),
            children: children.collect(),
            team_id: team.to_owned(),
            at: Some(timestamp(running.world.now())),
        })),
    };
    let subject = Subject {
        kind: "contact".to_owned(),
        id: contact,
        household: household.into(),
    };
    let payload = "handrail.intake.v1.ContactEvent";
    append(
        &running.intake,
        subject,
        "contact.accepted",
        payload,
        &event,
    )
    .await;
    running.settle().await;
}

/// Intake has a family agree, for these children and without limit.
pub(crate) async fn consented(running: &Running, children: &[u128]) {
    let signed = ConsentSigned {
        gives: true,
        ..ConsentSigned::default()
    };
    decided_on_consent(
        running,
        children,
        consent_event::Event::Signed(signed),
        None,
    )
    .await;
}

/// Intake has a family decide on consent, valid until then where it agrees.
pub(crate) async fn decided_on_consent(
    running: &Running,
    children: &[u128],
    event: consent_event::Event,
    valid_until: Option<DateTime<Utc>>,
) {
    let consent = running.world.mint();
    let household = Uuid::from_u128(0xA0);
    let event = ConsentEvent {
        consent_id: consent.to_string(),
        version: 2,
        household_id: household.to_string(),
        child_ids: children.iter().map(|&child| id(child)).collect(),
        at: Some(timestamp(running.world.now())),
        event: Some(event),
        valid_until: valid_until.map(timestamp),
    };
    let subject = Subject {
        kind: "consent".to_owned(),
        id: consent,
        household: household.into(),
    };
    let payload = "handrail.intake.v1.ConsentEvent";
    append(&running.intake, subject, "consent.signed", payload, &event).await;
    running.settle().await;
}

/// Escalation settles the open dispute of a transfer.
pub(crate) async fn settled(running: &Running, transfer: &wire::Transfer, team: &str) {
    let event = DisputeEvent {
        dispute_id: transfer.dispute_id.clone(),
        version: 3,
        event: Some(dispute_event::Event::Settled(Settled {
            direction: Some(Direction {
                outcome: if team.is_empty() {
                    Outcome::Stays
                } else {
                    Outcome::GoesToTeam
                }
                .into(),
                team_id: team.to_owned(),
                ..Direction::default()
            }),
            about: Some(WireSubject {
                kind: "transfer".to_owned(),
                id: transfer.id.clone(),
                household_id: transfer.household_id.clone(),
            }),
        })),
    };
    let subject = Subject {
        kind: "dispute".to_owned(),
        id: transfer.dispute_id.parse().unwrap(),
        household: transfer.household_id.parse().unwrap(),
    };
    let payload = "handrail.escalation.v1.DisputeEvent";
    append(
        &running.escalation,
        subject,
        "dispute.settled",
        payload,
        &event,
    )
    .await;
    running.settle().await;
}

pub(crate) fn opening(request_id: &str, children: &[u128]) -> wire::OpenTransferRequest {
    wire::OpenTransferRequest {
        circumstances: vec![],
        own_circumstances: Vec::new(),
        header: asks(request_id),
        edition_id: String::new(),
        pathway_id: "assessment-to-family-safeguarding".to_owned(),
        from_team_id: SENDER.to_owned(),
        child_ids: children.iter().map(|&child| id(child)).collect(),
        proposed_plan: wire::Plan::ChildInNeed.into(),
        progressed_at: None,
    }
}

/// One accepted child, and a transfer opened for it.
pub(crate) async fn opened(running: &Running) -> wire::Transfer {
    accepted(running, &[CHILD], SENDER).await;
    let opened = running
        .of(SENDER)
        .open_transfer(opening("open", &[CHILD]))
        .await;
    opened.unwrap().into_inner()
}

pub(crate) fn early_warning(transfer: &wire::Transfer) -> wire::SendEarlyWarningRequest {
    wire::SendEarlyWarningRequest {
        items: vec![],
        header: asks("early-warning"),
        transfer_id: transfer.id.clone(),
        to_team_id: RECEIVER.to_owned(),
        proposed_plan: wire::Plan::ChildInNeed.into(),
        information_gathered: true,
        assessment_complete: false,
        summary: "A synthetic summary.".to_owned(),
    }
}

pub(crate) async fn warned(running: &Running) -> wire::Transfer {
    let transfer = opened(running).await;
    let sent = running
        .of(SENDER)
        .send_early_warning(early_warning(&transfer))
        .await;
    sent.unwrap().into_inner()
}

pub(crate) fn review(transfer: &wire::Transfer, agreed: bool) -> wire::ReviewEarlyWarningRequest {
    wire::ReviewEarlyWarningRequest {
        header: asks("review"),
        transfer_id: transfer.id.clone(),
        agreed,
        joint_working_considered: true,
        findings: String::new(),
    }
}

pub(crate) fn decision(
    transfer: &wire::Transfer,
    decision: wire::ChildDecision,
    ground: wire::Ground,
) -> wire::DecideTransferRequest {
    let decisions = transfer
        .children
        .iter()
        .map(|child| wire::ChildDecisionRequest {
            child_id: child.child_id.clone(),
            decision: decision.into(),
            ground: ground.into(),
        });
    wire::DecideTransferRequest {
        header: asks("decide"),
        transfer_id: transfer.id.clone(),
        decisions: decisions.collect(),
    }
}

pub(crate) fn withdrawal(transfer: &wire::Transfer) -> wire::WithdrawTransferRequest {
    wire::WithdrawTransferRequest {
        header: asks("withdraw"),
        transfer_id: transfer.id.clone(),
        reason: "A synthetic reason.".to_owned(),
    }
}

pub(crate) fn disagreement(transfer: &wire::Transfer) -> wire::RaiseDisagreementRequest {
    wire::RaiseDisagreementRequest {
        header: asks("disagree"),
        transfer_id: transfer.id.clone(),
        ground: wire::Ground::Threshold.into(),
        position: "A synthetic position.".to_owned(),
        immediate_needs_team_id: String::new(),
        urgent: false,
    }
}

pub(crate) async fn lead(client: &mut Client, child: u128) -> wire::Lead {
    let request = wire::GetLeadRequest {
        child_id: id(child),
    };
    client.get_lead(request).await.unwrap().into_inner()
}

/// From the review to the worker's first day.
pub(crate) async fn moved(running: &Running, transfer: &wire::Transfer) -> wire::Transfer {
    let (mut from, mut to) = (running.of(SENDER), running.of(RECEIVER));
    let transfer_id = || transfer.id.clone();
    to.review_early_warning(review(transfer, true))
        .await
        .unwrap();
    from.set_meeting(wire::SetMeetingRequest {
        header: asks("meeting"),
        transfer_id: transfer_id(),
        kind: wire::MeetingKind::ChildInNeed.into(),
        at: Some(timestamp(later(running, 72))),
    })
    .await
    .unwrap();
    to.name_worker(wire::NameWorkerRequest {
        header: asks("worker"),
        transfer_id: transfer_id(),
        worker_id: WORKER.to_owned(),
    })
    .await
    .unwrap();
    running.pass(TimeDelta::hours(73)).await;
    from.record_meeting_held(wire::RecordMeetingHeldRequest {
        header: asks("held"),
        transfer_id: transfer_id(),
        held_at: None,
    })
    .await
    .unwrap();
    from.complete_minutes(wire::CompleteMinutesRequest {
        header: asks("minutes"),
        transfer_id: transfer_id(),
        completed_at: None,
    })
    .await
    .unwrap();
    from.send_transfer_request(wire::SendTransferRequestRequest {
        to_team_id: String::new(),
        header: asks("request"),
        transfer_id: transfer_id(),
        items_ready: vec!["genogram".to_owned()],
        route: String::new(),
    })
    .await
    .unwrap();
    to.acknowledge_request(wire::AcknowledgeRequestRequest {
        header: asks("acknowledge"),
        transfer_id: transfer_id(),
        findings: String::new(),
    })
    .await
    .unwrap();
    let moves = decision(
        transfer,
        wire::ChildDecision::Moves,
        wire::Ground::Unspecified,
    );
    to.decide_transfer(moves).await.unwrap();
    to.allocate_worker(wire::AllocateWorkerRequest {
        header: asks("allocate"),
        transfer_id: transfer_id(),
        worker_id: WORKER.to_owned(),
    })
    .await
    .unwrap();
    let started = wire::StartWorkRequest {
        header: asks("start"),
        transfer_id: transfer_id(),
        started_on: Some(day(2026, 3, 5)),
    };
    to.start_work(started).await.unwrap().into_inner()
}

pub(crate) fn later(running: &Running, hours: i64) -> DateTime<Utc> {
    running.world.now() + TimeDelta::hours(hours)
}

/// The reason and the clauses of a refusal.
pub(crate) fn refusal(status: &Status) -> (String, Vec<String>) {
    reason_of(status).unwrap_or_else(|| panic!("no reason: {status:?}"))
}

/// The fields of an INVALID_ARGUMENT.
pub(crate) fn wrong(status: &Status) -> Vec<String> {
    violations_of(status)
        .into_iter()
        .map(|violation| violation.field)
        .collect()
}
