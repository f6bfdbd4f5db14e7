//! The journal: append-only, partitioned by household, each partition contiguous and hash-chained.

pub mod hash;

mod append;
mod epoch;
mod read;
mod row;

use chrono::{DateTime, Utc};
use handrail_domain::obligation::{Post, Subject};
use handrail_domain::{ClauseId, EditionId, EntryId, HouseholdId};
use prost_types::Any;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use append::append;
pub(crate) use epoch::open_epoch;
pub use epoch::renew_epoch;
pub use read::entries_of;
pub(crate) use read::{Positions, advance, heads, last_recorded_at, last_trace_of, page, stretch};

/// How many partitions a journal has. It can't be changed once a journal has entries.
pub const PARTITIONS: u32 = 16;

/// The partition that holds everything about a household: the first byte of the SHA-256 of its id,
/// modulo [`PARTITIONS`].
pub fn partition_of(household: HouseholdId) -> u32 {
    let digest: [u8; 32] = Sha256::digest(household.0.as_bytes()).into();
    u32::from(digest[0]) % PARTITIONS
}

/// Something that happened, to be appended to the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// Its id, where it follows from something else; minted otherwise.
    pub id: Option<EntryId>,
    /// What it is about.
    pub subject: Subject,
    /// What kind of thing happened, as `transfer.early-warning-sent`.
    pub kind: &'static str,
    /// What happened.
    pub payload: Any,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// Who did it: a caller's subject, or `service:` and a service's name.
    pub actor: String,
    /// The edition it happened under.
    pub edition: Option<EditionId>,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
    /// Who has to be told of it.
    pub tells: Vec<Tell>,
}

/// Somebody who has to be told of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tell {
    /// Whoever holds this post when the notice is written, or covers for the holder.
    pub to: Post,
    /// Why, as a short name: `duty-owed`, `duty-breached`, `early-warning`.
    pub reason: String,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
    /// By when something is expected of them.
    pub due: Option<DateTime<Utc>>,
}

/// An entry that waits for its unit's commit.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) id: EntryId,
    pub(crate) entry: NewEntry,
    pub(crate) trace_context: String,
}
