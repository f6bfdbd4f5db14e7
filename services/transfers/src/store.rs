//! The tables of transfers. Nothing of them leaves this room: what goes in and out is the domain's.

mod children;
mod comments;
mod consents;
mod leads;
mod meetings;
mod migration;
mod register;
mod tally;
mod transfers;

pub(crate) use children::{Known, births, child, note_child};
pub(crate) use comments::{comments, keep_comments};
pub(crate) use consents::{consent_stands, end_consent, keep_consent};
pub(crate) use leads::{
    LeadKey, LeadListing, history, households, lead_now, list_leads, note_lead_event, of_household,
    subject_of,
};
pub(crate) use meetings::{
    MeetingKey, MeetingListing, held_slots, hold_series, insert_meeting, list_meetings,
    load_meeting, meeting, meeting_subjects, neighbours, update_meeting, waits,
};
pub use migration::Migrator;
pub(crate) use register::{Direction, RegisterKey, RegisterListing, Registered, register};
pub(crate) use tally::{moving_tally, unallocated_tally};
pub(crate) use transfers::{
    Listing, editions, get, insert, list, load, moving, of_child, several, subjects, update,
};

/// The names of the lists in their page tokens.
pub(crate) const TRANSFERS: &str = "transfers";
/// The name of the list of meetings in its page tokens.
pub(crate) const MEETINGS: &str = "meetings";
/// The name of the register in its page tokens.
pub(crate) const REGISTER: &str = "register";
/// The name of the list of leads in its page tokens.
pub(crate) const LEADS: &str = "leads";
