//! What happens to a regular meeting. The journal carries these, one to one.

use super::Outcome;
use chrono::{DateTime, Utc};
use handrail_domain::{DistrictId, EditionId, TransferId, edition::Series};

/// One thing that happened to a meeting.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    Scheduled(Scheduled),
    PutOn {
        transfer: TransferId,
        at: DateTime<Utc>,
    },
    TakenOff {
        transfer: TransferId,
        at: DateTime<Utc>,
    },
    Moved {
        to: DateTime<Utc>,
        at: DateTime<Utc>,
    },
    Held {
        held_at: DateTime<Utc>,
        /// One for each transfer on the agenda.
        outcomes: Vec<(TransferId, Outcome)>,
        at: DateTime<Utc>,
    },
}

/// It was given its date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scheduled {
    pub(crate) series: Series,
    pub(crate) district: DistrictId,
    pub(crate) edition: EditionId,
    pub(crate) meets_at: DateTime<Utc>,
    pub(crate) at: DateTime<Utc>,
}

impl Event {
    /// Its kind in the journal.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Scheduled(_) => "meeting.scheduled",
            Self::PutOn { .. } => "meeting.put-on-agenda",
            Self::TakenOff { .. } => "meeting.taken-off-agenda",
            Self::Moved { .. } => "meeting.moved",
            Self::Held { .. } => "meeting.held",
        }
    }

    /// When it happened.
    pub(crate) fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Scheduled(scheduled) => scheduled.at,
            Self::Held { held_at, .. } => *held_at,
            Self::PutOn { at, .. } | Self::TakenOff { at, .. } | Self::Moved { at, .. } => *at,
        }
    }
}
