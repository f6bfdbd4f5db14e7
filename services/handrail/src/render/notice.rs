//! Notices.

use super::{facts, page, plain, post_of, subject_of, time_of};
use handrail_contracts::notifications::v1::{ListNoticesResponse, Notice};

pub(super) fn list(response: &ListNoticesResponse) -> String {
    let rows = response.notices.iter().map(|notice| {
        [
            notice.id.clone(),
            time_of(notice.written_at.as_ref()),
            plain!("NoticeState", notice.state()),
            receiver(notice),
            notice.title.clone(),
            time_of(notice.due_at.as_ref()),
        ]
    });
    page(
        "No notices.",
        &response.next_page_token,
        ["notice", "written", "state", "to", "title", "due"],
        rows,
    )
}

pub(super) fn one(notice: &Notice) -> String {
    facts([
        ("notice", notice.id.clone()),
        ("to", receiver(notice)),
        ("as", post_of(notice.to.as_ref())),
        ("title", notice.title.clone()),
        ("text", notice.body.clone()),
        (
            "why",
            format!("{} under {}", notice.reason, notice.clause_ids.join(", ")),
        ),
        ("about", subject_of(notice.subject.as_ref())),
        ("due", time_of(notice.due_at.as_ref())),
        ("written", time_of(notice.written_at.as_ref())),
        ("state", plain!("NoticeState", notice.state())),
        ("delivered", time_of(notice.delivered_at.as_ref())),
        ("attempts", notice.attempts.to_string()),
        ("failure", notice.failure.clone()),
        ("from", format!("{} {}", notice.source, notice.entry_id)),
    ])
}

fn receiver(notice: &Notice) -> String {
    let officer = if notice.officer_id.is_empty() {
        "nobody"
    } else {
        &notice.officer_id
    };
    match notice.covering_for.as_slice() {
        [] => officer.to_owned(),
        covered => format!("{officer}, covering for {}", covered.join(", ")),
    }
}
