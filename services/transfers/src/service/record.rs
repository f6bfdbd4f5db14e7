//! What goes into the books with every step of a transfer: the journal entry with those who are told,
//! the leads that pass, and the duties that follow.

use crate::{
    error::Error,
    lead::{self, Lead, LeadEvent},
    store,
    transfer::{Event, Terms, Told, Transfer, cannot_stay, parties, tells},
    wire::{LEAD_EVENT, TRANSFER_EVENT, event_to_wire, lead_event_to_wire, payload},
};
use handrail_domain::{
    ClauseId, EntryId,
    edition::{Duty, Fact, RuleName},
    obligation::{Change, ChangeKind, Obligation, State, reconcile},
};
use handrail_frame::Rules;
use handrail_ledger::{LedgerError, NewEntry, Tell, Unit};

/// One step of a transfer. There is nothing before the first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) before: Option<&'a Transfer>,
    pub(crate) after: &'a Transfer,
    pub(crate) event: &'a Event,
    pub(crate) entry: EntryId,
    pub(crate) actor: &'a str,
}

/// Records a step whose transfer is kept already, and returns all duties of the transfer.
pub(crate) async fn record(
    unit: &mut Unit,
    step: Step<'_>,
    terms: Terms<'_>,
    rules: &Rules,
) -> Result<Vec<Obligation>, Error> {
    append(unit, step, terms);
    pass_leads(unit, step, terms).await?;
    owe(unit, step, terms, rules).await
}

fn append(unit: &mut Unit, step: Step<'_>, terms: Terms<'_>) {
    let Step { after, event, .. } = step;
    let known = step.before.map_or(0, |before| before.happened.len());
    let new = after.happened.get(known..).unwrap_or_default();
    let facts: Vec<Fact> = new.iter().map(|one| one.fact).collect();
    let mut clauses = terms.clauses_of(after, &facts);
    if let Event::Disagreed(disagreed) = event {
        clauses.extend_from_slice(&disagreed.clauses);
    }
    let mut told = event_to_wire(after.id, after.version, event);
    told.cannot_stay_clause_ids = cannot_stay(after, terms)
        .iter()
        .map(ToString::to_string)
        .collect();
    unit.append(NewEntry {
        id: Some(step.entry),
        subject: after.subject(),
        kind: event.named().0,
        payload: payload(TRANSFER_EVENT, &told),
        occurred_at: event.at(),
        actor: step.actor.to_owned(),
        edition: Some(after.edition.clone()),
        clauses,
        tells: tells(after, new, &terms).into_iter().map(tell).collect(),
    });
}

async fn pass_leads(unit: &mut Unit, step: Step<'_>, terms: Terms<'_>) -> Result<(), Error> {
    let Some(before) = step.before else {
        return Ok(());
    };
    let mut now: Vec<Lead> = Vec::new();
    if step.after.lead_passed_at.is_some() {
        for child in &step.after.children {
            now.extend(store::lead_now(unit.conn(), child.id).await?);
        }
    }
    let current = |child| now.iter().find(|lead| lead.child == child);
    for event in lead::follows(before, step.after, current) {
        let clauses = match &event {
            LeadEvent::WorkerStarted(_) => terms.edition.rule_clauses(RuleName::RealStart),
            LeadEvent::Opened(_) | LeadEvent::Moved { .. } => terms.lead_moves(step.after).clauses,
        };
        note_lead(unit, &event, step.entry, step.actor, clauses).await?;
    }
    Ok(())
}

