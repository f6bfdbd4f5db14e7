//! Starting the services: in this process, or each in its own.

use crate::{
    kit::Replicas,
    outside::{self, Outside},
    process,
};
use chrono::{DateTime, Utc};
use handrail::{
    client::{Addresses, Clients, Connection},
    contract::Member,
    suite::{Ports, Storage, Suite, SuiteOptions},
};
use handrail_chassis::{
    config::{Peers, Settings, Shared},
    database::DatabaseSettings,
    identity::{Badge, Caller},
    lifecycle::{Exit, Lifecycle},
    server::Server,
    tls::ClientTls,
};
use handrail_contracts::development::v1::clock_service_client::ClockServiceClient;
use handrail_frame::{Service, gauges::GaugeReader};
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

/// Where a test's services live.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) starts_at: DateTime<Utc>,
    pub(crate) postgres: Option<String>,
    pub(crate) in_memory: bool,
    pub(crate) watched_by: Option<String>,
}

/// Services that answer.
pub(crate) struct Started {
    pub(crate) addresses: Addresses,
    pub(crate) replicas: Vec<Clients>,
    pub(crate) clocks: Vec<ClockServiceClient<Connection>>,
    pub(crate) running: Running,
    /// What the clock shows.
    pub(crate) now: DateTime<Utc>,
    /// Of the services of this process.
    pub(crate) gauges: Vec<Arc<GaugeReader>>,
}

/// What has to be stopped at the end.
pub(crate) enum Running {
    Here(Lifecycle),
    Elsewhere(Vec<process::Process>),
    Outside(Arc<Outside>),
}

impl Running {
    pub(crate) async fn stop(self) {
        match self {
            Self::Here(lifecycle) => {
                let exit = lifecycle.shutdown().await;
                assert_eq!(exit, Exit::Clean, "a task died: {:?}", lifecycle.died());
            }
            Self::Elsewhere(processes) => process::stop(processes),
            Self::Outside(outside) => outside.stop(),
        }
    }

    /// How its services are reached.
    fn tls(&self) -> Option<ClientTls> {
        self.outside().map(|outside| outside.tls())
    }

    /// What somebody shows its services.
    pub(crate) fn badge(&self, caller: &Caller) -> Badge {
        self.outside().map_or_else(
            || Badge::Development(caller.clone()),
            |outside| outside.badge(caller),
        )
    }

    pub(crate) fn outside(&self) -> Option<&Arc<Outside>> {
        match self {
            Self::Outside(outside) => Some(outside),
            Self::Here(_) | Self::Elsewhere(_) => None,
        }
    }
}

impl Place {
    pub(crate) fn organisation(&self) -> PathBuf {
        self.folder.join("organisation.toml")
    }

    pub(crate) fn mail(&self) -> PathBuf {
        self.folder.join("mail")
    }

    /// The database of a service that is a process of its own, and its schema there.
    pub(crate) fn database(&self, name: &str) -> (String, Option<String>) {
        match &self.postgres {
            Some(url) => (url.clone(), Some(name.to_owned())),
            None => {
                let file = self.folder.join(format!("{name}.db"));
                (format!("sqlite://{}", file.display()), None)
            }
        }
    }

    fn storage(&self) -> Storage {
        match &self.postgres {
            Some(url) => Storage::Postgres { url: url.clone() },
            None if self.in_memory => Storage::Memory,
            None => Storage::Folder(self.folder.join("data")),
        }
    }
}

pub(crate) async fn start(place: &Place, replicas: Replicas) -> Started {
    match replicas {
        Replicas::One | Replicas::Two => {}
        Replicas::Processes => return process::start(place).await,
        Replicas::Images | Replicas::Outside | Replicas::Deployed => {
            return outside::start(place, replicas).await;
        }
    }
    let lifecycle = Lifecycle::new();
    let options = SuiteOptions {
        storage: place.storage(),
        ports: Ports::Any,
        host: Ipv4Addr::LOCALHOST.into(),
        mail_folder: Some(place.mail()),
        shared: Shared {
            virtual_clock: Some(place.starts_at),
            ..Shared::new(place.organisation())
        },
    };
    let suite = Suite::start(options, &lifecycle)
        .await
        .expect("the suite starts");
    let mut all = vec![suite.addresses.clone()];
    if replicas == Replicas::Two {
        all.push(second(place, &suite, &lifecycle).await);
    }
    Started {
        gauges: suite.gauges,
        ..started(&all, Running::Here(lifecycle), place.starts_at)
    }
}

/// Somebody without a role or a team, who can look at everything and do nothing.
pub(crate) fn nobody() -> Caller {
    Caller::named("auditor:test-kit")
}

/// Whoever moves the clocks.
pub(crate) fn operator() -> Caller {
    Caller::named("operator:test-kit")
}

/// The clients and the clocks of services at these addresses; what appears twice is one service.
pub(crate) fn started(all: &[Addresses], running: Running, now: DateTime<Utc>) -> Started {
    let (tls, badge) = (running.tls(), running.badge(&nobody()));
    let clients =
        |addresses| Clients::over(addresses, tls.as_ref(), badge.clone()).expect("addresses");
    let replicas: Vec<Clients> = all.iter().map(clients).collect();
    let operator = running.badge(&operator());
    let mut seen = Vec::new();
    let mut clocks = Vec::new();
    for (addresses, clients) in all.iter().zip(&replicas) {
        for member in Member::ALL {
            let address = addresses.of(member).to_owned();
            if !seen.contains(&address) {
                seen.push(address);
                clocks.push(clients.showing(operator.clone()).clock(member));
            }
        }
    }
    Started {
        addresses: all[0].clone(),
        replicas,
        clocks,
        running,
        now,
        gauges: Vec::new(),
    }
}

/// A second transfers and a second notifications beside the suite, on its databases and its clock.
async fn second(place: &Place, suite: &Suite, lifecycle: &Lifecycle) -> Addresses {
    let (settings, bound) = beside(place, suite, "transfers").await;
    let transfers = handrail_transfers::build(settings, suite.world.clone(), bound).await;
    let (settings, bound) = beside(place, suite, "notifications").await;
    let notifications = handrail_notifications::build(settings, suite.world.clone(), bound).await;
    let transfers: Service = transfers.expect("a second transfers");
    let notifications: Service = notifications.expect("a second notifications");
    let addresses = Addresses::new([
        suite.addresses.of(Member::Intake).to_owned(),
        transfers.address().to_string(),
        suite.addresses.of(Member::Escalation).to_owned(),
        notifications.address().to_string(),
    ]);
    transfers.start(lifecycle).await;
    notifications.start(lifecycle).await;
    addresses
}

async fn beside(place: &Place, suite: &Suite, name: &'static str) -> (Settings, Server) {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let peer = |member| Some(suite.addresses.uri(member));
    let settings = Settings {
        name,
        listen,
        database: DatabaseSettings::new(
            place
                .postgres
                .clone()
                .expect("two of a service share a PostgreSQL"),
            Some(name.to_owned()),
        ),
        peers: Peers {
            intake: peer(Member::Intake),
            transfers: peer(Member::Transfers),
            escalation: peer(Member::Escalation),
            notifications: peer(Member::Notifications),
        },
        mail_folder: place.mail(),
        shared: Shared::new(place.organisation()),
    };
    (settings, Server::bind(listen).await.expect("a free port"))
}
