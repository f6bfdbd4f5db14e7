//! How the tables of intake come to be.

use handrail_ledger::migration::tables;
use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, text, text_null, uuid},
};

/// Brings the database of intake up to date.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = tables();
        migrations.push(Box::new(Contacts));
        migrations.push(Box::new(Particulars));
        migrations.push(Box::new(Consents));
        migrations
    }
}

struct Contacts;

impl MigrationName for Contacts {
    fn name(&self) -> &str {
        "intake_0001_contacts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Contacts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let contacts = Table::create()
            .table("contact")
            .col(uuid("id").primary_key())
            .col(uuid("household_id"))
            .col(text("team"))
            .col(text("stage"))
            .col(big_integer("version"))
            .col(text("state"))
            .to_owned();
        manager.create_table(contacts).await?;
        let by_team = Index::create()
            .name("contact_by_team")
            .table("contact")
            .col("team")
            .col("id")
            .to_owned();
        manager.create_index(by_team).await?;
        let children = Table::create()
            .table("referred_child")
            .col(uuid("child_id").primary_key())
            .col(uuid("household_id"))
            .to_owned();
        manager.create_table(children).await
    }
}

/// What identifies people stands in tables of its own.
struct Particulars;

impl MigrationName for Particulars {
    fn name(&self) -> &str {
        "intake_0002_particulars"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Particulars {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let accounts = Table::create()
            .table("contact_account")
            .col(uuid("contact_id").primary_key())
            .col(text_null("referrer_name"))
            .col(text("account"))
            .to_owned();
        manager.create_table(accounts).await?;
        let names = Table::create()
            .table("contact_child_name")
            .col(uuid("contact_id"))
            .col(integer("place"))
            .col(uuid("child_id"))
            .col(text_null("given_name"))
            .col(text("family_name"))
            .primary_key(Index::create().col("contact_id").col("place"))
            .to_owned();
        manager.create_table(names).await?;
        let reasons = Table::create()
            .table("contact_redirection_reason")
            .col(uuid("contact_id"))
            .col(integer("proposal"))
            .col(text("reason"))
            .primary_key(Index::create().col("contact_id").col("proposal"))
            .to_owned();
        manager.create_table(reasons).await
    }
}

/// Consents, decisions to share without, and what both hold about people.
struct Consents;

impl MigrationName for Consents {
    fn name(&self) -> &str {
        "intake_0003_consents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Consents {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let consents = Table::create()
            .table("consent")
            .col(uuid("id").primary_key())
            .col(uuid("household_id"))
            .col(text("team"))
            .col(big_integer("version"))
            .col(text("state"))
            .to_owned();
        manager.create_table(consents).await?;
        let forms = Table::create()
            .table("consent_particulars")
            .col(uuid("consent_id").primary_key())
            .col(text("form"))
            .to_owned();
        manager.create_table(forms).await?;
        let disclosures = Table::create()
            .table("disclosure")
            .col(uuid("id").primary_key())
            .col(uuid("household_id"))
            .col(text("state"))
            .to_owned();
        manager.create_table(disclosures).await?;
        let reasons = Table::create()
            .table("disclosure_reason")
            .col(uuid("disclosure_id").primary_key())
            .col(text("reason"))
            .col(text_null("name"))
            .to_owned();
        manager.create_table(reasons).await?;
        for table in ["consent", "disclosure"] {
            let by_household = Index::create()
                .name(format!("{table}_by_household"))
                .table(table)
                .col("household_id")
                .col("id")
                .to_owned();
            manager.create_index(by_household).await?;
        }
        Ok(())
    }
}
