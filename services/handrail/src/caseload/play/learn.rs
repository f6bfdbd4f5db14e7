//! What a play learns from a reply: what its case goes on with.

use super::Player;
use crate::{caseload::Step, exit::Failure};
use handrail_contracts::{
    intake::v1::{ReadConsentResponse, RecordSharingResponse},
    transfers::v1::{AdmitChildrenResponse, Transfer, WhoLeadsResponse},
};
use prost_reflect::{DynamicMessage, ReflectMessage};

impl Player<'_> {
    /// Takes note of what the reply is about.
    pub(super) fn learn(&mut self, step: &Step, reply: &DynamicMessage) -> Result<(), Failure> {
        let progress = &mut self.progress[step.case];
        let unreadable = |_| Failure::Crashed("a reply does not fit the contract".to_owned());
        match reply.descriptor().full_name() {
            "handrail.intake.v1.Contact" => {
                progress.contact = Some(reply.transcode_to().map_err(unreadable)?);
            }
            "handrail.transfers.v1.Transfer" => {
                let transfer: Transfer = reply.transcode_to().map_err(unreadable)?;
                if progress
                    .transfer
                    .as_ref()
                    .is_none_or(|before| before.id != transfer.id)
                {
                    progress.dispute = None;
                }
                progress.transfer = Some(transfer);
            }
            "handrail.transfers.v1.AdmitChildrenResponse" => {
                let admitted: AdmitChildrenResponse = reply.transcode_to().map_err(unreadable)?;
                progress.admitted = admitted.leads;
            }
            "handrail.transfers.v1.RegularMeeting" => {
                progress.regular = Some(reply.transcode_to().map_err(unreadable)?);
            }
            "handrail.transfers.v1.Checklist" => {
                progress.checklist = Some(reply.transcode_to().map_err(unreadable)?);
            }
            "handrail.transfers.v1.WhoLeadsResponse" => {
                let said: WhoLeadsResponse = reply.transcode_to().map_err(unreadable)?;
                progress.leads = said.leads;
            }
            "handrail.intake.v1.Consent" => {
                progress.note_consent(reply.transcode_to().map_err(unreadable)?);
            }
            "handrail.intake.v1.ReadConsentResponse" => {
                let read: ReadConsentResponse = reply.transcode_to().map_err(unreadable)?;
                read.consent
                    .into_iter()
                    .for_each(|consent| progress.note_consent(consent));
            }
            "handrail.intake.v1.RecordSharingResponse" => {
                let recorded: RecordSharingResponse = reply.transcode_to().map_err(unreadable)?;
                progress.answer = recorded.answer;
                recorded
                    .consent
                    .into_iter()
                    .for_each(|consent| progress.note_consent(consent));
            }
            "handrail.intake.v1.ConsentForm" => {
                progress.consent_form = Some(reply.transcode_to().map_err(unreadable)?);
            }
            "handrail.intake.v1.SharingAnswer" => {
                progress.answer = Some(reply.transcode_to().map_err(unreadable)?);
            }
            "handrail.notifications.v1.Letter" => {
                progress.letter = Some(reply.transcode_to().map_err(unreadable)?);
            }
            "handrail.escalation.v1.Dispute" => {
                progress.dispute = Some(reply.transcode_to().map_err(unreadable)?);
            }
            _ => {}
        }
        Ok(())
    }
}
