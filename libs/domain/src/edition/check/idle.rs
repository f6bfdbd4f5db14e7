//! What would never act: lists of nobody, ages that no child has, figures that nothing reads.

use super::{
    Part,
    condition::conditions,
    one_of, parts,
    place::{Place, Wrong},
};
use crate::{
    edition::{Edition, Rule},
    lead::WINDOW_UNITS,
};

/// What could never act as it is written.
pub(super) fn inconsistencies(edition: &Edition) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = lists(edition)
        .into_iter()
        .filter(|(_, is_empty, _)| *is_empty)
        .map(|(at, _, what)| (at, format!("the list is empty: name {what}")))
        .collect();
    wrong.extend(ages(edition));
    for (at, rule) in Place::default().each("rule", &edition.rules) {
        wrong.extend(figures(&at, rule));
    }
    wrong
}

/// Lists that have to name something: where, whether they are empty, and what to name.
fn lists(edition: &Edition) -> Vec<(Place, bool, &'static str)> {
    let top = Place::default();
    let mut lists = Vec::new();
    for (at, pathway) in top.each("pathway", &edition.pathways) {
        lists.push((
            at.key("from"),
            pathway.from.is_empty(),
            "the kinds of team that send",
        ));
        lists.push((
            at.key("to"),
            pathway.to.is_empty(),
            "the kinds of team that receive",
        ));
        lists.push((
            at.key("plans"),
            pathway.plans.is_empty(),
            "the plans that can be proposed",
        ));
    }
    for Part { at, elements, .. } in parts(edition) {
        let tellings = at.each("telling", &elements.tellings);
        lists.extend(tellings.map(|(at, one)| (at.key("to"), one.to.is_empty(), "who is told")));
        let reserved = at.each("reserved", &elements.reserved);
        lists.extend(reserved.map(|(at, one)| {
            (
                at.key("roles"),
                one.roles.is_empty(),
                "the roles that take the step",
            )
        }));
    }
    for (at, ladder) in top.each("ladder", &edition.ladders) {
        lists.push((
            at.key("rung"),
            ladder.rungs.is_empty(),
            "its rungs, the lowest first",
        ));
        let rungs = at.each("rung", &ladder.rungs);
        lists.extend(rungs.map(|(at, rung)| {
            (
                at.key("sides"),
                rung.sides.is_empty(),
                "the sides whose officers stand on it",
            )
        }));
    }
    for (at, meeting) in top.each("meeting", &edition.meetings) {
        let nobody = meeting.convened_by.is_empty();
        lists.push((
            at.key("convened-by"),
            nobody,
            "the kinds of team that sit at it",
        ));
    }
    for (at, row) in top.each("lead", &edition.leads) {
        lists.push((
            at.key("matters"),
            row.matters.is_empty(),
            "the matters that it is about",
        ));
    }
    lists
}

/// Ages from which on nobody is young enough.
fn ages(edition: &Edition) -> Vec<Wrong> {
    let top = Place::default();
    let mut asked: Vec<(Place, Option<u32>, Option<u32>)> = Vec::new();
    let conditions = conditions(edition).into_iter();
    asked.extend(conditions.map(|(at, one)| (at, one.from_age, one.to_age)));
    if let Some(door) = &edition.front_door {
        let places = top
            .key("front-door")
            .each("destination", &door.destinations);
        asked.extend(places.map(|(at, one)| (at, one.from_age, one.to_age)));
    }
    for (at, form) in top.each("letter", &edition.letters) {
        let paragraphs = at.each("paragraph", &form.paragraphs);
        let paragraphs = paragraphs.chain(at.each("enclosure", &form.enclosures));
        asked.extend(paragraphs.map(|(at, one)| (at, one.from_age, one.to_age)));
    }
    let mut wrong: Vec<Wrong> = asked
        .into_iter()
        .filter_map(|(at, from, to)| {
            let (from, to) = (from?, to?);
            let says = format!("no child has this age: `from-age` is at most `to-age`, {to}");
            (from > to).then(|| (at.key("from-age"), says))
        })
        .collect();
    for (at, row) in top.each("lead", &edition.leads) {
        if let (Some(from), Some(under)) = (row.when.from_age, row.when.under_age)
            && from >= under
        {
            let says = format!("no child has this age: `from-age` is below `under-age`, {under}");
            wrong.push((at.key("when").key("from-age"), says));
        }
    }
    wrong
}

/// Figures that a rule does not read, lacks, or can't count in.
fn figures(at: &Place, rule: &Rule) -> Vec<Wrong> {
    let (name, read) = (rule.name, rule.name.figures());
    let at = at.key("spans");
    let mut wrong = Vec::new();
    for (figure, span) in &rule.spans {
        if !read.contains(&figure.as_str()) {
            let allowed = one_of(read);
            let says = format!("rule {name} has no figure {figure}; {allowed}");
            wrong.push((at.key(figure), says));
        } else if !WINDOW_UNITS.contains(&span.unit()) {
            let allowed = one_of(WINDOW_UNITS);
            let says = format!("rule {name} does not count in {}; {allowed}", span.unit());
            wrong.push((at.key(figure).key("unit"), says));
        }
    }
    for figure in read {
        if !rule.spans.contains_key(*figure) {
            let says = format!(
                "rule {name} does nothing without its figure: say `spans = {{ {figure} = {{ amount = 4, unit = \"weeks\" }} }}`, say"
            );
            wrong.push((at.clone(), says));
        }
    }
    wrong
}
