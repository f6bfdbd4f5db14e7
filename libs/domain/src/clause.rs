//! Numbered rules of the protocol.

use crate::team::{UnknownName, closed_list};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The id of one rule of an edition, for example `C4.1-22` or `E-ALLOC-FS-05`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClauseId(String);

impl ClauseId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot be a clause id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a clause id has 1 to 32 characters of A-Z, 0-9, '.' and '-'")]
pub struct InvalidClauseId;

impl FromStr for ClauseId {
    type Err = InvalidClauseId;
    fn from_str(text: &str) -> Result<Self, InvalidClauseId> {
        let characters = text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.' || b == b'-');
        if characters && (1..=32).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidClauseId)
        }
    }
}

impl TryFrom<String> for ClauseId {
    type Error = InvalidClauseId;
    fn try_from(text: String) -> Result<Self, InvalidClauseId> {
        text.parse()
    }
}

impl From<ClauseId> for String {
    fn from(id: ClauseId) -> String {
        id.0
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

closed_list! {
    /// How binding a clause is, following its wording.
    Strength, "strength" {
        /// Must, will, or a plain statement of what happens.
        Must = "must",
        /// Should, ideally, expected, best practice.
        Should = "should",
        /// May, can, or an example.
        May = "may",
    }
}
