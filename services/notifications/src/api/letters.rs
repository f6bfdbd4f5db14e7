//! The calls about letters: parse, call, render.

use super::parse::letters as parse;
use crate::service::letters::{Asked, Letters};
use handrail_contracts::notifications::v1::letter_service_server::LetterService;
use handrail_contracts::notifications::v1::{
    AddFeedbackRequest, ComposeLetterRequest, GetLetterRequest, Letter, ListLetterFormsRequest,
    ListLetterFormsResponse, ListLettersRequest, ListLettersResponse, ReviseLetterRequest,
    SendLetterRequest,
};
use handrail_contracts::parse::Header;
use handrail_frame::Actor;
use handrail_ledger::RequestKey;
use prost::Message;
use tonic::{Request, Response, Status};

#[tonic::async_trait]
impl LetterService for Letters {
    async fn list_letter_forms(
        &self,
        request: Request<ListLetterFormsRequest>,
    ) -> Result<Response<ListLetterFormsResponse>, Status> {
        Actor::of(&request)?;
        let transfer = parse::transfer(&request.get_ref().transfer_id)?;
        let forms = self.forms(transfer).await?;
        Ok(Response::new(ListLetterFormsResponse { forms }))
    }

    async fn compose_letter(
        &self,
        request: Request<ComposeLetterRequest>,
    ) -> Result<Response<Letter>, Status> {
        let (header, command) = parse::compose(request.get_ref())?;
        let asked = asked(&request, "notifications.v1.ComposeLetter", header)?;
        Ok(Response::new(self.command(asked, command).await?))
    }

    async fn revise_letter(
        &self,
        request: Request<ReviseLetterRequest>,
    ) -> Result<Response<Letter>, Status> {
        let (header, command) = parse::revise(request.get_ref())?;
        let asked = asked(&request, "notifications.v1.ReviseLetter", header)?;
        Ok(Response::new(self.command(asked, command).await?))
    }

    async fn send_letter(
        &self,
        request: Request<SendLetterRequest>,
    ) -> Result<Response<Letter>, Status> {
        let (header, command) = parse::send(request.get_ref(), self.now())?;
        let asked = asked(&request, "notifications.v1.SendLetter", header)?;
        Ok(Response::new(self.command(asked, command).await?))
    }

    async fn add_feedback(
        &self,
        request: Request<AddFeedbackRequest>,
    ) -> Result<Response<Letter>, Status> {
        let (header, command) = parse::add_feedback(request.get_ref())?;
        let asked = asked(&request, "notifications.v1.AddFeedback", header)?;
        Ok(Response::new(self.command(asked, command).await?))
    }

    async fn get_letter(
        &self,
        request: Request<GetLetterRequest>,
    ) -> Result<Response<Letter>, Status> {
        Actor::of(&request)?;
        let id = parse::letter(&request.get_ref().letter_id)?;
        Ok(Response::new(self.get(id).await?))
    }

    async fn list_letters(
        &self,
        request: Request<ListLettersRequest>,
    ) -> Result<Response<ListLettersResponse>, Status> {
        Actor::of(&request)?;
        let (of, page) = parse::list(request.get_ref())?;
        Ok(Response::new(self.list(of, &page).await?))
    }
}

fn asked<T: Message>(
    request: &Request<T>,
    method: &'static str,
    header: Header,
) -> Result<Asked, Status> {
    let actor = Actor::of(request)?;
    let id = header.request_id.clone();
    let key = RequestKey::of(actor.subject.clone(), method, id, request.get_ref());
    Ok(Asked { actor, key, header })
}
