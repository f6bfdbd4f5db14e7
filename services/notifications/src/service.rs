//! What callers can ask for.

pub(crate) mod letters;

use crate::notice::{Disorder, Event, Notice, Refusal};
use crate::store::{self, Key, Listing};
use crate::wire::{notice_to_wire, payload};
use handrail_contracts::notifications::v1 as wire;
use handrail_domain::{ClauseId, NoticeId};
use handrail_frame::Rulebook;
use handrail_ledger::page::Page;
use handrail_ledger::{Ledger, LedgerError, NewEntry, RequestKey, Unit};

/// Why a call can't be answered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallError {
    /// There is no such notice.
    #[error("there is no such notice")]
    Unknown,
    /// It can't be done as things stand.
    #[error("{refusal}")]
    Refused {
        /// Why.
        refusal: Refusal,
        /// The clauses that the notice rests on.
        clauses: Vec<ClauseId>,
    },
    /// The ledger could not do it.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// The notices, to be read and to be set going again.
#[derive(Debug, Clone)]
pub(crate) struct Notices {
    ledger: Ledger,
    rulebook: Rulebook,
}

impl Notices {
    pub(crate) fn new(ledger: Ledger, rulebook: Rulebook) -> Self {
        Self { ledger, rulebook }
    }

    /// One notice.
    pub(crate) async fn get(&self, id: NoticeId) -> Result<Notice, CallError> {
        let finding = store::find(self.ledger.db(), id);
        let kept = self.ledger.read("notice.get", finding).await?;
        kept.map(|kept| kept.notice).ok_or(CallError::Unknown)
    }

    /// One page of notices, the newest first, with the token of the next.
    pub(crate) async fn list(
        &self,
        listing: &Listing,
        page: &Page<Key>,
    ) -> Result<(Vec<Notice>, String), CallError> {
        let listing = store::list(self.ledger.db(), listing, page);
        Ok(self.ledger.read("notice.list", listing).await?)
    }

    /// Sets a failed notice going again, to whoever answers for its post now.
    pub(crate) async fn retry(
        &self,
        request: &RequestKey,
        validate_only: bool,
        id: NoticeId,
    ) -> Result<wire::Notice, CallError> {
        let (rulebook, caller) = (self.rulebook.clone(), request.caller.clone());
        let work = async move |unit: &mut Unit| retried(unit, &rulebook, &caller, id).await;
        self.ledger.command(request, validate_only, work).await
    }
}

async fn retried(
    unit: &mut Unit,
    rulebook: &Rulebook,
    caller: &str,
    id: NoticeId,
) -> Result<wire::Notice, CallError> {
    let kept = store::find(unit.conn(), id).await?;
    let kept = kept.ok_or(CallError::Unknown)?;
    let told = store::told_beside(unit, &kept.notice).await?;
    let rules = rulebook.current();
    let event = kept.notice.retry(&rules.directory, &told, unit.now());
    let event = event.map_err(|refusal| CallError::Refused {
        refusal,
        clauses: kept.notice.clauses.clone(),
    })?;
    let retried = happened(&kept.notice, &event)?;
    store::update(unit, &kept, &retried).await?;
    record(unit, &retried, &event, caller);
    Ok(notice_to_wire(&retried))
}

/// A stored notice after an event that was decided on it.
pub(crate) fn happened(notice: &Notice, event: &Event) -> Result<Notice, LedgerError> {
    let after = notice.clone().after(event);
    after.map_err(|Disorder| LedgerError::Corrupt(format!("notice {}", notice.id)))
}

/// Has an event entered in the journal.
pub(crate) fn record(unit: &mut Unit, notice: &Notice, event: &Event, actor: &str) {
    let kind = match event {
        Event::Written(_) => "notice.written",
        Event::Delivered { .. } => "notice.delivered",
        Event::Failed { .. } => "notice.failed",
        Event::Retried { .. } => "notice.retried",
    };
    unit.append(NewEntry {
        id: None,
        subject: store::subject_of(notice),
        kind,
        payload: payload(notice, event),
        occurred_at: event.at(),
        actor: actor.to_owned(),
        edition: None,
        clauses: notice.clauses.clone(),
        tells: Vec::new(),
    });
}
