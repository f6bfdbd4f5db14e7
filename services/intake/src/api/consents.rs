//! The calls about consent: parse, call, render.

use async_trait::async_trait;
use handrail_contracts::{
    intake::v1::{self as wire, consent_service_server::ConsentService},
    parse::Fields,
};
use handrail_frame::Actor;
use tonic::{Request, Response, Status};

use super::parse::consents as parse;
use crate::{
    consent::Command,
    error::IntakeError,
    service::{Intake, consents::chosen},
    store,
    wire::{advocacy_contact, disclosure_to_wire, particulars_to_wire},
};

#[async_trait]
impl ConsentService for Intake {
    async fn get_consent_form(
        &self,
        request: Request<wire::GetConsentFormRequest>,
    ) -> Result<Response<wire::ConsentForm>, Status> {
        Actor::of(&request)?;
        let fields = Fields::new();
        let edition = fields.parse("edition_id", &request.get_ref().edition_id);
        let form = self.consent_form(&fields.finish(edition)?);
        Ok(Response::new(form.map_err(IntakeError::from)?))
    }

    async fn draft_consent(
        &self,
        request: Request<wire::DraftConsentRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        let rules = self.rulebook.current();
        let terms = |edition: Option<&_>| chosen(&rules, edition, self).ok();
        let (asked, edition, draft) =
            parse::draft(actor, request.get_ref(), terms, self.ledger.now())?;
        let consent = self.draft_consent(asked, edition, draft).await?;
        Ok(Response::new(consent))
    }

    async fn correct_consent(
        &self,
        request: Request<wire::CorrectConsentRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        self.consent_changed(parse::correct(actor, request.get_ref())?)
            .await
    }

    async fn sign_consent(
        &self,
        request: Request<wire::SignConsentRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        self.consent_changed(parse::sign(actor, request.get_ref())?)
            .await
    }

    async fn refuse_consent(
        &self,
        request: Request<wire::RefuseConsentRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        self.consent_changed(parse::refuse(actor, request.get_ref())?)
            .await
    }

    async fn withdraw_consent(
        &self,
        request: Request<wire::WithdrawConsentRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        self.consent_changed(parse::withdraw(actor, request.get_ref())?)
            .await
    }

    async fn note_professional(
        &self,
        request: Request<wire::NoteProfessionalRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        self.consent_changed(parse::note_professional(actor, request.get_ref())?)
            .await
    }

    async fn allow_training(
        &self,
        request: Request<wire::AllowTrainingRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        self.consent_changed(parse::allow_training(actor, request.get_ref())?)
            .await
    }

    async fn take_over_consent(
        &self,
        request: Request<wire::TakeOverConsentRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        self.consent_changed(parse::take_over(actor, request.get_ref())?)
            .await
    }

    async fn finish_involvement(
        &self,
        request: Request<wire::FinishInvolvementRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        let actor = Actor::of(&request)?;
        self.consent_changed(parse::finish(actor, request.get_ref())?)
            .await
    }

    async fn may_share(
        &self,
        request: Request<wire::MayShareRequest>,
    ) -> Result<Response<wire::SharingAnswer>, Status> {
        Actor::of(&request)?;
        let (id, ask, name) = parse::may_share(request.get_ref())?;
        let answer = self.may_share(id, &ask, name.as_ref()).await?;
        Ok(Response::new(answer))
    }

    async fn record_sharing(
        &self,
        request: Request<wire::RecordSharingRequest>,
    ) -> Result<Response<wire::RecordSharingResponse>, Status> {
        let actor = Actor::of(&request)?;
        let request = request.into_inner();
        let (asked, id, command) = parse::share(actor, &request)?;
        let trial = asked.header.validate_only;
        let mut recorded = self.share(asked, id, command).await?;
        // A trial leaves no entry, so it shows nothing.
        if request.purpose() == wire::SharingPurpose::Advocacy && !trial {
            let (_, particulars) = self.consent_particulars(id).await?;
            recorded.advocacy_contact = Some(advocacy_contact(&particulars));
        }
        Ok(Response::new(recorded))
    }

