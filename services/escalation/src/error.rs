//! Everything that can keep escalation from doing what it is asked.

use handrail_domain::deadline::NoDueTime;
use handrail_ledger::{LedgerError, follower::ApplyError, timer::FireError};

use crate::dispute::{NoSuchLadder, Refusal, Unfoldable};

/// Why escalation can't do something. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum EscalationError {
    /// There is no such dispute.
    #[error("there is no such dispute")]
    NotFound,
    /// The caller saw another version of the dispute.
    #[error("the dispute is at version {found}, not {expected}")]
    Stale {
        /// The version the caller saw.
        expected: u64,
        /// The version it has.
        found: u64,
    },
    /// The ladder, or the state of the dispute, forbids it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// What would be owed has no due time, so it can't be owed.
    #[error("the due time of what would be owed can't be reached")]
    NoDueTime(#[from] NoDueTime),
    /// The dispute follows rules that this build does not have.
    #[error(transparent)]
    NoRules(#[from] NoSuchLadder),
    /// The events do not fit the dispute.
    #[error(transparent)]
    Unfoldable(#[from] Unfoldable),
    /// It could not be kept.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl From<EscalationError> for ApplyError {
    fn from(error: EscalationError) -> Self {
        match error {
            EscalationError::Ledger(error) => error.into(),
            other @ (EscalationError::NotFound
            | EscalationError::Stale { .. }
            | EscalationError::Refused(_)
            | EscalationError::NoDueTime(_)
            | EscalationError::NoRules(_)
            | EscalationError::Unfoldable(_)) => Self::Impossible(other.to_string()),
        }
    }
}

impl From<EscalationError> for FireError {
    fn from(error: EscalationError) -> Self {
        match error {
            EscalationError::Ledger(error) => error.into(),
            other @ (EscalationError::NotFound
            | EscalationError::Stale { .. }
            | EscalationError::Refused(_)
            | EscalationError::NoDueTime(_)
            | EscalationError::NoRules(_)
            | EscalationError::Unfoldable(_)) => Self::Consequence(other.into()),
        }
    }
}
