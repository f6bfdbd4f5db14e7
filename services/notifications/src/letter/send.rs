//! Sending a letter, and what is answered to it.

use super::{
    Content, Event, KnownTransfer, Letter, Letterhead, Refusal, Value, Wrong, compose::still_moves,
    render,
};
use chrono::{DateTime, Utc};
use handrail_domain::calendar::london::local_date;
use handrail_domain::directory::Directory;
use handrail_domain::edition::LetterForm;

/// What a letter is sent with.
#[derive(Debug, Clone, Copy)]
pub struct Sending<'s> {
    /// Its form.
    pub form: &'s LetterForm,
    /// The transfer it goes with, as it is known now.
    pub known: &'s KnownTransfer,
    /// The organisation as it is now.
    pub directory: &'s Directory,
    /// When it is sent.
    pub at: DateTime<Utc>,
}

impl Letter {
    /// Sends the letter: its head gets the day and the letterhead of now, and then it stays.
    ///
    /// # Errors
    /// When it was sent already, says what is true no more, or is sent before it was written.
    pub fn send(
        &self,
        content: &Content,
        sending: Sending<'_>,
    ) -> Result<(Event, Content), Refusal> {
        let Sending {
            form,
            known,
            directory,
            at,
        } = sending;
        if self.sent_at.is_some() {
            return Err(Refusal::Sent {
                clauses: self.clauses.clone(),
            });
        }
        still_moves(known, &self.clauses)?;
        if known.to.as_ref() != Some(&self.receiving) {
            return Err(Refusal::ReceiverChanged {
                clauses: self.clauses.clone(),
            });
        }
        let on = local_date(at);
        let later = |value: &Value| matches!(value, Value::Day(day) if *day > on);
        if at < self.composed_at {
            let wrong = Wrong::of("sent_at", "lies before the letter was written");
            return Err(Refusal::Fields(vec![wrong]));
        }
        if content.values.values().any(later) {
            let wrong = Wrong::of("sent_at", "lies before a day that the letter builds on");
            return Err(Refusal::Fields(vec![wrong]));
        }
        let head = render(form, &content.values, None, Letterhead { directory, on }).head;
        let content = Content {
            head,
            ..content.clone()
        };
        Ok((Event::Sent { at }, content))
    }

    /// Adds what somebody answered.
    ///
    /// # Errors
    /// When it was not sent yet.
    pub fn answered(&self, now: DateTime<Utc>) -> Result<Event, Refusal> {
        match self.sent_at {
            Some(_) => Ok(Event::FeedbackAdded { at: now }),
            None => Err(Refusal::NotSent {
                clauses: self.clauses.clone(),
            }),
        }
    }
}
