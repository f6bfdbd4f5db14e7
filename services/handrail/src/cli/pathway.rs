//! A pathway on one page: who moves a plan to whom, which steps there are, who owes what by when.

use super::{Output, edition};
use crate::{exit::Failure, render};
use clap::Subcommand;
use handrail_domain::{
    EditionId, PathwayId,
    child::RecordSystem,
    edition::{Duty, Edition, Milestone, Missing, Pathway},
};
use std::{collections::BTreeSet, fmt::Write, path::PathBuf};

/// The ways a plan can move, as an edition has them.
#[derive(Debug, Subcommand)]
pub(super) enum PathwayCommand {
    /// Show a pathway on one page.
    Show {
        /// The edition.
        edition: EditionId,
        /// The pathway; all of them, in a line each, without it.
        pathway: Option<PathwayId>,
        /// As a picture in Mermaid's language.
        #[arg(long)]
        mermaid: bool,
        /// The folder of the editions; those that come with the program without it.
        #[arg(long, value_name = "FOLDER", env = "HANDRAIL_EDITIONS")]
        editions: Option<PathBuf>,
    },
}

impl PathwayCommand {
    pub(super) fn run(self, output: &mut Output<'_>) -> Result<(), Failure> {
        let Self::Show {
            edition: id,
            pathway,
            mermaid,
            editions,
        } = self;
        let protocol = edition::protocol(editions.as_deref())?;
        let edition = edition::known(&protocol, &id)?;
        let Some(wanted) = pathway else {
            let rows = edition.pathways.iter().map(|pathway| {
                [
                    pathway.id.to_string(),
                    pathway.title.clone(),
                    names(&pathway.from),
                    names(&pathway.to),
                ]
            });
            return output.text(render::table(["pathway", "title", "from", "to"], rows));
        };
        let pathway = edition
            .pathway(&wanted)
            .ok_or_else(|| Failure::Usage(format!("edition {id} has no pathway {wanted}")))?;
        if mermaid {
            return output.text(picture(edition, pathway));
        }
        output.text(page(edition, pathway))
    }
}

/// A pathway in tables.
fn page(edition: &Edition, pathway: &Pathway) -> String {
    let record = match (pathway.record_from, pathway.record_to) {
        (None, None) => String::new(),
        (before, after) => {
            let system = |one: Option<RecordSystem>| one.map_or("none", RecordSystem::as_str);
            format!(
                "\nrecorded on {} before, and on {} afterwards",
                system(before),
                system(after)
            )
        }
    };
    let about = format!(
        "{} ({}, edition {})\n{} to {}; the lead moves on {}; disagreements climb {}{record}",
        pathway.title,
        pathway.id,
        edition.id,
        names(&pathway.from),
        names(&pathway.to),
        pathway.lead_moves_on,
        pathway.ladder
    );
    let duties = edition.duties(&pathway.elements).map(|duty| {
        [
            duty.title.clone(),
            duty.owner.to_string(),
            duty.starts.to_string(),
            limit(duty).unwrap_or_else(|| "as soon as possible".to_owned()),
            duty.done_by.to_string(),
            names(&duty.every_clause().collect::<Vec<_>>()),
        ]
    });
    let duties = render::table(
        ["duty", "owner", "from", "within", "done by", "clauses"],
        duties,
    );
    let steps = pathway
        .elements
        .milestones
        .iter()
        .map(|step| [step.fact.to_string(), whose(step), names(&step.clauses)]);
    let reserved = pathway
        .elements
        .reserved
        .iter()
        .map(|one| [one.step.to_string(), names(&one.roles), names(&one.clauses)]);
    let contents = pathway.elements.contents.iter().map(|content| {
        let binding = match content.missing {
            Missing::Refuse => "must",
            Missing::Advise => "ought to",
        };
        [
            content.of.to_string(),
            binding.to_owned(),
            content.item.clone(),
            names(&content.clauses),
        ]
    });
    let mut parts = vec![about, duties];
    if !pathway.elements.milestones.is_empty() {
        parts.push(render::table(["step of its own", "of", "clauses"], steps));
    }
    if !pathway.elements.reserved.is_empty() {
        parts.push(render::table(["step", "only by", "clauses"], reserved));
    }
    if !pathway.elements.contents.is_empty() {
        parts.push(render::table(
            ["step", "has to", "contain", "clauses"],
            contents,
        ));
    }
    parts.join("\n\n")
}

/// Whose a step is, from which age, and to which teams it hands.
fn whose(step: &Milestone) -> String {
    let mut whose = step.by.to_string();
    if !step.roles.is_empty() {
        let _ = write!(whose, " ({})", names(&step.roles));
    }
    if let Some(age) = step.from_age {
        let _ = write!(whose, ", from the age of {age}");
    }
    if !step.hands_to.is_empty() {
        let _ = write!(whose, ", hands to {}", names(&step.hands_to));
    }
    whose
}

/// Every pathway of an edition as a page of the documentation.
pub(super) fn drawn(edition: &Edition) -> String {
    let mut out = format!(
        "# Pathways of the edition {}\n\nDrawn by `handrail edition draw {}` from the edition itself. An arrow is a duty: from what starts its clock to\nwhat fulfils it, with who owes it and by when. A dotted arrow is an order of steps. The lead passes with the step in a double frame.\n",
        edition.id, edition.id
    );
    for pathway in &edition.pathways {
        let _ = write!(
            out,
            "\n## {}\n\n`{}`: {} to {}.\n\n```mermaid\n{}\n```\n",
            pathway.title,
            pathway.id,
            names(&pathway.from),
            names(&pathway.to),
            picture(edition, pathway)
        );
    }
    out.trim_end().to_owned()
}

fn picture(edition: &Edition, pathway: &Pathway) -> String {
    let mut lines = BTreeSet::new();
    let mut out = vec!["flowchart TD".to_owned()];
    out.push(format!(
        "  {}[[{}]]",
        node(pathway.lead_moves_on.as_str()),
        pathway.lead_moves_on
    ));
    for duty in edition.duties(&pathway.elements) {
        let label = limit(duty).map_or_else(
            || duty.owner.to_string(),
            |limit| format!("{}: {limit}", duty.owner),
        );
        let line = format!(
            "  {} -->|\"{label}\"| {}",
            node(duty.starts.as_str()),
            node(duty.done_by.as_str())
        );
        if lines.insert(line.clone()) {
            out.push(line);
        }
    }
    for one in &pathway.elements.requirements {
        let line = format!(
            "  {} -.-> {}",
            node(one.needs.as_str()),
            node(one.before.as_str())
        );
        if lines.insert(line.clone()) {
            out.push(line);
        }
    }
    out.join("\n")
}

/// Mermaid takes some words, as `end`, for its own.
fn node(fact: &str) -> String {
    format!("{}_", fact.replace('-', "_"))
        .trim_end_matches('_')
        .to_owned()
}

fn limit(duty: &Duty) -> Option<String> {
    let limits: Vec<String> = duty
        .limits()
        .map(|(_, limit)| match limit.of {
            Some(_) => limit.to_string(),
            // What it is counted from stands beside it.
            None => limit
                .to_string()
                .trim_end_matches(" after")
                .trim_end_matches(" as")
                .to_owned(),
        })
        .collect();
    (!limits.is_empty()).then(|| limits.join(", or "))
}

fn names<T: ToString>(members: &[T]) -> String {
    let members: Vec<String> = members.iter().map(ToString::to_string).collect();
    members.join(", ")
}
