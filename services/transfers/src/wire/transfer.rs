//! A transfer as callers see it: what it is, what is owed, what is advised, what holds it.

use super::{OnWire, text, texts};
use crate::transfer::{Child, JointWorking, Meeting, Query, Recorded, Terms, Transfer, Work};
use chrono::{DateTime, Utc};
use handrail_contracts::{
    common::v1::Advice,
    obligation::obligation_to_wire,
    parse::birth_to_wire,
    time::{date_to_wire, timestamp},
    transfers::v1 as wire,
};
use handrail_domain::{
    edition::{Anchor, Fact},
    obligation::Obligation,
};
use std::cmp::Reverse;

/// A transfer as it goes on the wire; of its `obligations` those that are open.
pub(crate) fn transfer_to_wire(
    transfer: &Transfer,
    obligations: &[Obligation],
    terms: Terms<'_>,
) -> wire::Transfer {
    let at = |fact| transfer.first(fact).map(timestamp);
    wire::Transfer {
        id: transfer.id.to_string(),
        version: transfer.version,
        household_id: transfer.household.to_string(),
        edition_id: transfer.edition.to_string(),
        pathway_id: transfer.pathway.to_string(),
        from_team_id: transfer.from.to_string(),
        to_team_id: text(transfer.to.as_ref()),
        first_to_team_id: text(transfer.first_to.as_ref()),
        children: transfer.children.iter().map(child).collect(),
        proposed_plan: transfer.plan.number(),
        progressed_at: Some(timestamp(transfer.progressed_at)),
        stage: transfer.stage().number(),
        early_warning_sent_at: at(Fact::EarlyWarningSent),
        reviewed_at: at(Fact::Reviewed),
        agreed_at: at(Fact::Agreed),
        queries: transfer.queries.iter().map(query).collect(),
        joint_visit: transfer.joint_visit.as_ref().map(|visit| wire::JointVisit {
            planned_for: visit.planned_for.map(timestamp),
            made_at: visit.made_at.map(timestamp),
        }),
        named_worker_id: text(transfer.named_worker.as_ref()),
        meeting: transfer.meeting.as_ref().map(meeting),
        assessment_shared_at: at(Fact::AssessmentShared),
        minutes_completed_at: at(Fact::MinutesCompleted),
        requested_at: at(Fact::RequestSent),
        items_not_ready: transfer.items_not_ready.clone(),
        acknowledged_at: at(Fact::Acknowledged),
        decided_at: at(Fact::Decided),
        allocated_worker_id: text(transfer.allocated_worker.as_ref()),
        allocated_at: transfer.last(Fact::Allocated).map(timestamp),
        started_on: transfer.started_on.map(date_to_wire),
        joint_working: transfer.joint_working.iter().map(joint_working).collect(),
        hold: terms.hold(transfer).map(|hold| wire::Hold {
            until: hold.on.to_string(),
            because: hold.because,
            clause_ids: texts(&hold.clauses),
        }),
        dispute_id: text(transfer.dispute.as_ref().map(|dispute| &dispute.id)),
        discussions: transfer.discussions,
        open_obligations: most_urgent_first(obligations),
        advice: advice(transfer, terms),
        circumstances: transfer
            .circumstances
            .iter()
            .map(ToString::to_string)
            .collect(),
        dates: transfer.dates.iter().map(key_date).collect(),
        milestones: transfer.milestones.iter().map(recorded).collect(),
        next_steps: next_steps(transfer, terms),
    }
}

fn key_date((date, at): (&Anchor, &DateTime<Utc>)) -> wire::KeyDate {
    wire::KeyDate {
        date: date.to_string(),
        at: Some(timestamp(*at)),
    }
}

fn recorded(recorded: &Recorded) -> wire::Milestone {
    wire::Milestone {
        milestone: recorded.fact.to_string(),
        at: Some(timestamp(recorded.at)),
        items_missing: recorded.items_missing.clone(),
        note: recorded
            .note
            .as_ref()
            .map(|note| note.as_str().to_owned())
            .unwrap_or_default(),
    }
}

