//! Proving that the journal gives what is stored: each transfer is the fold of its events, and each
//! child of a household has the leads of its events, one of them of now; each regular meeting is the fold of its own.

use crate::{
    lead::{self, Lead},
    meeting::{self, Meeting},
    service::Transfers,
    store,
    transfer::{Event, fold},
    wire::{
        LEAD_EVENT, MEETING_EVENT, TRANSFER_EVENT, event_from_wire, lead_event_from_wire,
        meeting_event_from_wire,
    },
};
use async_trait::async_trait;
use handrail_contracts::{
    feed::v1::Entry,
    transfers::v1::{LeadEvent, MeetingEvent, TransferEvent},
};
use handrail_domain::{ChildId, MeetingId, TransferId, obligation::Subject};
use handrail_ledger::{
    LedgerError,
    verify::{Finding, FindingKind, Replay},
};
use prost::Message;
use sea_orm::DatabaseTransaction;
use std::collections::BTreeMap;

#[async_trait]
impl Replay for Transfers {
    async fn subjects(&self, snapshot: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        let mut subjects = store::subjects(snapshot).await?;
        subjects.extend(store::households(snapshot).await?);
        subjects.extend(store::meeting_subjects(snapshot).await?);
        Ok(subjects)
    }

    async fn check(
        &self,
        snapshot: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        let checked = match subject.kind.as_str() {
            "transfer" => self.transfer(snapshot, subject, entries).await,
            "meeting" => meeting(snapshot, subject, entries).await,
            "household" => leads(snapshot, subject, entries).await,
            _ => return Ok(Vec::new()),
        };
        match checked {
            Ok(findings) => Ok(findings),
            // A row that contradicts itself is a finding like any other.
            Err(LedgerError::Corrupt(what)) => {
                Ok(vec![Finding::about(FindingKind::Replay, subject, what)])
            }
            Err(error) => Err(error),
        }
    }
}

impl Transfers {
    async fn transfer(
        &self,
        snapshot: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        let id = TransferId(subject.id);
        let wrong = |kind, what: &str| Ok(vec![Finding::about(kind, subject, what)]);
        let stored = store::get(snapshot, id).await?;
        let Some(events) = events_of(id, entries) else {
            return wrong(
                FindingKind::Payload,
                "an event can't be read, or is not the next of its transfer",
            );
        };
        let rules = self.rulebook.current();
        let edition = match events.first() {
            Some(Event::Opened(opened)) => rules.protocol.edition(&opened.edition),
            _ => None,
        };
        let replayed = edition.and_then(|edition| fold(id, edition, &events));
        if replayed == stored {
            return Ok(Vec::new());
        }
        wrong(
            FindingKind::Replay,
            "replaying its entries does not give the transfer that is stored",
        )
    }
}

/// The events of a transfer, in order.
fn events_of(id: TransferId, entries: &[Entry]) -> Option<Vec<Event>> {
    let payloads = entries.iter().filter_map(|entry| entry.payload.as_ref());
    let own = payloads.filter(|payload| payload.type_url == TRANSFER_EVENT);
    own.zip(1..)
        .map(|(payload, version)| {
            let event = TransferEvent::decode(payload.value.as_slice()).ok()?;
            let (of, at, event) = event_from_wire(event)?;
            (of == id && at == version).then_some(event)
        })
        .collect()
}

async fn meeting(
    snapshot: &DatabaseTransaction,
    subject: &Subject,
    entries: &[Entry],
) -> Result<Vec<Finding>, LedgerError> {
    let id = MeetingId(subject.id);
    let wrong = |kind, what: &str| Ok(vec![Finding::about(kind, subject, what)]);
    let payloads = entries.iter().filter_map(|entry| entry.payload.as_ref());
    let own = payloads.filter(|payload| payload.type_url == MEETING_EVENT);
    let events: Option<Vec<meeting::Event>> = own
        .zip(1..)
        .map(|(payload, version)| {
            let event = MeetingEvent::decode(payload.value.as_slice()).ok()?;
            let (of, at, event) = meeting_event_from_wire(event)?;
            (of == id && at == version).then_some(event)
        })
        .collect();
    let Some(events) = events else {
        return wrong(
            FindingKind::Payload,
            "an event can't be read, or is not the next of its meeting",
        );
    };
    if Meeting::fold(id, &events) == store::meeting(snapshot, id).await? {
        return Ok(Vec::new());
    }
    wrong(
        FindingKind::Replay,
        "replaying its entries does not give the meeting that is stored",
    )
}

async fn leads(
    snapshot: &DatabaseTransaction,
    subject: &Subject,
    entries: &[Entry],
) -> Result<Vec<Finding>, LedgerError> {
    let mut findings = Vec::new();
    let mut replayed: BTreeMap<ChildId, Vec<Lead>> = BTreeMap::new();
    for entry in entries {
        let payload = entry.payload.as_ref();
        let Some(payload) = payload.filter(|payload| payload.type_url == LEAD_EVENT) else {
            continue;
        };
        let event = LeadEvent::decode(payload.value.as_slice()).ok();
        match event.and_then(|event| lead_event_from_wire(&entry.kind, event)) {
            Some(event) => lead::fold(replayed.entry(event.lead().child).or_default(), &event),
            None => findings.push(Finding::about(
                FindingKind::Payload,
                subject,
                "what happened to a lead can't be read",
            )),
        }
    }
    let mut stored: BTreeMap<ChildId, Vec<Lead>> = BTreeMap::new();
    for lead in store::of_household(snapshot, subject.household).await? {
        stored.entry(lead.child).or_default().push(lead);
    }
    if replayed != stored {
        findings.push(Finding::about(
            FindingKind::Replay,
            subject,
            "replaying its entries does not give the leads that are stored",
        ));
    }
    for (child, leads) in &stored {
        if let Some(what) = broken(leads) {
            let what = format!("child {child} {what}");
            findings.push(Finding::about(FindingKind::Lead, subject, what));
        }
    }
    Ok(findings)
}

/// What is wrong with the leads of a child: one follows the other without a gap, the last is of now.
fn broken(leads: &[Lead]) -> Option<&'static str> {
    if leads.iter().filter(|lead| lead.until.is_none()).count() != 1 {
        return Some("has not exactly one lead now");
    }
    let gap = leads.windows(2).any(|pair| match pair {
        [earlier, later] => earlier.until != Some(later.since) || later.since < earlier.since,
        _ => false,
    });
    gap.then_some("was led by two teams or by none for a time")
}
