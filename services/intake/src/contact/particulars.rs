//! What identifies people and tells their story. It is kept apart from everything else, is in no
//! event, and shows nothing of itself in a log.

use std::fmt;

use handrail_domain::{ChildId, text::Note};
use serde::{Deserialize, Serialize};

/// The longest name accepted, in characters.
const NAME_CHARACTERS: usize = 100;

/// What is disclosed to the front door and never leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Particulars {
    /// The names of the children, in the order of the contact.
    pub names: Vec<ChildName>,
    /// The name of the person or service that told the front door, if one was given.
    pub referrer: Option<Name>,
    /// What was told.
    pub account: Note,
}

/// The name of a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildName {
    /// The child.
    pub child: ChildId,
    /// The given name; an unborn baby may have none yet.
    pub given: Option<Name>,
    /// The family name.
    pub family: Name,
}

/// The name of a person. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// A text that can't be a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a name of 1 to {NAME_CHARACTERS} characters without control characters is needed")]
pub struct InvalidName;

impl Name {
    /// The name, for those who may read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = InvalidName;

    fn try_from(text: String) -> Result<Self, InvalidName> {
        let trimmed = text.trim();
        let length = trimmed.chars().count();
        if (1..=NAME_CHARACTERS).contains(&length) && !trimmed.chars().any(char::is_control) {
            Ok(Self(trimmed.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.0
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(..)")
    }
}
