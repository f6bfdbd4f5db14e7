//! Everything that can keep intake from doing what it is asked.

use handrail_contracts::parse::Violation;
use handrail_domain::deadline::NoDueTime;
use handrail_ledger::LedgerError;

use crate::{consent, contact::Refusal};

/// Why intake can't do something. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// There is no such thing: its kind.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The caller saw another version.
    #[error("it is at version {found}, not {expected}")]
    Stale {
        /// The version the caller saw.
        expected: u64,
        /// The version it has.
        found: u64,
    },
    /// The request does not fit what is known.
    #[error("the request does not fit what is known")]
    Invalid(Vec<Violation>),
    /// The front door refuses it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is refused about consent.
    #[error(transparent)]
    Consent(#[from] consent::Refusal),
    /// What would be owed has no due time, so it can't be owed.
    #[error("the due time of what would be owed can't be reached")]
    NoDueTime(#[from] NoDueTime),
    /// It could not be kept.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}
