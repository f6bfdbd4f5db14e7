//! A step of background work, and how long it takes.

use opentelemetry::KeyValue;
use tokio::time::Instant;

use super::metric::instruments;

/// One step of a worker. One that is dropped before it has ended is not counted: the process is ending.
pub(crate) struct Step {
    worker: &'static str,
    since: Instant,
}

impl Step {
    /// A step of the worker of this name begins.
    pub(crate) fn of(worker: &'static str) -> Self {
        Self {
            worker,
            since: Instant::now(),
        }
    }

    /// It has ended so: `idle`, `did` or `failed`.
    pub(crate) fn ended(self, outcome: &'static str) {
        let Some(instruments) = instruments() else {
            return;
        };
        let labels = [
            KeyValue::new("handrail.worker", self.worker),
            KeyValue::new("handrail.outcome", outcome),
        ];
        let took = self.since.elapsed().as_secs_f64();
        instruments.worker_steps.record(took, &labels);
    }
}
