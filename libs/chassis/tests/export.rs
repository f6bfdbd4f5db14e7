//! Traces, metrics and logs reach a collector, the last ones too, and Prometheus. One process has one
//! telemetry, so this test has a process of its own.
#![cfg(test)]

use std::net::{Ipv4Addr, SocketAddr};

use handrail_chassis::config::LogFormat;
use handrail_chassis::identity::{Badge, Caller, IdentityMode};
use handrail_chassis::lifecycle::Lifecycle;
use handrail_chassis::peer;
use handrail_chassis::server::Server;
use handrail_chassis::telemetry::{
    Kind, METRICS, Metric, Outgoing, Reading, TelemetrySettings, continue_from, hush, init,
    observed, show,
};
use handrail_testkit::receiver::{Receiver, Span};
use sea_orm::{DbBackend, DbErr};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::service::interceptor::InterceptedService;
use tonic::{Code, Request};
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tracing::{Instrument, info, info_span};

const REMOTE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const REMOTE_TRACE: [u8; 4] = [0x0a, 0xf7, 0x65, 0x19];
const METHOD: &str = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

const APPLES: Metric = Metric {
    name: "test.apples",
    kind: Kind::Gauge,
    unit: "{apple}",
    description: "How many apples there are",
    labels: &["test.kind"],
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_is_told_to_the_collector_and_to_prometheus() {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let receiver = Receiver::start();
    let settings = TelemetrySettings {
        log: LogFormat::Text,
        otlp_endpoint: Some(receiver.endpoint().to_owned()),
        prometheus_listen: Some(any),
    };
    let guard = init("test", &settings).await.unwrap();
    let lifecycle = Lifecycle::new();
    let server = Server::bind(any).await.unwrap();
    let server = server.identity(&IdentityMode::Development).unwrap();
    let uri = format!("http://{}", server.local_addr());
    let serving = lifecycle.clone();
    lifecycle.spawn("server", async move { server.serve(&serving).await });

    let work = info_span!("work");
    continue_from(&work, REMOTE);
    async {
        assert_eq!(reflect(&uri).await, Code::Ok);
        assert_eq!(call_what_is_not_there(&uri).await, Code::Unimplemented);
        info!(done = 2, "calls were made");
        let failing = observed(DbBackend::Sqlite, "pick", async {
            Err::<(), _>(DbErr::Custom("no ladder".to_owned()))
        });
        failing.await.unwrap_err();
    }
    .instrument(work)
    .await;
    let hidden = info_span!("hidden");
    hush(&hidden);
    async { assert_eq!(reflect(&uri).await, Code::Ok) }
        .instrument(hidden)
        .await;
    show(
        "test",
        &[&APPLES],
        &[apples("red", 3.0), apples("red", 1.0)],
    );
    show("test", &[&APPLES], &[apples("green", 2.0)]);

    let scraped = guard.scraped_at().unwrap();
    look_at_what_prometheus_gets(scraped).await;
    lifecycle.shutdown().await;
    drop(guard);

    look_at_the_spans(&receiver);
    let line = receiver.log_lines();
    let line = line.iter().find(|line| line.text == "calls were made");
    let line = line.expect("the log line");
    let work = receiver
        .spans()
        .into_iter()
        .find(|span| span.name == "work");
    assert_eq!(line.span, work.map(|span| span.id));
    assert_eq!(line.attributes["done"], "2");
    look_at_the_metrics(&receiver);
}

fn apples(kind: &str, value: f64) -> Reading {
    Reading {
        metric: &APPLES,
        labels: vec![kind.to_owned()],
        value,
    }
}

/// Asks what services there are.
async fn reflect(uri: &str) -> Code {
    let caller = Badge::Development(Caller::service("test"));
    let channel = InterceptedService::new(peer::channel(uri).unwrap(), caller);
    let mut client = ServerReflectionClient::new(Outgoing::new(channel).to(uri));
    let question = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let asked = client
        .server_reflection_info(Request::new(tokio_stream::iter([question])))
        .await;
    let mut answers = match asked {
        Ok(answers) => answers.into_inner(),
        Err(status) => return status.code(),
    };
    loop {
        match answers.message().await {
            Ok(Some(_)) => {}
            Ok(None) => return Code::Ok,
            Err(status) => return status.code(),
        }
    }
}

async fn call_what_is_not_there(uri: &str) -> Code {
    let caller = Badge::Development(Caller::service("test"));
    let channel = InterceptedService::new(peer::channel(uri).unwrap(), caller);
    let mut grpc = tonic::client::Grpc::new(Outgoing::new(channel).to(uri));
    grpc.ready().await.unwrap();
    let path = http::uri::PathAndQuery::from_static("/some.Service/Imagined");
    let codec = tonic_prost::ProstCodec::<(), ()>::default();
    let called = grpc.unary(Request::new(()), path, codec).await;
    called.unwrap_err().code()
}

async fn look_at_what_prometheus_gets(scraped: SocketAddr) {
    let page = http(scraped, "GET /metrics").await;
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    assert!(page.contains("content-type: text/plain"), "{page}");
    let count = format!(
        "rpc_server_call_duration_seconds_count{{rpc_method=\"{METHOD}\",rpc_response_status_code=\"OK\",rpc_system_name=\"grpc\"}} 2"
    );
    for line in [
        count.as_str(),
        "test_apples{test_kind=\"red\"} 0",
        "test_apples{test_kind=\"green\"} 2",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}: {page}");
    }
    assert!(page.contains("\ntarget_info{"), "{page}");
    for metric in METRICS.iter().chain([&&APPLES]) {
        let typed = format!("# TYPE {} ", metric.in_prometheus());
        let is_used = metric.name != "handrail.worker.step.duration";
        assert_eq!(page.contains(&typed), is_used, "{typed}: {page}");
    }
    for (request, answer) in [
        ("POST /metrics", "405 Method Not Allowed"),
        ("GET /", "404 Not Found"),
        ("GET /metrics/more", "404 Not Found"),
    ] {
        let page = http(scraped, request).await;
        assert!(
            page.starts_with(&format!("HTTP/1.1 {answer}\r\n")),
            "{page}"
        );
    }
}

