//! The gRPC server: bound first, then served, with every limit set and every error in its place.
//!
//! A handler that fails returns `Status::internal` with what happened as its text: the edge logs it
//! under an incident id and tells the caller that id alone. The same holds for UNKNOWN, DATA_LOSS
//! and a panic.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::service::RoutesBuilder;
use tower::Service;
use tracing::{info, warn};

use crate::acceptor;
use crate::edge::EdgeLayer;
use crate::health::HealthHandle;
use crate::identity::{Gate, IdentityMode, KEYS, KeysError, NotLoopback, Recogniser};
use crate::lifecycle::{Lifecycle, pause};
use crate::reload::{RELOAD_EVERY, ReloadError};
use crate::telemetry::Methods;
use crate::tls::{ServerTls, ServerTlsSettings};
use crate::worker::drive;

/// The largest request message; give it to every generated server's `max_decoding_message_size`.
pub const MAX_REQUEST_BYTES: usize = 256 * 1024;
/// The largest reply message; give it to every generated server's `max_encoding_message_size`.
pub const MAX_REPLY_BYTES: usize = 1024 * 1024;
/// How long a call may take up to its first answer. A caller can ask for less, never for more.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How often a silent connection is asked whether it is still there.
pub const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(30);
/// How long it has to answer.
pub const KEEPALIVE_TIMEOUT: Duration = Duration::from_secs(10);

const MAX_CONCURRENT_STREAMS: u32 = 100;
/// tonic switches this guard against floods of refused streams off unless it is told otherwise.
const MAX_LOCAL_ERROR_RESET_STREAMS: usize = 1024;
const MAX_PENDING_ACCEPT_RESET_STREAMS: usize = 20;
const MAX_HEADER_LIST_BYTES: u32 = 16 * 1024;
const STREAM_WINDOW_BYTES: u32 = 64 * 1024;
const CONNECTION_WINDOW_BYTES: u32 = 1024 * 1024;
/// Without a grace period: with one, tonic 0.14 cuts streams off in place of asking them to move.
const MAX_CONNECTION_AGE: Duration = Duration::from_secs(30 * 60);
/// How long connections that were cut have to notice.
const CUT_OFF: Duration = Duration::from_secs(1);

/// A server that is bound to its address and not yet served.
pub struct Server {
    listener: TcpListener,
    local_addr: SocketAddr,
    identity: Option<Recogniser>,
    gate: Option<Arc<dyn Gate>>,
    tls: Option<ServerTls>,
    routes: RoutesBuilder,
    descriptors: Vec<&'static [u8]>,
    health: HealthHandle,
    endpoint_removal: Duration,
}

impl Server {
    /// Binds to `listen`; port 0 asks for any free port, which [`Server::local_addr`] tells.
    ///
    /// # Errors
    ///
    /// [`ServerError::Bind`] when the address can't be had.
    pub async fn bind(listen: SocketAddr) -> Result<Self, ServerError> {
        let bound = async {
            let listener = TcpListener::bind(listen).await?;
            let local_addr = listener.local_addr()?;
            Ok((listener, local_addr))
        };
        let (listener, local_addr) = bound
            .await
            .map_err(|source| ServerError::Bind { listen, source })?;
        let (reporter, probes) = tonic_health::server::health_reporter();
        let mut routes = RoutesBuilder::default();
        routes.add_service(
            probes
                .max_decoding_message_size(MAX_REQUEST_BYTES)
                .max_encoding_message_size(MAX_REPLY_BYTES),
        );
        let health = HealthHandle::new(reporter);
        health.publish().await;
        Ok(Self {
            listener,
            local_addr,
            identity: None,
            gate: None,
            tls: None,
            routes,
            descriptors: vec![tonic_health::pb::FILE_DESCRIPTOR_SET],
            health,
            endpoint_removal: Duration::ZERO,
        })
    }

    /// The address that was bound.
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Sets how callers are told apart. Without it nobody is recognised and every call is refused.
    ///
    /// # Errors
    ///
    /// [`ServerError::Identity`] for development mode on an address that other machines can reach, and
    /// [`ServerError::Keys`] when the issuer's keys can't be used.
    pub fn identity(mut self, mode: &IdentityMode) -> Result<Self, ServerError> {
        mode.accepts(self.local_addr)?;
        match mode {
            IdentityMode::Development => warn!(
                listen = %self.local_addr,
                "development identity: callers are whoever they say they are"
            ),
            IdentityMode::Token(settings) => info!(
                listen = %self.local_addr,
                issuer = settings.issuer,
                "callers are told apart by tokens"
            ),
        }
        let identity = Recogniser::open(mode)?;
        if !identity.is_able() {
            self.health.lacks_from_the_start(KEYS);
        }
        self.identity = Some(identity);
        Ok(self)
    }

    /// Sets who decides which calls go through. Without it everybody who is recognised may call
    /// everything.
    #[must_use]
    pub fn gate(mut self, gate: Arc<dyn Gate>) -> Self {
        self.gate = Some(gate);
        self
    }

    /// Sets how the server does TLS: not at all without settings, which is for the loopback interface
    /// alone.
    ///
    /// # Errors
    ///
    /// [`ServerError::Plain`] where other machines could read along, and [`ServerError::Tls`] when the
    /// files can't be used.
    pub fn tls(mut self, settings: Option<&ServerTlsSettings>) -> Result<Self, ServerError> {
        if settings.is_none() && !self.local_addr.ip().is_loopback() {
            return Err(ServerError::Plain(self.local_addr));
        }
        self.tls = settings.map(ServerTls::open).transpose()?;
        Ok(self)
    }

