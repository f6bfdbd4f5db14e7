//! An incoming call: its span and its duration, by the conventions for RPC servers.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::HeaderMap;
use opentelemetry::KeyValue;
use prost::Message;
use prost_types::FileDescriptorSet;
use tokio::time::Instant;
use tonic::Code;
use tracing::field::Empty;
use tracing::{Span, info_span};

use super::call::{GRPC, OTHER, name_of, record};
use super::context::adopt_from;
use super::metric::instruments;

/// The methods that a server may know, as `package.Service/Method`. Any other name comes from outside and
/// could be anything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Methods(Arc<HashSet<String>>);

impl Methods {
    /// The methods in these encoded descriptor sets.
    pub(crate) fn of<'d>(descriptor_sets: impl IntoIterator<Item = &'d [u8]>) -> Self {
        let mut methods = HashSet::new();
        // A set that can't be read is reported by whoever serves reflection from it.
        let sets = descriptor_sets
            .into_iter()
            .filter_map(|set| FileDescriptorSet::decode(set).ok());
        for file in sets.flat_map(|set| set.file) {
            let package = file.package();
            for service in &file.service {
                for method in &service.method {
                    methods.insert(format!("{package}.{}/{}", service.name(), method.name()));
                }
            }
        }
        Self(Arc::new(methods))
    }

    fn known<'p>(&self, path: &'p str) -> &'p str {
        let method = path.strip_prefix('/').unwrap_or(path);
        if self.0.contains(method) {
            method
        } else {
            OTHER
        }
    }
}

/// One incoming call, from its first byte to its last. One that is dropped before it was answered was
/// given up by its caller.
pub(crate) struct Incoming {
    span: Span,
    method: String,
    since: Instant,
    answered: AtomicBool,
}

impl Incoming {
    /// The call of the method at `path`, as part of the trace of whoever sent these headers.
    pub(crate) fn new(methods: &Methods, path: &str, headers: &HeaderMap) -> Self {
        let method = methods.known(path);
        Self {
            span: span(method, headers),
            method: method.to_owned(),
            since: Instant::now(),
            answered: AtomicBool::new(false),
        }
    }

    /// The span that everything belongs to that is done for this call.
    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// How the call ended. What is said later does not count.
    pub(crate) fn answered(&self, code: Code) {
        if self.answered.swap(true, Ordering::Relaxed) {
            return;
        }
        let failed = is_failure(code);
        record(&self.span, code, failed);
        let Some(instruments) = instruments() else {
            return;
        };
        let mut labels = vec![
            KeyValue::new("rpc.system.name", GRPC),
            KeyValue::new("rpc.method", self.method.clone()),
            KeyValue::new("rpc.response.status_code", name_of(code)),
        ];
        if failed {
            labels.push(KeyValue::new("error.type", name_of(code)));
        }
        let took = self.since.elapsed().as_secs_f64();
        instruments.server_calls.record(took, &labels);
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.answered(Code::Cancelled);
    }
}

fn span(method: &str, headers: &HeaderMap) -> Span {
    // Probes come every few seconds for ever, and say nothing that the metric does not.
    if method.starts_with("grpc.health.") {
        return Span::none();
    }
    let span = info_span!(
        "call",
        otel.name = if method == OTHER { GRPC } else { method },
        otel.kind = "server",
        otel.status_code = Empty,
        rpc.system.name = GRPC,
        rpc.method = method,
        rpc.response.status_code = Empty,
        error.type = Empty,
    );
    // Here, before anybody enters the span: afterwards it would be too late.
    adopt_from(&span, headers);
    span
}

/// What the conventions for gRPC count as the server's failure; the rest is the caller's business.
fn is_failure(code: Code) -> bool {
    match code {
        Code::Unknown
        | Code::DeadlineExceeded
        | Code::Unimplemented
        | Code::Internal
        | Code::Unavailable
        | Code::DataLoss => true,
        Code::Ok
        | Code::Cancelled
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::ResourceExhausted
        | Code::FailedPrecondition
        | Code::Aborted
        | Code::OutOfRange
        | Code::Unauthenticated => false,
    }
}
