//! Disputes come from the journals of transfers and intake, and from nowhere else.

use crate::support::*;
use handrail_contracts::{
    escalation::v1::{AgreeExhaustedRequest, AssignImmediateNeedsRequest, DisputeState},
    status::reason_of,
    time::timestamp,
    transfers::v1::{
        ChildDecision, ChildDecisionRequest, Decided, Disagreed, Forwarded, Ground, Requested,
        Withdrawn, transfer_event::Event,
    },
};
use tonic::Code;

#[tokio::test(flavor = "multi_thread")]
async fn c6_1_03_a_disagreement_of_a_transfer_opens_a_dispute_between_its_teams() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let dispute = suite.dispute(&id).await;
    assert_eq!(dispute.holding_team_id, HOLDING);
    assert_eq!(dispute.other_team_id, OTHER);
    assert_eq!(dispute.ground, "threshold");
    assert_eq!(dispute.edition_id, "current");
    assert_eq!(dispute.immediate_needs_team_id, HOLDING);
    assert_eq!(dispute.positions[0].text, POSITION);
    assert_eq!(dispute.rungs[0].role, "team-manager");
    assert_eq!(dispute.rungs[0].because, "opened");
    assert_eq!(dispute.rungs[0].escalated_by, "testa.sample-manager-01");
    assert_eq!(dispute.state(), DisputeState::Open);
    assert_eq!(
        dispute.open_obligations.len(),
        3,
        "each manager's level, and the talk"
    );
    let about = dispute.about.unwrap();
    assert_eq!(
        (about.kind.as_str(), about.id),
        ("transfer", matter(1).to_string())
    );
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_forwarding_the_dispute_is_with_the_team_that_has_it_now() {
    let suite = Suite::new().await;
    let id = matter(1);
    suite.transfers.opened(id, "current").await;
    let forwarded = Forwarded {
        from_receiver_team_id: OTHER.to_owned(),
        to_team_id: "family-safeguarding-east-2".to_owned(),
        at: Some(timestamp(start())),
    };
    suite
        .transfers
        .transfer(id, Event::Forwarded(forwarded))
        .await;
    suite
        .transfers
        .transfer(id, Event::Disagreed(disagreed(id)))
        .await;
    suite.settle_down().await;
    let dispute = suite.dispute(&dispute_about(id)).await;
    assert_eq!(dispute.other_team_id, "family-safeguarding-east-2");
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c4_1_08_what_is_passed_on_takes_its_open_dispute_along() {
    const NEXT: &str = "family-safeguarding-east-2";
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let mut before = suite.client("team-manager", OTHER);
    before.agree_exhausted(exhausted(&id)).await.unwrap();
    let needs = AssignImmediateNeedsRequest {
        header: header(),
        dispute_id: id.clone(),
        team_id: OTHER.to_owned(),
    };
    before.assign_immediate_needs(needs).await.unwrap();
    let forwarded = Forwarded {
        from_receiver_team_id: OTHER.to_owned(),
        to_team_id: NEXT.to_owned(),
        at: Some(timestamp(start())),
    };
    let forwarded = Event::Forwarded(forwarded);
    suite.transfers.transfer(matter(1), forwarded).await;
    suite.settle_down().await;
    let dispute = suite.dispute(&id).await;
    assert_eq!(dispute.other_team_id, NEXT);
    assert_eq!(
        dispute.immediate_needs_team_id, NEXT,
        "C2-13: somebody meets them"
    );
    assert!(
        dispute.exhaustion.is_none(),
        "the new manager has agreed to nothing"
    );
    let owners = dispute.open_obligations.iter();
    let owners: Vec<&str> = owners
        .map(|duty| duty.owner.as_ref().unwrap().team_id.as_str())
        .collect();
    assert!(owners.contains(&NEXT) && !owners.contains(&OTHER));
    let agreed = || AgreeExhaustedRequest {
        escalating_team_id: NEXT.to_owned(),
        ..exhausted(&id)
    };
    let refused = before.agree_exhausted(agreed()).await;
    assert_eq!(refused.unwrap_err().code(), Code::PermissionDenied);
    let mut next = suite.client("team-manager", NEXT);
    next.agree_exhausted(agreed()).await.unwrap();
    assert!(suite.findings().await.is_empty());
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c4_3_14_after_the_request_no_direction_keeps_the_plan_where_it_was() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let requested = || {
        Event::Requested(Requested {
            at: Some(timestamp(start())),
            ..Requested::default()
        })
    };
    suite
        .transfers
        .bound_transfer(matter(1), requested(), &["C4.3-14"])
        .await;
    suite.settle_down().await;
    let mut manager = suite.client("team-manager", HOLDING);
    for kept in [goes_to(&id, HOLDING), stays(&id)] {
        let refused = manager.settle_dispute(kept).await.unwrap_err();
        let (_, clauses) = reason_of(&refused).unwrap();
        assert_eq!(clauses, ["C4.3-14"]);
    }
    // What bound it can end, as a hold does when nothing is issued after all.
    suite.transfers.transfer(matter(1), requested()).await;
    suite.settle_down().await;
    let refused = manager.settle_dispute(stays(&id)).await;
    let clauses = refused.err().and_then(|status| reason_of(&status));
    assert!(clauses.is_none_or(|(_, clauses)| !clauses.contains(&"C4.3-14".to_owned())));
    assert!(suite.findings().await.is_empty());
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e_resolution_07_a_step_down_that_begins_with_its_request_can_be_disputed() {
    let suite = Suite::new().await;
    let id = matter(1);
    suite.transfers.begun(id, "2018").await;
    let requested = Requested {
        to_team_id: OTHER.to_owned(),
        at: Some(timestamp(start())),
        ..Requested::default()
    };
    suite
        .transfers
        .transfer(id, Event::Requested(requested))
        .await;
    let disagreed = Disagreed {
        ladder_id: "allocation-resolution".to_owned(),
        ..disagreed(id)
    };
    suite
        .transfers
        .transfer(id, Event::Disagreed(disagreed))
        .await;
    suite.settle_down().await;
    let dispute = suite.dispute(&dispute_about(id)).await;
    assert_eq!(
        (
            dispute.holding_team_id.as_str(),
            dispute.other_team_id.as_str()
        ),
        (HOLDING, OTHER)
    );
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e_alloc_fs_19_for_want_of_an_answer_it_begins_with_the_service_managers() {
    let suite = Suite::new().await;
    let unanswered = Disagreed {
        position: String::new(),
        breached_obligation_id: matter(9).to_string(),
        ladder_id: "allocation-resolution".to_owned(),
        first_rung_role: "service-manager".to_owned(),
        immediate_needs_team_id: String::new(),
        ..disagreed(matter(1))
    };
    let id = suite.disputed_with(1, "2018", unanswered).await;
    let dispute = suite.dispute(&id).await;
    assert_eq!(dispute.rungs.len(), 1);
    assert_eq!(dispute.rungs[0].role, "service-manager");
    assert_eq!(dispute.rungs[0].because, "no-response");
    assert_eq!(dispute.ground, "no-response");
    assert!(dispute.positions.is_empty());
    assert_eq!(dispute.immediate_needs_team_id, HOLDING, "E-PRINCIPLES-07");
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c6_2_19_an_urgent_disagreement_begins_one_level_up() {
    let suite = Suite::new().await;
    let urgent = Disagreed {
        urgent: true,
        ..disagreed(matter(1))
    };
    let id = suite.disputed_with(1, "current", urgent).await;
    let dispute = suite.dispute(&id).await;
    let roles: Vec<_> = dispute
        .rungs
        .iter()
        .map(|rung| rung.role.as_str())
        .collect();
    assert_eq!(roles, ["team-manager", "service-manager"]);
    assert_eq!(dispute.expedited_because, "urgent when it was raised");
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_lapses_when_its_transfer_is_withdrawn() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let withdrawn = Withdrawn {
        reason: "synthetic reason".to_owned(),
        at: Some(timestamp(start())),
    };
    suite
        .transfers
        .transfer(matter(1), Event::Withdrawn(withdrawn))
        .await;
    suite.settle_down().await;
    let dispute = suite.dispute(&id).await;
    assert_eq!(dispute.state(), DisputeState::Lapsed);
    assert!(dispute.open_obligations.is_empty());
    assert!(suite.findings().await.is_empty());
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_lapses_when_its_transfer_closes_because_every_child_stays() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let stays = ChildDecisionRequest {
        child_id: matter(1).to_string(),
        decision: ChildDecision::Stays.into(),
        ground: Ground::NeedsMet.into(),
    };
    let decided = Decided {
        decisions: vec![stays],
        at: Some(timestamp(start())),
    };
    suite
        .transfers
        .transfer(matter(1), Event::Decided(decided))
        .await;
    suite.settle_down().await;
    assert_eq!(suite.dispute(&id).await.state(), DisputeState::Lapsed);
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c3_06_a_redirection_that_is_disputed_goes_to_the_mash_service_manager() {
    let suite = Suite::new().await;
    let id = suite.redirected(1).await;
    let dispute = suite.dispute(&id).await;
    assert_eq!(dispute.ladder_id, "front-door");
    assert_eq!(dispute.other_team_id, "early-help-pod");
    let owner = dispute.open_obligations[0].owner.as_ref().unwrap();
    assert_eq!(
        (owner.team_id.as_str(), owner.role.as_str()),
        ("mash", "service-manager")
    );
    assert_eq!(
        when(dispute.rungs[0].due_at.as_ref()),
        at("2026-03-05T17:00")
    );

    let mut mash = suite.client("service-manager", "mash");
    let settled = mash
        .settle_dispute(goes_to(&id, "early-help-pod"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(settled.state(), DisputeState::Settled);
    let again = mash
        .settle_dispute(goes_to(&id, HOLDING))
        .await
        .unwrap_err();
    let (reason, clauses) = reason_of(&again).unwrap();
    assert_eq!(
        (reason.as_str(), clauses),
        ("DECISION_FINAL", vec!["C3-07".to_owned()])
    );
    suite.stop().await;
}
