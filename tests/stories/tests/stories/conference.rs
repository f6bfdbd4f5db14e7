//! The route by an initial child protection conference (C4.2-03, C4.3-03).

use crate::case::{Case, RECEIVER};
use handrail_contracts::transfers::v1::{RecordMilestoneRequest, RecordStrategyDiscussionRequest};
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Owed, Plan, ask, expect::expect_refused};

stories!(
    c4_3_03_after_a_conference_the_request_is_due_within_one_working_day,
    c6_3_the_sender_chairs_a_strategy_discussion_and_points_to_its_minutes,
);

pub(crate) async fn c4_3_03_after_a_conference_the_request_is_due_within_one_working_day(
    kit: &Handrail,
) {
    let mut case = Case::agreed(kit, Plan::ChildProtection).await;
    let id = case.transfer.id.clone();
    case.meet("Mon 2026-03-09 13:00").await;

    assert!(
        kit.duties(&id, "share-assessment").await.is_empty(),
        "C4.2-03: not for a conference"
    );
    let send = kit.duty(&id, "send-request-after-conference").await;
    assert_eq!(send.due(), "Tue 2026-03-10 17:00");
    assert!(
        kit.duties(&id, "send-request-after-child-in-need-meeting")
            .await
            .is_empty()
    );

    // The minutes need not be complete: C4.3-02 speaks of the child in need meeting.
    let request = ask::request(&case.transfer);
    case.transfer = case
        .sender
        .transfers()
        .send_transfer_request(request)
        .await
        .granted();
    case.take("2026-03-09").await;
    assert_eq!(kit.lead(case.child()).await.team_id, RECEIVER);
}

pub(crate) async fn c6_3_the_sender_chairs_a_strategy_discussion_and_points_to_its_minutes(
    kit: &Handrail,
) {
    let case = Case::warned(kit, Plan::ChildProtection).await;
    let told = async || {
        kit.told(crate::case::RECEIVING_MANAGER, "strategy-discussion")
            .await
            .len()
    };
    let share = || RecordMilestoneRequest {
        header: ask::header(),
        transfer_id: case.transfer.id.clone(),
        milestone: "strategy-minutes-shared".to_owned(),
        ..RecordMilestoneRequest::default()
    };
    let together = ask::strategy_discussion(&case.transfer, crate::case::SENDER);
    let mut sender = case.sender.transfers();
    sender.record_strategy_discussion(together).await.granted();
    expect_refused(sender.record_milestone(share()).await, "C6.3-04");
    assert_eq!(told().await, 0, "it was there");

    let apart = RecordStrategyDiscussionRequest {
        receiver_invited: false,
        ..ask::strategy_discussion(&case.transfer, crate::case::SENDER)
    };
    sender.record_strategy_discussion(apart).await.granted();
    sender.record_milestone(share()).await.granted();
    assert_eq!(told().await, 1, "C6.3-04");
}
