//! What requests ask for; everything that is wrong with one is told at once.

pub(super) mod letters;

use crate::store::{Key, LIST, Listing, State};
use handrail_contracts::notifications::v1::{
    GetNoticeRequest, ListNoticesRequest, RetryNoticeRequest,
};
use handrail_contracts::parse::{Fields, Header};
use handrail_domain::NoticeId;
use handrail_ledger::page::Page;
use tonic::Status;
use uuid::Uuid;

pub(super) fn get(request: &GetNoticeRequest) -> Result<NoticeId, Status> {
    let fields = Fields::new();
    let id = fields.parse("notice_id", &request.notice_id);
    fields.finish(id)
}

pub(super) fn list(request: &ListNoticesRequest) -> Result<(Listing, Page<Key>), Status> {
    let fields = Fields::new();
    let page = Page::of(LIST, request.page.as_ref(), &fields);
    let officer = fields.parse_optional("officer_id", &request.officer_id);
    let team = fields.parse_optional("team_id", &request.team_id);
    let subject = subject(&fields, &request.subject_id);
    let state = match request.state {
        0 => Some(None),
        state => fields.choice("state", state, State::of).map(Some),
    };
    let parsed = (|| {
        let listing = Listing {
            officer: officer?,
            team: team?,
            subject: subject?,
            state: state?,
        };
        Some((listing, page?))
    })();
    fields.finish(parsed)
}

pub(super) fn retry(request: &RetryNoticeRequest) -> Result<(Header, NoticeId), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let id = fields.parse("notice_id", &request.notice_id);
    fields.finish(header.zip(id))
}

/// A subject may be of any kind, so its id has no type of its own.
fn subject(fields: &Fields, id: &str) -> Option<Option<Uuid>> {
    if id.is_empty() {
        return Some(None);
    }
    let parsed = Uuid::parse_str(id).ok();
    if parsed.is_none() {
        fields.wrong("subject_id", "not an id: expected a UUID");
    }
    parsed.map(Some)
}
