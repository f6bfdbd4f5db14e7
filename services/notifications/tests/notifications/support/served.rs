//! The whole service on a real socket, with three others to follow.

use super::{id, sample};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use handrail_chassis::config::{Peers, Settings, Shared};
use handrail_chassis::database::{DatabaseSettings, connect, migrate};
use handrail_chassis::identity::{Badge, Caller, IdentityMode};
use handrail_chassis::lifecycle::Lifecycle;
use handrail_chassis::peer::Channel;
use handrail_chassis::peer::channel;
use handrail_chassis::server::Server;
use handrail_chassis::world::World;
use handrail_contracts::DESCRIPTORS;
use handrail_contracts::development::v1::StepRequest;
use handrail_contracts::development::v1::clock_service_client::ClockServiceClient;
use handrail_contracts::feed::v1::feed_service_client::FeedServiceClient;
use handrail_contracts::feed::v1::feed_service_server::FeedServiceServer;
use handrail_contracts::feed::v1::{self as feed, VerifyRequest};
use handrail_contracts::notifications::v1::notifications_service_client::NotificationsServiceClient;
use handrail_contracts::notifications::v1::{ListNoticesRequest, Notice};
use handrail_contracts::obligation::post_from_wire;
use handrail_contracts::time::instant;
use handrail_domain::obligation::Subject;
use handrail_ledger::feed::FeedServer;
use handrail_ledger::verify::{Finding, Replay};
use handrail_ledger::{Ledger, LedgerError, NewEntry, Tell};
use handrail_notifications::{Migrator, NAME, build};
use prost_types::Any;
use sea_orm::DatabaseTransaction;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tonic::service::interceptor::InterceptedService;

/// Far longer than anything here takes; a test that hangs fails in place of holding up the others.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for what has to happen.
pub(crate) async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it should have happened by now")
}

type Called = InterceptedService<Channel, Badge>;

/// Notifications on an in-memory database and a virtual clock, beside a journal of transfers that
/// tests write, and empty ones of intake and escalation.
pub(crate) struct Served {
    pub(crate) world: World,
    pub(crate) client: NotificationsServiceClient<Called>,
    clock: ClockServiceClient<Called>,
    feed: FeedServiceClient<Called>,
    transfers: Ledger,
    lifecycle: Lifecycle,
    folder: TempDir,
}

impl Served {
    /// Starts it at an instant, with a copy of the sample organisation.
    pub(crate) async fn start(now: DateTime<Utc>) -> Self {
        let world = World::virtual_at(now);
        let lifecycle = Lifecycle::new();
        let folder = TempDir::new().expect("a folder");
        std::fs::copy(sample(), folder.path().join("organisation.toml")).expect("a copy");
        let (transfers, followed) = source("transfers", &world, &lifecycle).await;
        let (_, intake) = source("intake", &world, &lifecycle).await;
        let (_, escalation) = source("escalation", &world, &lifecycle).await;
        let settings = Settings {
            name: NAME,
            listen: anywhere(),
            database: DatabaseSettings::new("sqlite::memory:", None),
            peers: Peers {
                intake: Some(format!("http://{intake}")),
                transfers: Some(format!("http://{followed}")),
                escalation: Some(format!("http://{escalation}")),
                notifications: None,
            },
            mail_folder: folder.path().join("mail"),
            shared: Shared::new(folder.path().join("organisation.toml")),
        };
        let bound = Server::bind(anywhere()).await.expect("a port");
        let service = build(settings, world.clone(), bound)
            .await
            .expect("a service");
        let channel = channel(&format!("http://{}", service.address())).expect("a channel");
        service.start(&lifecycle).await;
        let caller = Badge::Development(Caller::named("operator:test"));
        Self {
            world,
            client: NotificationsServiceClient::with_interceptor(channel.clone(), caller.clone()),
            clock: ClockServiceClient::with_interceptor(channel.clone(), caller.clone()),
            feed: FeedServiceClient::with_interceptor(channel, caller),
            transfers,
            lifecycle,
            folder,
        }
    }

    /// Has transfers record an entry about the transfer with this number.
    pub(crate) async fn happen(&self, number: u128, tells: Vec<feed::Tell>) {
        let mut unit = self.transfers.begin().await.expect("a unit");
        unit.append(NewEntry {
            id: None,
            subject: Subject {
                kind: "transfer".to_owned(),
                id: id(1_000 + number),
                household: id(1_000_000 + number).into(),
            },
            kind: "transfer.early-warning-sent",
            payload: Any {
                type_url: "type.googleapis.com/handrail.transfers.v1.TransferEvent".to_owned(),
                value: super::detailed(id(1_000 + number)),
            },
            occurred_at: self.world.now(),
            actor: "testa.sample-worker-01".to_owned(),
            edition: None,
            clauses: Vec::new(),
            tells: tells.iter().map(told).collect(),
        });
        unit.commit().await.expect("committed");
    }

