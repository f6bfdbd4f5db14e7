//! The loop round a worker.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use handrail_chassis::lifecycle::{Exit, Lifecycle};
use handrail_chassis::worker::{Progress, Worker, WorkerError, drive};
use tokio::sync::{Notify, mpsc};
use tokio::time::timeout;

use crate::service::BOUND;

/// Does as many things as are waiting, and fails as often as it is told to.
struct Counter {
    waiting: AtomicU64,
    failures: AtomicU64,
    idle: mpsc::UnboundedSender<()>,
}

fn take_one(from: &AtomicU64) -> bool {
    let taken = from.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
    taken.is_ok()
}

#[async_trait]
impl Worker for Counter {
    fn name(&self) -> &'static str {
        "counter"
    }

    async fn step(&self) -> Result<Progress, WorkerError> {
        if take_one(&self.failures) {
            return Err(WorkerError::new("told to fail"));
        }
        if take_one(&self.waiting) {
            return Ok(Progress::Did(1));
        }
        let _ = self.idle.send(());
        Ok(Progress::Idle)
    }
}

fn counter(waiting: u64, failures: u64) -> (Arc<Counter>, mpsc::UnboundedReceiver<()>) {
    let (idle, idled) = mpsc::unbounded_channel();
    let counter = Counter {
        waiting: waiting.into(),
        failures: failures.into(),
        idle,
    };
    (Arc::new(counter), idled)
}

const NEVER: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_worker_steps_until_it_is_idle_and_again_when_it_is_woken() {
    let lifecycle = Lifecycle::new();
    let wake = Arc::new(Notify::new());
    let (worker, mut idled) = counter(5, 0);
    drive(worker.clone(), &lifecycle, Arc::clone(&wake), NEVER);
    timeout(BOUND, idled.recv()).await.unwrap().unwrap();
    assert_eq!(worker.waiting.load(Ordering::SeqCst), 0);

    worker.waiting.store(3, Ordering::SeqCst);
    wake.notify_one();
    timeout(BOUND, idled.recv()).await.unwrap().unwrap();
    assert_eq!(worker.waiting.load(Ordering::SeqCst), 0);
    assert_eq!(timeout(BOUND, lifecycle.shutdown()).await, Ok(Exit::Clean));
}

#[tokio::test]
async fn a_worker_looks_again_after_a_while() {
    let lifecycle = Lifecycle::new();
    let (worker, mut idled) = counter(0, 0);
    let often = Duration::from_millis(5);
    drive(worker, &lifecycle, Arc::default(), often);
    for _ in 0..3 {
        timeout(BOUND, idled.recv()).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_failing_worker_tries_again_and_does_not_die() {
    let lifecycle = Lifecycle::new();
    let (worker, mut idled) = counter(1, 2);
    drive(worker.clone(), &lifecycle, Arc::default(), NEVER);
    timeout(BOUND, idled.recv()).await.unwrap().unwrap();
    assert_eq!(worker.waiting.load(Ordering::SeqCst), 0);
    assert_eq!(lifecycle.died(), None);
}

#[test]
fn a_failure_tells_its_causes() {
    #[derive(Debug, thiserror::Error)]
    #[error("entry 7 can't be applied")]
    struct Outer(#[source] std::num::ParseIntError);
    let cause = "x".parse::<u8>().unwrap_err();
    let error = WorkerError::from(Outer(cause));
    assert_eq!(
        error.to_string(),
        "entry 7 can't be applied: invalid digit found in string"
    );
}
