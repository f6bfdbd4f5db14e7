//! The virtual clock, as tests and rehearsals move it. Not served by a process on the system's clock.

use async_trait::async_trait;
use handrail_chassis::{
    worker::{Progress, Worker},
    world::Clock,
};
use handrail_contracts::{
    development::v1::{self as wire, clock_service_server::ClockService},
    parse::Fields,
    status,
    time::timestamp,
};
use std::sync::Arc;
use tonic::{Request, Response, Status};

pub(crate) struct VirtualClock {
    pub(crate) clock: Clock,
    pub(crate) workers: Vec<Arc<dyn Worker>>,
}

#[async_trait]
impl ClockService for VirtualClock {
    async fn get_clock(
        &self,
        _: Request<wire::GetClockRequest>,
    ) -> Result<Response<wire::Clock>, Status> {
        Ok(Response::new(wire::Clock {
            now: Some(timestamp(self.clock.now())),
        }))
    }

    async fn set_clock(
        &self,
        request: Request<wire::SetClockRequest>,
    ) -> Result<Response<wire::Clock>, Status> {
        let fields = Fields::new();
        let to = fields.instant("now", request.get_ref().now.as_ref());
        let to = fields.finish(to)?;
        self.clock
            .advance_to(to)
            .map_err(|error| status::refused("CLOCK_GOES_FORWARDS", error.to_string(), &[]))?;
        Ok(Response::new(wire::Clock {
            now: Some(timestamp(self.clock.now())),
        }))
    }

    async fn step(
        &self,
        _: Request<wire::StepRequest>,
    ) -> Result<Response<wire::StepResponse>, Status> {
        let mut done = 0;
        let mut next_due_at = None;
        for worker in &self.workers {
            let failed = |error| Status::internal(format!("{}: {error}", worker.name()));
            done += match worker.step().await.map_err(failed)? {
                Progress::Idle => 0,
                // On its way, and so not yet nothing.
                Progress::Busy => 1,
                Progress::Did(pieces) => pieces,
            };
            let due = worker.next_due().await.map_err(failed)?;
            next_due_at = [next_due_at, due].into_iter().flatten().min();
        }
        Ok(Response::new(wire::StepResponse {
            done,
            next_due_at: next_due_at.map(timestamp),
        }))
    }
}
