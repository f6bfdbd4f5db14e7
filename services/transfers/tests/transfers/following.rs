//! What transfers does with the others' journals.

use crate::{asking::*, serving::*};
use chrono::TimeDelta;
use handrail_contracts::intake::v1::{
    ConsentExpired, ConsentSigned, ConsentWithdrawn, consent_event,
};
use handrail_contracts::notifications::v1::{LetterEvent, LetterSent, letter_event};
use handrail_contracts::time::timestamp;
use handrail_contracts::transfers::v1 as wire;
use handrail_domain::obligation::Subject;

on_both!(
    a_lead_is_opened_once,
    a_direction_to_a_team_is_carried_out,
    a_direction_to_stay_closes_the_transfer,
    a_letter_that_promises_starts_its_clock_once,
    a_consent_is_the_step_that_a_pathway_waits_for_once,
    a_consent_of_before_counts_while_it_is_valid,
    e_consent_08_a_consent_that_ran_out_counts_no_more,
);

async fn a_lead_is_opened_once(running: Running) {
    accepted(&running, &[CHILD], SENDER).await;
    accepted(&running, &[CHILD, 0xC1], "assessment-2").await;
    let mut client = running.of(SENDER);
    assert_eq!(lead(&mut client, CHILD).await.team_id, SENDER);
    assert_eq!(lead(&mut client, 0xC1).await.team_id, "assessment-2");
    let opened = running
        .journal()
        .await
        .into_iter()
        .filter(|entry| entry.kind == "lead.opened");
    assert_eq!(opened.count(), 2);
    running.finish().await;
}

async fn disputed(running: &Running) -> wire::Transfer {
    let transfer = warned(running).await;
    let disputed = running
        .of(RECEIVER)
        .raise_disagreement(disagreement(&transfer))
        .await;
    let disputed = disputed.unwrap().into_inner();
    assert!(!disputed.dispute_id.is_empty());
    let journal = running.journal().await;
    let entry = journal
        .iter()
        .find(|entry| entry.kind == "transfer.disagreed")
        .unwrap();
    let derived = uuid::Uuid::new_v5(&entry.id.parse().unwrap(), b"dispute");
    assert_eq!(disputed.dispute_id, derived.to_string());
    disputed
}

async fn now(running: &Running, transfer: &wire::Transfer) -> wire::Transfer {
    let read = wire::GetTransferRequest {
        transfer_id: transfer.id.clone(),
    };
    running
        .of(SENDER)
        .get_transfer(read)
        .await
        .unwrap()
        .into_inner()
}

async fn a_direction_to_a_team_is_carried_out(running: Running) {
    let transfer = disputed(&running).await;
    settled(&running, &transfer, NEIGHBOUR).await;
    let transfer = now(&running, &transfer).await;
    assert_eq!(
        (transfer.to_team_id.as_str(), transfer.dispute_id.as_str()),
        (NEIGHBOUR, "")
    );
    assert_eq!(transfer.stage(), wire::Stage::Decided);
    assert!(transfer.agreed_at.is_some());
    let declined = decision(
        &transfer,
        wire::ChildDecision::Declined,
        wire::Ground::NeedsMet,
    );
    let status = running
        .of(NEIGHBOUR)
        .decide_transfer(declined)
        .await
        .unwrap_err();
    assert!(refusal(&status).1.contains(&"C2-15".to_owned()));
    running.finish().await;
}

async fn a_direction_to_stay_closes_the_transfer(running: Running) {
    let transfer = disputed(&running).await;
    settled(&running, &transfer, "").await;
    let transfer = now(&running, &transfer).await;
    assert_eq!(transfer.stage(), wire::Stage::Closed);
    assert!(transfer.open_obligations.is_empty());
    assert_eq!(lead(&mut running.of(SENDER), CHILD).await.team_id, SENDER);
    // Settled once more, and nothing happens.
    let before = running.journal().await.len();
    running.settle().await;
    assert_eq!(running.journal().await.len(), before);
    running.finish().await;
}

