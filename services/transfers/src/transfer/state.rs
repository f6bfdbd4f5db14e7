//! What a transfer is made of.

use super::{Checklist, JointWorking};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    ChildId, DisputeId, EditionId, HouseholdId, OfficerId, PathwayId, QueryId, TeamId, TransferId,
    child::{Birth, PlanKind},
    edition::{Anchor, Circumstance, Fact, MeetingKind},
    lead::LegalPlanningOutcome,
    text::Note,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The move of a plan from one team to another. It is the fold of its events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Transfer {
    pub(crate) id: TransferId,
    /// Counts its events.
    pub(crate) version: u64,
    pub(crate) household: HouseholdId,
    pub(crate) edition: EditionId,
    pub(crate) pathway: PathwayId,
    pub(crate) from: TeamId,
    /// The team that has the early warning or the request now.
    pub(crate) to: Option<TeamId>,
    /// The team that had the early warning first.
    pub(crate) first_to: Option<TeamId>,
    pub(crate) children: Vec<Child>,
    pub(crate) plan: PlanKind,
    pub(crate) progressed_at: DateTime<Utc>,
    pub(crate) queries: Vec<Query>,
    pub(crate) joint_visit: Option<JointVisit>,
    pub(crate) named_worker: Option<OfficerId>,
    pub(crate) meeting: Option<Meeting>,
    pub(crate) items_not_ready: Vec<String>,
    pub(crate) allocated_worker: Option<OfficerId>,
    pub(crate) started_on: Option<NaiveDate>,
    pub(crate) joint_working: Vec<JointWorking>,
    pub(crate) legal_planning: Option<LegalPlanning>,
    /// The open dispute.
    pub(crate) dispute: Option<OpenDispute>,
    pub(crate) discussions: u32,
    /// Everything that happened, in the order in which it was recorded.
    pub(crate) happened: Vec<Happening>,
    /// What was declared to hold about the children.
    #[serde(default)]
    pub(crate) circumstances: BTreeSet<Circumstance>,
    /// The dates that clocks hang on, as far as they are set.
    #[serde(default)]
    pub(crate) dates: BTreeMap<Anchor, DateTime<Utc>>,
    /// The steps that no other call records, in order.
    #[serde(default)]
    pub(crate) milestones: Vec<Recorded>,
    /// What the checklist says, where the edition has one.
    #[serde(default, skip_serializing_if = "Checklist::is_empty")]
    pub(crate) checklist: Checklist,
    /// When the lead passed to the receiving team.
    pub(crate) lead_passed_at: Option<DateTime<Utc>>,
    /// When it ended without the plan having moved.
    pub(crate) ended: Option<Ending>,
}

/// A step of the pathway that was recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) fact: Fact,
    pub(crate) at: DateTime<Utc>,
    pub(crate) items_missing: Vec<String>,
    pub(crate) note: Option<Note>,
}

/// A child of a transfer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Child {
    pub(crate) id: ChildId,
    pub(crate) birth: Birth,
    /// What was declared of this child, where there are several.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) circumstances: BTreeSet<Circumstance>,
    pub(crate) decision: Option<ChildDecision>,
    /// Why, where the child does not move.
    pub(crate) ground: Option<Ground>,
}

/// What can be decided for a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ChildDecision {
    Moves,
    Stays,
    Declined,
    Deferred,
}

/// The ground a receiving team gives for not taking a child now, or a disagreement's subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ground {
    Capacity,
    MinorIssues,
    Checklist,
    OutstandingWork,
    Threshold,
    NeedsMet,
    OpenElsewhere,
}

impl Ground {
    /// The ground in a few words.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Capacity => "capacity",
            Self::MinorIssues => "minor issues",
            Self::Checklist => "checklist",
            Self::OutstandingWork => "outstanding work",
            Self::Threshold => "threshold",
            Self::NeedsMet => "needs are met",
            Self::OpenElsewhere => "open to another team",
        }
    }
}

/// The decision for one child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) child: ChildId,
    pub(crate) decision: ChildDecision,
    pub(crate) ground: Option<Ground>,
}

/// A query on a transfer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Query {
    pub(crate) id: QueryId,
    pub(crate) topic: QueryTopic,
    pub(crate) question: Note,
    pub(crate) raised_at: DateTime<Utc>,
    pub(crate) answer: Option<Note>,
    pub(crate) answered_at: Option<DateTime<Utc>>,
}

/// What a query can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum QueryTopic {
    InformationGathering,
    Threshold,
    WorkToBeCompleted,
    RecordReadiness,
}

/// The joint visit of the two teams.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct JointVisit {
    pub(crate) planned_for: Option<DateTime<Utc>>,
    pub(crate) made_at: Option<DateTime<Utc>>,
}

/// A meeting that clocks hang on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meeting {
    pub(crate) kind: MeetingKind,
    pub(crate) at: DateTime<Utc>,
    pub(crate) held_at: Option<DateTime<Utc>>,
    pub(crate) moved: u32,
}

/// What legal planning came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LegalPlanning {
    pub(crate) outcome: LegalPlanningOutcome,
    pub(crate) at: DateTime<Utc>,
    /// What it ought to have contained, and did not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) items_missing: Vec<String>,
}

