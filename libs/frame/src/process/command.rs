//! What the program of a service can be asked for.

use super::Failure;
use crate::frame::StartError;
use clap::{Parser, Subcommand, builder::PossibleValuesParser};
use handrail_chassis::{
    config::{Settings, Shared},
    database::{self, DatabaseError},
    lifecycle::Exit,
    peer,
    probe::{LIVENESS, READINESS, STARTUP},
};
use sea_orm_migration::MigratorTrait;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

const EXIT_CODES: &str = "\
Exit codes:
   0  done, or stopped as asked
   1  the probe says no
   2  not a command
  69  something it depends on is missing, or not as it has to be
  70  something went wrong inside
  78  the configuration can't be used";

/// A service of Handrail. It is configured by HANDRAIL_ variables and by the file that HANDRAIL_CONFIG names;
/// `handrail config keys` lists them all.
#[derive(Debug, Parser)]
#[command(name = "handrail", version, after_help = EXIT_CODES)]
pub(super) struct Program {
    /// What to do; serve until asked to stop if nothing is said.
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Bring the schema up to date, and end.
    Migrate,
    /// Read the configuration and every document it names, say all that is wrong, and end.
    Check,
    /// Ask the running service's probe, for containers without a shell.
    Health {
        /// What to ask.
        #[arg(default_value = READINESS, value_parser = PossibleValuesParser::new([STARTUP, READINESS, LIVENESS]))]
        name: String,
    },
}

pub(super) async fn migrate<M: MigratorTrait>(settings: &Settings) -> Result<Exit, Failure> {
    let done = async {
        let db = database::connect(&settings.database).await?;
        database::migrate::<M>(&db, settings.name).await?;
        Ok::<_, DatabaseError>(())
    };
    done.await.map_err(StartError::from)?;
    Ok(Exit::Clean)
}

/// Asks the probe of the process that runs with this configuration.
///
/// # Errors
/// Why it does not say yes, in words.
pub async fn health(shared: &Shared, name: &str) -> Result<(), String> {
    let listen = shared
        .probe_listen
        .ok_or_else(|| "there is nobody to ask: set HANDRAIL_PROBE_LISTEN".to_owned())?;
    let here = SocketAddr::new(reached_from_here(listen.ip()), listen.port());
    let address = format!("http://{here}");
    let channel = peer::channel(&address).map_err(|error| error.to_string())?;
    let request = HealthCheckRequest {
        service: name.to_owned(),
    };
    let reply = HealthClient::new(channel)
        .check(request)
        .await
        .map_err(|status| format!("{address} does not answer: {}", status.message()))?;
    match reply.into_inner().status() {
        ServingStatus::Serving => Ok(()),
        ServingStatus::NotServing | ServingStatus::Unknown | ServingStatus::ServiceUnknown => {
            Err(format!("{name}: no"))
        }
    }
}

/// The address at which this machine reaches whoever listens on `ip`, which may mean everywhere.
pub fn reached_from_here(ip: IpAddr) -> IpAddr {
    match ip {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    }
}
