//! Kinds of team that an edition names and does not have.

use super::{
    Part,
    condition::conditions,
    one_of, parts,
    place::{Place, Wrong},
};
use crate::{
    edition::{Belongs, Edition, Side},
    team::TeamKind,
};

/// Where an unknown kind is named, by itself or as the side that a party stands on.
pub(super) fn unknown(edition: &Edition) -> Vec<Wrong> {
    let known: Vec<TeamKind> = edition.team_kinds.iter().map(|one| one.kind).collect();
    let named = named(edition).into_iter();
    let sided = sides(edition).into_iter().filter_map(|(at, side)| {
        // The reviewing service is the authority's, whether an edition speaks of it or not.
        let kind = side.kind().filter(|_| side != Side::Review)?;
        Some((at, kind))
    });
    named
        .chain(sided)
        .filter(|(_, kind)| !known.contains(kind))
        .map(|(at, kind)| {
            let says = format!(
                "team kind {kind} is not one that this edition knows; {}",
                one_of(&known)
            );
            (at, says)
        })
        .collect()
}

fn named(edition: &Edition) -> Vec<(Place, TeamKind)> {
    let top = Place::default();
    let mut found = Vec::new();
    let mut list = |at: &Place, key: &str, kinds: &[TeamKind]| {
        found.extend(at.each(key, kinds).map(|(at, kind)| (at, *kind)));
    };
    for (at, pathway) in top.each("pathway", &edition.pathways) {
        list(&at, "from", &pathway.from);
        list(&at, "to", &pathway.to);
    }
    for Part { at, elements, .. } in parts(edition) {
        for (at, milestone) in at.each("milestone", &elements.milestones) {
            list(&at, "hands-to", &milestone.hands_to);
        }
    }
    for (at, condition) in conditions(edition) {
        list(&at, "from", &condition.from);
        list(&at, "to", &condition.to);
    }
    for (at, meeting) in top.each("meeting", &edition.meetings) {
        list(&at, "convened-by", &meeting.convened_by);
    }
    for (at, ladder) in top.each("ladder", &edition.ladders) {
        for (at, rung) in at.each("rung", &ladder.rungs) {
            for (at, instead) in at.each("instead", &rung.instead) {
                list(&at, "kinds", &instead.kinds);
            }
        }
    }
    for (at, form) in top.each("letter", &edition.letters) {
        for (at, field) in at.each("field", &form.fields) {
            for (at, option) in at.each("option", &field.options) {
                list(&at, "to", &option.to);
            }
        }
    }
    for (at, row) in top.each("lead", &edition.leads) {
        let (at, when) = (at.key("when"), &row.when);
        list(&at, "open-to", &when.open_to);
        list(&at, "not-open-to", &when.not_open_to);
        list(&at, "sibling-open-to", &when.sibling_open_to);
        list(&at, "asked-by", &when.asked_by);
        list(&at, "open-last-month", &when.open_last_month);
    }
    let leads = top.each("lead", &edition.leads);
    found.extend(leads.map(|(at, row)| (at.key("leads"), row.leads)));
    if let Some(door) = &edition.front_door {
        let places = top
            .key("front-door")
            .each("destination", &door.destinations);
        found.extend(places.map(|(at, place)| (at.key("kind"), place.kind)));
    }
    found
}

fn sides(edition: &Edition) -> Vec<(Place, Side)> {
    let mut found = Vec::new();
    for Part { at, elements, .. } in parts(edition) {
        for (at, duty) in at.each("duty", &elements.duties) {
            found.push((at.key("owner"), duty.owner.side));
            let told = at.key("breach").each("tell", &duty.breach.tell);
            found.extend(told.map(|(at, party)| (at, party.side)));
        }
        for (at, telling) in at.each("telling", &elements.tellings) {
            let told = at.each("to", &telling.to);
            found.extend(told.map(|(at, party)| (at, party.side)));
        }
        for (at, milestone) in at.each("milestone", &elements.milestones) {
            let side = match milestone.by {
                Belongs::Safeguarding => Side::Safeguarding,
                Belongs::Assessment => Side::Assessment,
                Belongs::Sender | Belongs::Receiver | Belongs::Either | Belongs::Review => continue,
            };
            found.push((at.key("by"), side));
        }
    }
    for (at, ladder) in Place::default().each("ladder", &edition.ladders) {
        for (at, rung) in at.each("rung", &ladder.rungs) {
            let sides = at.each("sides", &rung.sides);
            found.extend(sides.map(|(at, side)| (at, *side)));
        }
    }
    found
}