/// E-LETTER-PARENT-05: only a letter that promises, on a step down, and the first of them.
async fn a_letter_that_promises_starts_its_clock_once(running: Running) {
    let down = stepped_down(&running).await;
    letter_sent(&running, &down, false).await;
    let contact = |transfer: &wire::Transfer| {
        let duties = transfer.open_obligations.iter();
        duties
            .filter(|duty| duty.duty_id.ends_with("/contact-family"))
            .count()
    };
    assert_eq!(contact(&now(&running, &down).await), 0);
    for _ in 0..2 {
        letter_sent(&running, &down, true).await;
        assert_eq!(contact(&now(&running, &down).await), 1);
    }
    let journal = running.journal().await;
    let steps = journal
        .iter()
        .filter(|one| one.kind == "transfer.milestone");
    assert_eq!(steps.count(), 4, "three before the request, and one letter");

    // An edition, or a move, that has no letters takes no notice.
    let up = opened(&running).await;
    letter_sent(&running, &up, true).await;
    assert_eq!(now(&running, &up).await.version, up.version);
    running.finish().await;
}

/// A step down under the edition of 2018 that was asked for.
async fn stepped_down(running: &Running) -> wire::Transfer {
    const OTHER: u128 = 0xC1;
    accepted(running, &[OTHER], SENDER).await;
    let mut client = running.of(SENDER);
    let open = wire::OpenTransferRequest {
        edition_id: "2018".to_owned(),
        pathway_id: "assessment-jcpit-to-families-first".to_owned(),
        proposed_plan: wire::Plan::EarlyHelp.into(),
        circumstances: vec!["assessment-complete".to_owned()],
        ..opening("open-down", &[OTHER])
    };
    let transfer = client.open_transfer(open).await.unwrap().into_inner();
    for milestone in ["action-plan-discussed", "family-included", "consent-given"] {
        let step = wire::RecordMilestoneRequest {
            header: asks(milestone),
            transfer_id: transfer.id.clone(),
            milestone: milestone.to_owned(),
            items: match milestone {
                "action-plan-discussed" => vec!["what-the-service-can-offer".to_owned()],
                _ => Vec::new(),
            },
            ..wire::RecordMilestoneRequest::default()
        };
        client.record_milestone(step).await.unwrap();
    }
    let request = wire::SendTransferRequestRequest {
        header: asks("request-down"),
        transfer_id: transfer.id.clone(),
        to_team_id: "families-first-triage".to_owned(),
        ..wire::SendTransferRequestRequest::default()
    };
    let requested = client.send_transfer_request(request).await;
    requested.unwrap().into_inner()
}

/// Notifications records that a letter of a transfer was sent.
async fn letter_sent(running: &Running, transfer: &wire::Transfer, promises: bool) {
    let letter = running.world.mint();
    let event = LetterEvent {
        letter_id: letter.to_string(),
        version: 2,
        event: Some(letter_event::Event::Sent(LetterSent {
            transfer_id: transfer.id.clone(),
            at: Some(timestamp(running.world.now())),
            promises_contact: promises,
        })),
    };
    let subject = Subject {
        kind: "letter".to_owned(),
        id: letter,
        household: transfer.household_id.parse().unwrap(),
    };
    let payload = "handrail.notifications.v1.LetterEvent";
    append(
        &running.notifications,
        subject,
        "letter.sent",
        payload,
        &event,
    )
    .await;
    running.settle().await;
}

async fn consents_recorded(running: &Running) -> usize {
    let journal = running.journal().await;
    let recorded = journal
        .iter()
        .filter(|entry| entry.clause_ids.contains(&"C8.3-11".to_owned()));
    recorded
        .filter(|entry| entry.kind == "transfer.milestone")
        .count()
}

