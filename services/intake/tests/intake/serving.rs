//! Intake on a real socket and a real database, with a journal of escalation to follow.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
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
    common::v1::{Birth, CommandHeader, Date, Subject as WireSubject, birth},
    development::v1::{StepRequest, clock_service_client::ClockServiceClient},
    escalation::v1::{Direction, DisputeEvent, Outcome, Settled, dispute_event},
    feed::v1::{
        Entry, ReadPageRequest, VerifyRequest, VerifyResponse,
        feed_service_client::FeedServiceClient, feed_service_server::FeedServiceServer,
    },
    intake::v1::{
        self as wire, consent_service_client::ConsentServiceClient,
        intake_service_client::IntakeServiceClient,
    },
    obligation::subject_from_wire,
};
use handrail_domain::obligation::Subject;
use handrail_frame::StartError;
use handrail_intake::{Migrator, NAME, PORT, build};
use handrail_ledger::{
    Ledger, LedgerError, NewEntry,
    feed::FeedServer,
    verify::{Finding, Replay},
};
use handrail_testkit::database::Postgres;
use prost::Message;
use prost_types::Any;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, Statement};
use tempfile::TempDir;
use tonic::service::interceptor::InterceptedService;

use crate::given;

pub(crate) type Client = IntakeServiceClient<InterceptedService<Channel, Badge>>;

/// Runs each test on both databases: `memory` or `sqlite` (a file), and PostgreSQL.
macro_rules! on_both {
    ($sqlite:ident: $($test:ident),* $(,)?) => {
        mod $sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                let place = $crate::serving::Place::$sqlite();
                super::$test($crate::serving::start(place).await).await;
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
    Sqlite(TempDir),
    Postgres(Postgres),
}

impl Place {
    pub(crate) fn memory() -> Self {
        Self::Memory
    }

    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(TempDir::new().unwrap())
    }

    pub(crate) async fn postgres() -> Option<Self> {
        Postgres::create().await.unwrap().map(Self::Postgres)
    }

    fn settings(&self, service: &'static str) -> DatabaseSettings {
        match self {
            Self::Memory => DatabaseSettings::new("sqlite::memory:", None),
            Self::Sqlite(folder) => {
                let url = format!("sqlite://{}/{service}.db", folder.path().display());
                DatabaseSettings::new(url, None)
            }
            Self::Postgres(postgres) => {
                DatabaseSettings::new(postgres.url(), Some(service.to_owned()))
            }
        }
    }
}

/// Intake, running.
pub(crate) struct Running {
    pub(crate) place: Place,
    pub(crate) world: World,
    pub(crate) escalation: Ledger,
    lifecycle: Lifecycle,
    channel: Channel,
    folder: TempDir,
    escalation_at: String,
}

/// Starts intake on a clock that stands still, and a journal of escalation for it to follow.
pub(crate) async fn start(place: Place) -> Running {
    let world = World::virtual_at(given::now());
    let lifecycle = Lifecycle::new();
    let db = connect(&place.settings("escalation")).await.unwrap();
    migrate::<Migrator>(&db, "escalation").await.unwrap();
    let escalation = Ledger::open(db, "escalation", world.clone()).await.unwrap();
    let escalation_at = serve_feed(&escalation, &lifecycle).await;
    let folder = TempDir::new().unwrap();
    let organisation = folder.path().join("organisation.toml");
    std::fs::write(&organisation, given::ORGANISATION).unwrap();
    let channel = serve_intake(&place, &world, &lifecycle, &folder, &escalation_at)
        .await
        .unwrap();
    Running {
        place,
        world,
        escalation,
        lifecycle,
        channel,
        folder,
        escalation_at,
    }
}

async fn serve_intake(
    place: &Place,
    world: &World,
    lifecycle: &Lifecycle,
    folder: &TempDir,
    escalation_at: &str,
) -> Result<Channel, StartError> {
    let source = std::collections::BTreeMap::from([(
        "HANDRAIL_ORGANISATION".to_owned(),
        folder
            .path()
            .join("organisation.toml")
            .display()
            .to_string(),
    )]);
    let defaults = ServiceDefaults {
        name: NAME,
        port: PORT,
    };
    let database = place.settings(NAME);
    let settings = Settings {
        database,
        peers: Peers {
            escalation: Some(escalation_at.to_owned()),
            ..Peers::default()
        },
        ..Settings::parse(&source, defaults).unwrap()
    };
    let bound = Server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let service = build(settings, world.clone(), bound).await?;
    let channel = peer::channel(&format!("http://{}", service.address())).unwrap();
    service.start(lifecycle).await;
    Ok(channel)
}

async fn serve_feed(ledger: &Ledger, lifecycle: &Lifecycle) -> String {
    let bound = Server::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let server = bound.identity(&IdentityMode::Development).unwrap();
    let address = format!("http://{}", server.local_addr());
    let feed = FeedServer::new(ledger.clone(), Arc::new(Nothing), lifecycle.soft.clone());
    let server = server.add(FeedServiceServer::new(feed), DESCRIPTORS);
    let serving = lifecycle.clone();
    lifecycle.spawn("server", async move { server.serve(&serving).await });
    address
}

impl Running {
    /// Calls as somebody in a role for a team.
    pub(crate) fn by(&self, role: &str, team: &str) -> Client {
        self.as_caller(Caller {
            subject: format!("testa-{role}-{team}").chars().take(64).collect(),
            roles: vec![role.to_owned()],
            teams: vec![team.to_owned()],
        })
    }

    pub(crate) fn manager(&self, team: &str) -> Client {
        self.by("team-manager", team)
    }

    pub(crate) fn customer_service_centre(&self) -> Client {
        self.by("practitioner", "customer-service-centre")
    }

