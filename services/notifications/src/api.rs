//! The calls: parse, call, render.

mod letters;
mod parse;
mod status;

use crate::service::Notices;
use crate::wire::notice_to_wire;
use handrail_contracts::notifications::v1::notifications_service_server::NotificationsService;
use handrail_contracts::notifications::v1::{
    GetNoticeRequest, ListNoticesRequest, ListNoticesResponse, Notice, RetryNoticeRequest,
};
use handrail_frame::Actor;
use handrail_ledger::RequestKey;
use tonic::{Request, Response, Status};

/// Answers for the notices. Whoever is recognised may read them: they disclose nothing.
#[derive(Debug)]
pub(crate) struct NotificationsApi {
    notices: Notices,
}

impl NotificationsApi {
    pub(crate) fn new(notices: Notices) -> Self {
        Self { notices }
    }
}

#[tonic::async_trait]
impl NotificationsService for NotificationsApi {
    async fn get_notice(
        &self,
        request: Request<GetNoticeRequest>,
    ) -> Result<Response<Notice>, Status> {
        Actor::of(&request)?;
        let id = parse::get(request.get_ref())?;
        let notice = self.notices.get(id).await?;
        Ok(Response::new(notice_to_wire(&notice)))
    }

    async fn list_notices(
        &self,
        request: Request<ListNoticesRequest>,
    ) -> Result<Response<ListNoticesResponse>, Status> {
        Actor::of(&request)?;
        let (listing, page) = parse::list(request.get_ref())?;
        let (notices, next_page_token) = self.notices.list(&listing, &page).await?;
        let notices = notices.iter().map(notice_to_wire).collect();
        Ok(Response::new(ListNoticesResponse {
            notices,
            next_page_token,
        }))
    }

    async fn retry_notice(
        &self,
        request: Request<RetryNoticeRequest>,
    ) -> Result<Response<Notice>, Status> {
        let actor = Actor::of(&request)?;
        let (header, id) = parse::retry(request.get_ref())?;
        let key = RequestKey::of(
            actor.subject,
            "notifications.v1.RetryNotice",
            header.request_id,
            request.get_ref(),
        );
        let notice = self.notices.retry(&key, header.validate_only, id).await?;
        Ok(Response::new(notice))
    }
}
