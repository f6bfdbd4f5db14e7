//! How the tables of escalation come to be.

use handrail_ledger::migration::tables;
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, text, text_null, timestamp_with_time_zone, uuid},
    sea_orm::DbBackend,
};

/// Brings the database of escalation up to date.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = tables();
        migrations.push(Box::new(Disputes));
        migrations.push(Box::new(Matters));
        migrations.push(Box::new(Counted));
        migrations
    }
}

struct Disputes;

impl MigrationName for Disputes {
    fn name(&self) -> &str {
        "escalation_0001_disputes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Disputes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let disputes = Table::create()
            .table("dispute")
            .col(uuid("id").primary_key())
            .col(uuid("household_id"))
            .col(uuid("about_id"))
            .col(text("holding_team"))
            .col(text("other_team"))
            .col(text("standing"))
            .col(timestamp_with_time_zone("opened_at"))
            .col(big_integer("version"))
            .col(text("state"))
            .to_owned();
        manager.create_table(disputes).await?;
        let by_time = Index::create()
            .name("dispute_by_time")
            .table("dispute")
            .col("opened_at")
            .col("id")
            .to_owned();
        manager.create_index(by_time).await?;
        let about = Index::create()
            .name("dispute_about")
            .table("dispute")
            .col("about_id")
            .to_owned();
        manager.create_index(about).await
    }
}

struct Matters;

impl MigrationName for Matters {
    fn name(&self) -> &str {
        "escalation_0002_matters"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Matters {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let matters = Table::create()
            .table("matter")
            .col(uuid("id").primary_key())
            .col(text("edition"))
            .col(text("holding_team"))
            .col(text_null("other_team"))
            .to_owned();
        manager.create_table(matters).await
    }
}

/// What is counted every few seconds is counted by an index alone.
struct Counted;

impl MigrationName for Counted {
    fn name(&self) -> &str {
        "escalation_0003_counted"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Counted {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rung = Table::alter()
            .table("dispute")
            .add_column(text("rung").default(""))
            .to_owned();
        manager.alter_table(rung).await?;
        let reached = if manager.get_database_backend() == DbBackend::Sqlite {
            "json_extract(state, '$.rungs[#-1].role')"
        } else {
            "state::json -> 'rungs' -> -1 ->> 'role'"
        };
        let known = format!("UPDATE dispute SET rung = {reached}");
        manager.get_connection().execute_unprepared(&known).await?;
        let open = Index::create()
            .name("dispute_open")
            .table("dispute")
            .col("rung")
            .and_where(Expr::col("standing").eq("open"))
            .to_owned();
        manager.create_index(open).await
    }
}
