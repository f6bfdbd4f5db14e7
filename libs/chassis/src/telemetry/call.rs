//! What calls have in common, whichever side one is on.

use tonic::Code;
use tracing::Span;

/// `rpc.system.name`.
pub(super) const GRPC: &str = "grpc";
/// What a method is called that nobody knows: its name would be whatever a stranger sends.
pub(super) const OTHER: &str = "_OTHER";

/// `rpc.response.status_code`.
pub(super) fn name_of(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

/// Says in a span how its call ended.
pub(super) fn record(span: &Span, code: Code, failed: bool) {
    span.record("rpc.response.status_code", name_of(code));
    if failed {
        span.record("error.type", name_of(code));
        span.record("otel.status_code", "ERROR");
    }
}
