//! Events as they go into the journal.

use super::{OnWire, checklist::checklist_recorded_to_wire, text};
use crate::transfer::{Decision, Disagreed, Event, Opened};
use handrail_contracts::{
    parse::birth_to_wire,
    time::{date_to_wire, timestamp},
    transfers::v1::{self as wire, transfer_event::Event as Happened},
};
use handrail_domain::{TransferId, text::Note};

/// An event, with the transfer it happened to and the version of the transfer after it.
pub(crate) fn event_to_wire(
    transfer: TransferId,
    version: u64,
    event: &Event,
) -> wire::TransferEvent {
    wire::TransferEvent {
        transfer_id: transfer.to_string(),
        version,
        event: Some(happened(event)),
        ..wire::TransferEvent::default()
    }
}

fn happened(event: &Event) -> Happened {
    let at = Some(timestamp(event.at()));
    match event {
        Event::Opened(opened) => Happened::Opened(opened_to_wire(opened)),
        Event::EarlyWarningSent {
            to,
            plan,
            assessment_complete,
            summary,
            items_missing,
            ..
        } => Happened::EarlyWarningSent(wire::EarlyWarningSent {
            to_team_id: to.to_string(),
            proposed_plan: plan.number(),
            assessment_complete: *assessment_complete,
            summary: summary.as_str().to_owned(),
            items_missing: items_missing.clone(),
            at,
        }),
        Event::Forwarded {
            from_receiver, to, ..
        } => Happened::Forwarded(wire::Forwarded {
            from_receiver_team_id: from_receiver.to_string(),
            to_team_id: to.to_string(),
            at,
        }),
        Event::Reviewed {
            agreed,
            joint_working_considered,
            findings,
            ..
        } => Happened::Reviewed(wire::Reviewed {
            agreed: *agreed,
            joint_working_considered: *joint_working_considered,
            findings: note(findings.as_ref()),
            at,
        }),
        Event::QueryRaised {
            query,
            topic,
            question,
            ..
        } => Happened::QueryRaised(wire::QueryRaised {
            query_id: query.to_string(),
            topic: topic.number(),
            question: question.as_str().to_owned(),
            at,
        }),
        Event::QueryAnswered { query, answer, .. } => {
            Happened::QueryAnswered(wire::QueryAnswered {
                query_id: query.to_string(),
                answer: answer.as_str().to_owned(),
                at,
            })
        }
        Event::JointVisitPlanned { planned_for, .. } => {
            Happened::JointVisitPlanned(wire::JointVisitPlanned {
                planned_for: Some(timestamp(*planned_for)),
                at,
            })
        }
        Event::JointVisitMade { .. } => Happened::JointVisitMade(wire::JointVisitMade { at }),
        Event::WorkerNamed { worker, .. } => Happened::WorkerNamed(wire::WorkerNamed {
            worker_id: worker.to_string(),
            at,
        }),
        Event::MeetingSet {
            kind, meeting_at, ..
        } => Happened::MeetingSet(wire::MeetingSet {
            kind: kind.number(),
            meeting_at: Some(timestamp(*meeting_at)),
            at,
        }),
        Event::MeetingHeld { .. } => Happened::MeetingHeld(wire::MeetingHeld { at }),
        Event::AssessmentShared { .. } => Happened::AssessmentShared(wire::AssessmentShared { at }),
        Event::MinutesCompleted { .. } => Happened::MinutesCompleted(wire::MinutesCompleted { at }),
        Event::Requested {
            to,
            items_not_ready,
            ..
        } => Happened::Requested(wire::Requested {
            to_team_id: text(to.as_ref()),
            items_not_ready: items_not_ready.clone(),
            at,
        }),
        Event::Acknowledged { findings, .. } => Happened::Acknowledged(wire::Acknowledged {
            findings: note(findings.as_ref()),
            at,
        }),
        Event::Decided { decisions, .. } => Happened::Decided(wire::Decided {
            decisions: decisions.iter().map(decision).collect(),
            at,
        }),
        Event::Allocated { worker, .. } => Happened::Allocated(wire::Allocated {
            worker_id: worker.to_string(),
            at,
        }),
        Event::Started { on, .. } => Happened::Started(wire::Started {
            started_on: Some(date_to_wire(*on)),
            at,
        }),
        Event::ChangeNotified { plan, what, .. } => {
            Happened::ChangeNotified(wire::ChangeNotified {
                proposed_plan: plan.number(),
                what: what.as_str().to_owned(),
                at,
            })
        }
        Event::Discussed {
            channel,
            topics,
            summary,
            ..
        } => Happened::Discussed(wire::Discussed {
            channel: channel.number(),
            topics: topics.iter().map(|topic| topic.number()).collect(),
            summary: note(summary.as_ref()),
            at,
        }),
        Event::StrategyDiscussed {
            chaired_by,
            receiver_invited,
            minutes_complete,
            ..
        } => Happened::StrategyDiscussed(wire::StrategyDiscussed {
            chaired_by_team_id: chaired_by.to_string(),
            receiver_invited: *receiver_invited,
            minutes_complete: *minutes_complete,
            at,
        }),
        Event::LegalPlanned {
            outcome,
            items_missing,
            ..
        } => Happened::LegalPlanned(wire::LegalPlanned {
            outcome: outcome.number(),
            items_missing: items_missing.clone(),
            at,
        }),
        Event::FirstHearingHeld { .. } => Happened::FirstHearingHeld(wire::FirstHearingHeld { at }),
        Event::JointWorkingAgreed { id, team, what, .. } => {
            Happened::JointWorkingAgreed(wire::JointWorkingAgreed {
                joint_working_id: id.to_string(),
                team_id: team.to_string(),
                what: what.as_str().to_owned(),
                at,
            })
        }
        Event::JointWorkingDone { id, .. } => Happened::JointWorkingDone(wire::JointWorkingDone {
            joint_working_id: id.to_string(),
            at,
        }),
        Event::Disengaged { kind, .. } => Happened::Disengaged(wire::Disengaged {
            kind: kind.number(),
            at,
        }),
        Event::Disagreed(disagreed) => Happened::Disagreed(disagreed_to_wire(disagreed)),
        Event::DirectionApplied { dispute, to, .. } => {
            Happened::DirectionApplied(wire::DirectionApplied {
                dispute_id: dispute.to_string(),
                to_team_id: to.to_string(),
                at,
            })
        }
        Event::Withdrawn { reason, .. } => Happened::Withdrawn(wire::Withdrawn {
            reason: reason.as_str().to_owned(),
            at,
        }),
        Event::MilestoneRecorded {
            fact,
            items_missing,
            team,
            note: said,
            ..
        } => Happened::MilestoneRecorded(wire::MilestoneRecorded {
            milestone: fact.to_string(),
            items_missing: items_missing.clone(),
            team_id: team.as_ref().map_or_else(String::new, ToString::to_string),
            note: note(said.as_ref()),
            at,
        }),
        Event::DateSet { date, set_to, .. } => Happened::DateSet(wire::DateSet {
            date: date.to_string(),
            set_to: Some(timestamp(*set_to)),
            at,
        }),
        Event::ChecklistRecorded(recorded) => {
            Happened::ChecklistRecorded(checklist_recorded_to_wire(recorded))
        }
        Event::DateLifted { date, .. } => Happened::DateLifted(wire::DateLifted {
            date: date.to_string(),
            at,
        }),
        Event::CircumstancesDeclared {
            child,
            holding,
            ended,
            ..
        } => Happened::CircumstancesDeclared(wire::CircumstancesDeclared {
            child_id: child.map_or_else(String::new, |child| child.to_string()),
            holding: holding.iter().map(ToString::to_string).collect(),
            ended: ended.iter().map(ToString::to_string).collect(),
            at,
        }),
    }
}

