//! Between the wire and the domain: entries of other journals, our own events, notices, letters.
//!
//! For a notice, of an entry only its id, its subject and its tells are read. Its payload is never decoded for
//! one, so that nothing of a case can get into it: the conversion has nothing to take it from. What letters
//! have to know of a transfer is read apart, in [`moves`].

mod letter;
mod moves;

pub(crate) use letter::{
    Disclosure, LETTER_EVENT, disclose, form_to_wire, letter_event_of, letter_payload,
    letter_to_wire,
};
pub(crate) use moves::{Move, move_of};

use crate::notice::{Event, Notice, Origin, ShortName, Standing, Tell};
use handrail_contracts::feed::v1 as feed;
use handrail_contracts::notifications::v1::{self as wire, NoticeState, notice_event};
use handrail_contracts::obligation::{
    post_from_wire, post_to_wire, subject_from_wire, subject_to_wire,
};
use handrail_contracts::time::{instant, timestamp};
use handrail_domain::ClauseId;
use prost::Message;
use prost_types::Any;
use std::str::FromStr;

/// The type of a journal entry's payload.
pub(crate) const EVENT_TYPE: &str = "type.googleapis.com/handrail.notifications.v1.NoticeEvent";

/// Something that is not as it is agreed. Says what, never what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} can't be understood")]
pub struct Malformed(&'static str);

/// Whom an entry of the journal of `source` tells; nothing when it tells nobody.
///
/// # Errors
/// When an id, a post, a reason, a clause or a time is not one.
pub fn tells_of(
    source: &ShortName,
    entry: &feed::Entry,
) -> Result<Option<(Origin, Vec<Tell>)>, Malformed> {
    if entry.tells.is_empty() {
        return Ok(None);
    }
    let subject = entry.subject.as_ref().and_then(subject_from_wire);
    let subject = subject.filter(|subject| subject.kind.parse::<ShortName>().is_ok());
    let origin = Origin {
        source: source.clone(),
        entry: parse("the entry's id", &entry.id)?,
        subject: subject.ok_or(Malformed("the entry's subject"))?,
    };
    let tells: Result<_, _> = entry.tells.iter().map(tell).collect();
    Ok(Some((origin, tells?)))
}

fn tell(tell: &feed::Tell) -> Result<Tell, Malformed> {
    let due = match &tell.due_at {
        None => None,
        Some(at) => Some(instant(at).ok_or(Malformed("a due time"))?),
    };
    Ok(Tell {
        to: tell
            .to
            .as_ref()
            .and_then(post_from_wire)
            .ok_or(Malformed("a post"))?,
        reason: parse("a reason", &tell.reason)?,
        clauses: clauses(&tell.clause_ids)?,
        due,
    })
}

/// A notice as callers read it.
pub(crate) fn notice_to_wire(notice: &Notice) -> wire::Notice {
    let (state, delivered_at, failure) = match notice.standing {
        Standing::Pending { .. } => (NoticeState::Pending, None, ""),
        Standing::Delivered { at } => (NoticeState::Delivered, Some(at), ""),
        Standing::Failed { failure } => (NoticeState::Failed, None, failure.as_str()),
    };
    wire::Notice {
        id: notice.id.to_string(),
        to: Some(post_to_wire(&notice.to)),
        officer_id: notice
            .officer
            .as_ref()
            .map_or_else(String::new, ToString::to_string),
        covering_for: strings(&notice.covering_for),
        reason: notice.reason.to_string(),
        clause_ids: strings(&notice.clauses),
        subject: Some(subject_to_wire(&notice.subject)),
        due_at: notice.due.map(timestamp),
        title: notice.title.clone(),
        body: notice.body.clone(),
        written_at: Some(timestamp(notice.written_at)),
        state: state.into(),
        delivered_at: delivered_at.map(timestamp),
        attempts: notice.attempts,
        failure: failure.to_owned(),
        source: notice.source.to_string(),
        entry_id: notice.entry.to_string(),
    }
}

/// The payload of the entry that records an event.
pub(crate) fn payload(notice: &Notice, event: &Event) -> Any {
    let event = match event {
        Event::Written(notice) => notice_event::Event::Written(wire::NoticeWritten {
            notice: Some(notice_to_wire(notice)),
        }),
        Event::Delivered { at, attempts } => {
            notice_event::Event::Delivered(wire::NoticeDelivered {
                at: Some(timestamp(*at)),
                attempts: *attempts,
            })
        }
        Event::Failed {
            failure,
            at,
            attempts,
        } => notice_event::Event::Failed(wire::NoticeFailed {
            failure: failure.to_string(),
            at: Some(timestamp(*at)),
            attempts: *attempts,
        }),
        Event::Retried {
            officer,
            covering_for,
            at,
        } => notice_event::Event::Retried(wire::NoticeRetried {
            officer_id: officer.to_string(),
            at: Some(timestamp(*at)),
            covering_for: strings(covering_for),
        }),
    };
    let event = wire::NoticeEvent {
        notice_id: notice.id.to_string(),
        event: Some(event),
    };
    Any {
        type_url: EVENT_TYPE.to_owned(),
        value: event.encode_to_vec(),
    }
}

/// The event that an entry of our own journal records.
pub(crate) fn event_of(entry: &feed::Entry) -> Result<Event, Malformed> {
    let payload = entry
        .payload
        .as_ref()
        .filter(|payload| payload.type_url == EVENT_TYPE);
    let event =
        payload.and_then(|payload| wire::NoticeEvent::decode(payload.value.as_slice()).ok());
    let event = event
        .and_then(|event| event.event)
        .ok_or(Malformed("the event"))?;
    Ok(match event {
        notice_event::Event::Written(written) => {
            let notice = written.notice.ok_or(Malformed("the notice"))?;
            Event::Written(Box::new(as_written(notice)?))
        }
        notice_event::Event::Delivered(delivered) => Event::Delivered {
            at: at(delivered.at)?,
            attempts: delivered.attempts,
        },
        notice_event::Event::Failed(failed) => Event::Failed {
            failure: parse("the failure", &failed.failure)?,
            at: at(failed.at)?,
            attempts: failed.attempts,
        },
        notice_event::Event::Retried(retried) => Event::Retried {
            officer: parse("the officer", &retried.officer_id)?,
            covering_for: all("the cover", &retried.covering_for)?,
            at: at(retried.at)?,
        },
    })
}

/// A notice when it was written: whatever it becomes is told by the events that follow.
fn as_written(notice: wire::Notice) -> Result<Notice, Malformed> {
    let written_at = at(notice.written_at)?;
    let to = notice.to.as_ref().and_then(post_from_wire);
    let subject = notice.subject.as_ref().and_then(subject_from_wire);
    let officer = Some(notice.officer_id.as_str()).filter(|officer| !officer.is_empty());
    Ok(Notice {
        id: parse("the notice's id", &notice.id)?,
        to: to.ok_or(Malformed("the post"))?,
        officer: officer
            .map(|officer| parse("the officer", officer))
            .transpose()?,
        covering_for: all("the cover", &notice.covering_for)?,
        reason: parse("the reason", &notice.reason)?,
        clauses: clauses(&notice.clause_ids)?,
        subject: subject.ok_or(Malformed("the subject"))?,
        due: notice.due_at.map(|due| at(Some(due))).transpose()?,
        title: notice.title,
        body: notice.body,
        written_at,
        source: parse("the source", &notice.source)?,
        entry: parse("the entry's id", &notice.entry_id)?,
        standing: Standing::Pending {
            since: written_at,
            next_try_at: written_at,
        },
        attempts: 0,
    })
}

fn at(at: Option<prost_types::Timestamp>) -> Result<chrono::DateTime<chrono::Utc>, Malformed> {
    at.as_ref().and_then(instant).ok_or(Malformed("a time"))
}

fn clauses(ids: &[String]) -> Result<Vec<ClauseId>, Malformed> {
    all("a clause", ids)
}

fn all<T: FromStr>(what: &'static str, texts: &[String]) -> Result<Vec<T>, Malformed> {
    texts.iter().map(|text| parse(what, text)).collect()
}

fn parse<T: FromStr>(what: &'static str, text: &str) -> Result<T, Malformed> {
    text.parse().map_err(|_| Malformed(what))
}

fn strings<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}
