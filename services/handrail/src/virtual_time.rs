//! Moves the virtual clock of one or more processes, so that everything that falls due on the way
//! happens at its own instant.

use crate::client::Connection;
use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;
use handrail_contracts::{
    development::v1::{
        GetClockRequest, SetClockRequest, StepRequest, StepResponse,
        clock_service_client::ClockServiceClient,
    },
    time::{instant, timestamp},
};
use tonic::{Response, Status};

/// The clock of one process.
pub type Clock = ClockServiceClient<Connection>;

/// Rounds in a row in which nobody did anything, after which nothing is on its way any more: what one
/// service does late in a round, another may have to follow in the next.
const QUIET_ROUNDS: u32 = 2;
/// Rounds after which the work is taken to feed itself; far more than any real backlog needs.
const MOST_ROUNDS: u32 = 10_000;

/// Does everything that is due now in every process, and says when the next timer falls due.
///
/// # Errors
/// What a service answers; ABORTED when the work never comes to an end.
pub async fn settle(clocks: &[Clock]) -> Result<Option<DateTime<Utc>>, Status> {
    let mut quiet = 0;
    for _ in 0..MOST_ROUNDS {
        let steps = clocks
            .iter()
            .cloned()
            .map(|mut clock| async move { clock.step(StepRequest {}).await });
        let steps: Vec<StepResponse> = try_join_all(steps)
            .await?
            .into_iter()
            .map(Response::into_inner)
            .collect();
        quiet = if steps.iter().all(|step| step.done == 0) {
            quiet + 1
        } else {
            0
        };
        if quiet == QUIET_ROUNDS {
            return Ok(steps
                .iter()
                .filter_map(|step| step.next_due_at.as_ref().and_then(instant))
                .min());
        }
    }
    Err(Status::aborted("the background work never comes to an end"))
}

/// Moves every clock to `to`, stopping on the way at each instant at which a timer falls due.
///
/// # Errors
/// What a service answers, for example that its clock shows a later time already.
pub async fn advance_to(clocks: &[Clock], to: DateTime<Utc>) -> Result<(), Status> {
    let mut shown = now(clocks).await?;
    loop {
        let due = settle(clocks).await?;
        // A timer that is due and yet did nothing must not hold the clock for ever.
        let next = due.filter(|due| shown.is_none_or(|shown| *due > shown) && *due <= to);
        let stop = next.unwrap_or(to);
        if shown == Some(stop) {
            return Ok(());
        }
        set(clocks, stop).await?;
        if next.is_none() {
            return Ok(());
        }
        shown = next;
    }
}

async fn set(clocks: &[Clock], to: DateTime<Utc>) -> Result<(), Status> {
    let request = SetClockRequest {
        now: Some(timestamp(to)),
    };
    let each = clocks
        .iter()
        .cloned()
        .map(|mut clock| async move { clock.set_clock(request).await });
    try_join_all(each).await.map(drop)
}

/// The latest time that any of the clocks shows; nothing without a clock.
///
/// # Errors
/// What a service answers; UNIMPLEMENTED where it runs on the machine's clock.
pub async fn now(clocks: &[Clock]) -> Result<Option<DateTime<Utc>>, Status> {
    let reads = clocks
        .iter()
        .cloned()
        .map(|mut clock| async move { clock.get_clock(GetClockRequest {}).await });
    let shown = try_join_all(reads).await?;
    Ok(shown
        .into_iter()
        .filter_map(|clock| clock.into_inner().now.as_ref().and_then(instant))
        .max())
}
