//! Which status a caller gets.

use http::{HeaderMap, Response};
use tonic::body::Body;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};
use tracing::{Span, error};

use crate::telemetry::Incoming;
use crate::world::World;

/// Metadata that names the log entry of a failure that is ours.
const INCIDENT_KEY: &str = "x-handrail-incident";
const OUR_FAULT: &str = "internal error";

/// Presents the outcome of one call: to the caller what helps, to the log what happened, and to the
/// call's span and duration the code.
pub(super) struct Presenter {
    call: Incoming,
    /// Names incidents. They happen in real time, whatever clock the services run on.
    world: World,
}

impl Presenter {
    pub(super) fn new(call: Incoming, world: World) -> Self {
        Self { call, world }
    }

    /// The call's span.
    pub(super) fn span(&self) -> &Span {
        self.call.span()
    }

    /// The response as the caller may see it.
    pub(super) fn present(&self, response: Response<Body>) -> Response<Body> {
        let Some(status) = Status::from_header_map(response.headers()) else {
            return response;
        };
        match self.replacement(&status) {
            None => {
                self.record(&status);
                response
            }
            Some(replaced) => {
                self.record(&replaced);
                replaced.into_http()
            }
        }
    }

    /// The trailers as the caller may see them.
    pub(super) fn present_trailers(&self, trailers: HeaderMap) -> HeaderMap {
        let Some(status) = Status::from_header_map(&trailers) else {
            return trailers;
        };
        match self.replacement(&status) {
            None => {
                self.record(&status);
                trailers
            }
            Some(replaced) => self.as_trailers(&replaced),
        }
    }

    /// A status as trailers.
    pub(super) fn as_trailers(&self, status: &Status) -> HeaderMap {
        self.record(status);
        let mut trailers = HeaderMap::new();
        if status.add_header(&mut trailers).is_err() {
            // Only a text that no header can hold fails; the code alone always fits.
            trailers.insert(Status::GRPC_STATUS, (status.code() as i32).into());
        }
        trailers
    }

    /// The status of a handler that panicked; what the panic said goes to the log.
    pub(super) fn crashed(&self, text: &str) -> Status {
        self.our_fault(&format!("a handler panicked: {text}"))
    }

    /// What to say in place of `status`, if it can't be shown as it is.
    fn replacement(&self, status: &Status) -> Option<Status> {
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
        (is_failure && !is_presented(status))
            .then(|| self.our_fault(&format!("{code:?}: {message}")))
    }

    /// Logs what happened and tells the caller where to find it.
    fn our_fault(&self, what: &str) -> Status {
        let incident = self.world.mint();
        error!(%incident, what, "a call failed");
        let mut status = Status::internal(OUR_FAULT);
        if let Ok(value) = MetadataValue::try_from(incident.to_string()) {
            status.metadata_mut().insert(INCIDENT_KEY, value);
        }
        status
    }

    fn record(&self, status: &Status) {
        self.call.answered(status.code());
    }
}

fn is_presented(status: &Status) -> bool {
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
