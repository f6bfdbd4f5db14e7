//! How the program ends, for people and for scripts.

use handrail_contracts::status::{reason_of, violations_of};
use std::{
    io::{self, ErrorKind},
    process::ExitCode,
};
use tonic::{Code, Status};

/// The exit codes of the program, in one place; `handrail --help` shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The protocol, or the state of things, forbids it.
    Refused = 1,
    /// Not a command, or a value that can't be one.
    Usage = 2,
    /// There is no such thing.
    NotFound = 3,
    /// Nobody answers, or the caller may not.
    Unavailable = 4,
    /// The check found something.
    Findings = 5,
    /// Something it depends on is missing, or not as it has to be.
    Missing = 69,
    /// Something went wrong inside.
    Crashed = 70,
    /// The configuration, the organisation or the caseload can't be used.
    Config = 78,
}

/// What `--help` says about exit codes.
pub const EXIT_CODES: &str = "\
Exit codes:
   0  done
   1  refused: the protocol or the state of things forbids it
   2  not a command, or an invalid value
   3  there is no such thing
   4  nobody answers, or the caller may not do this
   5  the check found something
  69  something it depends on is missing, or not as it has to be
  70  something went wrong inside
  78  the configuration, the organisation or the caseload can't be used";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A service answered with an error.
    #[error("{}", .0.message())]
    Status(#[from] Box<Status>),
    /// A value can't be used.
    #[error("{0}")]
    Usage(String),
    /// There is no such thing.
    #[error("{0}")]
    NotFound(String),
    /// A check found something; the findings were printed.
    #[error("{0} findings")]
    Findings(usize),
    /// A file, an address or a setting can't be used.
    #[error("{0}")]
    Config(String),
    /// A database or a port can't be had as it has to be.
    #[error("{0}")]
    Missing(String),
    /// Something came out otherwise than it ought to.
    #[error("{0}")]
    Mismatch(String),
    /// A step of a caseload did not come out as expected.
    #[error("{place}: {source}")]
    Step {
        /// The place in the file, the case and the step.
        place: String,
        /// What happened.
        source: Box<Failure>,
    },
    /// Something went wrong inside.
    #[error("{0}")]
    Crashed(String),
    /// The output can't be written.
    #[error("can't write the output")]
    Output(#[from] io::Error),
}

impl From<Status> for Failure {
    fn from(status: Status) -> Self {
        Self::Status(Box::new(status))
    }
}

impl Failure {
    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Status(status) => exit_of(status.code()),
            Self::Usage(_) => Exit::Usage,
            Self::NotFound(_) => Exit::NotFound,
            Self::Findings(_) => Exit::Findings,
            Self::Config(_) => Exit::Config,
            Self::Missing(_) => Exit::Missing,
            Self::Mismatch(_) => Exit::Refused,
            Self::Step { source, .. } => source.exit(),
            Self::Crashed(_) => Exit::Crashed,
            // Whoever reads has seen enough, as `head` has.
            Self::Output(error) if error.kind() == ErrorKind::BrokenPipe => Exit::Done,
            Self::Output(_) => Exit::Crashed,
        }
    }

    fn message(&self) -> String {
        if let Self::Status(status) = self
            && status.code() == Code::Unavailable
        {
            return format!("a service can't be reached: {}", cause(status));
        }
        self.to_string()
    }

    /// One clear line, then the details: fields that are wrong, or the reason and its clauses.
    pub fn lines(&self) -> Vec<String> {
        if let Self::Step { place, source } = self {
            return [vec![format!("handrail: {place}")], source.lines()].concat();
        }
        let mut lines = vec![format!("handrail: {self}")];
        if let Self::Status(status) = self {
            if status.code() == Code::Unavailable {
                lines[0] = format!("handrail: a service can't be reached: {}", cause(status));
            }
            lines.extend(
                violations_of(status)
                    .iter()
                    .map(|wrong| format!("  {}: {}", wrong.field, wrong.description)),
            );
            if let Some((reason, clauses)) = reason_of(status) {
                let under = if clauses.is_empty() {
                    String::new()
                } else {
                    format!(", under {}", clauses.join(", "))
                };
                lines.push(format!("  reason: {reason}{under}"));
            }
        }
        lines
    }

    /// The same as one object.
    pub fn json(&self) -> serde_json::Value {
        let code = match self {
            Self::Status(status) => name_of(status.code()),
            Self::Usage(_) => "USAGE",
            Self::NotFound(_) => "NOT_FOUND",
            Self::Findings(_) => "FINDINGS",
            Self::Config(_) => "CONFIG",
            Self::Missing(_) => "MISSING",
            Self::Mismatch(_) => "MISMATCH",
            Self::Step { place, source } => {
                let mut error = source.json();
                error["error"]["step"] = place.as_str().into();
                return error;
            }
            Self::Crashed(_) => "INTERNAL",
            Self::Output(_) => "OUTPUT",
        };
        let mut error = serde_json::json!({ "code": code, "message": self.message() });
        if let Self::Status(status) = self {
            let violations: Vec<_> = violations_of(status)
                .into_iter()
                .map(|wrong| serde_json::json!({ "field": wrong.field, "description": wrong.description }))
                .collect();
            error["field_violations"] = violations.into();
            let (reason, clauses) = reason_of(status).unwrap_or_default();
            error["reason"] = reason.into();
            error["clause_ids"] = clauses.into();
        }
        serde_json::json!({ "error": error })
    }
}

