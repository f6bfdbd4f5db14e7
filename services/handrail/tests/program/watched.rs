//! Telemetry is sent where the program was told to send it, and harms nothing where that is nowhere.

use crate::{json, program, sample, text};
use std::{
    io::{BufRead, BufReader, ErrorKind, Read},
    net::{Ipv4Addr, TcpListener},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// What a shutdown may take that has nothing to wait for but telemetry: that gets a second.
const SOON: Duration = Duration::from_secs(4);

fn listener() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port")
}

fn address_of(listener: &TcpListener) -> String {
    listener.local_addr().expect("an address").to_string()
}

fn up(variable: &str, value: &str) -> Child {
    program()
        .args(["up", "--json", "--ports", "any", "--in-memory"])
        .arg("--organisation")
        .arg(sample("organisation.toml"))
        .env(variable, value)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Waits until everything has started, asks it to stop, and says what it logged and how long it took to
/// end.
fn started_and_stopped(mut suite: Child) -> (String, Duration) {
    let mut announced = String::new();
    let mut output = BufReader::new(suite.stdout.take().expect("its output"));
    output.read_line(&mut announced).expect("a line");
    assert!(json(announced.as_bytes())["addresses"].is_object());
    let asked = now();
    let id = suite.id().to_string();
    let terminated = Command::new("kill").arg(id).status();
    assert!(terminated.expect("kill").success());
    assert_eq!(suite.wait().expect("it ends").code(), Some(0));
    let took = asked.elapsed();
    let mut log = String::new();
    let mut stderr = suite.stderr.take().expect("its log");
    stderr.read_to_string(&mut log).expect("a log");
    (log, took)
}

#[expect(
    clippy::disallowed_methods,
    reason = "what is timed is another process, which has its own idea of time"
)]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

#[test]
fn a_collector_that_is_not_there_harms_nothing() {
    let gone = address_of(&listener());
    let suite = up("HANDRAIL_OTLP_ENDPOINT", &format!("http://{gone}"));
    let (log, took) = started_and_stopped(suite);
    assert!(took < SOON, "{took:?}");
    assert!(log.contains("telemetry can't be exported"), "{log}");
}

#[test]
fn a_collector_that_says_nothing_delays_the_end_by_a_second_at_most() {
    let silent = listener();
    let endpoint = format!("http://{}", address_of(&silent));
    let (log, took) = started_and_stopped(up("HANDRAIL_OTLP_ENDPOINT", &endpoint));
    assert!(took < SOON, "{took:?}");
    assert!(log.contains("telemetry is not taken in time"), "{log}");
}

#[test]
fn nothing_is_sent_to_where_others_are_told_to_send() {
    let others = listener();
    let endpoint = format!("http://{}", address_of(&others));
    started_and_stopped(up("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint));
    others.set_nonblocking(true).expect("a listener");
    let called = others.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(called, Err(ErrorKind::WouldBlock));
}

#[test]
fn an_address_for_prometheus_that_is_in_use_is_told_with_69() {
    let used = listener();
    let suite = up("HANDRAIL_PROMETHEUS_LISTEN", &address_of(&used));
    let ended = suite.wait_with_output().expect("it ends");
    let said = text(&ended.stderr);
    assert_eq!(ended.status.code(), Some(69), "{said}");
    assert!(
        said.contains("is another program listening there?"),
        "{said}"
    );
}
