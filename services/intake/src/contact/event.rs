//! What can happen to a contact. No event holds a name or the account: those never leave intake.

use chrono::{DateTime, Utc};
use handrail_domain::{
    ChildId, ClauseId, DisputeId, DistrictId, EditionId, HouseholdId, LadderId, TeamId, TeamKind,
    child::{Birth, Need},
    text::Note,
};
use serde::{Deserialize, Serialize};

use super::ReferrerKind;

/// One thing that happened to a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was registered and routed.
    Registered(Registered),
    /// The team that has it asked another to take it (C3-02).
    RedirectionProposed {
        /// The team that has it.
        from: TeamId,
        /// The team asked.
        proposed: TeamId,
        /// When.
        at: DateTime<Utc>,
    },
    /// The other team took it.
    RedirectionAgreed {
        /// The team that has it now.
        team: TeamId,
        /// When.
        at: DateTime<Utc>,
    },
    /// The teams did not agree: the MASH service manager decides (C3-05).
    RedirectionDisputed {
        /// The dispute.
        dispute: DisputeId,
        /// The team that has it.
        team: TeamId,
        /// The team that was asked.
        proposed: TeamId,
        /// The position of the team that has it.
        position: Note,
        /// It can't wait.
        urgent: bool,
        /// The ladder to climb.
        ladder: LadderId,
        /// When.
        at: DateTime<Utc>,
    },
    /// The MASH service manager's decision was carried out; it is final (C3-07).
    DirectionApplied {
        /// The dispute.
        dispute: DisputeId,
        /// The team that has it now.
        team: TeamId,
        /// When.
        at: DateTime<Utc>,
    },
    /// The team that has it accepted it, and leads for the children from now on.
    Accepted {
        /// The household.
        household: HouseholdId,
        /// The children.
        children: Vec<Referred>,
        /// The team.
        team: TeamId,
        /// When.
        at: DateTime<Utc>,
    },
}

impl Event {
    /// Its kind in the journal.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Registered(_) => "contact.registered",
            Self::RedirectionProposed { .. } => "contact.redirection-proposed",
            Self::RedirectionAgreed { .. } => "contact.redirection-agreed",
            Self::RedirectionDisputed { .. } => "contact.redirection-disputed",
            Self::DirectionApplied { .. } => "contact.direction-applied",
            Self::Accepted { .. } => "contact.accepted",
        }
    }

    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Registered(registered) => registered.at,
            Self::RedirectionProposed { at, .. }
            | Self::RedirectionAgreed { at, .. }
            | Self::RedirectionDisputed { at, .. }
            | Self::DirectionApplied { at, .. }
            | Self::Accepted { at, .. } => *at,
        }
    }
}

/// What a contact is registered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The household of the children.
    pub household: HouseholdId,
    /// The children, the one it was made for first.
    pub children: Vec<Referred>,
    /// Needs and concerns presented.
    pub needs: Vec<Need>,
    /// The district the family lives in.
    pub district: DistrictId,
    /// What kind of person or service told the front door.
    pub referrer: ReferrerKind,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// The edition it was routed under.
    pub edition: EditionId,
    /// Where it was sent, and why.
    pub routing: Routing,
    /// When it was registered.
    pub at: DateTime<Utc>,
}

/// A child of a contact, by reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referred {
    /// The child.
    pub child: ChildId,
    /// Born when, or expected when.
    pub birth: Birth,
}

/// Why a contact was sent where it was sent (C3-01).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// The kind of team chosen.
    pub kind: TeamKind,
    /// The team chosen.
    pub team: TeamId,
    /// Why, in words.
    pub because: String,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
    /// Every destination considered, in the order of the edition.
    pub considered: Vec<Considered>,
}

/// A destination that was considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Considered {
    /// The kind of team.
    pub kind: TeamKind,
    /// Its criteria were met.
    pub met: bool,
    /// Why, or why not.
    pub because: String,
}
