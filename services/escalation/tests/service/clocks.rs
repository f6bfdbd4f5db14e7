//! When the time of a level runs out.

use crate::support::*;
use handrail_contracts::common::v1::{Obligation, ObligationState};

fn clocks<'o>(duties: &'o [Obligation], level: &str) -> Vec<&'o Obligation> {
    duties
        .iter()
        .filter(|duty| duty.duty_id.contains(level))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn c6_2_11_after_one_working_day_it_goes_up_by_itself_and_both_sides_are_late() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let mut manager = suite.client("team-manager", OTHER);
    suite.exhausted(&id).await;
    manager
        .escalate_dispute(escalate(&id, "service-manager"))
        .await
        .unwrap();

    suite.advance("2026-03-05T17:00").await;
    assert_eq!(
        suite.dispute(&id).await.rungs.len(),
        2,
        "the last minute is still in time"
    );
    suite.advance("2026-03-05T17:05").await;
    let dispute = suite.dispute(&id).await;
    assert_eq!(dispute.rungs.len(), 3);
    let reached = dispute.rungs.last().unwrap();
    assert_eq!(reached.role, "head-of-service");
    assert_eq!(reached.because, "time-ran-out");
    assert_eq!(reached.escalated_by, "service:escalation");

    let duties = suite.duties(&id).await;
    let late = clocks(&duties, "/level-2/");
    assert_eq!(late.len(), 2);
    for clock in late {
        assert_eq!(clock.state(), ObligationState::MetLate);
        assert!(clock.breached_at.is_some());
    }
    let journal = suite.journal().await;
    let breaches: Vec<_> = journal
        .iter()
        .filter(|entry| entry.kind == "obligation.breached")
        .collect();
    assert_eq!(breaches.len(), 2, "each side's, once");
    assert!(breaches.iter().all(|entry| !entry.tells.is_empty()));
    assert!(suite.findings().await.is_empty());
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c6_2_17_on_the_last_level_it_stays_and_the_heads_are_told() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let mut worker = suite.client("team-manager", HOLDING);
    worker.expedite_dispute(expedite(&id)).await.unwrap();
    worker.expedite_dispute(expedite(&id)).await.unwrap();
    suite.advance("2026-03-06T09:00").await;
    let dispute = suite.dispute(&id).await;
    assert_eq!(dispute.rungs.len(), 3);
    let duties = suite.duties(&id).await;
    for clock in clocks(&duties, "/level-3/") {
        assert_eq!(clock.state(), ObligationState::Open);
        assert!(clock.breached_at.is_some());
    }
    let journal = suite.journal().await;
    let breach = journal
        .iter()
        .find(|entry| entry.kind == "obligation.breached")
        .unwrap();
    let mut told: Vec<_> = breach
        .tells
        .iter()
        .map(|tell| tell.to.as_ref().unwrap())
        .map(|post| (post.team_id.as_str(), post.role.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [(HOLDING, "head-of-service"), (OTHER, "head-of-service")]
    );
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c6_2_06_whoever_does_not_take_it_up_in_time_is_late_and_it_stays() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    suite.exhausted(&id).await;
    suite.advance("2026-03-06T09:00").await;
    let duties = suite.duties(&id).await;
    let duty = duties
        .iter()
        .find(|duty| duty.duty_id == "between-teams/escalate-to-service-managers")
        .unwrap();
    assert!(duty.breached_at.is_some());
    assert_eq!(suite.dispute(&id).await.rungs.len(), 1);
    let journal = suite.journal().await;
    let breach = journal
        .iter()
        .find(|entry| entry.kind == "obligation.breached")
        .unwrap();
    assert_eq!(
        breach.tells.len(),
        3,
        "the manager, and both service managers"
    );
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e_resolution_05_left_alone_it_climbs_to_the_directors() {
    let suite = Suite::new().await;
    let disagreed = handrail_contracts::transfers::v1::Disagreed {
        ladder_id: "allocation-resolution".to_owned(),
        urgent: true,
        ..disagreed(matter(1))
    };
    let id = suite.disputed_with(1, "2018", disagreed).await;
    for day in [
        "2026-03-05",
        "2026-03-06",
        "2026-03-09",
        "2026-03-10",
        "2026-03-11",
    ] {
        suite.advance(&format!("{day}T18:00")).await;
    }
    let roles: Vec<_> = suite
        .dispute(&id)
        .await
        .rungs
        .into_iter()
        .map(|rung| rung.role)
        .collect();
    assert_eq!(
        roles,
        [
            "team-manager",
            "service-manager",
            "head-of-service",
            "director"
        ]
    );
    assert!(suite.findings().await.is_empty());
    suite.stop().await;
}
