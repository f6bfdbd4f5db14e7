//! Logs and traces.
//!
//! Spans and log lines name services, methods and ids, never a person. Trace ids exist and travel
//! whether or not traces are exported, so that a log line can be followed through the services.

use std::io::IsTerminal;

use http::HeaderMap;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use thiserror::Error;
use tracing::field::Empty;
use tracing::{Span, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};
use tracing_subscriber::{Layer, fmt};

use crate::config::LogFormat;

/// The metadata key of the W3C trace context.
pub const TRACEPARENT_KEY: &str = "traceparent";

/// What is logged. The database driver's notices say nothing that we did not cause.
const LOGGED: &str =
    "info,sqlx=warn,sqlx::postgres::notice=off,sea_orm=warn,sea_orm_migration=warn";
/// What becomes a span. Without these exceptions the exporter would trace its own requests.
const TRACED: &str =
    "info,h2=off,hyper=off,hyper_util=off,tonic=off,tower=off,sqlx=off,sea_orm=off";

/// How a service is watched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TelemetrySettings {
    /// How log lines are written (to standard error).
    pub log: LogFormat,
    /// Where traces go, by OTLP over gRPC; `None` exports none.
    pub otlp_endpoint: Option<String>,
}

/// Starts logging and tracing for the whole process, under the name of the service. Call it once,
/// inside the runtime, and keep the guard to the end.
///
/// # Errors
///
/// When the exporter can't be built, or telemetry has been started before.
pub fn init(
    service_name: &'static str,
    settings: &TelemetrySettings,
) -> Result<TelemetryGuard, TelemetryError> {
    let mut provider = SdkTracerProvider::builder().with_resource(
        Resource::builder()
            .with_service_name(format!("handrail-{service_name}"))
            .build(),
    );
    if let Some(endpoint) = &settings.otlp_endpoint {
        let exporter = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(endpoint)
            .build()?;
        provider = provider.with_batch_exporter(exporter);
    }
    let provider = provider.build();
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
    let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("handrail"));
    tracing_subscriber::registry()
        .with(lines.with_filter(EnvFilter::new(LOGGED)))
        .with(spans.with_filter(EnvFilter::new(TRACED)))
        .try_init()?;
    Ok(TelemetryGuard { provider })
}

/// Sends what is still waiting when it is dropped, which would otherwise be lost.
#[derive(Debug)]
#[must_use = "telemetry ends when this is dropped"]
pub struct TelemetryGuard {
    provider: SdkTracerProvider,
}

impl Drop for TelemetryGuard {
    fn drop(&mut self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(%error, "the last traces may be lost");
        }
    }
}

/// Why telemetry could not be started.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The exporter could not be built.
    #[error("traces can't be exported")]
    Exporter(#[from] ExporterBuildError),
    /// There is one telemetry in a process.
    #[error("telemetry has been started before")]
    Started(#[from] TryInitError),
}

/// The W3C `traceparent` of the current span; `None` outside a span, or before [`init`].
pub fn current_trace_context() -> Option<String> {
    let context = Span::current().context();
    let mut carrier = std::collections::HashMap::new();
    TraceContextPropagator::new().inject_context(&context, &mut carrier);
    carrier.remove(TRACEPARENT_KEY)
}

/// Makes `span` part of the trace that `traceparent` names: its child if it has not been entered
/// yet, linked to it otherwise. A text that is no trace context changes nothing.
///
/// A follower does this with the context stored in a journal entry, so that what an entry causes
/// in another service is found from the request that wrote it.
pub fn link_remote(span: &Span, traceparent: &str) {
    let carrier =
        std::collections::HashMap::from([(TRACEPARENT_KEY.to_owned(), traceparent.to_owned())]);
    adopt(span, &carrier);
}

/// The span of one incoming call, as part of the caller's trace. The parent is set here, before
/// anybody enters the span: afterwards it would be too late.
pub(crate) fn call_span(path: &str, headers: &HeaderMap) -> Span {
    let (service, method) = path
        .trim_start_matches('/')
        .split_once('/')
        .filter(|(service, method)| is_rpc_name(service) && is_rpc_name(method))
        .unwrap_or(("unknown", "unknown"));
    let span = info_span!(
        "call",
        otel.name = format!("{service}/{method}"),
        otel.kind = "server",
        rpc.system = "grpc",
        rpc.service = service,
        rpc.method = method,
        rpc.grpc.status_code = Empty,
        caller = Empty,
    );
    adopt(&span, &Headers(headers));
    span
}

fn adopt(span: &Span, carrier: &dyn Extractor) {
    let remote = TraceContextPropagator::new().extract(carrier);
    let parent = remote.span().span_context().clone();
    if parent.is_valid() && span.set_parent(remote).is_err() {
        span.add_link(parent);
    }
}

/// A path comes from outside, so nothing but what a method can be called reaches a span.
fn is_rpc_name(text: &str) -> bool {
    (1..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
}

struct Headers<'h>(&'h HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(http::HeaderName::as_str).collect()
    }
}
