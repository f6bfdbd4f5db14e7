//! Letters between the wire and the domain. What they say goes to callers alone: [`disclose`] adds it to a reply.

use super::{Malformed, all, at, clauses, parse, strings};
use crate::letter::{Advised, Content, Event, Letter, Part};
use chrono::{DateTime, Utc};
use handrail_contracts::common::v1::Advice;
use handrail_contracts::feed::v1 as feed;
use handrail_contracts::notifications::v1::{self as wire, letter_event};
use handrail_contracts::time::timestamp;
use handrail_domain::ClauseId;
use handrail_domain::edition::{LetterForm, Missing};
use handrail_domain::text::Note;
use prost::Message;
use prost_types::Any;
use std::str::FromStr;

/// The type of a journal entry's payload.
pub(crate) const LETTER_EVENT: &str = "type.googleapis.com/handrail.notifications.v1.LetterEvent";

/// A form as callers read it.
pub(crate) fn form_to_wire(form: &LetterForm) -> wire::LetterForm {
    let field = |field: &handrail_domain::edition::LetterField| wire::LetterFormField {
        name: field.name.clone(),
        kind: field.kind.to_string(),
        required: field.missing == Some(Missing::Refuse),
        options: field
            .options
            .iter()
            .map(|option| option.name.clone())
            .collect(),
        clause_ids: strings(&field.clauses),
    };
    wire::LetterForm {
        id: form.id.to_string(),
        version: form.version,
        title: form.title.clone(),
        addressee: form.to.to_string(),
        fields: form.fields.iter().map(field).collect(),
        clause_ids: strings(&form.clauses),
    }
}

/// A letter as it stands in the journal, in lists and in stored replies: without what it says.
pub(crate) fn letter_to_wire(letter: &Letter) -> wire::Letter {
    let feedback = |added: &DateTime<Utc>| wire::LetterFeedback {
        added_at: Some(timestamp(*added)),
        text: String::new(),
        clause_ids: Vec::new(),
    };
    wire::Letter {
        id: letter.id.to_string(),
        version: letter.version,
        transfer_id: letter.transfer.to_string(),
        household_id: letter.household.to_string(),
        edition_id: letter.edition.to_string(),
        form_id: letter.form.to_string(),
        form_version: letter.form_version,
        addressee: letter.to.to_string(),
        child_id: letter
            .child
            .map(|child| child.to_string())
            .unwrap_or_default(),
        from_team_id: letter.from.to_string(),
        receiving_team_id: letter.receiving.to_string(),
        clause_ids: strings(&letter.clauses),
        advice: letter.advice.iter().map(advice_to_wire).collect(),
        promises_contact: letter.promises,
        composed_at: Some(timestamp(letter.composed_at)),
        revised_at: letter.revised_at.map(timestamp),
        sent_at: letter.sent_at.map(timestamp),
        text: String::new(),
        head: None,
        parts: Vec::new(),
        own_words: None,
        enclosures: Vec::new(),
        feedback: letter.feedback.iter().map(feedback).collect(),
    }
}

/// What only those who may read a letter are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disclosure<'d> {
    /// What it says.
    pub(crate) content: &'d Content,
    /// What was answered, the oldest first.
    pub(crate) feedback: &'d [Note],
    /// The clauses on words of one's own.
    pub(crate) own_words: &'d [ClauseId],
    /// The clauses under which answers are kept.
    pub(crate) answers: &'d [ClauseId],
}

/// A letter with what it says.
pub(crate) fn disclose(mut letter: wire::Letter, disclosure: Disclosure<'_>) -> wire::Letter {
    let content = disclosure.content;
    letter.text = content.text();
    letter.head = Some(part_to_wire(&content.head)).filter(|head| !head.text.is_empty());
    letter.parts = content.parts.iter().map(part_to_wire).collect();
    letter.own_words = content.own_words.as_ref().map(|own| wire::LetterPart {
        text: own.as_str().to_owned(),
        clause_ids: strings(disclosure.own_words),
    });
    letter.enclosures = content.enclosures.iter().map(part_to_wire).collect();
    for (added, text) in letter.feedback.iter_mut().zip(disclosure.feedback) {
        text.as_str().clone_into(&mut added.text);
        added.clause_ids = strings(disclosure.answers);
    }
    letter
}

