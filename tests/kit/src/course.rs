//! The course of a test, which all its desks share: how many calls were made, what time it is, and what
//! goes wrong on the way.

use crate::outside::Outside;
use chrono::{DateTime, Utc};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

pub(crate) struct Course {
    /// What the virtual clock shows.
    shown: Mutex<DateTime<Utc>>,
    calls: AtomicUsize,
    /// How many replicas of everything there are to call in turn.
    replicas: AtomicUsize,
    blow: Option<Blow>,
}

/// One of each service is killed before a call.
pub(crate) struct Blow {
    pub(crate) before_call: usize,
    pub(crate) to: Arc<Outside>,
}

impl Course {
    pub(crate) fn new(starts_at: DateTime<Utc>, replicas: usize, blow: Option<Blow>) -> Arc<Self> {
        Arc::new(Self {
            shown: Mutex::new(starts_at),
            calls: AtomicUsize::new(0),
            replicas: AtomicUsize::new(replicas),
            blow,
        })
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn show(&self, now: DateTime<Utc>) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// How many calls officers have made.
    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    /// How many replicas of everything can still be called.
    pub(crate) fn replicas(&self) -> usize {
        self.replicas.load(Ordering::Acquire)
    }

    /// An officer is about to make a call.
    pub(crate) fn call(&self) {
        let call = self.calls.fetch_add(1, Ordering::Relaxed);
        let Some(blow) = self.blow.as_ref().filter(|blow| blow.before_call == call) else {
            return;
        };
        // Whoever calls doesn't know, and so can't wait.
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(blow.to.struck(self.now()));
        });
        self.replicas.store(1, Ordering::Release);
    }
}
