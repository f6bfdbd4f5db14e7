//! Holding an edition to itself: every name known, every clause carried, nothing twice.

use super::{
    ConsentForm, Edition, Elements, Fact, LadderItem, Missing, carriers::carriers, letter_check,
};
use crate::{clause::ClauseId, deadline::Direction, ids::LadderId, team::TeamKind};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong within an edition: the text to point at, and why.
pub(super) fn inconsistencies(edition: &Edition) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let known: BTreeSet<&ClauseId> = edition.clauses.iter().map(|clause| &clause.id).collect();
    for (name, count) in counts(edition.clauses.iter().map(|clause| clause.id.to_string())) {
        if count > 1 {
            wrong.push((name.clone(), format!("clause {name} stands {count} times")));
        }
    }
    let carriers = carriers(edition);
    for (carrier, clauses) in &carriers {
        if clauses.is_empty() {
            wrong.push((String::new(), format!("{carrier} names no clause")));
        }
        for clause in clauses.iter().filter(|clause| !known.contains(clause)) {
            wrong.push((
                clause.to_string(),
                format!("unknown clause {clause} in {carrier}"),
            ));
        }
    }
    let carried: BTreeSet<&ClauseId> = carriers.iter().flat_map(|(_, clauses)| clauses).collect();
    for clause in edition
        .clauses
        .iter()
        .filter(|clause| !carried.contains(&clause.id))
    {
        wrong.push((
            clause.id.to_string(),
            format!(
                "clause {} is carried by nothing: no duty, rule or other element names it",
                clause.id
            ),
        ));
    }
    wrong.extend(unrecorded(edition));
    wrong.extend(unanchored(edition));
    wrong.extend(unlisted(edition));
    wrong.extend(unread(edition));
    wrong.extend(unknown_kinds(edition));
    wrong.extend(unknown_ladders(edition));
    wrong.extend(duplicates(edition));
    wrong.extend(
        edition
            .consent
            .iter()
            .flat_map(ConsentForm::inconsistencies),
    );
    wrong.extend(letter_check::inconsistencies(edition));
    wrong
}

/// Limits that look back from the very instant that starts them: nobody could keep one.
fn unanchored(edition: &Edition) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for (part, elements) in parts(edition) {
        let backwards = elements.duties.iter().filter(|duty| {
            duty.limits().any(|(_, limit)| {
                limit.of.is_none() && limit.limit.direction() == Direction::Before
            })
        });
        wrong.extend(backwards.map(|duty| {
            (
                duty.id.to_string(),
                format!(
                    "duty {} in {part} is due before what starts it: say `of` what",
                    duty.id
                ),
            )
        }));
    }
    wrong
}

/// Items of the checklist that are none: it is about the record when the request goes, and holds nothing up.
fn unlisted(edition: &Edition) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for (part, elements) in parts(edition) {
        for content in elements.contents.iter().filter(|one| one.section.is_some()) {
            let why = if content.of != Fact::RequestSent {
                "a checklist is about what the request contains: say `of = \"request-sent\"`"
            } else if content.missing == Missing::Refuse {
                "a checklist holds nothing up: say `missing = \"advise\"`"
            } else {
                continue;
            };
            wrong.push((
                content.item.clone(),
                format!(
                    "{} in {part} is no item of the checklist: {why}",
                    content.item
                ),
            ));
        }
    }
    wrong
}

/// Elements that nothing reads where they stand: a disagreement, the front door and the form of consent have fewer
/// kinds than a transfer.
fn unread(edition: &Edition) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let mut unread = |part: &str, kind: &str, needle: String| {
        wrong.push((needle, format!("nothing reads a {kind} in {part}")));
    };
    let door = edition.front_door.iter();
    let door = door.map(|door| ("the front door".to_owned(), &door.elements, false));
    let consent = edition.consent.iter();
    let consent = consent.map(|form| ("the form of consent".to_owned(), &form.elements, false));
    let ladders = edition.ladders.iter();
    let ladders = ladders.map(|ladder| (format!("ladder {}", ladder.id), &ladder.elements, true));
    for (part, elements, is_ladder) in door.chain(consent).chain(ladders) {
        for milestone in &elements.milestones {
            unread(&part, "milestone", milestone.fact.to_string());
        }
        for reserved in &elements.reserved {
            unread(&part, "reserved step", reserved.step.to_string());
        }
        for criterion in &elements.criteria {
            unread(&part, "criterion", criterion.before.to_string());
        }
        for requirement in elements.requirements.iter().filter(|_| !is_ladder) {
            unread(&part, "requirement", requirement.before.to_string());
        }
    }
    for ladder in &edition.ladders {
        for content in &ladder.elements.contents {
            let why = match content.item.parse::<LadderItem>() {
                Err(unknown) => unknown.to_string(),
                Ok(item) if item.of() != content.of => {
                    format!("{item} is said with {}", item.of())
                }
                Ok(_) if content.missing == Missing::Advise => {
                    format!(
                        "{} has to be said: say `missing = \"refuse\"`",
                        content.item
                    )
                }
                Ok(_) => continue,
            };
            wrong.push((content.item.clone(), format!("ladder {}: {why}", ladder.id)));
        }
    }
    wrong
}

