//! Leads, as callers see them and as they stand in the journal.

use super::text;
use crate::lead::{CameBy, Lead, LeadEvent};
use handrail_contracts::{
    time::{self, date_to_wire, timestamp},
    transfers::v1 as wire,
};

/// A lead as it goes on the wire.
pub(crate) fn lead_to_wire(lead: &Lead) -> wire::Lead {
    let (transfer, contact) = match &lead.came_by {
        CameBy::Transfer(transfer) => (Some(transfer), None),
        CameBy::Contact(contact) => (None, Some(contact)),
        CameBy::Admission => (None, None),
    };
    let worker = lead.worker.as_ref();
    wire::Lead {
        child_id: lead.child.to_string(),
        household_id: lead.household.to_string(),
        team_id: lead.team.to_string(),
        since: Some(timestamp(lead.since)),
        until: lead.until.map(timestamp),
        worker_id: text(worker.map(|(worker, _)| worker)),
        worker_started_on: worker.map(|(_, on)| date_to_wire(*on)),
        transfer_id: text(transfer),
        contact_id: text(contact),
    }
}

/// What happened to a lead, as it goes into the journal.
pub(crate) fn lead_event_to_wire(event: &LeadEvent) -> wire::LeadEvent {
    let previous = match event {
        LeadEvent::Moved { previous, .. } => Some(previous),
        LeadEvent::Opened(_) | LeadEvent::WorkerStarted(_) => None,
    };
    wire::LeadEvent {
        lead: Some(lead_to_wire(event.lead())),
        previous_team_id: text(previous),
    }
}

/// What happened to a lead, read from the journal again by its kind there; nothing when it can't be
/// understood.
pub(crate) fn lead_event_from_wire(kind: &str, event: wire::LeadEvent) -> Option<LeadEvent> {
    let lead = lead_from_wire(&event.lead?)?;
    Some(match kind {
        "lead.opened" => LeadEvent::Opened(lead),
        "lead.moved" => LeadEvent::Moved {
            lead,
            previous: event.previous_team_id.parse().ok()?,
        },
        "lead.worker-started" => LeadEvent::WorkerStarted(lead),
        _ => return None,
    })
}

fn lead_from_wire(lead: &wire::Lead) -> Option<Lead> {
    let worker = match (&lead.worker_started_on, lead.worker_id.as_str()) {
        (Some(on), worker) => Some((worker.parse().ok()?, time::date_from_wire(on)?)),
        (None, _) => None,
    };
    let came_by = match (lead.transfer_id.as_str(), lead.contact_id.as_str()) {
        ("", "") => CameBy::Admission,
        ("", contact) => CameBy::Contact(contact.parse().ok()?),
        (transfer, _) => CameBy::Transfer(transfer.parse().ok()?),
    };
    Some(Lead {
        child: lead.child_id.parse().ok()?,
        household: lead.household_id.parse().ok()?,
        team: lead.team_id.parse().ok()?,
        since: time::instant(lead.since.as_ref()?)?,
        until: match &lead.until {
            Some(until) => Some(time::instant(until)?),
            None => None,
        },
        worker,
        came_by,
    })
}
