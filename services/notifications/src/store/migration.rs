//! The schema of this service.

use handrail_ledger::migration;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, integer, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
    uuid,
};

/// Brings the schema up to date: the ledger's tables, the notices, then the letters.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = migration::tables();
        migrations.push(Box::new(Notices));
        migrations.push(Box::new(Letters));
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

struct Letters;

impl MigrationName for Letters {
    fn name(&self) -> &str {
        "notifications_0002_letters"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Letters {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let letters = Table::create()
            .table("letter")
            .col(uuid("id").primary_key())
            .col(uuid("transfer_id"))
            .col(uuid("household_id"))
            .col(timestamp_with_time_zone("composed_at"))
            .col(text("letter"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(letters).await?;
        let content = Table::create()
            .table("letter_content")
            .col(uuid("letter_id").primary_key())
            .col(text("content"))
            .to_owned();
        manager.create_table(content).await?;
        let feedback = Table::create()
            .table("letter_feedback")
            .col(uuid("letter_id"))
            .col(integer("place"))
            .col(text("text"))
            .primary_key(Index::create().col("letter_id").col("place"))
            .to_owned();
        manager.create_table(feedback).await?;
        let known = Table::create()
            .table("known_transfer")
            .col(uuid("transfer_id").primary_key())
            .col(text("known"))
            .to_owned();
        manager.create_table(known).await?;
        for (name, columns) in [
            ("letter_newest", ["composed_at", "id"].as_slice()),
            ("letter_of_transfer", &["transfer_id", "composed_at", "id"]),
        ] {
            let mut listed = Index::create().name(name).table("letter").to_owned();
            for column in columns {
                listed.col(*column);
            }
            manager.create_index(listed).await?;
        }
        // Transfers that were opened before are read once more from the start: no notice is written twice.
        let anew = Query::delete()
            .from_table("follower_cursor")
            .and_where(Expr::col("source").eq("transfers"))
            .to_owned();
        manager.execute(anew).await
    }
}

fn index(name: &'static str) -> IndexCreateStatement {
    Index::create().name(name).table("notice").to_owned()
}
