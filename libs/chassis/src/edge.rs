//! The edge of the server: the one layer that every call passes on its way in and out.
//!
//! In: content type, call span, caller, gate, deadline. Out: panics, timeouts and the codec's errors
//! become the statuses that callers can act on; what is our own fault says nothing but an incident
//! id, under which the log has the rest.

mod body;
mod deadline;
mod status;

use std::convert::Infallible;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request, Response, StatusCode};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service, ServiceExt};
use tracing::Instrument;

use crate::acceptor::Peer;
use crate::identity::{Gate, Recogniser, Unrecognised};
use crate::lifecycle::panic_text;
use crate::telemetry::{Incoming, Methods};
use crate::world::World;
use body::EdgeBody;
use status::Presenter;

/// Puts the edge round the routes.
#[derive(Clone)]
pub(crate) struct EdgeLayer {
    identity: Option<Recogniser>,
    gate: Option<Arc<dyn Gate>>,
    drain: CancellationToken,
    methods: Methods,
    /// Real time, for the ids of incidents.
    world: World,
}

impl EdgeLayer {
    /// Recognises callers by `identity`, lets through what `gate` lets through, ends open streams once
    /// `drain` is cancelled, and knows these `methods` by name.
    pub(crate) fn new(
        identity: Option<Recogniser>,
        gate: Option<Arc<dyn Gate>>,
        drain: CancellationToken,
        methods: Methods,
    ) -> Self {
        Self {
            identity,
            gate,
            drain,
            methods,
            world: World::real(),
        }
    }
}

impl<S> Layer<S> for EdgeLayer {
    type Service = Edge<S>;

    fn layer(&self, inner: S) -> Edge<S> {
        Edge {
            inner,
            settings: self.clone(),
        }
    }
}

/// The routes with the edge round them.
#[derive(Clone)]
pub(crate) struct Edge<S> {
    inner: S,
    settings: EdgeLayer,
}

impl<S> Service<Request<Body>> for Edge<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // Each call waits for its own clone of the routes.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        if !is_grpc(request.headers()) {
            let mut refused = Response::new(Body::empty());
            *refused.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Box::pin(async { Ok(refused) });
        }
        let (path, headers) = (request.uri().path(), request.headers());
        let incoming = Incoming::new(&self.settings.methods, path, headers);
        let span = incoming.span().clone();
        let presenter = Presenter::new(incoming, self.settings.world.clone());
        let settings = self.settings.clone();
        let routes = self.inner.clone();
        let drain = self.settings.drain.clone();
        // Now, and not when the call is first polled: tonic's own timer could be ahead by then.
        let due = Instant::now() + deadline::of(request.headers());
        let call = async move {
            let mut holds_for = None;
            let answering = AssertUnwindSafe(async {
                holds_for = settings.admit(&mut request).await?;
                match routes.oneshot(request).await {
                    Ok(response) => Ok(response),
                    Err(never) => match never {},
                }
            });
            let response = match timeout_at(due, answering.catch_unwind()).await {
                Ok(Ok(Ok(response))) => response,
                Ok(Ok(Err(refused))) => Status::into_http(refused),
                Ok(Err(panic)) => presenter.crashed(panic_text(panic.as_ref())).into_http(),
                Err(_) => {
                    Status::deadline_exceeded("the call took longer than its deadline allows")
                        .into_http()
                }
            };
            let response = presenter.present(response);
            Ok(response.map(|inner| Body::new(EdgeBody::new(inner, presenter, drain, holds_for))))
        };
        Box::pin(call.instrument(span))
    }
}

impl EdgeLayer {
    /// Finds out who calls, and whether the call may go through; says for how long that holds, where it
    /// ends. Probes and reflection are open to everybody: they say nothing about any child.
    async fn admit(&self, request: &mut Request<Body>) -> Result<Option<Duration>, Status> {
        if is_open(request.uri().path()) {
            return Ok(None);
        }
        let identity = self.identity.as_ref().ok_or(Unrecognised::Missing)?;
        let peer = request.extensions().get::<Peer>();
        let certified = peer.and_then(|peer| peer.service.clone());
        let claim = identity
            .recognise(request.headers(), certified.as_deref())
            .await?;
        let holds_for = claim.holds_for;
        match &self.gate {
            Some(gate) => {
                let method = request.uri().path().trim_start_matches('/').to_owned();
                gate.admit(claim, &method, request.extensions_mut())?;
            }
            None => {
                request.extensions_mut().insert(claim.caller);
            }
        }
        Ok(holds_for)
    }
}

fn is_open(path: &str) -> bool {
    path.starts_with("/grpc.health.v1.Health/") || path.starts_with("/grpc.reflection.")
}

/// `application/grpc`, also with a named encoding or with parameters, but not `application/grpc-web`.
fn is_grpc(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.as_bytes().strip_prefix(b"application/grpc"))
        .is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}
