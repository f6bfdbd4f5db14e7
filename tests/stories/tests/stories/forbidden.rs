//! What nobody may do, each with the clause that forbids it, read from the details of the refusal.

use crate::case::{Case, RECEIVER, SENDER, WORKER};
use handrail_contracts::transfers::v1::{ChildDecision, Ground, QueryTopic};
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Plan, ask, expect::expect_refused};

stories!(
    c2_05_to_c2_17_no_ground_turns_a_child_away_or_makes_the_child_wait,
    c2_15_what_was_agreed_at_the_early_warning_binds,
    c2_21_and_c2_22_records_move_on_the_direct_route_alone,
    c2_29_a_start_is_not_set_back,
    c4_1_05_and_c4_3_02_what_has_to_be_there_first,
    c4_3_13_to_c4_3_16_after_the_request_nothing_is_turned_away_or_opened_again,
    c6_3_02_the_receiver_does_not_chair_a_strategy_discussion,
);

pub(crate) async fn c2_05_to_c2_17_no_ground_turns_a_child_away_or_makes_the_child_wait(
    kit: &Handrail,
) {
    let case = Case::warned(kit, Plan::ChildInNeed).await;
    let before = kit.transfer(&case.transfer.id).await;
    let forbidden = [
        ("C2-05", ChildDecision::Declined, Ground::Capacity),
        ("C2-06", ChildDecision::Deferred, Ground::Capacity),
        ("C2-07", ChildDecision::Declined, Ground::MinorIssues),
        ("C2-08", ChildDecision::Declined, Ground::MinorIssues),
        ("C2-09", ChildDecision::Declined, Ground::OutstandingWork),
        ("C2-16", ChildDecision::Deferred, Ground::Checklist),
        ("C2-17", ChildDecision::Declined, Ground::Checklist),
    ];
    for (clause, decision, ground) in forbidden {
        let refused = ask::decision(&case.transfer, decision, ground);
        let reason = expect_refused(
            case.receiver.transfers().decide_transfer(refused).await,
            clause,
        );
        let verb = if decision == ChildDecision::Declined {
            "DECLINE_FOR_"
        } else {
            "DEFER_FOR_"
        };
        assert!(reason.starts_with(verb), "{clause}: {reason}");
    }
    assert_eq!(
        kit.transfer(&case.transfer.id).await,
        before,
        "nothing changed"
    );
}

pub(crate) async fn c2_15_what_was_agreed_at_the_early_warning_binds(kit: &Handrail) {
    let case = Case::agreed(kit, Plan::ChildInNeed).await;
    let declined = ask::decision(&case.transfer, ChildDecision::Declined, Ground::Threshold);
    expect_refused(
        case.receiver.transfers().decide_transfer(declined).await,
        "C2-15",
    );
    let back = ask::review(&case.transfer, false);
    expect_refused(
        case.receiver.transfers().review_early_warning(back).await,
        "C2-15",
    );
}

pub(crate) async fn c2_21_and_c2_22_records_move_on_the_direct_route_alone(kit: &Handrail) {
    let mut case = Case::agreed(kit, Plan::ChildProtection).await;
    case.meet("Tue 2026-03-10 10:00").await;
    for (clause, route) in [("C2-21", "customer-service-centre"), ("C2-22", "mash")] {
        let mut request = ask::request(&case.transfer);
        request.route = route.to_owned();
        expect_refused(
            case.sender.transfers().send_transfer_request(request).await,
            clause,
        );
    }
}

pub(crate) async fn c2_29_a_start_is_not_set_back(kit: &Handrail) {
    let case = Case::requested(kit, Plan::ChildInNeed).await; // the request is of Tuesday 10 March
    kit.at("Wed 2026-03-11 10:00").await;
    let desk = &case.receiver;
    desk.transfers()
        .decide_transfer(ask::acceptance(&case.transfer))
        .await
        .granted();
    let allocation = ask::allocation(&case.transfer, WORKER);
    desk.transfers().allocate_worker(allocation).await.granted();
    let day_of_the_form = ask::start(&case.transfer, "2026-03-10");
    let reason = expect_refused(desk.transfers().start_work(day_of_the_form).await, "C2-29");
    assert_eq!(reason, "BACKDATE_START");
    kit.at("Fri 2026-03-13 10:00").await;
    let real = ask::start(&case.transfer, "2026-03-12");
    desk.transfers().start_work(real).await.granted();
    let lead = kit.lead(case.child()).await;
    assert_eq!(lead.worker_started_on.map(|on| on.day), Some(12), "C2-27");
}

pub(crate) async fn c4_1_05_and_c4_3_02_what_has_to_be_there_first(kit: &Handrail) {
    let mut case = Case::progressed(kit, Plan::ChildInNeed).await;
    let mut warning = ask::early_warning(&case.transfer, RECEIVER);
    warning.information_gathered = false;
    expect_refused(
        case.sender.transfers().send_early_warning(warning).await,
        "C4.1-05",
    );

    case.warn().await;
    case.meet("Tue 2026-03-10 10:00").await;
    let request = ask::request(&case.transfer);
    let reason = expect_refused(
        case.sender.transfers().send_transfer_request(request).await,
        "C4.3-02",
    );
    assert_eq!(reason, "OUT_OF_ORDER");
}

pub(crate) async fn c4_3_13_to_c4_3_16_after_the_request_nothing_is_turned_away_or_opened_again(
    kit: &Handrail,
) {
    let case = Case::requested(kit, Plan::ChildInNeed).await;
    let before = kit.transfer(&case.transfer.id).await;
    let desk = &case.receiver;
    let declined = ask::decision(&case.transfer, ChildDecision::Declined, Ground::Threshold);
    expect_refused(desk.transfers().decide_transfer(declined).await, "C4.3-13");
    let returned = ask::decision(&case.transfer, ChildDecision::Stays, Ground::NeedsMet);
    expect_refused(desk.transfers().decide_transfer(returned).await, "C4.3-14");
    let threshold = ask::query(&case.transfer, QueryTopic::Threshold);
    expect_refused(desk.transfers().raise_query(threshold).await, "C4.3-15");
    let work = ask::query(&case.transfer, QueryTopic::WorkToBeCompleted);
    expect_refused(desk.transfers().raise_query(work).await, "C4.3-16");
    assert_eq!(
        kit.transfer(&case.transfer.id).await,
        before,
        "nothing changed"
    );
    assert_eq!(kit.lead(case.child()).await.team_id, SENDER);
}

pub(crate) async fn c6_3_02_the_receiver_does_not_chair_a_strategy_discussion(kit: &Handrail) {
    let case = Case::warned(kit, Plan::ChildProtection).await;
    let chaired = ask::strategy_discussion(&case.transfer, RECEIVER);
    let answer = case
        .sender
        .transfers()
        .record_strategy_discussion(chaired)
        .await;
    expect_refused(answer, "C6.3-02");
}
