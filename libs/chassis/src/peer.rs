//! Reaching another service: with or without TLS, and whichever of its replicas.
//!
//! A name can stand for several addresses, as a headless name in a cluster does. Calls go to each of
//! them in turn. The name is looked up again, at most every five seconds, when a call is made: nobody
//! asks for a service that nobody calls.

mod replicas;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::uri::Scheme;
use http::{Request, Response, Uri};
use rustls::pki_types::ServerName;
use thiserror::Error;
use tonic::body::Body;
use tonic::transport::Endpoint;
use tonic::{ConnectError, TimeoutExpired};
use tower::{Service, ServiceExt};

use self::replicas::{Replicas, Target};
use crate::server::{KEEPALIVE_INTERVAL, KEEPALIVE_TIMEOUT};
use crate::tls::ClientTls;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A way to another service. It connects when it is first used and again whenever it has to: the other
/// service may start later, or restart. Clones share the connections.
#[derive(Clone)]
pub struct Channel(Arc<Replicas>);

/// A channel without TLS to the service at `uri` (as `http://127.0.0.1:7402`).
///
/// # Errors
///
/// [`InvalidPeer`] when `uri` is none, or asks for TLS.
pub fn channel(uri: &str) -> Result<Channel, InvalidPeer> {
    channel_over(uri, None)
}

/// A channel to the service at `uri`, over `tls` where it begins with `https://`.
///
/// # Errors
///
/// [`InvalidPeer`] when `uri` is none, or asks for TLS and there are no authorities.
pub fn channel_over(uri: &str, tls: Option<&ClientTls>) -> Result<Channel, InvalidPeer> {
    let invalid = || InvalidPeer::Malformed(uri.to_owned());
    let parsed: Uri = uri.parse().map_err(|_| invalid())?;
    let host = parsed.host().filter(|host| !host.is_empty());
    let host = host.ok_or_else(invalid)?;
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned();
    let secured = match parsed.scheme_str() {
        Some("http") => None,
        Some("https") => {
            let tls = tls.ok_or_else(|| InvalidPeer::NoAuthorities(uri.to_owned()))?;
            let name = ServerName::try_from(host.clone()).map_err(|_| invalid())?;
            Some((name, tls.clone()))
        }
        _ => return Err(invalid()),
    };
    let port = parsed
        .port_u16()
        .unwrap_or(if secured.is_some() { 443 } else { 80 });
    // TLS is done by our own connector; to tonic, which would want to do it, the address is a plain one.
    let mut plain = parsed.clone().into_parts();
    plain.scheme = Some(Scheme::HTTP);
    plain.path_and_query = Some(http::uri::PathAndQuery::from_static("/"));
    let plain = Uri::from_parts(plain).map_err(|_| invalid())?;
    let endpoint = Endpoint::from(plain)
        .origin(parsed)
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(KEEPALIVE_INTERVAL)
        .keep_alive_timeout(KEEPALIVE_TIMEOUT);
    let target = Target {
        is_name: host.parse::<IpAddr>().is_err(),
        host,
        port,
        endpoint,
        tls: secured,
    };
    Ok(Channel(Arc::new(Replicas::new(target))))
}

impl Service<Request<Body>> for Channel {
    type Response = Response<Body>;
    type Error = NotReached;
    type Future = BoxFuture<'static, Result<Response<Body>, NotReached>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NotReached>> {
        // Each call waits for the replica that it goes to.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let replicas = Arc::clone(&self.0);
        Box::pin(async move {
            let replica = replicas.next().await?;
            let answered = replica.channel.clone().oneshot(request).await;
            answered.map_err(|error| {
                if !ran_out_of_time(&error) {
                    replicas.forget(&replica);
                }
                error.into()
            })
        })
    }
}

/// Whether the call's own deadline ended it, which says nothing about the connection.
fn ran_out_of_time(error: &tonic::transport::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<TimeoutExpired>() {
            return true;
        }
        cause = error.source();
    }
    false
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").finish_non_exhaustive()
    }
}

/// Why a call got no answer from a service.
#[derive(Debug, Error)]
pub enum NotReached {
    /// There is no connection to any replica.
    #[error("no replica can be reached")]
    Unreachable(#[from] ConnectError),
    /// The connection failed.
    #[error("the connection failed")]
    Failed(#[from] tonic::transport::Error),
}

/// Not the address of a service, or not one that can be reached as it says.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidPeer {
    /// It can't be read.
    #[error("\"{0}\" is not of the form http://host:port or https://host:port")]
    Malformed(String),
    /// It asks for TLS, and nothing says whose certificates to believe.
    #[error("\"{0}\" needs the authorities of its certificate (HANDRAIL_TLS_AUTHORITIES)")]
    NoAuthorities(String),
}
