//! Facts that nobody could record: clocks and orders that hang on them would never move.

use super::{
    Part, parts,
    place::{Place, Wrong},
};
use crate::edition::{Edition, Elements, Fact, Pathway};

/// Steps that hang on what nothing records, and steps declared that are none.
pub(super) fn unrecorded(edition: &Edition) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for Part { name, at, elements } in parts(edition) {
        for (at, milestone) in at.each("milestone", &elements.milestones) {
            let fact = milestone.fact;
            if !fact.is_milestone() {
                let says =
                    format!("{fact} in {name} is no step to declare: it has a call of its own");
                wrong.push((at.key("fact"), says));
            }
        }
        for (at, reserved) in at.each("reserved", &elements.reserved) {
            let step = reserved.step;
            if step.is_milestone() {
                let says =
                    format!("{step} in {name} has no call of its own: give its milestone `roles`");
                wrong.push((at.key("step"), says));
            }
        }
        let unrecorded = facts_of(&at, elements)
            .into_iter()
            .filter(|(_, fact)| fact.is_milestone() && !is_declared(edition, elements, *fact));
        wrong.extend(unrecorded.map(|(at, fact)| {
            let says =
                format!("{fact} is recorded by nothing in {name}: declare it as a milestone there");
            (at, says)
        }));
    }
    for (at, pathway) in Place::default().each("pathway", &edition.pathways) {
        let moves = pathway.lead_moves_on;
        if moves.is_milestone() && !is_declared(edition, &pathway.elements, moves) {
            let says = format!(
                "the lead of {} moves on {moves}, which is recorded by nothing",
                pathway.id
            );
            wrong.push((at.key("lead-moves-on"), says));
        }
    }
    wrong
}

/// Whether a fact can happen to a transfer on this pathway.
pub(in crate::edition) fn happens_on(edition: &Edition, pathway: &Pathway, fact: Fact) -> bool {
    if fact.is_milestone() {
        is_declared(edition, &pathway.elements, fact)
    } else {
        fact.is_of_transfers()
    }
}

fn is_declared(edition: &Edition, elements: &Elements, fact: Fact) -> bool {
    let own = elements.milestones.iter();
    own.chain(&edition.general.milestones)
        .any(|milestone| milestone.fact == fact)
}

fn facts_of(at: &Place, elements: &Elements) -> Vec<(Place, Fact)> {
    let mut facts = Vec::new();
    for (at, duty) in at.each("duty", &elements.duties) {
        facts.push((at.key("starts"), duty.starts));
        facts.push((at.key("done-by"), duty.done_by));
        facts.extend(duty.arms_on.map(|fact| (at.key("arms-on"), fact)));
    }
    for (at, requirement) in at.each("requirement", &elements.requirements) {
        facts.push((at.key("before"), requirement.before));
        facts.push((at.key("needs"), requirement.needs));
        facts.extend(requirement.once.map(|fact| (at.key("once"), fact)));
    }
    let contents = at.each("content", &elements.contents);
    facts.extend(contents.map(|(at, one)| (at.key("of"), one.of)));
    let criteria = at.each("criterion", &elements.criteria);
    facts.extend(criteria.map(|(at, one)| (at.key("before"), one.before)));
    let tellings = at.each("telling", &elements.tellings);
    facts.extend(tellings.map(|(at, one)| (at.key("on"), one.on)));
    for (at, advice) in at.each("advice", &elements.advice) {
        facts.push((at.key("after"), advice.after));
        facts.extend(advice.until.map(|fact| (at.key("until"), fact)));
    }
    facts
}
