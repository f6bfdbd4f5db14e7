//! The schema of this service.

use handrail_ledger::migration;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

/// Brings the schema up to date: the ledger's tables, then the notices.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = migration::tables();
        migrations.push(Box::new(Notices));
        migrations
    }
}

struct Notices;

impl MigrationName for Notices {
    fn name(&self) -> &str {
        "notifications_0001_notices"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Notices {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let notices = Table::create()
            .table("notice")
            .col(uuid("id").primary_key())
            .col(text("source"))
            .col(uuid("entry_id"))
            .col(text("recipient"))
            .col(text("reason"))
            .col(text_null("officer_id"))
            .col(text("team_id"))
            .col(uuid("subject_id"))
            .col(uuid("household_id"))
            .col(timestamp_with_time_zone("written_at"))
            .col(text("state"))
            .col(timestamp_with_time_zone_null("next_try_at"))
            .col(text("notice"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(notices).await?;
        // The last guard of "each notice once per recipient", whatever the code above it does.
        let once = index("notice_once")
            .col("source")
            .col("entry_id")
            .col("recipient")
            .col("reason")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        // The cost of delivering follows what waits, not what has been kept.
        let waiting = index("notice_waiting")
            .col("next_try_at")
            .col("id")
            .and_where(Expr::col("next_try_at").is_not_null())
            .to_owned();
        manager.create_index(waiting).await?;
        let newest = index("notice_newest")
            .col("written_at")
            .col("id")
            .to_owned();
        manager.create_index(newest).await?;
        for (name, column) in [
            ("notice_of_officer", "officer_id"),
            ("notice_of_team", "team_id"),
            ("notice_of_subject", "subject_id"),
            ("notice_of_state", "state"),
        ] {
            let listed = index(name)
                .col(column)
                .col("written_at")
                .col("id")
                .to_owned();
            manager.create_index(listed).await?;
        }
        Ok(())
    }
}

fn index(name: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table("notice").to_owned()
}
