//! What can be asked of a transfer, and who may ask.

use super::{
    Channel, Decision, DiscussionTopic, Disengagement, Ground, JointWorkingId, QueryTopic, Sheet,
    Terms, Transfer, facts::team_on,
};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    ChildId, ClauseId, OfficerId, QueryId, Role, TeamId, TeamKind,
    child::PlanKind,
    edition::{Anchor, Belongs, Circumstance, Fact, MeetingKind, Side},
    lead::LegalPlanningOutcome,
    text::Note,
};
use std::collections::BTreeSet;

/// Asks to open a transfer.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub(crate) from: TeamId,
    pub(crate) children: Vec<ChildId>,
    pub(crate) plan: PlanKind,
    pub(crate) progressed_at: DateTime<Utc>,
    pub(crate) circumstances: BTreeSet<Circumstance>,
    /// What holds of one child by itself.
    pub(crate) own_circumstances: Vec<(ChildId, Circumstance)>,
}

/// Asks something of an open transfer. An instant that is absent means now.
#[derive(Debug, Clone)]
pub(crate) enum Command {
    SendEarlyWarning {
        to: TeamId,
        plan: PlanKind,
        information_gathered: bool,
        assessment_complete: bool,
        summary: Note,
        items: Vec<String>,
    },
    Forward {
        to: TeamId,
    },
    Review {
        agreed: bool,
        joint_working_considered: bool,
        findings: Option<Note>,
    },
    RaiseQuery {
        topic: QueryTopic,
        question: Note,
    },
    AnswerQuery {
        query: QueryId,
        answer: Note,
    },
    PlanJointVisit {
        planned_for: DateTime<Utc>,
    },
    RecordJointVisit {
        made_at: Option<DateTime<Utc>>,
    },
    NameWorker {
        worker: OfficerId,
    },
    SetMeeting {
        kind: MeetingKind,
        at: DateTime<Utc>,
    },
    RecordMeetingHeld {
        held_at: Option<DateTime<Utc>>,
    },
    ShareAssessment {
        shared_at: Option<DateTime<Utc>>,
    },
    CompleteMinutes {
        completed_at: Option<DateTime<Utc>>,
    },
    RecordChecklist(Sheet),
    SendRequest {
        items_ready: Vec<String>,
        route: Option<TeamKind>,
        to: Option<TeamId>,
    },
    Acknowledge {
        findings: Option<Note>,
    },
    Decide {
        decisions: Vec<Decision>,
    },
    Allocate {
        worker: OfficerId,
    },
    StartWork {
        on: NaiveDate,
    },
    NotifyChange {
        plan: PlanKind,
        what: Note,
    },
    RecordDiscussion {
        channel: Channel,
        topics: Vec<DiscussionTopic>,
        held_at: Option<DateTime<Utc>>,
        summary: Option<Note>,
    },
    RecordStrategyDiscussion {
        chaired_by: TeamId,
        receiver_invited: bool,
        minutes_complete: bool,
        held_at: Option<DateTime<Utc>>,
    },
    RecordLegalPlanning {
        outcome: LegalPlanningOutcome,
        items: Vec<String>,
        held_at: Option<DateTime<Utc>>,
    },
    RecordFirstHearing {
        held_at: Option<DateTime<Utc>>,
    },
    AgreeJointWorking {
        team: TeamId,
        what: Note,
    },
    CompleteJointWorking {
        id: JointWorkingId,
    },
    RecordDisengagement {
        kind: Disengagement,
        at: Option<DateTime<Utc>>,
    },
    RaiseDisagreement {
        ground: Ground,
        position: Note,
        immediate_needs: Option<TeamId>,
        urgent: bool,
    },
    Withdraw {
        reason: Note,
    },
    RecordMilestone {
        fact: Fact,
        items: Vec<String>,
        /// The team that is to receive, where the step settles it.
        team: Option<TeamId>,
        at: Option<DateTime<Utc>>,
        note: Option<Note>,
    },
    SetDate {
        date: Anchor,
        at: DateTime<Utc>,
    },
    LiftDate {
        date: Anchor,
    },
    DeclareCircumstances {
        /// None for all children.
        child: Option<ChildId>,
        holding: BTreeSet<Circumstance>,
        ended: BTreeSet<Circumstance>,
    },
}

impl Command {
    /// The teams that may ask this, the sending one first. The receiver's commands belong to nobody
    /// before there is a receiver; the order of steps is then refused in the sender's name.
    pub(crate) fn teams(&self, transfer: &Transfer, terms: Terms<'_>) -> Vec<TeamId> {
        let belongs = self.belongs(transfer, terms);
        let sides: &[Side] = match (belongs, &transfer.to) {
            (Belongs::Review, _) => &[Side::Review],
            (Belongs::Safeguarding, _) => &[Side::Safeguarding],
            (Belongs::Assessment, _) => &[Side::Assessment],
            (Belongs::Sender, _) | (_, None) => &[Side::From],
            (Belongs::Receiver, Some(_)) => &[Side::To],
            (Belongs::Either, Some(_)) => &[Side::From, Side::To],
        };
        let team = |side: &Side| team_on(*side, transfer, terms.directory);
        sides.iter().filter_map(team).collect()
    }

