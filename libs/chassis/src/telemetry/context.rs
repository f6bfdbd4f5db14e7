//! The trace context: taken from a call or a journal entry, and handed on with the next.

use std::collections::HashMap;

use http::HeaderMap;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The metadata key of the W3C trace context.
pub const TRACEPARENT_KEY: &str = "traceparent";

/// A trace context that asks whoever gets it to record nothing.
const QUIET: &str = "00-00000000000000000000000000000001-0000000000000001-00";

/// The W3C `traceparent` of the current span; `None` outside a span, or before [`super::init`].
pub fn current_trace_context() -> Option<String> {
    trace_context_of(&Span::current())
}

/// The W3C `traceparent` of a span; `None` for none, or before [`super::init`].
pub fn trace_context_of(span: &Span) -> Option<String> {
    let context = span.context();
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&context, &mut carrier);
    carrier.remove(TRACEPARENT_KEY)
}

/// Makes `span`, which nobody has entered yet, the next one of the trace that `traceparent` names: its
/// child, linked to it as well. A text that is no trace context changes nothing.
///
/// A follower does this with the context of a journal entry, so that what the entry causes in another
/// service is part of the trace of the request that wrote it.
pub fn continue_from(span: &Span, traceparent: &str) {
    adopt(span, &carrier(traceparent));
    link_to(span, traceparent);
}

/// Links `span` to the span that `traceparent` names, and leaves it in a trace of its own. A text that is
/// no trace context changes nothing.
pub fn link_to(span: &Span, traceparent: &str) {
    let linked = TraceContextPropagator::new().extract(&carrier(traceparent));
    span.add_link(linked.span().span_context().clone());
}

/// Keeps `span`, which nobody has entered yet, and everything within it out of the traces, here and in
/// the services that are called from it: for what goes on all the time and nobody asked for.
pub fn hush(span: &Span) {
    adopt(span, &carrier(QUIET));
}

/// Makes `span`, which nobody has entered yet, a child of the span that made the call with these headers.
pub(super) fn adopt_from(span: &Span, headers: &HeaderMap) {
    adopt(span, &Headers(headers));
}

fn adopt(span: &Span, carrier: &dyn Extractor) {
    let remote = TraceContextPropagator::new().extract(carrier);
    if remote.span().span_context().is_valid() {
        // A span that is filtered out, or that nobody traces, has no parent to be given.
        let _ = span.set_parent(remote);
    }
}

fn carrier(traceparent: &str) -> HashMap<String, String> {
    HashMap::from([(TRACEPARENT_KEY.to_owned(), traceparent.to_owned())])
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
