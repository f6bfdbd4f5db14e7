//! A service, put together and started.

use crate::{
    access::Access,
    clock::VirtualClock,
    gauges::{GaugeReader, Gauges, READ_EVERY},
    protocol::ProtocolReader,
    rules::{Rulebook, RulebookError},
};
use handrail_chassis::{
    config::{Peers, Settings},
    database::{self, DatabaseError, DatabaseWatch, PING_EVERY},
    health::HealthHandle,
    lifecycle::Lifecycle,
    peer::{self, InvalidPeer},
    reload::{RELOAD_EVERY, ReloadError},
    server::{MAX_REPLY_BYTES, MAX_REQUEST_BYTES, Server, ServerError},
    telemetry::is_measured,
    tls::ClientTls,
    worker::{Worker, drive},
    world::World,
};
use handrail_contracts::{
    DESCRIPTORS, development::v1::clock_service_server::ClockServiceServer,
    feed::v1::feed_service_server::FeedServiceServer,
    protocol::v1::protocol_service_server::ProtocolServiceServer,
};
use handrail_ledger::{
    Ledger, LedgerError,
    feed::FeedServer,
    follower::{Apply, Follower},
    obligations,
    timer::{OnFire, Timer},
    verify::Replay,
};
use sea_orm_migration::MigratorTrait;
use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};
use tokio::sync::Notify;
use tonic::{body::Body, server::NamedService};

/// A partition that can't be followed makes the feed report itself degraded: commands go on.
const FEED: &str = "handrail.feed.v1.FeedService";

/// How often timers and deliveries look for work that nobody woke them for.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// A service that is being put together.
pub struct Frame {
    /// Time and ids.
    pub world: World,
    /// What the service keeps.
    pub ledger: Ledger,
    /// What the service follows.
    pub rulebook: Rulebook,
    /// How the service is told about the others.
    pub settings: Settings,
    server: Server,
    followers: Vec<Arc<Follower>>,
    background: Vec<Background>,
    gauges: Vec<Arc<dyn Gauges>>,
    watch: DatabaseWatch,
    client_tls: Option<ClientTls>,
}

struct Background {
    worker: Arc<dyn Worker>,
    wake: Arc<Notify>,
    every: Duration,
}

/// A service that is complete, and bound to its address.
pub struct Service {
    server: Server,
    ledger: Ledger,
    replay: Arc<dyn Replay>,
    followers: Vec<Arc<Follower>>,
    background: Vec<Background>,
    gauges: Arc<GaugeReader>,
    watch: DatabaseWatch,
}

