//! Traces reach a collector, the last ones too. One process has one telemetry, so this test has a
//! process of its own.
#![cfg(test)]

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use handrail_chassis::config::LogFormat;
use handrail_chassis::telemetry::{TelemetrySettings, init, link_remote};
use prost::Message;
use tokio::sync::mpsc;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};
use tracing::info_span;

/// An export request, as far as a test has to understand it.
#[derive(Clone, PartialEq, Message)]
struct Export {
    #[prost(bytes = "vec", repeated, tag = "1")]
    resource_spans: Vec<Vec<u8>>,
}

#[derive(Clone)]
struct Collector(mpsc::UnboundedSender<Vec<u8>>);

impl NamedService for Collector {
    const NAME: &'static str = "opentelemetry.proto.collector.trace.v1.TraceService";
}

impl Service<http::Request<Body>> for Collector {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let collected = self.0.clone();
        Box::pin(async move {
            let collect = service_fn(move |request: Request<Export>| {
                for spans in request.into_inner().resource_spans {
                    let _ = collected.send(spans);
                }
                async { Ok::<_, Status>(Response::new(Export::default())) }
            });
            let mut grpc = tonic::server::Grpc::new(ProstCodec::<Export, Export>::default());
            Ok(grpc.unary(collect, request).await)
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_still_waits_is_sent_at_the_end() {
    const TRACE: [u8; 4] = [0x0a, 0xf7, 0x65, 0x19];
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let incoming = TcpIncoming::bind(listen).unwrap();
    let endpoint = format!("http://{}", incoming.local_addr().unwrap());
    let (collected, mut arrivals) = mpsc::unbounded_channel();
    let collector = tonic::transport::Server::builder()
        .add_service(Collector(collected))
        .serve_with_incoming(incoming);
    let lifecycle = handrail_chassis::lifecycle::Lifecycle::new();
    lifecycle.spawn("collector", collector);

    let settings = TelemetrySettings {
        log: LogFormat::Text,
        otlp_endpoint: Some(endpoint),
    };
    let guard = init("test", &settings).unwrap();
    let span = info_span!("the last thing done");
    link_remote(
        &span,
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    );
    span.in_scope(|| {});
    drop(span);
    drop(guard);

    let arrival = tokio::time::timeout(Duration::from_secs(15), arrivals.recv());
    let spans = arrival.await.unwrap().unwrap();
    for part in [&b"handrail-test"[..], b"the last thing done", &TRACE] {
        let found = spans.windows(part.len()).any(|window| window == part);
        assert!(found, "{}", String::from_utf8_lossy(&spans));
    }
}
