//! Transfers, running, with the journals it follows served beside it.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use handrail_chassis::{
    config::{Peers, ServiceDefaults, Settings},
    database::{DatabaseSettings, connect, migrate},
    identity::{Badge, Caller, IdentityMode},
    lifecycle::Lifecycle,
    peer::{self, Channel},
    server::Server,
    world::World,
};
use handrail_contracts::{
    DESCRIPTORS,
    development::v1::{StepRequest, clock_service_client::ClockServiceClient},
    feed::v1::{
        Entry, ReadPageRequest, VerifyRequest, VerifyResponse,
        feed_service_client::FeedServiceClient, feed_service_server::FeedServiceServer,
    },
    transfers::v1::{
        meeting_service_client::MeetingServiceClient,
        transfers_service_client::TransfersServiceClient,
    },
};
use handrail_domain::obligation::Subject;
use handrail_ledger::{
    Ledger, LedgerError, NewEntry,
    feed::FeedServer,
    verify::{Finding, Replay},
};
use handrail_testkit::database::Postgres;
use handrail_transfers::{Migrator, NAME, PORT, build};
use prost::Message;
use prost_types::Any;
use sea_orm::DatabaseTransaction;
use std::{collections::BTreeMap, path::Path, sync::Arc};
use tempfile::TempDir;
use tonic::service::interceptor::InterceptedService;

pub(crate) type Client = TransfersServiceClient<InterceptedService<Channel, Badge>>;

/// The team that sends.
pub(crate) const SENDER: &str = "assessment-1";
/// The team that receives.
pub(crate) const RECEIVER: &str = "family-safeguarding-east-1";
/// Another team of the receiver's kind.
pub(crate) const NEIGHBOUR: &str = "family-safeguarding-east-2";
/// A worker of the receiving team.
pub(crate) const WORKER: &str = "family-safeguarding-east-1-worker-1";

/// Runs each test on both databases.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test($crate::serving::start($crate::serving::Place::Memory).await).await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                if let Some(place) = $crate::serving::Place::postgres().await {
                    super::$test($crate::serving::start(place).await).await;
                }
            })*
        }
    };
}
pub(crate) use on_both;

/// A database of its own for a test.
pub(crate) enum Place {
    Memory,
    Postgres(Postgres),
}

impl Place {
    pub(crate) async fn postgres() -> Option<Self> {
        Postgres::create().await.unwrap().map(Self::Postgres)
    }

    pub(crate) async fn remove(self) {
        if let Self::Postgres(postgres) = self {
            postgres.remove().await.unwrap();
        }
    }

    pub(crate) fn settings(&self, service: &'static str) -> DatabaseSettings {
        match self {
            Self::Memory => DatabaseSettings::new("sqlite::memory:", None),
            Self::Postgres(postgres) => {
                DatabaseSettings::new(postgres.url(), Some(service.to_owned()))
            }
        }
    }
}

/// Transfers, running.
pub(crate) struct Running {
    pub(crate) world: World,
    pub(crate) intake: Ledger,
    pub(crate) escalation: Ledger,
    pub(crate) notifications: Ledger,
    place: Place,
    lifecycle: Lifecycle,
    channel: Channel,
    _folder: TempDir,
}

/// Monday 2 March 2026 at ten.
pub(crate) fn monday() -> DateTime<Utc> {
    "2026-03-02T10:00:00Z".parse().unwrap()
}

/// Starts transfers on a clock that stands still, and what it follows.
pub(crate) async fn start(place: Place) -> Running {
    let world = World::virtual_at(monday());
    let lifecycle = Lifecycle::new();
    let (intake, intake_at) = followed("intake", &place, &world, &lifecycle).await;
    let (escalation, escalation_at) = followed("escalation", &place, &world, &lifecycle).await;
    let (notifications, notifications_at) =
        followed("notifications", &place, &world, &lifecycle).await;
    let folder = TempDir::new().unwrap();
    let settings = Settings {
        peers: Peers {
            intake: Some(intake_at),
            escalation: Some(escalation_at),
            notifications: Some(notifications_at),
            transfers: None,
        },
        ..settings(place.settings(NAME), folder.path())
    };
    let bound = Server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let service = build(settings, world.clone(), bound).await.unwrap();
    let channel = peer::channel(&format!("http://{}", service.address())).unwrap();
    service.start(&lifecycle).await;
    Running {
        world,
        intake,
        escalation,
        notifications,
        place,
        lifecycle,
        channel,
        _folder: folder,
    }
}