async fn http(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("{request} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut page = String::new();
    stream.read_to_string(&mut page).await.unwrap();
    page
}

fn look_at_the_spans(receiver: &Receiver) {
    let spans = receiver.spans();
    let find = |name: &str, kind: &str| -> &Span {
        let mut found = spans
            .iter()
            .filter(|span| span.name == name && span.kind == kind);
        let first = found.next();
        assert!(found.next().is_none(), "{kind} {name} is there twice");
        first.unwrap_or_else(|| panic!("{kind} {name}: {spans:#?}"))
    };
    let work = find("work", "internal");
    assert_eq!(work.service(), "handrail-test");
    assert_eq!(work.process["service.namespace"], "handrail");
    assert_eq!(work.process["service.version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(work.process["service.instance.id"].len(), 36);
    assert_eq!(work.id.0[..4], REMOTE_TRACE, "the trace of the entry");
    assert_eq!(work.links.first(), work.parent.as_ref(), "and linked to it");
    assert!(work.attributes.keys().all(|key| key != "thread.id"));

    let client = find(METHOD, "client");
    assert_eq!(client.parent.as_ref(), Some(&work.id));
    let server = find(METHOD, "server");
    assert_eq!(server.parent.as_ref(), Some(&client.id));
    assert_eq!(server.attributes["rpc.system.name"], "grpc");
    assert_eq!(server.attributes["rpc.method"], METHOD);
    assert_eq!(server.attributes["rpc.response.status_code"], "OK");
    assert_eq!(client.attributes["server.address"], "127.0.0.1");
    assert!(client.attributes.contains_key("server.port"));
    assert!(!client.failed && !server.failed);

    let client = find("some.Service/Imagined", "client");
    assert!(client.failed && client.attributes["error.type"] == "UNIMPLEMENTED");
    let server = find("grpc", "server");
    assert_eq!(server.parent.as_ref(), Some(&client.id));
    assert_eq!(server.attributes["rpc.method"], "_OTHER");

    let pick = find("pick", "client");
    assert_eq!(pick.parent.as_ref(), Some(&work.id));
    assert_eq!(pick.attributes["db.system.name"], "sqlite");
    assert_eq!(pick.attributes["db.operation.name"], "pick");
    assert!(pick.failed && pick.attributes["error.type"] == "other");
    assert!(spans.iter().all(|span| span.name != "hidden"));
}

fn look_at_the_metrics(receiver: &Receiver) {
    let metric = |name| receiver.metric(name).unwrap();
    let calls = metric("rpc.server.call.duration");
    assert_eq!(calls.unit, "s");
    assert_eq!(calls.values_of("rpc.method"), ["_OTHER", METHOD]);
    let calls = metric("rpc.client.call.duration");
    assert_eq!(calls.values_of("server.address"), ["127.0.0.1"]);
    assert_eq!(
        calls.values_of("rpc.response.status_code"),
        ["OK", "UNIMPLEMENTED"]
    );
    assert_eq!(calls.points[0].bounds.first(), Some(&0.005));
    let operations = metric("db.client.operation.duration");
    assert_eq!(operations.values_of("error.type"), ["other"]);
    let apples = metric("test.apples");
    assert_eq!(apples.unit, "{apple}");
    assert_eq!(apples.value(&[("test.kind", "red")]), Some(0.0));
    assert_eq!(apples.value(&[("test.kind", "green")]), Some(2.0));
    assert!(metric("process.uptime").value(&[]).unwrap() > 0.0);
}
