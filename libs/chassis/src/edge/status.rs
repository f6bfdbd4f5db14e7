//! Which status a caller gets.

use std::sync::LazyLock;

use http::{HeaderMap, Response};
use tonic::body::Body;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};
use tracing::{Span, error};

use crate::world::World;

/// Metadata that names the log entry of a failure that is ours.
const INCIDENT_KEY: &str = "x-handrail-incident";
const OUR_FAULT: &str = "internal error";

/// Incidents happen in real time, whatever clock the services run on.
static WORLD: LazyLock<World> = LazyLock::new(World::real);

/// The response as the caller may see it; its code is recorded in the call's span.
pub(super) fn present(response: Response<Body>, span: &Span) -> Response<Body> {
    match Status::from_header_map(response.headers()) {
        None => response,
        Some(status) => match presentable(&status) {
            None => {
                record(&status, span);
                response
            }
            Some(replaced) => {
                record(&replaced, span);
                replaced.into_http()
            }
        },
    }
}

/// The trailers as the caller may see them; their code is recorded in the call's span.
pub(super) fn present_trailers(trailers: HeaderMap, span: &Span) -> HeaderMap {
    match Status::from_header_map(&trailers) {
        None => trailers,
        Some(status) => match presentable(&status) {
            None => {
                record(&status, span);
                trailers
            }
            Some(replaced) => as_trailers(&replaced, span),
        },
    }
}

/// A status as trailers; its code is recorded in the call's span.
pub(super) fn as_trailers(status: &Status, span: &Span) -> HeaderMap {
    record(status, span);
    let mut trailers = HeaderMap::new();
    if status.add_header(&mut trailers).is_err() {
        // Only a text that no header can hold fails; the code alone always fits.
        trailers.insert(Status::GRPC_STATUS, (status.code() as i32).into());
    }
    trailers
}

/// The status of a handler that panicked; what the panic said goes to the log.
pub(super) fn crashed(text: &str) -> Status {
    our_fault(&format!("a handler panicked: {text}"))
}

/// What to say in place of `status`, if it can't be shown as it is.
fn presentable(status: &Status) -> Option<Status> {
    let (code, message) = (status.code(), status.message());
    if code == Code::Internal && is_undecodable(message) {
        return Some(Status::invalid_argument(
            "the request is not a valid message of this method",
        ));
    }
    if code == Code::OutOfRange && is_oversized(message) {
        return Some(Status::resource_exhausted(
            "the message is larger than this server allows",
        ));
    }
    let is_failure = matches!(code, Code::Internal | Code::Unknown | Code::DataLoss);
    (is_failure && !is_ours(status)).then(|| our_fault(&format!("{code:?}: {message}")))
}

/// Logs what happened and tells the caller where to find it.
fn our_fault(what: &str) -> Status {
    let incident = WORLD.mint();
    error!(%incident, what, "a call failed");
    let mut status = Status::internal(OUR_FAULT);
    if let Ok(value) = MetadataValue::try_from(incident.to_string()) {
        status.metadata_mut().insert(INCIDENT_KEY, value);
    }
    status
}

fn is_ours(status: &Status) -> bool {
    status.message() == OUR_FAULT && status.metadata().contains_key(INCIDENT_KEY)
}

/// tonic's codec reports a malformed request as INTERNAL, which it also uses for handlers; only its
/// words tell the two apart. Tests attack the server with each kind, so that an upgrade is noticed.
fn is_undecodable(message: &str) -> bool {
    [
        "failed to decode Protobuf message",
        "protocol error: received message",
        "Unexpected EOF decoding stream",
        "Missing request message",
        "Error decompressing",
    ]
    .iter()
    .any(|start| message.starts_with(start))
}

fn is_oversized(message: &str) -> bool {
    message.starts_with("Error, decoded message length too large")
        || message.starts_with("Error, encoded message length too large")
}

fn record(status: &Status, span: &Span) {
    span.record("rpc.grpc.status_code", status.code() as i32);
}
