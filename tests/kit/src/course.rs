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
    strike: Option<Strike>,
}

/// One of each service is killed before a call.
pub(crate) struct Strike {
    pub(crate) before_call: usize,
    pub(crate) services: Arc<Outside>,
}

impl Course {
    pub(crate) fn new(
        starts_at: DateTime<Utc>,
        replicas: usize,
        strike: Option<Strike>,
    ) -> Arc<Self> {
        Arc::new(Self {
            shown: Mutex::new(starts_at),
            calls: AtomicUsize::new(0),
            replicas: AtomicUsize::new(replicas),
            strike,
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
        let due = |strike: &&Strike| strike.before_call == call;
        let Some(strike) = self.strike.as_ref().filter(due) else {
            return;
        };
        // Whoever calls doesn't know, and so can't wait.
        tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(strike.services.strike(self.now()));
        });
        self.replicas.store(1, Ordering::Release);
    }
}
