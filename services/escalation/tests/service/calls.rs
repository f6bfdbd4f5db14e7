//! The calls: who may make them, what is wrong with them, and what happens to them sent twice.

use crate::support::*;
use handrail_chassis::identity::Caller;
use handrail_contracts::{
    common::v1::{CommandHeader, PageRequest},
    escalation::v1 as wire,
    status::{reason_of, violations_of},
};
use tonic::Code;

fn violated(status: &tonic::Status) -> Vec<String> {
    assert_eq!(status.code(), Code::InvalidArgument);
    violations_of(status)
        .into_iter()
        .map(|violation| violation.field)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_is_wrong_is_told_at_once() {
    let suite = Suite::new().await;
    let mut manager = suite.client("team-manager", HOLDING);
    let settle = wire::SettleDisputeRequest {
        dispute_id: "not an id".to_owned(),
        outcome: 99,
        team_id: "Not A Team".to_owned(),
        ..Default::default()
    };
    let status = manager.settle_dispute(settle).await.unwrap_err();
    assert_eq!(
        violated(&status),
        ["outcome", "team_id", "reason", "header", "dispute_id"]
    );
    let agree = wire::AgreeExhaustedRequest {
        agreed_at: Some(handrail_contracts::time::timestamp(at("2026-03-04T10:01"))),
        ..Default::default()
    };
    let status = manager.agree_exhausted(agree).await.unwrap_err();
    let all = [
        "agreed_at",
        "header",
        "dispute_id",
        "channel",
        "escalating_team_id",
    ];
    assert_eq!(violated(&status), all);
    let empty = wire::StatePositionRequest::default();
    let status = manager.state_position(empty).await.unwrap_err();
    assert_eq!(
        violated(&status),
        ["team_id", "text", "header", "dispute_id"]
    );
    let list = wire::ListDisputesRequest {
        page: Some(PageRequest {
            size: 201,
            token: String::new(),
        }),
        team_id: "Not A Team".to_owned(),
        state: 77,
    };
    let status = manager.list_disputes(list).await.unwrap_err();
    assert_eq!(violated(&status), ["page.size", "team_id", "state"]);
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found() {
    let suite = Suite::new().await;
    let mut manager = suite.client("team-manager", HOLDING);
    let nowhere = dispute_about(matter(99));
    let command = manager
        .settle_dispute(goes_to(&nowhere, OTHER))
        .await
        .unwrap_err();
    assert_eq!(command.code(), Code::NotFound);
    let get = wire::GetDisputeRequest {
        dispute_id: nowhere,
    };
    assert_eq!(
        manager.get_dispute(get).await.unwrap_err().code(),
        Code::NotFound
    );
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_it_concerns_may_act() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let mut stranger = suite.client("team-manager", "early-help-pod");
    let status = stranger
        .settle_dispute(goes_to(&id, OTHER))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    assert!(
        reason_of(&status)
            .unwrap()
            .1
            .contains(&"C6.1-03".to_owned())
    );
    let status = stranger
        .state_position(state(&id, HOLDING, "synthetic"))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);

    let mut nobody = suite.client_as(Caller {
        subject: "somebody".to_owned(),
        roles: vec!["grand-vizier".to_owned()],
        teams: Vec::new(),
    });
    let status = nobody
        .list_disputes(wire::ListDisputesRequest::default())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c6_2_13_a_skipped_level_is_refused_with_its_clause_and_nothing_changes() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let before = suite.dispute(&id).await;
    let mut manager = suite.client("team-manager", HOLDING);
    let status = manager
        .escalate_dispute(escalate(&id, "head-of-service"))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    let (reason, clauses) = reason_of(&status).unwrap();
    assert_eq!(reason, "SKIPS_RUNG");
    assert_eq!(clauses, ["C6.2-12", "C6.2-13"]);
    assert_eq!(suite.dispute(&id).await, before);
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gets_the_same_reply_and_another_is_refused() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let mut manager = suite.client("team-manager", HOLDING);
    let request = state(&id, HOLDING, "synthetic");
    let first = manager
        .state_position(request.clone())
        .await
        .unwrap()
        .into_inner();
    let second = manager
        .state_position(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(first, second);
    assert_eq!(suite.dispute(&id).await.version, first.version);
    let other = wire::StatePositionRequest {
        text: "something else".to_owned(),
        ..request
    };
    let status = manager.state_position(other).await.unwrap_err();
    assert_eq!(status.code(), Code::AlreadyExists);
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_refused_and_a_trial_keeps_nothing() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let before = suite.dispute(&id).await;
    let mut manager = suite.client("team-manager", HOLDING);
    let with = |expected_version, validate_only| wire::ExpediteDisputeRequest {
        header: header().map(|header| CommandHeader {
            expected_version,
            validate_only,
            ..header
        }),
        ..expedite(&id)
    };
    let status = manager
        .expedite_dispute(with(before.version + 1, false))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Aborted);
    assert_eq!(reason_of(&status).unwrap().0, "STALE_VERSION");
    let tried = manager
        .expedite_dispute(with(before.version, true))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(tried.rungs.len(), 2);
    assert_eq!(suite.dispute(&id).await, before);
    manager
        .expedite_dispute(with(before.version, false))
        .await
        .unwrap();
    assert_eq!(suite.dispute(&id).await.rungs.len(), 2);
    suite.stop().await;
}
