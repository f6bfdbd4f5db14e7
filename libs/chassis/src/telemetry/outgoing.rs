//! An outgoing call: its span and its duration, by the conventions for RPC clients.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, Uri};
use http_body::{Frame, SizeHint};
use opentelemetry::KeyValue;
use tokio::time::Instant;
use tonic::body::Body;
use tonic::{Code, Status, TimeoutExpired};
use tower::Service;
use tracing::field::Empty;
use tracing::{Instrument, Span, info_span};

use super::call::{GRPC, name_of, record};
use super::metric::instruments;

/// Watches the calls that go out through `S`. Put it outside of whatever hands the trace on, so that what
/// is handed on is the call's own span.
#[derive(Clone, Debug)]
pub struct Outgoing<S> {
    inner: S,
    server: Option<Arc<Server>>,
}

/// Where calls go, as it was configured.
#[derive(Debug)]
struct Server {
    address: String,
    port: Option<i64>,
}

impl<S> Outgoing<S> {
    /// Watches the calls through `inner`.
    pub fn new(inner: S) -> Self {
        Self {
            inner,
            server: None,
        }
    }

    /// Names the server at `uri` (as `http://host:port`) as the one that is called.
    #[must_use]
    pub fn to(self, uri: &str) -> Self {
        let uri: Option<Uri> = uri.parse().ok();
        let server = uri.and_then(|uri| {
            Some(Arc::new(Server {
                address: uri.host()?.to_owned(),
                port: uri.port_u16().map(i64::from),
            }))
        });
        Self { server, ..self }
    }
}

impl<S, B> Service<Request<Body>> for Outgoing<S>
where
    S: Service<Request<Body>, Response = Response<B>>,
    S::Future: Send + 'static,
    S::Error: Error + Send + Sync + 'static,
    B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let call = Call::new(request.uri().path(), self.server.clone());
        let calling = call.span.in_scope(|| self.inner.call(request));
        let calling = calling.instrument(call.span.clone());
        Box::pin(async move {
            let mut call = call;
            match calling.await {
                Ok(response) => {
                    if let Some(code) = code_in(response.headers()) {
                        call.ended(code);
                    }
                    Ok(response.map(|inner| Body::new(Watched { inner, call })))
                }
                Err(error) => {
                    call.ended(code_of(&error));
                    Err(error)
                }
            }
        })
    }
}

/// One outgoing call. One that is dropped before its end was given up here.
struct Call {
    span: Span,
    method: String,
    server: Option<Arc<Server>>,
    since: Instant,
    ended: bool,
}

impl Call {
    /// The method is one that a client of ours was generated for, so its name is as good as ours.
    fn new(path: &str, server: Option<Arc<Server>>) -> Self {
        let method = path.trim_start_matches('/');
        let span = info_span!(
            "outgoing call",
            otel.name = method,
            otel.kind = "client",
            otel.status_code = Empty,
            rpc.system.name = GRPC,
            rpc.method = method,
            rpc.response.status_code = Empty,
            error.type = Empty,
            server.address = server.as_ref().map(|server| server.address.as_str()),
            server.port = server.as_ref().and_then(|server| server.port),
        );
        Self {
            span,
            method: method.to_owned(),
            server,
            since: Instant::now(),
            ended: false,
        }
    }

    fn ended(&mut self, code: Code) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let failed = code != Code::Ok;
        record(&self.span, code, failed);
        let Some(instruments) = instruments() else {
            return;
        };
        let mut labels = vec![
            KeyValue::new("rpc.system.name", GRPC),
            KeyValue::new("rpc.method", self.method.clone()),
            KeyValue::new("rpc.response.status_code", name_of(code)),
        ];
        if failed {
            labels.push(KeyValue::new("error.type", name_of(code)));
        }
        if let Some(server) = &self.server {
            labels.push(KeyValue::new("server.address", server.address.clone()));
            let port = server.port.map(|port| KeyValue::new("server.port", port));
            labels.extend(port);
        }
        let took = self.since.elapsed().as_secs_f64();
        instruments.client_calls.record(took, &labels);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.ended(Code::Cancelled);
    }
}

/// The body of a reply, which has the status at its end.
struct Watched<B> {
    inner: B,
    call: Call,
}

impl<B> http_body::Body for Watched<B>
where
    B: http_body::Body<Data = Bytes> + Unpin,
{
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(cx);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(code) = frame.trailers_ref().and_then(code_in) {
                    self.call.ended(code);
                }
            }
            // A reply that ends without a status was cut off.
            Poll::Ready(Some(Err(_)) | None) => self.call.ended(Code::Unavailable),
            Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

fn code_in(headers: &HeaderMap) -> Option<Code> {
    let value = headers.get(Status::GRPC_STATUS)?;
    Some(Code::from_bytes(value.as_bytes()))
}

/// The code of a call that got no answer.
fn code_of(error: &(dyn Error + 'static)) -> Code {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<TimeoutExpired>() {
            return Code::DeadlineExceeded;
        }
        if let Some(status) = error.downcast_ref::<Status>() {
            return status.code();
        }
        cause = error.source();
    }
    Code::Unavailable
}
