//! What every service's database shares: the journal with its feed and followers, the obligations
//! with their timer, and idempotent commands.
//!
//! Everything a command causes is written in one [`Unit`] of work: the service's own state, the
//! obligations, the journal entries and the stored reply are committed together or not at all.
//! Others read the journal through the [`feed`], and a [`follower`] applies each entry exactly once.

mod ledger;
mod unit;

mod idempotency;
mod journal;

pub mod obligations;
pub mod timer;

pub mod feed;
pub mod follower;

pub mod verify;

pub mod page;

pub mod migration;

mod error;

pub use error::LedgerError;
pub use idempotency::RequestKey;
pub use journal::{NewEntry, PARTITIONS, Tell, entries_of, hash, partition_of, renew_epoch};
pub use ledger::Ledger;
pub use unit::Unit;
