//! What somebody owes: from which fact on, by when, and what follows when it is not done.

use super::{condition::Condition, fact::Fact, party::Party};
use crate::{
    clause::{ClauseId, Strength},
    deadline::{Direction, InvalidLimit, Limit, Span},
    ids::{DutyId, LadderId},
    team::{Role, UnknownName, closed_list},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// What a limit is counted from, when not from the fact that starts the clock.
    Anchor, "anchor" {
        /// The time the meeting is set for.
        Meeting = "meeting",
        /// The birth of the youngest child of the transfer.
        Birth = "birth",
        /// The first review of a child looked after.
        FirstReview = "first-review",
        /// The second review of a child looked after.
        SecondReview = "second-review",
        /// The last review of the plan but one.
        PenultimateReview = "penultimate-review",
        /// The last review of the plan.
        FinalReview = "final-review",
        /// The issues resolution hearing, or the final hearing, whichever comes first.
        FinalHearing = "final-hearing",
        /// The day on which the child is to move.
        TransferDate = "transfer-date",
        /// The meeting of the panel.
        Panel = "panel",
        /// The monthly meeting of two teams.
        MonthlyMeeting = "monthly-meeting",
        /// The transfer-in conference.
        Conference = "conference",
    }
}

impl Anchor {
    /// Whether the date is set by a call of its own: a meeting has its own, and a birth is known.
    pub fn is_set(self) -> bool {
        !matches!(self, Self::Meeting | Self::Birth)
    }

    /// The step which says that what the date is set for has taken place: from then on its day is the one that counts.
    pub fn held(self) -> Option<Fact> {
        match self {
            Self::FirstReview => Some(Fact::FirstReviewHeld),
            Self::SecondReview => Some(Fact::SecondReviewHeld),
            Self::PenultimateReview => Some(Fact::PenultimateReviewHeld),
            Self::FinalReview => Some(Fact::FinalReviewHeld),
            Self::Panel => Some(Fact::PanelHeld),
            Self::MonthlyMeeting => Some(Fact::MonthlyMeetingHeld),
            Self::Conference => Some(Fact::ConferenceHeld),
            Self::Meeting | Self::Birth | Self::FinalHearing | Self::TransferDate => None,
        }
    }
}

/// The limit of a duty, written `{ span = { amount = 2, unit = "working-days" }, direction = "before", of = "meeting" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "DutyLimitAsWritten", into = "DutyLimitAsWritten")]
pub struct DutyLimit {
    /// How long, and which way.
    pub limit: Limit,
    /// What it is counted from; the fact that starts the clock when absent.
    pub of: Option<Anchor>,
}

impl fmt::Display for DutyLimit {
    /// Without an anchor it is counted from what starts the clock, which whoever prints it has to name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            Some(anchor) => write!(f, "{} the {anchor}", self.limit),
            None => self.limit.fmt(f),
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyLimitAsWritten {
    span: Span,
    direction: Direction,
    of: Option<Anchor>,
}

impl TryFrom<DutyLimitAsWritten> for DutyLimit {
    type Error = InvalidLimit;
    fn try_from(written: DutyLimitAsWritten) -> Result<Self, InvalidLimit> {
        Ok(Self {
            limit: Limit::new(written.span, written.direction)?,
            of: written.of,
        })
    }
}

impl From<DutyLimit> for DutyLimitAsWritten {
    fn from(limit: DutyLimit) -> Self {
        Self {
            span: limit.limit.span(),
            direction: limit.limit.direction(),
            of: limit.of,
        }
    }
}

/// Something that somebody owes somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Duty {
    /// Its id, unique within its pathway, ladder or the general part.
    pub id: DutyId,
    /// What has to be done.
    pub title: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// How binding it is.
    pub strength: Strength,
    /// Who owes it.
    pub owner: Party,
    /// The fact that starts its clock.
    pub starts: Fact,
    /// By when; absent where the protocol gives no limit.
    pub limit: Option<DutyLimit>,
    /// Another limit, where the protocol leaves the choice.
    pub alternative: Option<Alternative>,
    /// The fact that fulfils it.
    pub done_by: Fact,
    /// Armed only when this fact has happened as well, but counted from `starts`.
    pub arms_on: Option<Fact>,
    /// One duty for each occurrence of `starts` (each query, say), fulfilled by the same one's end.
    #[serde(default)]
    pub each: bool,
    /// Only what happens after its clock started fulfils it.
    #[serde(default)]
    pub afresh: bool,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
    /// How long before the due time its owner is reminded, written like a limit.
    pub remind: Option<Limit>,
    /// What happens when its time passes.
    #[serde(default)]
    pub breach: Breach,
}

/// Another limit of the same duty: whoever keeps one of the two is in time, so the later one binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// By when.
    pub limit: DutyLimit,
    /// When there is the choice.
    #[serde(default)]
    pub when: Condition,
}

impl Duty {
    /// Its clauses, and those of its alternative.
    pub fn every_clause(&self) -> impl Iterator<Item = &ClauseId> {
        let others = self.alternative.iter().flat_map(|other| &other.clauses);
        self.clauses.iter().chain(others)
    }

    /// Its limits, one or both, each with the clauses that set it.
    pub fn limits(&self) -> impl Iterator<Item = (&[ClauseId], &DutyLimit)> {
        let own = self.limit.iter();
        let own = own.map(|limit| (self.clauses.as_slice(), limit));
        let other = self.alternative.iter();
        own.chain(other.map(|other| (other.clauses.as_slice(), &other.limit)))
    }
}

/// What happens when the time of a duty passes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Breach {
    /// Who is told, beside its owner.
    pub tell: Vec<Party>,
    /// The disagreement that is opened for want of an answer.
    pub escalate: Option<Escalate>,
}

/// A disagreement that opens by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    /// The ladder.
    pub ladder: LadderId,
    /// The role of the rung to begin on.
    pub rung: Role,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
}
