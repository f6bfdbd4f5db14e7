//! What follows from trying to deliver a notice.

use super::{Event, Failure, Notice, Standing};
use chrono::{DateTime, TimeDelta, Utc};

/// How often delivery is tried before a notice has failed.
pub const MAX_ATTEMPTS: u32 = 5;

/// What follows from an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is over, one way or the other.
    Ended(Event),
    /// The notice waits for its next attempt.
    TryAgain(Box<Notice>),
}

impl Notice {
    /// What follows from an attempt at `now` to deliver this notice, which waits for it. After a
    /// failure that may pass the next attempts follow 1, 2, 4 and 8 minutes later.
    pub fn attempted(&self, result: Result<(), Failure>, now: DateTime<Utc>) -> Outcome {
        let attempts = self.attempts + 1;
        let failure = match result {
            Ok(()) => return Outcome::Ended(Event::Delivered { at: now, attempts }),
            Err(failure) => failure,
        };
        let Standing::Pending { since, .. } = self.standing else {
            return Outcome::Ended(Event::Failed {
                failure,
                at: now,
                attempts,
            });
        };
        if !failure.is_passing() || attempts >= MAX_ATTEMPTS {
            return Outcome::Ended(Event::Failed {
                failure,
                at: now,
                attempts,
            });
        }
        let next_try_at = now + TimeDelta::minutes(1 << (attempts - 1));
        let standing = Standing::Pending { since, next_try_at };
        Outcome::TryAgain(Box::new(Self {
            standing,
            attempts,
            ..self.clone()
        }))
    }
}
