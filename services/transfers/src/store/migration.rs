//! How the tables of transfers come to be.

use handrail_ledger::migration::tables;
use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, boolean, date, date_null, integer, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid, uuid_null,
    },
    sea_orm::DbBackend,
};

/// Brings the database of transfers up to date.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = tables();
        migrations.push(Box::new(Transfers));
        migrations.push(Box::new(Leads));
        migrations.push(Box::new(Counted));
        migrations.push(Box::new(Comments));
        migrations.push(Box::new(Register));
        migrations.push(Box::new(Meetings));
        migrations.push(Box::new(Consents));
        migrations
    }
}

struct Transfers;

impl MigrationName for Transfers {
    fn name(&self) -> &str {
        "transfers_0001_transfers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Transfers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let transfers = Table::create()
            .table("transfer")
            .col(uuid("id").primary_key())
            .col(uuid("household_id"))
            .col(text("from_team"))
            .col(text_null("to_team"))
            .col(text("stage"))
            .col(big_integer("version"))
            .col(text("state"))
            .to_owned();
        manager.create_table(transfers).await?;
        for column in ["from_team", "to_team"] {
            let by_team = Index::create()
                .name(format!("transfer_by_{column}"))
                .table("transfer")
                .col(column)
                .col("id")
                .to_owned();
            manager.create_index(by_team).await?;
        }
        let children = Table::create()
            .table("transfer_child")
            .col(uuid("transfer_id"))
            .col(uuid("child_id"))
            .col(boolean("holds"))
            .primary_key(Index::create().col("transfer_id").col("child_id"))
            .to_owned();
        manager.create_table(children).await?;
        // A child is part of one transfer at a time, whatever two callers do at the same moment.
        let one_at_a_time = Index::create()
            .name("transfer_child_one_at_a_time")
            .table("transfer_child")
            .col("child_id")
            .unique()
            .and_where(Expr::col("holds").eq(true))
            .to_owned();
        manager.create_index(one_at_a_time).await?;
        let by_child = Index::create()
            .name("transfer_child_by_child")
            .table("transfer_child")
            .col("child_id")
            .col("transfer_id")
            .to_owned();
        manager.create_index(by_child).await
    }
}

struct Leads;

