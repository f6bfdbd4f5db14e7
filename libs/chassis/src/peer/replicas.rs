//! The replicas behind an address: those that could be connected to.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use futures_util::future::join_all;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::net::{TcpStream, lookup_host};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};
use tonic::ConnectError;
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

use super::CONNECT_TIMEOUT;
use crate::tls::{ClientTls, Io};

/// How long what a name stands for is believed.
const LOOK_UP_EVERY: Duration = Duration::from_secs(5);

/// What an address says.
pub(super) struct Target {
    pub(super) host: String,
    pub(super) port: u16,
    /// Whether the host is a name, and can stand for other machines tomorrow.
    pub(super) is_name: bool,
    pub(super) endpoint: Endpoint,
    pub(super) tls: Option<(ServerName<'static>, ClientTls)>,
}

/// A replica, and the connection to it.
#[derive(Clone)]
pub(super) struct Replica {
    address: SocketAddr,
    pub(super) channel: Channel,
}

/// The replicas of a service.
pub(super) struct Replicas {
    target: Target,
    connected: RwLock<Vec<Replica>>,
    calls: AtomicUsize,
    /// Held by whoever looks for replicas: the others wait for what comes of it.
    search: Mutex<Search>,
    searches: AtomicUsize,
}

#[derive(Default)]
struct Search {
    ended: Option<Instant>,
    failure: String,
}

impl Replicas {
    pub(super) fn new(target: Target) -> Self {
        Self {
            target,
            connected: RwLock::default(),
            calls: AtomicUsize::new(0),
            search: Mutex::default(),
            searches: AtomicUsize::new(0),
        }
    }

    /// The replica whose turn it is. Where there is none yet, it takes up to the time that a connection
    /// may take to find one, or to say that there is none.
    pub(super) async fn next(self: &Arc<Self>) -> Result<Replica, ConnectError> {
        if let Some(replica) = self.pick() {
            self.look_again();
            return Ok(replica);
        }
        let before = self.searches.load(Ordering::Acquire);
        let found = timeout(CONNECT_TIMEOUT, async {
            let mut search = self.search.lock().await;
            if self.searches.load(Ordering::Acquire) == before {
                self.search(&mut search).await;
            }
            search.failure.clone()
        });
        let failure = found
            .await
            .unwrap_or_else(|_| "it takes too long".to_owned());
        self.pick().ok_or_else(|| {
            let Target { host, port, .. } = &self.target;
            ConnectError(format!("{host}:{port} can't be reached: {failure}").into())
        })
    }

    /// No further call goes there until it has been connected to anew.
    pub(super) fn forget(&self, replica: &Replica) {
        self.write()
            .retain(|other| other.address != replica.address);
    }

    fn pick(&self) -> Option<Replica> {
        let connected = self
            .connected
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        connected.get(call.checked_rem(connected.len())?).cloned()
    }

    /// Looks the name up beside the call, if that was long ago.
    fn look_again(self: &Arc<Self>) {
        if !self.target.is_name {
            return;
        }
        let Ok(search) = self.search.try_lock() else {
            return; // somebody does
        };
        if search.ended.is_some_and(|at| at.elapsed() < LOOK_UP_EVERY) {
            return;
        }
        drop(search);
        let replicas = Arc::clone(self);
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends by itself within two time limits, and no call has to wait for it"
        )]
        tokio::spawn(async move {
            let mut search = replicas.search.lock().await;
            if search.ended.is_none_or(|at| at.elapsed() >= LOOK_UP_EVERY) {
                replicas.search(&mut search).await;
            }
        });
    }

    /// Looks up the name and connects to those that are new. A name that can't be looked up changes
    /// nothing: a failing resolver must not end what works.
    async fn search(&self, search: &mut Search) {
        match self.addresses().await {
            Ok(addresses) => {
                self.write()
                    .retain(|replica| addresses.contains(&replica.address));
                let known: Vec<SocketAddr> =
                    self.write().iter().map(|replica| replica.address).collect();
                let new = addresses
                    .into_iter()
                    .filter(|address| !known.contains(address));
                for tried in join_all(new.map(|address| self.connect(address))).await {
                    match tried {
                        Ok(replica) => self.write().push(replica),
                        Err(failure) => search.failure = failure,
                    }
                }
            }
            Err(failure) => search.failure = failure,
        }
        search.ended = Some(Instant::now());
        self.searches.fetch_add(1, Ordering::Release);
    }

    async fn addresses(&self) -> Result<Vec<SocketAddr>, String> {
        let Target { host, port, .. } = &self.target;
        let looked_up = timeout(CONNECT_TIMEOUT, lookup_host((host.as_str(), *port))).await;
        let addresses: Vec<SocketAddr> = match looked_up {
            Ok(Ok(addresses)) => addresses.collect(),
            Ok(Err(error)) => return Err(error.to_string()),
            Err(_) => return Err("the name is not resolved in time".to_owned()),
        };
        if addresses.is_empty() {
            return Err("the name stands for no address".to_owned());
        }
        Ok(addresses)
    }

    async fn connect(&self, address: SocketAddr) -> Result<Replica, String> {
        let tls = self.target.tls.clone();
        let connector = service_fn(move |_| {
            let tls = tls.clone();
            async move {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                let stream: Box<dyn Io> = match tls {
                    None => Box::new(stream),
                    Some((name, tls)) => Box::new(tls.connect(name, stream).await?),
                };
                Ok::<_, io::Error>(TokioIo::new(stream))
            }
        });
        let connecting = self.target.endpoint.connect_with_connector(connector);
        match connecting.await {
            Ok(channel) => Ok(Replica { address, channel }),
            Err(error) => Err(root_of(&error)),
        }
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Vec<Replica>> {
        self.connected
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// What happened is in the last of the causes; the others say that it was a transport error.
fn root_of(error: &dyn std::error::Error) -> String {
    let mut root = error;
    while let Some(cause) = root.source() {
        root = cause;
    }
    root.to_string()
}
