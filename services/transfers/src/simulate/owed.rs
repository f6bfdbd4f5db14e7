//! A duty as it came out.

use chrono::{DateTime, Utc};
use handrail_contracts::{common::v1 as wire, obligation::post_from_wire, time};
use handrail_domain::{
    ClauseId, ObligationId,
    obligation::{Obligation, Post, State},
};

/// Something that somebody owes, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// What has to be done.
    pub title: String,
    /// The clauses it comes from.
    pub clauses: Vec<ClauseId>,
    /// Who owes it.
    pub owner: Post,
    /// By when; none where the protocol gives no limit.
    pub due: Option<DateTime<Utc>>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done in time.
    Met {
        /// When.
        at: DateTime<Utc>,
    },
    /// Done after its time.
    Late {
        /// When.
        at: DateTime<Utc>,
    },
    /// Still owed.
    Open,
    /// Still owed, after its time.
    Overdue,
    /// Set aside.
    Waived,
    /// No longer applied, after its time or before.
    Cancelled {
        /// Whether it was late by then.
        overdue: bool,
    },
}

impl Owed {
    pub(crate) fn of(obligation: &Obligation) -> Self {
        let late = obligation.breached_at.is_some();
        Self {
            title: obligation.title.clone(),
            clauses: obligation.clauses.clone(),
            owner: obligation.owner.clone(),
            due: obligation.due(),
            outcome: match (obligation.state, obligation.closed_at) {
                (State::Met, Some(at)) => Outcome::Met { at },
                (State::MetLate, Some(at)) => Outcome::Late { at },
                (State::Waived, _) => Outcome::Waived,
                (State::Cancelled, _) => Outcome::Cancelled { overdue: late },
                (State::Open | State::Met | State::MetLate, _) if late => Outcome::Overdue,
                (State::Open | State::Met | State::MetLate, _) => Outcome::Open,
            },
        }
    }

    /// A duty from the journal; nothing when it can't be read.
    pub(super) fn from_wire(owed: &wire::Obligation) -> Option<(ObligationId, Self)> {
        let instant = |at: &Option<prost_types::Timestamp>| at.as_ref().map(time::instant);
        let closed = instant(&owed.closed_at).flatten();
        let late = owed.breached_at.is_some();
        let due = match instant(&owed.due_at) {
            Some(due) => Some(due?),
            None => None,
        };
        let outcome = match owed.state() {
            wire::ObligationState::Unspecified => return None,
            wire::ObligationState::Open if late => Outcome::Overdue,
            wire::ObligationState::Open => Outcome::Open,
            wire::ObligationState::Met => Outcome::Met { at: closed? },
            wire::ObligationState::MetLate => Outcome::Late { at: closed? },
            wire::ObligationState::Waived => Outcome::Waived,
            wire::ObligationState::Cancelled => Outcome::Cancelled { overdue: late },
        };
        let clauses = owed.clause_ids.iter().map(|id| id.parse().ok());
        let this = Self {
            title: owed.title.clone(),
            clauses: clauses.collect::<Option<_>>()?,
            owner: post_from_wire(owed.owner.as_ref()?)?,
            due,
            outcome,
        };
        Some((owed.id.parse().ok()?, this))
    }
}
