//! What a process measures: one table, and the instruments that follow from it.

use std::sync::{Arc, OnceLock};

use opentelemetry::KeyValue;
use opentelemetry::metrics::{Histogram, Meter, MeterProvider};
use opentelemetry_sdk::metrics::SdkMeterProvider;
use tokio::time::Instant;

use super::gauge::Shown;

/// One metric. What is measured of RPC and database calls is called as in the semantic conventions of
/// OpenTelemetry, version 1.44.0; everything of our own begins with `handrail.`.
#[derive(Debug, PartialEq)]
pub struct Metric {
    /// Its name, as `rpc.server.call.duration`.
    pub name: &'static str,
    /// How it is measured.
    pub kind: Kind,
    /// Its unit, as UCUM writes it.
    pub unit: &'static str,
    /// What it means.
    pub description: &'static str,
    /// The attributes that tell its values apart. What they can be is bounded, and never a person.
    pub labels: &'static [&'static str],
}

/// How a metric is measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// How long something took, in seconds, in buckets with these upper bounds.
    Durations(&'static [f64]),
    /// What was last read.
    Gauge,
}

/// What every process measures, whatever it serves.
pub const METRICS: &[&Metric] = &[
    &SERVER_CALLS,
    &CLIENT_CALLS,
    &DATABASE_OPERATIONS,
    &WORKER_STEPS,
    &UPTIME,
];

/// The bounds that the conventions recommend for calls.
const OF_CALLS: &[f64] = &[
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];
/// The bounds that the conventions recommend for database operations.
const OF_OPERATIONS: &[f64] = &[0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

pub(super) const SERVER_CALLS: Metric = Metric {
    name: "rpc.server.call.duration",
    kind: Kind::Durations(OF_CALLS),
    unit: "s",
    description: "How long incoming calls take; a stream, as long as it is open",
    labels: &[
        "rpc.system.name",
        "rpc.method",
        "rpc.response.status_code",
        "error.type",
    ],
};
pub(super) const CLIENT_CALLS: Metric = Metric {
    name: "rpc.client.call.duration",
    kind: Kind::Durations(OF_CALLS),
    unit: "s",
    description: "How long outgoing calls take; a stream, as long as it is open",
    labels: &[
        "rpc.system.name",
        "rpc.method",
        "rpc.response.status_code",
        "error.type",
        "server.address",
        "server.port",
    ],
};
pub(super) const DATABASE_OPERATIONS: Metric = Metric {
    name: "db.client.operation.duration",
    kind: Kind::Durations(OF_OPERATIONS),
    unit: "s",
    description: "How long operations on the database take, from waiting for a connection to the end of the transaction",
    labels: &["db.system.name", "db.operation.name", "error.type"],
};
pub(super) const WORKER_STEPS: Metric = Metric {
    name: "handrail.worker.step.duration",
    kind: Kind::Durations(OF_OPERATIONS),
    unit: "s",
    description: "How long steps of background work take; a follower's, as long as its subscription lasts",
    labels: &["handrail.worker", "handrail.outcome"],
};
pub(super) const UPTIME: Metric = Metric {
    name: "process.uptime",
    kind: Kind::Gauge,
    unit: "s",
    description: "How long the process has been running",
    labels: &[],
};

impl Metric {
    /// What Prometheus calls it. A histogram also has `_bucket`, `_sum` and `_count` at its end.
    pub fn in_prometheus(&self) -> String {
        let name = self.name.replace('.', "_");
        match self.unit {
            "s" => format!("{name}_seconds"),
            // What is counted, as {entry}, is not part of the name.
            _ => name,
        }
    }
}

/// What Prometheus calls an attribute.
pub fn label_in_prometheus(label: &str) -> String {
    label.replace('.', "_")
}

/// The instruments of the process, once telemetry measures anything.
static INSTRUMENTS: OnceLock<Instruments> = OnceLock::new();

pub(super) struct Instruments {
    meter: Meter,
    pub(super) server_calls: Histogram<f64>,
    pub(super) client_calls: Histogram<f64>,
    pub(super) database_operations: Histogram<f64>,
    pub(super) worker_steps: Histogram<f64>,
    pub(super) shown: Shown,
}

/// Whether anybody gets to see what is measured. Who would have to ask a database first, needs not.
pub fn is_measured() -> bool {
    INSTRUMENTS.get().is_some()
}

pub(super) fn instruments() -> Option<&'static Instruments> {
    INSTRUMENTS.get()
}

/// Starts measuring for `provider`, once in a process.
pub(super) fn start(provider: &SdkMeterProvider) {
    let meter = provider.meter("handrail");
    let since = Instant::now();
    let uptime = move |observer: &dyn opentelemetry::metrics::AsyncInstrument<f64>| {
        observer.observe(since.elapsed().as_secs_f64(), &[]);
    };
    // The meter keeps it for as long as there is one.
    let _ = meter
        .f64_observable_gauge(UPTIME.name)
        .with_unit(UPTIME.unit)
        .with_description(UPTIME.description)
        .with_callback(uptime)
        .build();
    // Whoever was first has it already; there is one telemetry in a process.
    let _ = INSTRUMENTS.set(Instruments {
        server_calls: histogram(&meter, &SERVER_CALLS),
        client_calls: histogram(&meter, &CLIENT_CALLS),
        database_operations: histogram(&meter, &DATABASE_OPERATIONS),
        worker_steps: histogram(&meter, &WORKER_STEPS),
        shown: Shown::default(),
        meter,
    });
}

impl Instruments {
    /// Has the values of a gauge observed from now on.
    pub(super) fn observe(
        &self,
        metric: &'static Metric,
        values: Arc<dyn Fn() -> Vec<(f64, Vec<KeyValue>)> + Send + Sync>,
    ) {
        let _ = self
            .meter
            .f64_observable_gauge(metric.name)
            .with_unit(metric.unit)
            .with_description(metric.description)
            .with_callback(move |observer| {
                for (value, labels) in values() {
                    observer.observe(value, &labels);
                }
            })
            .build();
    }
}

fn histogram(meter: &Meter, metric: &'static Metric) -> Histogram<f64> {
    let builder = meter
        .f64_histogram(metric.name)
        .with_unit(metric.unit)
        .with_description(metric.description);
    match metric.kind {
        Kind::Durations(bounds) => builder.with_boundaries(bounds.to_vec()).build(),
        Kind::Gauge => builder.build(),
    }
}
