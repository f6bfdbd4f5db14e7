//! What goes out: three providers, and how they end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::trace::SdkTracerProvider;
use prometheus::Registry;
use tracing::warn;

use super::failing::Failing;
use super::{TelemetryError, TelemetrySettings};
use crate::world::World;

/// How often metrics are sent.
const EVERY: Duration = Duration::from_secs(10);
/// How long a collector has to take a batch.
const TAKEN_WITHIN: Duration = Duration::from_secs(5);
/// How long all that still waits at the end has to be sent. It comes after everything else in a
/// shutdown, whose time is bounded.
const LAST_WITHIN: Duration = Duration::from_secs(1);

/// Whether spans go anywhere.
static TRACED: AtomicBool = AtomicBool::new(false);

/// Whether anybody gets to see the traces. What costs something and serves them alone, needs not be done
/// for nobody.
pub fn is_traced() -> bool {
    TRACED.load(Ordering::Relaxed)
}

pub(super) fn note_tracing(settings: &TelemetrySettings) {
    TRACED.store(settings.otlp_endpoint.is_some(), Ordering::Relaxed);
}

/// Where spans, log lines and measurements go.
#[derive(Debug)]
pub(super) struct Providers {
    /// There is always one: trace ids travel also when nobody collects the traces.
    pub(super) traces: SdkTracerProvider,
    pub(super) logs: Option<SdkLoggerProvider>,
    pub(super) metrics: Option<SdkMeterProvider>,
}

/// Builds what the settings ask for, with the registry that Prometheus reads.
pub(super) fn build(
    service: &'static str,
    settings: &TelemetrySettings,
    world: &World,
) -> Result<(Providers, Option<Registry>), TelemetryError> {
    let resource = Resource::builder()
        .with_service_name(format!("handrail-{service}"))
        .with_attributes([
            KeyValue::new("service.namespace", "handrail"),
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", world.mint().to_string()),
        ])
        .build();
    let endpoint = settings.otlp_endpoint.as_deref();
    let registry = settings.prometheus_listen.map(|_| Registry::new());
    let providers = Providers {
        traces: traces(resource.clone(), endpoint)?,
        logs: endpoint
            .map(|endpoint| logs(resource.clone(), endpoint))
            .transpose()?,
        metrics: metrics(resource, endpoint, registry.as_ref())?,
    };
    Ok((providers, registry))
}

fn traces(resource: Resource, endpoint: Option<&str>) -> Result<SdkTracerProvider, TelemetryError> {
    let mut provider = SdkTracerProvider::builder().with_resource(resource);
    if let Some(endpoint) = endpoint {
        let exporter = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .with_timeout(TAKEN_WITHIN)
            .build()?;
        provider = provider.with_batch_exporter(Failing::new(exporter, "traces"));
    }
    Ok(provider.build())
}

fn logs(resource: Resource, endpoint: &str) -> Result<SdkLoggerProvider, TelemetryError> {
    let exporter = LogExporter::builder()
        .with_tonic()
        .with_endpoint(endpoint)
        .with_timeout(TAKEN_WITHIN)
        .build()?;
    Ok(SdkLoggerProvider::builder()
        .with_resource(resource)
        .with_batch_exporter(Failing::new(exporter, "logs"))
        .build())
}

fn metrics(
    resource: Resource,
    endpoint: Option<&str>,
    registry: Option<&Registry>,
) -> Result<Option<SdkMeterProvider>, TelemetryError> {
    if endpoint.is_none() && registry.is_none() {
        return Ok(None);
    }
    let mut provider = SdkMeterProvider::builder().with_resource(resource);
    if let Some(endpoint) = endpoint {
        let exporter = MetricExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .with_timeout(TAKEN_WITHIN)
            .build()?;
        let reader = PeriodicReader::builder(Failing::new(exporter, "metrics"))
            .with_interval(EVERY)
            .build();
        provider = provider.with_reader(reader);
    }
    if let Some(registry) = registry {
        let exporter = opentelemetry_prometheus::exporter()
            .with_registry(registry.clone())
            .scope_info_enabled(false)
            .build()?;
        provider = provider.with_reader(exporter);
    }
    Ok(Some(provider.build()))
}

impl Providers {
    /// Sends what there is now.
    pub(super) fn flush(&self) {
        let logs = self.logs.as_ref().map(SdkLoggerProvider::force_flush);
        let metrics = self.metrics.as_ref().map(SdkMeterProvider::force_flush);
        let all = [Some(self.traces.force_flush()), logs, metrics];
        for error in all.into_iter().flatten().filter_map(Result::err) {
            warn!(%error, "telemetry could not be sent");
        }
    }

    /// Sends the last there is and ends, all three at once. What nobody has taken in time is lost.
    pub(super) fn shut_down(&mut self) {
        let (done, ends) = mpsc::channel();
        let traces = self.traces.clone();
        end("traces", &done, move || {
            traces.shutdown_with_timeout(LAST_WITHIN)
        });
        if let Some(logs) = self.logs.take() {
            end("logs", &done, move || {
                logs.shutdown_with_timeout(LAST_WITHIN)
            });
        }
        if let Some(metrics) = self.metrics.take() {
            end("metrics", &done, move || {
                metrics.shutdown_with_timeout(LAST_WITHIN)
            });
        }
        drop(done);
        let until = tokio::time::Instant::now() + LAST_WITHIN;
        loop {
            let left = until.saturating_duration_since(tokio::time::Instant::now());
            match ends.recv_timeout(left) {
                Ok((_, Ok(()))) => {}
                Ok((what, Err(error))) => warn!(%error, "the last {what} may be lost"),
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    warn!("telemetry is not taken in time; the last of it is lost");
                    return;
                }
            }
        }
    }
}

type Ended = (&'static str, OTelSdkResult);

/// Runs beside everything else: not every exporter keeps to its time.
#[expect(
    clippy::disallowed_methods,
    reason = "nothing waits for it longer than it may take, and the process ends"
)]
fn end(
    what: &'static str,
    done: &mpsc::Sender<Ended>,
    end: impl FnOnce() -> OTelSdkResult + Send + 'static,
) {
    let done = done.clone();
    std::thread::spawn(move || {
        // Whoever has waited long enough does not listen any more.
        let _ = done.send((what, end()));
    });
}
