//! Logs, traces and metrics.
//!
//! Spans, log lines and metrics name services, methods, clauses and ids, never a person. Trace ids exist
//! and travel whether or not traces are exported, so that a log line can be followed through the services.
//!
//! Nothing leaves the process unless it was told where to: `HANDRAIL_OTLP_ENDPOINT` takes all three by
//! OTLP, and `HANDRAIL_PROMETHEUS_LISTEN` offers the metrics to whoever comes and reads them.

mod context;
mod export;
mod failing;
mod scrape;

mod gauge;
mod metric;

mod call;
mod incoming;
mod operation;
mod outgoing;
mod step;

use std::io::IsTerminal;
use std::net::SocketAddr;

use opentelemetry::trace::TracerProvider;
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::ExporterBuildError;
use thiserror::Error;
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

pub use self::context::{
    TRACEPARENT_KEY, continue_from, current_trace_context, hush, link_to, trace_context_of,
};
use self::export::Providers;
pub use self::export::is_traced;
pub use self::gauge::{Reading, show};
pub(crate) use self::incoming::{Incoming, Methods};
pub use self::metric::{Kind, METRICS, Metric, is_measured, label_in_prometheus};
pub use self::operation::{Failed, Operation, failure_of, observed, timed};
pub use self::outgoing::Outgoing;
pub(crate) use self::step::Step;
use crate::config::LogFormat;
use crate::server::ServerError;
use crate::world::World;

/// What is logged. The database driver's notices say nothing that we did not cause.
const LOGGED: &str =
    "info,sqlx=warn,sqlx::postgres::notice=off,sea_orm=warn,sea_orm_migration=warn";
/// What is exported. Without these exceptions exporting would cause more to export.
const EXPORTED: &str = "info,h2=off,hyper=off,hyper_util=off,tonic=off,tower=off,reqwest=off,rustls=off,\
     opentelemetry=off,sqlx=off,sea_orm=off,sea_orm_migration=off";

/// How a process is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TelemetrySettings {
    /// How log lines are written (to standard error).
    pub log: LogFormat,
    /// Where traces, metrics and logs go, by OTLP over gRPC; `None` exports none.
    pub otlp_endpoint: Option<String>,
    /// Where metrics can be read as Prometheus reads them; `None` offers none.
    pub prometheus_listen: Option<SocketAddr>,
}

/// Starts logging, tracing and measuring for the whole process, under the name of the service. Call it
/// once, inside the runtime, and keep the guard to the end.
///
/// # Errors
///
/// When an exporter can't be built, the address for Prometheus can't be had, or telemetry has been
/// started before.
pub async fn init(
    service_name: &'static str,
    settings: &TelemetrySettings,
) -> Result<TelemetryGuard, TelemetryError> {
    let (providers, registry) = export::build(service_name, settings, &World::real())?;
    let lines = match settings.log {
        LogFormat::Text => fmt::layer()
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr)
            .boxed(),
        LogFormat::Json => fmt::layer()
            .json()
            .flatten_event(true)
            .with_writer(std::io::stderr)
            .boxed(),
    };
    // Only what we say ourselves: where in the code, on which thread and how idly is nobody's question.
    let spans = tracing_opentelemetry::layer()
        .with_location(false)
        .with_threads(false)
        .with_target(false)
        .with_tracked_inactivity(false)
        .with_tracer(providers.traces.tracer("handrail"));
    // Log lines are exported as such, with the ids of their span; they need not be in the span as well.
    let only_spans = filter_fn(|metadata| metadata.is_span());
    let records = providers.logs.as_ref().map(OpenTelemetryTracingBridge::new);
    tracing_subscriber::registry()
        .with(lines.with_filter(EnvFilter::new(LOGGED)))
        .with(spans.with_filter(only_spans.and(EnvFilter::new(EXPORTED))))
        .with(records.map(|records| records.with_filter(EnvFilter::new(EXPORTED))))
        .try_init()?;
    export::note_tracing(settings);
    if let Some(provider) = &providers.metrics {
        metric::start(provider);
    }
    let scraped_at = match (settings.prometheus_listen, registry) {
        (Some(listen), Some(registry)) => Some(scrape::serve(listen, registry).await?),
        (Some(_) | None, _) => None,
    };
    Ok(TelemetryGuard {
        providers,
        scraped_at,
    })
}

/// Sends what is still waiting when it is dropped, which would otherwise be lost. That takes at most a
/// second, whether or not anybody takes it.
#[derive(Debug)]
#[must_use = "telemetry ends when this is dropped"]
pub struct TelemetryGuard {
    providers: Providers,
    scraped_at: Option<SocketAddr>,
}

impl TelemetryGuard {
    /// Sends what there is now, for whoever can't wait for the next batch. Blocks until it is sent.
    pub fn flush(&self) {
        self.providers.flush();
    }

    /// Where Prometheus can read the metrics, if anywhere.
    pub fn scraped_at(&self) -> Option<SocketAddr> {
        self.scraped_at
    }
}

impl Drop for TelemetryGuard {
    fn drop(&mut self) {
        self.providers.shut_down();
    }
}

/// Why telemetry could not be started.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// An exporter could not be built.
    #[error("telemetry can't be exported")]
    Exporter(#[from] ExporterBuildError),
    /// The metrics can't be offered to Prometheus.
    #[error("metrics can't be offered to Prometheus")]
    Prometheus(#[from] opentelemetry_sdk::error::OTelSdkError),
    /// The address for Prometheus can't be had.
    #[error(transparent)]
    Listen(#[from] ServerError),
    /// There is one telemetry in a process.
    #[error("telemetry has been started before")]
    Started(#[from] TryInitError),
}
