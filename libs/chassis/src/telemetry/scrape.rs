//! The metrics as Prometheus reads them: `GET /metrics`, without TLS or identity, and nothing else.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::task::{Context, Poll};

use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use prometheus::{Registry, TEXT_FORMAT, TextEncoder};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::body::Body;
use tonic::service::Routes;
use tower::{Layer, Service};
use tracing::{info, warn};

use crate::acceptor;
use crate::server::ServerError;

const PATH: &str = "/metrics";

/// Offers what `registry` gathers on `listen`, from now until the process ends.
pub(super) async fn serve(
    listen: SocketAddr,
    registry: Registry,
) -> Result<SocketAddr, ServerError> {
    let bind = |source| ServerError::Bind { listen, source };
    let listener = TcpListener::bind(listen).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let cut = CancellationToken::new(); // never cancelled: the last minute is worth reading, too
    let serving = tonic::transport::Server::builder()
        .accept_http1(true)
        .layer(Scraped(registry))
        .add_routes(Routes::default())
        .serve_with_incoming(acceptor::connections(listener, cut, None));
    #[expect(
        clippy::disallowed_methods,
        reason = "it answers until the very end, and no shutdown may wait for it"
    )]
    tokio::spawn(async move {
        if let Err(error) = serving.await {
            warn!(%error, "metrics are not offered to Prometheus any more");
        }
    });
    info!(listen = %address, "metrics are offered to Prometheus");
    Ok(address)
}

/// Answers every request itself, whatever routes are under it.
#[derive(Clone)]
struct Scraped(Registry);

impl<S> Layer<S> for Scraped {
    type Service = Self;

    fn layer(&self, _: S) -> Self {
        self.clone()
    }
}

impl Service<Request<Body>> for Scraped {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (path, method) = (request.uri().path(), request.method());
        ready(Ok(match (path, method) {
            (PATH, &Method::GET) => self.metrics(),
            (PATH, _) => {
                let mut refused = empty(StatusCode::METHOD_NOT_ALLOWED);
                let get = HeaderValue::from_static("GET");
                refused.headers_mut().insert(ALLOW, get);
                refused
            }
            _ => empty(StatusCode::NOT_FOUND),
        }))
    }
}

impl Scraped {
    fn metrics(&self) -> Response<Body> {
        match TextEncoder::new().encode_to_string(&self.0.gather()) {
            Ok(text) => {
                let mut response = Response::new(Body::new(text));
                let text = HeaderValue::from_static(TEXT_FORMAT);
                response.headers_mut().insert(CONTENT_TYPE, text);
                response
            }
            Err(error) => {
                warn!(%error, "the metrics can't be written as Prometheus reads them");
                empty(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
