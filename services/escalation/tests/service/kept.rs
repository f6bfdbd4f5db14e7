//! What is kept, on both databases.

use crate::support::*;
use handrail_contracts::{
    common::v1::PageRequest,
    escalation::v1::{self as wire, DisputeState},
};
use std::collections::BTreeSet;
use tonic::Code;

on_both!(
    a_dispute_outlives_a_restart,
    of_two_directions_at_once_one_counts,
    lists_go_page_by_page,
    a_changed_row_is_found,
);

async fn a_dispute_outlives_a_restart(place: &Place) {
    let mut suite = place.start().await;
    let id = suite.disputed(1).await;
    suite.exhausted(&id).await;
    let before = suite.dispute(&id).await;
    place.restart(&mut suite).await;
    suite.settle_down().await;
    assert_eq!(
        suite.dispute(&id).await,
        before,
        "its neighbours' journals are not applied twice"
    );
    let mut manager = suite.client("team-manager", HOLDING);
    manager
        .escalate_dispute(escalate(&id, "service-manager"))
        .await
        .unwrap();
    assert!(suite.findings().await.is_empty());
    suite.stop().await;
}

async fn of_two_directions_at_once_one_counts(place: &Place) {
    let suite = place.start().await;
    let id = suite.disputed(1).await;
    suite.talked_about(&id).await;
    let mut one = suite.client("team-manager", HOLDING);
    let mut other = suite.client("team-manager", OTHER);
    let (first, second) = tokio::join!(
        one.settle_dispute(goes_to(&id, HOLDING)),
        other.settle_dispute(goes_to(&id, OTHER)),
    );
    let refused: Vec<_> = [first, second]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(
        refused[0].code(),
        Code::FailedPrecondition,
        "decided anew on what was there by then"
    );
    let settled = suite.journal().await;
    assert_eq!(
        settled
            .iter()
            .filter(|entry| entry.kind == "dispute.settled")
            .count(),
        1
    );
    assert!(suite.findings().await.is_empty());
    suite.stop().await;
}

async fn lists_go_page_by_page(place: &Place) {
    let suite = place.start().await;
    let mut all = BTreeSet::new();
    for number in 1..=5 {
        all.insert(suite.disputed(number).await);
    }
    let contact = suite.redirected(6).await;
    let mut mash = suite.client("service-manager", "mash");
    mash.settle_dispute(goes_to(&contact, HOLDING))
        .await
        .unwrap();

    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let request = wire::ListDisputesRequest {
            page: Some(PageRequest { size: 2, token }),
            team_id: OTHER.to_owned(),
            state: DisputeState::Open.into(),
        };
        let page = mash.list_disputes(request).await.unwrap().into_inner();
        assert!(page.disputes.len() <= 2);
        found.extend(page.disputes.into_iter().map(|dispute| dispute.id));
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(found.len(), 5);
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), all);

    let everything = wire::ListDisputesRequest::default();
    let listed = mash
        .list_disputes(everything)
        .await
        .unwrap()
        .into_inner()
        .disputes;
    assert_eq!(listed.len(), 6);
    let stale = wire::ListDisputesRequest {
        page: Some(PageRequest {
            size: 2,
            token: "6e6f20746f6b656e".to_owned(),
        }),
        ..Default::default()
    };
    assert_eq!(
        mash.list_disputes(stale).await.unwrap_err().code(),
        Code::InvalidArgument
    );

    let tray = wire::ListObligationsRequest {
        team_id: OTHER.to_owned(),
        page: Some(PageRequest {
            size: 3,
            token: String::new(),
        }),
        ..Default::default()
    };
    let tray = mash.list_obligations(tray).await.unwrap().into_inner();
    assert_eq!(tray.obligations.len(), 3);
    assert!(
        !tray.next_page_token.is_empty(),
        "each of five managers owes a level"
    );
    suite.stop().await;
}

async fn a_changed_row_is_found(place: &Place) {
    let suite = place.start().await;
    let id = suite.disputed(1).await;
    assert!(suite.findings().await.is_empty());
    place
        .tamper("UPDATE dispute SET holding_team = 'mash'")
        .await;
    assert_eq!(suite.findings().await, ["replay"]);
    let request = wire::GetDisputeRequest { dispute_id: id };
    let mut manager = suite.client("team-manager", HOLDING);
    let status = manager.get_dispute(request).await.unwrap_err();
    assert_eq!(status.code(), Code::Internal);
    assert!(!status.message().contains("mash"));
    suite.stop().await;
}
