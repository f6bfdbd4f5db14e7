//! Setting a duty aside, for a reason, in somebody's name.

use super::{Asked, Transfers, may_act};
use crate::error::Error;
use handrail_contracts::{common::v1 as common, obligation::obligation_to_wire};
use handrail_domain::{ObligationId, text::Note};
use handrail_frame::Actor;
use handrail_ledger::Unit;

impl Transfers {
    /// Sets a duty aside. Only the team that owes it can; the reason is kept with the duty.
    pub(crate) async fn waive(
        &self,
        asked: Asked,
        id: ObligationId,
        reason: Note,
    ) -> Result<common::Obligation, Error> {
        let Asked { actor, key, header } = asked;
        let service = self.clone();
        let work = async move |unit: &mut Unit| service.waived(unit, &actor, id, &reason).await;
        self.ledger.command(&key, header.validate_only, work).await
    }

    async fn waived(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        id: ObligationId,
        reason: &Note,
    ) -> Result<common::Obligation, Error> {
        let obligation = unit.obligation(id).await?;
        let obligation = obligation.ok_or(Error::NotFound("duty"))?;
        may_act(actor, &[&obligation.owner.team], || {
            obligation.clauses.clone()
        })?;
        let waived = obligation.waive(reason.as_str().to_owned(), unit.now());
        let waived = waived.ok_or(Error::NotOwed {
            clauses: obligation.clauses.clone(),
        })?;
        let reply = obligation_to_wire(&waived.obligation);
        unit.apply(vec![waived], &actor.subject, |_| Vec::new())
            .await?;
        Ok(reply)
    }
}
