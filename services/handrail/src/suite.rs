//! The four services in one process.

use crate::{
    client::{Addresses, default_port},
    contract::Member,
};
use handrail_chassis::{
    config::{Peers, Settings, Shared},
    database::DatabaseSettings,
    lifecycle::Lifecycle,
    probe::Probes,
    server::{Server, ServerError},
    world::World,
};
use handrail_frame::{Service, StartError, gauges::GaugeReader, reached_from_here};
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    sync::Arc,
};

/// Where notices go when nothing is said and no data folder is used.
const MAIL_FOLDER: &str = "data/mail";

/// How the suite is started.
#[derive(Clone)]
pub struct SuiteOptions {
    /// Where the services keep what they know.
    pub storage: Storage,
    /// The address they listen on.
    pub host: IpAddr,
    /// The ports they listen on.
    pub ports: Ports,
    /// Where notices go; `mail` in the data folder unless told otherwise.
    pub mail_folder: Option<PathBuf>,
    /// What is the same for all four.
    pub shared: Shared,
}

/// Where the services keep what they know.
#[derive(Clone)]
pub enum Storage {
    /// In memory, and gone at the end.
    Memory,
    /// In SQLite files in this folder, one for each service.
    Folder(PathBuf),
    /// In one PostgreSQL database, with a schema for each service.
    Postgres {
        /// Its address, with name and password.
        url: String,
    },
}

/// The ports the services listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Ports {
    /// On their own ports, 7401 to 7404.
    Default,
    /// On any ports that are free.
    Any,
}

/// The four services, running.
pub struct Suite {
    /// Their time and ids.
    pub world: World,
    /// Where they are.
    pub addresses: Addresses,
    /// What reads how things stand, one for each of them.
    pub gauges: Vec<Arc<GaugeReader>>,
}

impl Suite {
    /// Binds all four, so that each knows where the others are, then builds and starts them. They
    /// end with the lifecycle.
    ///
    /// # Errors
    /// When an address, a database or the organisation can't be used.
    pub async fn start(options: SuiteOptions, lifecycle: &Lifecycle) -> Result<Self, StartError> {
        let world = options
            .shared
            .virtual_clock
            .map_or_else(World::real, World::virtual_at);
        let probes = match options.shared.probe_listen {
            Some(listen) => Some(Probes::serve(listen, Member::ALL.len()).await?),
            None => None,
        };
        let intake = bind(Member::Intake, &options).await?;
        let transfers = bind(Member::Transfers, &options).await?;
        let escalation = bind(Member::Escalation, &options).await?;
        let notifications = bind(Member::Notifications, &options).await?;
        let is_secure = options.shared.security.server_tls.is_some();
        let addresses = Addresses::new(
            [&intake, &transfers, &escalation, &notifications]
                .map(|server| reached_at(server.local_addr(), is_secure)),
        );
        let settings = |member, bound: &Server| settings(&options, &addresses, member, bound);

        let at = settings(Member::Intake, &intake);
        let intake = Box::pin(handrail_intake::build(at, world.clone(), intake)).await?;
        let at = settings(Member::Transfers, &transfers);
        let transfers = Box::pin(handrail_transfers::build(at, world.clone(), transfers)).await?;
        let at = settings(Member::Escalation, &escalation);
        let escalation =
            Box::pin(handrail_escalation::build(at, world.clone(), escalation)).await?;
        let at = settings(Member::Notifications, &notifications);
        let notifications = Box::pin(handrail_notifications::build(
            at,
            world.clone(),
            notifications,
        ))
        .await?;

        // Started together and not before: what one was still missing, another would have to wait for.
        let services: [Service; 4] = [intake, transfers, escalation, notifications];
        let gauges = services.iter().map(Service::gauges).collect();
        for service in services {
            if let Some(probes) = &probes {
                probes.watch(&service.health()).await;
            }
            service.start(lifecycle).await;
        }
        Ok(Self {
            world,
            addresses,
            gauges,
        })
    }
}

async fn bind(member: Member, options: &SuiteOptions) -> Result<Server, ServerError> {
    let port = match options.ports {
        Ports::Default => default_port(member),
        Ports::Any => 0,
    };
    Server::bind(SocketAddr::from((options.host, port))).await
}

/// Whoever listens everywhere is reached from here on the loopback interface.
fn reached_at(listen: SocketAddr, is_secure: bool) -> String {
    let address = SocketAddr::new(reached_from_here(listen.ip()), listen.port());
    match is_secure {
        true => format!("https://{address}"),
        false => address.to_string(),
    }
}

fn settings(
    options: &SuiteOptions,
    addresses: &Addresses,
    member: Member,
    bound: &Server,
) -> Settings {
    let name = member.name();
    let database = match &options.storage {
        Storage::Memory => DatabaseSettings::new("sqlite::memory:", None),
        Storage::Folder(folder) => {
            let file = folder.join(format!("{name}.db"));
            DatabaseSettings::new(format!("sqlite://{}", file.display()), None)
        }
        Storage::Postgres { url } => DatabaseSettings::new(url, Some(name.to_owned())),
    };
    let mail_folder = match (&options.mail_folder, &options.storage) {
        (Some(folder), _) => folder.clone(),
        (None, Storage::Folder(folder)) => folder.join("mail"),
        (None, Storage::Memory | Storage::Postgres { .. }) => MAIL_FOLDER.into(),
    };
    let peer = |member| Some(addresses.uri(member));
    Settings {
        name,
        listen: bound.local_addr(),
        database,
        peers: Peers {
            intake: peer(Member::Intake),
            transfers: peer(Member::Transfers),
            escalation: peer(Member::Escalation),
            notifications: peer(Member::Notifications),
        },
        mail_folder,
        shared: options.shared.clone(),
    }
}
