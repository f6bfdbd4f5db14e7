//! Telling people: notices are written from the journals of the other services, to whoever answers
//! for a post, and delivered once, without disclosing what must not be disclosed; letters to families,
//! children and professionals are written by the staff, with the forms of the edition.

pub mod letter;
pub mod notice;

mod api;
mod service;

mod follower;
mod wire;

mod delivery;
mod mail;

mod store;

mod gauges;

mod replay;

pub use delivery::Delivery;
pub use follower::Telling;
pub use mail::MailFolder;
pub use replay::{LetterReplay, NoticeReplay};
pub use store::Migrator;
pub use wire::{Malformed, tells_of};

use api::NotificationsApi;
use gauges::Outbox;
use handrail_chassis::config::Settings;
use handrail_chassis::server::{MAX_REPLY_BYTES, MAX_REQUEST_BYTES, Server};
use handrail_chassis::world::World;
use handrail_contracts::notifications::v1::letter_service_server::LetterServiceServer;
use handrail_contracts::notifications::v1::notifications_service_server::NotificationsServiceServer;
use handrail_frame::{Frame, Service, StartError};
use replay::BothReplays;
use service::Notices;
use service::letters::Letters;
use std::sync::Arc;

/// The service's name.
pub const NAME: &str = "notifications";
/// The port it listens on unless it is told otherwise.
pub const PORT: u16 = 7404;
/// The services whose journals it follows.
pub const SOURCES: [&str; 3] = ["intake", "transfers", "escalation"];

/// Puts the service together. `bound` is the server that it will answer on.
///
/// # Errors
/// When the database, the organisation or the address of a followed service can't be used.
pub async fn build(settings: Settings, world: World, bound: Server) -> Result<Service, StartError> {
    let folder = MailFolder::new(settings.mail_folder.clone());
    let frame = Frame::build::<Migrator>(NAME, settings, world, bound).await?;
    let (ledger, rulebook) = (frame.ledger.clone(), frame.rulebook.clone());

    let api = NotificationsApi::new(Notices::new(ledger.clone(), rulebook.clone()));
    let api = NotificationsServiceServer::new(api)
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .max_encoding_message_size(MAX_REPLY_BYTES);
    let letters = Letters::new(ledger.clone(), rulebook.clone());
    let letters = LetterServiceServer::new(letters)
        .max_decoding_message_size(MAX_REQUEST_BYTES)
        .max_encoding_message_size(MAX_REPLY_BYTES);
    let mut frame = frame.serve(api).serve(letters);
    for source in SOURCES {
        frame = frame.follow(source, Arc::new(Telling::new(source, rulebook.clone())))?;
    }
    let wake = ledger.appended();
    let outbox = Outbox(ledger.clone());
    let delivery = Delivery::new(ledger, rulebook, folder);
    Ok(frame
        .worker(Arc::new(delivery), wake)
        .gauges(Arc::new(outbox))
        .finish(Arc::new(BothReplays)))
}
