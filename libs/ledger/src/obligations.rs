//! The obligations of a service: one row each, changed only together with a journal entry.

mod list;
mod outlook;
mod row;
mod store;
mod tally;

use handrail_contracts::feed::v1::{ObligationChange, ObligationEvent};
use handrail_contracts::obligation::{change_to_wire, obligation_to_wire};
use handrail_domain::obligation::{Change, ChangeKind, Obligation};
use prost::Message;
use prost_types::Any;

pub use list::{Key, LIST, Listing, list};
pub use outlook::{Next, Outlook, outlooks, overdue};
pub(crate) use row::{Column, Entity, Model};
pub(crate) use store::{Versions, due, next_due, of_subject, subjects};
pub use store::{distinct, editions};
pub use tally::{Standing, Tally, tally};

/// The kind of the entry that reminds an owner. It changes nothing.
pub const DUE_SOON: &str = "obligation.due-soon";
/// What the kinds of all entries about obligations begin with.
pub const KIND_PREFIX: &str = "obligation.";

/// The type of the payload of every entry about an obligation.
pub(crate) const EVENT_TYPE: &str = "type.googleapis.com/handrail.feed.v1.ObligationEvent";

/// The kind of the entry that records a change.
pub fn kind_of(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Armed => "obligation.armed",
        ChangeKind::Fulfilled => "obligation.fulfilled",
        ChangeKind::Breached => "obligation.breached",
        ChangeKind::Waived => "obligation.waived",
        ChangeKind::Cancelled => "obligation.cancelled",
        ChangeKind::Reprojected => "obligation.reprojected",
        ChangeKind::Restated => "obligation.restated",
        ChangeKind::Reassigned => "obligation.reassigned",
    }
}

pub(crate) fn payload_of(change: &Change) -> Any {
    pack(&change_to_wire(change))
}

/// The payload of a reminder: the obligation as it stands, and no change.
pub(crate) fn reminder_of(obligation: &Obligation) -> Any {
    pack(&ObligationEvent {
        obligation: Some(obligation_to_wire(obligation)),
        change: ObligationChange::Unspecified.into(),
    })
}

fn pack(event: &ObligationEvent) -> Any {
    Any {
        type_url: EVENT_TYPE.to_owned(),
        value: event.encode_to_vec(),
    }
}
