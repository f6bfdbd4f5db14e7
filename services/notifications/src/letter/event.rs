//! What happens to letters. No event holds a text or a name.

use super::Letter;
use chrono::{DateTime, Utc};

/// One thing that happened to a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was written.
    Composed(Box<Letter>),
    /// Somebody put other words in place of the form's.
    Revised {
        /// When.
        at: DateTime<Utc>,
    },
    /// It was sent.
    Sent {
        /// When.
        at: DateTime<Utc>,
    },
    /// Somebody answered.
    FeedbackAdded {
        /// When it was added.
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
            Self::Composed(letter) => letter.composed_at,
            Self::Revised { at } | Self::Sent { at } | Self::FeedbackAdded { at } => *at,
        }
    }

    /// Its kind in the journal.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Composed(_) => "letter.composed",
            Self::Revised { .. } => "letter.revised",
            Self::Sent { .. } => "letter.sent",
            Self::FeedbackAdded { .. } => "letter.feedback-added",
        }
    }
}

impl Letter {
    /// The letter after something has happened to it.
    ///
    /// # Errors
    /// [`Disorder`] when that can't happen to it as it stands.
    pub fn after(mut self, event: &Event) -> Result<Self, Disorder> {
        self.version += 1;
        match (event, self.sent_at) {
            (Event::Revised { at }, None) => self.revised_at = Some(*at),
            (Event::Sent { at }, None) => self.sent_at = Some(*at),
            (Event::FeedbackAdded { at }, Some(_)) => self.feedback.push(*at),
            (
                Event::Composed(_)
                | Event::Revised { .. }
                | Event::Sent { .. }
                | Event::FeedbackAdded { .. },
                _,
            ) => return Err(Disorder),
        }
        Ok(self)
    }
}

/// The letter that events give, from its first; none without events.
///
/// # Errors
/// [`Disorder`] when they can't have happened in this order.
pub fn fold(events: &[Event]) -> Result<Option<Letter>, Disorder> {
    let Some((first, rest)) = events.split_first() else {
        return Ok(None);
    };
    let Event::Composed(letter) = first else {
        return Err(Disorder);
    };
    let folded = rest
        .iter()
        .try_fold((**letter).clone(), |letter, event| letter.after(event));
    folded.map(Some)
}
