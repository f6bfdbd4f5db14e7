//! PostgreSQL in a container: one for all processes of a test run, or one for this process.

use std::{
    env,
    sync::{Arc, Weak},
    time::Duration,
};
use testcontainers::{
    ContainerAsync, ContainerRequest, GenericImage, ImageExt, ReuseDirective, TestcontainersError,
    core::{IntoContainerPort, WaitFor},
    runners::AsyncRunner,
};
use tokio::sync::Mutex;

const IMAGE: &str = "handrail/postgres:15";
const PORT: u16 = 5432;
/// The data is invented and dies with the container; whoever reaches the port may know it.
pub(crate) const PASSWORD: &str = "handrail-test";
/// Processes that start together may ask for the same container at the same instant; all but one are told to ask again.
const TRIES: u32 = 300;
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// A running server.
pub(super) struct Container {
    url: String,
    /// Removed with the last user, unless the run shares it.
    _running: ContainerAsync<GenericImage>,
}

impl Container {
    /// The container of this run, started by whoever comes first.
    pub(super) async fn of_this_run() -> Result<Arc<Self>, TestcontainersError> {
        static KNOWN: Mutex<Weak<Container>> = Mutex::const_new(Weak::new());
        let mut known = KNOWN.lock().await;
        if let Some(container) = known.upgrade() {
            return Ok(container);
        }
        let container = Arc::new(Self::start().await?);
        *known = Arc::downgrade(&container);
        Ok(container)
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    async fn start() -> Result<Self, TestcontainersError> {
        let mut tries = 1;
        let running = loop {
            match request().start().await {
                Ok(running) => break running,
                Err(_) if tries < TRIES => {
                    tries += 1;
                    patience().await;
                }
                Err(error) => return Err(error),
            }
        };
        let host = running.get_host().await?;
        let port = running.get_host_port_ipv4(PORT.tcp()).await?;
        Ok(Self {
            url: format!("postgres://postgres:{PASSWORD}@{host}:{port}/postgres"),
            _running: running,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "another process is starting the container, and can't wake anybody"
)]
async fn patience() {
    tokio::time::sleep(BETWEEN_TRIES).await;
}

pub(crate) fn image() -> String {
    env::var("HANDRAIL_TEST_POSTGRES_IMAGE").unwrap_or_else(|_| IMAGE.to_owned())
}

/// The server, as tests want it: what they write dies with it.
pub(crate) fn server() -> ContainerRequest<GenericImage> {
    let image = image();
    let (name, tag) = image.rsplit_once(':').unwrap_or((&image, "latest"));
    GenericImage::new(name, tag)
        .with_wait_for(WaitFor::message_on_stderr("ready to accept connections"))
        .with_exposed_port(PORT.tcp())
        .with_env_var("POSTGRES_PASSWORD", PASSWORD)
        .with_cmd([
            "-c",
            "max_connections=300",
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
        ])
}

fn request() -> ContainerRequest<GenericImage> {
    let request = server();
    match env::var("HANDRAIL_TEST_RUN") {
        Ok(run) => request
            .with_container_name(format!("handrail-test-{run}"))
            .with_label("handrail.test-run", run)
            .with_reuse(ReuseDirective::Always),
        Err(_) => request,
    }
}
