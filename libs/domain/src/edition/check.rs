//! Holding an edition to itself: every name known, every clause carried, nothing twice, nothing that could never act.

mod condition;
mod fact;
mod idle;
mod ladder;
mod order;
pub(super) mod place;
mod reading;
mod team;

use super::{Edition, Elements, carriers, letter_check};
use crate::clause::ClauseId;
pub(super) use fact::happens_on;
use place::{Place, Wrong};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What is wrong within an edition. What stands in `stray` found no pathway to be added to, which is said
/// elsewhere: here it only carries its clauses.
pub(super) fn inconsistencies(edition: &Edition, stray: &Elements) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if edition.pathways.is_empty() {
        let says = "the edition has no pathway: without `[[pathway]]` nothing can be transferred";
        wrong.push((Place::default(), says.to_owned()));
    }
    wrong.extend(uncarried(edition, stray));
    wrong.extend(fact::unrecorded(edition));
    wrong.extend(order::inconsistencies(edition));
    wrong.extend(reading::inconsistencies(edition));
    wrong.extend(idle::inconsistencies(edition));
    wrong.extend(team::unknown(edition));
    wrong.extend(ladder::inconsistencies(edition));
    wrong.extend(duplicates(edition));
    if let Some(form) = &edition.consent {
        wrong.extend(form.inconsistencies(&Place::default().key("consent")));
    }
    wrong.extend(letter_check::inconsistencies(edition));
    wrong
}

/// Clauses that nothing carries, and elements that carry none or an unknown one.
fn uncarried(edition: &Edition, stray: &Elements) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let known: BTreeSet<&ClauseId> = edition.clauses.iter().map(|clause| &clause.id).collect();
    let carriers = carriers::carriers(edition);
    for carrier in &carriers {
        if carrier.clauses.is_empty() {
            wrong.push((
                carrier.at.clone(),
                format!("{} names no clause", carrier.name),
            ));
        }
        for (at, clause) in carrier.each() {
            if !known.contains(clause) {
                wrong.push((at, format!("unknown clause {clause} in {}", carrier.name)));
            }
        }
    }
    let mut strays = Vec::new();
    carriers::elements("", &Place::default(), stray, &mut strays);
    let carriers = carriers.iter().chain(&strays);
    let carried: BTreeSet<&ClauseId> = carriers.flat_map(|carrier| &carrier.clauses).collect();
    for (at, clause) in Place::default().each("clause", &edition.clauses) {
        if !carried.contains(&clause.id) {
            wrong.push((
                at.key("id"),
                format!(
                    "clause {} is carried by nothing: no duty, rule or other element names it",
                    clause.id
                ),
            ));
        }
    }
    wrong
}

/// A part that holds duties and rules.
struct Part<'e> {
    /// Its name, for messages.
    name: String,
    /// Where its elements stand.
    at: Place,
    elements: &'e Elements,
}

/// Every part that holds duties and rules.
fn parts(edition: &Edition) -> Vec<Part<'_>> {
    let top = Place::default();
    let part = |name: String, at: Place, elements| Part { name, at, elements };
    let inner = |name: String, at: Place, elements| part(name, at.key("elements"), elements);
    let door = edition.front_door.iter();
    let door = door.map(|door| {
        let name = "the front door".to_owned();
        inner(name, top.key("front-door"), &door.elements)
    });
    let consent = edition.consent.iter();
    let consent = consent.map(|form| {
        let name = "the form of consent".to_owned();
        inner(name, top.key("consent"), &form.elements)
    });
    let pathways = top.each("pathway", &edition.pathways);
    let pathways = pathways.map(|(at, one)| inner(one.id.to_string(), at, &one.elements));
    let ladders = top.each("ladder", &edition.ladders);
    let ladders = ladders.map(|(at, one)| inner(one.id.to_string(), at, &one.elements));
    let name = "the general part".to_owned();
    let general = part(name, top.key("general"), &edition.general);
    door.chain(consent)
        .chain(pathways)
        .chain(ladders)
        .chain([general])
        .collect()
}

fn duplicates(edition: &Edition) -> Vec<Wrong> {
    let top = Place::default();
    let mut wrong = Vec::new();
    for Part { name, at, elements } in parts(edition) {
        let duties = at.each("duty", &elements.duties);
        let twice = twice("duty", duties.map(|(at, duty)| (at.key("id"), &duty.id)));
        wrong.extend(twice.map(|(at, says)| (at, format!("{says} in {name}"))));
    }
    let clauses = top.each("clause", &edition.clauses);
    let clauses = clauses.map(|(at, one)| (at.key("id"), &one.id));
    let kinds = top.each("team-kind", &edition.team_kinds);
    let kinds = kinds.map(|(at, one)| (at.key("kind"), &one.kind));
    let meetings = top.each("meeting", &edition.meetings);
    let meetings = meetings.map(|(at, one)| (at.key("kind"), &one.kind));
    let rules = top.each("rule", &edition.rules);
    let rules = rules.map(|(at, one)| (at.key("name"), &one.name));
    let pathways = top.each("pathway", &edition.pathways);
    let pathways = pathways.map(|(at, one)| (at.key("id"), &one.id));
    let ladders = top.each("ladder", &edition.ladders);
    let ladders = ladders.map(|(at, one)| (at.key("id"), &one.id));
    let letters = top.each("letter", &edition.letters);
    let letters = letters.map(|(at, one)| (at.key("id"), &one.id));
    wrong.extend(twice("clause", clauses));
    wrong.extend(twice("team kind", kinds));
    wrong.extend(twice("meeting", meetings));
    wrong.extend(twice("rule", rules));
    wrong.extend(twice("pathway", pathways));
    wrong.extend(twice("ladder", ladders));
    wrong.extend(twice("letter", letters));
    wrong
}

/// Names that are given more than once: each place that gives one of them.
fn twice(
    what: &str,
    named: impl Iterator<Item = (Place, impl fmt::Display)>,
) -> impl Iterator<Item = Wrong> {
    let mut places: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (at, name) in named {
        places.entry(name.to_string()).or_default().push(at);
    }
    let several = places.into_iter().filter(|(_, places)| places.len() > 1);
    several.flat_map(move |(name, places)| {
        let says = format!("{what} {name} stands {} times", places.len());
        places.into_iter().map(move |at| (at, says.clone()))
    })
}

/// What could be written in place of an unknown name.
pub(super) fn one_of(names: impl IntoIterator<Item = impl fmt::Display>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    if names.is_empty() {
        "there is none".to_owned()
    } else {
        format!("one of: {}", names.join(", "))
    }
}
