//! Why the front door refuses a command. Nothing has changed then.

use handrail_domain::{ClauseId, DistrictId, TeamId, TeamKind};

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No edition in force has a front door.
    #[error("no edition of the protocol that is in force has a front door")]
    NoFrontDoor,
    /// No destination of the edition takes the contact.
    #[error("none of the front door's destinations takes this contact")]
    NoDestination {
        /// The front door's clauses.
        clauses: Vec<ClauseId>,
    },
    /// The organisation has no team of the kind for the district.
    #[error("the organisation has no team of kind {kind} for district {district}")]
    NoTeam {
        /// The kind of team that is missing.
        kind: TeamKind,
        /// The district that has none.
        district: DistrictId,
        /// The clauses that send the contact there.
        clauses: Vec<ClauseId>,
    },
    /// Contacts are registered by those who receive them.
    #[error("contacts are registered by the customer service centre or the multi-agency hub")]
    NotFrontDoorStaff {
        /// The front door's clauses.
        clauses: Vec<ClauseId>,
    },
    /// The caller is not of the team this is for.
    #[error("this is for team {team}")]
    NotForThem {
        /// The team.
        team: TeamId,
        /// The front door's clauses.
        clauses: Vec<ClauseId>,
    },
    /// The caller is neither the manager of the team nor somebody who stands in.
    #[error("this is for the manager of team {team}, or for whoever stands in")]
    NotTheirManager {
        /// The team.
        team: TeamId,
        /// The clauses that say who talks.
        clauses: Vec<ClauseId>,
    },
    /// Only the manager who first received a contact refers it for decision (C3-05).
    #[error(
        "only the manager of team {first}, which first received the contact, refers it for decision"
    )]
    NotFirstReceiver {
        /// The team that first received it.
        first: TeamId,
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// A team has accepted the contact.
    #[error("a team has accepted the contact")]
    AlreadyAccepted {
        /// The front door's clauses.
        clauses: Vec<ClauseId>,
    },
    /// The MASH service manager has to decide first.
    #[error("the teams do not agree: the decision of the MASH service manager comes first")]
    Disputed {
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// Another team has been asked already.
    #[error("team {proposed} has been asked to take the contact and has not answered yet")]
    ProposalOpen {
        /// The team asked.
        proposed: TeamId,
        /// The clauses under which it was asked.
        clauses: Vec<ClauseId>,
    },
    /// No team has been asked.
    #[error("no other team has been asked to take the contact")]
    NothingProposed {
        /// The clauses that ask for it.
        clauses: Vec<ClauseId>,
    },
    /// The decision is final (C3-07).
    #[error("the MASH service manager has decided where the contact goes, and that is final")]
    FinalDecision {
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// A contact is not given back to the customer service centre (C3-02).
    #[error(
        "a contact is not given back to the customer service centre: ask the team that is thought right"
    )]
    BackToCustomerServiceCentre {
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// The team is not one that contacts go to.
    #[error("team {team} is not one that the front door sends contacts to")]
    NotADestination {
        /// The team.
        team: TeamId,
        /// The clauses that say where contacts go.
        clauses: Vec<ClauseId>,
    },
    /// The team has the contact already.
    #[error("team {team} has the contact already")]
    SameTeam {
        /// The team.
        team: TeamId,
        /// The clauses under which another team is asked.
        clauses: Vec<ClauseId>,
    },
}

impl Refusal {
    /// The clauses it rests on; none where no edition has a front door to have any.
    pub fn clauses(&self) -> &[ClauseId] {
        match self {
            Self::NoDestination { clauses }
            | Self::NoTeam { clauses, .. }
            | Self::NotFrontDoorStaff { clauses }
            | Self::NotForThem { clauses, .. }
            | Self::NotTheirManager { clauses, .. }
            | Self::NotFirstReceiver { clauses, .. }
            | Self::AlreadyAccepted { clauses }
            | Self::Disputed { clauses }
            | Self::ProposalOpen { clauses, .. }
            | Self::NothingProposed { clauses }
            | Self::FinalDecision { clauses }
            | Self::BackToCustomerServiceCentre { clauses }
            | Self::NotADestination { clauses, .. }
            | Self::SameTeam { clauses, .. } => clauses,
            Self::NoFrontDoor => &[],
        }
    }
}