fn to_the_panel(request: &str, children: &[u128]) -> wire::OpenTransferRequest {
    wire::OpenTransferRequest {
        pathway_id: "step-down-to-families-first-panel".to_owned(),
        proposed_plan: wire::Plan::EarlyHelp.into(),
        circumstances: [
            "criteria-no-longer-met",
            "support-still-needed",
            "no-key-worker",
            "several-services",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..opening(request, children)
    }
}

async fn a_consent_is_the_step_that_a_pathway_waits_for_once(running: Running) {
    accepted(&running, &[CHILD, 0xC1], SENDER).await;
    let opening = to_the_panel("open", &[CHILD, 0xC1]);
    let opened = running.of(SENDER).open_transfer(opening).await;
    opened.unwrap();
    // A consent for one of two children is not the family's consent to the move of both.
    consented(&running, &[CHILD]).await;
    assert_eq!(consents_recorded(&running).await, 0);
    consented(&running, &[CHILD, 0xC1]).await;
    assert_eq!(consents_recorded(&running).await, 1);
    consented(&running, &[CHILD, 0xC1]).await;
    assert_eq!(consents_recorded(&running).await, 1);
    running.finish().await;
}

/// The milestones of a transfer that is opened for the panel now, and given up again.
async fn at_its_opening(running: &Running, request: &str, children: &[u128]) -> Vec<String> {
    let mut sender = running.of(SENDER);
    let opening = to_the_panel(request, children);
    let opened = sender.open_transfer(opening).await.unwrap().into_inner();
    let withdrawn = wire::WithdrawTransferRequest {
        header: asks(&format!("{request}-given-up")),
        transfer_id: opened.id.clone(),
        reason: "Synthetic.".to_owned(),
    };
    sender.withdraw_transfer(withdrawn).await.unwrap();
    let steps = opened.milestones.into_iter();
    steps.map(|step| step.milestone).collect()
}

async fn a_consent_of_before_counts_while_it_is_valid(running: Running) {
    accepted(&running, &[CHILD, 0xC1], SENDER).await;
    let signed = || {
        consent_event::Event::Signed(ConsentSigned {
            gives: true,
            ..ConsentSigned::default()
        })
    };
    let both = [CHILD, 0xC1];
    assert!(at_its_opening(&running, "none", &both).await.is_empty());

    let until = running.world.now() + TimeDelta::days(1);
    decided_on_consent(&running, &[CHILD], signed(), Some(until)).await;
    assert!(at_its_opening(&running, "for-one", &both).await.is_empty());
    decided_on_consent(&running, &both, signed(), Some(until)).await;
    assert_eq!(
        at_its_opening(&running, "for-both", &both).await,
        ["consent-given"]
    );
    // A pathway without the step opens as ever.
    let mut sender = running.of(SENDER);
    let opened = sender.open_transfer(opening("other", &[CHILD])).await;
    assert!(opened.unwrap().into_inner().milestones.is_empty());

    let withdrawn = consent_event::Event::Withdrawn(ConsentWithdrawn::default());
    decided_on_consent(&running, &[0xC1], withdrawn, None).await;
    let alone = at_its_opening(&running, "withdrawn", &[0xC1]).await;
    assert!(alone.is_empty(), "C8.4-08: it was taken back");

    decided_on_consent(&running, &[0xC1], signed(), Some(until)).await;
    running.pass(TimeDelta::days(2)).await;
    let alone = at_its_opening(&running, "expired", &[0xC1]).await;
    assert!(alone.is_empty(), "E-CONSENT-08: its year is over");
    running.finish().await;
}

async fn e_consent_08_a_consent_that_ran_out_counts_no_more(running: Running) {
    accepted(&running, &[CHILD], SENDER).await;
    let signed = || {
        consent_event::Event::Signed(ConsentSigned {
            gives: true,
            ..ConsentSigned::default()
        })
    };
    let expired = || consent_event::Event::Expired(ConsentExpired::default());
    let opening = to_the_panel("open", &[CHILD]);
    let opened = running.of(SENDER).open_transfer(opening).await;
    let opened = opened.unwrap().into_inner();
    let consents = async || {
        let steps = now(&running, &opened).await.milestones.into_iter();
        let steps: Vec<String> = steps.map(|step| step.milestone).collect();
        steps
    };
    // Nothing ran out that was not given.
    decided_on_consent(&running, &[CHILD], expired(), None).await;
    assert!(consents().await.is_empty());

    let first = running.world.now() + TimeDelta::days(1);
    decided_on_consent(&running, &[CHILD], signed(), Some(first)).await;
    let second = first + TimeDelta::days(9);
    decided_on_consent(&running, &[CHILD], signed(), Some(second)).await;
    running.pass(TimeDelta::days(2)).await;
    decided_on_consent(&running, &[CHILD], expired(), Some(first)).await;
    assert_eq!(consents().await, ["consent-given"], "the second one stands");

    running.pass(TimeDelta::days(9)).await;
    decided_on_consent(&running, &[CHILD], expired(), Some(second)).await;
    assert_eq!(consents().await, ["consent-given", "consent-ended"]);
    running.finish().await;
}
