//! What transfers does when the time of a duty comes: it tells, and takes up what went unanswered.

use crate::{
    error::Error,
    service::{Transfers, owner_tell, terms_of},
    store,
    transfer::{Moment, Terms, Transfer, parties, unanswered},
};
use async_trait::async_trait;
use handrail_domain::{TransferId, edition::Duty, obligation::Change};
use handrail_ledger::{
    Tell, Unit,
    timer::{FireError, OnFire},
};

#[async_trait]
impl OnFire for Transfers {
    /// The owner, and whom the duty says.
    async fn tells(&self, unit: &Unit, change: &Change) -> Result<Vec<Tell>, FireError> {
        let mut tells: Vec<Tell> = owner_tell(change).into_iter().collect();
        let rules = self.rulebook.current();
        let id = TransferId(change.obligation.subject.id);
        let Some(transfer) = store::load(unit, id).await? else {
            return Ok(tells);
        };
        let terms = terms_of(&rules, &transfer)?;
        let post = parties(&transfer, terms.directory);
        let also = duty_of(change, terms).map(|duty| duty.breach.tell.as_slice());
        for to in also
            .unwrap_or_default()
            .iter()
            .filter_map(|party| post(*party))
        {
            if tells.iter().all(|tell| tell.to != to) {
                tells.push(Tell {
                    to,
                    reason: "duty-breached".to_owned(),
                    clauses: change.obligation.clauses.clone(),
                    due: change.obligation.due(),
                });
            }
        }
        Ok(tells)
    }

    /// Where the edition takes a missing answer up the ladder, a disagreement opens by itself.
    async fn breached(&self, unit: &mut Unit, change: &Change) -> Result<(), FireError> {
        let obligation = &change.obligation;
        let now = unit.now();
        let decides = |transfer: &Transfer, terms: Terms<'_>, entry| {
            let escalate = duty_of(change, terms)?.breach.escalate.as_ref()?;
            let owner = &obligation.owner.team;
            let moment = Moment {
                now,
                entry,
                team: owner,
            };
            unanswered(transfer, obligation.id, owner, escalate, moment)
        };
        let followed = self.follow(unit, TransferId(obligation.subject.id), decides);
        followed.await.map_err(|error| {
            if let Error::Ledger(error) = error {
                FireError::Ledger(error)
            } else {
                FireError::Consequence(Box::new(error))
            }
        })
    }
}

/// The duty that an obligation comes from.
fn duty_of<'t>(change: &Change, terms: Terms<'t>) -> Option<&'t Duty> {
    let part = &terms.pathway.id;
    let mut duties = terms.edition.duties(&terms.pathway.elements);
    duties.find(|duty| format!("{part}/{}", duty.id) == change.obligation.duty)
}
