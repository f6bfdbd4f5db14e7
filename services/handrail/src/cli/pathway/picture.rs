//! A pathway as a picture in Mermaid's language.

use super::{
    applicable::{Applicable, OwedWhen},
    names,
};
use handrail_domain::edition::{Edition, Pathway};
use std::{collections::BTreeSet, fmt::Write};

/// Every pathway of an edition as a page of the documentation.
pub(in super::super) fn drawn(edition: &Edition) -> String {
    let mut out = format!(
        "# Pathways of the edition {}\n\nDrawn by `handrail edition draw {}` from the edition itself. An arrow is a duty: from what starts its clock to\nwhat fulfils it, with who owes it, by when, and when it is owed at all. A dotted arrow is an order of steps. The lead\npasses with the step in a double frame. `handrail pathway show {} PATHWAY` says more, in tables.\n",
        edition.id, edition.id, edition.id
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

/// The duties as arrows, and the order of steps as dotted ones.
pub(super) fn picture(edition: &Edition, pathway: &Pathway) -> String {
    let applicable = Applicable::on(edition, pathway);
    let lead = pathway.lead_moves_on;
    let lead = format!("{}[[{lead}]]", node(lead.as_str()));
    let duties = applicable.duties.iter().map(|owed| {
        let (starts, done_by) = (owed.duty.starts.as_str(), owed.duty.done_by.as_str());
        format!(
            "{} -->|\"{}\"| {}",
            node(starts),
            label(owed),
            node(done_by)
        )
    });
    let order = applicable.requirements.iter().map(|(one, _)| {
        let (needs, before) = (one.needs.as_str(), one.before.as_str());
        format!("{} -.-> {}", node(needs), node(before))
    });
    let mut drawn = BTreeSet::new();
    let mut out = "flowchart TD".to_owned();
    for line in [lead].into_iter().chain(duties).chain(order) {
        if drawn.insert(line.clone()) {
            let _ = write!(out, "\n  {line}");
        }
    }
    out
}

fn label(owed: &OwedWhen<'_>) -> String {
    let mut label = owed.duty.owner.to_string();
    if let Some(limit) = &owed.limit {
        let _ = write!(label, ": {limit}");
    }
    if !owed.when.is_empty() {
        let _ = write!(label, "<br>when {}", owed.when.replace("; ", "<br>"));
    }
    label
}

/// Mermaid takes some words, as `end`, for its own.
fn node(fact: &str) -> String {
    format!("{}_", fact.replace('-', "_"))
        .trim_end_matches('_')
        .to_owned()
}
