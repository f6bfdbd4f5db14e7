//! Whether the database answers, for whoever probes the service.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use sea_orm::DatabaseConnection;
use tracing::{error, info};

use super::ping;
use crate::health::HealthHandle;
use crate::worker::{Progress, Worker, WorkerError};

/// How often to ask the database whether it is there; for [`crate::worker::drive`].
pub const PING_EVERY: Duration = Duration::from_secs(2);

const DATABASE: &str = "the database";

/// Asks the database from time to time, and has the server say so when it does not answer.
pub struct DatabaseWatch {
    db: DatabaseConnection,
    health: HealthHandle,
    away: Mutex<bool>,
}

impl DatabaseWatch {
    /// Watches this database for this server.
    pub fn new(db: DatabaseConnection, health: HealthHandle) -> Self {
        Self {
            db,
            health,
            away: Mutex::new(false),
        }
    }

    /// Remembers whether the database is away, and says whether that is news.
    fn turned(&self, away: bool) -> bool {
        let mut was = self
            .away
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        std::mem::replace(&mut *was, away) != away
    }
}

#[async_trait]
impl Worker for DatabaseWatch {
    fn name(&self) -> &'static str {
        "database-watch"
    }

    /// Asks once. A database that is away is this worker's ordinary business, and no failure.
    async fn step(&self) -> Result<Progress, WorkerError> {
        match ping(&self.db).await {
            Ok(()) => {
                if self.turned(false) {
                    info!("the database answers again");
                }
                self.health.lacks_no_more(DATABASE).await;
            }
            Err(error) => {
                if self.turned(true) {
                    error!(%error, "the database does not answer; nothing can be served until it does");
                }
                self.health.lacks(DATABASE).await;
            }
        }
        Ok(Progress::Idle)
    }
}
