//! Times as people in England and Wales read them from the clock.

use chrono::{DateTime, NaiveDateTime, Utc};
use handrail_contracts::time::instant;
use handrail_domain::calendar::london;
use prost_types::Timestamp;

/// The instant of a local wall time, written `2026-03-04 16:30` or, with the day of the week checked,
/// `Wed 2026-03-04 16:30`.
///
/// # Panics
/// When it is not written so.
#[track_caller]
pub fn local(text: &str) -> DateTime<Utc> {
    ["%a %Y-%m-%d %H:%M", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .and_then(|wall| london::instant(wall.date(), wall.time()))
        .unwrap_or_else(|| panic!("\"{text}\" is not a time written as \"Wed 2026-03-04 16:30\""))
}

/// An instant as people write it: `Wed 2026-03-04 16:30`.
pub fn written(at: DateTime<Utc>) -> String {
    london::local(at).format("%a %Y-%m-%d %H:%M").to_string()
}

/// An instant of the wire as people write it; `-` when there is none.
pub fn written_of(at: Option<&Timestamp>) -> String {
    at.and_then(instant).map_or_else(|| "-".to_owned(), written)
}
