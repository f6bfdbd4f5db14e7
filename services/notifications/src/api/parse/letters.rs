//! What requests about letters ask for.

use crate::letter::{Composing, Words};
use crate::service::letters::{Change, Command};
use crate::store::{LETTERS, LetterKey};
use chrono::{DateTime, Utc};
use handrail_contracts::notifications::v1::{
    AddFeedbackRequest, ComposeLetterRequest, ListLettersRequest, ReviseLetterRequest,
    SendLetterRequest,
};
use handrail_contracts::parse::{Fields, Header};
use handrail_domain::{LetterId, TransferId};
use handrail_ledger::page::Page;
use tonic::Status;

/// The most values of one letter.
const MOST_VALUES: usize = 100;

pub(in crate::api) fn transfer(id: &str) -> Result<TransferId, Status> {
    let fields = Fields::new();
    let id = fields.parse("transfer_id", id);
    fields.finish(id)
}

pub(in crate::api) fn letter(id: &str) -> Result<LetterId, Status> {
    let fields = Fields::new();
    let id = fields.parse("letter_id", id);
    fields.finish(id)
}

pub(in crate::api) fn compose(request: &ComposeLetterRequest) -> Result<(Header, Command), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let transfer = fields.parse("transfer_id", &request.transfer_id);
    let form = fields.parse("form_id", &request.form_id);
    let child = fields.parse_optional("child_id", &request.child_id);
    let counted = fields.count("fields", request.fields.len(), 0, MOST_VALUES);
    let given = request.fields.iter();
    let given = given.map(|field| (field.name.clone(), Words::new(field.value.clone())));
    let parsed = (|| {
        counted?;
        let composing = Composing {
            form: form?,
            child: child?,
            given: given.collect(),
        };
        Some((header?, Command::Compose(transfer?, composing)))
    })();
    fields.finish(parsed)
}

pub(in crate::api) fn revise(request: &ReviseLetterRequest) -> Result<(Header, Command), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let id = fields.parse("letter_id", &request.letter_id);
    let text = fields.note("text", &request.text).map(Change::Revise);
    fields.finish((|| Some((header?, Command::Change(id?, text?))))())
}

pub(in crate::api) fn send(
    request: &SendLetterRequest,
    now: DateTime<Utc>,
) -> Result<(Header, Command), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let id = fields.parse("letter_id", &request.letter_id);
    let at = match &request.sent_at {
        None => Some(None),
        at => fields.happened("sent_at", at.as_ref(), now).map(Some),
    };
    fields.finish((|| {
        Some((header?, Command::Change(id?, Change::Send(at?))))
    })())
}

pub(in crate::api) fn add_feedback(
    request: &AddFeedbackRequest,
) -> Result<(Header, Command), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let id = fields.parse("letter_id", &request.letter_id);
    let text = fields.note("text", &request.text).map(Change::AddFeedback);
    fields.finish((|| Some((header?, Command::Change(id?, text?))))())
}

pub(in crate::api) fn list(
    request: &ListLettersRequest,
) -> Result<(Option<TransferId>, Page<LetterKey>), Status> {
    let fields = Fields::new();
    let page = Page::of(LETTERS, request.page.as_ref(), &fields);
    let transfer = fields.parse_optional("transfer_id", &request.transfer_id);
    fields.finish((|| Some((transfer?, page?)))())
}
