//! An operation on the database: its span and its duration, by the conventions for database clients.
//!
//! What is timed is what the program means to do, as `command` or `feed.page`, and never a statement:
//! its text says less, and belongs to nobody who watches.

use std::sync::OnceLock;

use opentelemetry::KeyValue;
use sea_orm::{DbBackend, DbErr, RuntimeErr, SqlxError};
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, Span, info_span};

use super::metric::instruments;

/// One operation on the database. It ends when it is dropped.
#[derive(Debug)]
#[must_use = "the operation ends when this is dropped"]
pub struct Operation {
    span: Span,
    within: Span,
    system: &'static str,
    name: &'static str,
    since: Instant,
    failure: OnceLock<String>,
}

impl Operation {
    /// Begins the operation called `name`, which has a span of its own.
    pub fn begin(system: DbBackend, name: &'static str) -> Self {
        let system = system_name(system);
        let span = info_span!(
            "operation",
            otel.name = name,
            otel.kind = "client",
            otel.status_code = Empty,
            db.system.name = system,
            db.operation.name = name,
            error.type = Empty,
        );
        Self::of(system, name, span)
    }

    /// Begins the operation called `name` without a span: for what goes on all the time.
    pub fn begin_quietly(system: DbBackend, name: &'static str) -> Self {
        Self::of(system_name(system), name, Span::none())
    }

    fn of(system: &'static str, name: &'static str, span: Span) -> Self {
        Self {
            span,
            within: Span::current(),
            system,
            name,
            since: Instant::now(),
            failure: OnceLock::new(),
        }
    }

    /// The span of the operation; none of its own when it has begun quietly.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// The span of whatever the operation is done for: that in which it was begun, or its own where it
    /// was begun in none.
    pub fn purpose(&self) -> &Span {
        match self.within.is_none() {
            true => &self.span,
            false => &self.within,
        }
    }

    /// Says that the operation failed, and how; see [`failure_of`]. The first failure counts.
    pub fn failed(&self, failure: String) {
        if self.failure.set(failure).is_ok() {
            self.span.record("error.type", self.failure.get());
            self.span.record("otel.status_code", "ERROR");
        }
    }
}

impl Drop for Operation {
    fn drop(&mut self) {
        let Some(instruments) = instruments() else {
            return;
        };
        let mut labels = vec![
            KeyValue::new("db.system.name", self.system),
            KeyValue::new("db.operation.name", self.name),
        ];
        let failure = self.failure.take();
        labels.extend(failure.map(|failure| KeyValue::new("error.type", failure)));
        let took = self.since.elapsed().as_secs_f64();
        instruments.database_operations.record(took, &labels);
    }
}

/// Carries out `work` as the operation called `name`.
///
/// # Errors
///
/// Those of the work.
pub async fn observed<T, E: Failed>(
    system: DbBackend,
    name: &'static str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    during(Operation::begin(system, name), work).await
}

/// Carries out `work` as the operation called `name`, without a span: for what goes on all the time.
///
/// # Errors
///
/// Those of the work.
pub async fn timed<T, E: Failed>(
    system: DbBackend,
    name: &'static str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    during(Operation::begin_quietly(system, name), work).await
}

async fn during<T, E: Failed>(
    operation: Operation,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let span = operation.span().clone();
    let done = match span.is_none() {
        true => work.await,
        false => work.instrument(span).await,
    };
    if let Some(failure) = done.as_ref().err().and_then(Failed::failure) {
        operation.failed(failure);
    }
    done
}

/// An error of the database, or one that may hold one.
pub trait Failed {
    /// What kind of failure it is, for `error.type`: one of a few, without detail. None where it was not
    /// the database that failed.
    fn failure(&self) -> Option<String>;
}

impl Failed for DbErr {
    fn failure(&self) -> Option<String> {
        Some(failure_of(self))
    }
}

/// What kind of failure an error of the database is: the database's own code where it gave one.
pub fn failure_of(error: &DbErr) -> String {
    let (DbErr::Conn(RuntimeErr::SqlxError(driver))
    | DbErr::Exec(RuntimeErr::SqlxError(driver))
    | DbErr::Query(RuntimeErr::SqlxError(driver))) = error
    else {
        let no_connection = matches!(error, DbErr::ConnectionAcquire(_));
        return if no_connection {
            "no_connection"
        } else {
            "other"
        }
        .to_owned();
    };
    if let SqlxError::Database(refused) = &**driver {
        return refused.code().unwrap_or("other".into()).into_owned();
    }
    if matches!(**driver, SqlxError::PoolTimedOut) {
        "no_connection".to_owned()
    } else if matches!(
        **driver,
        SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::PoolClosed
    ) {
        "disconnected".to_owned()
    } else {
        "other".to_owned()
    }
}

/// `db.system.name`.
fn system_name(system: DbBackend) -> &'static str {
    if system == DbBackend::Postgres {
        "postgresql"
    } else {
        "sqlite"
    }
}
