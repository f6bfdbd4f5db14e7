//! Reminders and breaches happen once, at their time, whoever runs the timer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use handrail_chassis::worker::{Progress, Worker};
use handrail_chassis::world::World;
use handrail_contracts::feed::v1::{Entry, ObligationChange, ObligationEvent, ReadPageRequest};
use handrail_contracts::time::timestamp;
use handrail_domain::obligation::{Change, ChangeKind, Obligation};
use handrail_ledger::timer::{FireError, OnFire, Timer};
use handrail_ledger::verify::verify;
use handrail_ledger::{Ledger, LedgerError, Tell, Unit};
use prost::Message;

use crate::support::{
    ACTOR, NoState, Place, arm, change, count, duty, entry, fulfil, manager, monday, on_both, owed,
    serve, soon, transfer,
};

on_both!(
    an_owner_is_reminded_and_then_the_breach_is_recorded,
    what_is_noticed_late_is_late_from_its_time,
    two_timers_fire_each_obligation_once,
    what_another_is_firing_is_not_nothing_to_do,
    what_was_met_does_not_fire,
    a_moved_due_time_is_another_reminder,
    a_breach_and_what_follows_from_it_are_one,
    what_cannot_be_fired_does_not_hold_up_the_rest,
    the_next_due_time_is_known,
);

/// Tells the owner, appends an entry for each breach, and can be made to fail.
#[derive(Default)]
struct Escalating {
    breached: AtomicU64,
    failing: AtomicBool,
}

#[async_trait]
impl OnFire for Escalating {
    async fn tells(&self, _: &Unit, change: &Change) -> Result<Vec<Tell>, FireError> {
        Ok(vec![Tell {
            to: change.obligation.owner.clone(),
            reason: "duty-breached".to_owned(),
            clauses: change.obligation.clauses.clone(),
            due: None,
        }])
    }

    async fn breached(&self, unit: &mut Unit, change: &Change) -> Result<(), FireError> {
        unit.append(entry(&change.obligation.subject, 1));
        self.breached.fetch_add(1, Ordering::SeqCst);
        if self.failing.load(Ordering::SeqCst) && change.obligation.duty == "test/review" {
            return Err(FireError::Consequence("it is made to fail".into()));
        }
        Ok(())
    }
}

fn timer(ledger: &Ledger) -> (Timer, Arc<Escalating>) {
    let escalating = Arc::new(Escalating::default());
    (Timer::new(ledger.clone(), escalating.clone()), escalating)
}

fn hours(hours: i64) -> DateTime<Utc> {
    monday() + TimeDelta::hours(hours)
}

fn review(due: i64, remind: Option<i64>) -> Obligation {
    duty(&transfer(1), "review", Some(hours(due)), remind.map(hours))
}

async fn start(place: &Place) -> (World, Ledger) {
    let world = World::virtual_at(monday());
    let ledger = place.open(world.clone()).await;
    (world, ledger)
}

async fn entries(ledger: &Ledger) -> Vec<Entry> {
    let served = serve(ledger).await;
    let page = served.client().read_page(ReadPageRequest::default()).await;
    served.stop().await;
    page.expect("a page").into_inner().entries
}

fn kinds(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.kind.as_str()).collect()
}

async fn an_owner_is_reminded_and_then_the_breach_is_recorded(place: &Place) {
    let (world, ledger) = start(place).await;
    arm(&ledger, &[review(24, Some(20))]).await;
    let (timer, _) = timer(&ledger);
    assert_eq!(timer.step().await.expect("stepped"), Progress::Idle);

    world.clock.advance_to(hours(20)).expect("later");
    assert_eq!(timer.step().await.expect("stepped"), Progress::Did(1));
    assert_eq!(timer.step().await.expect("stepped"), Progress::Idle);

    // The whole of the due second is in time.
    world.clock.advance_to(hours(24)).expect("later");
    assert_eq!(timer.step().await.expect("stepped"), Progress::Idle);
    let late = hours(24) + TimeDelta::seconds(1);
    world.clock.advance_to(late).expect("later");
    assert_eq!(timer.step().await.expect("stepped"), Progress::Did(1));
    assert_eq!(timer.step().await.expect("stepped"), Progress::Idle);

    let entries = entries(&ledger).await;
    let expected = [
        "obligation.armed",
        "obligation.due-soon",
        "obligation.breached",
        "test.happened",
    ];
    assert_eq!(kinds(&entries), expected);
    let reminder = entries[1].tells.first().expect("somebody is told");
    assert_eq!(reminder.reason, "duty-due-soon");
    assert_eq!(
        reminder.to.clone().expect("a post").team_id,
        manager().team.as_str()
    );
    assert_eq!(reminder.due_at, Some(timestamp(hours(24))));
    assert_eq!(
        entries[2].tells.first().expect("somebody is told").reason,
        "duty-breached"
    );
    assert!(
        entries[1..3]
            .iter()
            .all(|entry| entry.actor == "service:transfers")
    );
    assert_eq!(
        changes(&entries),
        [
            ObligationChange::Armed,
            ObligationChange::Unspecified,
            ObligationChange::Breached
        ]
    );
    let report = verify(&ledger, &NoState).await.expect("verified");
    assert_eq!(report.findings, []);
}

