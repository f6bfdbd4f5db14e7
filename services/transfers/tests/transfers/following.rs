//! What transfers does with the others' journals.

use crate::{asking::*, serving::*};
use handrail_contracts::transfers::v1 as wire;

on_both!(
    a_lead_is_opened_once,
    a_direction_to_a_team_is_carried_out,
    a_direction_to_stay_closes_the_transfer,
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
