//! Texts that people write, bounded where they enter.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest note accepted, in characters. Enough for a page; a case file belongs elsewhere.
pub const NOTE_CHARACTERS: usize = 4_000;

/// A text that is empty, too long, or carries control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a text of 1 to {NOTE_CHARACTERS} characters without control characters is needed")]
pub struct InvalidNote;

/// Free text by a professional. It may be about a child: its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Note(String);

impl Note {
    /// The text, for those who may read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Note {
    type Error = InvalidNote;
    fn try_from(text: String) -> Result<Self, InvalidNote> {
        let trimmed = text.trim();
        let plain = trimmed
            .chars()
            .all(|c| !c.is_control() || c == '\n' || c == '\t');
        if plain && (1..=NOTE_CHARACTERS).contains(&trimmed.chars().count()) {
            Ok(Self(trimmed.to_owned()))
        } else {
            Err(InvalidNote)
        }
    }
}

impl From<Note> for String {
    fn from(note: Note) -> String {
        note.0
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Note({} characters)", self.0.chars().count())
    }
}
