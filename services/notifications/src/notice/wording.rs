//! What a notice says.

use super::Addressed;
use super::words::{Limit, words_of};
use chrono::{DateTime, NaiveTime, Utc};
use handrail_domain::calendar::london::local;
use handrail_domain::obligation::{Post, Subject};
use std::fmt::Write;

/// The last second of a day: a due time that means "by the end of that day".
const LAST_SECOND: Option<NaiveTime> = NaiveTime::from_hms_opt(23, 59, 59);

/// The words of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The subject line.
    pub title: String,
    /// The text.
    pub body: String,
}

/// The words of a notice: built from its reason, its clauses, its due time on London's clock, the
/// posts in whose place somebody is told, and its subject's kind and id.
pub fn wording(addressed: &Addressed, subject: &Subject) -> Wording {
    let words = words_of(&addressed.reason);
    let title = format!("{}: {} {}", words.title, subject.kind, subject.id);
    let mut body = words.text.to_owned();
    if let Some(due) = addressed.due {
        let limit = match words.limit {
            Limit::Ahead => "It is due",
            Limit::Missed => "It was due",
            Limit::Moved => "It is now due",
        };
        let _ = write!(body, " {limit} {}.", by(due));
    }
    for post in &addressed.in_place_of {
        let _ = write!(
            body,
            "\n\nThe post of {} is vacant, and nobody covers it, so this comes to you.",
            post_in_words(post)
        );
    }
    let _ = write!(body, "\n\nAbout: {} {}", subject.kind, subject.id);
    if !addressed.clauses.is_empty() {
        let plural = if addressed.clauses.len() == 1 {
            ""
        } else {
            "s"
        };
        let ids: Vec<&str> = addressed.clauses.iter().map(|id| id.as_str()).collect();
        let _ = write!(body, "\nClause{plural}: {}", ids.join(", "));
    }
    body.push_str("\n\nHandrail has the details. No notice carries any.");
    Wording { title, body }
}

/// A post in words, as "team manager of assessment-1".
pub(crate) fn post_in_words(post: &Post) -> String {
    format!("{} of {}", post.role.as_str().replace('-', " "), post.team)
}

fn by(due: DateTime<Utc>) -> String {
    let due = local(due);
    let day = due.format("%A %-d %B %Y");
    if Some(due.time()) == LAST_SECOND {
        format!("by the end of {day}")
    } else {
        format!("by {} on {day}", due.format("%H:%M"))
    }
}
