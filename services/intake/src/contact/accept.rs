//! Accepting a contact: from then on the team leads for the children.

use chrono::{DateTime, Utc};

use super::{Authority, Contact, Door, Event, Refusal, Stage, redirect};

/// The team that has the contact accepts it. That ends a proposal to another team: need never waits
/// for an answer.
///
/// # Errors
/// When the caller is of another team, the contact was accepted before, or the MASH service manager
/// has yet to decide.
pub fn accept(
    contact: &Contact,
    by: &Authority,
    door: Door<'_>,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    if !by.acts_for(&contact.team) {
        return Err(Refusal::NotForThem {
            team: contact.team.clone(),
            clauses: door.door.clauses.clone(),
        });
    }
    match contact.stage {
        Stage::Accepted { .. } => Err(redirect::accepted(door)),
        Stage::Disputed { .. } => Err(redirect::disputed(door)),
        Stage::Routed | Stage::RedirectionProposed { .. } => Ok(Event::Accepted {
            household: contact.household,
            children: contact.children.clone(),
            team: contact.team.clone(),
            at: now,
        }),
    }
}