    /// The clauses of the step it asks for, which make it a team's to take.
    pub(crate) fn rests_on(&self, transfer: &Transfer, terms: Terms<'_>) -> Vec<ClauseId> {
        match self.step(transfer) {
            Some(step) => terms.rests_on(transfer, step),
            None => terms.pathway.clauses.clone(),
        }
    }

    /// The fact that it asks to record; none of what is only declared.
    fn step(&self, transfer: &Transfer) -> Option<Fact> {
        Some(match self {
            Self::SendEarlyWarning { .. } => Fact::EarlyWarningSent,
            Self::Forward { .. } if transfer.has(Fact::RequestSent) => Fact::RequestForwarded,
            Self::Forward { .. } => Fact::EarlyWarningForwarded,
            Self::Review { .. } => Fact::Reviewed,
            Self::RaiseQuery { .. } => Fact::QueryRaised,
            Self::AnswerQuery { .. } => Fact::QueryAnswered,
            Self::PlanJointVisit { .. } => Fact::JointVisitPlanned,
            Self::RecordJointVisit { .. } => Fact::JointVisitMade,
            Self::NameWorker { .. } => Fact::WorkerNamed,
            Self::SetMeeting { .. } => Fact::MeetingSet,
            Self::RecordMeetingHeld { .. } => Fact::MeetingHeld,
            Self::ShareAssessment { .. } => Fact::AssessmentShared,
            Self::CompleteMinutes { .. } => Fact::MinutesCompleted,
            Self::SendRequest { .. } => Fact::RequestSent,
            Self::Acknowledge { .. } => Fact::Acknowledged,
            Self::Decide { .. } => Fact::Decided,
            Self::Allocate { .. } => Fact::Allocated,
            Self::StartWork { .. } => Fact::Started,
            Self::NotifyChange { .. } => Fact::ChangeNotified,
            Self::RecordDiscussion { .. } => Fact::Discussed,
            Self::RecordStrategyDiscussion { .. } => Fact::StrategyDiscussed,
            Self::RecordLegalPlanning { .. } => Fact::LegalPlanned,
            Self::RecordFirstHearing { .. } => Fact::FirstHearingHeld,
            Self::AgreeJointWorking { .. } => Fact::JointWorkingAgreed,
            Self::CompleteJointWorking { .. } => Fact::JointWorkingDone,
            Self::RecordDisengagement { kind, .. } => kind.fact(),
            Self::RaiseDisagreement { .. } => Fact::Disagreed,
            Self::Withdraw { .. } => Fact::Withdrawn,
            Self::RecordMilestone { fact, .. } => *fact,
            Self::RecordChecklist(_) => Fact::ChecklistAudited,
            Self::SetDate { .. } => Fact::DateSet,
            Self::LiftDate { .. } | Self::DeclareCircumstances { .. } => return None,
        })
    }

    /// The roles whose it is; anybody's who acts for a team that it belongs to, where there are none.
    pub(crate) fn roles<'t>(&self, transfer: &Transfer, terms: Terms<'t>) -> &'t [Role] {
        if let Self::RecordMilestone { fact, .. } = self {
            let milestone = terms.milestone(transfer, *fact);
            return milestone.map_or(&[], |milestone| milestone.roles.as_slice());
        }
        let reserved = self
            .step(transfer)
            .and_then(|step| terms.reserved(transfer, step));
        reserved.map_or(&[], |reserved| reserved.roles.as_slice())
    }

    fn belongs(&self, transfer: &Transfer, terms: Terms<'_>) -> Belongs {
        match self {
            Self::RecordMilestone { fact, .. } => terms
                .milestone(transfer, *fact)
                .map_or(Belongs::Either, |milestone| milestone.by),
            // Of the team that leads, and of the one that led.
            Self::RecordLegalPlanning { .. } if transfer.lead_passed_at.is_some() => {
                Belongs::Either
            }
            Self::SendEarlyWarning { .. }
            | Self::AnswerQuery { .. }
            | Self::ShareAssessment { .. }
            | Self::CompleteMinutes { .. }
            | Self::SendRequest { .. }
            | Self::NotifyChange { .. }
            | Self::RecordLegalPlanning { .. }
            | Self::Withdraw { .. } => Belongs::Sender,
            Self::Forward { .. }
            | Self::Review { .. }
            | Self::RaiseQuery { .. }
            | Self::NameWorker { .. }
            | Self::Acknowledge { .. }
            | Self::Decide { .. }
            | Self::Allocate { .. }
            | Self::StartWork { .. } => Belongs::Receiver,
            Self::PlanJointVisit { .. }
            | Self::RecordJointVisit { .. }
            | Self::SetMeeting { .. }
            | Self::RecordMeetingHeld { .. }
            | Self::RecordDiscussion { .. }
            | Self::RecordStrategyDiscussion { .. }
            | Self::RecordFirstHearing { .. }
            | Self::AgreeJointWorking { .. }
            | Self::CompleteJointWorking { .. }
            | Self::RecordDisengagement { .. }
            | Self::RaiseDisagreement { .. }
            | Self::SetDate { .. }
            | Self::LiftDate { .. }
            | Self::RecordChecklist(_)
            | Self::DeclareCircumstances { .. } => Belongs::Either,
        }
    }
}
