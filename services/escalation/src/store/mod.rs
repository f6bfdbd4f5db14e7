//! The tables of escalation. Nothing of them leaves this room: what goes in and out is the domain's.

mod disputes;
mod matters;
mod migration;

pub(crate) use disputes::{
    Key, LIST, Listing, get, insert, list, load, open_about, open_tally, subjects, update,
};
pub(crate) use matters::{Matter, editions, matter, note};
pub use migration::Migrator;
