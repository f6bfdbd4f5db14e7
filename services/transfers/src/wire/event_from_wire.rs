//! Events as they are read from the journal again. Nothing for one that can't be understood.

use super::{OnWire, checklist::checklist_recorded_from_wire};
use crate::transfer::{Decision, Disagreed, Event, Opened, OpenedChild};
use chrono::{DateTime, Utc};
use handrail_contracts::{
    parse::Fields,
    time,
    transfers::v1::{self as wire, transfer_event::Event as Happened},
};
use handrail_domain::{TransferId, text::Note};
use prost_types::Timestamp;
use std::{collections::BTreeSet, str::FromStr};

/// An event, with the transfer it happened to and the version of the transfer after it.
pub(crate) fn event_from_wire(event: wire::TransferEvent) -> Option<(TransferId, u64, Event)> {
    let happened = happened(event.event?)?;
    Some((event.transfer_id.parse().ok()?, event.version, happened))
}

fn happened(event: Happened) -> Option<Event> {
    Some(match event {
        Happened::Opened(opened) => Event::Opened(self::opened(&opened)?),
        Happened::EarlyWarningSent(sent) => Event::EarlyWarningSent {
            to: id(&sent.to_team_id)?,
            plan: OnWire::from_number(sent.proposed_plan)?,
            assessment_complete: sent.assessment_complete,
            summary: note(sent.summary)?,
            items_missing: sent.items_missing,
            at: at(sent.at)?,
        },
        Happened::Forwarded(forwarded) => Event::Forwarded {
            from_receiver: id(&forwarded.from_receiver_team_id)?,
            to: id(&forwarded.to_team_id)?,
            at: at(forwarded.at)?,
        },
        Happened::Reviewed(reviewed) => Event::Reviewed {
            agreed: reviewed.agreed,
            joint_working_considered: reviewed.joint_working_considered,
            findings: maybe(reviewed.findings, note)?,
            at: at(reviewed.at)?,
        },
        Happened::QueryRaised(raised) => Event::QueryRaised {
            query: id(&raised.query_id)?,
            topic: OnWire::from_number(raised.topic)?,
            question: note(raised.question)?,
            at: at(raised.at)?,
        },
        Happened::QueryAnswered(answered) => Event::QueryAnswered {
            query: id(&answered.query_id)?,
            answer: note(answered.answer)?,
            at: at(answered.at)?,
        },
        Happened::JointVisitPlanned(planned) => Event::JointVisitPlanned {
            planned_for: at(planned.planned_for)?,
            at: at(planned.at)?,
        },
        Happened::JointVisitMade(made) => Event::JointVisitMade { at: at(made.at)? },
        Happened::WorkerNamed(named) => Event::WorkerNamed {
            worker: id(&named.worker_id)?,
            at: at(named.at)?,
        },
        Happened::MeetingSet(set) => Event::MeetingSet {
            kind: OnWire::from_number(set.kind)?,
            meeting_at: at(set.meeting_at)?,
            at: at(set.at)?,
        },
        Happened::MeetingHeld(held) => Event::MeetingHeld { at: at(held.at)? },
        Happened::AssessmentShared(shared) => Event::AssessmentShared { at: at(shared.at)? },
        Happened::MinutesCompleted(done) => Event::MinutesCompleted { at: at(done.at)? },
        Happened::Requested(requested) => Event::Requested {
            to: maybe(requested.to_team_id, |team| id(&team))?,
            items_not_ready: requested.items_not_ready,
            at: at(requested.at)?,
        },
        Happened::Acknowledged(acknowledged) => Event::Acknowledged {
            findings: maybe(acknowledged.findings, note)?,
            at: at(acknowledged.at)?,
        },
        Happened::Decided(decided) => Event::Decided {
            decisions: decided
                .decisions
                .iter()
                .map(decision)
                .collect::<Option<_>>()?,
            at: at(decided.at)?,
        },
        Happened::Allocated(allocated) => Event::Allocated {
            worker: id(&allocated.worker_id)?,
            at: at(allocated.at)?,
        },
        Happened::Started(started) => Event::Started {
            on: time::date_from_wire(&started.started_on?)?,
            at: at(started.at)?,
        },
        Happened::ChangeNotified(changed) => Event::ChangeNotified {
            plan: OnWire::from_number(changed.proposed_plan)?,
            what: note(changed.what)?,
            at: at(changed.at)?,
        },
        Happened::Discussed(discussed) => Event::Discussed {
            channel: OnWire::from_number(discussed.channel)?,
            topics: discussed
                .topics
                .into_iter()
                .map(OnWire::from_number)
                .collect::<Option<_>>()?,
            summary: maybe(discussed.summary, note)?,
            at: at(discussed.at)?,
        },
        Happened::StrategyDiscussed(discussed) => Event::StrategyDiscussed {
            chaired_by: id(&discussed.chaired_by_team_id)?,
            receiver_invited: discussed.receiver_invited,
            minutes_complete: discussed.minutes_complete,
            at: at(discussed.at)?,
        },
        Happened::LegalPlanned(planned) => Event::LegalPlanned {
            outcome: OnWire::from_number(planned.outcome)?,
            items_missing: planned.items_missing,
            at: at(planned.at)?,
        },
        Happened::FirstHearingHeld(held) => Event::FirstHearingHeld { at: at(held.at)? },
        Happened::JointWorkingAgreed(agreed) => Event::JointWorkingAgreed {
            id: id(&agreed.joint_working_id)?,
            team: id(&agreed.team_id)?,
            what: note(agreed.what)?,
            at: at(agreed.at)?,
        },
        Happened::JointWorkingDone(done) => Event::JointWorkingDone {
            id: id(&done.joint_working_id)?,
            at: at(done.at)?,
        },
        Happened::Disengaged(disengaged) => Event::Disengaged {
            kind: OnWire::from_number(disengaged.kind)?,
            at: at(disengaged.at)?,
        },
        Happened::Disagreed(disagreed) => Event::Disagreed(self::disagreed(disagreed)?),
        Happened::DirectionApplied(applied) => Event::DirectionApplied {
            dispute: id(&applied.dispute_id)?,
            to: id(&applied.to_team_id)?,
            at: at(applied.at)?,
        },
        Happened::Withdrawn(withdrawn) => Event::Withdrawn {
            reason: note(withdrawn.reason)?,
            at: at(withdrawn.at)?,
        },
        Happened::MilestoneRecorded(recorded) => Event::MilestoneRecorded {
            fact: id(&recorded.milestone)?,
            items_missing: recorded.items_missing,
            team: maybe(recorded.team_id, |team| id(&team))?,
            note: maybe(recorded.note, note)?,
            at: at(recorded.at)?,
        },
        Happened::DateSet(set) => Event::DateSet {
            date: id(&set.date)?,
            set_to: at(set.set_to)?,
            at: at(set.at)?,
        },
        Happened::ChecklistRecorded(recorded) => {
            Event::ChecklistRecorded(checklist_recorded_from_wire(recorded)?)
        }
        Happened::DateLifted(lifted) => Event::DateLifted {
            date: id(&lifted.date)?,
            at: at(lifted.at)?,
        },
        Happened::CircumstancesDeclared(declared) => Event::CircumstancesDeclared {
            child: maybe(declared.child_id, |child| id(&child))?,
            holding: all(&declared.holding)?,
            ended: all(&declared.ended)?,
            at: at(declared.at)?,
        },
    })
}

