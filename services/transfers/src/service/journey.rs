//! A child's journey, told from the journal: every lead, and every step of every transfer.

use super::Transfers;
use crate::{
    error::Error,
    store,
    wire::{LEAD_EVENT, TRANSFER_EVENT, event_from_wire, lead_event_from_wire, lead_to_wire},
};
use handrail_contracts::{
    feed::v1::Entry,
    time,
    transfers::v1::{self as wire, LeadEvent, TransferEvent},
};
use handrail_domain::ChildId;
use handrail_ledger::{LedgerError, entries_of};
use prost::Message;

impl Transfers {
    /// Tells the journey of a child.
    pub(crate) async fn journey(&self, child: ChildId) -> Result<wire::Journey, Error> {
        let db = self.ledger.db();
        let reading = async {
            let leads = store::history(db, child).await?;
            let mut entries = Vec::new();
            if let Some(first) = leads.first() {
                entries.extend(entries_of(db, first.household.0).await?);
            }
            for transfer in store::of_child(db, child).await? {
                entries.extend(entries_of(db, transfer.0).await?);
            }
            Ok((leads, entries))
        };
        let (leads, mut entries) = self.ledger.read("journey.get", reading).await?;
        if leads.is_empty() {
            return Err(Error::NotFound("child"));
        }
        // One household is one partition: its positions are the order of recording.
        entries.sort_by_key(|entry| {
            (
                entry.occurred_at.as_ref().and_then(time::instant),
                entry.position,
            )
        });
        let mut steps = Vec::new();
        for entry in entries {
            steps.extend(step(entry, child)?);
        }
        Ok(wire::Journey {
            leads: leads.iter().map(lead_to_wire).collect(),
            steps,
        })
    }
}

/// The step that an entry is; nothing for an entry about another child, or about a duty.
fn step(entry: Entry, child: ChildId) -> Result<Option<wire::JourneyStep>, LedgerError> {
    let unreadable = || LedgerError::Corrupt(format!("entry {}", entry.id));
    let Some(payload) = &entry.payload else {
        return Ok(None);
    };
    let (title, transfer_id) = match payload.type_url.as_str() {
        TRANSFER_EVENT => {
            let event = TransferEvent::decode(payload.value.as_slice()).ok();
            let event = event.and_then(event_from_wire).ok_or_else(unreadable)?;
            (event.2.title(), event.0.to_string())
        }
        LEAD_EVENT => {
            let event = LeadEvent::decode(payload.value.as_slice()).ok();
            let event = event.and_then(|event| lead_event_from_wire(&entry.kind, event));
            let event = event.ok_or_else(unreadable)?;
            if event.lead().child != child {
                return Ok(None);
            }
            (
                event.named().1.to_owned(),
                lead_to_wire(event.lead()).transfer_id,
            )
        }
        _ => return Ok(None),
    };
    Ok(Some(wire::JourneyStep {
        at: entry.occurred_at,
        kind: entry.kind,
        title,
        transfer_id,
        actor: entry.actor,
        clause_ids: entry.clause_ids,
    }))
}
