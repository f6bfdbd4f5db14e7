//! The forms of an edition's letters: what goes into one, whom it is for, and when it can be written.

use super::{Condition, Fact, Missing};
use crate::{
    clause::ClauseId,
    deadline::Span,
    ids::LetterFormId,
    team::{TeamKind, UnknownName, closed_list},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A letter that an edition has a form for. Its words are the edition's; what differs from case to case are fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LetterForm {
    /// Its id.
    pub id: LetterFormId,
    /// Its version, which a letter that was written with it keeps.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Whom it is for.
    pub to: Addressee,
    /// On which moves it can be written: by their step and the kinds of team that send and receive.
    #[serde(default)]
    pub when: Condition,
    /// What must have happened on the transfer before.
    pub after: Fact,
    /// Why it can't be written otherwise, in our own words.
    pub says: String,
    /// The clauses it carries itself.
    pub clauses: Vec<ClauseId>,
    /// What differs from case to case.
    #[serde(default, rename = "field")]
    pub fields: Vec<LetterField>,
    /// What stands above it, where something does: lines that stay when their fields are blank.
    pub head: Option<LetterHead>,
    /// Its paragraphs. One whose field is blank is left out.
    #[serde(rename = "paragraph")]
    pub paragraphs: Vec<Paragraph>,
    /// What goes with it.
    #[serde(default, rename = "enclosure")]
    pub enclosures: Vec<Paragraph>,
    /// What it promises in the receiving team's name.
    pub promise: Option<Promise>,
    /// The clauses under which what is answered to it is kept.
    #[serde(default)]
    pub answers: Vec<ClauseId>,
}

closed_list! {
    /// Whom a letter is for.
    Addressee, "addressee" {
        /// The parents.
        Parents = "parents",
        /// A child of the transfer.
        Child = "child",
        /// The family.
        Family = "family",
        /// The professional who referred the child.
        ReferringProfessional = "referring-professional",
    }
}

/// Something that differs from letter to letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LetterField {
    /// Its name, which stands between braces in the text.
    pub name: String,
    /// What it holds.
    pub kind: LetterFieldKind,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// What happens when it is missing; nothing, where it may stay blank.
    pub missing: Option<Missing>,
    /// What to do about it, in our own words, where it is advised.
    #[serde(default)]
    pub says: String,
    /// What can be chosen, in a choice.
    #[serde(default, rename = "option")]
    pub options: Vec<LetterOption>,
    /// Facts of the transfer that say the same as a declaration.
    #[serde(default)]
    pub recorded_as: Vec<Fact>,
}

closed_list! {
    /// What a field of a letter holds.
    LetterFieldKind, "kind of field" {
        /// The name of a person or a family.
        Name = "name",
        /// A line of text.
        Text = "text",
        /// Several lines of text.
        Lines = "lines",
        /// One of the field's options.
        Choice = "choice",
        /// The team that receives the transfer, and no other.
        ReceivingTeam = "receiving-team",
        /// That something holds. It does not stand in the letter.
        Declared = "declared",
        /// The day on which something took place. It does not stand in the letter.
        Day = "day",
    }
}

impl LetterFieldKind {
    /// Whether it stands in the letter.
    pub fn is_written(self) -> bool {
        !matches!(self, Self::Declared | Self::Day)
    }
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterOption {
    /// Its name.
    pub name: String,
    /// What stands in the letter then.
    pub says: String,
    /// The kinds of receiving team that it fits; none fits all.
    #[serde(default)]
    pub to: Vec<TeamKind>,
}

/// What stands above a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterHead {
    /// Its lines.
    pub lines: Vec<String>,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

/// A paragraph of a letter, or something that goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Paragraph {
    /// Its text, in our own words, with names of fields between braces.
    pub says: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// The youngest age, in whole years, of the child it is written to.
    pub from_age: Option<u32>,
    /// The oldest age, in whole years.
    pub to_age: Option<u32>,
}

/// What a letter promises in the receiving team's name: to be in touch with the family. A duty that begins with
/// `letter-sent` keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// Within what time of the letter.
    pub within: Span,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

/// What stands in letters without being a field: the authority's letterhead, from the organisation's document, the day, and
/// what is promised.
pub const LETTERHEAD: &[&str] = &[
    "authority",
    "department",
    "director",
    "telephone",
    "fax",
    "email",
    "address",
];
/// The day of the letter. It stands in the head, which is written anew when the letter is sent.
pub const LETTER_DATE: &str = "date";
/// The time within which the receiving team is to be in touch.
pub const PROMISED: &str = "promised";

/// A piece of a text with fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Words as they are.
    Words(&'t str),
    /// The name of a field.
    Field(&'t str),
}

/// Takes a text with names between braces apart.
///
/// # Errors
/// When a brace has no other.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, LooseBrace> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let (name, further) = after.split_once('}').ok_or(LooseBrace)?;
        if words.contains('}') || name.contains('{') {
            return Err(LooseBrace);
        }
        pieces.extend([Piece::Words(words), Piece::Field(name)]);
        rest = further;
    }
    if rest.contains('}') {
        return Err(LooseBrace);
    }
    pieces.push(Piece::Words(rest));
    Ok(pieces)
}

/// A brace without its other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a brace has no other: the name of a field stands between two")]
pub struct LooseBrace;

impl LetterForm {
    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&LetterField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Paragraph {
    /// Whether it is for a child of this age; a paragraph without ages is for everybody.
    pub fn fits(&self, age: Option<u32>) -> bool {
        let old_enough = |from: u32| age.is_some_and(|age| age >= from);
        let young_enough = |to: u32| age.is_some_and(|age| age <= to);
        self.from_age.is_none_or(old_enough) && self.to_age.is_none_or(young_enough)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_at_its_braces() {
        let taken = pieces("Dear {parents}, with {care}");
        assert_eq!(
            taken,
            Ok(vec![
                Piece::Words("Dear "),
                Piece::Field("parents"),
                Piece::Words(", with "),
                Piece::Field("care"),
                Piece::Words(""),
            ])
        );
        for loose in ["Dear {parents", "Dear parents}", "{a{b}}", "a } b {c}"] {
            assert_eq!(pieces(loose), Err(LooseBrace), "{loose}");
        }
    }

    #[test]
    fn a_paragraph_is_for_an_age_or_for_everybody() {
        let of = |from_age, to_age| Paragraph {
            says: String::new(),
            clauses: Vec::new(),
            from_age,
            to_age,
        };
        assert!(of(None, None).fits(None));
        assert!(of(None, Some(10)).fits(Some(10)) && !of(None, Some(10)).fits(Some(11)));
        assert!(of(Some(11), None).fits(Some(11)) && !of(Some(11), None).fits(Some(10)));
        assert!(!of(Some(11), None).fits(None));
    }
}
