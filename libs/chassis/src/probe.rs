//! Health for an orchestrator: a listener of its own, without TLS or identity, that answers nothing else.
//!
//! Three questions with different answers. `startup`: has everything started? `readiness` (also the
//! empty name): can it serve now, database and all? `liveness`: does the process still work? Only the
//! last is a reason to kill it, and neither a stuck follower nor an absent database touches it.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tracing::{info, warn};

use crate::acceptor;
use crate::health::HealthHandle;
use crate::server::ServerError;

/// Whether everything has started.
pub const STARTUP: &str = "startup";
/// Whether requests can be served now.
pub const READINESS: &str = "readiness";
/// Whether the process still works.
pub const LIVENESS: &str = "liveness";

/// The probes of one process. Clones are the same probes.
#[derive(Clone)]
pub struct Probes {
    address: SocketAddr,
    reporter: HealthReporter,
    servers: Arc<Mutex<Servers>>,
}

/// The servers that are asked about, of which there will be as many as this.
struct Servers {
    expected: usize,
    known: Vec<HealthHandle>,
}

impl fmt::Debug for Probes {
    // A server knows its probes and is known to them: printing one of them in the other would not end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probes").finish_non_exhaustive()
    }
}

impl Probes {
    /// Answers on `listen`, from now until the process ends, for as many servers as are `expected`;
    /// nothing has started yet.
    ///
    /// # Errors
    ///
    /// When the address can't be had.
    pub async fn serve(listen: SocketAddr, expected: usize) -> Result<Self, ServerError> {
        let bind = |source| ServerError::Bind { listen, source };
        let listener = TcpListener::bind(listen).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let (reporter, service) = tonic_health::server::health_reporter();
        let probes = Self {
            address,
            reporter,
            servers: Arc::new(Mutex::new(Servers {
                expected,
                known: Vec::new(),
            })),
        };
        probes.publish().await;
        let cut = CancellationToken::new(); // never cancelled: it answers until the very end
        let serving = tonic::transport::Server::builder()
            .add_service(service)
            .serve_with_incoming(acceptor::connections(listener, cut, None));
        #[expect(
            clippy::disallowed_methods,
            reason = "it must answer while everything else shuts down, and no shutdown may wait for it"
        )]
        tokio::spawn(async move {
            if let Err(error) = serving.await {
                warn!(%error, "probes are not answered any more");
            }
        });
        info!(listen = %address, "probes are answered");
        Ok(probes)
    }

    /// The address that was bound.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Asks about this server too.
    pub async fn watch(&self, server: &HealthHandle) {
        self.lock().known.push(server.clone());
        server.tell(self.clone());
        self.publish().await;
    }

    /// Tells whoever probes what is so now.
    pub(crate) async fn publish(&self) {
        let (started, ready) = {
            let servers = self.lock();
            let complete = servers.known.len() == servers.expected;
            (
                complete && servers.known.iter().all(HealthHandle::has_started),
                complete && servers.known.iter().all(HealthHandle::can_serve),
            )
        };
        for (name, so) in [
            (LIVENESS, true),
            (STARTUP, started),
            (READINESS, ready),
            ("", ready),
        ] {
            let status = if so {
                ServingStatus::Serving
            } else {
                ServingStatus::NotServing
            };
            self.reporter.set_service_status(name, status).await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Servers> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
