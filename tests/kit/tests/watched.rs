//! What whoever watches gets to see of a known situation. One process has one telemetry, so this test has
//! a process of its own.
#![cfg(test)]

use handrail_chassis::telemetry::{self, Metric, TelemetryGuard, TelemetrySettings};
use handrail_contracts::feed::v1::GetHeadsRequest;
use handrail_frame::gauges::{self, OTHER};
use handrail_testkit::{Granted, Handrail, Options, Plan, ask, receiver::Receiver};
use std::collections::BTreeSet;

const SENDER: &str = "assessment-1";
const RECEIVER: &str = "family-safeguarding-east-1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_things_stand_is_told_in_numbers() {
    let receiver = Receiver::start();
    let settings = TelemetrySettings {
        otlp_endpoint: Some(receiver.endpoint().to_owned()),
        ..TelemetrySettings::default()
    };
    let guard = telemetry::init("suite", &settings).await;
    let watched = Watched {
        receiver,
        guard: guard.expect("telemetry starts"),
    };
    let kit = Handrail::start(Options::default()).await;
    let child = kit.child_led_by(SENDER).await;
    let sender = kit.as_officer("assessment-1-manager");
    let open = ask::transfer(SENDER, &child, Plan::ChildInNeed);
    let transfer = sender.transfers().open_transfer(open).await.granted();

    // Nothing is late: the early warning is owed until Wednesday.
    kit.read_gauges().await;
    let pathway = "assessment-to-family-safeguarding";
    watched.shows(
        "handrail.transfers",
        &["transfers", pathway, "progressed"],
        1.0,
    );
    watched.shows(
        "handrail.obligations",
        &["transfers", "C4.1-01", "assessment", "open"],
        1.0,
    );
    watched.shows(
        "handrail.children.unallocated",
        &["transfers", "assessment"],
        1.0,
    );
    for (service, source) in [
        ("intake", "escalation"),
        ("transfers", "intake"),
        ("transfers", "escalation"),
        ("escalation", "intake"),
        ("escalation", "transfers"),
        ("notifications", "intake"),
        ("notifications", "transfers"),
        ("notifications", "escalation"),
    ] {
        watched.shows("handrail.feed.behind", &[service, source], 0.0);
        watched.shows("handrail.feed.lag", &[service, source], 0.0);
    }

    // Tuesday: its owner has been reminded.
    kit.at("Tue 2026-03-03 17:01").await;
    kit.read_gauges().await;
    let owed = |clause, kind, state| ["transfers", clause, kind, state];
    watched.shows(
        "handrail.obligations",
        &owed("C4.1-01", "assessment", "open"),
        0.0,
    );
    watched.shows(
        "handrail.obligations",
        &owed("C4.1-01", "assessment", "due"),
        1.0,
    );
    let warning = ask::early_warning(&transfer, RECEIVER);
    sender
        .transfers()
        .send_early_warning(warning)
        .await
        .granted();

    // Thursday, a minute past five: nobody has answered for two working days (C4.1-12).
    kit.at("Thu 2026-03-05 17:01").await;
    kit.read_gauges().await;
    watched.shows(
        "handrail.obligations",
        &owed("C4.1-01", "assessment", "due"),
        0.0,
    );
    let late = owed("C4.1-12", "family-safeguarding", "breached");
    watched.shows("handrail.obligations", &late, 1.0);
    watched.shows(
        "handrail.transfers",
        &["transfers", pathway, "progressed"],
        0.0,
    );
    watched.shows(
        "handrail.transfers",
        &["transfers", pathway, "early-warning"],
        1.0,
    );
    watched.shows("handrail.disputes", &["escalation", "service-manager"], 1.0);
    watched.shows("handrail.outbox", &["notifications", "pending"], 0.0);
    watched.shows("handrail.outbox", &["notifications", "failed"], 0.0);
    watched.shows("handrail.notices.oldest", &["notifications"], 0.0);

    // The service managers talk, and one settles it: nobody has to answer any more.
    let transfer = kit.transfer(&transfer.id).await;
    let dispute = kit.dispute(&transfer.dispute_id).await;
    let manager = kit.as_officer("family-safeguarding-east-service-manager");
    let talk = ask::rung_discussion(&dispute);
    manager.escalation().record_discussion(talk).await.granted();
    let direction = ask::direction_to(&dispute, RECEIVER);
    manager
        .escalation()
        .settle_dispute(direction)
        .await
        .granted();
    kit.read_gauges().await;
    watched.shows("handrail.disputes", &["escalation", "service-manager"], 0.0);
    watched.shows("handrail.obligations", &late, 0.0);

    // A caller who is refused is counted, and nobody's name is.
    let heads = kit.nobody().feed(handrail::contract::Member::Intake);
    let mut heads = heads;
    heads.get_heads(GetHeadsRequest {}).await.granted();
    kit.finish().await;
    watched.guard.flush();
    every_metric_is_as_the_table_says(&watched.receiver);
    calls_and_operations_are_timed(&watched.receiver);
    watched.receiver.prove_nothing_disclosed();
}