/// The settings of transfers on a database, with the sample organisation in a folder.
pub(crate) fn settings(database: DatabaseSettings, folder: &Path) -> Settings {
    let organisation = folder.join("organisation.toml");
    let sample = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/sample/organisation.toml"
    );
    std::fs::copy(sample, &organisation).unwrap();
    let organisation = organisation.display().to_string();
    let source = BTreeMap::from([("HANDRAIL_ORGANISATION".to_owned(), organisation)]);
    let defaults = ServiceDefaults {
        name: NAME,
        port: PORT,
    };
    Settings {
        database,
        ..Settings::parse(&source, defaults).unwrap()
    }
}

async fn followed(
    service: &'static str,
    place: &Place,
    world: &World,
    lifecycle: &Lifecycle,
) -> (Ledger, String) {
    let db = connect(&place.settings(service)).await.unwrap();
    migrate::<Migrator>(&db, service).await.unwrap();
    let ledger = Ledger::open(db, service, world.clone()).await.unwrap();
    let bound = Server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let server = bound.identity(&IdentityMode::Development).unwrap();
    let address = format!("http://{}", server.local_addr());
    let feed = FeedServer::new(ledger.clone(), Arc::new(Nothing), lifecycle.soft.clone());
    let server = server.add(FeedServiceServer::new(feed), DESCRIPTORS);
    let serving = lifecycle.clone();
    lifecycle.spawn("server", async move { server.serve(&serving).await });
    (ledger, address)
}

impl Running {
    /// Calls as somebody of a team.
    pub(crate) fn of(&self, team: &str) -> Client {
        let caller = Caller {
            subject: format!("testa-of-{team}"),
            roles: vec!["team-manager".to_owned()],
            teams: vec![team.to_owned()],
        };
        self.by(caller)
    }

    /// Asks about regular meetings as somebody of a team.
    pub(crate) fn meetings(
        &self,
        team: &str,
    ) -> MeetingServiceClient<InterceptedService<Channel, Badge>> {
        let caller = Caller {
            subject: format!("testa-of-{team}"),
            roles: vec!["team-manager".to_owned()],
            teams: vec![team.to_owned()],
        };
        MeetingServiceClient::with_interceptor(self.channel.clone(), Badge::Development(caller))
    }

    /// Calls as this caller.
    pub(crate) fn by(&self, caller: Caller) -> Client {
        TransfersServiceClient::with_interceptor(self.channel.clone(), Badge::Development(caller))
    }

    /// Has every worker do what there is to do.
    pub(crate) async fn settle(&self) {
        let caller = Badge::Development(Caller::service("test"));
        let mut clock = ClockServiceClient::with_interceptor(self.channel.clone(), caller);
        while clock.step(StepRequest {}).await.unwrap().into_inner().done > 0 {}
    }

    /// Lets time pass, and everything happen that is due by then.
    pub(crate) async fn pass(&self, time: TimeDelta) {
        let later = self.world.now() + time;
        self.world.clock.advance_to(later).unwrap();
        self.settle().await;
    }

    /// The whole journal.
    pub(crate) async fn journal(&self) -> Vec<Entry> {
        let page = ReadPageRequest {
            cursor: None,
            size: 500,
        };
        let read = self.feed().read_page(page).await;
        read.unwrap().into_inner().entries
    }

    pub(crate) async fn verify(&self) -> VerifyResponse {
        let verified = self.feed().verify(VerifyRequest::default()).await;
        verified.unwrap().into_inner()
    }

    fn feed(&self) -> FeedServiceClient<InterceptedService<Channel, Badge>> {
        let caller = Badge::Development(Caller::service("test"));
        FeedServiceClient::with_interceptor(self.channel.clone(), caller)
    }

    /// Proves that the journal gives what is stored, and stops.
    pub(crate) async fn finish(self) {
        let verified = self.verify().await;
        assert_eq!(verified.findings, Vec::new());
        self.lifecycle.shutdown().await;
        self.place.remove().await;
    }
}

/// Appends an entry to a journal that transfers follows, and has it followed.
pub(crate) async fn append(
    ledger: &Ledger,
    subject: Subject,
    kind: &'static str,
    payload: &'static str,
    message: &impl Message,
) {
    let mut unit = ledger.begin().await.unwrap();
    let occurred_at = unit.now();
    unit.append(NewEntry {
        id: None,
        subject,
        kind,
        payload: Any {
            type_url: format!("type.googleapis.com/{payload}"),
            value: message.encode_to_vec(),
        },
        occurred_at,
        actor: "testa-sample".to_owned(),
        edition: None,
        clauses: Vec::new(),
        tells: Vec::new(),
    });
    unit.commit().await.unwrap();
}

/// Nothing to replay: the journals that are followed here have no state beside them.
struct Nothing;

#[async_trait]
impl Replay for Nothing {
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