fn changes(entries: &[Entry]) -> Vec<ObligationChange> {
    let about = entries
        .iter()
        .filter(|entry| entry.kind.starts_with("obligation."));
    let event = |entry: &Entry| {
        let payload = entry.payload.clone().expect("a payload");
        ObligationEvent::decode(payload.value.as_slice())
            .expect("an event")
            .change()
    };
    about.map(event).collect()
}

async fn what_is_noticed_late_is_late_from_its_time(place: &Place) {
    let (world, ledger) = start(place).await;
    arm(&ledger, &[review(24, Some(20))]).await;
    let (timer, _) = timer(&ledger);
    // The service was down for a week.
    world.clock.advance_to(hours(24 * 8)).expect("later");
    assert_eq!(timer.step().await.expect("stepped"), Progress::Did(1));
    let late = hours(24) + TimeDelta::seconds(1);
    assert_eq!(
        owed(&ledger, transfer(1).id).await[0].breached_at,
        Some(late)
    );
    let entries = entries(&ledger).await;
    // Nobody is reminded of what is late.
    assert_eq!(
        kinds(&entries),
        ["obligation.armed", "obligation.breached", "test.happened"]
    );
    assert_eq!(entries[1].occurred_at, Some(timestamp(late)));
    assert_eq!(entries[1].recorded_at, Some(timestamp(hours(24 * 8))));
}

async fn two_timers_fire_each_obligation_once(place: &Place) {
    let (world, ledger) = start(place).await;
    let duties: Vec<Obligation> = (0..60)
        .map(|number| duty(&transfer(number), "review", Some(hours(1)), None))
        .collect();
    arm(&ledger, &duties).await;
    world.clock.advance_to(hours(2)).expect("later");
    let other = place.open(world.clone()).await;
    let (one, other) = (timer(&ledger), timer(&other));
    let (first, second) = soon(async { tokio::join!(one.0.step(), other.0.step()) }).await;
    let fired = |progress: Progress| match progress {
        Progress::Idle | Progress::Busy => 0,
        Progress::Did(fired) => fired,
    };
    assert_eq!(
        fired(first.expect("stepped")) + fired(second.expect("stepped")),
        60
    );
    let breached = "journal_entry WHERE kind = 'obligation.breached'";
    assert_eq!(count(ledger.db(), breached).await, 60);
    assert_eq!(
        count(ledger.db(), "journal_entry WHERE kind = 'test.happened'").await,
        60
    );
    assert_eq!(one.0.step().await.expect("stepped"), Progress::Idle);
}

async fn what_another_is_firing_is_not_nothing_to_do(place: &Place) {
    if !place.is_postgres() {
        return; // One writer: the timer waits for the other.
    }
    let (world, ledger) = start(place).await;
    let duty = review(24, None);
    arm(&ledger, std::slice::from_ref(&duty)).await;
    world.clock.advance_to(hours(25)).expect("later");
    let mut other = ledger.begin().await.expect("a unit");
    let owed = other.obligation(duty.id).await.expect("read");
    let breach = owed.and_then(|owed| owed.breach(world.now()));
    let breach = breach.expect("late");
    other
        .apply(vec![breach], ACTOR, |_| Vec::new())
        .await
        .expect("recorded");
    let (timer, _) = timer(&ledger);
    assert_eq!(timer.step().await.expect("stepped"), Progress::Busy);
    other.commit().await.expect("committed");
    assert_eq!(timer.step().await.expect("stepped"), Progress::Idle);
}