    pub(crate) fn as_caller(&self, caller: Caller) -> Client {
        IntakeServiceClient::with_interceptor(self.channel.clone(), Badge::Development(caller))
    }

    /// Calls about consents as the manager of a team.
    pub(crate) fn consents(
        &self,
        team: &str,
    ) -> ConsentServiceClient<InterceptedService<Channel, Badge>> {
        let caller = Caller {
            subject: format!("testa-manager-{team}"),
            roles: vec!["team-manager".to_owned()],
            teams: vec![team.to_owned()],
        };
        ConsentServiceClient::with_interceptor(self.channel.clone(), Badge::Development(caller))
    }

    pub(crate) fn unnamed(&self) -> IntakeServiceClient<Channel> {
        IntakeServiceClient::new(self.channel.clone())
    }

    /// Has every worker do what there is to do.
    pub(crate) async fn settle(&self) {
        let caller = Badge::Development(Caller::service("test"));
        let mut clock = ClockServiceClient::with_interceptor(self.channel.clone(), caller);
        while clock.step(StepRequest {}).await.unwrap().into_inner().done > 0 {}
    }

    /// The whole journal of intake.
    pub(crate) async fn journal(&self) -> Vec<Entry> {
        let page = ReadPageRequest {
            cursor: None,
            size: 500,
        };
        self.feed()
            .read_page(page)
            .await
            .unwrap()
            .into_inner()
            .entries
    }

    pub(crate) async fn verify(&self) -> VerifyResponse {
        self.feed()
            .verify(VerifyRequest::default())
            .await
            .unwrap()
            .into_inner()
    }

    fn feed(&self) -> FeedServiceClient<InterceptedService<Channel, Badge>> {
        let caller = Badge::Development(Caller::service("test"));
        FeedServiceClient::with_interceptor(self.channel.clone(), caller)
    }

    /// Another process of intake on the same database.
    pub(crate) async fn replica(&self) -> Result<Channel, StartError> {
        let Self {
            place,
            world,
            lifecycle,
            folder,
            escalation_at,
            ..
        } = self;
        serve_intake(place, world, lifecycle, folder, escalation_at).await
    }

    /// The tables, past the service.
    pub(crate) async fn tables(&self) -> DatabaseConnection {
        connect(&self.place.settings(NAME)).await.unwrap()
    }

    /// Escalation settles a dispute about a contact.
    pub(crate) async fn settles(&self, contact: &wire::Contact, team: &str) {
        let about = WireSubject {
            kind: "contact".to_owned(),
            id: contact.id.clone(),
            household_id: contact.household_id.clone(),
        };
        let settled = Settled {
            direction: Some(Direction {
                outcome: Outcome::GoesToTeam.into(),
                team_id: team.to_owned(),
                ..Direction::default()
            }),
            about: Some(about.clone()),
        };
        let event = DisputeEvent {
            dispute_id: contact.dispute_id.clone(),
            version: 2,
            event: Some(dispute_event::Event::Settled(settled)),
        };
        let about = subject_from_wire(&about).unwrap();
        let mut unit = self.escalation.begin().await.unwrap();
        unit.append(NewEntry {
            id: None,
            subject: Subject {
                kind: "dispute".to_owned(),
                id: contact.dispute_id.parse().unwrap(),
                ..about
            },
            kind: "dispute.settled",
            payload: Any {
                type_url: "type.googleapis.com/handrail.escalation.v1.DisputeEvent".to_owned(),
                value: event.encode_to_vec(),
            },
            occurred_at: self.world.now(),
            actor: "front-door-service-manager".to_owned(),
            edition: None,
            clauses: Vec::new(),
            tells: Vec::new(),
        });
        unit.commit().await.unwrap();
    }

    pub(crate) async fn stop(self) {
        self.lifecycle.shutdown().await;
        if let Place::Postgres(postgres) = self.place {
            postgres.remove().await.unwrap();
        }
    }
}

/// Every value of a column, as one text.
pub(crate) async fn column(db: &DatabaseConnection, table: &str, column: &str) -> String {
    let sql = format!("SELECT {column} AS v FROM {table}");
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    let text = |row: &sea_orm::QueryResult| {
        row.try_get::<Vec<u8>>("", "v")
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .or_else(|_| row.try_get::<String>("", "v"))
            .unwrap()
    };
    rows.iter().map(text).collect::<Vec<_>>().join("\n")
}

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

pub(crate) fn header(request_id: &str) -> Option<CommandHeader> {
    Some(CommandHeader {
        request_id: request_id.to_owned(),
        expected_version: 0,
        validate_only: false,
    })
}

pub(crate) fn born(year: i32) -> Option<Birth> {
    let on = Date {
        year,
        month: 5,
        day: 1,
    };
    Some(Birth {
        date: Some(birth::Date::BornOn(on)),
    })
}

/// A contact that goes to Assessment Team 1.
pub(crate) fn referral(request_id: &str) -> wire::RegisterContactRequest {
    wire::RegisterContactRequest {
        header: header(request_id),
        household_id: String::new(),
        children: vec![wire::ContactChild {
            child_id: String::new(),
            given_name: "Testa".to_owned(),
            family_name: "Sample-Child".to_owned(),
            birth: born(2018),
        }],
        needs: vec!["neglect".to_owned()],
        district_id: "district-01".to_owned(),
        referrer: Some(wire::Referrer {
            kind: "school".to_owned(),
            name: "Sample School".to_owned(),
        }),
        account: "A sample account of what was seen.".to_owned(),
        received_at: None,
    }
}

pub(crate) fn at(when: DateTime<Utc>) -> Option<prost_types::Timestamp> {
    Some(handrail_contracts::time::timestamp(when))
}
