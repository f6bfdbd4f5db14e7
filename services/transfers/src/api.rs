//! The calls of transfers: parse, call, render.

mod ask;
mod asks_checklist;
mod asks_meeting;
mod asks_request;
mod asks_steps;
mod asks_together;
mod asks_warning;
mod meetings;
mod parse;
mod parse_meetings;
mod parse_register;
mod status;

use crate::service::Transfers;
use ask::{Ask, asked};
use async_trait::async_trait;
use handrail_contracts::{
    common::v1 as common,
    transfers::v1::{self as wire, transfers_service_server::TransfersService},
};
use handrail_domain::calendar::london::local_date;
use handrail_frame::Actor;
use tonic::{Request, Response, Status};

type Reply<T> = Result<Response<T>, Status>;

impl Transfers {
    /// A command on an open transfer, from the request to the reply.
    async fn answer<A: Ask>(&self, request: Request<A>) -> Reply<wire::Transfer> {
        let actor = Actor::of(&request)?;
        let request = request.into_inner();
        let (asked, transfer, command) = asked(actor, &request)?;
        Ok(Response::new(self.act(asked, transfer, command).await?))
    }
}

#[async_trait]
impl TransfersService for Transfers {
    async fn open_transfer(
        &self,
        request: Request<wire::OpenTransferRequest>,
    ) -> Reply<wire::Transfer> {
        let actor = Actor::of(&request)?;
        let (asked, chosen, opening) = parse::opening(actor, request.get_ref(), self.ledger.now())?;
        Ok(Response::new(self.open(asked, chosen, opening).await?))
    }

