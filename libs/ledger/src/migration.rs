//! The tables that every service's database has.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, blob, blob_null, boolean, integer, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_uniq,
};

/// The migrations of the ledger; a service's migrator lists them before its own.
pub fn tables() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(Journal),
        Box::new(Obligations),
        Box::new(Followers),
        Box::new(Idempotency),
        Box::new(Owed),
    ]
}

struct Journal;

impl MigrationName for Journal {
    fn name(&self) -> &str {
        "ledger_0001_journal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Journal {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let entries = Table::create()
            .table("journal_entry")
            .col(integer("partition"))
            .col(big_integer("position"))
            .col(uuid_uniq("id"))
            .col(text("subject_kind"))
            .col(uuid("subject_id"))
            .col(uuid("household_id"))
            .col(text("kind"))
            .col(text("payload_type"))
            .col(blob("payload"))
            .col(timestamp_with_time_zone("occurred_at"))
            .col(timestamp_with_time_zone("recorded_at"))
            .col(text("actor"))
            .col(text("edition"))
            .col(text("clauses"))
            .col(text("tells"))
            .col(text("trace_context"))
            .col(blob("previous_hash"))
            .col(blob("hash"))
            .primary_key(Index::create().col("partition").col("position"))
            .to_owned();
        manager.create_table(entries).await?;
        let of_subject = Index::create()
            .name("journal_entry_of_subject")
            .table("journal_entry")
            .col("subject_id")
            .col("partition")
            .col("position")
            .to_owned();
        manager.create_index(of_subject).await?;
        let epoch = Table::create()
            .table("journal_epoch")
            .col(integer("id").primary_key())
            .col(uuid("epoch"))
            .col(timestamp_with_time_zone("since"))
            .to_owned();
        manager.create_table(epoch).await
    }
}

struct Obligations;

impl MigrationName for Obligations {
    fn name(&self) -> &str {
        "ledger_0002_obligations"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Obligations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let obligations = Table::create()
            .table("obligation")
            .col(uuid("id").primary_key())
            .col(text("subject_kind"))
            .col(uuid("subject_id"))
            .col(uuid("household_id"))
            .col(text("edition"))
            .col(text("duty"))
            .col(text("instance"))
            .col(text("title"))
            .col(text("clauses"))
            .col(text("strength"))
            .col(text("owner_team"))
            .col(text("owner_role"))
            .col(timestamp_with_time_zone("started_at"))
            .col(timestamp_with_time_zone_null("due_at"))
            .col(text_null("deadline"))
            .col(timestamp_with_time_zone_null("remind_at"))
            .col(boolean("reminded"))
            .col(timestamp_with_time_zone_null("fires_at"))
            .col(text("state"))
            .col(timestamp_with_time_zone_null("closed_at"))
            .col(timestamp_with_time_zone_null("breached_at"))
            .col(text_null("reason"))
            .col(big_integer("version"))
            .to_owned();
        manager.create_table(obligations).await?;
        // The timer's cost follows what will fire, not what has been kept.
        let firing = Index::create()
            .name("obligation_firing")
            .table("obligation")
            .col("fires_at")
            .col("id")
            .and_where(Expr::col("fires_at").is_not_null())
            .to_owned();
        manager.create_index(firing).await?;
        let tray = Index::create()
            .name("obligation_tray")
            .table("obligation")
            .col("owner_team")
            .col("state")
            .col("due_at")
            .to_owned();
        manager.create_index(tray).await?;
        let of_subject = Index::create()
            .name("obligation_of_subject")
            .table("obligation")
            .col("subject_id")
            .to_owned();
        manager.create_index(of_subject).await
    }
}

struct Followers;

impl MigrationName for Followers {
    fn name(&self) -> &str {
        "ledger_0003_followers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Followers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cursors = Table::create()
            .table("follower_cursor")
            .col(text("source"))
            .col(integer("partition"))
            .col(big_integer("position"))
            .col(text("epoch"))
            .col(text_null("stuck"))
            .primary_key(Index::create().col("source").col("partition"))
            .to_owned();
        manager.create_table(cursors).await
    }
}

struct Idempotency;

impl MigrationName for Idempotency {
    fn name(&self) -> &str {
        "ledger_0004_idempotency"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Idempotency {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let replies = Table::create()
            .table("idempotency")
            .col(text("caller"))
            .col(text("method"))
            .col(text("request_id"))
            .col(blob("body_hash"))
            .col(blob_null("reply"))
            .col(timestamp_with_time_zone("recorded_at"))
            .primary_key(
                Index::create()
                    .col("caller")
                    .col("method")
                    .col("request_id"),
            )
            .to_owned();
        manager.create_table(replies).await
    }
}

struct Owed;

impl MigrationName for Owed {
    fn name(&self) -> &str {
        "ledger_0005_owed"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Owed {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What is owed is counted every few seconds; what was owed once is not looked at.
        let owed = Index::create()
            .name("obligation_owed")
            .table("obligation")
            .col("clauses")
            .col("owner_team")
            .and_where(Expr::col("state").eq("open"))
            .to_owned();
        manager.create_index(owed).await
    }
}