/// Keeps what happened to a lead, and has it entered into the journal.
pub(crate) async fn note_lead(
    unit: &mut Unit,
    event: &LeadEvent,
    cause: EntryId,
    actor: &str,
    clauses: Vec<ClauseId>,
) -> Result<(), LedgerError> {
    store::note_lead_event(unit, event).await?;
    let lead = event.lead();
    let (kind, _) = event.named();
    unit.append(NewEntry {
        id: Some(EntryId::derived(cause.0, &format!("{kind}/{}", lead.child))),
        subject: store::subject_of(lead.household),
        kind,
        payload: payload(LEAD_EVENT, &lead_event_to_wire(event)),
        occurred_at: match event {
            LeadEvent::Opened(lead) | LeadEvent::Moved { lead, .. } => lead.since,
            LeadEvent::WorkerStarted(_) => unit.now(),
        },
        actor: actor.to_owned(),
        edition: None,
        clauses,
        tells: Vec::new(),
    });
    Ok(())
}

async fn owe(
    unit: &mut Unit,
    step: Step<'_>,
    terms: Terms<'_>,
    rules: &Rules,
) -> Result<Vec<Obligation>, Error> {
    let subject = step.after.subject();
    let on_record = unit.obligations(subject.id).await?;
    let changes = reconcile(
        rules.ruler(terms.edition),
        terms.pathway.id.as_str(),
        &subject,
        terms.edition.duties(&terms.pathway.elements),
        &step.after.facts(&terms),
        parties(step.after, terms.directory),
        &on_record,
    )?;
    // Whoever has done a thing in the same step need not be told that it was owed.
    let closed: Vec<_> = changes
        .iter()
        .filter(|change| change.kind == ChangeKind::Fulfilled)
        .map(|change| change.obligation.id)
        .collect();
    let tells = |change: &Change| {
        // The timer has not told of it: the time was past when it became known.
        let is_found_late = change.obligation.state == State::MetLate
            && !on_record
                .iter()
                .any(|before| before.id == change.obligation.id && before.breached_at.is_some());
        if is_found_late {
            told_of_breach(change, step.after, terms)
        } else if closed.contains(&change.obligation.id) {
            Vec::new()
        } else {
            owner_tell(change).into_iter().collect()
        }
    };
    unit.apply(changes, step.actor, tells).await?;
    Ok(unit.obligations(subject.id).await?)
}

/// Who is told that a duty was late: its owner, and whom the duty says.
pub(crate) fn told_of_breach(change: &Change, transfer: &Transfer, terms: Terms<'_>) -> Vec<Tell> {
    let obligation = &change.obligation;
    let mut posts = vec![obligation.owner.clone()];
    let post = parties(transfer, terms.directory);
    let also = duty_of(change, terms).map(|duty| duty.breach.tell.as_slice());
    for to in also
        .unwrap_or_default()
        .iter()
        .filter_map(|party| post(*party))
    {
        if !posts.contains(&to) {
            posts.push(to);
        }
    }
    let tell = |to| Tell {
        to,
        reason: "duty-breached".to_owned(),
        clauses: obligation.clauses.clone(),
        due: obligation.due(),
    };
    posts.into_iter().map(tell).collect()
}

/// The duty that an obligation comes from.
pub(crate) fn duty_of<'t>(change: &Change, terms: Terms<'t>) -> Option<&'t Duty> {
    let part = &terms.pathway.id;
    let mut duties = terms.edition.duties(&terms.pathway.elements);
    duties.find(|duty| format!("{part}/{}", duty.id) == change.obligation.duty)
}

/// What the owner of a duty is told of its change.
fn owner_tell(change: &Change) -> Option<Tell> {
    let reason = match change.kind {
        ChangeKind::Armed | ChangeKind::Reassigned => "duty-owed",
        ChangeKind::Reprojected => "duty-moved",
        ChangeKind::Restated
        | ChangeKind::Breached
        | ChangeKind::Fulfilled
        | ChangeKind::Waived
        | ChangeKind::Cancelled => return None,
    };
    let obligation = &change.obligation;
    Some(Tell {
        to: obligation.owner.clone(),
        reason: reason.to_owned(),
        clauses: obligation.clauses.clone(),
        due: obligation.due(),
    })
}

fn tell(told: Told) -> Tell {
    Tell {
        to: told.to,
        reason: told.reason,
        clauses: told.clauses,
        due: None,
    }
}
