//! Positions are handed out in the order of commit: a reader that goes on from its cursor misses
//! nothing and sees nothing twice.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use handrail_chassis::world::World;
use handrail_contracts::feed::v1::{Entry, SubscribeRequest};
use handrail_ledger::verify::verify;
use handrail_ledger::{Ledger, PARTITIONS, partition_of};
use sea_orm::ConnectionTrait;

use crate::support::{NoState, Place, Served, entry, number_of, on_both, serve, soon, transfer};

on_both!(
    a_follower_of_many_writers_misses_nothing,
    entries_of_one_unit_keep_their_order,
    a_dropped_unit_leaves_nothing,
    a_commit_wakes_whoever_waits,
    services_in_one_database_do_not_mix,
);

/// Each commit takes up to 20 ms after its position has been handed out: long enough for others to
/// overtake it, if they could.
const SLOW_COMMITS: &str = "
    CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(random() * 0.02); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON transfers.journal_entry
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow_commit();";

async fn a_follower_of_many_writers_misses_nothing(place: &Place) {
    let (writers, entries) = if place.is_postgres() {
        (64, 20)
    } else {
        (16, 10)
    };
    let served_by = place.open(World::real()).await;
    if place.is_postgres() {
        let slow = served_by.db().execute_unprepared(SLOW_COMMITS).await;
        slow.expect("a slow database");
    }
    let served = serve(&served_by).await;
    // Eight processes, none of them the one that serves.
    let mut replicas = Vec::new();
    for _ in 0..8 {
        replicas.push(place.open(World::real()).await);
    }
    let writing = (0..writers).map(|writer| {
        let ledger = replicas[usize::try_from(writer).expect("small") % replicas.len()].clone();
        async move {
            for number in 0..entries {
                write(&ledger, writer, number).await;
            }
        }
    });
    let total = usize::try_from(writers * u128::from(entries)).expect("small");
    let (read, _) = tokio::join!(soon(follow(&served, total)), soon(join_all(writing)));

    let mut positions: BTreeMap<u32, u64> = BTreeMap::new();
    let mut numbers: BTreeMap<String, u64> = BTreeMap::new();
    for entry in &read {
        let position = positions.entry(entry.partition).or_default();
        assert_eq!(
            entry.position,
            *position + 1,
            "in partition {}",
            entry.partition
        );
        *position = entry.position;
        let subject = entry.subject.clone().expect("a subject").id;
        let next = numbers.entry(subject).or_default();
        assert_eq!(number_of(entry), *next, "the order of one subject");
        *next += 1;
    }
    assert_eq!(read.len(), total);
    assert_eq!(numbers.len(), usize::try_from(writers).expect("small"));
    let report = verify(&served_by, &NoState).await.expect("verified");
    assert_eq!(report.findings, []);
    assert_eq!(report.entries, total as u64);
    served.stop().await;
}

async fn write(ledger: &Ledger, writer: u128, number: u64) {
    let mut unit = ledger.begin().await.expect("a unit");
    unit.append(entry(&transfer(writer), number));
    unit.commit().await.expect("committed");
}

async fn follow(served: &Served, total: usize) -> Vec<Entry> {
    let request = SubscribeRequest::default();
    let stream = served
        .client()
        .subscribe(request)
        .await
        .expect("subscribed");
    let mut stream = stream.into_inner();
    let mut read = Vec::new();
    while read.len() < total {
        let message = stream.message().await.expect("a message");
        read.extend(message.expect("a message").entries);
    }
    read
}

async fn entries_of_one_unit_keep_their_order(place: &Place) {
    let ledger = place.open(World::real()).await;
    let mut unit = ledger.begin().await.expect("a unit");
    // More than one statement holds, over every partition.
    for number in 0..1_200 {
        unit.append(entry(&transfer(u128::from(number % 200)), number));
    }
    unit.commit().await.expect("committed");
    let served = serve(&ledger).await;
    let read = soon(follow(&served, 1_200)).await;
    let mut last: BTreeMap<u32, u64> = BTreeMap::new();
    for entry in &read {
        let before = last.insert(entry.partition, number_of(entry));
        assert!(before < Some(number_of(entry)));
    }
    assert_eq!(last.len(), usize::try_from(PARTITIONS).expect("small"));
    served.stop().await;
}

async fn a_dropped_unit_leaves_nothing(place: &Place) {
    let ledger = place.open(World::real()).await;
    let mut unit = ledger.begin().await.expect("a unit");
    unit.append(entry(&transfer(1), 0));
    drop(unit);
    write(&ledger, 1, 1).await;
    let report = verify(&ledger, &NoState).await.expect("verified");
    assert_eq!((report.entries, report.findings), (1, Vec::new()));
}

async fn a_commit_wakes_whoever_waits(place: &Place) {
    let ledger = place.open(World::real()).await;
    let appended = ledger.appended();
    let mut woken = std::pin::pin!(appended.notified());
    woken.as_mut().enable();
    let unit = ledger.begin().await.expect("a unit");
    unit.commit().await.expect("committed");
    assert!(
        futures_util::poll!(woken.as_mut()).is_pending(),
        "nothing was appended"
    );
    write(&ledger, 1, 0).await;
    soon(woken).await;
}

async fn services_in_one_database_do_not_mix(place: &Place) {
    let transfers = place.open_as("transfers", World::real()).await;
    let intake = place.open_as("intake", World::real()).await;
    assert_ne!(transfers.epoch(), intake.epoch());
    let mut one = transfers.begin().await.expect("a unit");
    one.append(entry(&transfer(1), 0));
    let mut other = intake.begin().await.expect("a unit");
    other.append(entry(&transfer(1), 0));
    one.commit().await.expect("committed");
    other.commit().await.expect("committed");
    for ledger in [transfers, intake] {
        let report = verify(&ledger, &NoState).await.expect("verified");
        assert_eq!((report.entries, report.findings), (1, Vec::new()));
    }
}

#[test]
fn households_are_spread_over_all_partitions() {
    let mut found: Vec<u32> = (0..500)
        .map(|number| partition_of(transfer(number).household))
        .collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, (0..PARTITIONS).collect::<Vec<_>>());
}
