//! What escalation does with the journals of the others: it learns who is party to what, opens the
//! disputes they hand over, and ends those whose matter has ended.

mod contacts;
mod transfers;

pub(crate) use contacts::FromIntake;
pub(crate) use transfers::FromTransfers;

use handrail_contracts::{feed::v1::Entry, obligation::subject_from_wire};
use handrail_domain::{LadderId, obligation::Subject, text::Note};
use handrail_ledger::follower::ApplyError;
use prost::Message;
use std::str::FromStr;

/// The event in an entry; nothing when the entry carries something else.
fn event_of<M: Message + Default>(entry: &Entry, of: &str) -> Result<Option<M>, ApplyError> {
    let payload = entry.payload.as_ref();
    let Some(payload) = payload.filter(|payload| payload.type_url.ends_with(of)) else {
        return Ok(None);
    };
    M::decode(payload.value.as_slice())
        .map(Some)
        .map_err(|_| impossible("its payload can't be read"))
}

fn subject_of(entry: &Entry) -> Result<Subject, ApplyError> {
    let subject = entry.subject.as_ref().and_then(subject_from_wire);
    subject.ok_or_else(|| impossible("its subject can't be read"))
}

fn parsed<T: FromStr>(field: &str, text: &str) -> Result<T, ApplyError> {
    text.parse()
        .map_err(|_| impossible(&format!("its {field} can't be read")))
}

fn parsed_optional<T: FromStr>(field: &str, text: &str) -> Result<Option<T>, ApplyError> {
    if text.is_empty() {
        return Ok(None);
    }
    parsed(field, text).map(Some)
}

fn ladder(text: &str) -> Result<LadderId, ApplyError> {
    parsed("ladder", text)
}

fn position(text: &str) -> Result<Option<Note>, ApplyError> {
    if text.is_empty() {
        return Ok(None);
    }
    let note = Note::try_from(text.to_owned());
    note.map(Some)
        .map_err(|_| impossible("its position can't be read"))
}

fn impossible(why: &str) -> ApplyError {
    ApplyError::Impossible(why.to_owned())
}
