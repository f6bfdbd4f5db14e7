//! Moves plans between teams, says who leads for each child, and keeps the regular meetings about them.

pub mod simulate;

mod lead;
mod meeting;
mod transfer;

mod api;
mod service;

mod follower;
mod gauges;
mod replay;
mod timer;

mod store;
mod wire;

mod error;

use handrail_chassis::{
    config::Settings,
    server::{MAX_REPLY_BYTES, MAX_REQUEST_BYTES, Server},
    world::World,
};
use handrail_contracts::transfers::v1::{
    meeting_service_server::MeetingServiceServer, transfers_service_server::TransfersServiceServer,
};
use handrail_frame::{Frame, Service, StartError};
use service::Transfers;
use std::sync::Arc;

pub use store::Migrator;

/// The service's short name.
pub const NAME: &str = "transfers";
/// The port it listens on unless told otherwise.
pub const PORT: u16 = 7402;

/// Puts the service together; `bound` is the server it will answer on.
///
/// # Errors
///
/// When the database or the organisation can't be used, an edition that transfers follow is gone, or the address of a service that it follows is
/// missing.
pub async fn build(settings: Settings, world: World, bound: Server) -> Result<Service, StartError> {
    let frame = Frame::build::<Migrator>(NAME, settings, world, bound).await?;
    let kept = store::editions(frame.ledger.db()).await?;
    let frame = frame.follows_editions(kept)?;
    let transfers = Transfers {
        ledger: frame.ledger.clone(),
        rulebook: frame.rulebook.clone(),
    };
    let calls = TransfersServiceServer::new(transfers.clone())
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .max_encoding_message_size(MAX_REPLY_BYTES);
    let meetings = MeetingServiceServer::new(transfers.clone())
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .max_encoding_message_size(MAX_REPLY_BYTES);
    let transfers = Arc::new(transfers);
    let frame = frame
        .serve(calls)
        .serve(meetings)
        .follow("intake", transfers.clone())?
        .follow("escalation", transfers.clone())?
        .follow("notifications", transfers.clone())?
        .timer(transfers.clone())
        .gauges(transfers.clone());
    Ok(frame.finish(transfers))
}
