//! Proving that the journal gives the notices and the letters that are kept.

mod letters;

pub use letters::LetterReplay;

use crate::notice::fold;
use crate::store::{self, SUBJECT_KIND};
use crate::wire::event_of;
use async_trait::async_trait;
use handrail_contracts::feed::v1::Entry;
use handrail_domain::obligation::Subject;
use handrail_ledger::LedgerError;
use handrail_ledger::verify::{Finding, FindingKind, Replay};
use sea_orm::DatabaseTransaction;

/// Folds the events of each notice and compares it with the one that is kept. Attempts that leave a
/// notice waiting are no events, so they are not compared while it waits.
#[derive(Debug, Clone, Copy)]
pub struct NoticeReplay;

#[async_trait]
impl Replay for NoticeReplay {
    async fn subjects(&self, snapshot: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        store::subjects(snapshot).await
    }

    async fn check(
        &self,
        snapshot: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        if subject.kind != SUBJECT_KIND {
            return Ok(Vec::new());
        }
        let wrong = |kind, what: &str| Ok(vec![Finding::about(kind, subject, what)]);
        let events: Result<Vec<_>, _> = entries.iter().map(event_of).collect();
        let Ok(events) = events else {
            return wrong(FindingKind::Payload, "an event of the notice can't be read");
        };
        let Ok(replayed) = fold(&events) else {
            return wrong(
                FindingKind::Replay,
                "the notice's events can't have happened in this order",
            );
        };
        let kept = match store::find(snapshot, subject.id.into()).await {
            Err(LedgerError::Corrupt(_)) => {
                return wrong(FindingKind::Replay, "the notice that is kept can't be read");
            }
            kept => kept?,
        };
        match (replayed, kept) {
            (None, None) => Ok(Vec::new()),
            (None, Some(_)) => wrong(FindingKind::Replay, "no entry accounts for the notice"),
            (Some(_), None) => wrong(FindingKind::Replay, "the notice is recorded but not kept"),
            (Some(replayed), Some(kept)) => {
                if !replayed.is_same_but_for_attempts(&kept.notice) {
                    return wrong(
                        FindingKind::Replay,
                        "the notice is not what its entries say",
                    );
                }
                if !store::agrees(snapshot, &kept).await? {
                    return wrong(FindingKind::Replay, "the notice contradicts itself");
                }
                Ok(Vec::new())
            }
        }
    }
}

/// Both proofs: a subject is of one kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BothReplays;

#[async_trait]
impl Replay for BothReplays {
    async fn subjects(&self, snapshot: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        let mut subjects = NoticeReplay.subjects(snapshot).await?;
        subjects.extend(LetterReplay.subjects(snapshot).await?);
        Ok(subjects)
    }

    async fn check(
        &self,
        snapshot: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        let mut findings = NoticeReplay.check(snapshot, subject, entries).await?;
        findings.extend(LetterReplay.check(snapshot, subject, entries).await?);
        Ok(findings)
    }
}
