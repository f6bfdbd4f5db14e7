//! Proving that the journal gives the contacts that are stored; names and accounts are in no entry.

use async_trait::async_trait;
use handrail_contracts::{feed::v1::Entry, intake::v1::ContactEvent};
use handrail_domain::{ContactId, obligation::Subject};
use handrail_ledger::{
    LedgerError,
    verify::{Finding, FindingKind, Replay},
};
use prost::Message;
use sea_orm::DatabaseTransaction;

use crate::{
    contact::{Contact, Event},
    service::Intake,
    store,
    wire::{PAYLOAD, event_from_wire},
};

#[async_trait]
impl Replay for Intake {
    async fn subjects(&self, snapshot: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        store::subjects(snapshot).await
    }

    async fn check(
        &self,
        snapshot: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        if subject.kind != "contact" {
            return Ok(Vec::new());
        }
        let id = ContactId(subject.id);
        let stored = match store::get(snapshot, id).await {
            Err(LedgerError::Corrupt(what)) => {
                return Ok(vec![Finding::about(FindingKind::Replay, subject, what)]);
            }
            stored => stored?,
        };
        let wrong = match history(id, entries) {
            Err(what) => Some((FindingKind::Payload, what)),
            Ok(events) => (Contact::replayed(id, events) != stored).then_some((
                FindingKind::Replay,
                "replaying its entries does not give the contact that is stored",
            )),
        };
        let finding = wrong.map(|(kind, what)| Finding::about(kind, subject, what));
        Ok(finding.into_iter().collect())
    }
}

/// The events of a contact, in order.
fn history(id: ContactId, entries: &[Entry]) -> Result<Vec<Event>, &'static str> {
    let payloads = entries.iter().filter_map(|entry| entry.payload.as_ref());
    let own = payloads.filter(|payload| payload.type_url == PAYLOAD);
    own.zip(1..)
        .map(|(payload, version)| {
            let event = ContactEvent::decode(payload.value.as_slice()).ok();
            match event.as_ref().and_then(event_from_wire) {
                Some((of, at, event)) if of == id && at == version => Ok(event),
                Some(_) => Err("an event is not the next of its contact"),
                None => Err("an event can't be read"),
            }
        })
        .collect()
}
