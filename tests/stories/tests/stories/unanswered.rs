//! No answer: the time runs out, the breach is on record, and the matter goes up by itself.

use crate::case::{Case, RECEIVER, SENDER, SENDING_MANAGER};
use handrail_contracts::escalation::v1::DisputeState;
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Owed, Plan, ask, time::written_of};

stories!(
    c4_1_12_silence_is_a_breach_that_goes_up_by_itself_until_somebody_decides,
    a_breach_is_kept_when_the_duty_is_done_late,
    a_reminder_comes_before_the_time_runs_out,
);

pub(crate) async fn c4_1_12_silence_is_a_breach_that_goes_up_by_itself_until_somebody_decides(
    kit: &Handrail,
) {
    let mut case = Case::warned(kit, Plan::ChildInNeed).await;
    let id = case.transfer.id.clone();
    kit.at("Wed 2026-03-04 17:00").await;
    assert_eq!(
        kit.duty(&id, "review-early-warning").await.standing(),
        "open",
        "the last minute is in time"
    );

    // Wednesday, a minute past five: nobody has answered.
    kit.at("Wed 2026-03-04 17:01").await;
    assert_eq!(
        kit.duty(&id, "review-early-warning").await.standing(),
        "late"
    );
    assert_eq!(
        kit.told("family-safeguarding-east-service-manager", "duty-breached")
            .await
            .len(),
        1
    );
    assert_eq!(kit.told(SENDING_MANAGER, "duty-breached").await.len(), 1);
    case.refresh().await;
    let dispute = kit.dispute(&case.transfer.dispute_id).await;
    assert_eq!(dispute.ground, "no-response");
    assert_eq!(
        (
            dispute.holding_team_id.as_str(),
            dispute.other_team_id.as_str()
        ),
        (SENDER, RECEIVER)
    );
    let rung = &dispute.rungs[0];
    assert_eq!(
        (rung.role.as_str(), rung.because.as_str()),
        ("service-manager", "no-response"),
        "C2-10"
    );
    assert_eq!(
        written_of(rung.due_at.as_ref()),
        "Thu 2026-03-05 17:00",
        "C6.2-11"
    );

    // Thursday: the service managers are silent too, and the heads of service have it (C6.2-12).
    kit.at("Thu 2026-03-05 17:01").await;
    let dispute = kit.dispute(&dispute.id).await;
    let last = dispute.rungs.last().cloned().unwrap_or_default();
    assert_eq!(
        (last.role.as_str(), last.because.as_str()),
        ("head-of-service", "time-ran-out")
    );
    assert_eq!(last.escalated_by, "service:escalation");

    // Friday: there is nobody above them. It stays, and the breach is on record (C6.2-17).
    kit.at("Fri 2026-03-06 17:01").await;
    let dispute = kit.dispute(&dispute.id).await;
    assert_eq!(
        (dispute.state(), dispute.rungs.len()),
        (DisputeState::Open, 2)
    );
    let owed = kit.duties(&dispute.id, "settle-holding").await;
    assert_eq!(
        owed.iter().filter(|duty| duty.standing() == "late").count(),
        1,
        "{owed:#?}"
    );

    kit.at("Mon 2026-03-09 10:00").await;
    let head = kit.as_officer("head-of-family-safeguarding");
    let direction = ask::direction_to(&dispute, RECEIVER);
    head.escalation().settle_dispute(direction).await.granted();
    case.refresh().await;
    assert_eq!(case.transfer.dispute_id, "");
    case.meet("Wed 2026-03-11 10:00").await;
    case.request().await;
    case.take("2026-03-11").await;
    assert_eq!(kit.lead(case.child()).await.team_id, RECEIVER);
}

pub(crate) async fn a_breach_is_kept_when_the_duty_is_done_late(kit: &Handrail) {
    let mut case = Case::progressed(kit, Plan::ChildInNeed).await;
    kit.at("Thu 2026-03-05 09:00").await;
    let owed = kit.duty(&case.transfer.id, "send-early-warning").await;
    assert_eq!(owed.standing(), "late", "C4.1-01");
    assert_eq!(
        kit.told("assessment-service-manager", "duty-breached")
            .await
            .len(),
        1
    );
    case.warn().await;
    let done = kit.duty(&case.transfer.id, "send-early-warning").await;
    assert_eq!(done.standing(), "met late");
    assert_eq!(done.breached_at, owed.breached_at);
}

pub(crate) async fn a_reminder_comes_before_the_time_runs_out(kit: &Handrail) {
    let case = Case::progressed(kit, Plan::ChildInNeed).await;
    kit.at("Tue 2026-03-03 16:59").await;
    assert!(kit.told(SENDING_MANAGER, "duty-due-soon").await.is_empty());
    kit.at("Tue 2026-03-03 17:01").await;
    assert_eq!(kit.told(SENDING_MANAGER, "duty-due-soon").await.len(), 1);
    kit.at("Wed 2026-03-04 16:00").await;
    assert_eq!(
        kit.told(SENDING_MANAGER, "duty-due-soon").await.len(),
        1,
        "once"
    );
    assert_eq!(
        kit.duty(&case.transfer.id, "send-early-warning")
            .await
            .standing(),
        "open"
    );
}
