//! The command that leads to an event: what happened, asked once more.

use crate::transfer::{Command, Disagreed, Event, Sheet};
use handrail_domain::{TeamId, edition::Fact};

/// The command; none for what came from outside, or by the clock. `there` says which items a step contained,
/// given those that it did not and the team it named.
pub(super) fn asked(
    event: &Event,
    there: impl Fn(Fact, &[String], Option<&TeamId>) -> Vec<String>,
) -> Option<Command> {
    Some(match event.clone() {
        Event::Opened(_) | Event::DirectionApplied { .. } => return None,
        Event::Disagreed(disagreed) => return disagreement(disagreed),
        Event::EarlyWarningSent {
            to,
            plan,
            assessment_complete,
            summary,
            items_missing,
            ..
        } => {
            let items = there(Fact::EarlyWarningSent, &items_missing, Some(&to));
            Command::SendEarlyWarning {
                to,
                plan,
                information_gathered: items.iter().any(|item| item == "information-gathered"),
                assessment_complete,
                summary,
                items,
            }
        }
        Event::Requested {
            to,
            items_not_ready,
            ..
        } => Command::SendRequest {
            items_ready: there(Fact::RequestSent, &items_not_ready, to.as_ref()),
            route: None,
            to,
        },
        Event::MilestoneRecorded {
            fact,
            items_missing,
            team,
            note,
            at,
        } => Command::RecordMilestone {
            fact,
            items: there(fact, &items_missing, None),
            team,
            at: Some(at),
            note,
        },
        Event::Forwarded { to, .. } => Command::Forward { to },
        Event::Reviewed {
            agreed,
            joint_working_considered,
            findings,
            ..
        } => Command::Review {
            agreed,
            joint_working_considered,
            findings,
        },
        Event::QueryRaised {
            topic, question, ..
        } => Command::RaiseQuery { topic, question },
        Event::QueryAnswered { query, answer, .. } => Command::AnswerQuery { query, answer },
        Event::JointVisitPlanned { planned_for, .. } => Command::PlanJointVisit { planned_for },
        Event::JointVisitMade { at } => Command::RecordJointVisit { made_at: Some(at) },
        Event::WorkerNamed { worker, .. } => Command::NameWorker { worker },
        Event::MeetingSet {
            kind, meeting_at, ..
        } => Command::SetMeeting {
            kind,
            at: meeting_at,
        },
        Event::MeetingHeld { at } => Command::RecordMeetingHeld { held_at: Some(at) },
        Event::AssessmentShared { at } => Command::ShareAssessment {
            shared_at: Some(at),
        },
        Event::MinutesCompleted { at } => Command::CompleteMinutes {
            completed_at: Some(at),
        },
        Event::Acknowledged { findings, .. } => Command::Acknowledge { findings },
        Event::Decided { decisions, .. } => Command::Decide { decisions },
        Event::Allocated { worker, .. } => Command::Allocate { worker },
        Event::Started { on, .. } => Command::StartWork { on },
        Event::ChangeNotified { plan, what, .. } => Command::NotifyChange { plan, what },
        Event::Discussed {
            channel,
            topics,
            summary,
            at,
        } => Command::RecordDiscussion {
            channel,
            topics,
            held_at: Some(at),
            summary,
        },
        Event::StrategyDiscussed {
            chaired_by,
            receiver_invited,
            minutes_complete,
            at,
        } => Command::RecordStrategyDiscussion {
            chaired_by,
            receiver_invited,
            minutes_complete,
            held_at: Some(at),
        },
        Event::LegalPlanned {
            outcome,
            items_missing,
            at,
        } => Command::RecordLegalPlanning {
            outcome,
            items: there(Fact::LegalPlanned, &items_missing, None),
            held_at: Some(at),
        },
        Event::FirstHearingHeld { at } => Command::RecordFirstHearing { held_at: Some(at) },
        Event::JointWorkingAgreed { team, what, .. } => Command::AgreeJointWorking { team, what },
        Event::JointWorkingDone { id, .. } => Command::CompleteJointWorking { id },
        Event::Disengaged { kind, at } => Command::RecordDisengagement { kind, at: Some(at) },
        Event::Withdrawn { reason, .. } => Command::Withdraw { reason },
        Event::DateSet { date, set_to, .. } => Command::SetDate { date, at: set_to },
        Event::DateLifted { date, .. } => Command::LiftDate { date },
        // Comments are kept apart, and nothing is decided by them.
        Event::ChecklistRecorded(recorded) => Command::RecordChecklist(Sheet {
            comments: vec![None; recorded.entries.len()],
            filled_in_by: recorded.filled_in_by,
            social_worker: recorded.social_worker,
            team_manager: recorded.team_manager,
            entries: recorded.entries,
            audited: recorded.audited,
        }),
        Event::CircumstancesDeclared {
            child,
            holding,
            ended,
            ..
        } => Command::DeclareCircumstances {
            child,
            holding,
            ended,
        },
    })
}

/// What a manager raised; what the clock did has neither ground nor position.
fn disagreement(disagreed: Disagreed) -> Option<Command> {
    Some(Command::RaiseDisagreement {
        ground: disagreed.ground?,
        position: disagreed.position?,
        immediate_needs: Some(disagreed.immediate_needs),
        urgent: disagreed.urgent,
    })
}