fn opened_to_wire(opened: &Opened) -> wire::Opened {
    wire::Opened {
        household_id: opened.household.to_string(),
        edition_id: opened.edition.to_string(),
        pathway_id: opened.pathway.to_string(),
        from_team_id: opened.from.to_string(),
        children: opened
            .children
            .iter()
            .map(|child| wire::TransferChild {
                child_id: child.id.to_string(),
                birth: Some(birth_to_wire(child.birth)),
                decision: wire::ChildDecision::Unspecified.into(),
                reason: String::new(),
                circumstances: child
                    .circumstances
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            })
            .collect(),
        proposed_plan: opened.plan.number(),
        progressed_at: Some(timestamp(opened.progressed_at)),
        circumstances: opened
            .circumstances
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}

fn disagreed_to_wire(disagreed: &Disagreed) -> wire::Disagreed {
    wire::Disagreed {
        dispute_id: disagreed.dispute.to_string(),
        raised_by_team_id: disagreed.raised_by.to_string(),
        ground: disagreed.ground.map(OnWire::number).unwrap_or_default(),
        position: note(disagreed.position.as_ref()),
        immediate_needs_team_id: disagreed.immediate_needs.to_string(),
        urgent: disagreed.urgent,
        breached_obligation_id: text(disagreed.breached.as_ref()),
        ladder_id: disagreed.ladder.to_string(),
        first_rung_role: disagreed.first_rung.to_string(),
        at: Some(timestamp(disagreed.at)),
        clause_ids: disagreed.clauses.iter().map(ToString::to_string).collect(),
    }
}

fn decision(decision: &Decision) -> wire::ChildDecisionRequest {
    wire::ChildDecisionRequest {
        child_id: decision.child.to_string(),
        decision: decision.decision.number(),
        ground: decision.ground.map(OnWire::number).unwrap_or_default(),
    }
}

fn note(note: Option<&Note>) -> String {
    note.map(|note| note.as_str().to_owned())
        .unwrap_or_default()
}
