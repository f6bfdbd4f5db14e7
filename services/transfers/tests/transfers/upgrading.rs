//! What was kept by an earlier version is brought up to date with the schema.

use crate::serving::{Place, monday, settings};
use chrono::{DateTime, Utc};
use handrail_chassis::{
    database::{DatabaseSettings, connect},
    server::Server,
    world::World,
};
use handrail_frame::StartError;
use handrail_transfers::{Migrator, build};
use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::MigratorTrait;

const KEPT: &str = "INSERT INTO transfer (id, household_id, from_team, to_team, stage, version, state) VALUES \
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'a', 'b', 'decided', 1, \
    '{\"id\":\"x\",\"pathway\":\"assessment-to-family-safeguarding\",
    \"edition\":\"current\",\"progressed_at\":\"2026-03-02T10:00:00Z\"}')";

#[tokio::test]
async fn transfers_that_are_kept_know_their_pathway_on_sqlite() {
    the_pathway_is_known(&Place::Memory).await;
}

#[tokio::test]
async fn transfers_that_are_kept_know_their_pathway_on_postgres() {
    if let Some(place) = Place::postgres().await {
        the_pathway_is_known(&place).await;
        place.remove().await;
    }
}

#[tokio::test]
async fn an_edition_that_transfers_follow_has_to_be_there() {
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("transfers.db");
    let database = || {
        let url = format!("sqlite://{}?mode=rwc", file.display());
        DatabaseSettings::new(&url, None)
    };
    let db = connect(&database()).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    let of_old = KEPT
        .replace("to_team, stage,", "to_team, pathway, edition, stage,")
        .replace("'b', 'decided'", "'b', 'step-down', 'of-old', 'decided'");
    db.execute_unprepared(&of_old).await.unwrap();
    db.close().await.unwrap();

    let settings = settings(database(), folder.path());
    let bound = Server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let world = World::virtual_at(monday());
    let Err(StartError::EditionMissing { service, editions }) = build(settings, world, bound).await
    else {
        panic!("it starts without the edition")
    };
    assert_eq!(
        (service, editions),
        ("transfers", vec!["of-old".to_owned()])
    );
}

async fn the_pathway_is_known(place: &Place) {
    let db = connect(&place.settings("transfers")).await.unwrap();
    let before = Migrator::migrations()
        .iter()
        .take_while(|migration| migration.name() != "transfers_0003_counted")
        .count();
    let before = u32::try_from(before).unwrap();
    Migrator::up(&db, Some(before)).await.unwrap();
    db.execute_unprepared(KEPT).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    let known = "SELECT pathway, edition, opened_at FROM transfer";
    let known = Statement::from_string(db.get_database_backend(), known);
    let row = db.query_one_raw(known).await.unwrap().unwrap();
    let pathway: String = row.try_get("", "pathway").unwrap();
    assert_eq!(pathway, "assessment-to-family-safeguarding");
    let edition: String = row.try_get("", "edition").unwrap();
    assert_eq!(edition, "current");
    let opened_at: DateTime<Utc> = row.try_get("", "opened_at").unwrap();
    assert_eq!(opened_at, monday());
    db.close().await.unwrap();
}
