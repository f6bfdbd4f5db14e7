//! A unit of work: one transaction, one instant, and the entries it will append.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use handrail_chassis::telemetry::current_trace_context;
use handrail_domain::EntryId;
use sea_orm::{DatabaseTransaction, DbErr};
use tracing::warn;
use uuid::Uuid;

use crate::error::LedgerError;
use crate::journal::{self, NewEntry, Pending};
use crate::ledger::Ledger;
use crate::obligations::Versions;

/// How often work is done before the loss of one more race is told.
const TRIES: u32 = 5;

/// A transaction, with the journal entries that will be appended as its last act. Dropped without
/// [`Unit::commit`] it leaves nothing behind.
#[derive(Debug)]
pub struct Unit {
    ledger: Ledger,
    transaction: DatabaseTransaction,
    now: DateTime<Utc>,
    pending: Vec<Pending>,
    pub(crate) versions: Versions,
    lost_race: AtomicBool,
}

impl Unit {
    pub(crate) fn new(ledger: Ledger, transaction: DatabaseTransaction) -> Self {
        Self {
            now: ledger.now(),
            ledger,
            transaction,
            pending: Vec::new(),
            versions: Versions::default(),
            lost_race: AtomicBool::new(false),
        }
    }

    /// The transaction, for the service's own tables.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// The ledger this unit belongs to.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The one instant at which everything in this unit happens.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A new id.
    pub fn mint(&self) -> Uuid {
        self.ledger.world().mint()
    }

    /// Has an entry appended at the commit, after those given before, and returns its id.
    pub fn append(&mut self, entry: NewEntry) -> EntryId {
        let id = entry.id.unwrap_or_else(|| EntryId(self.mint()));
        self.pending.push(Pending {
            id,
            entry,
            trace_context: current_trace_context().unwrap_or_default(),
        });
        id
    }

    /// Says that a compare-and-set of the service's own missed its row. The work is then done again
    /// on what is there now, if whoever carries it out can do so.
    pub fn lost_race(&self) -> LedgerError {
        self.lost_race.store(true, Ordering::Relaxed);
        LedgerError::Raced
    }

    /// What a statement of this unit failed with. Told in this way, a lost race is tried again.
    pub fn failed(&self, error: DbErr) -> LedgerError {
        let error = error.into();
        if matches!(error, LedgerError::Raced) {
            return self.lost_race();
        }
        error
    }

    /// Appends the entries and commits. Positions are handed out here, under the lock of each
    /// partition touched, so that readers see them in the order in which they were handed out.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Raced`] when another writer was faster; [`LedgerError::Database`], after which
    /// the unit may have been committed or not: the same request id tells.
    pub async fn commit(self) -> Result<(), LedgerError> {
        let appends = !self.pending.is_empty();
        journal::append(&self.transaction, &self.ledger, self.pending).await?;
        self.transaction.commit().await?;
        if appends {
            self.ledger.appended().notify_waiters();
        }
        Ok(())
    }

    /// Ends the unit as its work asks; none when it lost a race and can be done again.
    pub(crate) async fn finish<R, E: From<LedgerError>>(
        self,
        worked: Result<Outcome<R>, E>,
        tries: &mut Tries,
    ) -> Option<Result<R, E>> {
        let lost = match worked {
            Ok(Outcome::Keep(result)) => match self.commit().await {
                Ok(()) => return Some(Ok(result)),
                Err(LedgerError::Raced) => LedgerError::Raced.into(),
                Err(error) => return Some(Err(error.into())),
            },
            Ok(Outcome::Drop(result)) => {
                self.roll_back().await;
                return Some(Ok(result));
            }
            Err(error) => {
                let raced = self.lost_race.load(Ordering::Relaxed);
                self.roll_back().await;
                if !raced {
                    return Some(Err(error));
                }
                error
            }
        };
        tries.0 += 1;
        (tries.0 >= TRIES).then_some(Err(lost))
    }

    /// Waited for, so that the connection is free afterwards.
    async fn roll_back(self) {
        if let Err(error) = self.transaction.rollback().await {
            // The database does so by itself when the connection is gone.
            warn!(%error, "a unit of work could not be rolled back by hand");
        }
    }
}

/// What becomes of a unit whose work went well.
pub(crate) enum Outcome<R> {
    /// It is committed.
    Keep(R),
    /// It is rolled back.
    Drop(R),
}

/// How often the same work has lost a race.
#[derive(Default)]
pub(crate) struct Tries(u32);
