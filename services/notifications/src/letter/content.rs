//! What a letter says. It is kept apart from everything else, is in no event, and shows nothing of itself in a log.

use chrono::NaiveDate;
use handrail_domain::text::Note;
use handrail_domain::{ClauseId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Everything that a letter says, and what it was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// What was filled in.
    pub values: BTreeMap<String, Value>,
    /// What stands above it, on the day on which it was written, or sent.
    pub head: Part,
    /// What the form made of the values, paragraph by paragraph.
    pub parts: Vec<Part>,
    /// What somebody wrote in their place.
    pub own_words: Option<Note>,
    /// What goes with it.
    pub enclosures: Vec<Part>,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Lines of text; one, but for a field of several.
    Lines(Vec<Words>),
    /// The option of this name.
    Chosen(String),
    /// A team.
    Team(TeamId),
    /// A day.
    Day(NaiveDate),
    /// It holds.
    Declared,
}

/// A part of a letter, with the clauses it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its text.
    pub text: Words,
    /// The clauses.
    pub clauses: Vec<ClauseId>,
}

/// Words of a letter. Their `Debug` shows nothing of them.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words(String);

impl Words {
    /// These words.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The words, for those who may read them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words(..)")
    }
}

impl Content {
    /// The text from the salutation to the signature.
    pub fn body(&self) -> String {
        let made = self.parts.iter().map(|part| part.text.as_str());
        match &self.own_words {
            Some(own) => own.as_str().to_owned(),
            None => made.collect::<Vec<_>>().join("\n\n"),
        }
    }

    /// The whole letter.
    pub fn text(&self) -> String {
        match self.head.text.as_str() {
            "" => self.body(),
            head => format!("{head}\n\n{}", self.body()),
        }
    }
}
