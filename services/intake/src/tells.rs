//! Who is told of what happens at the front door.

use handrail_domain::{
    edition::Fact,
    obligation::{Change, ChangeKind},
};
use handrail_ledger::Tell;

use crate::contact::{Contact, Door, Event};

/// Who is told of an event, as the edition says; `contact` is as it stands after the event.
pub(crate) fn of_event(event: &Event, contact: &Contact, door: Door<'_>) -> Vec<Tell> {
    let situation = contact.situation();
    let mut tells: Vec<Tell> = Vec::new();
    for fact in facts_of(event) {
        let tellings = door
            .edition
            .tellings(&door.door.elements, *fact, &situation);
        for telling in tellings {
            for party in &telling.to {
                let Some(to) = contact.post(*party, door) else {
                    continue;
                };
                if !tells
                    .iter()
                    .any(|tell| tell.to == to && tell.reason == telling.reason)
                {
                    tells.push(Tell {
                        to,
                        reason: telling.reason.clone(),
                        clauses: telling.clauses.clone(),
                        due: None,
                    });
                }
            }
        }
    }
    tells
}

/// Who is told of a change of a duty: its owner, of what is owed and by when, and of a breach also
/// whoever the edition names.
pub(crate) fn of_change(change: &Change, contact: &Contact, door: Door<'_>) -> Vec<Tell> {
    let obligation = &change.obligation;
    let reason = match change.kind {
        ChangeKind::Armed | ChangeKind::Reassigned => "duty-owed",
        ChangeKind::Breached => "duty-breached",
        ChangeKind::Reprojected => "duty-moved",
        ChangeKind::Fulfilled | ChangeKind::Waived | ChangeKind::Cancelled => return Vec::new(),
    };
    let mut told = vec![obligation.owner.clone()];
    if change.kind == ChangeKind::Breached {
        let (_, id) = obligation.duty.split_once('/').unwrap_or_default();
        let duty = door.duties().find(|duty| duty.id.as_str() == id);
        let also = duty
            .map(|duty| duty.breach.tell.as_slice())
            .unwrap_or_default();
        told.extend(also.iter().filter_map(|party| contact.post(*party, door)));
    }
    let tell = |to| Tell {
        to,
        reason: reason.to_owned(),
        clauses: obligation.clauses.clone(),
        due: obligation.due(),
    };
    told.into_iter().map(tell).collect()
}

fn facts_of(event: &Event) -> &'static [Fact] {
    match event {
        Event::Registered(_) => &[Fact::ContactRouted],
        Event::RedirectionProposed { .. } => &[Fact::RedirectionProposed],
        Event::RedirectionAgreed { .. } => &[Fact::ContactPlaced],
        Event::RedirectionDisputed { .. } => &[Fact::RedirectionDisputed],
        Event::DirectionApplied { .. } => &[Fact::DirectionApplied, Fact::ContactPlaced],
        Event::Accepted { .. } => &[Fact::ContactPlaced, Fact::ContactAccepted],
    }
}
