//! Every condition of an edition, with its place.

use super::{Part, parts, place::Place};
use crate::edition::{Condition, Criterion, Edition};

/// The conditions of elements, of criteria of kinds of team, and of letters.
pub(super) fn conditions(edition: &Edition) -> Vec<(Place, &Condition)> {
    let top = Place::default();
    let mut found = Vec::new();
    for Part { at, elements, .. } in parts(edition) {
        for (at, duty) in at.each("duty", &elements.duties) {
            found.push((at.key("when"), &duty.when));
            let other = duty.alternative.as_ref();
            found.extend(other.map(|other| (at.key("alternative").key("when"), &other.when)));
        }
        criteria(&at, &elements.criteria, &mut found);
        let milestones = at.each("milestone", &elements.milestones);
        found.extend(milestones.map(|(at, one)| (at.key("when"), &one.when)));
        let requirements = at.each("requirement", &elements.requirements);
        found.extend(requirements.map(|(at, one)| (at.key("when"), &one.when)));
        let contents = at.each("content", &elements.contents);
        found.extend(contents.map(|(at, one)| (at.key("when"), &one.when)));
        let reserved = at.each("reserved", &elements.reserved);
        found.extend(reserved.map(|(at, one)| (at.key("when"), &one.when)));
        let forbidden = at.each("forbidden", &elements.forbidden);
        found.extend(forbidden.map(|(at, one)| (at.key("when"), &one.when)));
        let tellings = at.each("telling", &elements.tellings);
        found.extend(tellings.map(|(at, one)| (at.key("when"), &one.when)));
        let advice = at.each("advice", &elements.advice);
        found.extend(advice.map(|(at, one)| (at.key("when"), &one.when)));
    }
    for (at, kind) in top.each("team-kind", &edition.team_kinds) {
        criteria(&at, &kind.criteria, &mut found);
    }
    let letters = top.each("letter", &edition.letters);
    found.extend(letters.map(|(at, form)| (at.key("when"), &form.when)));
    found
}

fn criteria<'e>(at: &Place, criteria: &'e [Criterion], found: &mut Vec<(Place, &'e Condition)>) {
    for (at, criterion) in at.each("criterion", criteria) {
        found.push((at.key("when"), &criterion.when));
        found.push((at.key("holds"), &criterion.holds));
    }
}
