//! Orders that nobody could keep: limits that look back from their start, and steps that wait for themselves.

use super::{Part, parts, place::Wrong};
use crate::{
    deadline::Direction,
    edition::{Condition, Edition, Elements, Fact, Missing, Requirement},
};
use std::collections::BTreeSet;

/// What is wrong with the order of steps.
pub(super) fn inconsistencies(edition: &Edition) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for part in parts(edition) {
        wrong.extend(of_duties(&part));
        wrong.extend(of_requirements(&part, &edition.general));
    }
    wrong
}

fn of_duties(Part { name, at, elements }: &Part<'_>) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for (at, duty) in at.each("duty", &elements.duties) {
        let backwards = duty
            .limits()
            .any(|(_, limit)| limit.of.is_none() && limit.limit.direction() == Direction::Before);
        if backwards {
            let says = format!(
                "duty {} in {name} is due before what starts it: say `of` what",
                duty.id
            );
            wrong.push((at.key("limit"), says));
        }
        // Done by what happens after the start, it may be the same once more: from review to review.
        if duty.starts == duty.done_by && !duty.afresh {
            let says = format!(
                "duty {} in {name} is done by {}, which starts it: say what else it is done by, or `afresh = true` where it has to happen once more",
                duty.id, duty.done_by
            );
            wrong.push((at.key("done-by"), says));
        }
    }
    wrong
}

/// Steps that could never be taken, since each needs the other first.
fn of_requirements(part: &Part<'_>, general: &Elements) -> Vec<Wrong> {
    let Part { name, at, elements } = part;
    let all: Vec<&Requirement> = elements
        .requirements
        .iter()
        .chain(&general.requirements)
        .collect();
    let mut wrong = Vec::new();
    for (at, one) in at.each("requirement", &elements.requirements) {
        let (before, needs) = (one.before, one.needs);
        if before == needs {
            let says = format!("{before} in {name} needs itself: name another step that it needs");
            wrong.push((at.key("needs"), says));
        } else if one.missing == Missing::Refuse
            && one.once.is_none()
            && waits(&all, &one.when, needs, before)
        {
            let says = format!(
                "{before} in {name} waits for {needs}, which waits for {before} in turn: one of them has to come first"
            );
            wrong.push((at.key("needs"), says));
        }
    }
    wrong
}

/// Whether one step waits for another under this condition, directly or by others.
fn waits(all: &[&Requirement], when: &Condition, step: Fact, other: Fact) -> bool {
    let always = Condition::default();
    let holds = |one: &&&Requirement| {
        one.missing == Missing::Refuse
            && one.once.is_none()
            && (one.when == always || one.when == *when)
    };
    let mut seen = BTreeSet::new();
    let mut next = vec![step];
    while let Some(step) = next.pop() {
        if step == other {
            return true;
        }
        if seen.insert(step) {
            let own = all.iter().filter(holds).filter(|one| one.before == step);
            next.extend(own.map(|one| one.needs));
        }
    }
    false
}