    /// Adds a service, and with it its health and its reflection. `descriptor_set` is the encoded
    /// file descriptor set that describes it.
    #[must_use]
    pub fn add<S>(mut self, service: S, descriptor_set: &'static [u8]) -> Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.routes.add_service(service);
        self.health.register(S::NAME);
        self.descriptors.push(descriptor_set);
        self
    }

    /// How long to go on serving after a shutdown has been asked for, so that whoever routes
    /// requests here can notice first. None unless set; it is part of the shutdown's deadline.
    #[must_use]
    pub fn endpoint_removal(mut self, wait: Duration) -> Self {
        self.endpoint_removal = wait;
        self
    }

    /// Reports this server's health; not serving until told otherwise.
    pub fn health(&self) -> HealthHandle {
        self.health.clone()
    }

    /// Serves until the lifecycle's soft token is cancelled, then shuts down: says NOT_SERVING,
    /// waits for endpoint removal, ends open streams with UNAVAILABLE, lets calls finish, and cuts
    /// what remains when the lifecycle's deadline has passed. Returns by then, whatever is open.
    ///
    /// # Errors
    ///
    /// When a descriptor set is wrong, or the server fails while it serves.
    pub async fn serve(mut self, lifecycle: &Lifecycle) -> Result<(), ServerError> {
        let mut reflection = tonic_reflection::server::Builder::configure();
        let own = tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET;
        let methods = Methods::of(self.descriptors.iter().copied().chain([own]));
        for descriptor_set in self.descriptors {
            reflection = reflection.register_encoded_file_descriptor_set(descriptor_set);
        }
        self.routes.add_service(
            reflection
                .build_v1()?
                .max_decoding_message_size(MAX_REQUEST_BYTES)
                .max_encoding_message_size(MAX_REPLY_BYTES),
        );
        self.health.publish().await;

        if let Some(tls) = &self.tls {
            drive(tls.worker(), lifecycle, Arc::default(), RELOAD_EVERY);
        }
        let identity = self.identity.as_ref();
        if let Some((keys, every)) =
            identity.and_then(|identity| identity.worker(self.health.clone()))
        {
            drive(keys, lifecycle, Arc::default(), every);
        }
        let drain = CancellationToken::new();
        let cut = CancellationToken::new();
        // Also when this future is dropped half-way: no connection outlives its server.
        let _cut_at_end = cut.clone().drop_guard();
        let edge = EdgeLayer::new(self.identity, self.gate, drain.clone(), methods);
        let serving = tonic::transport::Server::builder()
            .timeout(REQUEST_TIMEOUT)
            .max_concurrent_streams(MAX_CONCURRENT_STREAMS)
            .http2_max_local_error_reset_streams(Some(MAX_LOCAL_ERROR_RESET_STREAMS))
            .http2_max_pending_accept_reset_streams(Some(MAX_PENDING_ACCEPT_RESET_STREAMS))
            .http2_max_header_list_size(MAX_HEADER_LIST_BYTES)
            .initial_stream_window_size(STREAM_WINDOW_BYTES)
            .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
            .http2_keepalive_interval(Some(KEEPALIVE_INTERVAL))
            .http2_keepalive_timeout(Some(KEEPALIVE_TIMEOUT))
            .max_connection_age(MAX_CONNECTION_AGE)
            .layer(edge)
            .add_routes(self.routes.routes())
            .serve_with_incoming_shutdown(
                acceptor::connections(self.listener, cut.clone(), self.tls),
                drain.clone().cancelled_owned(),
            );
        let mut serving = std::pin::pin!(serving);
        info!(listen = %self.local_addr, "listening");

        tokio::select! {
            ended = &mut serving => return Ok(ended?),
            () = lifecycle.soft.cancelled() => {}
        }
        self.health.stopping().await;
        let draining = async {
            // Calls are still answered meanwhile.
            tokio::select! {
                ended = &mut serving => return ended,
                () = pause(self.endpoint_removal) => drain.cancel(),
            }
            (&mut serving).await
        };
        tokio::select! {
            ended = timeout(lifecycle.deadline(), draining) => {
                if let Ok(ended) = ended {
                    return Ok(ended?);
                }
            }
            () = lifecycle.hard.cancelled() => {}
        }
        warn!("connections did not close in time and are cut");
        drain.cancel();
        cut.cancel();
        match timeout(CUT_OFF, serving).await {
            Ok(ended) => Ok(ended?),
            Err(_) => Ok(()),
        }
    }
}

/// Why a server could not be built or served.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The address can't be had.
    #[error(
        "can't listen on {listen}: is another program listening there? Free the port, or choose another one"
    )]
    Bind {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// Callers can't be told apart that way here.
    #[error(transparent)]
    Identity(#[from] NotLoopback),
    /// The issuer's keys can't be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// Calls would travel in the clear where other machines can read along.
    #[error(
        "{0} can be reached from other machines, so that calls need TLS: set HANDRAIL_TLS_CERTIFICATE and HANDRAIL_TLS_KEY"
    )]
    Plain(SocketAddr),
    /// The files of TLS can't be used.
    #[error(transparent)]
    Tls(#[from] ReloadError),
    /// A service was added with a descriptor set that can't be read.
    #[error("a service's descriptor set can't be read")]
    Descriptor(#[from] tonic_reflection::server::Error),
    /// The server failed while it served.
    #[error("the server failed")]
    Serve(#[from] tonic::transport::Error),
}
