//! What a notice is written from.

use chrono::{DateTime, Utc};
use handrail_domain::obligation::{Post, Subject};
use handrail_domain::{ClauseId, EntryId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Somebody has to be told of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tell {
    /// Whoever holds this post, or covers for the holder.
    pub to: Post,
    /// Why.
    pub reason: ShortName,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
    /// By when something is expected of them.
    pub due: Option<DateTime<Utc>>,
}

/// The entry that somebody has to be told of. What happened in it is not known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The service in whose journal it stands.
    pub source: ShortName,
    /// The entry.
    pub entry: EntryId,
    /// What it is about; the kind is a [`ShortName`].
    pub subject: Subject,
}

/// A name that a program has given, as `duty-owed`: too short and too plain to hold a text about
/// anybody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShortName(String);

/// A text that is not a short name. Does not repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a short name has 1 to 48 characters of a-z, 0-9 and '-'")]
pub struct InvalidShortName;

impl ShortName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShortName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ShortName {
    type Err = InvalidShortName;

    fn from_str(text: &str) -> Result<Self, InvalidShortName> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=48).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidShortName)
        }
    }
}

impl TryFrom<String> for ShortName {
    type Error = InvalidShortName;

    fn try_from(text: String) -> Result<Self, InvalidShortName> {
        text.parse()
    }
}

impl From<ShortName> for String {
    fn from(name: ShortName) -> Self {
        name.0
    }
}
