//! A service as a process of its own.

use crate::frame::{Service, StartError};
use handrail_chassis::{
    config::{Environment, ServiceDefaults, Settings},
    lifecycle::{Exit, Lifecycle},
    server::Server,
    telemetry,
    world::World,
};
use std::{error::Error, process::ExitCode};
use tracing::info;

/// Runs a service until it is asked to stop: configuration from the environment, then telemetry, then
/// the service itself. Exit codes: 0 after a clean stop, 70 when it could not start or a task died, 78
/// when the configuration can't be used.
pub fn run(
    defaults: ServiceDefaults,
    build: impl AsyncFnOnce(Settings, World, Server) -> Result<Service, StartError>,
) -> ExitCode {
    let settings = match Settings::parse(&Environment, defaults) {
        Ok(settings) => settings,
        Err(errors) => {
            complain(&errors);
            return Exit::Config.into();
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&error);
            return Exit::Crashed.into();
        }
    };
    match runtime.block_on(serve(settings, build)) {
        Ok(exit) => exit.into(),
        Err(error) => {
            complain(error.as_ref());
            Exit::Crashed.into()
        }
    }
}

async fn serve(
    settings: Settings,
    build: impl AsyncFnOnce(Settings, World, Server) -> Result<Service, StartError>,
) -> Result<Exit, Box<dyn Error>> {
    let _telemetry = telemetry::init(settings.name, &settings.telemetry())?;
    let lifecycle = Lifecycle::new();
    lifecycle.listen_for_signals()?;
    let world = settings
        .virtual_clock
        .map_or_else(World::real, World::virtual_at);
    let bound = Server::bind(settings.listen).await?;
    let name = settings.name;
    let service = build(settings, world, bound).await?;
    info!(service = name, listen = %service.address(), "ready");
    service.start(&lifecycle).await;
    Ok(lifecycle.run().await)
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