fn opened(opened: &wire::Opened) -> Option<Opened> {
    let child = |child: &wire::TransferChild| {
        Some(OpenedChild {
            id: id(&child.child_id)?,
            birth: Fields::new().birth("birth", child.birth.as_ref())?,
            circumstances: all(&child.circumstances)?,
        })
    };
    Some(Opened {
        household: id(&opened.household_id)?,
        edition: id(&opened.edition_id)?,
        pathway: id(&opened.pathway_id)?,
        from: id(&opened.from_team_id)?,
        children: opened.children.iter().map(child).collect::<Option<_>>()?,
        plan: OnWire::from_number(opened.proposed_plan)?,
        progressed_at: at(opened.progressed_at)?,
        circumstances: all(&opened.circumstances)?,
    })
}

fn disagreed(disagreed: wire::Disagreed) -> Option<Disagreed> {
    Some(Disagreed {
        dispute: id(&disagreed.dispute_id)?,
        raised_by: id(&disagreed.raised_by_team_id)?,
        ground: OnWire::from_number(disagreed.ground),
        position: maybe(disagreed.position, note)?,
        immediate_needs: id(&disagreed.immediate_needs_team_id)?,
        urgent: disagreed.urgent,
        breached: maybe(disagreed.breached_obligation_id, |text| id(&text))?,
        clauses: disagreed
            .clause_ids
            .iter()
            .map(|clause| id(clause))
            .collect::<Option<_>>()?,
        ladder: id(&disagreed.ladder_id)?,
        first_rung: id(&disagreed.first_rung_role)?,
        at: at(disagreed.at)?,
    })
}

fn decision(decision: &wire::ChildDecisionRequest) -> Option<Decision> {
    Some(Decision {
        child: id(&decision.child_id)?,
        decision: OnWire::from_number(decision.decision)?,
        ground: OnWire::from_number(decision.ground),
    })
}

fn id<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn all<T: FromStr + Ord>(texts: &[String]) -> Option<BTreeSet<T>> {
    texts.iter().map(|text| id(text)).collect()
}

fn at(at: Option<Timestamp>) -> Option<DateTime<Utc>> {
    time::instant(&at?)
}

fn note(text: String) -> Option<Note> {
    Note::try_from(text).ok()
}

/// A text that may be empty.
fn maybe<T>(text: String, parse: impl FnOnce(String) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() {
        Some(None)
    } else {
        parse(text).map(Some)
    }
}
