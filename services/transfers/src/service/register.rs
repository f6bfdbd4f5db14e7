//! Reading the register of transfers.

use super::Transfers;
use crate::{
    error::Error,
    store::{self, RegisterKey, RegisterListing},
    wire::row_to_wire,
};
use handrail_contracts::transfers::v1 as wire;
use handrail_ledger::page::Page;

impl Transfers {
    /// Reads a page of the register.
    pub(crate) async fn register(
        &self,
        listing: &RegisterListing,
        page: &Page<RegisterKey>,
    ) -> Result<wire::ListRegisterResponse, Error> {
        let reading = store::register(self.ledger.db(), listing, page, self.ledger.now());
        let (rows, next_page_token) = self.ledger.read("register.list", reading).await?;
        Ok(wire::ListRegisterResponse {
            rows: rows.iter().map(row_to_wire).collect(),
            next_page_token,
        })
    }
}
