//! What is wrong with a data file, and where.

mod words;

use std::fmt;

/// A problem in a data file, placed so that an editor can jump to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Located {
    /// The file, as its reader names it.
    pub source: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What is wrong, without the place.
    pub message: String,
}

impl Located {
    /// A problem at a byte offset of a text. An offset beyond the end means the end.
    pub fn at(source: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = text.get(..text.floor_char_boundary(offset)).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            source: source.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }

    /// What the TOML reader found wrong with a text, in plain words. An error that concerns no place is put at the start.
    pub fn from_toml(source: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::at(
            source,
            text,
            error.span().map_or(0, |span| span.start),
            words::plain(error.message()),
        )
    }
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.source, self.line, self.column, self.message
        )
    }
}

impl std::error::Error for Located {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_become_lines_and_columns_in_characters() {
        let text = "é = 1\nname = \"x\"\n";
        let place = |offset| {
            let located = Located::at("a.toml", text, offset, "wrong");
            (located.line, located.column)
        };
        assert_eq!(place(0), (1, 1));
        assert_eq!(place(1), (1, 1), "inside a character means its start");
        assert_eq!(place(2), (1, 2), "é has two bytes and one column");
        assert_eq!(place(7), (2, 1));
        assert_eq!(place(14), (2, 8));
        assert_eq!(place(10_000), (3, 1));
    }

    #[test]
    fn a_reader_error_carries_its_place() {
        let text = "version = \"1\"\nfirst = oops\n";
        let located = toml::from_str::<toml::Table>(text)
            .map_err(|error| Located::from_toml("a.toml", text, &error));
        assert_eq!(
            located.map_err(|located| located.to_string().starts_with("a.toml:2:9: ")),
            Err(true),
            "file, line and column come first"
        );
    }
}
