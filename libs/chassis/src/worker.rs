//! Background work: a step that says what it did, and a loop around it.
//!
//! Tests and a moved clock call [`Worker::step`]; production calls [`drive`]. A step takes no input
//! and may be repeated, so starting after a crash is the ordinary path.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tracing::{error, info};

use crate::lifecycle::{self, Lifecycle};
use crate::telemetry::Step;

/// The longest pause between two tries of a step that fails.
const MAX_BACK_OFF: Duration = Duration::from_secs(5);
const FIRST_BACK_OFF: Duration = Duration::from_millis(100);

/// Work that is done in the background, a step at a time.
#[async_trait]
pub trait Worker: Send + Sync {
    /// Its name in logs.
    fn name(&self) -> &'static str;

    /// Does a bounded amount of what is due, and says how much. Running it again, or beside
    /// another replica, has no further effect.
    async fn step(&self) -> Result<Progress, WorkerError>;

    /// When this worker will next have something to do by the clock alone; `None` if only an event
    /// can give it work. Whoever moves a virtual clock asks this.
    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, WorkerError> {
        Ok(None)
    }
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Nothing was due.
    Idle,
    /// Nothing, but something is due that another replica is at, or was until now: whoever has to know that nothing
    /// is on its way any more asks again.
    Busy,
    /// This many things; there may be more.
    Did(u64),
}

/// Why a step failed, with its causes. Its text goes to logs, so it names ids and never people.
pub struct WorkerError(Box<dyn Error + Send + Sync>);

impl WorkerError {
    /// A failure without a cause of its own.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into().into())
    }
}

// Like every catch-all error this has `From` for all errors, and so can't be one itself.
impl<E: Error + Send + Sync + 'static> From<E> for WorkerError {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl fmt::Display for WorkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for WorkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Runs `worker` until the lifecycle ends: steps until it is idle, then waits for `wake` or for
/// `every` to pass. A failing step is tried again after a pause that doubles up to five seconds.
pub fn drive(worker: Arc<dyn Worker>, lifecycle: &Lifecycle, wake: Arc<Notify>, every: Duration) {
    let soft = lifecycle.soft.clone();
    lifecycle.spawn(worker.name(), async move {
        let mut trouble = Trouble::default();
        loop {
            // Armed before the step, so that a wake-up during it is not missed.
            let mut woken = std::pin::pin!(wake.notified());
            woken.as_mut().enable();
            let step = Step::of(worker.name());
            let (outcome, pause) = match worker.step().await {
                Ok(Progress::Did(_)) => {
                    trouble.over(worker.name());
                    ("did", Duration::ZERO)
                }
                Ok(Progress::Idle) => {
                    trouble.over(worker.name());
                    ("idle", every)
                }
                Ok(Progress::Busy) => {
                    trouble.over(worker.name());
                    ("busy", every)
                }
                Err(error) => ("failed", trouble.pause_after(worker.name(), &error)),
            };
            step.ended(outcome);
            if soft.is_cancelled() {
                return;
            }
            if pause.is_zero() {
                tokio::task::yield_now().await;
                continue;
            }
            tokio::select! {
                () = soft.cancelled() => return,
                // A failing worker is not hurried on by events, or it would fail as often.
                () = woken, if trouble.failure.is_none() => {}
                () = lifecycle::pause(pause) => {}
            }
        }
    });
}

/// What is wrong with a worker at present, so that it is logged when it changes and not each time.
#[derive(Default)]
struct Trouble {
    failure: Option<String>,
    back_off: Duration,
}

impl Trouble {
    fn pause_after(&mut self, worker: &'static str, error: &WorkerError) -> Duration {
        let failure = error.to_string();
        self.back_off = match &self.failure {
            None => FIRST_BACK_OFF,
            Some(_) => (self.back_off * 2).min(MAX_BACK_OFF),
        };
        if self.failure.as_ref() != Some(&failure) {
            error!(worker, failure, "the worker fails; it will try again");
            self.failure = Some(failure);
        }
        self.back_off
    }

    fn over(&mut self, worker: &'static str) {
        if self.failure.take().is_some() {
            info!(worker, "the worker works again");
        }
    }
}
