//! The tables of intake. Nothing of them leaves this room: what goes in and out is the domain's.

mod contacts;
mod migration;
mod particulars;

pub(crate) use contacts::{LIST, Listing, get, insert, list, load, subjects, update};
pub use migration::Migrator;
pub(crate) use particulars::{households, keep, latest_reason, note_reason, of, reason};
