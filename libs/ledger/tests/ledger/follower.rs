//! Each entry of another service is applied exactly once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use handrail_chassis::identity::{Badge, Caller};
use handrail_chassis::lifecycle::Lifecycle;
use handrail_chassis::telemetry::{self, TelemetrySettings};
use handrail_chassis::worker::{Progress, Worker};
use handrail_chassis::world::World;
use handrail_contracts::feed::v1::{Entry, GetHeadsRequest, ReadPageRequest};
use handrail_ledger::follower::{Apply, ApplyError, Follower};
use handrail_ledger::{Ledger, Unit, renew_epoch};
use sea_orm::{ConnectionTrait, Statement};
use tokio::sync::Notify;
use tracing::{Instrument, info_span};

use crate::support::{Place, Served, count, entry, on_both, serve, soon, transfer};

on_both!(
    two_racing_followers_apply_each_entry_once,
    a_crash_between_effect_and_commit_repeats_nothing,
    following_goes_on_wherever_it_was_stopped,
    an_entry_that_cannot_be_applied_stops_its_partition_visibly,
    a_failure_that_passes_stops_nothing,
    a_restored_journal_is_not_followed_on,
    a_subscription_follows_and_reconnects,
);

const FOLLOWING: &str = "handrail.notifications.v1.NotificationsService";

/// Records the entry in the service's own table, and appends an entry of its own.
#[derive(Default)]
struct Recording {
    /// The kind that can't be applied.
    refused: Option<&'static str>,
    /// Waits for ever after the effect, once it is told to.
    hanging: AtomicBool,
    at_effect: Notify,
    /// Fails as a lost race does, once it is told to.
    racing: AtomicBool,
}

#[async_trait]
impl Apply for Recording {
    async fn apply(&self, unit: &mut Unit, entry: &Entry) -> Result<(), ApplyError> {
        let backend = unit.conn().get_database_backend();
        let sql = format!("INSERT INTO effect (what) VALUES ('{}')", entry.id);
        let inserted = unit
            .conn()
            .execute_raw(Statement::from_string(backend, sql))
            .await;
        inserted.map_err(|error| unit.failed(error))?;
        if self.hanging.load(Ordering::SeqCst) {
            self.at_effect.notify_one();
            std::future::pending::<()>().await;
        }
        if self.racing.load(Ordering::SeqCst) {
            return Err(unit.lost_race().into());
        }
        if self.refused == Some(entry.kind.as_str()) {
            return Err(ApplyError::Impossible("no such pathway".to_owned()));
        }
        unit.append(crate::support::entry(&transfer(77), 0));
        Ok(())
    }
}

struct Scene {
    source: Ledger,
    served: Served,
    here: Ledger,
}

impl Scene {
    async fn set(place: &Place) -> Self {
        let source = place.open_as("transfers", World::real()).await;
        let served = serve(&source).await;
        let here = place.open_as("notifications", World::real()).await;
        Self {
            source,
            served,
            here,
        }
    }

    async fn write(&self, from: u64, to: u64) {
        for number in from..to {
            self.write_kind("test.happened", u128::from(number % 5), number)
                .await;
        }
    }

    async fn write_kind(&self, kind: &'static str, subject: u128, number: u64) {
        let mut unit = self.source.begin().await.expect("a unit");
        let mut entry = entry(&transfer(subject), number);
        entry.kind = kind;
        unit.append(entry);
        unit.commit().await.expect("committed");
    }

    fn follower(&self, apply: &Arc<Recording>) -> Follower {
        self.follower_in(&self.here, apply)
    }

    fn follower_in(&self, here: &Ledger, apply: &Arc<Recording>) -> Follower {
        let channel = self.served.channel.clone();
        let badge = Badge::Development(Caller::service("escalation"));
        Follower::new(here.clone(), "transfers", (channel, badge), apply.clone())
            .reporting(self.served.health.clone(), FOLLOWING)
    }

    /// How many effects there are, how many different ones, and how many entries of our own.
    async fn effects(&self) -> (i64, i64, i64) {
        (
            count(self.here.db(), "effect").await,
            count(
                self.here.db(),
                "(SELECT DISTINCT what FROM effect) AS different",
            )
            .await,
            count(self.here.db(), "journal_entry").await,
        )
    }