/// Facts that nobody could record: clocks and orders that hang on them would never move.
fn unrecorded(edition: &Edition) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for (part, elements) in parts(edition) {
        for milestone in elements
            .milestones
            .iter()
            .filter(|one| !one.fact.is_milestone())
        {
            wrong.push((
                milestone.fact.to_string(),
                format!(
                    "{} in {part} is no step to declare: it has a call of its own",
                    milestone.fact
                ),
            ));
        }
        let reserved = elements.reserved.iter();
        for reserved in reserved.filter(|one| one.step.is_milestone()) {
            wrong.push((
                reserved.step.to_string(),
                format!(
                    "{} in {part} has no call of its own: give its milestone `roles`",
                    reserved.step
                ),
            ));
        }
        let declared = |fact| {
            let own = elements.milestones.iter();
            own.chain(&edition.general.milestones)
                .any(|milestone| milestone.fact == fact)
        };
        let used: BTreeSet<Fact> = facts_of(elements)
            .filter(|fact| fact.is_milestone() && !declared(*fact))
            .collect();
        wrong.extend(used.into_iter().map(|fact| {
            (
                fact.to_string(),
                format!("{fact} is recorded by nothing in {part}: declare it as a milestone there"),
            )
        }));
    }
    for pathway in &edition.pathways {
        let moves = pathway.lead_moves_on;
        let own = pathway.elements.milestones.iter();
        if moves.is_milestone()
            && !own
                .chain(&edition.general.milestones)
                .any(|one| one.fact == moves)
        {
            wrong.push((
                moves.to_string(),
                format!(
                    "the lead of {} moves on {moves}, which is recorded by nothing",
                    pathway.id
                ),
            ));
        }
    }
    wrong
}

fn facts_of(elements: &Elements) -> impl Iterator<Item = Fact> {
    let duties = elements.duties.iter();
    let duties = duties.flat_map(|duty| [Some(duty.starts), Some(duty.done_by), duty.arms_on]);
    let requirements = elements.requirements.iter();
    let requirements = requirements.flat_map(|one| [one.before, one.needs]);
    let contents = elements.contents.iter().map(|content| content.of);
    let criteria = elements.criteria.iter().map(|criterion| criterion.before);
    let tellings = elements.tellings.iter().map(|telling| telling.on);
    let advice = elements.advice.iter();
    let advice = advice.flat_map(|advice| [Some(advice.after), advice.until]);
    duties
        .flatten()
        .chain(requirements)
        .chain(contents)
        .chain(criteria)
        .chain(tellings)
        .chain(advice.flatten())
}

fn unknown_kinds(edition: &Edition) -> Vec<(String, String)> {
    let known: BTreeSet<TeamKind> = edition.team_kinds.iter().map(|known| known.kind).collect();
    let pathways = edition
        .pathways
        .iter()
        .flat_map(|pathway| pathway.from.iter().chain(&pathway.to));
    let steps = parts(edition).into_iter();
    let steps = steps.flat_map(|(_, elements)| &elements.milestones);
    let handed = steps.flat_map(|milestone| &milestone.hands_to);
    let door = edition
        .front_door
        .iter()
        .flat_map(|door| &door.destinations)
        .map(|destination| &destination.kind);
    let leads = edition.leads.iter().map(|row| &row.leads);
    let meetings = edition.meetings.iter();
    let meetings = meetings.flat_map(|meeting| &meeting.convened_by);
    let rungs = edition.ladders.iter().flat_map(|ladder| &ladder.rungs);
    let instead = rungs
        .flat_map(|rung| &rung.instead)
        .flat_map(|instead| &instead.kinds);
    pathways
        .chain(door)
        .chain(leads)
        .chain(meetings)
        .chain(instead)
        .chain(handed)
        .filter(|kind| !known.contains(kind))
        .map(|kind| {
            (
                kind.to_string(),
                format!("team kind {kind} is not one that this edition knows"),
            )
        })
        .collect()
}

