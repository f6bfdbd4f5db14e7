//! What can be read.

use super::{Transfers, terms_of};
use crate::{
    error::Error,
    lead::Lead,
    store::{self, LeadKey, LeadListing, Listing},
    transfer::Transfer,
    wire::{lead_to_wire, transfer_to_wire},
};
use handrail_contracts::{obligation::obligation_to_wire, transfers::v1 as wire};
use handrail_domain::{ChildId, TransferId};
use handrail_ledger::{
    obligations::{self, Key, Listing as Owed},
    page::Page,
};
use uuid::Uuid;

/// More duties than one transfer can have open.
const MANY: u64 = 1_000;

impl Transfers {
    /// Reads a transfer.
    pub(crate) async fn get(&self, id: TransferId) -> Result<wire::Transfer, Error> {
        let reading = store::get(self.ledger.db(), id);
        let transfer = self.ledger.read("transfer.get", reading).await?;
        self.render(&transfer.ok_or(Error::NotFound("transfer"))?)
            .await
    }

    /// Reads a page of transfers.
    pub(crate) async fn list(
        &self,
        listing: &Listing,
        page: &Page<Uuid>,
    ) -> Result<wire::ListTransfersResponse, Error> {
        let reading = store::list(self.ledger.db(), listing, page);
        let (found, next_page_token) = self.ledger.read("transfer.list", reading).await?;
        let mut transfers = Vec::with_capacity(found.len());
        for transfer in &found {
            transfers.push(self.render(transfer).await?);
        }
        Ok(wire::ListTransfersResponse {
            transfers,
            next_page_token,
        })
    }

    async fn render(&self, transfer: &Transfer) -> Result<wire::Transfer, Error> {
        let owed = Owed {
            subject: Some(transfer.id.0),
            ..Owed::default()
        };
        let all = Page {
            size: MANY,
            after: None,
        };
        let reading = obligations::list(self.ledger.db(), &owed, &all);
        let (open, _) = self.ledger.read("obligation.list", reading).await?;
        let rules = self.rulebook.current();
        Ok(transfer_to_wire(
            transfer,
            &open,
            terms_of(&rules, transfer)?,
        ))
    }

    /// Says who leads for a child now.
    pub(crate) async fn lead(&self, child: ChildId) -> Result<wire::Lead, Error> {
        let reading = store::lead_now(self.ledger.db(), child);
        let lead: Option<Lead> = self.ledger.read("lead.get", reading).await?;
        Ok(lead_to_wire(&lead.ok_or(Error::NotFound("lead"))?))
    }

    /// Reads a page of the leads of now.
    pub(crate) async fn leads(
        &self,
        listing: &LeadListing,
        page: &Page<LeadKey>,
    ) -> Result<wire::ListLeadsResponse, Error> {
        let reading = store::list_leads(self.ledger.db(), listing, page);
        let (leads, next_page_token) = self.ledger.read("lead.list", reading).await?;
        Ok(wire::ListLeadsResponse {
            leads: leads.iter().map(lead_to_wire).collect(),
            next_page_token,
        })
    }

    /// Reads a page of duties.
    pub(crate) async fn obligations(
        &self,
        listing: &Owed,
        page: &Page<Key>,
    ) -> Result<wire::ListObligationsResponse, Error> {
        let reading = obligations::list(self.ledger.db(), listing, page);
        let (found, next_page_token) = self.ledger.read("obligation.list", reading).await?;
        Ok(wire::ListObligationsResponse {
            obligations: found.iter().map(obligation_to_wire).collect(),
            next_page_token,
        })
    }
}
