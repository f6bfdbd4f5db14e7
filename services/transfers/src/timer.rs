//! What transfers does when the time of a duty comes: it tells, and takes up what went unanswered.

use crate::{
    error::Error,
    service::{Transfers, duty_of, terms_of, told_of_breach},
    store,
    transfer::{Moment, Terms, Transfer, unanswered},
};
use async_trait::async_trait;
use handrail_domain::{TransferId, obligation::Change};
use handrail_ledger::{
    Tell, Unit,
    timer::{FireError, OnFire},
};

#[async_trait]
impl OnFire for Transfers {
    async fn tells(&self, unit: &Unit, change: &Change) -> Result<Vec<Tell>, FireError> {
        let rules = self.rulebook.current();
        let id = TransferId(change.obligation.subject.id);
        let Some(transfer) = store::load(unit, id).await? else {
            return Ok(Vec::new());
        };
        let terms = terms_of(&rules, &transfer)?;
        Ok(told_of_breach(change, &transfer, terms))
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
