//! Duties.

use super::{
    facts, page as pages, plain, post_of, protocol::derivation, subject_of, table, time_of,
};
use handrail_contracts::common::v1::{Obligation, ObligationState};

const HEADER: [&str; 6] = ["due", "state", "who", "what", "under", "about"];

/// Duties in the order given.
pub(crate) fn obligations(obligations: &[Obligation]) -> String {
    table(HEADER, obligations.iter().map(row))
}

pub(super) fn page(obligations: &[Obligation], token: &str) -> String {
    pages(
        "Nothing is due.",
        token,
        HEADER,
        obligations.iter().map(row),
    )
}

pub(super) fn one(obligation: &Obligation) -> String {
    let about = facts([
        ("obligation", obligation.id.clone()),
        ("what", obligation.title.clone()),
        ("who", post_of(obligation.owner.as_ref())),
        ("about", subject_of(obligation.subject.as_ref())),
        (
            "under",
            format!(
                "{} ({}, edition {})",
                obligation.clause_ids.join(", "),
                obligation.strength,
                obligation.edition_id
            ),
        ),
        ("state", state(obligation)),
        ("started", time_of(obligation.started_at.as_ref())),
        ("due", time_of(obligation.due_at.as_ref())),
        ("late since", time_of(obligation.breached_at.as_ref())),
        ("closed", time_of(obligation.closed_at.as_ref())),
        ("because", obligation.reason.clone()),
    ]);
    match &obligation.derivation {
        Some(reached) => format!("{about}\n\n{}", derivation(reached)),
        None => about,
    }
}

/// Who owes a duty, by when, and what became of it.
pub(crate) fn owner_and_due(obligation: &Obligation) -> String {
    let due = due(obligation);
    let owner = post_of(obligation.owner.as_ref());
    format!("{owner}, {due}: {}", state(obligation))
}

fn row(obligation: &Obligation) -> [String; 6] {
    [
        due(obligation),
        state(obligation),
        post_of(obligation.owner.as_ref()),
        obligation.title.clone(),
        obligation.clause_ids.join(", "),
        subject_of(obligation.subject.as_ref()),
    ]
}

fn due(obligation: &Obligation) -> String {
    match obligation.due_at.as_ref() {
        Some(due) => time_of(Some(due)),
        None => "as soon as possible".to_owned(),
    }
}

fn state(obligation: &Obligation) -> String {
    if obligation.state() == ObligationState::Open && obligation.breached_at.is_some() {
        return "LATE".to_owned();
    }
    plain!("ObligationState", obligation.state())
}
