//! Obligations, posts, subjects and derivations, on the wire and in the domain.

use crate::{
    common::v1 as wire,
    feed::v1::{ObligationChange, ObligationEvent},
    time::{date_to_wire, timestamp},
};
use handrail_domain::{
    deadline::Deadline,
    edition::Advice,
    obligation::{Change, ChangeKind, Obligation, Post, State, Subject},
};

/// A subject as it goes on the wire.
pub fn subject_to_wire(subject: &Subject) -> wire::Subject {
    wire::Subject {
        kind: subject.kind.clone(),
        id: subject.id.to_string(),
        household_id: subject.household.to_string(),
    }
}

/// A subject from the wire; nothing when an id is not one.
pub fn subject_from_wire(subject: &wire::Subject) -> Option<Subject> {
    Some(Subject {
        kind: subject.kind.clone(),
        id: subject.id.parse().ok()?,
        household: subject.household_id.parse().ok()?,
    })
}

/// A post as it goes on the wire.
pub fn post_to_wire(post: &Post) -> wire::Post {
    wire::Post {
        team_id: post.team.to_string(),
        role: post.role.to_string(),
    }
}

/// A post from the wire; nothing when the team's id or the role is not one.
pub fn post_from_wire(post: &wire::Post) -> Option<Post> {
    Some(Post {
        team: post.team_id.parse().ok()?,
        role: post.role.parse().ok()?,
    })
}

/// Something an edition advises, as it goes on the wire.
pub fn advice_to_wire(advice: &Advice) -> wire::Advice {
    wire::Advice {
        text: advice.says.clone(),
        clause_ids: advice.clauses.iter().map(ToString::to_string).collect(),
    }
}

/// How a due time was reached, as it goes on the wire.
pub fn derivation_to_wire(deadline: &Deadline) -> wire::Derivation {
    let derivation = &deadline.derivation;
    wire::Derivation {
        trigger: derivation.trigger.what.clone(),
        triggered_at: Some(timestamp(derivation.trigger.at)),
        limit: derivation.limit.to_string(),
        edition_id: derivation.edition.to_string(),
        clause_ids: derivation.clauses.iter().map(ToString::to_string).collect(),
        rules: derivation
            .rules
            .iter()
            .map(|rule| wire::AppliedRule {
                name: rule.name.clone(),
                meaning: rule.words.clone(),
            })
            .collect(),
        days: derivation
            .days
            .iter()
            .map(|day| wire::CountedDay {
                date: Some(date_to_wire(day.date)),
                counted: day.counted.unwrap_or_default(),
                why: day.why.clone(),
            })
            .collect(),
        calendar_version: derivation.calendar_version.clone(),
        due_at: Some(timestamp(deadline.due)),
        alternative: deadline
            .alternative
            .as_deref()
            .map(|other| Box::new(derivation_to_wire(other))),
    }
}

/// An obligation as it goes on the wire.
pub fn obligation_to_wire(obligation: &Obligation) -> wire::Obligation {
    let state = match obligation.state {
        State::Open => wire::ObligationState::Open,
        State::Met => wire::ObligationState::Met,
        State::MetLate => wire::ObligationState::MetLate,
        State::Waived => wire::ObligationState::Waived,
        State::Cancelled => wire::ObligationState::Cancelled,
    };
    wire::Obligation {
        id: obligation.id.to_string(),
        subject: Some(subject_to_wire(&obligation.subject)),
        edition_id: obligation.edition.to_string(),
        duty_id: obligation.duty.clone(),
        title: obligation.title.clone(),
        clause_ids: obligation.clauses.iter().map(ToString::to_string).collect(),
        strength: obligation.strength.as_str().to_owned(),
        owner: Some(post_to_wire(&obligation.owner)),
        started_at: Some(timestamp(obligation.started_at)),
        due_at: obligation.due().map(timestamp),
        derivation: obligation.deadline.as_ref().map(derivation_to_wire),
        state: state.into(),
        closed_at: obligation.closed_at.map(timestamp),
        breached_at: obligation.breached_at.map(timestamp),
        reason: obligation.reason.clone().unwrap_or_default(),
    }
}

/// A change of an obligation, as it stands in the journal.
pub fn change_to_wire(change: &Change) -> ObligationEvent {
    let kind = match change.kind {
        ChangeKind::Armed => ObligationChange::Armed,
        ChangeKind::Fulfilled => ObligationChange::Fulfilled,
        ChangeKind::Breached => ObligationChange::Breached,
        ChangeKind::Waived => ObligationChange::Waived,
        ChangeKind::Cancelled => ObligationChange::Cancelled,
        ChangeKind::Reprojected => ObligationChange::Reprojected,
        ChangeKind::Reassigned => ObligationChange::Reassigned,
        ChangeKind::Restated => ObligationChange::Restated,
    };
    ObligationEvent {
        obligation: Some(obligation_to_wire(&change.obligation)),
        change: kind.into(),
    }
}
