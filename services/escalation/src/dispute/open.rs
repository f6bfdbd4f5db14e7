//! How a dispute begins, and how it ends with what it is about.

use super::{
    book::{Book, Reached},
    event::{Event, Opening},
    names::Because,
    refusal::Refusal,
    state::Dispute,
};
use chrono::{DateTime, Utc};
use handrail_domain::{ClauseId, Role, TeamId};

/// Where a new dispute begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begins<'a> {
    /// The role of the rung to begin on; the first one when absent.
    pub on: Option<Role>,
    /// Nobody answered: the clock opened it.
    pub no_response: bool,
    /// Who opened it: an officer's subject, or a service.
    pub by: &'a str,
}

/// Opens a dispute on the rung it begins on. An urgent one is taken to the rung above at once, where
/// the ladder says so and there is one (C6.2-19); for want of an answer it begins where the edition says (E-ALLOC-FS-19).
///
/// # Errors
/// When the ladder has no such rung, or a due time can't be reached.
pub fn open(opening: Opening, begins: Begins<'_>, book: &Book<'_>) -> Result<Vec<Event>, Refusal> {
    let level = match begins.on {
        None => 1,
        Some(role) => book.level_of(role).ok_or_else(|| Refusal::Field {
            field: "first_rung_role",
            description: "is not on the ladder".to_owned(),
        })?,
    };
    let because = if begins.no_response {
        Because::NoResponse
    } else {
        Because::Opened
    };
    let reached = |because| Reached {
        by: begins.by,
        because,
        at: opening.at,
    };
    let mut rungs = Vec::new();
    if let Some(rung) = book.rung(level) {
        rungs.push(book.climbed(level, rung, &reached(because))?);
    }
    let goes_up = opening.urgent && book.ladder.urgent_goes_up;
    if let (true, Some(rung)) = (goes_up, book.rung(level + 1)) {
        rungs.push(book.climbed(level + 1, rung, &reached(Because::Expedited))?);
    }
    let mut events = vec![Event::Opened(opening)];
    events.extend(rungs.into_iter().map(Event::RungReached));
    Ok(events)
}

/// What it is about was passed on to another team. Nothing changes where that team has it already, or the sending team.
pub fn passed_on(dispute: &Dispute, team: &TeamId, at: DateTime<Utc>) -> Vec<Event> {
    if !dispute.is_open() || dispute.is_between(team) {
        return Vec::new();
    }
    let team = team.clone();
    vec![Event::PassedOn { team, at }]
}

/// By these clauses what it is about can't stay where it is any more; it can where there are none.
pub fn bound(dispute: &Dispute, clauses: &[ClauseId], at: DateTime<Utc>) -> Vec<Event> {
    if !dispute.is_open() || dispute.cannot_stay == clauses {
        return Vec::new();
    }
    let clauses = clauses.to_vec();
    vec![Event::Bound { clauses, at }]
}

/// What it was about ended: nothing is left to settle. Nothing happens to a dispute that ended before.
pub fn lapse(dispute: &Dispute, at: DateTime<Utc>) -> Vec<Event> {
    if dispute.is_open() {
        vec![Event::Lapsed { at }]
    } else {
        Vec::new()
    }
}