struct Watched {
    receiver: Receiver,
    guard: TelemetryGuard,
}

impl Watched {
    /// The value of a gauge, by its labels in the order of the table.
    #[track_caller]
    fn shows(&self, metric: &str, labels: &[&str], value: f64) {
        self.guard.flush();
        let known = table().into_iter().find(|known| known.name == metric);
        let keys = known.expect("a metric of the table").labels.iter().copied();
        let labels: Vec<(&str, &str)> = keys.zip(labels.iter().copied()).collect();
        let received = self.receiver.metric(metric).expect("the metric");
        assert_eq!(
            received.value(&labels),
            Some(value),
            "{labels:?}: {received:#?}"
        );
    }
}

/// Everything that is measured.
fn table() -> Vec<&'static Metric> {
    let all = telemetry::METRICS.iter().chain(gauges::METRICS);
    all.copied().collect()
}

fn every_metric_is_as_the_table_says(receiver: &Receiver) {
    let received = receiver.metrics();
    let names: BTreeSet<&str> = received.iter().map(|metric| metric.name.as_str()).collect();
    let known: BTreeSet<&str> = table().iter().map(|metric| metric.name).collect();
    assert_eq!(names, known);
    for metric in &received {
        let known = table().into_iter().find(|known| known.name == metric.name);
        let known = known.expect("a metric of the table");
        assert_eq!(metric.unit, known.unit, "{}", metric.name);
        for point in &metric.points {
            let unknown = point
                .attributes
                .keys()
                .find(|key| !known.labels.contains(&key.as_str()));
            assert_eq!(unknown, None, "{}", metric.name);
            let other = point.attributes.values().find(|value| *value == OTHER);
            assert_eq!(other, None, "{} {:?}", metric.name, point.attributes);
        }
    }
}

fn calls_and_operations_are_timed(receiver: &Receiver) {
    let metric = |name| receiver.metric(name).expect("a metric");
    let served = metric("rpc.server.call.duration");
    let method = "handrail.transfers.v1.TransfersService/SendEarlyWarning";
    for calls in [&served, &metric("rpc.client.call.duration")] {
        let call = calls.points.iter().find(|point| {
            point.attributes["rpc.method"] == method
                && point.attributes["rpc.response.status_code"] == "OK"
        });
        assert_eq!(call.map(|call| call.count), Some(1), "{}", calls.name);
    }
    let methods = served.values_of("rpc.method");
    assert!(
        methods.iter().all(|method| method.contains('/')),
        "{methods:?}"
    );
    let operations = metric("db.client.operation.duration");
    assert_eq!(operations.values_of("db.system.name"), ["sqlite"]);
    let named = operations.values_of("db.operation.name");
    for operation in [
        "apply",
        "command",
        "commit",
        "feed.page",
        "fire",
        "gauges",
        "timer.due",
    ] {
        assert!(named.contains(&operation), "{operation}: {named:?}");
    }
    let steps = metric("handrail.worker.step.duration");
    let mut outcomes = steps.values_of("handrail.outcome");
    // Only where a step met what another was at.
    outcomes.retain(|outcome| *outcome != "busy");
    assert_eq!(outcomes, ["did", "idle"]);
    assert!(steps.values_of("handrail.worker").contains(&"timer"));
}
