//! Opening a transfer: who sends, which children, on which pathway.

use super::{
    super::{Event, Opened, OpenedChild, Opening, Refusal, Terms, Transfer, Wrong, terms::kinds},
    contradictions,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ChildId, ClauseId, HouseholdId, TeamId, TransferId,
    child::Birth,
    edition::{Circumstance, Fact, RuleName},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is known about a child whose plan is to move.
#[derive(Debug, Clone)]
pub(crate) struct KnownChild {
    pub(crate) id: ChildId,
    pub(crate) household: HouseholdId,
    pub(crate) birth: Birth,
    /// The team that leads now, and since when.
    pub(crate) lead: Option<(TeamId, DateTime<Utc>)>,
    /// The transfer the child is part of, if one is under way.
    pub(crate) moving: Option<TransferId>,
}

/// Decides on the opening. `known` holds what is known of the children asked for.
///
/// # Errors
/// Why it is refused.
pub(crate) fn open(
    opening: &Opening,
    known: &[KnownChild],
    terms: Terms<'_>,
) -> Result<Event, Refusal> {
    let children = fields(opening, known, terms);
    let own = own_circumstances(opening);
    Refusal::of_all([
        children.as_ref().map(|_| ()).map_err(Clone::clone),
        contradictions("circumstances", &opening.circumstances),
        own.as_ref().map(|_| ()).map_err(Clone::clone),
    ])?;
    let (children, own) = (children?, own?);
    for child in &children {
        let led = child
            .lead
            .as_ref()
            .is_some_and(|(team, _)| *team == opening.from);
        if !led {
            return Err(Refusal::NotLedBySender {
                child: child.id,
                clauses: terms.pathway.clauses.clone(),
            });
        }
        if child.moving.is_some() {
            return Err(Refusal::AlreadyMoving {
                child: child.id,
                clauses: terms.rule(RuleName::SiblingGroup),
            });
        }
    }
    let household = children.first().map(|child| child.household);
    let household = household.ok_or_else(|| Wrong::of("child_ids", "at least one is needed"))?;
    let opened = Opened {
        household,
        edition: terms.edition.id.clone(),
        pathway: terms.pathway.id.clone(),
        from: opening.from.clone(),
        children: children
            .iter()
            .zip(own)
            .map(|(child, circumstances)| OpenedChild {
                id: child.id,
                birth: child.birth,
                circumstances,
            })
            .collect(),
        plan: opening.plan,
        progressed_at: opening.progressed_at,
        circumstances: opening.circumstances.clone(),
    };
    let as_opened = Transfer::opened(TransferId(Uuid::nil()), &opened);
    terms.criteria(Fact::Progressed, &as_opened.situation(&terms))?;
    Ok(Event::Opened(opened))
}

/// What holds of each child by itself, which has to be one of those whose plan is to move.
fn own_circumstances(opening: &Opening) -> Result<Vec<BTreeSet<Circumstance>>, Refusal> {
    let mut own = vec![BTreeSet::new(); opening.children.len()];
    let mut checks = Vec::new();
    for (index, (id, circumstance)) in opening.own_circumstances.iter().enumerate() {
        let field = format!("own_circumstances[{index}]");
        let place = opening.children.iter().position(|child| child == id);
        let Some(of) = place.and_then(|place| own.get_mut(place)) else {
            let wrong = Wrong::of(&format!("{field}.child_id"), "not a child of this transfer");
            checks.push(Err(wrong));
            continue;
        };
        of.insert(*circumstance);
        let beside = opening.circumstances.union(of).copied();
        let others: Vec<_> = beside.filter(|other| other != circumstance).collect();
        if let Some(other) = circumstance.contradicted_by(others) {
            let wrong = Wrong::of(
                &field,
                format!("{circumstance} and {other} can't both hold"),
            );
            checks.push(Err(wrong));
        }
    }
    Refusal::of_all(checks)?;
    Ok(own)
}

/// Everything in the request that contradicts what is known, at once; or the children.
fn fields<'k>(
    opening: &Opening,
    known: &'k [KnownChild],
    terms: Terms<'_>,
) -> Result<Vec<&'k KnownChild>, Refusal> {
    let mut wrong = Vec::new();
    let own = terms.pathway.clauses.as_slice();
    let mut note = |field: String, description: String, clauses: &[ClauseId]| {
        wrong.push(Wrong {
            field,
            description,
            clauses: clauses.to_vec(),
        });
    };
    match terms.directory.team(&opening.from) {
        None => note(
            "from_team_id".to_owned(),
            "the organisation has no such team".to_owned(),
            &[],
        ),
        Some(team) if !terms.pathway.from.contains(&team.kind()) => note(
            "from_team_id".to_owned(),
            format!(
                "teams of kind {} send on this pathway",
                kinds(&terms.pathway.from)
            ),
            own,
        ),
        Some(_) => {}
    }
    if !terms.pathway.plans.contains(&opening.plan) {
        note(
            "proposed_plan".to_owned(),
            "not a plan of this pathway".to_owned(),
            own,
        );
    }
    let mut children: Vec<&KnownChild> = Vec::new();
    for (index, id) in opening.children.iter().enumerate() {
        let field = format!("child_ids[{index}]");
        let Some(child) = known.iter().find(|child| child.id == *id) else {
            note(field, "no such child".to_owned(), &[]);
            continue;
        };
        if children.iter().any(|other| other.id == *id) {
            note(field, "stands there twice".to_owned(), &[]);
        } else if children
            .first()
            .is_some_and(|first| first.household != child.household)
        {
            note(
                field,
                "not of the household of the first child".to_owned(),
                &terms.rule(RuleName::SiblingGroup),
            );
        } else {
            children.push(child);
        }
    }
    let led_since = children.iter().filter_map(|child| child.lead.as_ref());
    let latest = led_since.map(|(_, since)| *since).max();
    if latest.is_some_and(|since| opening.progressed_at < since) {
        note(
            "progressed_at".to_owned(),
            "lies before the sending team came to lead".to_owned(),
            &terms.rule(RuleName::OneLead),
        );
    }
    if wrong.is_empty() {
        Ok(children)
    } else {
        Err(Refusal::Fields(wrong))
    }
}
