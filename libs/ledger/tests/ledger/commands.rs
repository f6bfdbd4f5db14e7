//! Commands are carried out once, however often they are sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::join_all;
use handrail_chassis::world::World;
use handrail_contracts::common::v1::{PageRequest, Post};
use handrail_contracts::status::reason_of;
use handrail_ledger::{Ledger, LedgerError, RequestKey, Unit};
use sea_orm::{ConnectionTrait, Statement};
use tonic::{Code, Status};

use crate::support::{Place, count, entry, on_both, soon, transfer};

on_both!(
    the_same_request_gets_the_same_reply,
    the_same_id_with_another_body_is_refused,
    ids_are_separate_for_callers_and_methods,
    duplicates_at_the_same_moment_have_one_effect,
    a_duplicate_of_a_refused_command_is_decided_anew,
    asking_what_would_happen_keeps_nothing,
    a_lost_race_is_tried_again,
    races_are_not_lost_for_ever,
    a_unit_that_changes_what_another_changed_has_lost,
);

fn key(id: &str, body: u32) -> RequestKey {
    let body = PageRequest {
        size: body,
        token: String::new(),
    };
    RequestKey::of("testa.sample-worker-01", "test.v1.Do", id, &body)
}

/// What a service does: something to its own table, and an entry.
#[derive(Clone)]
struct Work {
    done: Arc<AtomicU64>,
}

impl Work {
    fn new() -> Self {
        Self {
            done: Arc::default(),
        }
    }

    async fn carry_out(&self, unit: &mut Unit) -> Result<Post, Status> {
        let time = self.done.fetch_add(1, Ordering::SeqCst) + 1;
        effect(unit).await?;
        unit.append(entry(&transfer(1), time));
        Ok(Post {
            team_id: format!("done-{time}"),
            role: String::new(),
        })
    }

    async fn send(&self, ledger: &Ledger, key: &RequestKey) -> Result<Post, Status> {
        let work = self.clone();
        let sent = async move |unit: &mut Unit| work.carry_out(unit).await;
        ledger.command(key, false, sent).await
    }
}

async fn effect(unit: &Unit) -> Result<(), LedgerError> {
    let statement = Statement::from_string(
        unit.conn().get_database_backend(),
        "INSERT INTO effect (what) VALUES ('done')",
    );
    let inserted = unit.conn().execute_raw(statement).await;
    inserted.map(|_| ()).map_err(|error| unit.failed(error))
}

/// How often the command took effect: in the service's table, and in the journal.
async fn effects(ledger: &Ledger) -> (i64, i64) {
    (
        count(ledger.db(), "effect").await,
        count(ledger.db(), "journal_entry").await,
    )
}

/// A handler as tonic has it, whose future has to be sent between threads.
#[tonic::async_trait]
trait Handler {
    async fn handle(&self, key: RequestKey) -> Result<Post, Status>;
}

struct Service {
    ledger: Ledger,
    work: Work,
}

#[tonic::async_trait]
impl Handler for Service {
    async fn handle(&self, key: RequestKey) -> Result<Post, Status> {
        self.work.send(&self.ledger, &key).await
    }
}

async fn the_same_request_gets_the_same_reply(place: &Place) {
    let ledger = place.open(World::real()).await;
    let work = Work::new();
    let service = Service {
        ledger: ledger.clone(),
        work: work.clone(),
    };
    let first = service.handle(key("a", 1)).await.expect("carried out");
    let again = service.handle(key("a", 1)).await.expect("answered");
    // Also after a restart.
    let later = work
        .send(&place.open(World::real()).await, &key("a", 1))
        .await;
    assert_eq!(first, again);
    assert_eq!(first, later.expect("answered"));
    assert_eq!(effects(&ledger).await, (1, 1));
}

async fn the_same_id_with_another_body_is_refused(place: &Place) {
    let ledger = place.open(World::real()).await;
    let work = Work::new();
    work.send(&ledger, &key("a", 1)).await.expect("carried out");
    let refused = work.send(&ledger, &key("a", 2)).await.expect_err("refused");
    assert_eq!(refused.code(), Code::AlreadyExists);
    assert_eq!(effects(&ledger).await, (1, 1));
}

async fn ids_are_separate_for_callers_and_methods(place: &Place) {
    let ledger = place.open(World::real()).await;
    let work = Work::new();
    let mut other_caller = key("a", 2);
    other_caller.caller = "testa.sample-worker-02".to_owned();
    let mut other_method = key("a", 3);
    other_method.method = "test.v1.DoElse";
    for key in [key("a", 1), other_caller, other_method] {
        work.send(&ledger, &key).await.expect("carried out");
    }
    assert_eq!(effects(&ledger).await, (3, 3));
}

async fn duplicates_at_the_same_moment_have_one_effect(place: &Place) {
    // Two replicas, eight senders each.
    let replicas = [
        place.open(World::real()).await,
        place.open(World::real()).await,
    ];
    let work = Work::new();
    let key = key("a", 1);
    let sending = (0..16).map(|sender| work.send(&replicas[sender % 2], &key));
    let replies = soon(join_all(sending)).await;
    let replies: Vec<Post> = replies.into_iter().map(|r| r.expect("answered")).collect();
    assert!(replies.iter().all(|reply| *reply == replies[0]));
    assert_eq!(effects(&replicas[0]).await, (1, 1));
    assert_eq!(
        work.done.load(Ordering::SeqCst),
        1,
        "the others waited for the first"
    );
}

