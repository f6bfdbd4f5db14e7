//! What happens to notices.

use super::{Failure, Notice, Standing};
use chrono::{DateTime, Utc};
use handrail_domain::OfficerId;

/// One thing that happened to a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was written, and waits to be delivered.
    Written(Box<Notice>),
    /// It was delivered.
    Delivered {
        /// When.
        at: DateTime<Utc>,
        /// How often that was tried.
        attempts: u32,
    },
    /// It could not be delivered.
    Failed {
        /// Why.
        failure: Failure,
        /// When.
        at: DateTime<Utc>,
        /// How often that was tried.
        attempts: u32,
    },
    /// It is to be tried again.
    Retried {
        /// Whom it goes to now.
        officer: OfficerId,
        /// For whom they cover.
        covering_for: Vec<OfficerId>,
        /// When.
        at: DateTime<Utc>,
    },
}

/// Events in an order in which they can't happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the events can't have happened in this order")]
pub struct Disorder;

impl Event {
    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Written(notice) => notice.written_at,
            Self::Delivered { at, .. } | Self::Failed { at, .. } | Self::Retried { at, .. } => *at,
        }
    }
}

impl Notice {
    /// The notice after something has happened to it.
    ///
    /// # Errors
    /// [`Disorder`] when that can't happen to it as it stands.
    pub fn after(mut self, event: &Event) -> Result<Self, Disorder> {
        match (&self.standing, event) {
            (Standing::Pending { .. }, Event::Delivered { at, attempts }) => {
                self.standing = Standing::Delivered { at: *at };
                self.attempts = *attempts;
            }
            (
                Standing::Pending { .. },
                Event::Failed {
                    failure, attempts, ..
                },
            ) => {
                self.standing = Standing::Failed { failure: *failure };
                self.attempts = *attempts;
            }
            (
                Standing::Failed { .. },
                Event::Retried {
                    officer,
                    covering_for,
                    at,
                },
            ) => {
                self.standing = Standing::Pending {
                    since: *at,
                    next_try_at: *at,
                };
                self.attempts = 0;
                self.officer = Some(officer.clone());
                self.covering_for.clone_from(covering_for);
            }
            (
                _,
                Event::Written(_)
                | Event::Delivered { .. }
                | Event::Failed { .. }
                | Event::Retried { .. },
            ) => {
                return Err(Disorder);
            }
        }
        Ok(self)
    }
}

/// The notice that events give, from its first; none without events.
///
/// # Errors
/// [`Disorder`] when they can't have happened in this order.
pub fn fold(events: &[Event]) -> Result<Option<Notice>, Disorder> {
    let Some((first, rest)) = events.split_first() else {
        return Ok(None);
    };
    let Event::Written(notice) = first else {
        return Err(Disorder);
    };
    let folded = rest
        .iter()
        .try_fold((**notice).clone(), |notice, event| notice.after(event));
    folded.map(Some)
}
