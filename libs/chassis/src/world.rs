//! The one place that provides time and randomness.
//!
//! A service is handed a [`World`] when it is built. On a virtual clock ten working days pass in
//! milliseconds, and with seeded ids a whole run can be repeated.

mod ids;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, Utc};
use thiserror::Error;
use uuid::Uuid;

pub use ids::Ids;

/// Time and ids, handed to a service when it is built. Clones share both.
#[derive(Clone, Debug)]
pub struct World {
    /// What time it is.
    pub clock: Clock,
    /// Where new ids come from.
    pub ids: Ids,
}

impl World {
    /// The system's clock and entropy.
    pub fn real() -> Self {
        Self {
            clock: Clock::system(),
            ids: Ids::system(),
        }
    }

    /// A clock that stands at `start` until it is advanced; ids from the system's entropy.
    pub fn virtual_at(start: DateTime<Utc>) -> Self {
        Self {
            clock: Clock::virtual_at(start),
            ids: Ids::system(),
        }
    }

    /// A clock that stands at `start`, and ids that follow from `seed`: the same run twice.
    pub fn seeded(start: DateTime<Utc>, seed: u64) -> Self {
        Self {
            clock: Clock::virtual_at(start),
            ids: Ids::seeded(seed),
        }
    }

    /// What time it is, to the microsecond.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new id, later than every id minted here before.
    pub fn mint(&self) -> Uuid {
        self.ids.mint(&self.clock)
    }
}

/// Says what time it is, to the microsecond: the finest that every database keeps, so that a time
/// is the same before and after it is stored.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Virtual(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` (truncated to microseconds) until it is advanced. Clones
    /// show the same time.
    pub fn virtual_at(start: DateTime<Utc>) -> Self {
        Self(Source::Virtual(Arc::new(Mutex::new(
            start.trunc_subsecs(6),
        ))))
    }

    /// The time, truncated to microseconds.
    #[expect(
        clippy::disallowed_methods,
        reason = "every other part of the system asks this clock"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System => Utc::now().trunc_subsecs(6),
            Source::Virtual(shown) => *shown.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Whether this clock only moves when it is told to.
    pub fn is_virtual(&self) -> bool {
        matches!(self.0, Source::Virtual(_))
    }

    /// Moves a virtual clock to `to` (truncated to microseconds); the time it shows already is
    /// accepted.
    ///
    /// # Errors
    ///
    /// [`ClockError::Backwards`] if `to` has passed, [`ClockError::System`] for the machine's clock.
    pub fn advance_to(&self, to: DateTime<Utc>) -> Result<(), ClockError> {
        let Source::Virtual(shown) = &self.0 else {
            return Err(ClockError::System);
        };
        let to = to.trunc_subsecs(6);
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        if to < *shown {
            return Err(ClockError::Backwards { shown: *shown, to });
        }
        *shown = to;
        Ok(())
    }
}

/// Why a clock could not be moved.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ClockError {
    /// Time never runs backwards: deadlines that have fired would be open again.
    #[error("the clock shows {shown} and can't go back to {to}")]
    Backwards {
        /// What the clock shows.
        shown: DateTime<Utc>,
        /// Where it was asked to go.
        to: DateTime<Utc>,
    },
    /// The machine's clock is not ours to move.
    #[error("only a virtual clock can be moved")]
    System,
}
