//! What happens to a transfer. The journal carries these, one to one.

use super::{
    Channel, ChecklistRecorded, Decision, DiscussionTopic, Disengagement, Ground, JointWorkingId,
    QueryTopic,
};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    ChildId, ClauseId, DisputeId, EditionId, HouseholdId, LadderId, ObligationId, OfficerId,
    PathwayId, QueryId, Role, TeamId,
    child::{Birth, PlanKind},
    edition::{Anchor, Circumstance, Fact, MeetingKind},
    lead::LegalPlanningOutcome,
    text::Note,
};
use std::collections::BTreeSet;

/// One thing that happened to a transfer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    Opened(Opened),
    EarlyWarningSent {
        to: TeamId,
        plan: PlanKind,
        assessment_complete: bool,
        summary: Note,
        items_missing: Vec<String>,
        at: DateTime<Utc>,
    },
    Forwarded {
        from_receiver: TeamId,
        to: TeamId,
        at: DateTime<Utc>,
    },
    Reviewed {
        agreed: bool,
        joint_working_considered: bool,
        findings: Option<Note>,
        at: DateTime<Utc>,
    },
    QueryRaised {
        query: QueryId,
        topic: QueryTopic,
        question: Note,
        at: DateTime<Utc>,
    },
    QueryAnswered {
        query: QueryId,
        answer: Note,
        at: DateTime<Utc>,
    },
    JointVisitPlanned {
        planned_for: DateTime<Utc>,
        at: DateTime<Utc>,
    },
    JointVisitMade {
        at: DateTime<Utc>,
    },
    WorkerNamed {
        worker: OfficerId,
        at: DateTime<Utc>,
    },
    MeetingSet {
        kind: MeetingKind,
        meeting_at: DateTime<Utc>,
        at: DateTime<Utc>,
    },
    MeetingHeld {
        at: DateTime<Utc>,
    },
    AssessmentShared {
        at: DateTime<Utc>,
    },
    MinutesCompleted {
        at: DateTime<Utc>,
    },
    Requested {
        /// Where the request is the first that the receiving team hears.
        to: Option<TeamId>,
        items_not_ready: Vec<String>,
        at: DateTime<Utc>,
    },
    Acknowledged {
        findings: Option<Note>,
        at: DateTime<Utc>,
    },
    Decided {
        decisions: Vec<Decision>,
        at: DateTime<Utc>,
    },
    Allocated {
        worker: OfficerId,
        at: DateTime<Utc>,
    },
    Started {
        on: NaiveDate,
        at: DateTime<Utc>,
    },
    ChangeNotified {
        plan: PlanKind,
        what: Note,
        at: DateTime<Utc>,
    },
    Discussed {
        channel: Channel,
        topics: Vec<DiscussionTopic>,
        summary: Option<Note>,
        at: DateTime<Utc>,
    },
    StrategyDiscussed {
        chaired_by: TeamId,
        receiver_invited: bool,
        minutes_complete: bool,
        at: DateTime<Utc>,
    },
    LegalPlanned {
        outcome: LegalPlanningOutcome,
        items_missing: Vec<String>,
        at: DateTime<Utc>,
    },
    FirstHearingHeld {
        at: DateTime<Utc>,
    },
    JointWorkingAgreed {
        id: JointWorkingId,
        team: TeamId,
        what: Note,
        at: DateTime<Utc>,
    },
    JointWorkingDone {
        id: JointWorkingId,
        at: DateTime<Utc>,
    },
    Disengaged {
        kind: Disengagement,
        at: DateTime<Utc>,
    },
    Disagreed(Disagreed),
    /// `to` is the sending team when nothing moves.
    DirectionApplied {
        dispute: DisputeId,
        to: TeamId,
        at: DateTime<Utc>,
    },
    Withdrawn {
        reason: Note,
        at: DateTime<Utc>,
    },
    MilestoneRecorded {
        fact: Fact,
        items_missing: Vec<String>,
        /// The team that is to receive, where the step settles it.
        team: Option<TeamId>,
        note: Option<Note>,
        at: DateTime<Utc>,
    },
    DateSet {
        date: Anchor,
        set_to: DateTime<Utc>,
        at: DateTime<Utc>,
    },
    DateLifted {
        date: Anchor,
        at: DateTime<Utc>,
    },
    CircumstancesDeclared {
        /// None for all children.
        child: Option<ChildId>,
        holding: BTreeSet<Circumstance>,
        ended: BTreeSet<Circumstance>,
        at: DateTime<Utc>,
    },
    ChecklistRecorded(ChecklistRecorded),
}