/// How managers talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Channel {
    FaceToFace,
    Video,
    Telephone,
    Written,
}

/// What a discussion was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum DiscussionTopic {
    Threshold,
    Plan,
    OutlinePlan,
    OutstandingTasks,
    JointWorking,
    Engagement,
    Handover,
}

/// How a family can turn away after a step down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Disengagement {
    ConsentWithdrawn,
    RefusesToEngage,
}

impl Disengagement {
    /// The fact that it is.
    pub(crate) fn fact(self) -> Fact {
        match self {
            Self::ConsentWithdrawn => Fact::ConsentWithdrawn,
            Self::RefusesToEngage => Fact::EngagementRefused,
        }
    }
}

/// The dispute that is open about a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenDispute {
    pub(crate) id: DisputeId,
    pub(crate) urgent: bool,
}

/// Something that happened; `instance` tells apart what can happen to several things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Happening {
    pub(crate) fact: Fact,
    pub(crate) at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) instance: String,
}

/// How a transfer ended without the plan having moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ending {
    pub(crate) stage: Stage,
    pub(crate) at: DateTime<Utc>,
}

/// How far a transfer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Stage {
    Progressed,
    EarlyWarning,
    Reviewed,
    Requested,
    Decided,
    Allocated,
    Started,
    Withdrawn,
    Closed,
}

impl Stage {
    /// Every stage.
    pub(crate) const ALL: [Self; 9] = [
        Self::Progressed,
        Self::EarlyWarning,
        Self::Reviewed,
        Self::Requested,
        Self::Decided,
        Self::Allocated,
        Self::Started,
        Self::Withdrawn,
        Self::Closed,
    ];

    /// Its name in the table.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Progressed => "progressed",
            Self::EarlyWarning => "early-warning",
            Self::Reviewed => "reviewed",
            Self::Requested => "requested",
            Self::Decided => "decided",
            Self::Allocated => "allocated",
            Self::Started => "started",
            Self::Withdrawn => "withdrawn",
            Self::Closed => "closed",
        }
    }
}

impl Transfer {
    /// How far it has come: always the furthest it has been.
    pub(crate) fn stage(&self) -> Stage {
        if let Some(ending) = self.ended {
            return ending.stage;
        }
        let reached = [
            (Stage::Started, self.has(Fact::Started)),
            (Stage::Allocated, self.has(Fact::Allocated)),
            (Stage::Decided, self.anybody_moves()),
            (Stage::Requested, self.has(Fact::RequestSent)),
            (Stage::Reviewed, self.has(Fact::Reviewed)),
            (Stage::EarlyWarning, self.has(Fact::EarlyWarningSent)),
        ];
        reached
            .into_iter()
            .find_map(|(stage, reached)| reached.then_some(stage))
            .unwrap_or(Stage::Progressed)
    }

    /// When a fact first happened.
    pub(crate) fn first(&self, fact: Fact) -> Option<DateTime<Utc>> {
        self.happened
            .iter()
            .find(|happening| happening.fact == fact)
            .map(|happening| happening.at)
    }

    /// When a fact last happened.
    pub(crate) fn last(&self, fact: Fact) -> Option<DateTime<Utc>> {
        self.happened
            .iter()
            .rfind(|happening| happening.fact == fact)
            .map(|happening| happening.at)
    }

    /// Whether a fact happened at all.
    pub(crate) fn has(&self, fact: Fact) -> bool {
        self.first(fact).is_some()
    }

    /// Since when a fact stands: when it first happened, or happened again after it was undone.
    pub(crate) fn came(&self, fact: Fact) -> Option<DateTime<Utc>> {
        fact.stands_since(self.happened.iter().map(|one| (one.fact, one.at)))
    }

    /// Whether a fact happened, and was not undone since.
    pub(crate) fn stands(&self, fact: Fact) -> bool {
        self.came(fact).is_some()
    }

    /// Whether it was decided that a child moves.
    pub(crate) fn anybody_moves(&self) -> bool {
        self.children
            .iter()
            .any(|child| child.decision == Some(ChildDecision::Moves))
    }

    /// The children who go with the lead: those it was decided for, and those nothing was decided for.
    pub(crate) fn moving(&self) -> impl Iterator<Item = &Child> {
        self.children
            .iter()
            .filter(|child| matches!(child.decision, None | Some(ChildDecision::Moves)))
    }

    /// Whether a child can't be part of another transfer, because this one still has to do with it.
    pub(crate) fn holds(&self, child: &Child) -> bool {
        let undecided = self.ended.is_none() && self.started_on.is_none();
        match child.decision {
            None | Some(ChildDecision::Moves) => undecided,
            Some(ChildDecision::Declined | ChildDecision::Deferred) => {
                undecided && self.lead_passed_at.is_none()
            }
            Some(ChildDecision::Stays) => false,
        }
    }

    /// The two teams, the sending one first.
    pub(crate) fn teams(&self) -> impl Iterator<Item = &TeamId> {
        std::iter::once(&self.from).chain(&self.to)
    }
}