    /// Lets everything happen that is due.
    pub(crate) async fn settle(&mut self) {
        let mut quiet = 0;
        while quiet < 2 {
            let stepped = soon(self.clock.step(StepRequest {}))
                .await
                .expect("stepped");
            quiet = if stepped.into_inner().done == 0 {
                quiet + 1
            } else {
                0
            };
        }
    }

    /// Moves the clock, and lets everything happen that is due then.
    pub(crate) async fn advance_to(&mut self, to: DateTime<Utc>) {
        self.world.clock.advance_to(to).expect("forwards");
        self.settle().await;
    }

    /// When something is due next.
    pub(crate) async fn next_due(&mut self) -> Option<DateTime<Utc>> {
        let stepped = soon(self.clock.step(StepRequest {}))
            .await
            .expect("stepped");
        stepped.into_inner().next_due_at.as_ref().and_then(instant)
    }

    /// Every notice, the newest first.
    pub(crate) async fn all(&mut self) -> Vec<Notice> {
        let listed = self
            .client
            .list_notices(ListNoticesRequest::default())
            .await;
        listed.expect("a list").into_inner().notices
    }

    /// What is wrong with the journal or with what is kept.
    pub(crate) async fn findings(&mut self) -> Vec<feed::Finding> {
        let verified = self.feed.verify(VerifyRequest::default()).await;
        verified.expect("a report").into_inner().findings
    }

    /// Edits the organisation, which is read again as time goes by.
    pub(crate) async fn reorganise(&mut self, from: &str, to: &str) {
        let path = self.folder.path().join("organisation.toml");
        let text = std::fs::read_to_string(&path).expect("the organisation");
        assert!(text.contains(from), "the organisation says so: {from}");
        std::fs::write(&path, text.replace(from, to)).expect("written");
        self.settle().await;
    }

    /// The mail folder.
    pub(crate) fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// The e-mail of a notice.
    pub(crate) fn letter(&self, notice: &Notice) -> String {
        let path = self.mail().join(format!("{}.eml", notice.id));
        std::fs::read_to_string(path).expect("an e-mail")
    }

    pub(crate) async fn stop(self) {
        self.lifecycle.shutdown().await;
    }
}

fn anywhere() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

fn told(tell: &feed::Tell) -> Tell {
    Tell {
        to: tell.to.as_ref().and_then(post_from_wire).expect("a post"),
        reason: tell.reason.clone(),
        clauses: tell
            .clause_ids
            .iter()
            .map(|id| id.parse().expect("a clause"))
            .collect(),
        due: tell.due_at.as_ref().and_then(instant),
    }
}

/// A journal to be followed.
async fn source(
    service: &'static str,
    world: &World,
    lifecycle: &Lifecycle,
) -> (Ledger, SocketAddr) {
    let settings = DatabaseSettings::new("sqlite::memory:", None);
    let db = connect(&settings).await.expect("a connection");
    migrate::<Migrator>(&db, service).await.expect("the tables");
    let ledger = Ledger::open(db, service, world.clone())
        .await
        .expect("a ledger");
    let address = serve_feed(&ledger, lifecycle).await;
    (ledger, address)
}

/// Serves the journal of a ledger.
pub(crate) async fn serve_feed(ledger: &Ledger, lifecycle: &Lifecycle) -> SocketAddr {
    let server = Server::bind(anywhere()).await.expect("a port");
    let server = server
        .identity(&IdentityMode::Development)
        .expect("loopback");
    let address = server.local_addr();
    let feed = FeedServer::new(ledger.clone(), Arc::new(Stateless), lifecycle.soft.clone());
    let server = server.add(FeedServiceServer::new(feed), DESCRIPTORS);
    let serving = lifecycle.clone();
    lifecycle.spawn("server", async move { server.serve(&serving).await });
    address
}

struct Stateless;

#[async_trait]
impl Replay for Stateless {
    async fn subjects(&self, _: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        Ok(Vec::new())
    }

    async fn check(
        &self,
        _: &DatabaseTransaction,
        _: &Subject,
        _: &[feed::Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        Ok(Vec::new())
    }
}
