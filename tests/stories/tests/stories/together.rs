//! Work that two teams share, a withdrawal, and a duty that is set aside.

use crate::case::{Case, SENDER};
use handrail_contracts::transfers::v1::Stage;
use handrail_stories::stories;
use handrail_testkit::{
    Granted, Handrail, Owed, Plan, ask,
    expect::{expect_not_theirs, expect_refused},
};

stories!(
    c2_08_shared_work_is_recorded_and_moves_no_responsibility,
    a_withdrawn_transfer_leaves_the_lead_where_it_is_and_nothing_is_owed,
    a_duty_is_set_aside_by_a_named_person,
    c2_23_the_talk_after_a_step_down_is_for_a_step_down,
);

pub(crate) async fn c2_08_shared_work_is_recorded_and_moves_no_responsibility(kit: &Handrail) {
    let mut case = Case::agreed(kit, Plan::ChildInNeed).await;
    let shared = ask::joint_working(&case.transfer, crate::case::RECEIVER);
    case.transfer = case
        .sender
        .transfers()
        .agree_joint_working(shared)
        .await
        .granted();
    assert_eq!(case.transfer.joint_working.len(), 1);
    assert_eq!(kit.lead(case.child()).await.team_id, SENDER);
    let done = ask::joint_work_done(&case.transfer);
    case.transfer = case
        .receiver
        .transfers()
        .complete_joint_working(done)
        .await
        .granted();
    assert!(case.transfer.joint_working[0].done_at.is_some());
}

pub(crate) async fn a_withdrawn_transfer_leaves_the_lead_where_it_is_and_nothing_is_owed(
    kit: &Handrail,
) {
    let mut case = Case::agreed(kit, Plan::ChildInNeed).await;
    let theirs = ask::withdrawal(&case.transfer);
    expect_not_theirs(case.receiver.transfers().withdraw_transfer(theirs).await);
    let withdrawal = ask::withdrawal(&case.transfer);
    case.transfer = case
        .sender
        .transfers()
        .withdraw_transfer(withdrawal)
        .await
        .granted();
    assert_eq!(case.transfer.stage(), Stage::Withdrawn);
    assert_eq!(kit.lead(case.child()).await.team_id, SENDER);
    let duties = kit.duties_about(&case.transfer.id).await;
    assert!(
        duties.iter().all(|duty| duty.standing() != "open"),
        "{duties:#?}"
    );
}

pub(crate) async fn a_duty_is_set_aside_by_a_named_person(kit: &Handrail) {
    let case = Case::agreed(kit, Plan::ChildInNeed).await;
    let duty = kit.duty(&case.transfer.id, "plan-joint-visit").await;
    let waived = case
        .receiver
        .transfers()
        .waive_obligation(ask::waiver(&duty))
        .await
        .granted();
    assert_eq!(waived.standing(), "waived");
    assert_eq!(
        kit.duty(&case.transfer.id, "plan-joint-visit")
            .await
            .standing(),
        "waived"
    );
}

pub(crate) async fn c2_23_the_talk_after_a_step_down_is_for_a_step_down(kit: &Handrail) {
    let mut case = Case::requested(kit, Plan::ChildInNeed).await;
    case.take("2026-03-10").await;
    let withdrawn = ask::withdrawn_consent(&case.transfer);
    expect_refused(
        case.receiver
            .transfers()
            .record_disengagement(withdrawn)
            .await,
        "C2-23",
    );
}
