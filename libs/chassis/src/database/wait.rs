//! Waiting for a database server that is not there yet, as when everything starts together.

use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr, SqlxError};
use tokio::time::Instant;
use tracing::{info, warn};

use super::DatabaseError;
use crate::lifecycle::pause;

pub(super) const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Often enough for whoever reads the log to see what is being waited for.
pub(super) const SAY_EVERY: Duration = Duration::from_secs(5);

/// What a server says while it starts or stops (class 57P), or when it has no room for another
/// connection (class 53): the only answers that time alone can change.
const PASSING: [&str; 2] = ["57P", "53"];

pub(super) async fn for_server(
    options: ConnectOptions,
    patience: Duration,
) -> Result<DatabaseConnection, DatabaseError> {
    let give_up = Instant::now() + patience;
    let mut say_next = Instant::now();
    let mut said = false;
    loop {
        let error = match Database::connect(options.clone()).await {
            Ok(db) => {
                if said {
                    info!("the database answers");
                }
                return Ok(db);
            }
            Err(error) => error,
        };
        if is_refusal(&error) {
            return Err(DatabaseError::Refused(error));
        }
        if Instant::now() + LOOK_EVERY >= give_up {
            return Err(DatabaseError::Away {
                waited: patience,
                source: error,
            });
        }
        if Instant::now() >= say_next {
            let left = give_up.duration_since(Instant::now()).as_secs();
            warn!(%error, seconds_left = left, "the database does not answer yet; waiting for it");
            (said, say_next) = (true, Instant::now() + SAY_EVERY);
        }
        pause(LOOK_EVERY).await;
    }
}

/// Whether a server answered, and will answer the same in a minute.
fn is_refusal(error: &DbErr) -> bool {
    let (DbErr::Conn(RuntimeErr::SqlxError(error)) | DbErr::Exec(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    if let SqlxError::Database(error) = &**error {
        let code = error.code();
        return code.is_some_and(|code| !PASSING.iter().any(|class| code.starts_with(class)));
    }
    matches!(**error, SqlxError::Configuration(_) | SqlxError::Tls(_))
}
