//! Each notice is written once, whoever races and however often the journal is read.

use crate::support::{
    Place, apply, at, count, early_warning, entry, execute, id, on_both, serve_feed, soon, tell,
    thursday,
};
use handrail_chassis::identity::{Badge, Caller};
use handrail_chassis::lifecycle::Lifecycle;
use handrail_chassis::peer::channel;
use handrail_chassis::worker::{Progress, Worker};
use handrail_chassis::world::World;
use handrail_domain::obligation::{Post, Subject};
use handrail_ledger::follower::Follower;
use handrail_ledger::{Ledger, NewEntry, Tell};
use handrail_notifications::Telling;
use std::sync::Arc;

const ENTRIES: u128 = 24;

on_both!(
    two_followers_and_two_deliveries_tell_everybody_once,
    an_entry_that_is_applied_again_tells_nobody_else,
    the_database_itself_refuses_a_second_notice,
    an_entry_that_tells_nobody_leaves_nothing,
    an_entry_that_makes_no_sense_is_refused_and_leaves_nothing,
);

async fn two_followers_and_two_deliveries_tell_everybody_once(place: &Place) {
    let world = World::virtual_at(thursday());
    let transfers = place.open("transfers", &world).await;
    for number in 0..ENTRIES {
        happen(&transfers, number).await;
    }
    let lifecycle = Lifecycle::new();
    let address = serve_feed(&transfers, &lifecycle).await;
    let replicas = [
        place.notifications(&world).await,
        place.notifications(&world).await,
    ];
    let followers = replicas.each_ref().map(|ledger| {
        let channel = channel(&format!("http://{address}")).expect("a channel");
        let apply = Arc::new(Telling::new("transfers", crate::support::rulebook()));
        let badge = Badge::Development(Caller::service("notifications"));
        Follower::new(ledger.clone(), "transfers", (channel, badge), apply)
    });
    soon(async { tokio::join!(idle(&followers[0]), idle(&followers[1])) }).await;

    // A manager each, and for the vacant post its manager instead.
    let (db, entries) = (replicas[0].db(), i64::try_from(ENTRIES).expect("few"));
    assert_eq!(count(db, "notice").await, 3 * entries);
    assert_eq!(count(db, "notice WHERE state = 'failed'").await, entries);
    assert_eq!(
        count(db, "journal_entry WHERE kind = 'notice.written'").await,
        3 * entries
    );

    let deliveries = replicas.each_ref().map(|ledger| place.delivery(ledger));
    soon(async { tokio::join!(idle(&deliveries[0]), idle(&deliveries[1])) }).await;
    assert_eq!(
        count(db, "notice WHERE state = 'delivered'").await,
        2 * entries
    );
    assert_eq!(
        count(db, "journal_entry WHERE kind = 'notice.delivered'").await,
        2 * entries
    );
    let files = place.files();
    assert_eq!(files.len(), usize::try_from(2 * entries).expect("few"));
    assert!(
        files.iter().all(|file| file.ends_with(".eml")),
        "nothing is left half-way"
    );
    lifecycle.shutdown().await;
}

async fn an_entry_that_is_applied_again_tells_nobody_else(place: &Place) {
    let world = World::virtual_at(at("2026-03-13T10:00:00Z"));
    let ledger = place.notifications(&world).await;
    let east_1 = entry(1, vec![early_warning("family-safeguarding-east-1")]);
    apply(&ledger, &east_1).await.expect("applied");
    world
        .clock
        .advance_to(at("2026-03-17T10:00:00Z"))
        .expect("forwards");
    apply(&ledger, &east_1).await.expect("applied");
    assert_eq!(
        count(ledger.db(), "notice").await,
        1,
        "whoever covers now is not told"
    );
    assert_eq!(count(ledger.db(), "journal_entry").await, 1);
}

async fn the_database_itself_refuses_a_second_notice(place: &Place) {
    let ledger = place.notifications(&World::virtual_at(thursday())).await;
    apply(&ledger, &entry(1, vec![early_warning("assessment-1")]))
        .await
        .expect("applied");
    let other = id(7);
    let other = if place.is_postgres() {
        format!("'{other}'::uuid")
    } else {
        format!("X'{}'", other.simple())
    };
    let twice = format!(
        "INSERT INTO notice SELECT {other}, source, entry_id, recipient, reason, officer_id, team_id, \
         subject_id, household_id, written_at, state, next_try_at, notice, version FROM notice"
    );
    let error = execute(ledger.db(), &twice)
        .await
        .expect_err("refused")
        .to_string();
    assert!(error.to_lowercase().contains("unique"), "{error}");
}

async fn an_entry_that_tells_nobody_leaves_nothing(place: &Place) {
    let ledger = place.notifications(&World::virtual_at(thursday())).await;
    apply(&ledger, &entry(1, Vec::new()))
        .await
        .expect("applied");
    assert_eq!(count(ledger.db(), "notice").await, 0);
}

async fn an_entry_that_makes_no_sense_is_refused_and_leaves_nothing(place: &Place) {
    let ledger = place.notifications(&World::virtual_at(thursday())).await;
    let tells = vec![
        early_warning("assessment-1"),
        tell("assessment-1", "emperor", "early-warning", &[]),
    ];
    let error = apply(&ledger, &entry(1, tells)).await.expect_err("refused");
    assert_eq!(error.to_string(), "a post can't be understood");
    assert_eq!(count(ledger.db(), "notice").await, 0);
}

async fn happen(transfers: &Ledger, number: u128) {
    let tell = |team: &str, role: &str| Tell {
        to: Post {
            team: team.parse().expect("a team"),
            role: role.parse().expect("a role"),
        },
        reason: "worker-named".to_owned(),
        clauses: vec!["C4.1-23".parse().expect("a clause")],
        due: None,
    };
    let mut unit = transfers.begin().await.expect("a unit");
    unit.append(NewEntry {
        id: None,
        subject: Subject {
            kind: "transfer".to_owned(),
            id: id(1_000 + number),
            household: id(1_000_000 + number).into(),
        },
        kind: "transfer.worker-named",
        payload: prost_types::Any::default(),
        occurred_at: thursday(),
        actor: "testa.sample-worker-01".to_owned(),
        edition: None,
        clauses: Vec::new(),
        tells: vec![
            tell("assessment-1", "team-manager"),
            tell("assessment-2", "practitioner"),
        ],
    });
    unit.commit().await.expect("committed");
}

/// Steps until there is nothing left. Whoever loses a race is told so, and tries again.
async fn idle(worker: &dyn Worker) {
    let mut quiet = 0;
    while quiet < 3 {
        quiet = match worker.step().await {
            Ok(Progress::Idle) => quiet + 1,
            Ok(Progress::Did(_) | Progress::Busy) | Err(_) => 0,
        };
    }
}
