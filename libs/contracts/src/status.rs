//! The errors that clients see: a code, a fixed text, and rich details. Internal detail never gets here.

use crate::parse::Violation;
use handrail_domain::ClauseId;
use std::collections::HashMap;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

/// The domain of every reason in an `ErrorInfo`.
pub const ERROR_DOMAIN: &str = "handrail";
/// The reason of a PERMISSION_DENIED that no clause comes into.
pub const CALL_NOT_OPEN: &str = "CALL_NOT_OPEN";

/// INVALID_ARGUMENT with every field that is wrong.
pub fn invalid_argument(violations: Vec<Violation>) -> Status {
    invalid_under(violations, &[])
}

/// INVALID_ARGUMENT with every field that is wrong, and the clauses that ask for what is missing or rule out
/// what is there.
pub fn invalid_under(violations: Vec<Violation>, clauses: &[ClauseId]) -> Status {
    let fields = violations
        .iter()
        .map(|violation| violation.field.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let message = format!(
        "{} invalid: {fields}",
        if violations.len() == 1 {
            "1 field is".to_owned()
        } else {
            format!("{} fields are", violations.len())
        }
    );
    let details = violations
        .into_iter()
        .map(|violation| FieldViolation::new(violation.field, violation.description))
        .collect::<Vec<_>>();
    let mut details = ErrorDetails::with_bad_request(details);
    if !clauses.is_empty() {
        details.set_error_info("FIELDS", ERROR_DOMAIN, metadata(clauses));
    }
    Status::with_error_details(Code::InvalidArgument, message, details)
}

/// FAILED_PRECONDITION: the state of things or the protocol forbids it. `reason` is a constant in capitals
/// that programs can rely on; the clauses are those that forbid it.
pub fn refused(reason: &str, message: impl Into<String>, clauses: &[ClauseId]) -> Status {
    reasoned(Code::FailedPrecondition, reason, message.into(), clauses)
}

/// PERMISSION_DENIED: the call is not open to callers of this kind, whatever it is about. No clause comes into it.
pub fn not_open(message: impl Into<String>) -> Status {
    reasoned(Code::PermissionDenied, CALL_NOT_OPEN, message.into(), &[])
}

/// PERMISSION_DENIED: under these clauses it is for somebody else to do.
pub fn denied(message: impl Into<String>, clauses: &[ClauseId]) -> Status {
    reasoned(
        Code::PermissionDenied,
        "NOT_YOURS_TO_DO",
        message.into(),
        clauses,
    )
}

/// NOT_FOUND: there is no such thing.
pub fn not_found(kind: &str) -> Status {
    reasoned(Code::NotFound, "NOT_FOUND", format!("no such {kind}"), &[])
}

/// ABORTED: somebody else was first; read again and decide anew.
pub fn aborted(reason: &str, message: impl Into<String>) -> Status {
    reasoned(Code::Aborted, reason, message.into(), &[])
}

/// ALREADY_EXISTS: the request id was used for something else.
pub fn request_id_reused() -> Status {
    reasoned(
        Code::AlreadyExists,
        "REQUEST_ID_REUSED",
        "this request id was used before, with other content".to_owned(),
        &[],
    )
}

/// INTERNAL with a fixed text; what happened is in the log.
pub fn internal() -> Status {
    Status::internal("something went wrong inside; nothing was changed")
}

/// UNAVAILABLE: the database does not answer; the same request id can be sent again.
pub fn unavailable() -> Status {
    Status::unavailable("the service can't reach its database; send the same request again later")
}

/// UNAVAILABLE: there is no room left to store anything in; the same request id can be sent again.
pub fn storage_full() -> Status {
    reasoned(
        Code::Unavailable,
        "STORAGE_FULL",
        "the service has no room left to store anything; nothing was changed, send the same request again later"
            .to_owned(),
        &[],
    )
}

fn reasoned(code: Code, reason: &str, message: String, clauses: &[ClauseId]) -> Status {
    Status::with_error_details(
        code,
        message,
        ErrorDetails::with_error_info(reason, ERROR_DOMAIN, metadata(clauses)),
    )
}

fn metadata(clauses: &[ClauseId]) -> HashMap<String, String> {
    let names: Vec<_> = clauses.iter().map(ClauseId::as_str).collect();
    let list = (!names.is_empty()).then(|| ("clauses".to_owned(), names.join(",")));
    list.into_iter().collect()
}

/// The reason and the clauses of a refusal, as a client reads them.
pub fn reason_of(status: &Status) -> Option<(String, Vec<String>)> {
    let info = status.get_details_error_info()?;
    let clauses = info
        .metadata
        .get("clauses")
        .map(|list| list.split(',').map(str::to_owned).collect())
        .unwrap_or_default();
    Some((info.reason, clauses))
}

/// The fields and descriptions of an INVALID_ARGUMENT, as a client reads them.
pub fn violations_of(status: &Status) -> Vec<Violation> {
    let request = status.get_details_bad_request();
    request
        .into_iter()
        .flat_map(|request| request.field_violations)
        .map(|violation| Violation {
            field: violation.field,
            description: violation.description,
        })
        .collect()
}
