//! The calls of regular meetings: parse, call, render.

use super::{Reply, parse, parse_meetings};
use crate::service::Transfers;
use async_trait::async_trait;
use handrail_contracts::transfers::v1::{self as wire, meeting_service_server::MeetingService};
use handrail_frame::Actor;
use tonic::{Request, Response};

#[async_trait]
impl MeetingService for Transfers {
    async fn schedule_meeting(
        &self,
        request: Request<wire::ScheduleMeetingRequest>,
    ) -> Reply<wire::RegularMeeting> {
        let actor = Actor::of(&request)?;
        let (asked, scheduling) = parse_meetings::scheduling(actor, request.get_ref())?;
        Ok(Response::new(self.schedule(asked, scheduling).await?))
    }

    async fn put_on_agenda(
        &self,
        request: Request<wire::PutOnAgendaRequest>,
    ) -> Reply<wire::RegularMeeting> {
        let actor = Actor::of(&request)?;
        let (asked, id, of) = parse_meetings::putting_on(actor, request.get_ref())?;
        Ok(Response::new(self.ask_meeting(asked, id, of).await?))
    }

    async fn take_off_agenda(
        &self,
        request: Request<wire::TakeOffAgendaRequest>,
    ) -> Reply<wire::RegularMeeting> {
        let actor = Actor::of(&request)?;
        let (asked, id, of) = parse_meetings::taking_off(actor, request.get_ref())?;
        Ok(Response::new(self.ask_meeting(asked, id, of).await?))
    }

    async fn move_meeting(
        &self,
        request: Request<wire::MoveMeetingRequest>,
    ) -> Reply<wire::RegularMeeting> {
        let actor = Actor::of(&request)?;
        let (asked, id, of) = parse_meetings::moving(actor, request.get_ref())?;
        Ok(Response::new(self.ask_meeting(asked, id, of).await?))
    }

    async fn record_meeting_held(
        &self,
        request: Request<wire::MeetingServiceRecordMeetingHeldRequest>,
    ) -> Reply<wire::RegularMeeting> {
        let actor = Actor::of(&request)?;
        let (asked, id, of) = parse_meetings::holding(actor, request.get_ref())?;
        Ok(Response::new(self.ask_meeting(asked, id, of).await?))
    }

    async fn get_meeting(
        &self,
        request: Request<wire::GetMeetingRequest>,
    ) -> Reply<wire::RegularMeeting> {
        Actor::of(&request)?;
        let id = parse::id("meeting_id", &request.get_ref().meeting_id)?;
        Ok(Response::new(self.meeting(id).await?))
    }

    async fn list_meetings(
        &self,
        request: Request<wire::ListMeetingsRequest>,
    ) -> Reply<wire::ListMeetingsResponse> {
        Actor::of(&request)?;
        let (listing, page) = parse_meetings::meetings(request.get_ref())?;
        Ok(Response::new(self.meetings(&listing, &page).await?))
    }

    async fn list_missed_meetings(
        &self,
        request: Request<wire::ListMissedMeetingsRequest>,
    ) -> Reply<wire::ListMissedMeetingsResponse> {
        Actor::of(&request)?;
        let asked = parse_meetings::missing(request.get_ref())?;
        Ok(Response::new(self.missed(&asked).await?))
    }
}
