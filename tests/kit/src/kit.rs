//! A running Handrail, with its clock, its organisation and its officers.

use crate::{
    ask,
    course::{Course, Strike},
    database::Postgres,
    expect::Granted,
    officer::Desk,
    outside::Outside,
    process::patience,
    replica::{self, Running, nobody},
    time::local,
};
use chrono::{DateTime, TimeDelta, Utc};
use handrail::{
    client::{Addresses, Clients, Connection},
    contract::Member,
    virtual_time,
};
use handrail_chassis::identity::Caller;
use handrail_contracts::{
    common::v1::Birth,
    development::v1::clock_service_client::ClockServiceClient,
    feed::v1::{Cursor, GetHeadsRequest},
    intake::v1::Contact,
};
use handrail_domain::{OfficerId, Role, TeamId, calendar::london, directory::Directory};
use handrail_frame::gauges::GaugeReader;
use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};
use tempfile::TempDir;
use tonic::Status;

/// How often work is tried that containers do, one of which may be gone: each try can take ten seconds.
const TRIES: u32 = 12;

/// The organisation that comes with Handrail.
pub const SAMPLE_ORGANISATION: &str = include_str!("../../../deploy/sample/organisation.toml");

/// Where the services keep what they know.
#[derive(Default)]
pub enum Storage {
    /// SQLite in memory.
    #[default]
    Memory,
    /// SQLite files in a folder that is gone afterwards.
    Folder,
    /// A database on PostgreSQL, in which each service has a schema of its own.
    Postgres(Postgres),
}

/// How many of each service there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Replicas {
    /// One of each, in this process.
    #[default]
    One,
    /// Two of transfers and two of notifications on the same PostgreSQL, in this process.
    Two,
    /// The same, each as a process of its own that runs the service's own program; on SQLite, one of each.
    Processes,
    /// The same, each in a container of its own, with tokens over TLS, on a PostgreSQL of their own.
    Images,
    /// The same in containers that somebody else has started and `HANDRAIL_TEST_OUTSIDE` describes, with
    /// schemas of their own.
    Outside,
    /// The same just as they are: on the system's clock, with whatever is in their databases.
    Deployed,
}

/// How Handrail is started for a test.
pub struct Options {
    /// Where the services keep what they know.
    pub storage: Storage,
    /// How many of each there are; more than one takes PostgreSQL.
    pub replicas: Replicas,
    /// What the virtual clock shows first.
    pub starts_at: DateTime<Utc>,
    /// The text of the organisation's document.
    pub organisation: String,
    /// In containers: the call of an officer before which one of each service is killed.
    pub struck_before_call: Option<usize>,
    /// In processes of their own: where they send their telemetry.
    pub watched_by: Option<String>,
}

impl Default for Options {
    /// In memory, one of each, Monday 2 March 2026 at nine, the sample organisation.
    fn default() -> Self {
        Self {
            storage: Storage::default(),
            replicas: Replicas::default(),
            starts_at: local("Mon 2026-03-02 09:00"),
            organisation: SAMPLE_ORGANISATION.to_owned(),
            struck_before_call: None,
            watched_by: None,
        }
    }
}

/// A running Handrail. Whatever goes wrong with it fails the test: its methods panic, and say why.
pub struct Handrail {
    addresses: Addresses,
    replicas: Vec<Clients>,
    clocks: Vec<ClockServiceClient<Connection>>,
    course: Arc<Course>,
    directory: Mutex<Arc<Directory>>,
    /// How far the journals reached when everything had settled.
    settled: Mutex<Vec<Option<Cursor>>>,
    running: Running,
    gauges: Vec<Arc<GaugeReader>>,
    database: Option<Postgres>,
    folder: TempDir,
}

impl Handrail {
    /// Starts it.
    ///
    /// # Panics
    /// When it can't be started.
    pub async fn start(options: Options) -> Self {
        let folder = TempDir::new().expect("a folder for the test");
        let organisation = folder.path().join("organisation.toml");
        std::fs::write(&organisation, &options.organisation).expect("the organisation is written");
        let directory = Directory::parse("organisation.toml", &options.organisation);
        let directory = directory.expect("an organisation without errors");
        let place = replica::Place {
            folder: folder.path().to_owned(),
            starts_at: options.starts_at,
            postgres: match &options.storage {
                Storage::Postgres(database) => Some(database.url().to_owned()),
                Storage::Memory | Storage::Folder => None,
            },
            in_memory: matches!(options.storage, Storage::Memory),
            watched_by: options.watched_by,
        };
        let started = replica::start(&place, options.replicas).await;
        let strike = options.struck_before_call.zip(started.running.outside());
        let strike = strike.map(|(before_call, services)| Strike {
            before_call,
            services: Arc::clone(services),
        });
        Self {
            addresses: started.addresses,
            course: Course::new(started.now, started.replicas.len(), strike),
            replicas: started.replicas,
            clocks: started.clocks,
            directory: Mutex::new(Arc::new(directory)),
            settled: Mutex::default(),
            running: started.running,
            gauges: started.gauges,
            database: match options.storage {
                Storage::Postgres(database) => Some(database),
                Storage::Memory | Storage::Folder => None,
            },
            folder,
        }
    }

