//! Reading an edition from its documents.

use super::{
    Clause, ConsentForm, Edition, Elements, FrontDoor, KindOfTeam, Ladder, LetterForm, Pathway,
    Reference, RegularMeeting, Rule,
    check::{inconsistencies, one_of, place},
};
use crate::{
    deadline::Interpretations,
    ids::{EditionId, PathwayId},
    lead::LeadRow,
    located::Located,
};
use chrono::NaiveDate;
use serde::{Deserialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use toml::{
    Spanned,
    de::{DeTable, Deserializer},
};

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
                section!("2018", "introduction"),
                section!("2018", "principles"),
                section!("2018", "step-down"),
                section!("2018", "step-up"),
                section!("2018", "step-up-to-safeguarding"),
                section!("2018", "legal-planning"),
                section!("2018", "assessment-to-family-safeguarding"),
                section!("2018", "to-looked-after"),
                section!("2018", "resolution"),
                section!("2018", "adoption"),
                section!("2018", "checklist"),
                section!("2018", "consent"),
                section!("2018", "letters"),
            ],
        },
        Sources {
            head: section!("current", "edition"),
            sections: vec![
                section!("current", "0-scope"),
                section!("current", "2-principles"),
                section!("current", "3-front-door"),
                section!("current", "4-assessment-to-family-safeguarding"),
                section!("current", "5-escalating-concerns"),
                section!("current", "6-disagreements"),
                section!("current", "7-step-up"),
                section!("current", "7.3-step-up"),
                section!("current", "8-step-down"),
                section!("current", "8.2-to-intensive-family-support"),
                section!("current", "8.3-to-early-help"),
                section!("current", "8.4-to-families-first-panel"),
                section!("current", "8.5-to-adolescent-service"),
                section!("current", "9-adolescent-roles"),
                section!("current", "9-adolescent-court"),
                section!("current", "10-to-adolescent"),
                section!("current", "11-adolescent-to-looked-after"),
                section!("current", "12-to-zero-to-twenty-five"),
                section!("current", "13-transfer-in"),
                section!("current", "14-separated-migrant-children"),
                section!("current", "15-to-looked-after"),
                section!("current", "appendices"),
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
    #[serde(default)]
    reference: Vec<Reference>,
    /// The clauses that the head itself carries.
    #[serde(default)]
    clause: Vec<Clause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    /// The heading the clauses of this document stand under.
    section: String,
    #[serde(default)]
    clause: Vec<Clause>,
    front_door: Option<Spanned<FrontDoor>>,
    consent: Option<Spanned<ConsentForm>>,
    #[serde(default)]
    meeting: Vec<RegularMeeting>,
    #[serde(default)]
    pathway: Vec<Pathway>,
    #[serde(default)]
    ladder: Vec<Ladder>,
    #[serde(default)]
    general: Elements,
    /// What this section adds to pathways that stand in other sections.
    #[serde(default)]
    on: BTreeMap<Spanned<PathwayId>, Elements>,
    #[serde(default)]
    lead: Vec<LeadRow>,
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(default)]
    letter: Vec<LetterForm>,
}