/// It was opened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Opened {
    pub(crate) household: HouseholdId,
    pub(crate) edition: EditionId,
    pub(crate) pathway: PathwayId,
    pub(crate) from: TeamId,
    pub(crate) children: Vec<OpenedChild>,
    pub(crate) plan: PlanKind,
    pub(crate) progressed_at: DateTime<Utc>,
    pub(crate) circumstances: BTreeSet<Circumstance>,
}

/// A child of a transfer as it is opened.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OpenedChild {
    pub(crate) id: ChildId,
    pub(crate) birth: Birth,
    pub(crate) circumstances: BTreeSet<Circumstance>,
}

/// A disagreement was handed to escalation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Disagreed {
    pub(crate) dispute: DisputeId,
    pub(crate) raised_by: TeamId,
    /// What it is about; nothing when nobody answered.
    pub(crate) ground: Option<Ground>,
    /// The position of the team that raised it; nothing when the timer did.
    pub(crate) position: Option<Note>,
    pub(crate) immediate_needs: TeamId,
    pub(crate) urgent: bool,
    /// The duty that was breached, when the timer raised it.
    pub(crate) breached: Option<ObligationId>,
    /// The clauses that take a missing answer up the ladder, when the timer raised it.
    pub(crate) clauses: Vec<ClauseId>,
    pub(crate) ladder: LadderId,
    pub(crate) first_rung: Role,
    pub(crate) at: DateTime<Utc>,
}

