//! Reading the checklist of a transfer.

use super::{Transfers, terms_of};
use crate::{error::Error, store, wire::checklist_to_wire};
use handrail_contracts::transfers::v1 as wire;
use handrail_domain::TransferId;

impl Transfers {
    /// Reads the checklist of a transfer, as far as it applies.
    pub(crate) async fn checklist(&self, id: TransferId) -> Result<wire::Checklist, Error> {
        let db = self.ledger.db();
        let reading = async {
            let transfer = store::get(db, id).await?;
            Ok((transfer, store::comments(db, id).await?))
        };
        let (transfer, comments) = self.ledger.read("checklist.get", reading).await?;
        let transfer = transfer.ok_or(Error::NotFound("transfer"))?;
        let rules = self.rulebook.current();
        let terms = terms_of(&rules, &transfer)?;
        Ok(checklist_to_wire(&transfer, &comments, terms))
    }
}
