//! Fitting a letter to the family: other words in place of the form's.

use super::{Content, Event, Letter, Refusal, Value, fill::merged, render::written};
use chrono::{DateTime, Utc};
use handrail_domain::directory::Directory;
use handrail_domain::edition::{LetterField, LetterForm, Missing};
use handrail_domain::text::Note;

impl Letter {
    /// Puts other words in place of the form's. The letter's facts stay: what the form can't do without has to be said, and of a
    /// choice that alone which was chosen.
    ///
    /// # Errors
    /// When it was sent, or when the words say too little.
    pub fn revise(
        &self,
        form: &LetterForm,
        content: &Content,
        text: &Note,
        directory: &Directory,
        now: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        if self.sent_at.is_some() {
            return Err(Refusal::Sent {
                clauses: self.clauses.clone(),
            });
        }
        let said = flat(text.as_str());
        // The head is not rewritten: what stands there alone need not stand in the text.
        let before: String = content
            .parts
            .iter()
            .map(|part| flat(part.text.as_str()))
            .collect();
        let lost: Vec<&LetterField> = form
            .fields
            .iter()
            .filter(|field| field.missing == Some(Missing::Refuse))
            .filter(|field| {
                let value = content.values.get(&field.name);
                value.is_some_and(|value| is_lost(field, value, &before, &said, directory))
            })
            .collect();
        if !lost.is_empty() {
            return Err(Refusal::Lost {
                fields: lost.iter().map(|field| field.name.clone()).collect(),
                clauses: merged(lost.iter().map(|field| field.clauses.as_slice())),
            });
        }
        Ok(Event::Revised { at: now })
    }
}

fn is_lost(
    field: &LetterField,
    value: &Value,
    before: &str,
    said: &str,
    directory: &Directory,
) -> bool {
    let own = written(field, value, directory);
    let gone = own
        .iter()
        .map(|line| flat(line))
        .any(|line| before.contains(&line) && !said.contains(&line));
    let others = field.options.iter().map(|option| flat(&option.says));
    let mut others = others.filter(|other| !own.iter().any(|line| flat(line) == *other));
    gone || others.any(|other| said.contains(&other))
}

/// A text as it is compared: however it is broken into lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
