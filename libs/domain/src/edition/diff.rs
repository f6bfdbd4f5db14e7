//! What two editions say differently, part by part.

use super::{Duty, Edition, KindOfTeam, Ladder, Pathway};
use crate::child::RecordSystem;
use std::fmt;

/// Something that two editions say differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, for example `pathway step-down-to-ifst, duty allocate`.
    pub part: String,
    /// What the first says; nothing when it has no such part.
    pub first: Option<String>,
    /// What the second says; nothing when it has no such part.
    pub second: Option<String>,
}

/// Compares two editions: readings, kinds of team, pathways with their duties, ladders. Parts are the same when
/// they have the same id; clauses are not compared, as each edition numbers its own.
pub fn differences(first: &Edition, second: &Edition) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(
        "reading",
        &first.interpretations.rules(),
        &second.interpretations.rules(),
        |rule| rule.name.clone(),
        |rule| rule.words.clone(),
        &mut found,
    );
    compare(
        "team kind",
        &first.team_kinds,
        &second.team_kinds,
        |kind| kind.kind.to_string(),
        kind_in_words,
        &mut found,
    );
    compare(
        "pathway",
        &first.pathways,
        &second.pathways,
        |pathway| pathway.id.to_string(),
        pathway_in_words,
        &mut found,
    );
    for pathway in &first.pathways {
        if let Some(other) = second.pathway(&pathway.id) {
            let part = format!("pathway {}, duty", pathway.id);
            duties(
                &part,
                &pathway.elements.duties,
                &other.elements.duties,
                &mut found,
            );
        }
    }
    duties(
        "duty of the form of consent",
        consent_duties(first),
        consent_duties(second),
        &mut found,
    );
    duties(
        "duty on every pathway",
        &first.general.duties,
        &second.general.duties,
        &mut found,
    );
    compare(
        "ladder",
        &first.ladders,
        &second.ladders,
        |ladder| ladder.id.to_string(),
        ladder_in_words,
        &mut found,
    );
    found
}

fn consent_duties(edition: &Edition) -> &[Duty] {
    let form = edition.consent.as_ref();
    form.map_or(&[], |form| &form.elements.duties)
}

fn duties(part: &str, first: &[Duty], second: &[Duty], found: &mut Vec<Difference>) {
    compare(
        part,
        first,
        second,
        |duty| duty.id.to_string(),
        duty_in_words,
        found,
    );
}

/// What only one has, and what both have in other words, in the order of the first and then of the second.
fn compare<T>(
    part: &str,
    first: &[T],
    second: &[T],
    id: impl Fn(&T) -> String,
    words: impl Fn(&T) -> String,
    found: &mut Vec<Difference>,
) {
    for one in first {
        let other = second.iter().find(|other| id(other) == id(one));
        let (one_says, other_says) = (words(one), other.map(&words));
        if other_says.as_ref() != Some(&one_says) {
            found.push(Difference {
                part: format!("{part} {}", id(one)),
                first: Some(one_says),
                second: other_says,
            });
        }
    }
    for other in second {
        if !first.iter().any(|one| id(one) == id(other)) {
            found.push(Difference {
                part: format!("{part} {}", id(other)),
                first: None,
                second: Some(words(other)),
            });
        }
    }
}

fn kind_in_words(kind: &KindOfTeam) -> String {
    match kind.threshold {
        Some(threshold) => format!("works at {threshold}"),
        None => "works at no level of its own".to_owned(),
    }
}

fn pathway_in_words(pathway: &Pathway) -> String {
    let system = |one: Option<RecordSystem>| one.map_or("-", RecordSystem::as_str);
    format!(
        "{} to {}; the lead moves on {}; disagreements climb {}; record on {}, then {}",
        list(&pathway.from),
        list(&pathway.to),
        pathway.lead_moves_on,
        pathway.ladder,
        system(pathway.record_from),
        system(pathway.record_to)
    )
}

fn duty_in_words(duty: &Duty) -> String {
    let limits: Vec<String> = duty.limits().map(|(_, limit)| limit.to_string()).collect();
    let by = if limits.is_empty() { "" } else { ", " };
    format!(
        "{} {} {}: from {} to {}{by}{}",
        duty.owner,
        duty.strength,
        duty.title,
        duty.starts,
        duty.done_by,
        limits.join(", or ")
    )
}

fn ladder_in_words(ladder: &Ladder) -> String {
    let rungs: Vec<String> = ladder
        .rungs
        .iter()
        .map(|rung| match rung.within {
            Some(within) => format!("{} within {within}", rung.role),
            None => rung.role.to_string(),
        })
        .collect();
    rungs.join(", then ")
}

fn list<T: fmt::Display>(members: &[T]) -> String {
    let members: Vec<String> = members.iter().map(ToString::to_string).collect();
    members.join(", ")
}
