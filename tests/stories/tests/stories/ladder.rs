//! Two teams disagree, and the matter climbs level by level until it is settled (C2-10 to C2-14, C6).

use crate::case::{Case, RECEIVER, RECEIVING_MANAGER, SENDER, SENDING_MANAGER};
use handrail_contracts::{
    escalation::v1::{Dispute, DisputeState},
    transfers::v1::{DiscussionTopic, Ground, Stage},
};
use handrail_stories::stories;
use handrail_testkit::{
    Granted, Handrail, Owed, Plan, ask,
    expect::{expect_not_theirs, expect_refused},
};

stories!(
    c6_1_03_the_team_managers_settle_it_between_themselves,
    c6_2_07_the_service_managers_settle_it,
    c6_2_16_the_heads_of_service_settle_it,
    c6_2_19_an_urgent_matter_is_expedited_and_the_child_does_not_wait,
    a_dispute_ends_with_the_transfer_it_was_about,
);

const SENDING_SERVICE_MANAGER: &str = "assessment-service-manager";
const RECEIVING_SERVICE_MANAGER: &str = "family-safeguarding-east-service-manager";

/// The receiving manager finds the level of need too low; the sending one doesn't.
async fn disputed(kit: &Handrail) -> (Case<'_>, Dispute) {
    let mut case = Case::warned(kit, Plan::ChildInNeed).await;
    let review = ask::review(&case.transfer, false);
    case.receiver
        .transfers()
        .review_early_warning(review)
        .await
        .granted();
    let talk = ask::discussion(&case.transfer, &[DiscussionTopic::Threshold]);
    case.sender
        .transfers()
        .record_discussion(talk)
        .await
        .granted();
    let disagreement = ask::disagreement(&case.transfer, Ground::Threshold);
    case.transfer = case
        .sender
        .transfers()
        .raise_disagreement(disagreement)
        .await
        .granted();
    let dispute = kit.dispute(&case.transfer.dispute_id).await;
    assert_eq!(
        dispute.immediate_needs_team_id, SENDER,
        "C2-13: whose child it is sees to it now"
    );
    (case, dispute)
}

/// Nothing more can be tried between the managers, and the sending one takes it up.
async fn at_the_service_managers(kit: &Handrail) -> (Case<'_>, Dispute) {
    let (case, dispute) = disputed(kit).await;
    let up = ask::escalation(&dispute, "service-manager");
    expect_refused(
        case.sender.escalation().escalate_dispute(up).await,
        "C6.2-02",
    );
    let exhaustion = ask::exhaustion(&dispute, SENDER);
    case.sender
        .escalation()
        .agree_exhausted(exhaustion)
        .await
        .granted();
    let up = ask::escalation(&dispute, "service-manager");
    expect_refused(
        case.sender.escalation().escalate_dispute(up).await,
        "C6.2-02",
    );
    let exhaustion = ask::exhaustion(&dispute, SENDER);
    case.receiver
        .escalation()
        .agree_exhausted(exhaustion)
        .await
        .granted();
    assert_eq!(
        kit.duty(&dispute.id, "escalate-to-service-managers")
            .await
            .due(),
        "Tue 2026-03-03 17:00",
        "C6.2-06"
    );

    kit.at("Tue 2026-03-03 10:00").await;
    let past = ask::escalation(&dispute, "head-of-service");
    expect_refused(
        case.sender.escalation().escalate_dispute(past).await,
        "C6.2-13",
    );
    let up = ask::escalation(&dispute, "service-manager");
    let dispute = case
        .sender
        .escalation()
        .escalate_dispute(up)
        .await
        .granted();
    assert_eq!(
        kit.duty(&dispute.id, "escalate-to-service-managers")
            .await
            .standing(),
        "met"
    );
    (case, dispute)
}

fn climbed(dispute: &Dispute) -> Vec<(&str, &str)> {
    dispute
        .rungs
        .iter()
        .map(|rung| (rung.role.as_str(), rung.because.as_str()))
        .collect()
}

pub(crate) async fn c6_1_03_the_team_managers_settle_it_between_themselves(kit: &Handrail) {
    let (mut case, dispute) = disputed(kit).await;
    assert_eq!(climbed(&dispute), [("team-manager", "opened")]);
    let position = ask::position(&dispute, RECEIVER);
    case.receiver
        .escalation()
        .state_position(position)
        .await
        .granted();
    let needs = ask::immediate_needs(&dispute, RECEIVER);
    case.receiver
        .escalation()
        .assign_immediate_needs(needs)
        .await
        .granted();
    assert_eq!(
        kit.lead(case.child()).await.team_id,
        SENDER,
        "seeing to the child decides nothing"
    );

    let talk = ask::rung_discussion(&dispute);
    case.receiver
        .escalation()
        .record_discussion(talk)
        .await
        .granted();
    let direction = ask::direction_to(&dispute, RECEIVER);
    let settled = case
        .receiver
        .escalation()
        .settle_dispute(direction)
        .await
        .granted();
    assert_eq!(
        settled.direction.map(|direction| direction.role).as_deref(),
        Some("team-manager")
    );

    case.refresh().await;
    assert_eq!(case.transfer.dispute_id, "");
    case.meet("Tue 2026-03-10 10:00").await;
    case.request().await;
    case.take("2026-03-10").await;
    assert_eq!(kit.lead(case.child()).await.team_id, RECEIVER);
}

