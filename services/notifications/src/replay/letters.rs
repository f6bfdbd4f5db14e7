//! Proving that the journal gives the letters that are kept.

use crate::letter::fold;
use crate::store::{self, LETTER_KIND};
use crate::wire::{LETTER_EVENT, letter_event_of};
use async_trait::async_trait;
use handrail_contracts::feed::v1::Entry;
use handrail_domain::obligation::Subject;
use handrail_ledger::LedgerError;
use handrail_ledger::verify::{Finding, FindingKind, Replay};
use sea_orm::DatabaseTransaction;

/// Folds the events of each letter and compares it with the one that is kept. What it says is in no event, so that it can't be
/// compared: it has to be there.
#[derive(Debug, Clone, Copy)]
pub struct LetterReplay;

#[async_trait]
impl Replay for LetterReplay {
    async fn subjects(&self, snapshot: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        store::letter_subjects(snapshot).await
    }

    async fn check(
        &self,
        snapshot: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        if subject.kind != LETTER_KIND {
            return Ok(Vec::new());
        }
        let wrong = |kind, what: &str| Ok(vec![Finding::about(kind, subject, what)]);
        let own = entries.iter().filter(|entry| {
            let payload = entry.payload.as_ref();
            payload.is_some_and(|payload| payload.type_url == LETTER_EVENT)
        });
        let events: Result<Vec<_>, _> = own.map(letter_event_of).collect();
        let Ok(events) = events else {
            return wrong(FindingKind::Payload, "an event of the letter can't be read");
        };
        let Ok(replayed) = fold(&events) else {
            return wrong(
                FindingKind::Replay,
                "the letter's events can't have happened in this order",
            );
        };
        let kept = match store::find_letter(snapshot, subject.id.into()).await {
            Err(LedgerError::Corrupt(_)) => {
                return wrong(FindingKind::Replay, "the letter that is kept can't be read");
            }
            kept => kept?,
        };
        if replayed != kept {
            return wrong(
                FindingKind::Replay,
                "replaying its entries does not give the letter that is kept",
            );
        }
        let agrees = match &kept {
            Some(letter) => store::letter_agrees(snapshot, letter).await?,
            None => true,
        };
        if !agrees {
            return wrong(FindingKind::Replay, "the letter contradicts itself");
        }
        Ok(Vec::new())
    }
}
