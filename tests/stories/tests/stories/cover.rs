//! Whoever covers for a manager hears of everything, and acts for the manager (C3-04).

use crate::case::{Case, RECEIVER, SENDER, SENDING_MANAGER};
use handrail_contracts::{
    notifications::v1::{GetNoticeRequest, NoticeState, RetryNoticeRequest},
    transfers::v1::QueryTopic,
};
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Plan, ask};

stories!(
    a_covered_manager_is_told_through_whoever_covers_who_may_act,
    a_chain_of_cover_is_followed_to_its_end,
    nobody_in_post_is_said_and_tried_again_when_somebody_is,
);

/// Away from 16 to 27 March; the manager of the second team covers.
const COVERING: &str = "family-safeguarding-east-2-manager";

pub(crate) async fn a_covered_manager_is_told_through_whoever_covers_who_may_act(kit: &Handrail) {
    kit.at("Tue 2026-03-17 09:00").await;
    let mut case = Case::warned(kit, Plan::ChildInNeed).await;
    let told = kit.told(COVERING, "early-warning").await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].covering_for, ["family-safeguarding-east-1-manager"]);
    assert_eq!(told[0].to.clone().unwrap_or_default().team_id, RECEIVER);

    let covering = kit.as_officer(COVERING);
    let review = ask::review(&case.transfer, true);
    case.transfer = covering
        .transfers()
        .review_early_warning(review)
        .await
        .granted();
    assert!(case.transfer.agreed_at.is_some());
}

pub(crate) async fn a_chain_of_cover_is_followed_to_its_end(kit: &Handrail) {
    // On 17 March the manager of the second team is away, covered by the third, who is away as well.
    let child = kit.child_led_by("assessment-2").await;
    let sender = kit.as_officer("assessment-2-manager");
    let open = ask::transfer("assessment-2", &child, Plan::ChildInNeed);
    let transfer = sender.transfers().open_transfer(open).await.granted();
    let warning = ask::early_warning(&transfer, COVERING.trim_end_matches("-manager"));
    let transfer = sender
        .transfers()
        .send_early_warning(warning)
        .await
        .granted();

    kit.at("Tue 2026-03-17 09:00").await;
    let receiver = kit.as_officer(COVERING);
    let query = ask::query(&transfer, QueryTopic::InformationGathering);
    let transfer = receiver.transfers().raise_query(query).await.granted();
    let told = kit.told(SENDING_MANAGER, "query-raised").await;
    assert_eq!(told.len(), 1);
    assert_eq!(
        told[0].covering_for,
        ["assessment-2-manager", "assessment-3-manager"]
    );

    let covering = kit.as_officer(SENDING_MANAGER);
    covering
        .transfers()
        .answer_query(ask::answer(&transfer))
        .await
        .granted();
}

pub(crate) async fn nobody_in_post_is_said_and_tried_again_when_somebody_is(kit: &Handrail) {
    // Nobody is named as business support of the receiving service.
    let organisation = kit.organisation();
    let vacant: String = organisation
        .split("business_support_officers = [")
        .enumerate()
        .map(|(place, part)| match (place, part.split_once(']')) {
            (0, _) | (_, None) => part.to_owned(),
            (_, Some((_, rest))) => rest.to_owned(),
        })
        .collect();
    kit.reorganise(&vacant).await;

    let child = kit.child_led_by(SENDER).await;
    let sender = kit.as_officer(SENDING_MANAGER);
    let mut open = ask::transfer(SENDER, &child, Plan::ChildInNeed);
    open.edition_id = "2018".to_owned();
    let transfer = sender.transfers().open_transfer(open).await.granted();
    let warning = ask::early_warning(&transfer, RECEIVER);
    sender
        .transfers()
        .send_early_warning(warning)
        .await
        .granted();
    let notices = kit.notices().await;
    let failed: Vec<_> = notices
        .iter()
        .filter(|one| one.state() == NoticeState::Failed)
        .collect();
    assert_eq!(failed.len(), 1, "{notices:#?}");
    assert!(!failed[0].failure.is_empty());
    assert_eq!(failed[0].officer_id, "");

    kit.reorganise(&organisation).await;
    let retry = RetryNoticeRequest {
        header: ask::header(),
        notice_id: failed[0].id.clone(),
    };
    sender.notifications().retry_notice(retry).await.granted();
    kit.settle().await;
    let get = GetNoticeRequest {
        notice_id: failed[0].id.clone(),
    };
    let notice = sender.notifications().get_notice(get).await.granted();
    assert_eq!(notice.state(), NoticeState::Delivered);
    assert_ne!(notice.officer_id, "");
}
