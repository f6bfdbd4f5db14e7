//! What carries each clause.

use super::{Criterion, Edition, Elements, check::place::Place, letter_check};
use crate::clause::ClauseId;

impl Edition {
    /// What carries each clause: the names of the elements, in the order of the edition.
    pub fn carried_by(&self, id: &ClauseId) -> Vec<String> {
        carriers(self)
            .into_iter()
            .filter(|carrier| carrier.clauses.contains(id))
            .map(|carrier| carrier.name)
            .collect()
    }
}

/// An element that carries clauses.
pub(super) struct Carrier {
    /// Its name.
    pub(super) name: String,
    /// Where the list of its clauses stands.
    pub(super) at: Place,
    /// The clauses.
    pub(super) clauses: Vec<ClauseId>,
}

impl Carrier {
    /// The element at a place, whose clauses stand under the usual key.
    pub(super) fn new(name: String, at: &Place, clauses: &[ClauseId]) -> Self {
        Self {
            name,
            at: at.key("clauses"),
            clauses: clauses.to_vec(),
        }
    }

    /// Each clause, with its place.
    pub(super) fn each(&self) -> impl Iterator<Item = (Place, &ClauseId)> {
        self.at.items(&self.clauses)
    }
}

/// What each element carries.
pub(super) fn carriers(edition: &Edition) -> Vec<Carrier> {
    let top = Place::default();
    let mut found = Vec::new();
    elements("general", &top.key("general"), &edition.general, &mut found);
    if let Some(door) = &edition.front_door {
        let at = top.key("front-door");
        found.push(Carrier::new("front door".to_owned(), &at, &door.clauses));
        for (at, destination) in at.each("destination", &door.destinations) {
            let name = format!("front door destination {}", destination.kind);
            found.push(Carrier::new(name, &at, &destination.clauses));
        }
        elements(
            "front door",
            &at.key("elements"),
            &door.elements,
            &mut found,
        );
    }
    if let Some(form) = &edition.consent {
        let (at, name) = (top.key("consent"), "form of consent");
        found.push(Carrier::new(name.to_owned(), &at, &form.clauses));
        for (at, said) in at.each("paragraph", &form.paragraphs) {
            found.push(Carrier::new(format!("{name}, wording"), &at, &said.clauses));
        }
        let declaration = &form.declaration;
        found.push(Carrier::new(
            format!("{name}, declaration {}", declaration.version),
            &at.key("declaration"),
            &declaration.clauses,
        ));
        elements(name, &at.key("elements"), &form.elements, &mut found);
    }
    for (at, meeting) in top.each("meeting", &edition.meetings) {
        let name = format!("meeting {}", meeting.kind);
        found.push(Carrier::new(name.clone(), &at, &meeting.clauses));
        let usual = (at.key("rhythm"), &meeting.rhythm);
        for (at, beat) in std::iter::once(usual).chain(at.each("instead", &meeting.instead)) {
            let name = format!("{name}, {}", beat.every);
            found.push(Carrier::new(name, &at, &beat.clauses));
        }
    }
    for (at, pathway) in top.each("pathway", &edition.pathways) {
        let name = format!("pathway {}", pathway.id);
        found.push(Carrier::new(name.clone(), &at, &pathway.clauses));
        elements(&name, &at.key("elements"), &pathway.elements, &mut found);
    }
    for (at, ladder) in top.each("ladder", &edition.ladders) {
        let name = format!("ladder {}", ladder.id);
        found.push(Carrier::new(name.clone(), &at, &ladder.clauses));
        for (at, rung) in at.each("rung", &ladder.rungs) {
            let name = format!("{name}, rung {}", rung.role);
            found.push(Carrier::new(name, &at, &rung.clauses));
        }
        elements(&name, &at.key("elements"), &ladder.elements, &mut found);
    }
    for (at, rule) in top.each("rule", &edition.rules) {
        found.push(Carrier::new(
            format!("rule {}", rule.name),
            &at,
            &rule.clauses,
        ));
    }
    for (at, row) in top.each("lead", &edition.leads) {
        let matters: Vec<&str> = row.matters.iter().map(|matter| matter.as_str()).collect();
        let name = format!("lead on {} by {}", matters.join(", "), row.leads);
        found.push(Carrier::new(name, &at, &row.clauses));
    }
    for (at, form) in top.each("letter", &edition.letters) {
        letter_check::carriers(&at, form, &mut found);
    }
    for (at, kind) in top.each("team-kind", &edition.team_kinds) {
        let name = format!("team kind {}", kind.kind);
        if !kind.clauses.is_empty() {
            found.push(Carrier::new(name.clone(), &at, &kind.clauses));
        }
        for (at, said) in at.each("fact", &kind.facts) {
            found.push(Carrier::new(name.clone(), &at, &said.clauses));
        }
        criteria(&name, &at, &kind.criteria, &mut found);
    }
    for (at, reference) in top.each("reference", &edition.references) {
        let name = format!("reference {}", reference.name);
        found.push(Carrier::new(name, &at, &reference.clauses));
    }
    found
}

fn criteria(of: &str, at: &Place, criteria: &[Criterion], found: &mut Vec<Carrier>) {
    for (at, criterion) in at.each("criterion", criteria) {
        let name = format!("{of}, criterion before {}", criterion.before);
        found.push(Carrier::new(name, &at, &criterion.clauses));
    }
}

/// What the elements of a part carry, which stand at `at`.
pub(super) fn elements(of: &str, at: &Place, elements: &Elements, found: &mut Vec<Carrier>) {
    for (at, duty) in at.each("duty", &elements.duties) {
        let id = &duty.id;
        found.push(Carrier::new(format!("{of}, duty {id}"), &at, &duty.clauses));
        if let Some(other) = &duty.alternative {
            let name = format!("{of}, alternative of duty {id}");
            found.push(Carrier::new(name, &at.key("alternative"), &other.clauses));
        }
        if let Some(escalate) = &duty.breach.escalate {
            let name = format!("{of}, breach of duty {id}");
            let at = at.key("breach").key("escalate");
            found.push(Carrier::new(name, &at, &escalate.clauses));
        }
    }
    for (at, milestone) in at.each("milestone", &elements.milestones) {
        let name = format!("{of}, step {}", milestone.fact);
        found.push(Carrier::new(name, &at, &milestone.clauses));
    }
    criteria(of, at, &elements.criteria, found);
    for (at, requirement) in at.each("requirement", &elements.requirements) {
        let (needs, before) = (requirement.needs, requirement.before);
        let name = format!("{of}, requirement of {needs} before {before}");
        found.push(Carrier::new(name, &at, &requirement.clauses));
    }
    for (at, content) in at.each("content", &elements.contents) {
        let name = format!("{of}, content {} of {}", content.item, content.of);
        found.push(Carrier::new(name, &at, &content.clauses));
    }
    for (at, reserved) in at.each("reserved", &elements.reserved) {
        let name = format!("{of}, step {} by role", reserved.step);
        found.push(Carrier::new(name, &at, &reserved.clauses));
    }
    for (at, forbidden) in at.each("forbidden", &elements.forbidden) {
        let name = format!("{of}, forbidden {}", forbidden.act);
        found.push(Carrier::new(name, &at, &forbidden.clauses));
    }
    for (at, telling) in at.each("telling", &elements.tellings) {
        let name = format!("{of}, telling of {}", telling.on);
        found.push(Carrier::new(name, &at, &telling.clauses));
    }
    for (at, advice) in at.each("advice", &elements.advice) {
        let name = format!("{of}, advice after {}", advice.after);
        found.push(Carrier::new(name, &at, &advice.clauses));
    }
}
