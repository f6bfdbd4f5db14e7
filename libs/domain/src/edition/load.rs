//! Reading an edition from its documents, and holding it to itself.

use super::{Clause, Edition, Elements, FrontDoor, KindOfTeam, Ladder, Pathway, Rule};
use crate::{
    clause::ClauseId,
    deadline::Interpretations,
    ids::{EditionId, LadderId},
    located::Located,
    team::TeamKind,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The documents of one edition: its head, and a section of the protocol each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    /// The head: id, title, date, interpretations, kinds of team.
    pub head: Section,
    /// The sections, in the order of the protocol.
    pub sections: Vec<Section>,
}

/// One document: its name, for messages, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The name of the file.
    pub name: String,
    /// Its text.
    pub text: String,
}

macro_rules! section {
    ($folder:literal, $file:literal) => {
        Section {
            name: concat!("editions/", $folder, "/", $file, ".toml").to_owned(),
            text: include_str!(concat!("../../editions/", $folder, "/", $file, ".toml")).to_owned(),
        }
    };
}

/// The editions that come with the program.
pub(super) fn embedded() -> Vec<Sources> {
    vec![
        Sources {
            head: section!("2018", "edition"),
            sections: vec![
                section!("2018", "principles"),
                section!("2018", "assessment-to-family-safeguarding"),
                section!("2018", "resolution"),
            ],
        },
        Sources {
            head: section!("current", "edition"),
            sections: vec![
                section!("current", "2-principles"),
                section!("current", "3-front-door"),
                section!("current", "4-assessment-to-family-safeguarding"),
                section!("current", "5-escalating-concerns"),
                section!("current", "6-disagreements"),
            ],
        },
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Head {
    id: EditionId,
    title: String,
    effective_from: NaiveDate,
    interpretations: Interpretations,
    team_kind: Vec<KindOfTeam>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    /// The heading the clauses of this document stand under.
    section: String,
    #[serde(default)]
    clause: Vec<Clause>,
    front_door: Option<FrontDoor>,
    #[serde(default)]
    pathway: Vec<Pathway>,
    #[serde(default)]
    ladder: Vec<Ladder>,
    #[serde(default)]
    general: Elements,
    #[serde(default)]
    rule: Vec<Rule>,
}

/// Loads one edition.
pub(super) fn edition(sources: &Sources) -> Result<Edition, Vec<Located>> {
    let head: Result<Head, _> = read(&sources.head);
    let sections: Vec<Result<Document, Located>> = sources.sections.iter().map(read).collect();
    let mut errors: Vec<Located> = head
        .as_ref()
        .err()
        .into_iter()
        .chain(sections.iter().filter_map(|section| section.as_ref().err()))
        .cloned()
        .collect();
    let (Ok(head), true) = (head, errors.is_empty()) else {
        return Err(errors);
    };
    let mut edition = Edition {
        id: head.id,
        title: head.title,
        effective_from: head.effective_from,
        interpretations: head.interpretations,
        team_kinds: head.team_kind,
        clauses: Vec::new(),
        front_door: None,
        pathways: Vec::new(),
        general: Elements::default(),
        ladders: Vec::new(),
        rules: Vec::new(),
    };
    for document in sections.into_iter().flatten() {
        let heading = document.section;
        edition
            .clauses
            .extend(document.clause.into_iter().map(|clause| Clause {
                section: if clause.section.is_empty() {
                    heading.clone()
                } else {
                    clause.section
                },
                ..clause
            }));
        edition.front_door = edition.front_door.or(document.front_door);
        edition.pathways.extend(document.pathway);
        edition.ladders.extend(document.ladder);
        edition.rules.extend(document.rule);
        edition.general.absorb(document.general);
    }
    errors.extend(
        inconsistencies(&edition)
            .into_iter()
            .flat_map(|(needle, message)| place(sources, &needle, &message)),
    );
    if errors.is_empty() {
        Ok(edition)
    } else {
        Err(errors)
    }
}

fn read<T: serde::de::DeserializeOwned>(section: &Section) -> Result<T, Located> {
    toml::from_str(&section.text)
        .map_err(|error| Located::from_toml(&section.name, &section.text, &error))
}

impl Elements {
    fn absorb(&mut self, other: Self) {
        self.duties.extend(other.duties);
        self.requirements.extend(other.requirements);
        self.contents.extend(other.contents);
        self.forbidden.extend(other.forbidden);
        self.tellings.extend(other.tellings);
        self.advice.extend(other.advice);
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
    found
}

fn elements(of: &str, elements: &Elements, found: &mut Vec<(String, Vec<ClauseId>)>) {
    for duty in &elements.duties {
        found.push((format!("{of}, duty {}", duty.id), duty.clauses.clone()));
        if let Some(escalate) = &duty.breach.escalate {
            found.push((
                format!("{of}, breach of duty {}", duty.id),
                escalate.clauses.clone(),
            ));
        }
    }
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

/// What is wrong within an edition: the text to point at, and why.
fn inconsistencies(edition: &Edition) -> Vec<(String, String)> {
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
    wrong.extend(unknown_kinds(edition));
    wrong.extend(unknown_ladders(edition));
    wrong.extend(duplicates(edition));
    wrong
}

fn unknown_kinds(edition: &Edition) -> Vec<(String, String)> {
    let known: BTreeSet<TeamKind> = edition.team_kinds.iter().map(|known| known.kind).collect();
    let pathways = edition
        .pathways
        .iter()
        .flat_map(|pathway| pathway.from.iter().chain(&pathway.to));
    let door = edition
        .front_door
        .iter()
        .flat_map(|door| &door.destinations)
        .map(|destination| &destination.kind);
    pathways
        .chain(door)
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
    let escalations = edition
        .pathways
        .iter()
        .flat_map(|pathway| &pathway.elements.duties)
        .chain(&edition.general.duties);
    let named = edition.pathways.iter().map(|pathway| &pathway.ladder);
    let door = edition.front_door.iter().map(|door| &door.ladder);
    let breached = escalations.filter_map(|duty| duty.breach.escalate.as_ref());
    let mut wrong: Vec<_> = named
        .chain(door)
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

fn duplicates(edition: &Edition) -> Vec<(String, String)> {
    let parts = edition
        .pathways
        .iter()
        .map(|pathway| (pathway.id.to_string(), &pathway.elements));
    let ladders = edition
        .ladders
        .iter()
        .map(|ladder| (ladder.id.to_string(), &ladder.elements));
    let general = std::iter::once(("the general part".to_owned(), &edition.general));
    let mut wrong = Vec::new();
    for (part, elements) in parts.chain(ladders).chain(general) {
        for (id, count) in counts(elements.duties.iter().map(|duty| duty.id.to_string())) {
            if count > 1 {
                wrong.push((
                    id.clone(),
                    format!("duty {id} stands {count} times in {part}"),
                ));
            }
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
    wrong
}

fn counts(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    names.fold(BTreeMap::new(), |mut counts, name| {
        *counts.entry(name).or_default() += 1;
        counts
    })
}

/// Points at every place where the text stands as a value; at the head when it stands nowhere.
fn place(sources: &Sources, needle: &str, message: &str) -> Vec<Located> {
    let quoted = format!("\"{needle}\"");
    let all = sources
        .sections
        .iter()
        .chain(std::iter::once(&sources.head));
    let found: Vec<Located> = all
        .flat_map(|section| {
            section
                .text
                .match_indices(&quoted)
                .map(|(offset, _)| Located::at(&section.name, &section.text, offset, message))
        })
        .collect();
    if found.is_empty() {
        vec![Located::at(
            &sources.head.name,
            &sources.head.text,
            0,
            message,
        )]
    } else {
        found
    }
}

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
