//! Everything that can keep transfers from doing what it is asked.

use crate::{meeting, transfer::Refusal};
use handrail_domain::{ClauseId, Role, TeamId, deadline::NoDueTime};
use handrail_ledger::LedgerError;
use thiserror::Error;

/// Why something can't be done. Nothing has changed then.
#[derive(Debug, Error)]
pub(crate) enum Error {
    /// There is no such thing.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The caller saw another version.
    #[error("it is at version {found}, not {expected}")]
    Stale { expected: u64, found: u64 },
    /// The command belongs to another team.
    #[error("{}", belongs_to(.teams, .roles))]
    NotTheirs {
        teams: Vec<TeamId>,
        /// The roles whose it is; anybody's of the team where there are none.
        roles: Vec<Role>,
        /// What makes it theirs.
        clauses: Vec<ClauseId>,
    },
    /// The transfer, the protocol or the organisation refuses it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The meeting refuses it.
    #[error(transparent)]
    Meeting(#[from] meeting::Refusal),
    /// The duty is closed.
    #[error("the duty is no longer owed")]
    NotOwed { clauses: Vec<ClauseId> },
    /// What would be owed has no due time, so it can't be owed.
    #[error("the due time of what would be owed can't be reached")]
    NoDueTime(#[from] NoDueTime),
    /// It could not be kept.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

fn belongs_to(teams: &[TeamId], roles: &[Role]) -> String {
    let teams: Vec<_> = teams.iter().map(|team| format!("team '{team}'")).collect();
    let teams = teams.join(" or ");
    if roles.is_empty() {
        return format!("this belongs to {teams}");
    }
    let roles: Vec<_> = roles.iter().map(ToString::to_string).collect();
    format!("this belongs to the {} of {teams}", roles.join(" or "))
}
