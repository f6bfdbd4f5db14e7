//! The calls of intake: parse, call, render.

mod consents;
mod parse;
mod status;

use async_trait::async_trait;
use handrail_contracts::{
    intake::v1::{self as wire, intake_service_server::IntakeService},
    obligation::obligation_to_wire,
    parse::Fields,
};
use handrail_frame::Actor;
use handrail_ledger::obligations;
use tonic::{Request, Response, Status};

use crate::{contact::Command, service::Intake};

#[async_trait]
impl IntakeService for Intake {
    async fn register_contact(
        &self,
        request: Request<wire::RegisterContactRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let actor = Actor::of(&request)?;
        let request = request.into_inner();
        let rules = self.rulebook.current();
        let (asked, command) =
            parse::register(actor, &request, &rules.directory, self.ledger.now())?;
        Ok(Response::new(self.register(asked, command).await?))
    }

    async fn propose_redirection(
        &self,
        request: Request<wire::ProposeRedirectionRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let actor = Actor::of(&request)?;
        let request = request.into_inner();
        let rules = self.rulebook.current();
        let (asked, id, command) = parse::propose(actor, &request, &rules.directory)?;
        Ok(Response::new(self.change(asked, id, command).await?))
    }

    async fn agree_redirection(
        &self,
        request: Request<wire::AgreeRedirectionRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let actor = Actor::of(&request)?;
        let (asked, id) = parse::agree(actor, &request.into_inner())?;
        Ok(Response::new(self.change(asked, id, Command::Agree).await?))
    }

    async fn dispute_redirection(
        &self,
        request: Request<wire::DisputeRedirectionRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let actor = Actor::of(&request)?;
        let (asked, id, command) = parse::dispute(actor, &request.into_inner())?;
        Ok(Response::new(self.change(asked, id, command).await?))
    }

    async fn accept_contact(
        &self,
        request: Request<wire::AcceptContactRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        let actor = Actor::of(&request)?;
        let (asked, id) = parse::accept(actor, &request.into_inner())?;
        Ok(Response::new(
            self.change(asked, id, Command::Accept).await?,
        ))
    }

    async fn get_contact(
        &self,
        request: Request<wire::GetContactRequest>,
    ) -> Result<Response<wire::Contact>, Status> {
        Actor::of(&request)?;
        let fields = Fields::new();
        let id = fields.parse("contact_id", &request.get_ref().contact_id);
        let contact = self.get(fields.finish(id)?).await?;
        Ok(Response::new(contact))
    }

    async fn list_contacts(
        &self,
        request: Request<wire::ListContactsRequest>,
    ) -> Result<Response<wire::ListContactsResponse>, Status> {
        Actor::of(&request)?;
        let (listing, page) = parse::contacts(request.get_ref())?;
        Ok(Response::new(self.list(&listing, &page).await?))
    }

    async fn list_obligations(
        &self,
        request: Request<wire::ListObligationsRequest>,
    ) -> Result<Response<wire::ListObligationsResponse>, Status> {
        Actor::of(&request)?;
        let (listing, page) = parse::obligations(request.get_ref())?;
        let reading = obligations::list(self.ledger.db(), &listing, &page);
        let (obligations, next_page_token) = self.ledger.read("obligation.list", reading).await?;
        Ok(Response::new(wire::ListObligationsResponse {
            obligations: obligations.iter().map(obligation_to_wire).collect(),
            next_page_token,
        }))
    }
}
