//! The timer: reminds owners before a duty is due, and records when it is late.

use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use handrail_chassis::telemetry::timed;
use handrail_chassis::worker::{Progress, Worker, WorkerError};
use handrail_domain::ObligationId;
use handrail_domain::obligation::{Change, Obligation};
use thiserror::Error;
use tracing::{Instrument, error, info_span};
use uuid::Uuid;

use crate::error::LedgerError;
use crate::journal::{NewEntry, Tell};
use crate::ledger::Ledger;
use crate::obligations::{self, DUE_SOON};
use crate::unit::{Outcome, Tries, Unit};

/// How many due obligations are looked up at a time.
const BATCH: u64 = 100;
/// After how many firings a step ends, so that a shutdown does not have to wait.
const FIRINGS_PER_STEP: u64 = 500;

/// Why a reminder's tell is sent.
pub const DUE_SOON_REASON: &str = "duty-due-soon";

/// What a service does when the time of an obligation comes.
#[async_trait]
pub trait OnFire: Send + Sync {
    /// Who is told of a breach. Whoever that is may have to be looked up, in the unit that records it.
    ///
    /// # Errors
    ///
    /// Then the breach is not recorded, and is tried again.
    async fn tells(&self, unit: &Unit, change: &Change) -> Result<Vec<Tell>, FireError>;

    /// Who is reminded that an obligation is due soon; its owner, unless a service says otherwise.
    fn reminds(&self, obligation: &Obligation) -> Vec<Tell> {
        vec![Tell {
            to: obligation.owner.clone(),
            reason: DUE_SOON_REASON.to_owned(),
            clauses: obligation.clauses.clone(),
            due: obligation.due(),
        }]
    }

    /// What else follows from a breach, in the unit that records it.
    ///
    /// # Errors
    ///
    /// Then the breach is not recorded either, and both are tried again.
    async fn breached(&self, unit: &mut Unit, change: &Change) -> Result<(), FireError>;
}

/// Why an obligation could not be fired. Its text goes to logs, so it names ids and never people.
#[derive(Debug, Error)]
pub enum FireError {
    /// The ledger could not record it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The service could not do what follows from it.
    #[error("what follows from the breach could not be done")]
    Consequence(#[source] Box<dyn Error + Send + Sync>),
}

/// Fires what is due, each obligation in a unit of its own. Any number of replicas can run it: each
/// reminder and each breach happens once.
pub struct Timer {
    ledger: Ledger,
    on_fire: Arc<dyn OnFire>,
}

impl Timer {
    /// The timer of `ledger`, which does what `on_fire` says.
    pub fn new(ledger: Ledger, on_fire: Arc<dyn OnFire>) -> Self {
        Self { ledger, on_fire }
    }

    /// Fires one obligation; false when another fires it, or has just done so.
    async fn fire(&self, id: ObligationId) -> Result<bool, FireError> {
        // Whatever has woken the timer, what comes of it is a story of its own.
        let span = info_span!(parent: None, "fire");
        let firing = async {
            let mut tries = Tries::default();
            loop {
                let operation = self.ledger.operation("fire");
                let span = operation.span().clone();
                let trying = async {
                    let mut unit = self.ledger.begin_as(operation).await?;
                    let fired = self.fire_in(&mut unit, id).await;
                    Ok::<_, FireError>(unit.finish(fired, &mut tries).await)
                };
                if let Some(fired) = trying.instrument(span).await? {
                    return fired;
                }
            }
        };
        firing.instrument(span).await
    }

    async fn fire_in(&self, unit: &mut Unit, id: ObligationId) -> Result<Outcome<bool>, FireError> {
        // What was due when it was looked up may be met, moved or fired by now.
        let Some(obligation) = unit.claim_due(id).await? else {
            return Ok(Outcome::Drop(false));
        };
        match obligation.breach(unit.now()) {
            Some(change) => self.breach(unit, change).await?,
            None => self.remind(unit, &obligation).await?,
        }
        Ok(Outcome::Keep(true))
    }

    async fn breach(&self, unit: &mut Unit, change: Change) -> Result<(), FireError> {
        let tells = self.on_fire.tells(unit, &change).await?;
        let actor = self.ledger.actor();
        unit.apply(vec![change.clone()], &actor, |_| tells.clone())
            .await?;
        self.on_fire.breached(unit, &change).await
    }

    async fn remind(&self, unit: &mut Unit, obligation: &Obligation) -> Result<(), FireError> {
        unit.mark_reminded(obligation).await?;
        unit.append(NewEntry {
            id: None,
            subject: obligation.subject.clone(),
            kind: DUE_SOON,
            payload: obligations::reminder_of(obligation),
            occurred_at: unit.now(),
            actor: self.ledger.actor(),
            edition: Some(obligation.edition.clone()),
            clauses: obligation.clauses.clone(),
            tells: self.on_fire.reminds(obligation),
        });
        Ok(())
    }
}

#[async_trait]
impl Worker for Timer {
    fn name(&self) -> &'static str {
        "timer"
    }

    /// Fires what is due. One that can't be fired does not hold up the others.
    async fn step(&self) -> Result<Progress, WorkerError> {
        let now = self.ledger.now();
        let mut fired = 0;
        let mut is_fired_elsewhere = false;
        let mut failure = None;
        let mut after: Option<(DateTime<Utc>, Uuid)> = None;
        loop {
            let looking = obligations::due(self.ledger.db(), now, after, BATCH);
            let system = self.ledger.db().get_database_backend();
            let due = timed(system, "timer.due", looking).await?;
            after = due.last().copied();
            for (_, id) in due {
                match self.fire(ObligationId(id)).await {
                    Ok(true) => fired += 1,
                    Ok(false) => is_fired_elsewhere = true,
                    Err(problem) => {
                        let problem = WorkerError::from(problem);
                        error!(obligation = %id, %problem, "an obligation could not be fired");
                        failure = Some(problem);
                    }
                }
            }
            if after.is_none() || fired >= FIRINGS_PER_STEP {
                break;
            }
        }
        match failure {
            _ if fired > 0 => Ok(Progress::Did(fired)),
            None if is_fired_elsewhere => Ok(Progress::Busy),
            None => Ok(Progress::Idle),
            Some(failure) => Err(failure),
        }
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, WorkerError> {
        Ok(obligations::next_due(self.ledger.db()).await?)
    }
}
