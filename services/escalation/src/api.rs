//! The calls: parse, carry out, render.

mod parse;
mod status;

use async_trait::async_trait;
use handrail_contracts::{
    escalation::v1::{self as wire, escalation_service_server::EscalationService},
    obligation::obligation_to_wire,
    parse::Fields,
};
use handrail_frame::Actor;
use handrail_ledger::{RequestKey, obligations};
use parse::{Order, ParseOrder};
use prost::Message;
use tonic::{Request, Response, Status};

use crate::{error::EscalationError, service::Disputes};

type Reply<T> = Result<Response<T>, Status>;

/// The calls of the escalation service.
pub(crate) struct Api(pub(crate) Disputes);

impl Api {
    async fn order<M: Message>(
        &self,
        method: &'static str,
        request: Request<M>,
        parse: ParseOrder<M>,
    ) -> Reply<wire::Dispute> {
        let by = Actor::of(&request)?;
        let request = request.into_inner();
        let fields = Fields::new();
        let order = parse(&request, &fields, self.0.ledger().now());
        let Order { request_id, asked } = fields.finish(order)?;
        let key = RequestKey::of(&by.subject, method, request_id, &request);
        let dispute = self.0.carry_out(&key, asked, by).await?;
        Ok(Response::new(dispute))
    }
}

#[async_trait]
impl EscalationService for Api {
    async fn state_position(
        &self,
        request: Request<wire::StatePositionRequest>,
    ) -> Reply<wire::Dispute> {
        self.order(
            "escalation.v1.StatePosition",
            request,
            parse::state_position,
        )
        .await
    }

    async fn assign_immediate_needs(
        &self,
        request: Request<wire::AssignImmediateNeedsRequest>,
    ) -> Reply<wire::Dispute> {
        let method = "escalation.v1.AssignImmediateNeeds";
        self.order(method, request, parse::assign_immediate_needs)
            .await
    }

    async fn agree_exhausted(
        &self,
        request: Request<wire::AgreeExhaustedRequest>,
    ) -> Reply<wire::Dispute> {
        self.order(
            "escalation.v1.AgreeExhausted",
            request,
            parse::agree_exhausted,
        )
        .await
    }

    async fn escalate_dispute(
        &self,
        request: Request<wire::EscalateDisputeRequest>,
    ) -> Reply<wire::Dispute> {
        self.order("escalation.v1.EscalateDispute", request, parse::escalate)
            .await
    }

    async fn record_discussion(
        &self,
        request: Request<wire::RecordDiscussionRequest>,
    ) -> Reply<wire::Dispute> {
        let method = "escalation.v1.RecordDiscussion";
        self.order(method, request, parse::record_discussion).await
    }

    async fn expedite_dispute(
        &self,
        request: Request<wire::ExpediteDisputeRequest>,
    ) -> Reply<wire::Dispute> {
        self.order("escalation.v1.ExpediteDispute", request, parse::expedite)
            .await
    }

    async fn settle_dispute(
        &self,
        request: Request<wire::SettleDisputeRequest>,
    ) -> Reply<wire::Dispute> {
        self.order("escalation.v1.SettleDispute", request, parse::settle)
            .await
    }

    async fn record_case_note(
        &self,
        request: Request<wire::RecordCaseNoteRequest>,
    ) -> Reply<wire::Dispute> {
        let method = "escalation.v1.RecordCaseNote";
        self.order(method, request, parse::record_case_note).await
    }

    async fn get_dispute(&self, request: Request<wire::GetDisputeRequest>) -> Reply<wire::Dispute> {
        Actor::of(&request)?;
        let fields = Fields::new();
        let id = fields.parse("dispute_id", &request.get_ref().dispute_id);
        let id = fields.finish(id)?;
        Ok(Response::new(self.0.get(id).await?))
    }

    async fn list_disputes(
        &self,
        request: Request<wire::ListDisputesRequest>,
    ) -> Reply<wire::ListDisputesResponse> {
        Actor::of(&request)?;
        let (listing, page) = parse::list_disputes(request.get_ref())?;
        Ok(Response::new(self.0.list(&listing, &page).await?))
    }

    async fn list_obligations(
        &self,
        request: Request<wire::ListObligationsRequest>,
    ) -> Reply<wire::ListObligationsResponse> {
        Actor::of(&request)?;
        let (listing, page) = parse::list_obligations(request.get_ref())?;
        let ledger = self.0.ledger();
        let reading = obligations::list(ledger.db(), &listing, &page);
        let listed = ledger.read("obligation.list", reading).await;
        let (duties, next_page_token) = listed.map_err(EscalationError::from)?;
        Ok(Response::new(wire::ListObligationsResponse {
            obligations: duties.iter().map(obligation_to_wire).collect(),
            next_page_token,
        }))
    }
}