/// Why a service can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The tables that every service has.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The editions or the organisation.
    #[error(transparent)]
    Rules(#[from] RulebookError),
    /// The server.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The files of TLS for calls can't be used.
    #[error(transparent)]
    Tls(#[from] ReloadError),
    /// The address of another service is not one.
    #[error(transparent)]
    Peer(#[from] InvalidPeer),
    /// What is kept follows an edition that is not there any more.
    #[error("{service} keeps what follows the edition {}, which is not among the editions: put it back", .editions.join(", "))]
    EditionMissing {
        /// The service that starts.
        service: &'static str,
        /// The editions that are missing.
        editions: Vec<String>,
    },
    /// The address of another service is needed.
    #[error("{service} follows {source_service}: set HANDRAIL_PEER_{}", .source_service.to_uppercase())]
    PeerMissing {
        /// The service that starts.
        service: &'static str,
        /// The service whose address is missing.
        source_service: &'static str,
    },
}

impl Frame {
    /// Connects the database, brings its schema up to date, and loads the rules. `bound` is the server
    /// that the service will answer on.
    ///
    /// # Errors
    /// When the database, the organisation or the identity mode can't be used, or an edition that obligations follow
    /// is not there.
    pub async fn build<M: MigratorTrait>(
        name: &'static str,
        settings: Settings,
        world: World,
        bound: Server,
    ) -> Result<Self, StartError> {
        let server = bound
            .tls(settings.shared.security.server_tls.as_ref())?
            .identity(&settings.shared.identity)?
            .endpoint_removal(settings.shared.drain_wait);
        let client_tls = settings.shared.security.client_tls.as_ref();
        let client_tls = client_tls.map(ClientTls::open).transpose()?;
        let rulebook = Rulebook::open(&settings.shared.rules)?;
        let access = Access {
            rulebook: rulebook.clone(),
            clock: world.clock.clone(),
        };
        let db = database::connect(&settings.database).await?;
        database::prepare::<M>(&db, name, &settings.database).await?;
        let watch = DatabaseWatch::new(db.clone(), server.health());
        let ledger = Ledger::open(db, name, world.clone()).await?;
        let protocol = ProtocolServiceServer::new(ProtocolReader(rulebook.clone()))
            .max_decoding_message_size(MAX_REQUEST_BYTES)
            .max_encoding_message_size(MAX_REPLY_BYTES);
        let reload = Background {
            worker: Arc::clone(&rulebook.0) as Arc<dyn Worker>,
            wake: Arc::default(),
            every: RELOAD_EVERY,
        };
        let kept = obligations::editions(ledger.db()).await?;
        let frame = Self {
            server: server.gate(Arc::new(access)).add(protocol, DESCRIPTORS),
            world,
            ledger,
            rulebook,
            settings,
            followers: Vec::new(),
            background: vec![reload],
            gauges: Vec::new(),
            watch,
            client_tls,
        };
        frame.follows_editions(kept)
    }

    /// Holds the editions to what else is kept: it follows the one it was opened under to its end, so a service that
    /// lacks one must not take over from a service that has it.
    ///
    /// # Errors
    /// When one of these editions is not there.
    pub fn follows_editions(self, kept: Vec<String>) -> Result<Self, StartError> {
        let rules = self.rulebook.current();
        let known = rules.protocol.editions();
        let known = |id: &String| known.iter().any(|edition| edition.id.as_str() == id);
        let editions: Vec<String> = kept.into_iter().filter(|id| !known(id)).collect();
        if editions.is_empty() {
            return Ok(self);
        }
        Err(StartError::EditionMissing {
            service: self.settings.name,
            editions,
        })
    }

    /// Adds calls. Health and reflection come with them.
    #[must_use]
    pub fn serve<S>(mut self, service: S) -> Self
    where
        S: tower::Service<http::Request<Body>, Response = http::Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.server = self.server.add(service, DESCRIPTORS);
        self
    }

    /// Follows the journal of another service.
    ///
    /// # Errors
    /// When the address of that service is missing or not one.
    pub fn follow(
        mut self,
        source: &'static str,
        apply: Arc<dyn Apply>,
    ) -> Result<Self, StartError> {
        let address = address_of(&self.settings.peers, source);
        let uri = address.ok_or(StartError::PeerMissing {
            service: self.settings.name,
            source_service: source,
        })?;
        let shared = &self.settings.shared;
        let channel = peer::channel_over(uri, self.client_tls.as_ref())?;
        let badge = shared.badge(self.settings.name);
        let follower = Follower::new(self.ledger.clone(), source, (channel, badge), apply)
            .at(uri)
            .reporting(self.server.health(), FEED);
        self.followers.push(Arc::new(follower));
        Ok(self)
    }

    /// Adds the timer of the service's obligations.
    #[must_use]
    pub fn timer(self, on_fire: Arc<dyn OnFire>) -> Self {
        let wake = self.ledger.appended();
        let timer = Timer::new(self.ledger.clone(), on_fire);
        self.worker(Arc::new(timer), wake)
    }

    /// Adds other background work, woken by `wake`.
    #[must_use]
    pub fn worker(mut self, worker: Arc<dyn Worker>, wake: Arc<Notify>) -> Self {
        self.background.push(Background {
            worker,
            wake,
            every: LOOK_EVERY,
        });
        self
    }

    /// Shows how the service's own things stand.
    #[must_use]
    pub fn gauges(mut self, gauges: Arc<dyn Gauges>) -> Self {
        self.gauges.push(gauges);
        self
    }

    /// How the service's health is told.
    pub fn health(&self) -> HealthHandle {
        self.server.health()
    }

    /// Completes the service. `replay` knows its own state, for verification.
    pub fn finish(self, replay: Arc<dyn Replay>) -> Service {
        let mut server = self.server;
        if self.world.clock.is_virtual() {
            let followers = self
                .followers
                .iter()
                .map(|follower| Arc::clone(follower) as Arc<dyn Worker>);
            let background = self
                .background
                .iter()
                .map(|background| Arc::clone(&background.worker));
            let clock = VirtualClock {
                clock: self.world.clock.clone(),
                workers: followers.chain(background).collect(),
            };
            server = server.add(
                ClockServiceServer::new(clock).max_decoding_message_size(MAX_REQUEST_BYTES),
                DESCRIPTORS,
            );
        }
        let gauges = GaugeReader::new(
            self.ledger.clone(),
            self.rulebook,
            self.followers.clone(),
            self.gauges,
        );
        Service {
            server,
            ledger: self.ledger,
            replay,
            followers: self.followers,
            background: self.background,
            gauges: Arc::new(gauges),
            watch: self.watch,
        }
    }
}

impl Service {
    /// The address the service answers on.
    pub fn address(&self) -> SocketAddr {
        self.server.local_addr()
    }

    /// How the service's health is told.
    pub fn health(&self) -> HealthHandle {
        self.server.health()
    }

    /// Reads how things stand. It does so by itself where anybody watches; whoever can't wait asks it to.
    pub fn gauges(&self) -> Arc<GaugeReader> {
        Arc::clone(&self.gauges)
    }

    /// Starts answering, and all background work; both end with the lifecycle.
    pub async fn start(self, lifecycle: &Lifecycle) {
        drive(Arc::new(self.watch), lifecycle, Arc::default(), PING_EVERY);
        // On a virtual clock, too, it reads by the real one: it is none of the work that is stepped.
        if is_measured() {
            drive(self.gauges, lifecycle, Arc::default(), READ_EVERY);
        }
        for background in self.background {
            drive(
                background.worker,
                lifecycle,
                background.wake,
                background.every,
            );
        }
        for follower in self.followers {
            follower.run(lifecycle);
        }
        let feed = FeedServer::new(self.ledger, self.replay, lifecycle.soft.clone());
        let feed = FeedServiceServer::new(feed)
            .max_decoding_message_size(MAX_REQUEST_BYTES)
            .max_encoding_message_size(MAX_REPLY_BYTES);
        let server = self.server.add(feed, DESCRIPTORS);
        server.health().ready().await;
        let serving = lifecycle.clone();
        lifecycle.spawn("server", async move { server.serve(&serving).await });
    }
}

fn address_of<'p>(peers: &'p Peers, source: &str) -> Option<&'p str> {
    match source {
        "intake" => peers.intake.as_deref(),
        "transfers" => peers.transfers.as_deref(),
        "escalation" => peers.escalation.as_deref(),
        "notifications" => peers.notifications.as_deref(),
        _ => None,
    }
}
