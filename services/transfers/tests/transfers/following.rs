//! What transfers does with the others' journals.

use crate::{asking::*, serving::*};
use handrail_contracts::transfers::v1 as wire;

on_both!(
    a_lead_is_opened_once,
    a_direction_to_a_team_is_carried_out,
    a_direction_to_stay_closes_the_transfer,
    a_consent_is_the_step_that_a_pathway_waits_for_once,
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

async fn consents_recorded(running: &Running) -> usize {
    let journal = running.journal().await;
    let recorded = journal
        .iter()
        .filter(|entry| entry.clause_ids.contains(&"C8.3-11".to_owned()));
    recorded
        .filter(|entry| entry.kind == "transfer.milestone")
        .count()
}

async fn a_consent_is_the_step_that_a_pathway_waits_for_once(running: Running) {
    accepted(&running, &[CHILD, 0xC1], SENDER).await;
    let opening = wire::OpenTransferRequest {
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
        ..opening("open", &[CHILD, 0xC1])
    };
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
