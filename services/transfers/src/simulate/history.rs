//! What a journal says about each transfer: what happened, and what was owed.

use super::{CantTell, Owed, Simulation, Trial, replay};
use crate::{
    transfer::Event,
    wire::{TRANSFER_EVENT, event_from_wire},
};
use chrono::{DateTime, Utc};
use handrail_contracts::{
    feed::v1::{Entry, ObligationChange, ObligationEvent},
    time,
    transfers::v1::TransferEvent,
};
use handrail_domain::{EntryId, ObligationId, TransferId};
use prost::Message;
use std::collections::BTreeMap;

/// The type of the payload of every entry about a duty.
const OBLIGATION_EVENT: &str = "type.googleapis.com/handrail.feed.v1.ObligationEvent";

/// The histories of transfers, as their entries are read from the journal in order.
#[derive(Debug, Default)]
pub struct Histories {
    transfers: BTreeMap<TransferId, History>,
    /// When anything was last recorded.
    until: Option<DateTime<Utc>>,
}

/// What is recorded about one transfer.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) happened: Vec<Recorded>,
    /// What was owed, as it stands.
    pub(crate) owed: BTreeMap<ObligationId, Owed>,
    /// What was set aside, and when.
    pub(crate) waived: BTreeMap<ObligationId, DateTime<Utc>>,
}

/// Something that happened, and when it was recorded.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) event: Event,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) entry: EntryId,
}

/// An entry that can't be understood: another release wrote it, or it was tampered with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {0} of the journal can't be read")]
pub struct Unreadable(pub String);

impl Histories {
    /// Takes in the next entry of the journal. What is not about a transfer says only how late it is.
    ///
    /// # Errors
    /// When it is about a transfer and can't be read.
    pub fn note(&mut self, entry: &Entry) -> Result<(), Unreadable> {
        self.read(entry).ok_or_else(|| Unreadable(entry.id.clone()))
    }

    fn read(&mut self, entry: &Entry) -> Option<()> {
        let recorded_at = time::instant(entry.recorded_at.as_ref()?)?;
        self.until = self.until.max(Some(recorded_at));
        let Some(payload) = &entry.payload else {
            return Some(());
        };
        if payload.type_url == TRANSFER_EVENT {
            let event = TransferEvent::decode(payload.value.as_slice()).ok()?;
            let (transfer, _, event) = event_from_wire(event)?;
            let recorded = Recorded {
                event,
                recorded_at,
                entry: entry.id.parse().ok()?,
            };
            self.transfers
                .entry(transfer)
                .or_default()
                .happened
                .push(recorded);
        } else if payload.type_url == OBLIGATION_EVENT {
            let event = ObligationEvent::decode(payload.value.as_slice()).ok()?;
            self.owed(&event, recorded_at)?;
        }
        Some(())
    }

    fn owed(&mut self, event: &ObligationEvent, at: DateTime<Utc>) -> Option<()> {
        let obligation = event.obligation.as_ref()?;
        let subject = obligation.subject.as_ref()?;
        let transfer = TransferId(subject.id.parse().ok()?);
        let (id, owed) = Owed::from_wire(obligation)?;
        let history = self.transfers.entry(transfer).or_default();
        history.owed.insert(id, owed);
        if event.change() == ObligationChange::Waived {
            history.waived.insert(id, at);
        }
        Some(())
    }

    /// The transfers there are.
    pub fn transfers(&self) -> impl Iterator<Item = TransferId> {
        self.transfers.keys().copied()
    }

    /// Tries a transfer under other rules, up to when the journal was last written; nothing when the journal
    /// knows no such transfer from its beginning.
    ///
    /// # Errors
    /// When the edition that it follows is not loaded, or the calendar ends before something is due.
    pub fn simulate(
        &self,
        transfer: TransferId,
        trial: Trial<'_>,
    ) -> Result<Option<Simulation>, CantTell> {
        match (self.transfers.get(&transfer), self.until) {
            (Some(history), Some(until)) => replay::replay(transfer, history, until, trial),
            _ => Ok(None),
        }
    }
}
