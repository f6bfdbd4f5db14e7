//! Disagreements between teams, and the management levels that must settle them.

pub mod dispute;

mod api;
mod follower;
mod gauges;
mod service;
mod timer;

mod replay;
mod store;
mod wire;

mod error;

pub use error::EscalationError;
pub use store::Migrator;

use handrail_chassis::{
    config::Settings,
    server::{MAX_REPLY_BYTES, MAX_REQUEST_BYTES, Server},
    world::World,
};
use handrail_contracts::escalation::v1::escalation_service_server::EscalationServiceServer;
use handrail_frame::{Frame, Service, StartError};
use std::sync::Arc;

use crate::{
    api::Api,
    follower::{FromIntake, FromTransfers},
    replay::DisputeReplay,
    service::Disputes,
    timer::RungClocks,
};

/// The short name of the service.
pub const NAME: &str = "escalation";
/// The port it listens on when none is configured.
pub const PORT: u16 = 7403;

/// Puts the service together: it follows intake and transfers, and answers on `bound`.
///
/// # Errors
/// When the database, the organisation, the identity mode or the address of a followed service can't be
/// used.
pub async fn build(settings: Settings, world: World, bound: Server) -> Result<Service, StartError> {
    let frame = Frame::build::<Migrator>(NAME, settings, world, bound).await?;
    let kept = store::editions(frame.ledger.db()).await?;
    let frame = frame.follows_editions(kept)?;
    let disputes = Disputes::new(frame.ledger.clone(), frame.rulebook.clone());
    let calls = EscalationServiceServer::new(Api(disputes.clone()))
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .max_encoding_message_size(MAX_REPLY_BYTES);
    let frame = frame
        .follow("intake", Arc::new(FromIntake(disputes.clone())))?
        .follow("transfers", Arc::new(FromTransfers(disputes.clone())))?
        .gauges(Arc::new(disputes.clone()))
        .timer(Arc::new(RungClocks(disputes)))
        .serve(calls);
    Ok(frame.finish(Arc::new(DisputeReplay)))
}
