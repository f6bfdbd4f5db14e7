//! The values of a form's fields, read as what they are.

use super::{Value, Words, Wrong};
use handrail_domain::edition::{LetterField, LetterFieldKind};

/// The longest name or line accepted, in characters.
const LINE_CHARACTERS: usize = 200;
/// The most lines of one field.
const MOST_LINES: usize = 20;

/// Reads what was given for a field; nothing when nothing was.
///
/// # Errors
/// What is wrong with it, without repeating it.
pub(super) fn read(field: &LetterField, given: &[&str]) -> Result<Option<Value>, Wrong> {
    let wrong = |what: &str| Wrong::of(&format!("fields.{}", field.name), what);
    let given: Vec<&str> = given.iter().map(|text| text.trim()).collect();
    let given: Vec<&str> = given.into_iter().filter(|text| !text.is_empty()).collect();
    let (first, more) = match given.as_slice() {
        [] => return Ok(None),
        [first, more @ ..] => (*first, more),
    };
    if !more.is_empty() && field.kind != LetterFieldKind::Lines {
        return Err(wrong("can be given once"));
    }
    if !given.iter().all(|text| is_line(text)) {
        return Err(wrong(&format!(
            "1 to {LINE_CHARACTERS} characters without control characters or braces are needed"
        )));
    }
    Ok(Some(match field.kind {
        LetterFieldKind::Name | LetterFieldKind::Text => Value::Lines(vec![Words::new(first)]),
        LetterFieldKind::Lines if given.len() > MOST_LINES => {
            return Err(wrong(&format!("has {MOST_LINES} lines at most")));
        }
        LetterFieldKind::Lines => Value::Lines(given.into_iter().map(Words::new).collect()),
        LetterFieldKind::Choice => {
            let option = field.options.iter().find(|option| option.name == first);
            let option = option.ok_or_else(|| {
                let names: Vec<&str> = field.options.iter().map(|one| one.name.as_str()).collect();
                wrong(&format!("one of: {}", names.join(", ")))
            })?;
            Value::Chosen(option.name.clone())
        }
        LetterFieldKind::ReceivingTeam => {
            Value::Team(first.parse().map_err(|_| wrong("not a team's id"))?)
        }
        LetterFieldKind::Declared if first == "yes" => Value::Declared,
        LetterFieldKind::Declared => return Err(wrong("`yes`, or left out")),
        LetterFieldKind::Day => {
            Value::Day(first.parse().map_err(|_| wrong("a day, as 2026-03-02"))?)
        }
    }))
}

/// A text for one line: a brace would look like a field that was forgotten.
fn is_line(text: &str) -> bool {
    let plain = |c: char| !c.is_control() && c != '{' && c != '}';
    text.chars().count() <= LINE_CHARACTERS && text.chars().all(plain)
}
