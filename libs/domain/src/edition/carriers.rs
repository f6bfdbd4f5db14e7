//! What carries each clause.

use super::{Criterion, Edition, Elements, letter_check};
use crate::clause::ClauseId;

impl Edition {
    /// What carries each clause: the names of the elements, in the order of the edition.
    pub fn carried_by(&self, id: &ClauseId) -> Vec<String> {
        carriers(self)
            .into_iter()
            .filter(|(_, clauses)| clauses.contains(id))
            .map(|(name, _)| name)
            .collect()
    }
}

/// What each element carries: a name for the element, and its clauses.
pub(super) fn carriers(edition: &Edition) -> Vec<(String, Vec<ClauseId>)> {
    let mut found = Vec::new();
    elements("general", &edition.general, &mut found);
    if let Some(door) = &edition.front_door {
        found.push(("front door".to_owned(), door.clauses.clone()));
        for destination in &door.destinations {
            found.push((
                format!("front door destination {}", destination.kind),
                destination.clauses.clone(),
            ));
        }
        elements("front door", &door.elements, &mut found);
    }
    if let Some(form) = &edition.consent {
        let name = "form of consent";
        found.push((name.to_owned(), form.clauses.clone()));
        for said in &form.paragraphs {
            found.push((format!("{name}, wording"), said.clauses.clone()));
        }
        found.push((
            format!("{name}, declaration {}", form.declaration.version),
            form.declaration.clauses.clone(),
        ));
        elements(name, &form.elements, &mut found);
    }
    for meeting in &edition.meetings {
        let name = format!("meeting {}", meeting.kind);
        found.push((name.clone(), meeting.clauses.clone()));
        for beat in std::iter::once(&meeting.rhythm).chain(&meeting.instead) {
            found.push((format!("{name}, {}", beat.every), beat.clauses.clone()));
        }
    }
    for pathway in &edition.pathways {
        let name = format!("pathway {}", pathway.id);
        found.push((name.clone(), pathway.clauses.clone()));
        elements(&name, &pathway.elements, &mut found);
    }
    for ladder in &edition.ladders {
        let name = format!("ladder {}", ladder.id);
        found.push((name.clone(), ladder.clauses.clone()));
        for rung in &ladder.rungs {
            found.push((format!("{name}, rung {}", rung.role), rung.clauses.clone()));
        }
        elements(&name, &ladder.elements, &mut found);
    }
    for rule in &edition.rules {
        found.push((format!("rule {}", rule.name), rule.clauses.clone()));
    }
    for row in &edition.leads {
        let matters: Vec<&str> = row.matters.iter().map(|matter| matter.as_str()).collect();
        let name = format!("lead on {} by {}", matters.join(", "), row.leads);
        found.push((name, row.clauses.clone()));
    }
    for form in &edition.letters {
        letter_check::carriers(form, &mut found);
    }
    for kind in &edition.team_kinds {
        let name = format!("team kind {}", kind.kind);
        if !kind.clauses.is_empty() {
            found.push((name.clone(), kind.clauses.clone()));
        }
        for said in &kind.facts {
            found.push((name.clone(), said.clauses.clone()));
        }
        criteria(&name, &kind.criteria, &mut found);
    }
    for reference in &edition.references {
        found.push((
            format!("reference {}", reference.name),
            reference.clauses.clone(),
        ));
    }
    found
}

fn criteria(of: &str, criteria: &[Criterion], found: &mut Vec<(String, Vec<ClauseId>)>) {
    for criterion in criteria {
        found.push((
            format!("{of}, criterion before {}", criterion.before),
            criterion.clauses.clone(),
        ));
    }
}

fn elements(of: &str, elements: &Elements, found: &mut Vec<(String, Vec<ClauseId>)>) {
    for duty in &elements.duties {
        found.push((format!("{of}, duty {}", duty.id), duty.clauses.clone()));
        if let Some(other) = &duty.alternative {
            let name = format!("{of}, alternative of duty {}", duty.id);
            found.push((name, other.clauses.clone()));
        }
        if let Some(escalate) = &duty.breach.escalate {
            found.push((
                format!("{of}, breach of duty {}", duty.id),
                escalate.clauses.clone(),
            ));
        }
    }
    for milestone in &elements.milestones {
        found.push((
            format!("{of}, step {}", milestone.fact),
            milestone.clauses.clone(),
        ));
    }
    criteria(of, &elements.criteria, found);
    for requirement in &elements.requirements {
        found.push((
            format!(
                "{of}, requirement of {} before {}",
                requirement.needs, requirement.before
            ),
            requirement.clauses.clone(),
        ));
    }
    for content in &elements.contents {
        found.push((
            format!("{of}, content {} of {}", content.item, content.of),
            content.clauses.clone(),
        ));
    }
    for reserved in &elements.reserved {
        found.push((
            format!("{of}, step {} by role", reserved.step),
            reserved.clauses.clone(),
        ));
    }
    for forbidden in &elements.forbidden {
        found.push((
            format!("{of}, forbidden {}", forbidden.act),
            forbidden.clauses.clone(),
        ));
    }
    for telling in &elements.tellings {
        found.push((
            format!("{of}, telling of {}", telling.on),
            telling.clauses.clone(),
        ));
    }
    for advice in &elements.advice {
        found.push((
            format!("{of}, advice after {}", advice.after),
            advice.clauses.clone(),
        ));
    }
}
