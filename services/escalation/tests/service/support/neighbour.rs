//! A stand-in for another service: a ledger with a feed, in which the test writes what happened.

use super::{HOLDING, OTHER, start};
use async_trait::async_trait;
use handrail_chassis::{
    database::{DatabaseSettings, connect, migrate},
    identity::IdentityMode,
    lifecycle::Lifecycle,
    server::Server,
    world::World,
};
use handrail_contracts::{
    DESCRIPTORS,
    feed::v1::{Entry, feed_service_server::FeedServiceServer},
    intake::v1::{self as intake, ContactEvent, contact_event},
    time::timestamp,
    transfers::v1::{self as transfers, TransferEvent, transfer_event},
};
use handrail_domain::{HouseholdId, obligation::Subject};
use handrail_ledger::{
    Ledger, LedgerError, NewEntry, RequestKey, Unit,
    feed::FeedServer,
    migration,
    verify::{Finding, Replay},
};
use prost::Message;
use prost_types::Any;
use sea_orm::DatabaseTransaction;
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use std::sync::Arc;
use uuid::Uuid;

/// Another service, as far as its journal goes.
pub(crate) struct Neighbour {
    pub(crate) uri: String,
    ledger: Ledger,
    lifecycle: Lifecycle,
}

pub(crate) fn household(of: Uuid) -> HouseholdId {
    HouseholdId::derived(of, "household")
}

impl Neighbour {
    pub(crate) async fn start(name: &'static str, world: &World) -> Self {
        let settings = DatabaseSettings::new("sqlite::memory:", None);
        let db = connect(&settings).await.expect("a database");
        migrate::<Migrator>(&db, name).await.expect("the tables");
        let ledger = Ledger::open(db, name, world.clone())
            .await
            .expect("a ledger");
        let lifecycle = Lifecycle::new();
        let listen = "127.0.0.1:0".parse().expect("an address");
        let server = Server::bind(listen).await.expect("a port");
        let server = server
            .identity(&IdentityMode::Development)
            .expect("loopback");
        let uri = format!("http://{}", server.local_addr());
        let feed = FeedServer::new(ledger.clone(), Arc::new(NoState), lifecycle.soft.clone());
        let server = server.add(FeedServiceServer::new(feed), DESCRIPTORS);
        let serving = lifecycle.clone();
        lifecycle.spawn("server", async move { server.serve(&serving).await });
        Self {
            uri,
            ledger,
            lifecycle,
        }
    }

    pub(crate) async fn stop(self) {
        self.lifecycle.shutdown().await;
    }

    pub(crate) async fn transfer(&self, id: Uuid, event: transfer_event::Event) {
        self.bound_transfer(id, event, &[]).await;
    }

    /// Something after which the plan can't stay where it is, by these clauses.
    pub(crate) async fn bound_transfer(
        &self,
        id: Uuid,
        event: transfer_event::Event,
        clauses: &[&str],
    ) {
        let payload = TransferEvent {
            transfer_id: id.to_string(),
            version: 1,
            cannot_stay_clause_ids: clauses.iter().map(|one| (*one).to_owned()).collect(),
            event: Some(event),
        };
        self.write(
            "transfer",
            id,
            "handrail.transfers.v1.TransferEvent",
            &payload,
        )
        .await;
    }

    pub(crate) async fn contact(&self, id: Uuid, event: contact_event::Event) {
        let payload = ContactEvent {
            contact_id: id.to_string(),
            version: 1,
            event: Some(event),
        };
        self.write("contact", id, "handrail.intake.v1.ContactEvent", &payload)
            .await;
    }

    /// A transfer from assessment to family safeguarding, with its early warning.
    pub(crate) async fn opened(&self, id: Uuid, edition: &str) {
        self.begun(id, edition).await;
        let sent = transfers::EarlyWarningSent {
            to_team_id: OTHER.to_owned(),
            at: Some(timestamp(start())),
            ..Default::default()
        };
        self.transfer(id, transfer_event::Event::EarlyWarningSent(sent))
            .await;
    }

    /// A transfer from assessment that nobody else has heard of yet.
    pub(crate) async fn begun(&self, id: Uuid, edition: &str) {
        self.transfer(
            id,
            transfer_event::Event::Opened(transfers::Opened {
                household_id: household(id).to_string(),
                edition_id: edition.to_owned(),
                pathway_id: "assessment-to-family-safeguarding".to_owned(),
                from_team_id: HOLDING.to_owned(),
                progressed_at: Some(timestamp(start())),
                ..Default::default()
            }),
        )
        .await;
    }

    /// A contact of assessment that the early help pod was asked to take.
    pub(crate) async fn registered(&self, id: Uuid) {
        let registered = intake::Registered {
            household_id: household(id).to_string(),
            edition_id: "current".to_owned(),
            routing: Some(intake::RoutingDecision {
                team_id: HOLDING.to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        };
        self.contact(id, contact_event::Event::Registered(registered))
            .await;
    }

    async fn write(&self, kind: &str, id: Uuid, message: &str, payload: &impl Message) {
        let entry = NewEntry {
            id: None,
            subject: Subject {
                kind: kind.to_owned(),
                id,
                household: household(id),
            },
            kind: "test.happened",
            payload: Any {
                type_url: format!("type.googleapis.com/{message}"),
                value: payload.encode_to_vec(),
            },
            occurred_at: self.ledger.now(),
            actor: "testa.sample-manager-01".to_owned(),
            edition: None,
            clauses: Vec::new(),
            tells: Vec::new(),
        };
        let request = self.ledger.world().mint().to_string();
        let key = RequestKey::of("test", "test.Write", request, &());
        let work = async move |unit: &mut Unit| {
            unit.append(entry.clone());
            Ok::<_, LedgerError>(())
        };
        self.ledger
            .command(&key, false, work)
            .await
            .expect("it is written");
    }
}

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        migration::tables()
    }
}

struct NoState;

#[async_trait]
impl Replay for NoState {
    async fn subjects(&self, _: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        Ok(Vec::new())
    }

    async fn check(
        &self,
        _: &DatabaseTransaction,
        _: &Subject,
        _: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        Ok(Vec::new())
    }
}
