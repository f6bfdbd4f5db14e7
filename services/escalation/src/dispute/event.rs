//! What can happen to a dispute.

use super::{
    names::Ground,
    state::{ClimbedRung, Direction, Discussion, Exhaustion, Position},
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ClauseId, DisputeId, EditionId, LadderId, TeamId, edition::Fact, obligation::Subject,
    text::Note,
};

/// One thing that happened to a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It was opened.
    Opened(Opening),
    /// A team stated its position.
    PositionStated(Position),
    /// A team was named for the immediate needs.
    ImmediateNeedsAssigned {
        /// The team.
        team: TeamId,
        /// When.
        at: DateTime<Utc>,
    },
    /// A manager of the first rung said that its options are exhausted.
    ExhaustionAgreed(Exhaustion),
    /// It reached a rung.
    RungReached(ClimbedRung),
    /// The managers of a rung talked.
    Discussed(Discussion),
    /// What it is about was passed on: another team stands on the other side now.
    PassedOn {
        /// The team.
        team: TeamId,
        /// When.
        at: DateTime<Utc>,
    },
    /// By these clauses what it is about can't stay with the team that holds it any more, or can again where there are none.
    Bound {
        /// The clauses.
        clauses: Vec<ClauseId>,
        /// When.
        at: DateTime<Utc>,
    },
    /// It was expedited.
    Expedited {
        /// Why.
        reason: Note,
        /// When.
        at: DateTime<Utc>,
    },
    /// It was settled.
    Settled(Direction),
    /// The outcome was put on the record system.
    CaseNoted {
        /// When.
        at: DateTime<Utc>,
    },
    /// It ended because what it was about ended.
    Lapsed {
        /// When.
        at: DateTime<Utc>,
    },
}

/// What a dispute starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its id.
    pub id: DisputeId,
    /// The transfer or the contact it is about.
    pub about: Subject,
    /// The edition it follows.
    pub edition: EditionId,
    /// The ladder it climbs.
    pub ladder: LadderId,
    /// The team that holds the child or the contact.
    pub holding: TeamId,
    /// The other team.
    pub other: TeamId,
    /// What it is about.
    pub ground: Ground,
    /// The team that raised it.
    pub raised_by: TeamId,
    /// What that team holds; none when the clock raised it.
    pub position: Option<Note>,
    /// The team that meets the immediate needs meanwhile.
    pub immediate_needs: TeamId,
    /// It can't wait.
    pub urgent: bool,
    /// When.
    pub at: DateTime<Utc>,
}

impl Event {
    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Opened(opening) => opening.at,
            Self::PositionStated(position) => position.at,
            Self::ImmediateNeedsAssigned { at, .. }
            | Self::PassedOn { at, .. }
            | Self::Bound { at, .. }
            | Self::Expedited { at, .. }
            | Self::CaseNoted { at }
            | Self::Lapsed { at } => *at,
            Self::ExhaustionAgreed(exhaustion) => exhaustion.at,
            Self::RungReached(rung) => rung.reached_at,
            Self::Discussed(discussion) => discussion.at,
            Self::Settled(direction) => direction.at,
        }
    }

    /// The kind of the journal entry that records it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened(_) => "dispute.opened",
            Self::PositionStated(_) => "dispute.position-stated",
            Self::ImmediateNeedsAssigned { .. } => "dispute.immediate-needs-assigned",
            Self::ExhaustionAgreed(_) => "dispute.exhaustion-agreed",
            Self::RungReached(_) => "dispute.rung-reached",
            Self::Discussed(_) => "dispute.discussed",
            Self::PassedOn { .. } => "dispute.passed-on",
            Self::Bound { .. } => "dispute.bound",
            Self::Expedited { .. } => "dispute.expedited",
            Self::Settled(_) => "dispute.settled",
            Self::CaseNoted { .. } => "dispute.case-noted",
            Self::Lapsed { .. } => "dispute.lapsed",
        }
    }

    /// The fact of the edition that it is, if editions have a word for it.
    pub fn fact(&self) -> Option<Fact> {
        match self {
            Self::Opened(_) => Some(Fact::DisputeOpened),
            Self::ExhaustionAgreed(exhaustion) => {
                exhaustion.stands().then_some(Fact::ExhaustionAgreed)
            }
            Self::RungReached(_) => Some(Fact::RungReached),
            Self::Discussed(_) => Some(Fact::RungDiscussed),
            Self::Settled(_) => Some(Fact::Settled),
            Self::CaseNoted { .. } => Some(Fact::CaseNoted),
            Self::PositionStated(_)
            | Self::ImmediateNeedsAssigned { .. }
            | Self::PassedOn { .. }
            | Self::Bound { .. }
            | Self::Expedited { .. }
            | Self::Lapsed { .. } => None,
        }
    }
}
