//! Ladders that are named and not there, and rungs on which time could not run out.

use super::{
    Part, one_of, parts,
    place::{Place, Wrong},
};
use crate::{
    edition::{Edition, Ladder, TimeOut},
    ids::LadderId,
};

/// What is wrong with ladders, and with what names them.
pub(super) fn inconsistencies(edition: &Edition) -> Vec<Wrong> {
    let top = Place::default();
    let mut wrong = Vec::new();
    let mut named: Vec<(Place, &LadderId)> = Vec::new();
    let pathways = top.each("pathway", &edition.pathways);
    named.extend(pathways.map(|(at, one)| (at.key("ladder"), &one.ladder)));
    let door = edition.front_door.iter();
    named.extend(door.map(|door| (top.key("front-door").key("ladder"), &door.ladder)));
    for Part { at, elements, .. } in parts(edition) {
        for (at, duty) in at.each("duty", &elements.duties) {
            let Some(escalate) = &duty.breach.escalate else {
                continue;
            };
            let at = at.key("breach").key("escalate");
            let Some(ladder) = edition.ladder(&escalate.ladder) else {
                named.push((at.key("ladder"), &escalate.ladder));
                continue;
            };
            let roles = || ladder.rungs.iter().map(|rung| rung.role);
            if !roles().any(|role| role == escalate.rung) {
                let (id, rung, allowed) = (&ladder.id, escalate.rung, one_of(roles()));
                let says = format!("ladder {id} has no rung {rung}; {allowed}");
                wrong.push((at.key("rung"), says));
            }
        }
    }
    let unknown = named
        .into_iter()
        .filter(|(_, id)| edition.ladder(id).is_none());
    wrong.extend(unknown.map(|(at, id)| {
        let known = edition.ladders.iter().map(|ladder| &ladder.id);
        (at, format!("unknown ladder {id}; {}", one_of(known)))
    }));
    for (at, ladder) in top.each("ladder", &edition.ladders) {
        wrong.extend(timeless(&at, ladder));
    }
    wrong
}

/// Rungs that say what happens when their time runs out, and have none.
fn timeless(at: &Place, ladder: &Ladder) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for (at, rung) in at.each("rung", &ladder.rungs) {
        let mut say = |key: &str| {
            let says = format!(
                "rung {} of ladder {} has `{key}` and no time: say `within = {{ amount = 2, unit = \"working-days\" }}`, say",
                rung.role, ladder.id
            );
            wrong.push((at.key(key), says));
        };
        if rung.within.is_none() && rung.time_out == TimeOut::Escalate {
            say("time-out");
        }
        if rung.within.is_none() && rung.discretion {
            say("discretion");
        }
    }
    wrong
}
