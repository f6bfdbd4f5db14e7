//! A service as a process of its own.

mod command;
mod report;

use crate::frame::{Service, StartError};
use clap::Parser;
use command::{Command, Program};
use handrail_chassis::{
    config::{ConfigErrors, Environment, ServiceDefaults, Settings},
    lifecycle::{Exit, Lifecycle, SHUTDOWN_DEADLINE},
    probe::Probes,
    server::{Server, ServerError},
    telemetry::{self, TelemetryError},
    tls,
    world::World,
};
use sea_orm_migration::MigratorTrait;
use std::{error::Error, io, process::ExitCode};
use tracing::{error, info};

pub use command::{health, reached_from_here};
pub use report::check;

/// Why a program did not do what it was asked.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Probes(#[from] ServerError),
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    #[error("the system does not let the program run")]
    System(#[from] io::Error),
    /// The probe says no.
    #[error("{0}")]
    Unhealthy(String),
}

/// Runs the program of a service as its command line says: serves until it is asked to stop, or does one
/// of the small things that its help lists. Exit codes are those of [`Exit`]; 1 for a probe that says no
/// and 2 for a command line that is none.
pub fn run<M: MigratorTrait>(
    defaults: ServiceDefaults,
    build: impl AsyncFnOnce(Settings, World, Server) -> Result<Service, StartError>,
) -> ExitCode {
    tls::install_provider();
    let program = Program::parse();
    let done = Settings::parse(&Environment, defaults)
        .map_err(Failure::from)
        .and_then(|settings| {
            let mut runtime = tokio::runtime::Builder::new_multi_thread();
            let runtime = runtime.enable_all().build()?;
            runtime.block_on(async {
                match program.command {
                    None => serve(settings, build).await,
                    Some(Command::Migrate) => command::migrate::<M>(&settings).await,
                    Some(Command::Check) => report::tell(&settings),
                    Some(Command::Health { name }) => health(&settings.shared, &name)
                        .await
                        .map(|()| Exit::Clean)
                        .map_err(Failure::Unhealthy),
                }
            })
        });
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            complain(&failure);
            failure.exit()
        }
    }
}

async fn serve(
    settings: Settings,
    build: impl AsyncFnOnce(Settings, World, Server) -> Result<Service, StartError>,
) -> Result<Exit, Failure> {
    let _telemetry = telemetry::init(settings.name, &settings.shared.telemetry).await?;
    let lifecycle = Lifecycle::with_deadline(SHUTDOWN_DEADLINE + settings.shared.drain_wait);
    lifecycle.listen_for_signals()?;
    let probes = match settings.shared.probe_listen {
        Some(listen) => Some(Probes::serve(listen, 1).await?),
        None => None,
    };
    let world = settings
        .shared
        .virtual_clock
        .map_or_else(World::real, World::virtual_at);
    let name = settings.name;
    let starting = async {
        let bound = Server::bind(settings.listen).await?;
        let service = build(settings, world, bound).await?;
        if let Some(probes) = &probes {
            probes.watch(&service.health()).await;
        }
        info!(service = name, listen = %service.address(), "ready");
        service.start(&lifecycle).await;
        Ok::<_, StartError>(())
    };
    tokio::select! {
        // Asked to stop while it still waits for its database, say.
        () = lifecycle.soft.cancelled() => {}
        started = starting => started.inspect_err(|failure| {
            // The log is what operators see of a container; standard error gets the same with its causes.
            error!(service = name, failure = %failure, "can't start");
        })?,
    }
    Ok(lifecycle.run().await)
}

impl Failure {
    fn exit(&self) -> ExitCode {
        match self {
            Self::Config(_) => Exit::Config.into(),
            Self::Start(error) => exit_of(error).into(),
            Self::Probes(_) | Self::Telemetry(TelemetryError::Listen(_)) => Exit::Missing.into(),
            Self::Telemetry(_) | Self::System(_) => Exit::Crashed.into(),
            Self::Unhealthy(_) => ExitCode::FAILURE,
        }
    }
}

/// What the process ends with when a service could not start.
pub fn exit_of(error: &StartError) -> Exit {
    match error {
        StartError::Database(_) | StartError::Server(ServerError::Bind { .. }) => Exit::Missing,
        StartError::Rules(_)
        | StartError::EditionMissing { .. }
        | StartError::Server(
            ServerError::Identity(_)
            | ServerError::Keys(_)
            | ServerError::Plain(_)
            | ServerError::Tls(_),
        )
        | StartError::Tls(_)
        | StartError::Peer(_)
        | StartError::PeerMissing { .. } => Exit::Config,
        StartError::Ledger(_)
        | StartError::Server(ServerError::Descriptor(_) | ServerError::Serve(_)) => Exit::Crashed,
    }
}

#[expect(
    clippy::print_stderr,
    reason = "telemetry may not have started, and whoever starts a process reads its standard error"
)]
fn complain(error: &dyn Error) {
    eprintln!("handrail: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because {error}");
        cause = error.source();
    }
}
