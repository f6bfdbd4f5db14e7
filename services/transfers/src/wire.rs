//! Between the domain and the wire: events as they stand in the journal, transfers and leads as
//! callers see them.

mod checklist;
mod choices;
mod event_from_wire;
mod event_to_wire;
mod lead;
mod meeting;
mod register;
mod transfer;

pub(crate) use checklist::checklist_to_wire;
pub(crate) use choices::OnWire;
pub(crate) use event_from_wire::event_from_wire;
pub(crate) use event_to_wire::event_to_wire;
pub(crate) use lead::{lead_event_from_wire, lead_event_to_wire, lead_to_wire};
pub(crate) use meeting::{meeting_event_from_wire, meeting_event_to_wire, meeting_to_wire};
pub(crate) use register::row_to_wire;
pub(crate) use transfer::transfer_to_wire;

use prost::Message;
use prost_types::Any;

/// The type of the payload of every entry about a transfer.
pub(crate) const TRANSFER_EVENT: &str = "type.googleapis.com/handrail.transfers.v1.TransferEvent";
/// The type of the payload of every entry about a lead.
pub(crate) const LEAD_EVENT: &str = "type.googleapis.com/handrail.transfers.v1.LeadEvent";

/// The type of the payload of every entry about a regular meeting.
pub(crate) const MEETING_EVENT: &str = "type.googleapis.com/handrail.transfers.v1.MeetingEvent";

/// A message as the content of a journal entry.
pub(crate) fn payload(type_url: &str, message: &impl Message) -> Any {
    Any {
        type_url: type_url.to_owned(),
        value: message.encode_to_vec(),
    }
}

fn texts<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

fn text<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}
