//! Reaching another service.

use std::time::Duration;

use thiserror::Error;
use tonic::transport::{Channel, Endpoint};

use crate::server::{KEEPALIVE_INTERVAL, KEEPALIVE_TIMEOUT};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A channel to the service at `uri` (as `http://127.0.0.1:7402`), which connects when it is first
/// used and again whenever it has to: the other service may start later, or restart.
///
/// # Errors
///
/// [`InvalidPeer`] when `uri` is none.
pub fn channel(uri: &str) -> Result<Channel, InvalidPeer> {
    let endpoint = Endpoint::from_shared(uri.to_owned())
        .map_err(|_| InvalidPeer(uri.to_owned()))?
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_nodelay(true)
        .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT);
    Ok(endpoint.connect_lazy())
}

/// Not the address of a service.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("\"{0}\" is not of the form http://host:port")]
pub struct InvalidPeer(pub String);
