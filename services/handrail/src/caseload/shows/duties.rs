//! What shows itself in duties, whatever they are about.

use super::look::{Look, names};
use crate::{caseload::case::Progress, client::paging::every_page, exit::Failure};
use handrail_contracts::{
    common::v1::{Obligation, ObligationState},
    escalation::v1 as escalation,
    intake::v1 as intake,
    transfers::v1 as transfers,
};

impl Look<'_> {
    /// What is owed about the case: its transfer, its contact and its dispute.
    pub(super) fn open<'s>(&'s self, clause: &'s str) -> impl Iterator<Item = &'s Obligation> + 's {
        let Progress {
            contact,
            transfer,
            dispute,
            consents,
            ..
        } = self.scene.progress;
        let of_consent = consents.last().map(|one| &one.open_obligations);
        let of_consent = of_consent.into_iter().flatten();
        let of_transfer = transfer.iter().flat_map(|one| &one.open_obligations);
        let of_contact = contact.iter().flat_map(|one| &one.open_obligations);
        let of_dispute = dispute.iter().flat_map(|one| &one.open_obligations);
        of_transfer
            .chain(of_contact)
            .chain(of_dispute)
            .chain(of_consent)
            .filter(move |duty| names(&duty.clause_ids, clause))
    }

    pub(super) async fn duties(
        &self,
        clause: &str,
        state: ObligationState,
    ) -> Result<bool, Failure> {
        let duties = self.every_duty(clause).await?;
        Ok(duties.iter().any(|duty| duty.state() == state))
    }

    pub(super) async fn every_duty(&self, clause: &str) -> Result<Vec<Obligation>, Failure> {
        let clients = self.stage.clients;
        let progress = self.scene.progress;
        let mut duties = Vec::new();
        if let Some(transfer) = &progress.transfer {
            let request = transfers::ListObligationsRequest {
                transfer_id: transfer.id.clone(),
                include_closed: true,
                ..transfers::ListObligationsRequest::default()
            };
            let found = every_page!(clients.transfers(), list_obligations, request, obligations);
            duties.extend(found);
        }
        if let Some(contact) = &progress.contact {
            let request = intake::ListObligationsRequest {
                contact_id: contact.id.clone(),
                include_closed: true,
                ..intake::ListObligationsRequest::default()
            };
            let found = every_page!(clients.intake(), list_obligations, request, obligations);
            duties.extend(found);
        }
        for consent in &progress.consents {
            let request = intake::ListObligationsRequest {
                consent_id: consent.id.clone(),
                include_closed: true,
                ..intake::ListObligationsRequest::default()
            };
            let found = every_page!(clients.intake(), list_obligations, request, obligations);
            duties.extend(found);
        }
        if let Some(dispute) = progress.dispute_id() {
            let request = escalation::ListObligationsRequest {
                dispute_id: dispute.to_owned(),
                include_closed: true,
                ..escalation::ListObligationsRequest::default()
            };
            let found = every_page!(clients.escalation(), list_obligations, request, obligations);
            duties.extend(found);
        }
        duties.retain(|duty| names(&duty.clause_ids, clause));
        Ok(duties)
    }
}