fn next_steps(transfer: &Transfer, terms: Terms<'_>) -> Vec<wire::NextStep> {
    let situation = transfer.situation(&terms);
    let items = |fact| {
        terms
            .edition
            .contents(&terms.pathway.elements, fact, &situation)
            .map(|content| content.item.clone())
            .collect()
    };
    let steps = terms.next_steps(transfer).into_iter();
    steps
        .map(|step| wire::NextStep {
            milestone: step.fact.to_string(),
            by: step.by.to_string(),
            items: items(step.fact),
            clause_ids: texts(&step.clauses),
            roles: texts(&step.roles),
            hands_to: texts(&step.hands_to),
        })
        .collect()
}

fn child(child: &Child) -> wire::TransferChild {
    wire::TransferChild {
        child_id: child.id.to_string(),
        birth: Some(birth_to_wire(child.birth)),
        decision: child.decision.map(OnWire::number).unwrap_or_default(),
        reason: child
            .ground
            .map(|ground| ground.as_str().to_owned())
            .unwrap_or_default(),
        circumstances: child
            .circumstances
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}

fn query(query: &Query) -> wire::Query {
    wire::Query {
        id: query.id.to_string(),
        topic: query.topic.number(),
        question: query.question.as_str().to_owned(),
        raised_at: Some(timestamp(query.raised_at)),
        answer: query
            .answer
            .as_ref()
            .map(|answer| answer.as_str().to_owned())
            .unwrap_or_default(),
        answered_at: query.answered_at.map(timestamp),
    }
}

fn meeting(meeting: &Meeting) -> wire::Meeting {
    wire::Meeting {
        kind: meeting.kind.number(),
        at: Some(timestamp(meeting.at)),
        held_at: meeting.held_at.map(timestamp),
        moved: meeting.moved,
    }
}

fn joint_working(piece: &JointWorking) -> wire::JointWorking {
    wire::JointWorking {
        id: piece.id.to_string(),
        team_id: piece.team.to_string(),
        what: match &piece.work {
            Work::Agreed(what) => what.as_str().to_owned(),
            Work::RecordItem(item) => format!("bring the record up to date: {item}"),
        },
        agreed_at: Some(timestamp(piece.agreed_at)),
        done_at: piece.done_at.map(timestamp),
    }
}

/// Those with a due time by it, the others after them.
fn most_urgent_first(
    obligations: &[Obligation],
) -> Vec<handrail_contracts::common::v1::Obligation> {
    let mut open: Vec<&Obligation> = obligations.iter().filter(|one| one.is_open()).collect();
    open.sort_by_key(|one| {
        let due = one.due();
        (
            Reverse(due.is_some()),
            due.unwrap_or(DateTime::<Utc>::MAX_UTC),
            one.id,
        )
    });
    open.into_iter().map(obligation_to_wire).collect()
}

fn advice(transfer: &Transfer, terms: Terms<'_>) -> Vec<Advice> {
    let advised = terms
        .advice(transfer)
        .into_iter()
        .map(|one| (&one.says, &one.clauses));
    let passed_over = terms
        .passed_over(transfer)
        .into_iter()
        .map(|one| (&one.says, &one.clauses));
    let wished = terms
        .wished(transfer)
        .into_iter()
        .map(|one| (&one.says, &one.clauses));
    let said = advised.chain(passed_over).chain(wished);
    let said = said.map(|(says, clauses)| (says.clone(), clauses));
    let lacking = terms.lacking(transfer);
    let lacking = lacking.iter().map(|content| {
        let says = format!("{} was recorded without: {}", content.of, content.item);
        (says, &content.clauses)
    });
    said.chain(lacking)
        .map(|(text, clauses)| Advice {
            text,
            clause_ids: texts(clauses),
        })
        .collect()
}