    async fn send_early_warning(
        &self,
        request: Request<wire::SendEarlyWarningRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn forward_transfer(
        &self,
        request: Request<wire::ForwardTransferRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn review_early_warning(
        &self,
        request: Request<wire::ReviewEarlyWarningRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn raise_query(
        &self,
        request: Request<wire::RaiseQueryRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn answer_query(
        &self,
        request: Request<wire::AnswerQueryRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn plan_joint_visit(
        &self,
        request: Request<wire::PlanJointVisitRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_joint_visit(
        &self,
        request: Request<wire::RecordJointVisitRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn name_worker(
        &self,
        request: Request<wire::NameWorkerRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn set_meeting(
        &self,
        request: Request<wire::SetMeetingRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_meeting_held(
        &self,
        request: Request<wire::RecordMeetingHeldRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn share_assessment(
        &self,
        request: Request<wire::ShareAssessmentRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn complete_minutes(
        &self,
        request: Request<wire::CompleteMinutesRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_checklist(
        &self,
        request: Request<wire::RecordChecklistRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn send_transfer_request(
        &self,
        request: Request<wire::SendTransferRequestRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn acknowledge_request(
        &self,
        request: Request<wire::AcknowledgeRequestRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn decide_transfer(
        &self,
        request: Request<wire::DecideTransferRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn allocate_worker(
        &self,
        request: Request<wire::AllocateWorkerRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn start_work(&self, request: Request<wire::StartWorkRequest>) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn notify_change(
        &self,
        request: Request<wire::NotifyChangeRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_discussion(
        &self,
        request: Request<wire::RecordDiscussionRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_strategy_discussion(
        &self,
        request: Request<wire::RecordStrategyDiscussionRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_legal_planning(
        &self,
        request: Request<wire::RecordLegalPlanningRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_first_hearing(
        &self,
        request: Request<wire::RecordFirstHearingRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn agree_joint_working(
        &self,
        request: Request<wire::AgreeJointWorkingRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn complete_joint_working(
        &self,
        request: Request<wire::CompleteJointWorkingRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_disengagement(
        &self,
        request: Request<wire::RecordDisengagementRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn raise_disagreement(
        &self,
        request: Request<wire::RaiseDisagreementRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn withdraw_transfer(
        &self,
        request: Request<wire::WithdrawTransferRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn record_milestone(
        &self,
        request: Request<wire::RecordMilestoneRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn set_date(&self, request: Request<wire::SetDateRequest>) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn declare_circumstances(
        &self,
        request: Request<wire::DeclareCircumstancesRequest>,
    ) -> Reply<wire::Transfer> {
        self.answer(request).await
    }

    async fn admit_children(
        &self,
        request: Request<wire::AdmitChildrenRequest>,
    ) -> Reply<wire::AdmitChildrenResponse> {
        let actor = Actor::of(&request)?;
        let (asked, admission) = parse::admission(actor, request.get_ref(), self.ledger.now())?;
        Ok(Response::new(self.admit(asked, admission).await?))
    }

    async fn get_checklist(
        &self,
        request: Request<wire::GetChecklistRequest>,
    ) -> Reply<wire::Checklist> {
        Actor::of(&request)?;
        let id = parse::id("transfer_id", &request.get_ref().transfer_id)?;
        Ok(Response::new(self.checklist(id).await?))
    }

    async fn get_transfer(
        &self,
        request: Request<wire::GetTransferRequest>,
    ) -> Reply<wire::Transfer> {
        Actor::of(&request)?;
        let id = parse::id("transfer_id", &request.get_ref().transfer_id)?;
        Ok(Response::new(self.get(id).await?))
    }

    async fn list_transfers(
        &self,
        request: Request<wire::ListTransfersRequest>,
    ) -> Reply<wire::ListTransfersResponse> {
        Actor::of(&request)?;
        let (listing, page) = parse::transfers(request.get_ref())?;
        Ok(Response::new(self.list(&listing, &page).await?))
    }

    async fn who_leads(
        &self,
        request: Request<wire::WhoLeadsRequest>,
    ) -> Reply<wire::WhoLeadsResponse> {
        Actor::of(&request)?;
        let asked = parse::matter(request.get_ref(), local_date(self.ledger.now()))?;
        Ok(Response::new(Self::who_leads(self, asked).await?))
    }

    async fn list_register(
        &self,
        request: Request<wire::ListRegisterRequest>,
    ) -> Reply<wire::ListRegisterResponse> {
        Actor::of(&request)?;
        let (listing, page) = parse_register::register(request.get_ref())?;
        Ok(Response::new(self.register(&listing, &page).await?))
    }

    async fn get_lead(&self, request: Request<wire::GetLeadRequest>) -> Reply<wire::Lead> {
        Actor::of(&request)?;
        let child = parse::id("child_id", &request.get_ref().child_id)?;
        Ok(Response::new(self.lead(child).await?))
    }

    async fn list_leads(
        &self,
        request: Request<wire::ListLeadsRequest>,
    ) -> Reply<wire::ListLeadsResponse> {
        Actor::of(&request)?;
        let (listing, page) = parse::leads(request.get_ref())?;
        Ok(Response::new(self.leads(&listing, &page).await?))
    }

    async fn get_journey(&self, request: Request<wire::GetJourneyRequest>) -> Reply<wire::Journey> {
        Actor::of(&request)?;
        let child = parse::id("child_id", &request.get_ref().child_id)?;
        Ok(Response::new(self.journey(child).await?))
    }

    async fn list_obligations(
        &self,
        request: Request<wire::ListObligationsRequest>,
    ) -> Reply<wire::ListObligationsResponse> {
        Actor::of(&request)?;
        let (listing, page) = parse::obligations(request.get_ref())?;
        Ok(Response::new(self.obligations(&listing, &page).await?))
    }

    async fn waive_obligation(
        &self,
        request: Request<wire::WaiveObligationRequest>,
    ) -> Reply<common::Obligation> {
        let actor = Actor::of(&request)?;
        let (asked, id, reason) = parse::waiver(actor, request.get_ref())?;
        Ok(Response::new(self.waive(asked, id, reason).await?))
    }
}
