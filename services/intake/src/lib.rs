//! The front door: registers what is told about children and finds the team it belongs to. Beside it, the forms on
//! which families agree to their information being shared.

pub mod consent;
pub mod contact;

mod api;
mod repeated;
mod service;
mod tells;

mod follower;
mod replay;
mod timer;

mod store;
mod wire;

mod error;

use std::sync::Arc;

use handrail_chassis::{
    config::Settings,
    server::{MAX_REPLY_BYTES, MAX_REQUEST_BYTES, Server},
    world::World,
};
use handrail_contracts::intake::v1::{
    consent_service_server::ConsentServiceServer, intake_service_server::IntakeServiceServer,
};
use handrail_frame::{Frame, Service, StartError};

pub use error::IntakeError;
pub use store::Migrator;

use service::Intake;

/// The service's short name.
pub const NAME: &str = "intake";
/// The port it listens on unless told otherwise.
pub const PORT: u16 = 7401;

/// Puts the service together; `bound` is the server it will answer on.
///
/// # Errors
///
/// When the database or the organisation can't be used, or escalation's address is missing.
pub async fn build(settings: Settings, world: World, bound: Server) -> Result<Service, StartError> {
    let frame = Frame::build::<Migrator>(NAME, settings, world, bound).await?;
    let intake = Intake {
        ledger: frame.ledger.clone(),
        rulebook: frame.rulebook.clone(),
    };
    let calls = IntakeServiceServer::new(intake.clone())
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .max_encoding_message_size(MAX_REPLY_BYTES);
    let consents = ConsentServiceServer::new(intake.clone())
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .max_encoding_message_size(MAX_REPLY_BYTES);
    let intake = Arc::new(intake);
    let frame = frame
        .serve(calls)
        .serve(consents)
        .follow("escalation", intake.clone())?
        .timer(intake.clone());
    Ok(frame.finish(intake))
}
