//! Spans and log lines, as a test asks for them.

use super::{Attributes, attributes, process, text};
use opentelemetry_proto::tonic::{
    collector::{logs::v1::ExportLogsServiceRequest, trace::v1::ExportTraceServiceRequest},
    trace::v1::{self as wire, span::SpanKind, status::StatusCode},
};

/// Which span: its trace and its own id.
pub type SpanId = (Vec<u8>, Vec<u8>);

/// A span that was received.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The attributes of the process it comes from.
    pub process: Attributes,
    /// Its trace and its own id.
    pub id: SpanId,
    /// The span it is a part of, in the same trace.
    pub parent: Option<SpanId>,
    /// The spans it is linked to.
    pub links: Vec<SpanId>,
    /// Its name.
    pub name: String,
    /// `internal`, `server`, `client`, `producer` or `consumer`.
    pub kind: &'static str,
    /// Its attributes.
    pub attributes: Attributes,
    /// Whether it says that it failed.
    pub failed: bool,
    /// When it began, in nanoseconds.
    pub began: u64,
}

impl Span {
    /// `service.name` of the process it comes from.
    pub fn service(&self) -> &str {
        self.process.get("service.name").map_or("", String::as_str)
    }
}

/// A log line that was received.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    /// The attributes of the process it comes from.
    pub process: Attributes,
    /// The span it was written in, if it was written in one.
    pub span: Option<SpanId>,
    /// Its text.
    pub text: String,
    /// Its attributes.
    pub attributes: Attributes,
}

pub(super) fn spans(requests: &[ExportTraceServiceRequest]) -> Vec<Span> {
    let resources = requests.iter().flat_map(|request| &request.resource_spans);
    let scopes = resources.flat_map(|resource| {
        let process = process(resource.resource.as_ref());
        let scopes = resource.scope_spans.iter();
        scopes.map(move |scope| (process.clone(), scope))
    });
    scopes
        .flat_map(|(process, scope)| {
            let spans = scope.spans.iter();
            spans.map(move |span| one(process.clone(), span))
        })
        .collect()
}

fn one(process: Attributes, span: &wire::Span) -> Span {
    let parent = (span.trace_id.clone(), span.parent_span_id.clone());
    let linked = |link: &wire::span::Link| (link.trace_id.clone(), link.span_id.clone());
    let failed = span.status.as_ref();
    Span {
        process,
        id: (span.trace_id.clone(), span.span_id.clone()),
        parent: (!span.parent_span_id.is_empty()).then_some(parent),
        links: span.links.iter().map(linked).collect(),
        name: span.name.clone(),
        kind: match span.kind() {
            SpanKind::Server => "server",
            SpanKind::Client => "client",
            SpanKind::Producer => "producer",
            SpanKind::Consumer => "consumer",
            SpanKind::Internal | SpanKind::Unspecified => "internal",
        },
        attributes: attributes(&span.attributes),
        failed: failed.is_some_and(|status| status.code() == StatusCode::Error),
        began: span.start_time_unix_nano,
    }
}

pub(super) fn log_lines(requests: &[ExportLogsServiceRequest]) -> Vec<LogLine> {
    let mut lines = Vec::new();
    for resource in requests.iter().flat_map(|request| &request.resource_logs) {
        let process = process(resource.resource.as_ref());
        let records = resource.scope_logs.iter();
        for record in records.flat_map(|scope| &scope.log_records) {
            let span = (record.trace_id.clone(), record.span_id.clone());
            lines.push(LogLine {
                process: process.clone(),
                span: (!record.trace_id.is_empty()).then_some(span),
                text: text(record.body.as_ref()),
                attributes: attributes(&record.attributes),
            });
        }
    }
    lines
}