impl MigrationName for Leads {
    fn name(&self) -> &str {
        "transfers_0002_leads"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Leads {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let children = Table::create()
            .table("child")
            .col(uuid("id").primary_key())
            .col(uuid("household_id"))
            .col(text("birth"))
            .to_owned();
        manager.create_table(children).await?;
        let leads = Table::create()
            .table("lead")
            .col(uuid("child_id"))
            .col(integer("place"))
            .col(uuid("household_id"))
            .col(text("team"))
            .col(timestamp_with_time_zone("since"))
            .col(timestamp_with_time_zone_null("until"))
            .col(text_null("worker"))
            .col(date_null("worker_started_on"))
            .col(uuid_null("transfer_id"))
            .col(uuid_null("contact_id"))
            .primary_key(Index::create().col("child_id").col("place"))
            .to_owned();
        manager.create_table(leads).await?;
        let one_now = Index::create()
            .name("lead_one_now")
            .table("lead")
            .col("child_id")
            .unique()
            .and_where(Expr::col("until").is_null())
            .to_owned();
        manager.create_index(one_now).await?;
        for (name, column) in [
            ("lead_by_team", "team"),
            ("lead_by_household", "household_id"),
        ] {
            let by = Index::create()
                .name(name)
                .table("lead")
                .col(column)
                .to_owned();
            manager.create_index(by).await?;
        }
        Ok(())
    }
}

/// What is counted every few seconds is counted by an index alone.
struct Counted;

impl MigrationName for Counted {
    fn name(&self) -> &str {
        "transfers_0003_counted"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Counted {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pathway = Table::alter()
            .table("transfer")
            .add_column(text("pathway").default(""))
            .to_owned();
        manager.alter_table(pathway).await?;
        let stated = if manager.get_database_backend() == DbBackend::Sqlite {
            "json_extract(state, '$.pathway')"
        } else {
            "state::json ->> 'pathway'"
        };
        let known = format!("UPDATE transfer SET pathway = {stated}");
        manager.get_connection().execute_unprepared(&known).await?;
        let standing = Index::create()
            .name("transfer_standing")
            .table("transfer")
            .col("pathway")
            .col("stage")
            .to_owned();
        manager.create_index(standing).await?;
        let unallocated = Index::create()
            .name("lead_unallocated")
            .table("lead")
            .col("team")
            .and_where(Expr::col("until").is_null())
            .and_where(Expr::col("worker").is_null())
            .to_owned();
        manager.create_index(unallocated).await
    }
}

/// What was said about items of the checklist, apart from everything else.
struct Comments;

impl MigrationName for Comments {
    fn name(&self) -> &str {
        "transfers_0004_comments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Comments {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let comments = Table::create()
            .table("checklist_comment")
            .col(uuid("transfer_id"))
            .col(text("item"))
            .col(text("comment"))
            .primary_key(Index::create().col("transfer_id").col("item"))
            .to_owned();
        manager.create_table(comments).await
    }
}

/// What the register is searched by.
struct Register;

impl MigrationName for Register {
    fn name(&self) -> &str {
        "transfers_0005_register"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Register {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            text("edition").default("").to_owned(),
            timestamp_with_time_zone_null("opened_at").to_owned(),
        ] {
            let add = Table::alter()
                .table("transfer")
                .add_column(column)
                .to_owned();
            manager.alter_table(add).await?;
        }
        let (edition, opened_at) = if manager.get_database_backend() == DbBackend::Sqlite {
            (
                "json_extract(state, '$.edition')",
                // As the column keeps it: the zone as an offset.
                "replace(json_extract(state, '$.progressed_at'), 'Z', '+00:00')",
            )
        } else {
            (
                "state::json ->> 'edition'",
                "(state::json ->> 'progressed_at')::timestamptz",
            )
        };
        let known = format!(
            "UPDATE transfer SET edition = coalesce({edition}, ''), opened_at = {opened_at}"
        );
        manager.get_connection().execute_unprepared(&known).await?;
        let opened = Index::create()
            .name("transfer_by_opened_at")
            .table("transfer")
            .col("opened_at")
            .to_owned();
        manager.create_index(opened).await
    }
}

/// Regular meetings, their agendas, and a row a series to wait at.
struct Meetings;

impl MigrationName for Meetings {
    fn name(&self) -> &str {
        "transfers_0006_meetings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Meetings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let meetings = Table::create()
            .table("meeting")
            .col(uuid("id").primary_key())
            .col(text("series"))
            .col(text("district"))
            .col(date("slot"))
            .col(timestamp_with_time_zone("meets_at"))
            .col(big_integer("version"))
            .col(text("state"))
            .to_owned();
        manager.create_table(meetings).await?;
        let one_a_day = Index::create()
            .name("meeting_one_a_day")
            .table("meeting")
            .col("series")
            .col("district")
            .col("slot")
            .unique()
            .to_owned();
        manager.create_index(one_a_day).await?;
        let by_time = Index::create()
            .name("meeting_by_time")
            .table("meeting")
            .col("meets_at")
            .col("id")
            .to_owned();
        manager.create_index(by_time).await?;
        let agenda = Table::create()
            .table("meeting_agenda")
            .col(uuid("meeting_id"))
            .col(uuid("transfer_id"))
            .col(boolean("waits"))
            .primary_key(Index::create().col("meeting_id").col("transfer_id"))
            .to_owned();
        manager.create_table(agenda).await?;
        // A transfer waits for one meeting at a time, whatever two callers do at the same moment.
        let one_at_a_time = Index::create()
            .name("meeting_agenda_one_at_a_time")
            .table("meeting_agenda")
            .col("transfer_id")
            .unique()
            .and_where(Expr::col("waits").eq(true))
            .to_owned();
        manager.create_index(one_at_a_time).await?;
        let series = Table::create()
            .table("meeting_series")
            .col(text("series"))
            .col(text("district"))
            .col(big_integer("dates"))
            .primary_key(Index::create().col("series").col("district"))
            .to_owned();
        manager.create_table(series).await
    }
}

/// The families' consents of now.
struct Consents;

impl MigrationName for Consents {
    fn name(&self) -> &str {
        "transfers_0007_consents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Consents {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let consents = Table::create()
            .table("family_consent")
            .col(uuid("child_id").primary_key())
            .col(timestamp_with_time_zone_null("valid_until"))
            .to_owned();
        manager.create_table(consents).await
    }
}
