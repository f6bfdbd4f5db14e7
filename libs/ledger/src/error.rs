//! Why the ledger could not do something.

use std::ops::Deref;

use handrail_chassis::telemetry::{Failed, failure_of};
use handrail_contracts::status;
use sea_orm::{DbErr, RuntimeErr, SqlxError};
use thiserror::Error;
use tonic::Status;
use tracing::error;

/// Why a unit of work failed. Nothing of it remains, save where a commit itself got no answer: then
/// only repeating the same request id can tell.
#[derive(Debug, Error)]
pub enum LedgerError {
    /// The database refused, or did not answer.
    #[error("the database could not do it")]
    Database(#[source] DbErr),
    /// There is no room left to store anything in.
    #[error("the database has no room left")]
    Full(#[source] DbErr),
    /// Another writer was faster. A command is tried again a few times before this is told.
    #[error("another writer was faster")]
    Raced,
    /// The request id was used before, with other content.
    #[error("the request id was used before, with other content")]
    RequestIdReused,
    /// What is stored can't be understood. Says what, never what it holds.
    #[error("{0} can't be understood as it is stored")]
    Corrupt(String),
}

impl LedgerError {
    pub(crate) fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt(what.into())
    }

    /// Whether the database is away or overloaded, so that the same may well succeed later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Raced | Self::Full(_) => true,
            Self::Database(error) => is_away(error),
            Self::RequestIdReused | Self::Corrupt(_) => false,
        }
    }
}

impl Failed for LedgerError {
    fn failure(&self) -> Option<String> {
        match self {
            Self::Database(error) | Self::Full(error) => Some(failure_of(error)),
            Self::Raced => Some("raced".to_owned()),
            Self::Corrupt(_) => Some("corrupt".to_owned()),
            // A refusal of ours.
            Self::RequestIdReused => None,
        }
    }
}

impl From<DbErr> for LedgerError {
    fn from(error: DbErr) -> Self {
        if is_lost_race(&error) {
            Self::Raced
        } else if is_full(&error) {
            Self::Full(error)
        } else {
            Self::Database(error)
        }
    }
}

impl From<LedgerError> for Status {
    fn from(failure: LedgerError) -> Self {
        match &failure {
            LedgerError::Raced => status::aborted(
                "RACED",
                "another change was made at the same moment; read again and decide anew",
            ),
            LedgerError::Full(cause) => {
                error!(%cause, "the database has no room left: make room; nothing is lost that was confirmed");
                status::storage_full()
            }
            LedgerError::RequestIdReused => status::request_id_reused(),
            LedgerError::Database(cause) if is_away(cause) => status::unavailable(),
            LedgerError::Database(cause) => Status::internal(format!("{failure}: {cause}")),
            LedgerError::Corrupt(_) => Status::internal(failure.to_string()),
        }
    }
}

/// Somebody else wrote the same row, or we were the one to give way: the same work, done again on
/// what is there now, can succeed.
fn is_lost_race(error: &DbErr) -> bool {
    // Unique violations; serialisation failure, deadlock; SQLITE_BUSY, _LOCKED and the snapshot's.
    const CODES: [&str; 8] = ["23505", "1555", "2067", "40001", "40P01", "5", "6", "517"];
    database_code(error).is_some_and(|code| CODES.contains(&code.as_str()))
}

fn is_full(error: &DbErr) -> bool {
    // disk_full; SQLITE_FULL, and the failed write by which SQLite learns of a full disk before that.
    const CODES: [&str; 3] = ["53100", "13", "778"];
    database_code(error).is_some_and(|code| CODES.contains(&code.as_str()))
}

fn is_away(error: &DbErr) -> bool {
    // Connection lost, too many connections, a lock or statement that took too long, shutting down.
    const CLASSES: [&str; 5] = ["08", "53", "55P03", "57014", "57P"];
    const SQLITE_BUSY: &str = "5";
    let unreachable = matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
        || matches!(
            runtime(error),
            Some(SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed)
        );
    unreachable
        || database_code(error).is_some_and(|code| {
            code == SQLITE_BUSY || CLASSES.iter().any(|class| code.starts_with(class))
        })
}

fn runtime(error: &DbErr) -> Option<&SqlxError> {
    let (DbErr::Exec(inner) | DbErr::Query(inner) | DbErr::Conn(inner)) = error else {
        return None;
    };
    let RuntimeErr::SqlxError(inner) = inner else {
        return None;
    };
    Some(inner.deref())
}

fn database_code(error: &DbErr) -> Option<String> {
    let inner = runtime(error)?.as_database_error()?;
    inner.code().map(std::borrow::Cow::into_owned)
}