fn unknown_ladders(edition: &Edition) -> Vec<(String, String)> {
    let known: BTreeSet<&LadderId> = edition.ladders.iter().map(|ladder| &ladder.id).collect();
    let escalations = parts(edition)
        .into_iter()
        .flat_map(|(_, elements)| &elements.duties);
    let named = edition.pathways.iter().map(|pathway| &pathway.ladder);
    let door_ladder = edition.front_door.iter().map(|door| &door.ladder);
    let breached = escalations.filter_map(|duty| duty.breach.escalate.as_ref());
    let mut wrong: Vec<_> = named
        .chain(door_ladder)
        .chain(breached.clone().map(|escalate| &escalate.ladder))
        .filter(|ladder| !known.contains(ladder))
        .map(|ladder| (ladder.to_string(), format!("unknown ladder {ladder}")))
        .collect();
    for escalate in breached {
        let rung = edition
            .ladder(&escalate.ladder)
            .map(|ladder| ladder.rungs.iter().any(|rung| rung.role == escalate.rung));
        if rung == Some(false) {
            wrong.push((
                escalate.rung.to_string(),
                format!("ladder {} has no rung {}", escalate.ladder, escalate.rung),
            ));
        }
    }
    wrong
}

/// Every part that holds duties and rules: its name for messages, and what it holds.
fn parts(edition: &Edition) -> Vec<(String, &Elements)> {
    let door = edition.front_door.iter();
    let door = door.map(|door| ("the front door".to_owned(), &door.elements));
    let pathways = edition.pathways.iter();
    let pathways = pathways.map(|pathway| (pathway.id.to_string(), &pathway.elements));
    let ladders = edition.ladders.iter();
    let ladders = ladders.map(|ladder| (ladder.id.to_string(), &ladder.elements));
    let consent = edition.consent.iter();
    let consent = consent.map(|form| ("the form of consent".to_owned(), &form.elements));
    let general = std::iter::once(("the general part".to_owned(), &edition.general));
    door.chain(consent)
        .chain(pathways)
        .chain(ladders)
        .chain(general)
        .collect()
}

fn duplicates(edition: &Edition) -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    for (part, elements) in parts(edition) {
        for (id, count) in counts(elements.duties.iter().map(|duty| duty.id.to_string())) {
            if count > 1 {
                wrong.push((
                    id.clone(),
                    format!("duty {id} stands {count} times in {part}"),
                ));
            }
        }
    }
    for (kind, count) in counts(edition.team_kinds.iter().map(|one| one.kind.to_string())) {
        if count > 1 {
            wrong.push((
                kind.clone(),
                format!("team kind {kind} stands {count} times"),
            ));
        }
    }
    for (kind, count) in counts(edition.meetings.iter().map(|one| one.kind.to_string())) {
        if count > 1 {
            wrong.push((kind.clone(), format!("meeting {kind} stands {count} times")));
        }
    }
    for (id, count) in counts(edition.rules.iter().map(|rule| rule.name.to_string())) {
        if count > 1 {
            wrong.push((id.clone(), format!("rule {id} stands {count} times")));
        }
    }
    for (id, count) in counts(
        edition
            .pathways
            .iter()
            .map(|pathway| pathway.id.to_string()),
    ) {
        if count > 1 {
            wrong.push((id.clone(), format!("pathway {id} stands {count} times")));
        }
    }
    for (id, count) in counts(edition.ladders.iter().map(|ladder| ladder.id.to_string())) {
        if count > 1 {
            wrong.push((id.clone(), format!("ladder {id} stands {count} times")));
        }
    }
    wrong
}

fn counts(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    names.fold(BTreeMap::new(), |mut counts, name| {
        *counts.entry(name).or_default() += 1;
        counts
    })
}
