//! What probes and the curious see, without saying who they are.

use handrail_chassis::peer;
use handrail_chassis::probe::{LIVENESS, Probes, READINESS, STARTUP};
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use crate::service::{NAME, Running, start};

const SERVING: i32 = 1;
const NOT_SERVING: i32 = 2;

async fn status(server: &Running, service: &str) -> Result<i32, Code> {
    let request = HealthCheckRequest {
        service: service.into(),
    };
    match HealthClient::new(server.channel.clone())
        .check(request)
        .await
    {
        Ok(reply) => Ok(reply.into_inner().status),
        Err(status) => Err(status.code()),
    }
}

#[tokio::test]
async fn a_server_serves_only_once_it_is_ready() {
    let server = start().await;
    assert_eq!(status(&server, "").await, Ok(NOT_SERVING));
    assert_eq!(status(&server, NAME).await, Ok(NOT_SERVING));
    server.health.ready().await;
    assert_eq!(status(&server, "").await, Ok(SERVING));
    assert_eq!(status(&server, NAME).await, Ok(SERVING));
    assert_eq!(status(&server, "unheard.of").await, Err(Code::NotFound));
}

#[tokio::test]
async fn a_stuck_worker_shows_on_its_service_and_not_on_the_server() {
    let server = start().await;
    server.health.ready().await;
    server.health.degraded(NAME, "intake, partition 3").await;
    server.health.degraded(NAME, "intake, partition 4").await;
    assert_eq!(status(&server, NAME).await, Ok(NOT_SERVING));
    assert_eq!(status(&server, "").await, Ok(SERVING));
    server.health.recovered(NAME, "intake, partition 3").await;
    assert_eq!(status(&server, NAME).await, Ok(NOT_SERVING));
    let left = vec![(NAME.to_owned(), "intake, partition 4".to_owned())];
    assert_eq!(server.health.reasons(), left);
    server.health.recovered(NAME, "intake, partition 4").await;
    assert_eq!(status(&server, NAME).await, Ok(SERVING));
}

#[tokio::test]
async fn a_server_that_stops_is_never_ready_again() {
    let server = start().await;
    server.health.ready().await;
    server.health.stopping().await;
    server.health.ready().await;
    assert_eq!(status(&server, "").await, Ok(NOT_SERVING));
}

#[tokio::test]
async fn reflection_knows_health_and_itself() {
    let server = start().await;
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut client = ServerReflectionClient::new(server.channel.clone());
    let asked = client.server_reflection_info(tokio_stream::once(request));
    let mut replies = asked.await.unwrap().into_inner();
    let reply = replies.message().await.unwrap().unwrap();
    let Some(MessageResponse::ListServicesResponse(listed)) = reply.message_response else {
        panic!("{reply:?}");
    };
    let names: Vec<_> = listed.service.into_iter().map(|one| one.name).collect();
    assert!(
        names.contains(&"grpc.health.v1.Health".to_owned()),
        "{names:?}"
    );
    assert!(
        names
            .iter()
            .any(|name| name.starts_with("grpc.reflection.")),
        "{names:?}"
    );
}

async fn probe(address: &str, name: &str) -> i32 {
    let channel = peer::channel(address).unwrap();
    let request = HealthCheckRequest {
        service: name.into(),
    };
    let reply = HealthClient::new(channel).check(request).await;
    reply.unwrap().into_inner().status
}

#[tokio::test]
async fn probes_answer_three_questions_differently() {
    let anywhere = "127.0.0.1:0".parse().unwrap();
    let probes = Probes::serve(anywhere, 2).await.unwrap();
    let address = format!("http://{}", probes.address());
    let all = async || {
        let mut said = Vec::new();
        for name in [STARTUP, READINESS, "", LIVENESS] {
            said.push(probe(&address, name).await == SERVING);
        }
        said
    };
    assert_eq!(all().await, [false, false, false, true]);

    let (one, other) = (start().await, start().await);
    probes.watch(&one.health).await;
    one.health.ready().await;
    assert_eq!(all().await, [false, false, false, true], "one of two");
    probes.watch(&other.health).await;
    other.health.ready().await;
    assert_eq!(all().await, [true, true, true, true]);

    one.health.degraded(NAME, "a stuck follower").await;
    assert_eq!(all().await, [true, true, true, true], "commands go on");
    one.health.lacks("the database").await;
    assert_eq!(all().await, [true, false, false, true], "not to be killed");
    one.health.lacks_no_more("the database").await;
    assert_eq!(all().await, [true, true, true, true]);

    other.health.stopping().await;
    assert_eq!(all().await, [true, false, false, true]);
}
