//! A unit of work: one transaction, one instant, and the entries it will append.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use handrail_chassis::telemetry::{
    Failed, Operation, failure_of, is_traced, link_to, observed, trace_context_of,
};
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
    operation: Operation,
}

impl Unit {
    pub(crate) fn new(
        ledger: Ledger,
        transaction: DatabaseTransaction,
        operation: Operation,
    ) -> Self {
        Self {
            now: ledger.now(),
            ledger,
            transaction,
            pending: Vec::new(),
            versions: Versions::default(),
            lost_race: AtomicBool::new(false),
            operation,
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
            // Of what this is done for, and not of how: that is where a reader of the trace looks.
            trace_context: trace_context_of(self.operation.purpose()).unwrap_or_default(),
        });
        id
    }

    /// Says that a compare-and-set of the service's own missed its row. The work is then done again
    /// on what is there now, if whoever carries it out can do so.
    pub fn lost_race(&self) -> LedgerError {
        self.lost_race.store(true, Ordering::Relaxed);
        self.operation.failed("raced".to_owned());
        LedgerError::Raced
    }

    /// What a statement of this unit failed with. Told in this way, a lost race is tried again.
    pub fn failed(&self, error: DbErr) -> LedgerError {
        self.operation.failed(failure_of(&error));
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
        if appends && is_traced() {
            self.link_to_what_went_before().await;
        }
        let (ledger, operation) = (self.ledger, self.operation);
        // In a box: it is held in every future that commits.
        let committing = Box::pin(async {
            journal::append(&self.transaction, &ledger, self.pending).await?;
            Ok(self.transaction.commit().await?)
        });
        let system = ledger.db().get_database_backend();
        let committed = observed(system, "commit", committing).await;
        if let Some(failure) = committed.as_ref().err().and_then(Failed::failure) {
            operation.failed(failure);
        }
        if committed.is_ok() && appends {
            ledger.appended().notify_waiters();
        }
        committed
    }

    /// Links the trace of what this is done for to the last one about the same things: the life of a
    /// transfer is many calls on many days, each with a trace of its own. What begins here goes on from
    /// what happened last to the household.
    async fn link_to_what_went_before(&self) {
        let subjects = self.pending.iter().map(|pending| &pending.entry.subject);
        let subjects: BTreeMap<_, _> = subjects
            .map(|subject| (subject.id, subject.household.0))
            .collect();
        let mut linked = BTreeSet::new();
        for (subject, household) in subjects {
            for id in [subject, household] {
                // Whoever reads the trace may miss a link; nobody else misses anything.
                let before = journal::last_trace_of(&self.transaction, id).await;
                if let Ok(Some(before)) = before {
                    linked.insert(before);
                    break;
                }
            }
        }
        for before in linked {
            link_to(self.operation.purpose(), &before);
        }
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