    /// Proves what has to hold at the end of every test (sound journals, every notice once, nothing
    /// disclosed) and stops everything.
    ///
    /// # Panics
    /// When something does not hold.
    pub async fn finish(self) {
        self.settle().await;
        self.prove_the_notices().await;
        self.prove_the_journals().await;
        self.running.stop().await;
        if let Some(database) = self.database {
            database
                .remove()
                .await
                .expect("the database of the test is removed");
        }
    }

    /// What the virtual clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        self.course.now()
    }

    /// How many calls officers have made.
    pub fn calls(&self) -> usize {
        self.course.calls()
    }

    /// Lets time pass until a local time, written `Wed 2026-03-04 16:30`: everything that falls due on
    /// the way happens at its own instant.
    #[track_caller]
    pub fn at(&self, time: &str) -> impl Future<Output = ()> + Send {
        self.until(local(time))
    }

    /// Lets a while pass.
    pub async fn advance(&self, by: TimeDelta) {
        self.until(self.now() + by).await;
    }

    async fn until(&self, to: DateTime<Utc>) {
        let mut tries = 1;
        while let Err(why) = virtual_time::advance_to(self.clocks(), to).await {
            self.has_to_recover(&mut tries, &why).await;
        }
        self.course.show(to);
        self.remember(self.heads().await);
    }

    /// Lets everything happen that can happen now: followers, timers, deliveries. Costs little when
    /// nothing has happened since the last time.
    pub async fn settle(&self) {
        if self.clocks.is_empty() {
            return self.catch_up().await;
        }
        let heads = self.heads().await;
        if heads != *self.settled.lock().unwrap_or_else(PoisonError::into_inner) {
            self.settle_anew().await;
        }
    }

    async fn settle_anew(&self) {
        let mut tries = 1;
        while let Err(why) = virtual_time::settle(self.clocks()).await {
            self.has_to_recover(&mut tries, &why).await;
        }
        self.remember(self.heads().await);
    }

    /// What has lost another service may fail at first: containers get more than one try.
    async fn has_to_recover(&self, tries: &mut u32, why: &Status) {
        let may_recover = self.running.outside().is_some() && *tries < TRIES;
        assert!(may_recover, "the work fails: {why}");
        *tries += 1;
        patience().await;
    }

    /// How far the journals reach: what follows from them is what there is to settle.
    async fn heads(&self) -> Vec<Option<Cursor>> {
        let mut heads = Vec::new();
        for member in Member::ALL {
            let reply = self
                .clients()
                .feed(member)
                .get_heads(GetHeadsRequest {})
                .await;
            heads.push(reply.granted().heads);
        }
        heads
    }

    fn remember(&self, settled: Vec<Option<Cursor>>) {
        *self.settled.lock().unwrap_or_else(PoisonError::into_inner) = settled;
    }

    /// Has the services of this process read how things stand, for whoever watches.
    ///
    /// # Panics
    /// When one of them can't.
    pub async fn read_gauges(&self) {
        self.settle().await;
        for gauges in &self.gauges {
            gauges.refresh().await.expect("how things stand");
        }
    }

    /// The desk of an officer, with the roles and teams that the directory gives the officer today:
    /// own posts and those that the officer covers.
    ///
    /// # Panics
    /// When the organisation has no such officer.
    pub fn as_officer(&self, officer: &str) -> Desk {
        self.as_caller(&self.caller(officer))
    }

    /// An officer as a caller, with the roles and teams of today.
    ///
    /// # Panics
    /// When the organisation has no such officer.
    pub fn caller(&self, officer: &str) -> Caller {
        let id: OfficerId = officer.parse().expect("an officer's id");
        let directory = self.directory();
        assert!(
            directory.officer(&id).is_some(),
            "the organisation has no officer {officer}"
        );
        let posts = directory.posts_of(&id, london::local_date(self.now()));
        let roles: BTreeSet<Role> = posts.iter().map(|(role, _)| *role).collect();
        let teams: BTreeSet<&TeamId> = posts.iter().map(|(_, team)| team).collect();
        Caller {
            subject: officer.to_owned(),
            roles: roles.iter().map(ToString::to_string).collect(),
            teams: teams.iter().map(ToString::to_string).collect(),
        }
    }

    /// The desk of any caller.
    pub fn as_caller(&self, caller: &Caller) -> Desk {
        let badge = self.running.badge(caller);
        let each = self
            .replicas
            .iter()
            .map(|clients| clients.showing(badge.clone()));
        Desk::new(each.collect(), Arc::clone(&self.course))
    }

    /// The desk of somebody without a role or a team, who can look and do nothing.
    pub fn nobody(&self) -> Desk {
        self.as_caller(&nobody())
    }

    /// The clients of one replica of everything, as somebody without a role or a team.
    pub fn clients(&self) -> &Clients {
        &self.replicas[0]
    }

    /// The clients of one replica of everything, as whoever operates it.
    pub fn operator(&self) -> Clients {
        self.clients()
            .showing(self.running.badge(&replica::operator()))
    }

    pub(crate) fn replica(&self, number: usize) -> &Clients {
        &self.replicas[number]
    }

    /// The containers that the services are in.
    pub(crate) fn outside(&self) -> &Arc<Outside> {
        self.running.outside().expect("services in containers")
    }

    /// Where a service is, as `http://host:port`.
    pub fn address(&self, of: Member) -> String {
        self.addresses.uri(of)
    }

    /// The clocks of all services, which also do the work that is due.
    pub fn clocks(&self) -> &[ClockServiceClient<Connection>] {
        match self.course.replicas() {
            1 => self.clocks.get(..Member::ALL.len()).unwrap_or_default(),
            _ => &self.clocks,
        }
    }

    /// The organisation that is in force: the last one without errors.
    pub fn directory(&self) -> Arc<Directory> {
        Arc::clone(
            &self
                .directory
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// The text of the organisation's document.
    ///
    /// # Panics
    /// When it can't be read.
    pub fn organisation(&self) -> String {
        std::fs::read_to_string(self.organisation_file()).expect("the organisation can be read")
    }

    /// Puts another document in its place; the services look at it before anything else happens.
    ///
    /// # Panics
    /// When it can't be written.
    pub async fn reorganise(&self, text: &str) {
        std::fs::write(self.organisation_file(), text).expect("the organisation is written");
        if let Ok(directory) = Directory::parse("organisation.toml", text) {
            *self
                .directory
                .lock()
                .unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
        }
        self.settle_anew().await;
    }

    /// A contact about new children in a district, with needs that call for an assessment.
    pub async fn assessed_contact(&self, district: &str, births: &[Birth]) -> Contact {
        let desk = self.as_officer("customer-service-centre-practitioner-1");
        let request = ask::contact(&["neglect"], district, births);
        desk.intake().register_contact(request).await.granted()
    }

    /// A family whose children an assessment team leads for from now on: their ids.
    ///
    /// # Panics
    /// When the team is not one that the contact is routed to.
    pub async fn family_led_by(&self, team: &str, births: &[Birth]) -> Vec<String> {
        let directory = self.directory();
        let led_by = directory
            .team(&team.parse().expect("a team's id"))
            .expect("a team")
            .clone();
        let district = led_by
            .districts()
            .first()
            .expect("a team of a district")
            .to_string();
        let contact = self.assessed_contact(&district, births).await;
        assert_eq!(
            contact.team_id, team,
            "routed because {:?}",
            contact.routing
        );
        let manager = self.as_officer(&format!("{team}-manager"));
        let accepted = manager
            .intake()
            .accept_contact(ask::accepted_contact(&contact))
            .await;
        let children = accepted.granted().children;
        self.settle().await;
        children.into_iter().map(|child| child.child_id).collect()
    }

    /// A child of nine whom an assessment team leads for from now on.
    pub async fn child_led_by(&self, team: &str) -> Vec<String> {
        self.family_led_by(team, &[ask::born("2016-05-04")]).await
    }

    /// Where letters are left.
    pub fn mail_folder(&self) -> PathBuf {
        let folder = self.folder.path().join("mail");
        if let Some(outside) = self.running.outside() {
            outside.copy_letters(&folder);
        }
        folder
    }

    fn organisation_file(&self) -> PathBuf {
        self.folder.path().join("organisation.toml")
    }
}
