//! Why something about a regular meeting is refused. Nothing has changed then.

use crate::transfer::Wrong;
use handrail_domain::ClauseId;
use thiserror::Error;

/// Why it is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum Refusal {
    /// What was given contradicts what is known.
    #[error("fields are invalid")]
    Fields(Vec<Wrong>),
    /// The date is not one of the district's.
    #[error("{says}")]
    OffRhythm {
        says: String,
        clauses: Vec<ClauseId>,
    },
    /// The meeting is over.
    #[error("the meeting was held already")]
    Held { clauses: Vec<ClauseId> },
    /// The transfer waits for a meeting.
    #[error("the transfer is on the agenda of a meeting already: take it off there first")]
    OnAgenda { clauses: Vec<ClauseId> },
}

impl Refusal {
    /// A refusal for one field.
    pub(crate) fn of(field: &str, description: impl Into<String>) -> Self {
        Self::Fields(vec![Wrong {
            field: field.to_owned(),
            description: description.into(),
            clauses: Vec::new(),
        }])
    }

    /// A constant that programs can rely on.
    pub(crate) fn reason(&self) -> &'static str {
        match self {
            Self::Fields(_) => "FIELDS",
            Self::OffRhythm { .. } => "OFF_RHYTHM",
            Self::Held { .. } => "MEETING_HELD",
            Self::OnAgenda { .. } => "ON_AGENDA",
        }
    }

    /// The clauses it rests on.
    pub(crate) fn clauses(&self) -> &[ClauseId] {
        match self {
            Self::OffRhythm { clauses, .. }
            | Self::Held { clauses }
            | Self::OnAgenda { clauses } => clauses,
            Self::Fields(_) => &[],
        }
    }
}