    /// What the following service says about how far it is: positions and what holds it up.
    async fn followed(&self) -> (BTreeMap<u32, u64>, String) {
        let served = serve(&self.here).await;
        let heads = served
            .client()
            .get_heads(GetHeadsRequest {})
            .await
            .expect("heads");
        served.stop().await;
        let followed = heads.into_inner().followed.remove(0);
        assert_eq!(followed.source, "transfers");
        let positions = followed.cursor.expect("a cursor").positions;
        let positions = positions.into_iter().map(|p| (p.partition, p.position));
        (positions.collect(), followed.stuck)
    }
}

async fn catch_up(follower: &Follower) {
    while follower.step().await.expect("stepped") != Progress::Idle {}
}

async fn two_racing_followers_apply_each_entry_once(place: &Place) {
    let scene = Scene::set(place).await;
    scene.write(0, 100).await;
    let replica = place.open_as("notifications", World::real()).await;
    let apply = Arc::new(Recording::default());
    let (one, other) = (scene.follower(&apply), scene.follower_in(&replica, &apply));
    soon(async { tokio::join!(catch_up(&one), catch_up(&other)) }).await;
    assert_eq!(scene.effects().await, (100, 100, 100));
    scene.write(100, 140).await;
    soon(async { tokio::join!(catch_up(&other), catch_up(&one)) }).await;
    assert_eq!(scene.effects().await, (140, 140, 140));
    assert_eq!(scene.followed().await.0.values().sum::<u64>(), 140);
    scene.served.stop().await;
}

async fn a_crash_between_effect_and_commit_repeats_nothing(place: &Place) {
    let scene = Scene::set(place).await;
    scene.write(0, 10).await;
    let apply = Arc::new(Recording::default());
    apply.hanging.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        let crashing = scene.follower(&apply);
        soon(async {
            tokio::select! {
                _ = crashing.step() => panic!("it hangs"),
                () = apply.at_effect.notified() => {}
            }
        })
        .await;
    }
    assert_eq!(
        scene.effects().await,
        (0, 0, 0),
        "nothing of the effect remains"
    );
    apply.hanging.store(false, Ordering::SeqCst);
    soon(catch_up(&scene.follower(&apply))).await;
    assert_eq!(scene.effects().await, (10, 10, 10));
    scene.served.stop().await;
}

async fn following_goes_on_wherever_it_was_stopped(place: &Place) {
    let scene = Scene::set(place).await;
    let apply = Arc::new(Recording::default());
    let mut written = 0;
    for more in [1, 3, 250, 2, 0, 40] {
        scene.write(written, written + more).await;
        written += more;
        // A process of its own each time, stopped after one page.
        let here = place.open_as("notifications", World::real()).await;
        scene
            .follower_in(&here, &apply)
            .step()
            .await
            .expect("stepped");
    }
    soon(catch_up(&scene.follower(&apply))).await;
    let written = i64::try_from(written).expect("small");
    assert_eq!(scene.effects().await, (written, written, written));
    scene.served.stop().await;
}

async fn an_entry_that_cannot_be_applied_stops_its_partition_visibly(place: &Place) {
    let scene = Scene::set(place).await;
    scene.write(0, 10).await;
    scene.write_kind("test.poison", 2, 10).await;
    scene.write(11, 31).await;
    let stubborn = Arc::new(Recording {
        refused: Some("test.poison"),
        ..Recording::default()
    });
    let follower = scene.follower(&stubborn);
    soon(catch_up(&follower)).await;
    // Four of the later entries stand behind it, in the same partition.
    assert_eq!(scene.effects().await, (26, 26, 26));
    let (_, stuck) = scene.followed().await;
    assert!(
        stuck.contains("test.poison") && stuck.contains("no such pathway"),
        "{stuck}"
    );
    let reasons = scene.served.health.reasons();
    assert!(
        reasons.len() == 1 && reasons[0].0 == FOLLOWING,
        "{reasons:?}"
    );
    // It stays so, also for another process.
    soon(catch_up(&scene.follower(&stubborn))).await;
    assert_eq!(scene.effects().await, (26, 26, 26));
    // Once it can be applied, it goes on.
    let mended = Arc::new(Recording::default());
    soon(catch_up(&scene.follower(&mended))).await;
    assert_eq!(scene.effects().await, (31, 31, 31));
    assert_eq!(scene.followed().await.1, "");
    scene.served.stop().await;
}