pub(crate) async fn c6_2_07_the_service_managers_settle_it(kit: &Handrail) {
    let (mut case, dispute) = at_the_service_managers(kit).await;
    assert_eq!(
        climbed(&dispute),
        [
            ("team-manager", "opened"),
            ("service-manager", "agreed-exhausted")
        ]
    );
    for manager in [SENDING_SERVICE_MANAGER, RECEIVING_SERVICE_MANAGER] {
        assert_eq!(
            kit.told(manager, "rung-reached").await.len(),
            1,
            "C6.2-05: {manager}"
        );
    }
    assert_eq!(
        kit.duty_now(&dispute.id, "settle-holding").await.due(),
        "Wed 2026-03-04 17:00",
        "C6.2-11"
    );

    let theirs = ask::direction_to(&dispute, RECEIVER);
    expect_not_theirs(case.receiver.escalation().settle_dispute(theirs).await);
    let manager = kit.as_officer(RECEIVING_SERVICE_MANAGER);
    let talk = ask::rung_discussion(&dispute);
    manager.escalation().record_discussion(talk).await.granted();
    let direction = ask::direction_to(&dispute, RECEIVER);
    let settled = manager
        .escalation()
        .settle_dispute(direction)
        .await
        .granted();
    let direction = settled.direction.unwrap_or_default();
    assert_eq!(
        (direction.role.as_str(), direction.given_by.as_str()),
        ("service-manager", RECEIVING_SERVICE_MANAGER)
    );
    for manager in [SENDING_MANAGER, RECEIVING_MANAGER] {
        assert_eq!(
            kit.told(manager, "dispute-settled").await.len(),
            1,
            "{manager}"
        );
    }
    case.refresh().await;
    assert_eq!(case.transfer.to_team_id, RECEIVER);
    assert_eq!(case.transfer.dispute_id, "");
}

pub(crate) async fn c6_2_16_the_heads_of_service_settle_it(kit: &Handrail) {
    let (mut case, dispute) = at_the_service_managers(kit).await;
    let manager = kit.as_officer(SENDING_SERVICE_MANAGER);
    let up = ask::escalation(&dispute, "head-of-service");
    expect_refused(
        manager.escalation().escalate_dispute(up.clone()).await,
        "C6.2-13",
    );
    let talk = ask::rung_discussion(&dispute);
    manager.escalation().record_discussion(talk).await.granted();
    let dispute = manager.escalation().escalate_dispute(up).await.granted();
    assert_eq!(
        climbed(&dispute).last(),
        Some(&("head-of-service", "not-resolved"))
    );
    for head in ["head-of-assessment", "head-of-family-safeguarding"] {
        assert_eq!(
            kit.told(head, "rung-reached").await.len(),
            1,
            "C6.2-15: both of them"
        );
    }
    let head = kit.as_officer("head-of-assessment");
    let further = ask::escalation(&dispute, "service-manager");
    expect_refused(head.escalation().escalate_dispute(further).await, "C6.2-16");

    let direction = ask::direction_to_stay(&dispute);
    let settled = head.escalation().settle_dispute(direction).await.granted();
    assert_eq!(settled.state(), DisputeState::Settled);
    case.refresh().await;
    assert_eq!(case.transfer.stage(), Stage::Closed, "nothing moves");
    assert_eq!(kit.lead(case.child()).await.team_id, SENDER);
}

pub(crate) async fn c6_2_19_an_urgent_matter_is_expedited_and_the_child_does_not_wait(
    kit: &Handrail,
) {
    let (case, dispute) = disputed(kit).await;
    let urgent = ask::expedition(&dispute);
    let dispute = case
        .sender
        .escalation()
        .expedite_dispute(urgent)
        .await
        .granted();
    assert_eq!(
        climbed(&dispute),
        [("team-manager", "opened"), ("service-manager", "expedited")]
    );
    assert_eq!(
        kit.duty_now(&dispute.id, "settle-other").await.due(),
        "Tue 2026-03-03 17:00"
    );
    assert_eq!(dispute.immediate_needs_team_id, SENDER, "C6.2-18");
}

pub(crate) async fn a_dispute_ends_with_the_transfer_it_was_about(kit: &Handrail) {
    let (case, dispute) = disputed(kit).await;
    let withdrawal = ask::withdrawal(&case.transfer);
    case.sender
        .transfers()
        .withdraw_transfer(withdrawal)
        .await
        .granted();
    assert_eq!(kit.dispute(&dispute.id).await.state(), DisputeState::Lapsed);
}
