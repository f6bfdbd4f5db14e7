//! Another team of the service takes the child (C4.1-07 to C4.1-11).

use crate::case::{Case, SENDING_MANAGER};
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Owed, Plan, ask};

stories!(
    c4_1_07_a_forwarded_early_warning_keeps_the_first_clock_and_the_sender_is_told,
    c4_1_10_a_request_is_forwarded_like_the_early_warning,
);

const OTHER_TEAM: &str = "family-safeguarding-east-3";
const OTHER_MANAGER: &str = "family-safeguarding-east-3-manager";

pub(crate) async fn c4_1_07_a_forwarded_early_warning_keeps_the_first_clock_and_the_sender_is_told(
    kit: &Handrail,
) {
    let mut case = Case::warned(kit, Plan::ChildInNeed).await;
    let id = case.transfer.id.clone();
    let review = kit.duty(&id, "review-early-warning").await;
    assert_eq!(review.due(), "Wed 2026-03-04 17:00");

    kit.at("Tue 2026-03-03 15:00").await;
    let forward = ask::forwarding(&case.transfer, OTHER_TEAM);
    case.transfer = case
        .receiver
        .transfers()
        .forward_transfer(forward)
        .await
        .granted();
    assert_eq!(case.transfer.to_team_id, OTHER_TEAM);
    assert_eq!(case.transfer.first_to_team_id, crate::case::RECEIVER);

    let same = kit.duty(&id, "review-early-warning").await;
    assert_eq!(same.id, review.id);
    assert_eq!(
        same.due(),
        "Wed 2026-03-04 17:00",
        "the first clock runs on"
    );
    assert_eq!(same.owed_by(), "family-safeguarding-east-3/team-manager");
    assert_eq!(
        kit.duty(&id, "forward-early-warning").await.standing(),
        "met",
        "C4.1-08"
    );
    assert_eq!(
        kit.duty(&id, "tell-where-early-warning-went")
            .await
            .standing(),
        "met",
        "C4.1-09"
    );
    assert_eq!(
        kit.told(OTHER_MANAGER, "early-warning-forwarded")
            .await
            .len(),
        1
    );
    assert_eq!(
        kit.told(SENDING_MANAGER, "early-warning-forwarded")
            .await
            .len(),
        1
    );

    let accepting = kit.as_officer(OTHER_MANAGER);
    let review = ask::review(&case.transfer, true);
    accepting
        .transfers()
        .review_early_warning(review)
        .await
        .granted();
    assert_eq!(
        kit.duty(&id, "review-early-warning").await.standing(),
        "met"
    );
}

pub(crate) async fn c4_1_10_a_request_is_forwarded_like_the_early_warning(kit: &Handrail) {
    let mut case = Case::requested(kit, Plan::ChildInNeed).await;
    let forward = ask::forwarding(&case.transfer, OTHER_TEAM);
    case.transfer = case
        .receiver
        .transfers()
        .forward_transfer(forward)
        .await
        .granted();
    assert_eq!(
        kit.told(SENDING_MANAGER, "request-forwarded").await.len(),
        1,
        "C4.1-11"
    );
    assert_eq!(
        kit.duty(&case.transfer.id, "allocate").await.due(),
        "Thu 2026-03-12 17:00"
    );

    let accepting = kit.as_officer(OTHER_MANAGER);
    let id = case.transfer.id.clone();
    accepting
        .transfers()
        .decide_transfer(ask::acceptance(&case.transfer))
        .await
        .granted();
    let allocation = ask::allocation(&case.transfer, "family-safeguarding-east-3-worker-1");
    accepting
        .transfers()
        .allocate_worker(allocation)
        .await
        .granted();
    assert_eq!(kit.lead(case.child()).await.team_id, OTHER_TEAM);
    assert_eq!(kit.duty(&id, "allocate").await.standing(), "met");
}