async fn a_failure_that_passes_stops_nothing(place: &Place) {
    let scene = Scene::set(place).await;
    scene.write(0, 5).await;
    let apply = Arc::new(Recording::default());
    apply.racing.store(true, Ordering::SeqCst);
    let follower = scene.follower(&apply);
    follower.step().await.expect_err("it lost every race");
    assert_eq!(scene.effects().await, (0, 0, 0));
    apply.racing.store(false, Ordering::SeqCst);
    soon(catch_up(&follower)).await;
    assert_eq!(scene.effects().await, (5, 5, 5));
    scene.served.stop().await;
}

async fn a_restored_journal_is_not_followed_on(place: &Place) {
    let mut scene = Scene::set(place).await;
    scene.write(0, 5).await;
    let apply = Arc::new(Recording::default());
    soon(catch_up(&scene.follower(&apply))).await;
    renew_epoch(scene.source.db(), "transfers", scene.source.world())
        .await
        .expect("restored");
    scene.source = place.open_as("transfers", World::real()).await;
    scene.served = serve(&scene.source).await;
    scene.write(5, 9).await;
    let follower = scene.follower(&apply);
    for _ in 0..2 {
        let refused = follower.step().await.expect_err("refused").to_string();
        assert!(refused.contains("another epoch"), "{refused}");
    }
    assert_eq!(scene.effects().await, (5, 5, 5));
    let (_, stuck) = scene.followed().await;
    assert!(stuck.contains("EPOCH_CHANGED"), "{stuck}");
    assert_eq!(scene.served.health.reasons().len(), 1);
    scene.served.stop().await;
}

async fn a_subscription_follows_and_reconnects(place: &Place) {
    let mut scene = Scene::set(place).await;
    scene.write(0, 20).await;
    let apply = Arc::new(Recording::default());
    for round in 1..=2 {
        let lifecycle = Lifecycle::new();
        Arc::new(scene.follower(&apply)).run(&lifecycle);
        let written = round * 40;
        scene.write(written - 20, written).await;
        soon(reach(&scene.here, i64::try_from(written).expect("small"))).await;
        lifecycle.shutdown().await;
        assert_eq!(lifecycle.died(), None);
        scene.write(written, written + 20).await;
        scene.served.lifecycle.shutdown().await;
        scene.served = serve(&scene.source).await;
    }
    scene.served.stop().await;
}

/// There is one connection, which everybody takes turns with.
#[tokio::test(flavor = "multi_thread")]
async fn services_in_memory_follow_each_other() {
    let scene = Scene::set(&Place::Memory).await;
    let apply = Arc::new(Recording::default());
    let lifecycle = Lifecycle::new();
    Arc::new(scene.follower(&apply)).run(&lifecycle);
    let writing = (0..20).map(|subject| scene.write_kind("test.happened", subject, 0));
    futures_util::future::join_all(writing).await;
    soon(reach(&scene.here, 20)).await;
    assert_eq!(scene.effects().await, (20, 20, 20));
    lifecycle.shutdown().await;
    scene.served.stop().await;
}

/// What an entry causes elsewhere belongs to the trace of the call that caused the entry.
#[tokio::test(flavor = "multi_thread")]
async fn one_trace_leads_through_the_feed() {
    let telemetry = telemetry::init("test", &TelemetrySettings::default()).await;
    let _telemetry = telemetry.expect("nothing else here starts it");
    let place = Place::sqlite();
    let scene = Scene::set(&place).await;
    scene.write(0, 1).instrument(info_span!("call")).await;
    scene
        .write(1, 2)
        .instrument(info_span!("another call"))
        .await;
    catch_up(&scene.follower(&Arc::new(Recording::default()))).await;
    let served = serve(&scene.here).await;
    let mut traces = Vec::new();
    for served in [&scene.served, &served] {
        let page = served.client().read_page(ReadPageRequest::default()).await;
        let entries = page.expect("a page").into_inner().entries;
        let mut trace: Vec<String> = entries.iter().map(trace_of).collect();
        trace.sort_unstable();
        traces.push(trace);
    }
    assert_ne!(traces[0][0], traces[0][1]);
    assert_eq!(traces[0], traces[1]);
    served.stop().await;
    scene.served.stop().await;
}

fn trace_of(entry: &Entry) -> String {
    let mut parts = entry.trace_context.split('-');
    parts.nth(1).expect("a trace id").to_owned()
}

/// Waits until so many entries have been applied; each of them appends one here.
async fn reach(here: &Ledger, applied: i64) {
    let appended = here.appended();
    loop {
        let mut woken = std::pin::pin!(appended.notified());
        woken.as_mut().enable();
        if count(here.db(), "effect").await >= applied {
            return;
        }
        woken.await;
    }
}
