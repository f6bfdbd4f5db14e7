//! Regular meetings of a district: their dates by a rhythm, and the children on their agenda, known by their
//! transfers alone.
//!
//! Everything here is a pure function of the meeting, what is asked, and the moment. What a meeting does to the
//! transfers on its agenda is decided by the transfers.

mod decide;
mod event;
mod refusal;
mod state;

pub(crate) use decide::{Neighbours, Slot, held, moved, put_on, schedule, taken_off};
pub(crate) use event::{Event, Scheduled};
pub(crate) use refusal::Refusal;
pub(crate) use state::{Item, Meeting, Outcome};

#[cfg(test)]
mod tests;
