//! Proving that the disputes are what their journal says.

use async_trait::async_trait;
use handrail_contracts::{escalation::v1::DisputeEvent, feed::v1::Entry};
use handrail_domain::{DisputeId, obligation::Subject};
use handrail_ledger::{
    LedgerError,
    verify::{Finding, FindingKind, Replay},
};
use prost::Message;
use sea_orm::DatabaseTransaction;

use crate::{
    dispute::{Dispute, evolve},
    store,
    wire::{EVENT_TYPE, event_from_wire},
};

/// Folds the events of each dispute and compares with its row.
pub(crate) struct DisputeReplay;

#[async_trait]
impl Replay for DisputeReplay {
    async fn subjects(&self, snapshot: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        store::subjects(snapshot).await
    }

    async fn check(
        &self,
        snapshot: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        let about = |kind, what: &str| vec![Finding::about(kind, subject, what)];
        let replayed = match replayed(entries) {
            Ok(replayed) => replayed,
            Err(Unreplayable::Payload) => {
                return Ok(about(FindingKind::Payload, "an event can't be read"));
            }
            Err(Unreplayable::Order) => {
                return Ok(about(
                    FindingKind::Replay,
                    "the events do not follow one another",
                ));
            }
        };
        let stored = match store::get(snapshot, DisputeId(subject.id)).await {
            Ok(stored) => stored,
            Err(LedgerError::Corrupt(_)) => {
                return Ok(about(FindingKind::Replay, "the dispute can't be read"));
            }
            Err(error) => return Err(error),
        };
        if stored == replayed {
            return Ok(Vec::new());
        }
        Ok(about(
            FindingKind::Replay,
            "the dispute is not what its events say",
        ))
    }
}

enum Unreplayable {
    Payload,
    Order,
}

fn replayed(entries: &[Entry]) -> Result<Option<Dispute>, Unreplayable> {
    let payloads = entries.iter().filter_map(|entry| entry.payload.as_ref());
    let mut dispute = None;
    for payload in payloads.filter(|payload| payload.type_url == EVENT_TYPE) {
        let event = DisputeEvent::decode(payload.value.as_slice());
        let event = event.map_err(|_| Unreplayable::Payload)?;
        let (version, event) = event_from_wire(&event).ok_or(Unreplayable::Payload)?;
        let after = evolve(dispute, &event).map_err(|_| Unreplayable::Order)?;
        if after.version != version {
            return Err(Unreplayable::Order);
        }
        dispute = Some(after);
    }
    Ok(dispute)
}
