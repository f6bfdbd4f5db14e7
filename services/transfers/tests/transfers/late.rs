//! What happens when the time of a duty comes.

use crate::{asking::*, serving::*};
use chrono::TimeDelta;
use handrail_contracts::{feed::v1::Entry, transfers::v1 as wire};

on_both!(
    c2_10_nobody_answers_and_the_ladder_is_climbed,
    a_breach_is_told_once_to_everybody_it_should_reach,
);

fn told(entry: &Entry) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = entry
        .tells
        .iter()
        .map(|tell| tell.to.clone().unwrap())
        .map(|to| (to.team_id, to.role))
        .collect();
    told.sort();
    told
}

async fn c2_10_nobody_answers_and_the_ladder_is_climbed(running: Running) {
    let transfer = warned(&running).await;
    running.pass(TimeDelta::days(3)).await;
    let read = wire::GetTransferRequest {
        transfer_id: transfer.id.clone(),
    };
    let late = running
        .of(SENDER)
        .get_transfer(read)
        .await
        .unwrap()
        .into_inner();
    assert!(!late.dispute_id.is_empty());
    let journal = running.journal().await;
    let disagreed: Vec<&Entry> = journal
        .iter()
        .filter(|entry| entry.kind == "transfer.disagreed")
        .collect();
    assert_eq!(disagreed.len(), 1);
    assert_eq!(disagreed[0].actor, "service:transfers");
    // The duty goes on, and so does the work.
    let reviewed = running
        .of(RECEIVER)
        .review_early_warning(review(&transfer, true))
        .await;
    assert_eq!(
        reviewed.unwrap().into_inner().stage(),
        wire::Stage::Reviewed
    );
    running.finish().await;
}

async fn a_breach_is_told_once_to_everybody_it_should_reach(running: Running) {
    opened(&running).await;
    running.pass(TimeDelta::days(5)).await;
    running.pass(TimeDelta::days(5)).await;
    let journal = running.journal().await;
    let breached: Vec<&Entry> = journal
        .iter()
        .filter(|entry| entry.kind == "obligation.breached")
        .collect();
    assert_eq!(breached.len(), 1);
    let sender = |role: &str| (SENDER.to_owned(), role.to_owned());
    assert_eq!(
        told(breached[0]),
        [sender("service-manager"), sender("team-manager")]
    );
    running.finish().await;
}