    async fn share_without_consent(
        &self,
        request: Request<wire::ShareWithoutConsentRequest>,
    ) -> Result<Response<wire::Disclosure>, Status> {
        let actor = Actor::of(&request)?;
        let rules = self.rulebook.current();
        let terms = |edition: Option<&_>| chosen(&rules, edition, self).ok();
        let (asked, edition, new, particulars) =
            parse::share_without_consent(actor, request.get_ref(), terms)?;
        let shared = self.share_without_consent(asked, edition, new, particulars);
        Ok(Response::new(shared.await?))
    }

    async fn read_disclosure(
        &self,
        request: Request<wire::ReadDisclosureRequest>,
    ) -> Result<Response<wire::ReadDisclosureResponse>, Status> {
        let actor = Actor::of(&request)?;
        let (asked, id) = parse::read_disclosure(actor, request.get_ref())?;
        let trial = asked.header.validate_only;
        let disclosure = self.read_disclosure(asked, id).await?;
        let mut read = wire::ReadDisclosureResponse {
            disclosure: Some(disclosure),
            ..wire::ReadDisclosureResponse::default()
        };
        // As with a form: read anew, and not in a trial.
        if !trial {
            let (reason, name) = self.believed(id).await?;
            read.reason = reason.into();
            read.name = name.map(String::from).unwrap_or_default();
        }
        Ok(Response::new(read))
    }

    async fn read_consent(
        &self,
        request: Request<wire::ReadConsentRequest>,
    ) -> Result<Response<wire::ReadConsentResponse>, Status> {
        let actor = Actor::of(&request)?;
        let (asked, id) = parse::read(actor, request.get_ref())?;
        let trial = asked.header.validate_only;
        let consent = self.change_consent(asked, id, Command::Read).await?;
        // What identifies people is read anew: it is not part of the stored reply. A trial leaves no entry, so it
        // shows nothing.
        let particulars = if trial {
            None
        } else {
            let (consent, particulars) = self.consent_particulars(id).await?;
            Some(particulars_to_wire(&particulars, &consent))
        };
        Ok(Response::new(wire::ReadConsentResponse {
            consent: Some(consent),
            particulars,
        }))
    }

    async fn get_consent(
        &self,
        request: Request<wire::GetConsentRequest>,
    ) -> Result<Response<wire::Consent>, Status> {
        Actor::of(&request)?;
        let fields = Fields::new();
        let id = fields.parse("consent_id", &request.get_ref().consent_id);
        let consent = self.get_consent(fields.finish(id)?).await?;
        Ok(Response::new(consent))
    }

    async fn list_consents(
        &self,
        request: Request<wire::ListConsentsRequest>,
    ) -> Result<Response<wire::ListConsentsResponse>, Status> {
        Actor::of(&request)?;
        let (listing, page) = parse::consents(request.get_ref())?;
        Ok(Response::new(self.list_consents(&listing, &page).await?))
    }

    async fn list_disclosures(
        &self,
        request: Request<wire::ListDisclosuresRequest>,
    ) -> Result<Response<wire::ListDisclosuresResponse>, Status> {
        Actor::of(&request)?;
        let (household, page) = parse::disclosures(request.get_ref())?;
        let reading = store::list_disclosures(self.ledger.db(), household, &page);
        let (found, next_page_token) = self.ledger.read("disclosure.list", reading).await?;
        Ok(Response::new(wire::ListDisclosuresResponse {
            disclosures: found.iter().map(disclosure_to_wire).collect(),
            next_page_token,
        }))
    }
}

impl Intake {
    async fn consent_changed(
        &self,
        parsed: parse::Change,
    ) -> Result<Response<wire::Consent>, Status> {
        let (asked, id, command) = parsed;
        Ok(Response::new(
            self.change_consent(asked, id, command).await?,
        ))
    }
}