fn part_to_wire(part: &Part) -> wire::LetterPart {
    wire::LetterPart {
        text: part.text.as_str().to_owned(),
        clause_ids: strings(&part.clauses),
    }
}

fn advice_to_wire(advised: &Advised) -> Advice {
    Advice {
        text: advised.says.clone(),
        clause_ids: strings(&advised.clauses),
    }
}

/// The payload of the entry that records an event.
pub(crate) fn letter_payload(letter: &Letter, event: &Event) -> Any {
    let at = Some(timestamp(event.at()));
    let happened = match event {
        Event::Composed(letter) => letter_event::Event::Composed(wire::LetterComposed {
            letter: Some(letter_to_wire(letter)),
        }),
        Event::Revised { .. } => letter_event::Event::Revised(wire::LetterRevised { at }),
        Event::Sent { .. } => letter_event::Event::Sent(wire::LetterSent {
            transfer_id: letter.transfer.to_string(),
            at,
            promises_contact: letter.promises,
        }),
        Event::FeedbackAdded { .. } => {
            letter_event::Event::FeedbackAdded(wire::FeedbackAdded { at })
        }
    };
    let event = wire::LetterEvent {
        letter_id: letter.id.to_string(),
        version: letter.version,
        event: Some(happened),
    };
    Any {
        type_url: LETTER_EVENT.to_owned(),
        value: event.encode_to_vec(),
    }
}

/// The event that an entry of our own journal records.
pub(crate) fn letter_event_of(entry: &feed::Entry) -> Result<Event, Malformed> {
    let payload = entry.payload.as_ref();
    let payload = payload.filter(|payload| payload.type_url == LETTER_EVENT);
    let event =
        payload.and_then(|payload| wire::LetterEvent::decode(payload.value.as_slice()).ok());
    let event = event.and_then(|event| event.event);
    Ok(match event.ok_or(Malformed("the event"))? {
        letter_event::Event::Composed(composed) => {
            let letter = composed.letter.ok_or(Malformed("the letter"))?;
            Event::Composed(Box::new(as_composed(&letter)?))
        }
        letter_event::Event::Revised(revised) => Event::Revised {
            at: at(revised.at)?,
        },
        letter_event::Event::Sent(sent) => Event::Sent { at: at(sent.at)? },
        letter_event::Event::FeedbackAdded(added) => Event::FeedbackAdded { at: at(added.at)? },
    })
}

/// A letter when it was written: whatever it becomes is told by the events that follow.
fn as_composed(letter: &wire::Letter) -> Result<Letter, Malformed> {
    let advised = |advice: &Advice| {
        Ok(Advised {
            says: advice.text.clone(),
            clauses: clauses(&advice.clause_ids)?,
        })
    };
    Ok(Letter {
        id: parse("the letter's id", &letter.id)?,
        version: letter.version,
        transfer: parse("the transfer", &letter.transfer_id)?,
        household: parse("the household", &letter.household_id)?,
        edition: parse("the edition", &letter.edition_id)?,
        form: parse("the form", &letter.form_id)?,
        form_version: letter.form_version,
        to: parse("the addressee", &letter.addressee)?,
        child: optional("the child", &letter.child_id)?,
        from: parse("the team that writes", &letter.from_team_id)?,
        receiving: parse("the team that receives", &letter.receiving_team_id)?,
        clauses: all("a clause", &letter.clause_ids)?,
        advice: letter
            .advice
            .iter()
            .map(advised)
            .collect::<Result<_, _>>()?,
        promises: letter.promises_contact,
        composed_at: at(letter.composed_at)?,
        revised_at: None,
        sent_at: None,
        feedback: Vec::new(),
    })
}

fn optional<T: FromStr>(what: &'static str, text: &str) -> Result<Option<T>, Malformed> {
    if text.is_empty() {
        return Ok(None);
    }
    parse(what, text).map(Some)
}