/// The words of a transport error are in its causes.
fn cause(status: &Status) -> String {
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(status);
    let mut text = status.message().to_owned();
    while let Some(error) = cause {
        text = error.to_string();
        cause = error.source();
    }
    text
}

fn exit_of(code: Code) -> Exit {
    match code {
        Code::Ok => Exit::Done,
        Code::FailedPrecondition | Code::Aborted | Code::AlreadyExists => Exit::Refused,
        Code::InvalidArgument | Code::OutOfRange => Exit::Usage,
        Code::NotFound => Exit::NotFound,
        Code::Unavailable
        | Code::Unauthenticated
        | Code::PermissionDenied
        | Code::DeadlineExceeded
        | Code::ResourceExhausted
        | Code::Cancelled
        | Code::Unimplemented => Exit::Unavailable,
        Code::Unknown | Code::Internal | Code::DataLoss => Exit::Crashed,
    }
}

fn name_of(code: Code) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;
    use handrail_contracts::{parse::Violation, status};

    #[test]
    fn a_refusal_names_its_reason_and_clauses() {
        let clauses = ["C2-05".parse().expect("a clause id")];
        let refused = Failure::from(status::refused(
            "FORBIDDEN",
            "capacity is never a ground",
            &clauses,
        ));
        assert_eq!(refused.exit(), Exit::Refused);
        assert_eq!(
            refused.lines(),
            [
                "handrail: capacity is never a ground",
                "  reason: FORBIDDEN, under C2-05"
            ]
        );
        assert_eq!(
            refused.json()["error"]["clause_ids"],
            serde_json::json!(["C2-05"])
        );
    }

    #[test]
    fn every_field_that_is_wrong_has_a_line() {
        let wrong = Violation {
            field: "children[1].birth".to_owned(),
            description: "is needed".to_owned(),
        };
        let invalid = Failure::from(status::invalid_argument(vec![wrong]));
        assert_eq!(invalid.exit(), Exit::Usage);
        assert_eq!(invalid.lines()[1], "  children[1].birth: is needed");
    }

    #[test]
    fn a_reader_who_has_seen_enough_is_no_failure() {
        let closed = Failure::from(io::Error::from(ErrorKind::BrokenPipe));
        assert_eq!(closed.exit(), Exit::Done);
    }

    #[test]
    fn help_lists_every_code() {
        let all = [
            Exit::Done,
            Exit::Refused,
            Exit::Usage,
            Exit::NotFound,
            Exit::Unavailable,
            Exit::Findings,
            Exit::Crashed,
            Exit::Config,
        ];
        for exit in all {
            assert!(
                EXIT_CODES.contains(&format!("{:>4}  ", exit as u8)),
                "{exit:?}"
            );
        }
    }
}
