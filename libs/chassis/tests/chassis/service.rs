//! A minimal service, each of whose methods does one thing that a service might do to its server,
//! and a client for it.

use std::convert::Infallible;
use std::future::{Future, pending};
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use handrail_chassis::health::HealthHandle;
use handrail_chassis::identity::{Badge, Caller, IdentityMode};
use handrail_chassis::lifecycle::Lifecycle;
use handrail_chassis::peer;
use handrail_chassis::peer::Channel;
use handrail_chassis::server::{MAX_REPLY_BYTES, MAX_REQUEST_BYTES, Server};
use http::uri::PathAndQuery;
use prost::Message;
use tokio_stream::{Stream, StreamExt};
use tonic::body::Body;
use tonic::codec::Streaming;
use tonic::server::NamedService;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

pub(crate) const NAME: &str = "handrail.test.v1.TestService";
/// Nothing in these tests takes as long, unless it hangs.
pub(crate) const BOUND: Duration = Duration::from_secs(15);

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Text {
    #[prost(string, tag = "1")]
    pub(crate) text: String,
}

/// On the wire a `Text`, except that nothing checks that it is text.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Garbage {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) text: Vec<u8>,
}

/// On the wire no `Text` at all.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Number {
    #[prost(uint64, tag = "1")]
    pub(crate) text: u64,
}

pub(crate) fn text(text: &str) -> Text {
    Text { text: text.into() }
}

#[derive(Clone)]
struct TestService;

impl NamedService for TestService {
    const NAME: &'static str = NAME;
}

type Reply = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Infallible>> + Send>>;
type Texts = Pin<Box<dyn Stream<Item = Result<Text, Status>> + Send>>;

impl Service<http::Request<Body>> for TestService {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Reply;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Reply {
        let method = request.uri().path().rsplit('/').next().unwrap().to_owned();
        let mut grpc = tonic::server::Grpc::new(ProstCodec::<Text, Text>::default())
            .max_decoding_message_size(MAX_REQUEST_BYTES)
            .max_encoding_message_size(MAX_REPLY_BYTES);
        Box::pin(async move {
            Ok(if method.starts_with("Stream") {
                let stream = service_fn(move |_: Request<Text>| {
                    let texts = stream(&method);
                    async { Ok(Response::new(texts)) }
                });
                grpc.server_streaming(stream, request).await
            } else {
                let unary = service_fn(move |request| unary(method.clone(), request));
                grpc.unary(unary, request).await
            })
        })
    }
}

async fn unary(method: String, request: Request<Text>) -> Result<Response<Text>, Status> {
    let caller = Caller::of(&request)?;
    match method.as_str() {
        "Echo" => Ok(Response::new(request.into_inner())),
        "WhoAmI" => Ok(Response::new(text(&format!("{caller:?}")))),
        "Hang" => pending().await,
        "Panic" => panic!("Testa Sample is in this text"),
        "Fail" => Err(Status::internal("Testa Sample is in this text")),
        "Refuse" => Err(Status::out_of_range("the page is past the end")),
        "Huge" => Ok(Response::new(text(&"x".repeat(MAX_REPLY_BYTES + 1)))),
        other => Err(Status::unimplemented(other)),
    }
}

fn stream(method: &str) -> Texts {
    let first = tokio_stream::once(Ok(text("first")));
    match method {
        "StreamOpen" => Box::pin(first.chain(tokio_stream::pending())),
        "StreamPanic" => Box::pin(first.chain(tokio_stream::iter([()]).map(|()| panic!("Testa")))),
        _ => Box::pin(first.chain(tokio_stream::once(Err(Status::unknown("Testa Sample"))))),
    }
}

/// A server that runs.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) lifecycle: Lifecycle,
    pub(crate) health: HealthHandle,
    pub(crate) channel: Channel,
}

/// Starts the test service on a free port.
pub(crate) async fn start() -> Running {
    start_with(Lifecycle::new()).await
}

pub(crate) async fn start_with(lifecycle: Lifecycle) -> Running {
    let server = Server::bind(any_port())
        .await
        .unwrap()
        .identity(&IdentityMode::Development)
        .unwrap()
        .add(TestService, &[]);
    let address = server.local_addr();
    let health = server.health();
    let ends = lifecycle.clone();
    lifecycle.spawn("server", async move { server.serve(&ends).await });
    Running {
        address,
        lifecycle,
        health,
        channel: peer::channel(&format!("http://{address}")).unwrap(),
    }
}

pub(crate) fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

pub(crate) fn tester() -> Caller {
    Caller {
        subject: "officer:testa-sample-01".into(),
        roles: vec!["team_manager".into()],
        teams: vec!["assessment-north".into(), "assessment-south".into()],
    }
}

impl Running {
    /// Calls a unary method as the tester.
    pub(crate) async fn call(
        &self,
        method: &str,
        message: impl Message + 'static,
    ) -> Result<Text, Status> {
        self.call_as(Badge::Development(tester()), method, message)
            .await
    }

    /// Calls a unary method with whatever the interceptor puts into the request.
    pub(crate) async fn call_as(
        &self,
        interceptor: impl Interceptor,
        method: &str,
        message: impl Message + 'static,
    ) -> Result<Text, Status> {
        let mut grpc =
            tonic::client::Grpc::new(InterceptedService::new(self.channel.clone(), interceptor))
                .max_decoding_message_size(2 * MAX_REPLY_BYTES);
        grpc.ready().await.unwrap();
        let call = grpc.unary(Request::new(message), path(method), ProstCodec::default());
        let reply = tokio::time::timeout(BOUND, call).await.unwrap()?;
        Ok(reply.into_inner())
    }

    /// Opens a stream as the tester.
    pub(crate) async fn open(&self, method: &str) -> Streaming<Text> {
        let caller = Badge::Development(tester());
        let mut grpc =
            tonic::client::Grpc::new(InterceptedService::new(self.channel.clone(), caller));
        grpc.ready().await.unwrap();
        let call = grpc.server_streaming(
            Request::new(text("go")),
            path(method),
            ProstCodec::<Text, Text>::default(),
        );
        let opened = tokio::time::timeout(BOUND, call).await.unwrap();
        opened.unwrap().into_inner()
    }
}

pub(crate) fn path(method: &str) -> PathAndQuery {
    format!("/{NAME}/{method}").parse().unwrap()
}
