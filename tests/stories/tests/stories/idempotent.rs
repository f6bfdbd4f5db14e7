//! Requests that are sent again, sent on an old version, or only asked about.

use crate::case::{Case, RECEIVER, SENDER};
use handrail_contracts::transfers::v1::{GetTransferRequest, ListTransfersRequest, Stage};
use handrail_stories::stories;
use handrail_testkit::{
    Command, Granted, Handrail, Plan, ask,
    expect::{expect_invalid, expect_reason},
};
use tonic::Code;

stories!(
    a_request_sent_again_has_the_same_reply_and_one_effect,
    a_request_id_used_for_something_else_is_refused,
    a_command_on_an_old_version_changes_nothing,
    a_command_that_is_only_validated_keeps_nothing,
    the_same_request_sent_twice_at_once_has_one_effect,
    a_contact_registered_again_is_the_same_contact,
);

pub(crate) async fn a_request_sent_again_has_the_same_reply_and_one_effect(kit: &Handrail) {
    let case = Case::progressed(kit, Plan::ChildInNeed).await;
    let warning = ask::early_warning(&case.transfer, RECEIVER).named("once");
    let first = case
        .sender
        .transfers()
        .send_early_warning(warning.clone())
        .await
        .granted();
    kit.at("Tue 2026-03-03 09:00").await;
    let again = case
        .sender
        .transfers()
        .send_early_warning(warning)
        .await
        .granted();
    assert_eq!(again, first);
    assert_eq!(kit.transfer(&first.id).await.version, first.version);
    assert_eq!(
        kit.told("family-safeguarding-east-1-manager", "early-warning")
            .await
            .len(),
        1
    );

    // Ids are separate for each caller and each method.
    let review = ask::review(&first, true).named("once");
    case.receiver
        .transfers()
        .review_early_warning(review)
        .await
        .granted();
}

pub(crate) async fn a_request_id_used_for_something_else_is_refused(kit: &Handrail) {
    let case = Case::progressed(kit, Plan::ChildInNeed).await;
    let warning = ask::early_warning(&case.transfer, RECEIVER).named("once");
    let sent = case
        .sender
        .transfers()
        .send_early_warning(warning.clone())
        .await
        .granted();
    let mut other = warning;
    other.to_team_id = "family-safeguarding-east-2".to_owned();
    let answer = case.sender.transfers().send_early_warning(other).await;
    expect_reason(answer, Code::AlreadyExists, "REQUEST_ID_REUSED");
    assert_eq!(kit.transfer(&sent.id).await, sent);
}

pub(crate) async fn a_command_on_an_old_version_changes_nothing(kit: &Handrail) {
    let case = Case::progressed(kit, Plan::ChildInNeed).await;
    let old = case.transfer.version;
    let warning = ask::early_warning(&case.transfer, RECEIVER).on_version(old);
    let sent = case
        .sender
        .transfers()
        .send_early_warning(warning)
        .await
        .granted();
    assert!(sent.version > old);
    let review = ask::review(&case.transfer, true).on_version(old);
    let answer = case.receiver.transfers().review_early_warning(review).await;
    expect_reason(answer, Code::Aborted, "STALE_VERSION");
    assert_eq!(kit.transfer(&sent.id).await, sent);
    let review = ask::review(&case.transfer, true).on_version(sent.version);
    case.receiver
        .transfers()
        .review_early_warning(review)
        .await
        .granted();
}

pub(crate) async fn a_command_that_is_only_validated_keeps_nothing(kit: &Handrail) {
    let child = kit.child_led_by(SENDER).await;
    let sender = kit.as_officer("assessment-1-manager");
    let open = ask::transfer(SENDER, &child, Plan::ChildInNeed).named("open");
    let would_be = sender
        .transfers()
        .open_transfer(open.clone().only_validated())
        .await
        .granted();
    assert_eq!(would_be.stage(), Stage::Progressed);
    let get = GetTransferRequest {
        transfer_id: would_be.id,
    };
    let gone = sender.transfers().get_transfer(get).await;
    expect_reason(gone, Code::NotFound, "NOT_FOUND");
    assert!(
        sender
            .transfers()
            .list_transfers(ListTransfersRequest::default())
            .await
            .granted()
            .transfers
            .is_empty()
    );
    assert!(kit.tray(SENDER).await.is_empty());

    // What is wrong is found all the same; and the id was not used up.
    let mut wrong = open.clone().only_validated();
    wrong.from_team_id.clear();
    wrong.pathway_id.clear();
    expect_invalid(
        sender.transfers().open_transfer(wrong).await,
        &["from_team_id", "pathway_id"],
    );
    sender.transfers().open_transfer(open).await.granted();
}

pub(crate) async fn the_same_request_sent_twice_at_once_has_one_effect(kit: &Handrail) {
    let child = kit.child_led_by(SENDER).await;
    let (one, other) = (
        kit.as_officer("assessment-1-manager"),
        kit.as_officer("assessment-1-manager"),
    );
    let open = ask::transfer(SENDER, &child, Plan::ChildInNeed).named("twice");
    let (mut here, mut there) = (one.transfers(), other.transfers());
    let (first, second) = tokio::join!(here.open_transfer(open.clone()), there.open_transfer(open));
    assert_eq!(first.granted(), second.granted());
    let listed = one
        .transfers()
        .list_transfers(ListTransfersRequest::default())
        .await
        .granted();
    assert_eq!(listed.transfers.len(), 1);
}

pub(crate) async fn a_contact_registered_again_is_the_same_contact(kit: &Handrail) {
    let desk = kit.as_officer("customer-service-centre-practitioner-1");
    let request = ask::contact(&["neglect"], "district-01", &[ask::born("2016-05-04")]);
    let first = desk
        .intake()
        .register_contact(request.clone())
        .await
        .granted();
    let again = desk
        .intake()
        .register_contact(request.clone())
        .await
        .granted();
    assert_eq!(first, again);
    let mut other = request;
    other.account = "Something else.".to_owned();
    let answer = desk.intake().register_contact(other).await;
    expect_reason(answer, Code::AlreadyExists, "REQUEST_ID_REUSED");
}