/// Loads one edition.
pub(super) fn edition(sources: &Sources) -> Result<Edition, Vec<Located>> {
    let mut errors = Vec::new();
    let head: Option<Head> = read(&sources.head, &mut errors);
    let sections = sources.sections.iter();
    let sections: Vec<Option<Document>> =
        sections.map(|section| read(section, &mut errors)).collect();
    let (Some(head), true) = (head, sections.iter().all(Option::is_some)) else {
        return Err(errors);
    };
    let mut edition = Edition {
        id: head.id,
        title: head.title,
        effective_from: head.effective_from,
        interpretations: head.interpretations,
        team_kinds: head.team_kind,
        references: head.reference,
        clauses: head.clause,
        front_door: None,
        consent: None,
        meetings: Vec::new(),
        pathways: Vec::new(),
        general: Elements::default(),
        ladders: Vec::new(),
        leads: Vec::new(),
        rules: Vec::new(),
        letters: Vec::new(),
    };
    let mut additions = Vec::new();
    for (source, document) in sources.sections.iter().zip(sections.into_iter().flatten()) {
        additions.extend(
            document
                .on
                .into_iter()
                .map(|(id, elements)| (source, id, elements)),
        );
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
        let second = [
            only(&mut edition.front_door, document.front_door)
                .map(|offset| (offset, "a second front door")),
            only(&mut edition.consent, document.consent)
                .map(|offset| (offset, "a second form of consent")),
        ];
        for (offset, message) in second.into_iter().flatten() {
            errors.push(Located::at(&source.name, &source.text, offset, message));
        }
        edition.meetings.extend(document.meeting);
        edition.pathways.extend(document.pathway);
        edition.ladders.extend(document.ladder);
        edition.leads.extend(document.lead);
        edition.rules.extend(document.rule);
        edition.letters.extend(document.letter);
        edition.general.absorb(document.general);
    }
    let mut stray = Elements::default();
    for (source, id, elements) in additions {
        let mut pathways = edition.pathways.iter_mut();
        if let Some(pathway) = pathways.find(|pathway| pathway.id == *id.get_ref()) {
            pathway.elements.absorb(elements);
        } else {
            let known = one_of(edition.pathways.iter().map(|pathway| &pathway.id));
            let message = format!("unknown pathway {}; {known}", id.get_ref());
            let offset = id.span().start;
            errors.push(Located::at(&source.name, &source.text, offset, message));
            stray.absorb(elements);
        }
    }
    errors.extend(place::located(sources, &inconsistencies(&edition, &stray)));
    if errors.is_empty() {
        Ok(edition)
    } else {
        Err(errors)
    }
}

/// What an edition has in common with one that was read before, and can't: its id, or its first day, on which nobody
/// could say which is in force.
pub(super) fn clashes(sources: &Sources, edition: &Edition, others: &[Edition]) -> Vec<Located> {
    let top = place::Place::default();
    let mut wrong = Vec::new();
    for other in others {
        if other.id == edition.id {
            let says = format!("edition {} is there more than once", edition.id);
            wrong.push((top.key("id"), says));
        } else if other.effective_from == edition.effective_from {
            let says = format!(
                "edition {} begins on {} too: each has a first day of its own",
                other.id, other.effective_from
            );
            wrong.push((top.key("effective-from"), says));
        }
    }
    place::located(sources, &wrong)
}

/// Keeps what an edition has once. A second one is not kept: this is where it stands.
fn only<T>(kept: &mut Option<T>, found: Option<Spanned<T>>) -> Option<usize> {
    let found = found?;
    if kept.is_some() {
        return Some(found.span().start);
    }
    *kept = Some(found.into_inner());
    None
}

/// Reads a document, and says what is wrong with it: nothing is read when it can't be understood.
fn read<T: DeserializeOwned>(section: &Section, errors: &mut Vec<Located>) -> Option<T> {
    let Section { name, text } = section;
    let read = DeTable::parse(text).and_then(|table| {
        let blank = place::blank(table.get_ref()).into_iter();
        errors.extend(blank.map(|(offset, message)| Located::at(name, text, offset, message)));
        T::deserialize(Deserializer::from(table))
    });
    read.map_err(|error| errors.push(Located::from_toml(name, text, &error)))
        .ok()
}

impl Elements {
    fn absorb(&mut self, other: Self) {
        self.duties.extend(other.duties);
        self.milestones.extend(other.milestones);
        self.criteria.extend(other.criteria);
        self.requirements.extend(other.requirements);
        self.contents.extend(other.contents);
        self.reserved.extend(other.reserved);
        self.forbidden.extend(other.forbidden);
        self.tellings.extend(other.tellings);
        self.advice.extend(other.advice);
    }
}