impl Event {
    /// When it happened.
    pub(crate) fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Opened(opened) => opened.progressed_at,
            Self::Disagreed(disagreed) => disagreed.at,
            Self::ChecklistRecorded(recorded) => recorded.at,
            Self::EarlyWarningSent { at, .. }
            | Self::Forwarded { at, .. }
            | Self::Reviewed { at, .. }
            | Self::QueryRaised { at, .. }
            | Self::QueryAnswered { at, .. }
            | Self::JointVisitPlanned { at, .. }
            | Self::JointVisitMade { at }
            | Self::WorkerNamed { at, .. }
            | Self::MeetingSet { at, .. }
            | Self::MeetingHeld { at }
            | Self::AssessmentShared { at }
            | Self::MinutesCompleted { at }
            | Self::Requested { at, .. }
            | Self::Acknowledged { at, .. }
            | Self::Decided { at, .. }
            | Self::Allocated { at, .. }
            | Self::Started { at, .. }
            | Self::ChangeNotified { at, .. }
            | Self::Discussed { at, .. }
            | Self::StrategyDiscussed { at, .. }
            | Self::LegalPlanned { at, .. }
            | Self::FirstHearingHeld { at }
            | Self::JointWorkingAgreed { at, .. }
            | Self::JointWorkingDone { at, .. }
            | Self::Disengaged { at, .. }
            | Self::DirectionApplied { at, .. }
            | Self::Withdrawn { at, .. }
            | Self::MilestoneRecorded { at, .. }
            | Self::DateSet { at, .. }
            | Self::DateLifted { at, .. }
            | Self::CircumstancesDeclared { at, .. } => *at,
        }
    }

    /// What it is called in a journey.
    pub(crate) fn title(&self) -> String {
        let title = self.named().1;
        if let Self::MilestoneRecorded { fact, .. } = self {
            format!("{title}: {fact}")
        } else if let Self::DateSet { date, .. } | Self::DateLifted { date, .. } = self {
            format!("{title}: {date}")
        } else {
            title.to_owned()
        }
    }

    /// Its kind in the journal, and what it is called in a journey.
    pub(crate) fn named(&self) -> (&'static str, &'static str) {
        match self {
            Self::Opened(_) => ("transfer.opened", "Decided to progress"),
            Self::EarlyWarningSent { .. } => ("transfer.early-warning-sent", "Early warning sent"),
            Self::Forwarded { .. } => ("transfer.forwarded", "Passed on, and the sender told"),
            Self::Reviewed { agreed: true, .. } => ("transfer.reviewed", "Reviewed and agreed"),
            Self::Reviewed { agreed: false, .. } => ("transfer.reviewed", "Reviewed"),
            Self::QueryRaised { .. } => ("transfer.query-raised", "Query raised"),
            Self::QueryAnswered { .. } => ("transfer.query-answered", "Query answered"),
            Self::JointVisitPlanned { .. } => {
                ("transfer.joint-visit-planned", "Joint visit planned")
            }
            Self::JointVisitMade { .. } => ("transfer.joint-visit-made", "Joint visit made"),
            Self::WorkerNamed { .. } => {
                ("transfer.worker-named", "Worker named, and the sender told")
            }
            Self::MeetingSet { .. } => ("transfer.meeting-set", "Meeting set"),
            Self::MeetingHeld { .. } => ("transfer.meeting-held", "Meeting held"),
            Self::AssessmentShared { .. } => ("transfer.assessment-shared", "Assessment shared"),
            Self::MinutesCompleted { .. } => ("transfer.minutes-completed", "Minutes complete"),
            Self::Requested { .. } => ("transfer.requested", "Transfer request sent"),
            Self::Acknowledged { .. } => (
                "transfer.acknowledged",
                "Request received, record looked through",
            ),
            Self::Decided { .. } => ("transfer.decided", "Decided for each child"),
            Self::Allocated { .. } => ("transfer.allocated", "Allocated to a worker"),
            Self::Started { .. } => ("transfer.started", "Worker began"),
            Self::ChangeNotified { .. } => (
                "transfer.change-notified",
                "Receiving team told of a change",
            ),
            Self::Discussed { .. } => ("transfer.discussed", "Managers talked"),
            Self::StrategyDiscussed { .. } => {
                ("transfer.strategy-discussed", "Strategy discussion held")
            }
            Self::LegalPlanned { .. } => ("transfer.legal-planned", "Legal planning held"),
            Self::FirstHearingHeld { .. } => ("transfer.first-hearing-held", "First hearing held"),
            Self::JointWorkingAgreed { .. } => {
                ("transfer.joint-working-agreed", "Joint working agreed")
            }
            Self::JointWorkingDone { .. } => ("transfer.joint-working-done", "Shared work done"),
            Self::Disengaged { .. } => (
                "transfer.disengaged",
                "Consent withdrawn or engagement refused",
            ),
            Self::Disagreed(_) => ("transfer.disagreed", "Disagreement handed to escalation"),
            Self::DirectionApplied { .. } => {
                ("transfer.direction-applied", "Direction carried out")
            }
            Self::Withdrawn { .. } => ("transfer.withdrawn", "Withdrawn"),
            Self::MilestoneRecorded { .. } => ("transfer.milestone", "Step recorded"),
            Self::DateSet { .. } => ("transfer.date-set", "Date set"),
            Self::DateLifted { .. } => ("transfer.date-lifted", "Date lifted"),
            Self::ChecklistRecorded(_) => ("transfer.checklist", "Checklist filled in"),
            Self::CircumstancesDeclared { .. } => {
                ("transfer.circumstances", "Circumstances declared")
            }
        }
    }
}
