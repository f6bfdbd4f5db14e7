//! Escalating concerns, and babies who are not born yet (C5).

use crate::case::{Case, RECEIVER, SENDER};
use handrail_contracts::transfers::v1::LegalPlanningOutcome;
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Owed, Plan, ask, expect::expect_refused};

stories!(
    c5_2_02_a_baby_due_inside_four_weeks_stays_until_the_first_hearing,
    c5_2_07_a_baby_due_in_four_weeks_or_more_moves_at_the_conference,
    c5_1_01_proceedings_keep_a_child_with_the_sender_until_the_first_hearing,
    c5_1_03_legal_planning_with_another_outcome_changes_nothing,
);

const CONFERENCE: &str = "Tue 2026-03-10 10:00";

async fn planned<'k>(kit: &'k Handrail, due: &str) -> Case<'k> {
    let baby = kit.family_led_by(SENDER, &[ask::expected(due)]).await;
    let mut case = Case::of(kit, &baby, Plan::ChildProtection).await;
    case.warn().await;
    case.agree().await;
    let conference = ask::conference(&case.transfer, CONFERENCE);
    case.transfer = case
        .sender
        .transfers()
        .set_meeting(conference)
        .await
        .granted();
    let legal = ask::legal_planning(&case.transfer, LegalPlanningOutcome::IssueAtBirth);
    case.transfer = case
        .sender
        .transfers()
        .record_legal_planning(legal)
        .await
        .granted();
    kit.at(CONFERENCE).await;
    case
}

async fn hold_the_conference(case: &mut Case<'_>) {
    let held = ask::meeting_held(&case.transfer);
    case.transfer = case
        .sender
        .transfers()
        .record_meeting_held(held)
        .await
        .granted();
}

pub(crate) async fn c5_2_02_a_baby_due_inside_four_weeks_stays_until_the_first_hearing(
    kit: &Handrail,
) {
    let mut case = planned(kit, "2026-04-06").await; // one day less than four weeks after the conference
    hold_the_conference(&mut case).await;
    assert_eq!(kit.lead(case.child()).await.team_id, SENDER, "C5.2-04");
    assert!(case.transfer.hold.is_some());
    let early = ask::request(&case.transfer);
    expect_refused(
        case.sender.transfers().send_transfer_request(early).await,
        "C5.2-04",
    );
    assert!(
        kit.duties(&case.transfer.id, "send-request-after-conference")
            .await
            .is_empty()
    );

    // The teams work together meanwhile, which moves no responsibility (C5.2-05, C5.2-06).
    let shared = ask::joint_working(&case.transfer, RECEIVER);
    case.transfer = case
        .sender
        .transfers()
        .agree_joint_working(shared)
        .await
        .granted();
    assert_eq!(kit.lead(case.child()).await.team_id, SENDER);

    kit.at("Wed 2026-04-15 12:00").await;
    let hearing = ask::first_hearing(&case.transfer);
    case.transfer = case
        .sender
        .transfers()
        .record_first_hearing(hearing)
        .await
        .granted();
    assert_eq!(
        kit.duty(&case.transfer.id, "send-request-at-first-hearing")
            .await
            .due(),
        "Wed 2026-04-15 23:59",
        "C5.1-04"
    );
    let request = ask::request(&case.transfer);
    case.transfer = case
        .sender
        .transfers()
        .send_transfer_request(request)
        .await
        .granted();
    case.take("2026-04-15").await;
    assert_eq!(kit.lead(case.child()).await.team_id, RECEIVER);
}

pub(crate) async fn c5_2_07_a_baby_due_in_four_weeks_or_more_moves_at_the_conference(
    kit: &Handrail,
) {
    let mut case = planned(kit, "2026-04-07").await; // exactly four weeks after the conference
    assert_eq!(kit.lead(case.child()).await.team_id, SENDER);
    hold_the_conference(&mut case).await;
    assert_eq!(
        kit.lead(case.child()).await.team_id,
        RECEIVER,
        "C5.2-08, C5.2-09"
    );
    assert!(case.transfer.hold.is_none());
}

pub(crate) async fn c5_1_01_proceedings_keep_a_child_with_the_sender_until_the_first_hearing(
    kit: &Handrail,
) {
    let mut case = Case::agreed(kit, Plan::ChildProtection).await;
    let legal = ask::legal_planning(&case.transfer, LegalPlanningOutcome::Issue);
    case.transfer = case
        .sender
        .transfers()
        .record_legal_planning(legal)
        .await
        .granted();
    case.meet(CONFERENCE).await;
    let early = ask::request(&case.transfer);
    expect_refused(
        case.sender.transfers().send_transfer_request(early).await,
        "C5.1-01",
    );

    kit.at("Fri 2026-03-13 12:00").await;
    let hearing = ask::first_hearing(&case.transfer);
    case.transfer = case
        .sender
        .transfers()
        .record_first_hearing(hearing)
        .await
        .granted();
    case.request().await;
    case.take("2026-03-13").await;
    assert_eq!(kit.lead(case.child()).await.team_id, RECEIVER, "C5.1-04");
}

pub(crate) async fn c5_1_03_legal_planning_with_another_outcome_changes_nothing(kit: &Handrail) {
    let mut case = Case::agreed(kit, Plan::ChildProtection).await;
    let legal = ask::legal_planning(&case.transfer, LegalPlanningOutcome::Other);
    case.sender
        .transfers()
        .record_legal_planning(legal)
        .await
        .granted();
    case.meet(CONFERENCE).await;
    case.request().await;
    case.take("2026-03-10").await;
    assert_eq!(kit.lead(case.child()).await.team_id, RECEIVER);
}
