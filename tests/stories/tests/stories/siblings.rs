//! A sibling group moves in one transfer, with a decision for each child.

use crate::case::{Case, RECEIVER, SENDER, WORKER};
use handrail_contracts::transfers::v1::{ChildDecision, Ground, ListTransfersRequest};
use handrail_stories::stories;
use handrail_testkit::{
    Command, Granted, Handrail, Plan, ask,
    expect::{expect_invalid, expect_refused},
};
use std::slice;

stories!(siblings_move_in_one_transfer_with_a_decision_for_each);

pub(crate) async fn siblings_move_in_one_transfer_with_a_decision_for_each(kit: &Handrail) {
    let births = [
        ask::born("2012-01-20"),
        ask::born("2015-07-03"),
        ask::born("2021-11-30"),
    ];
    let children = kit.family_led_by(SENDER, &births).await;
    let mut case = Case::of(kit, &children, Plan::ChildInNeed).await;
    case.warn().await;
    case.meet("Tue 2026-03-10 10:00").await;
    case.request().await;

    let [eldest, middle, youngest] = [&children[0], &children[1], &children[2]];
    let two = [
        (eldest.as_str(), ChildDecision::Moves, Ground::Unspecified),
        (middle.as_str(), ChildDecision::Moves, Ground::Unspecified),
    ];
    let undecided = ask::decisions(&case.transfer, two);
    expect_invalid(
        case.receiver.transfers().decide_transfer(undecided).await,
        &["decisions"],
    );

    let each = [
        (eldest.as_str(), ChildDecision::Stays, Ground::NeedsMet),
        (middle.as_str(), ChildDecision::Moves, Ground::Unspecified),
        (youngest.as_str(), ChildDecision::Moves, Ground::Unspecified),
    ];
    let decided = ask::decisions(&case.transfer, each);
    case.transfer = case
        .receiver
        .transfers()
        .decide_transfer(decided)
        .await
        .granted();
    let allocation = ask::allocation(&case.transfer, WORKER);
    case.receiver
        .transfers()
        .allocate_worker(allocation)
        .await
        .granted();

    assert_eq!(kit.lead(eldest).await.team_id, SENDER);
    assert_eq!(kit.lead(middle).await.team_id, RECEIVER);
    assert_eq!(kit.lead(youngest).await.team_id, RECEIVER);

    // Who stayed can move later; who moved is no longer the sender's to send.
    let again = ask::transfer(SENDER, slice::from_ref(middle), Plan::ChildInNeed);
    expect_refused(case.sender.transfers().open_transfer(again).await, "C4-01");
    let later = ask::transfer(SENDER, slice::from_ref(eldest), Plan::ChildInNeed).only_validated();
    case.sender.transfers().open_transfer(later).await.granted();
    let with_eldest = ListTransfersRequest {
        child_id: eldest.clone(),
        ..ListTransfersRequest::default()
    };
    let listed = case
        .sender
        .transfers()
        .list_transfers(with_eldest)
        .await
        .granted();
    assert_eq!(listed.transfers.len(), 1);
}
