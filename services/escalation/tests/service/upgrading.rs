//! What was kept by an earlier version is brought up to date with the schema.

use crate::support::{Place, on_both};
use handrail_chassis::database::connect;
use handrail_escalation::Migrator;
use sea_orm::{ConnectionTrait, Statement};
use sea_orm_migration::MigratorTrait;

on_both!(disputes_that_are_kept_know_their_rung);

const KEPT: &str = "INSERT INTO dispute (id, household_id, about_id, holding_team, other_team, standing, opened_at, version, \
    state) VALUES ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', \
    '00000000-0000-7000-8000-000000000003', 'a', 'b', 'open', '2026-03-02T10:00:00+00:00', 1, \
    '{\"rungs\":[{\"role\":\"team-manager\"},{\"role\":\"service-manager\"}]}')";

async fn disputes_that_are_kept_know_their_rung(place: &Place) {
    let db = connect(&place.settings()).await.unwrap();
    let before = Migrator::migrations()
        .iter()
        .take_while(|migration| migration.name() != "escalation_0003_counted")
        .count();
    let before = u32::try_from(before).unwrap();
    Migrator::up(&db, Some(before)).await.unwrap();
    db.execute_unprepared(KEPT).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    let known = "SELECT rung FROM dispute";
    let known = Statement::from_string(db.get_database_backend(), known);
    let row = db.query_one_raw(known).await.unwrap().unwrap();
    let rung: String = row.try_get("", "rung").unwrap();
    assert_eq!(rung, "service-manager");
    db.close().await.unwrap();
}
