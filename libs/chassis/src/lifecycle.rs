//! The life of a process: tasks are spawned here, told to stop here, and cut off here.
//!
//! The soft token asks everybody to finish; after the deadline the hard token cuts off whoever has
//! not. A task that dies ends the process with a failing exit code, so that whatever supervises it
//! notices.

use std::any::Any;
use std::fmt::Display;
use std::future::Future;
use std::io;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, error, info, warn};

/// How long tasks have to finish once they are asked to.
pub const SHUTDOWN_DEADLINE: Duration = Duration::from_secs(20);
/// How long tasks that were cut off have to notice; one that never yields is left behind.
const CUT_OFF: Duration = Duration::from_secs(1);

/// Everything that runs, and the two ways to end it. Clones are the same lifecycle.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    /// Cancelled when the process should finish what it is doing and stop.
    pub soft: CancellationToken,
    /// Cancelled when it must stop now.
    pub hard: CancellationToken,
    /// Counts the tasks that still run.
    pub tracker: TaskTracker,
    deadline: Duration,
    died: Arc<OnceLock<String>>,
}

impl Lifecycle {
    /// A lifecycle whose tasks get [`SHUTDOWN_DEADLINE`] to finish.
    pub fn new() -> Self {
        Self::with_deadline(SHUTDOWN_DEADLINE)
    }

    /// A lifecycle whose tasks get `deadline` to finish.
    pub fn with_deadline(deadline: Duration) -> Self {
        Self {
            soft: CancellationToken::new(),
            hard: CancellationToken::new(),
            tracker: TaskTracker::new(),
            deadline,
            died: Arc::default(),
        }
    }

    /// Runs `task` beside everything else, until it ends or is cut off. A task that fails or panics
    /// has died: the whole process shuts down. `name` appears in the logs.
    ///
    /// Everything in the system that runs in the background is spawned here.
    pub fn spawn<F>(&self, name: &'static str, task: F)
    where
        F: Future + Send + 'static,
        F::Output: Outcome,
    {
        let lifecycle = self.clone();
        let guarded = async move {
            let ended = tokio::select! {
                ended = AssertUnwindSafe(task).catch_unwind() => ended,
                () = lifecycle.hard.cancelled() => {
                    warn!(task = name, "the task did not finish in time and was cut off");
                    return;
                }
            };
            match ended {
                Ok(outcome) => {
                    if let Some(failure) = outcome.failure() {
                        lifecycle.record_death(name, &failure);
                    }
                }
                Err(panic) => lifecycle.record_death(name, panic_text(panic.as_ref())),
            }
        };
        self.tracker.spawn(guarded.in_current_span());
    }

    /// Asks for a shutdown when the process gets SIGTERM or SIGINT; a second SIGINT cuts it short.
    ///
    /// # Errors
    ///
    /// When the signals can't be listened to.
    #[expect(
        clippy::disallowed_methods,
        reason = "the listener outlives the tasks it stops"
    )]
    pub fn listen_for_signals(&self) -> io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let lifecycle = self.clone();
        let listener = async move {
            tokio::select! {
                _ = terminate.recv() => info!("asked to stop (SIGTERM)"),
                _ = interrupt.recv() => info!("asked to stop (SIGINT)"),
                () = lifecycle.soft.cancelled() => {}
            }
            lifecycle.soft.cancel();
            tokio::select! {
                _ = interrupt.recv() => warn!("asked to stop at once (second SIGINT)"),
                () = lifecycle.hard.cancelled() => {}
            }
            lifecycle.hard.cancel();
        };
        // Not tracked: it listens until the very end, and must not be what a shutdown waits for.
        tokio::spawn(listener);
        Ok(())
    }

    /// Waits until a shutdown is asked for, by signal, by a task's death or through the soft token,
    /// and carries it out.
    pub async fn run(&self) -> Exit {
        self.soft.cancelled().await;
        self.shutdown().await
    }

    /// Asks every task to finish, waits up to the deadline, cuts off the rest, and says how it went.
    /// Returns within the deadline and a second.
    pub async fn shutdown(&self) -> Exit {
        self.soft.cancel();
        self.tracker.close();
        let finished = tokio::select! {
            finished = timeout(self.deadline, self.tracker.wait()) => finished.is_ok(),
            () = self.hard.cancelled() => false,
        };
        self.hard.cancel();
        if !finished && timeout(CUT_OFF, self.tracker.wait()).await.is_err() {
            warn!(tasks = self.tracker.len(), "tasks are left behind");
        }
        match self.died.get() {
            Some(_) => Exit::Crashed,
            None => Exit::Clean,
        }
    }

    /// How long tasks have to finish once they are asked to.
    pub fn deadline(&self) -> Duration {
        self.deadline
    }

    /// The first task that died, and why.
    pub fn died(&self) -> Option<&str> {
        self.died.get().map(String::as_str)
    }

    fn record_death(&self, name: &'static str, failure: &str) {
        error!(task = name, failure, "the task died; shutting down");
        // Only the first death is the cause; the others may follow from it.
        let _ = self.died.set(format!("{name}: {failure}"));
        self.soft.cancel();
    }
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self::new()
    }
}

/// What a task may end with: nothing, or a result whose error is a death.
pub trait Outcome {
    /// Why the task failed, if it did.
    fn failure(self) -> Option<String>;
}

impl Outcome for () {
    fn failure(self) -> Option<String> {
        None
    }
}

impl<E: Display> Outcome for Result<(), E> {
    fn failure(self) -> Option<String> {
        self.err().map(|error| error.to_string())
    }
}

/// How the process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// As asked: 0.
    Clean,
    /// The configuration can't be used: 78, as `EX_CONFIG`.
    Config,
    /// Something it depends on is not there, or not as it has to be: 69, as `EX_UNAVAILABLE`.
    Missing,
    /// A task died: 70, as `EX_SOFTWARE`.
    Crashed,
}

impl Exit {
    /// The code for whoever started the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Config => 78,
            Self::Missing => 69,
            Self::Crashed => 70,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Lets time pass, for the few loops of the chassis that have to wait.
#[expect(
    clippy::disallowed_methods,
    reason = "retries and polls end here; everybody else is woken"
)]
pub(crate) async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

/// What a panic said, which is for logs and never for callers.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a text")
}