async fn a_duplicate_of_a_refused_command_is_decided_anew(place: &Place) {
    let ledger = place.open(World::real()).await;
    let refuse = async |unit: &mut Unit| {
        effect(unit).await?;
        Err::<Post, _>(Status::failed_precondition("not yet"))
    };
    let refused = ledger.command(&key("a", 1), false, refuse).await;
    assert_eq!(
        refused.expect_err("refused").code(),
        Code::FailedPrecondition
    );
    assert_eq!(effects(&ledger).await, (0, 0));
    let work = Work::new();
    work.send(&ledger, &key("a", 1)).await.expect("carried out");
    assert_eq!(effects(&ledger).await, (1, 1));
}

async fn asking_what_would_happen_keeps_nothing(place: &Place) {
    let ledger = place.open(World::real()).await;
    let work = Work::new();
    for _ in 0..2 {
        let asked = work.clone();
        let ask = async move |unit: &mut Unit| asked.carry_out(unit).await;
        let reply: Result<Post, Status> = ledger.command(&key("a", 1), true, ask).await;
        reply.expect("answered");
    }
    assert_eq!(effects(&ledger).await, (0, 0));
    assert_eq!(count(ledger.db(), "idempotency").await, 0);
    work.send(&ledger, &key("a", 1)).await.expect("carried out");
    assert_eq!(effects(&ledger).await, (1, 1));
}

async fn a_lost_race_is_tried_again(place: &Place) {
    let ledger = place.open(World::real()).await;
    let tries = Arc::new(AtomicU64::new(0));
    let counted = tries.clone();
    let racing = async move |unit: &mut Unit| {
        effect(unit).await?;
        if counted.fetch_add(1, Ordering::SeqCst) < 2 {
            return Err(Status::from(unit.lost_race()));
        }
        Ok(Post::default())
    };
    let won: Result<Post, Status> = ledger.command(&key("a", 1), false, racing).await;
    won.expect("the third time");
    assert_eq!(tries.load(Ordering::SeqCst), 3);
    assert_eq!(effects(&ledger).await, (1, 0));
}

async fn races_are_not_lost_for_ever(place: &Place) {
    let ledger = place.open(World::real()).await;
    let tries = Arc::new(AtomicU64::new(0));
    let counted = tries.clone();
    let losing = async move |unit: &mut Unit| {
        effect(unit).await?;
        counted.fetch_add(1, Ordering::SeqCst);
        Err::<Post, _>(Status::from(unit.lost_race()))
    };
    let lost = ledger.command(&key("a", 1), false, losing).await;
    assert_eq!(lost.expect_err("lost").code(), Code::Aborted);
    assert_eq!(tries.load(Ordering::SeqCst), 5);
    assert_eq!(effects(&ledger).await, (0, 0));
}

async fn a_unit_that_changes_what_another_changed_has_lost(place: &Place) {
    use crate::support::{ACTOR, arm, change, duty, fulfil};
    use handrail_domain::obligation::ChangeKind;
    if !place.is_postgres() {
        return; // One writer: there is no race to lose.
    }
    let ledger = place.open(World::real()).await;
    let owed = duty(&transfer(1), "review", None, None);
    arm(&ledger, std::slice::from_ref(&owed)).await;
    let mut late = ledger.begin().await.expect("a unit");
    let seen = late
        .obligation(owed.id)
        .await
        .expect("read")
        .expect("known");
    fulfil(&ledger, owed.id).await;
    let changes = vec![change(ChangeKind::Reassigned, &seen)];
    let lost = late.apply(changes, ACTOR, |_| Vec::new()).await;
    assert!(matches!(lost, Err(LedgerError::Raced)));
}

/// SQLite's own limit stands in for the disk: it fails the same way.
#[tokio::test]
async fn a_full_disk_is_told_loses_nothing_and_is_over_when_there_is_room() {
    let ledger = Place::Memory.open(World::real()).await;
    let work = Work::new();
    work.send(&ledger, &key("before", 1)).await.expect("room");
    let limit = async |pages: u32| {
        let pragma = format!("PRAGMA max_page_count = {pages}");
        ledger.db().execute_unprepared(&pragma).await.expect("set");
    };
    limit(1).await; // no smaller than it is already
    let mut confirmed = 1;
    let full = loop {
        let id = format!("after-{confirmed}");
        match work.send(&ledger, &key(&id, 1)).await {
            Ok(_) => confirmed += 1, // what fits into the last pages
            Err(full) => break full,
        }
    };
    assert_eq!(full.code(), Code::Unavailable, "{full:?}");
    let (reason, _) = reason_of(&full).expect("a reason");
    assert_eq!(reason, "STORAGE_FULL");
    assert_eq!(effects(&ledger).await, (confirmed, confirmed));

    limit(1_000_000).await;
    let again = key(&format!("after-{confirmed}"), 1);
    work.send(&ledger, &again).await.expect("room again");
    assert_eq!(effects(&ledger).await, (confirmed + 1, confirmed + 1));
}
