//! A server ends in time, whatever is open.

use std::time::Duration;

use handrail_chassis::lifecycle::{Exit, Lifecycle};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::limits::{PREFACE, headers};
use crate::service::{BOUND, start, start_with, text};

#[tokio::test]
async fn an_open_stream_is_ended_and_does_not_hold_up_the_shutdown() {
    let server = start().await;
    let mut stream = server.open("StreamOpen").await;
    assert_eq!(stream.message().await.unwrap(), Some(text("first")));
    let began = Instant::now();
    assert_eq!(server.lifecycle.shutdown().await, Exit::Clean);
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    let status = stream.message().await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
}

#[tokio::test]
async fn a_health_watcher_sees_not_serving_first() {
    let server = start().await;
    server.health.ready().await;
    let mut client = HealthClient::new(server.channel.clone());
    let watch = client.watch(HealthCheckRequest::default()).await.unwrap();
    let mut watch = watch.into_inner();
    assert_eq!(watch.message().await.unwrap().unwrap().status, 1);
    server.lifecycle.soft.cancel();
    let next = timeout(BOUND, watch.message()).await.unwrap();
    assert_eq!(next.unwrap().unwrap().status, 2);
}

#[tokio::test]
async fn a_call_that_hangs_is_cut_at_the_deadline() {
    let lifecycle = Lifecycle::with_deadline(Duration::from_millis(300));
    let server = start_with(lifecycle.clone()).await;
    let call = server.call("Hang", text(""));
    let end = async {
        assert!(server.call("Echo", text("")).await.is_ok());
        let began = Instant::now();
        lifecycle.shutdown().await;
        began.elapsed()
    };
    let (cut, took) = tokio::join!(call, end);
    assert!(cut.is_err());
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn a_peer_that_answers_nothing_is_cut_at_the_deadline() {
    let lifecycle = Lifecycle::with_deadline(Duration::from_millis(300));
    let server = start_with(lifecycle.clone()).await;
    let mut peer = TcpStream::connect(server.address).await.unwrap();
    peer.write_all(PREFACE).await.unwrap();
    peer.write_all(&headers(1, "Echo", None)).await.unwrap();
    assert!(server.call("Echo", text("")).await.is_ok());
    let ended = timeout(Duration::from_secs(3), lifecycle.shutdown()).await;
    assert_eq!(ended, Ok(Exit::Clean));
    let mut rest = Vec::new();
    let closed = timeout(BOUND, peer.read_to_end(&mut rest)).await;
    assert!(closed.is_ok(), "the connection outlives its server");
}

#[tokio::test]
async fn the_port_is_free_afterwards() {
    let server = start().await;
    assert!(server.call("Echo", text("")).await.is_ok());
    server.lifecycle.shutdown().await;
    assert!(TcpStream::connect(server.address).await.is_err());
}