async fn what_was_met_does_not_fire(place: &Place) {
    let (world, ledger) = start(place).await;
    let duty = review(24, Some(20));
    arm(&ledger, std::slice::from_ref(&duty)).await;
    world.clock.advance_to(hours(23)).expect("later");
    fulfil(&ledger, duty.id).await;
    world.clock.advance_to(hours(25)).expect("later");
    let (timer, _) = timer(&ledger);
    assert_eq!(timer.step().await.expect("stepped"), Progress::Idle);
    assert_eq!(timer.next_due().await.expect("known"), None);
}

async fn a_moved_due_time_is_another_reminder(place: &Place) {
    let (world, ledger) = start(place).await;
    arm(&ledger, &[review(24, Some(20))]).await;
    let (timer, _) = timer(&ledger);
    world.clock.advance_to(hours(20)).expect("later");
    timer.step().await.expect("stepped");

    let mut unit = ledger.begin().await.expect("a unit");
    let before = unit
        .obligations(transfer(1).id)
        .await
        .expect("read")
        .remove(0);
    let moved = Obligation {
        deadline: review(72, None).deadline,
        remind_at: Some(hours(68)),
        ..before
    };
    let moved = change(ChangeKind::Reprojected, &moved);
    unit.apply(vec![moved], ACTOR, |_| Vec::new())
        .await
        .expect("moved");
    unit.commit().await.expect("committed");

    assert_eq!(timer.next_due().await.expect("known"), Some(hours(68)));
    world.clock.advance_to(hours(68)).expect("later");
    assert_eq!(timer.step().await.expect("stepped"), Progress::Did(1));
    assert_eq!(
        count(
            ledger.db(),
            "journal_entry WHERE kind = 'obligation.due-soon'"
        )
        .await,
        2
    );
    assert_eq!(
        verify(&ledger, &NoState).await.expect("verified").findings,
        []
    );
}

async fn a_breach_and_what_follows_from_it_are_one(place: &Place) {
    let (world, ledger) = start(place).await;
    arm(&ledger, &[review(24, None)]).await;
    world.clock.advance_to(hours(25)).expect("later");
    let (timer, escalating) = timer(&ledger);
    escalating.failing.store(true, Ordering::SeqCst);
    timer.step().await.expect_err("it is made to fail");
    assert_eq!(
        count(ledger.db(), "journal_entry").await,
        1,
        "only that it was armed"
    );
    assert_eq!(owed(&ledger, transfer(1).id).await[0].breached_at, None);
    escalating.failing.store(false, Ordering::SeqCst);
    assert_eq!(timer.step().await.expect("stepped"), Progress::Did(1));
    assert_eq!(count(ledger.db(), "journal_entry").await, 3);
}

async fn what_cannot_be_fired_does_not_hold_up_the_rest(place: &Place) {
    let (world, ledger) = start(place).await;
    let mut duties = vec![review(1, None)];
    duties.extend((2..152).map(|number| duty(&transfer(number), "name", Some(hours(2)), None)));
    arm(&ledger, &duties).await;
    world.clock.advance_to(hours(25)).expect("later");
    let (timer, escalating) = timer(&ledger);
    escalating.failing.store(true, Ordering::SeqCst);
    assert_eq!(timer.step().await.expect("stepped"), Progress::Did(150));
    timer.step().await.expect_err("the failing one is left");
}

async fn the_next_due_time_is_known(place: &Place) {
    let (_, ledger) = start(place).await;
    let (timer, _) = timer(&ledger);
    assert_eq!(timer.next_due().await.expect("known"), None);
    let without_limit = duty(&transfer(3), "review", None, None);
    let later = duty(&transfer(2), "review", Some(hours(30)), None);
    arm(&ledger, &[without_limit, later, review(24, None)]).await;
    let late = hours(24) + TimeDelta::seconds(1);
    assert_eq!(timer.next_due().await.expect("known"), Some(late));
}

#[test]
fn a_failure_in_the_ledger_can_be_passed_on() {
    let error = FireError::from(LedgerError::Raced);
    assert_eq!(error.to_string(), LedgerError::Raced.to_string());
}
