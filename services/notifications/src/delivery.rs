//! Delivers what waits, each notice in a unit of its own.

use crate::mail::{MailFolder, message};
use crate::notice::{Failure, Notice, Outcome};
use crate::service::{happened, record};
use crate::store;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use handrail_chassis::telemetry::timed;
use handrail_chassis::worker::{Progress, Worker, WorkerError};
use handrail_frame::Rulebook;
use handrail_ledger::{Ledger, LedgerError};
use tracing::{Instrument, error, info_span, warn};
use uuid::Uuid;

/// How many waiting notices are looked up at a time.
const BATCH: u64 = 50;
/// After how many attempts a step ends, so that a shutdown does not have to wait.
const ATTEMPTS_PER_STEP: u64 = 200;

/// Leaves waiting notices in the mail folder. Any number of replicas can run it: a notice is claimed
/// while it is delivered, and a repetition after a crash writes the same file again.
#[derive(Debug)]
pub struct Delivery {
    ledger: Ledger,
    rulebook: Rulebook,
    folder: MailFolder,
}

impl Delivery {
    /// Delivers the notices in `ledger`'s database into `folder`.
    pub fn new(ledger: Ledger, rulebook: Rulebook, folder: MailFolder) -> Self {
        Self {
            ledger,
            rulebook,
            folder,
        }
    }

    /// Makes one attempt; false when another makes it, or has just done so.
    async fn deliver(&self, id: Uuid) -> Result<bool, LedgerError> {
        let mut unit = self.ledger.begin().await?;
        let Some(kept) = store::claim_due(&unit, id).await? else {
            return Ok(false);
        };
        let result = self.send(&kept.notice).await;
        let after = match kept.notice.attempted(result, unit.now()) {
            Outcome::Ended(event) => {
                let ended = happened(&kept.notice, &event)?;
                record(&mut unit, &ended, &event, &self.ledger.actor());
                ended
            }
            Outcome::TryAgain(waiting) => *waiting,
        };
        store::update(&unit, &kept, &after).await?;
        unit.commit().await?;
        if let Err(failure) = result {
            let (attempts, failure) = (after.attempts, failure.as_str());
            warn!(notice = %id, attempts, failure, "a notice could not be delivered");
        }
        Ok(true)
    }

    /// The address is read now: it may have changed since the notice was written.
    async fn send(&self, notice: &Notice) -> Result<(), Failure> {
        let rules = self.rulebook.current();
        let directory = &rules.directory;
        let officer = notice.officer.as_ref().ok_or(Failure::NobodyInPost)?;
        let officer = directory.officer(officer).ok_or(Failure::OfficerGone)?;
        let message = message(notice, officer, directory)?;
        let part = self.ledger.world().mint();
        let put = self.folder.put(notice.id, part, &message).await;
        put.map_err(|error| Failure::from(error.kind()))
    }
}

#[async_trait]
impl Worker for Delivery {
    fn name(&self) -> &'static str {
        "delivery"
    }

    /// Makes the attempts that are due. One that can't be made does not hold up the others.
    async fn step(&self) -> Result<Progress, WorkerError> {
        let now = self.ledger.now();
        let mut made = 0;
        let mut is_made_elsewhere = false;
        let mut problem = None;
        let mut after: Option<(DateTime<Utc>, Uuid)> = None;
        loop {
            let looking = store::due(self.ledger.db(), now, after, BATCH);
            let system = self.ledger.db().get_database_backend();
            let due = timed(system, "notice.due", looking).await?;
            after = due.last().copied();
            for (_, id) in due {
                // Whatever has woken the worker: the notice links it to what it was written for.
                let span = info_span!(parent: None, "deliver");
                match self.deliver(id).instrument(span).await {
                    Ok(true) => made += 1,
                    Ok(false) | Err(LedgerError::Raced) => is_made_elsewhere = true,
                    Err(failed) => {
                        let failed = WorkerError::from(failed);
                        error!(notice = %id, %failed, "an attempt could not be recorded");
                        problem = Some(failed);
                    }
                }
            }
            if after.is_none() || made >= ATTEMPTS_PER_STEP {
                break;
            }
        }
        match problem {
            _ if made > 0 => Ok(Progress::Did(made)),
            None if is_made_elsewhere => Ok(Progress::Busy),
            None => Ok(Progress::Idle),
            Some(problem) => Err(problem),
        }
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, WorkerError> {
        Ok(store::next_due(self.ledger.db()).await?)
    }
}
