//! Reading an edition from its documents.

use super::{
    Clause, ConsentForm, Edition, Elements, FrontDoor, KindOfTeam, Ladder, LetterForm, Pathway,
    Reference, RegularMeeting, Rule, check::inconsistencies,
};
use crate::{
    deadline::Interpretations,
    ids::{EditionId, PathwayId},
    lead::LeadRow,
    located::Located,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

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
    front_door: Option<FrontDoor>,
    consent: Option<ConsentForm>,
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
    on: BTreeMap<PathwayId, Elements>,
    #[serde(default)]
    lead: Vec<LeadRow>,
    #[serde(default)]
    rule: Vec<Rule>,
    #[serde(default)]
    letter: Vec<LetterForm>,
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
                .map(|()| ("[front-door]", "a second front door")),
            only(&mut edition.consent, document.consent)
                .map(|()| ("[consent]", "a second form of consent")),
        ];
        for (heading, message) in second.into_iter().flatten() {
            let offset = source.text.find(heading).unwrap_or_default();
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
    for (source, id, elements) in additions {
        match edition.pathways.iter_mut().find(|pathway| pathway.id == id) {
            Some(pathway) => pathway.elements.absorb(elements),
            None => {
                let offset = source.text.find(&format!("on.{id}")).unwrap_or_default();
                errors.push(Located::at(
                    &source.name,
                    &source.text,
                    offset,
                    format!("unknown pathway {id}"),
                ));
            }
        }
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

/// Keeps what an edition has once; says so when there is a second.
fn only<T>(kept: &mut Option<T>, found: Option<T>) -> Option<()> {
    let second = kept.is_some() && found.is_some();
    if kept.is_none() {
        *kept = found;
    }
    second.then_some(())
}

fn read<T: serde::de::DeserializeOwned>(section: &Section) -> Result<T, Located> {
    toml::from_str(&section.text)
        .map_err(|error| Located::from_toml(&section.name, &section.text, &error))
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
