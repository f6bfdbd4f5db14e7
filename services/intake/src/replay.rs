//! Proving that the journal gives what is stored; names and accounts are in no entry.

use async_trait::async_trait;
use handrail_contracts::{
    feed::v1::Entry,
    intake::v1::{ConsentEvent, ContactEvent, DisclosureEvent},
};
use handrail_domain::{ConsentId, ContactId, DisclosureId, obligation::Subject};
use handrail_ledger::{
    LedgerError,
    verify::{Finding, FindingKind, Replay},
};
use prost::Message;
use prost_types::Any;
use sea_orm::DatabaseTransaction;

use crate::{
    consent::{self, Consent, What},
    contact::{Contact, Event},
    service::Intake,
    store,
    wire::{
        CONSENT_PAYLOAD, DISCLOSURE_PAYLOAD, PAYLOAD, Told, consent_event_from_wire,
        disclosure_from_wire, event_from_wire,
    },
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
        let replayed = match subject.kind.as_str() {
            "contact" => contact(snapshot, ContactId(subject.id), entries).await,
            "consent" => consent(snapshot, ConsentId(subject.id), entries).await,
            "disclosure" => disclosure(snapshot, DisclosureId(subject.id), entries).await,
            _ => return Ok(Vec::new()),
        };
        let wrong = match replayed {
            Err(LedgerError::Corrupt(what)) => Some((FindingKind::Replay, what)),
            replayed => replayed?.map(|(kind, what)| (kind, what.to_owned())),
        };
        let finding = wrong.map(|(kind, what)| Finding::about(kind, subject, what));
        Ok(finding.into_iter().collect())
    }
}

/// What is wrong, if anything is.
type Wrong = Option<(FindingKind, &'static str)>;

/// Compares what a history makes with what is stored.
fn compared<T: PartialEq>(history: Result<Option<T>, &'static str>, stored: Option<&T>) -> Wrong {
    match history {
        Err(what) => Some((FindingKind::Payload, what)),
        Ok(replayed) => (replayed.as_ref() != stored).then_some((
            FindingKind::Replay,
            "replaying its entries does not give what is stored",
        )),
    }
}

async fn contact(
    snapshot: &DatabaseTransaction,
    id: ContactId,
    entries: &[Entry],
) -> Result<Wrong, LedgerError> {
    let stored = store::get(snapshot, id).await?;
    let history = history(id, entries).map(|events| Contact::replayed(id, events));
    Ok(compared(history, stored.as_ref()))
}

async fn consent(
    snapshot: &DatabaseTransaction,
    id: ConsentId,
    entries: &[Entry],
) -> Result<Wrong, LedgerError> {
    let stored = store::consent(snapshot, id).await?;
    Ok(compared(replayed_consent(id, entries), stored.as_ref()))
}

async fn disclosure(
    snapshot: &DatabaseTransaction,
    id: DisclosureId,
    entries: &[Entry],
) -> Result<Wrong, LedgerError> {
    let stored = store::disclosure(snapshot, id).await?;
    let payload = own(entries, DISCLOSURE_PAYLOAD).next();
    let history = payload.map(|payload| {
        let event = DisclosureEvent::decode(payload.value.as_slice()).ok();
        let told = event.as_ref().and_then(disclosure_from_wire);
        told.ok_or("a decision can't be read")
    });
    Ok(compared(history.transpose(), stored.as_ref()))
}

fn own<'e>(entries: &'e [Entry], payload_type: &'e str) -> impl Iterator<Item = &'e Any> {
    let payloads = entries.iter().filter_map(|entry| entry.payload.as_ref());
    payloads.filter(move |payload| payload.type_url == payload_type)
}

/// The consent that its entries make.
fn replayed_consent(id: ConsentId, entries: &[Entry]) -> Result<Option<Consent>, &'static str> {
    let mut replayed: Option<Consent> = None;
    for (payload, version) in own(entries, CONSENT_PAYLOAD).zip(1..) {
        let event = ConsentEvent::decode(payload.value.as_slice()).ok();
        let told = event.as_ref().and_then(consent_event_from_wire);
        let told = told.ok_or("an event can't be read")?;
        if told.consent != id || told.version != version {
            return Err("an event is not the next of its consent");
        }
        replayed = match (replayed, told) {
            (Some(consent), Told { event, .. }) => Some(consent.after(&event)),
            (
                None,
                Told {
                    household,
                    children,
                    event:
                        consent::Event {
                            at,
                            what: What::Drafted(drafted),
                        },
                    ..
                },
            ) => Some(Consent::drafted(id, (household, children), drafted, at)),
            (None, _) => return Err("the first event does not make a consent"),
        };
    }
    Ok(replayed)
}

/// The events of a contact, in order.
fn history(id: ContactId, entries: &[Entry]) -> Result<Vec<Event>, &'static str> {
    own(entries, PAYLOAD)
        .zip(1..)
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
