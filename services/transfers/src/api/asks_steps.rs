//! Steps that a pathway has and no other call records, dates, and what holds about the children.

use super::{
    ask::{asks, or_now},
    asks_request::MOST_ITEMS,
};
use crate::transfer::Command;
use handrail_contracts::parse::Fields;
use handrail_domain::edition::{Anchor, Circumstance};
use std::collections::BTreeSet;

/// The most circumstances that are declared at once.
pub(super) const MOST_CIRCUMSTANCES: usize = 40;

asks! {
    RecordMilestoneRequest = "RecordMilestone", |ask, fields| {
        let fact = ask.milestone.parse().ok();
        if fact.is_none() {
            let wrong = match ask.milestone.as_str() {
                "" => "needed",
                _ => "not a step; those of a transfer stand in its next_steps",
            };
            fields.wrong("milestone", wrong);
        }
        let count = fields.count("items", ask.items.len(), 0, MOST_ITEMS);
        let at = or_now(fields, "at", ask.at.as_ref());
        let note = fields.note_optional("note", &ask.note);
        let team = fields.parse_optional("team_id", &ask.team_id);
        count?;
        Some(Command::RecordMilestone {
            fact: fact?,
            items: ask.items.clone(),
            team: team?,
            at: at?,
            note: note?,
        })
    }
    SetDateRequest = "SetDate", |ask, fields| {
        let date = fields.parse("date", &ask.date).filter(|date: &Anchor| {
            if !date.is_set() {
                fields.wrong("date", "has a call of its own, or is known");
            }
            date.is_set()
        });
        let at = fields.instant("at", ask.at.as_ref());
        Some(Command::SetDate { date: date?, at: at? })
    }
    DeclareCircumstancesRequest = "DeclareCircumstances", |ask, fields| {
        let holding = circumstances(fields, "holding", &ask.holding);
        let ended = circumstances(fields, "ended", &ask.ended);
        let child = fields.parse_optional("child_id", &ask.child_id);
        let (child, holding, ended) = (child?, holding?, ended?);
        if holding.is_empty() && ended.is_empty() {
            fields.wrong("holding", "say what holds, or what no longer does");
            return None;
        }
        Some(Command::DeclareCircumstances { child, holding, ended })
    }
}

/// Names of circumstances, each once.
pub(super) fn circumstances(
    fields: &Fields,
    field: &str,
    names: &[String],
) -> Option<BTreeSet<Circumstance>> {
    fields.count(field, names.len(), 0, MOST_CIRCUMSTANCES)?;
    let parsed: Vec<Option<Circumstance>> = names
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let path = format!("{field}[{index}]");
            if names[..index].contains(name) {
                fields.wrong(&path, "stands there twice");
            }
            fields.parse(&path, name)
        })
        .collect();
    parsed.into_iter().collect()
}
