//! A child's journey with what was owed on the way, and two journeys side by side.

use crate::render::{owner_and_due, when};
use handrail_contracts::{
    common::v1::Obligation,
    time,
    transfers::v1::{Journey, JourneyStep},
};
use handrail_domain::{
    ClauseId,
    edition::{Change, Changes},
};
use std::collections::BTreeMap;

/// A child's journey with what was owed on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The child.
    pub child: String,
    /// Who led, and every step.
    pub journey: Journey,
    /// Every duty of its transfers, in the order in which they began.
    pub duties: Vec<Obligation>,
}

/// One line of two journeys side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The step, or the duty.
    pub what: String,
    /// What the first journey has there.
    pub first: Option<Cell>,
    /// What the second journey has there.
    pub second: Option<Cell>,
}

/// What a journey has on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// When it happened; or who owed it, by when, and what became of it.
    pub says: String,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
}

impl Account {
    /// In which role a duty is owed, and whether by the team that led first.
    fn place_of<'a>(&'a self, duty: &'a Obligation) -> Option<(&'a str, bool)> {
        let owner = duty.owner.as_ref()?;
        let first = self.journey.leads.first()?;
        Some((&owner.role, owner.team_id == first.team_id))
    }
}

impl Row {
    /// Whether the two journeys part on this line. That clauses have other numbers is no difference.
    pub fn differs(&self) -> bool {
        match (&self.first, &self.second) {
            (Some(first), Some(second)) => first.says != second.says,
            _ => true,
        }
    }

    /// Every clause of the line, of either journey.
    pub fn clauses(&self) -> Vec<ClauseId> {
        let cells = self.first.iter().chain(&self.second);
        cells.flat_map(|cell| cell.clauses.clone()).collect()
    }

    /// What is known to have changed between the editions that explains this line.
    pub fn because<'c>(&self, changes: &'c Changes) -> Vec<&'c Change> {
        changes.topics(&self.clauses())
    }
}

/// Puts two journeys side by side: each step beside the same step, each duty beside the same duty, or the one
/// that the editions' changes say is its counterpart. The steps come first.
pub fn beside(first: &Account, second: &Account, changes: &Changes) -> Vec<Row> {
    let mut rows = pair(
        &steps(&first.journey),
        &steps(&second.journey),
        |one, other| one.0 == other.0,
        |step| step.1.title.clone(),
        |step| Cell {
            says: moment(step.1.at.as_ref().and_then(time::instant)),
            clauses: clauses(&step.1.clause_ids),
        },
    );
    rows.extend(pair(
        &first.duties,
        &second.duties,
        |one, other| {
            first.place_of(one) == second.place_of(other) && are_counterparts(one, other, changes)
        },
        |duty| duty.title.clone(),
        |duty| Cell {
            says: owner_and_due(duty),
            clauses: clauses(&duty.clause_ids),
        },
    ));
    rows
}

/// Each thing of the first beside the first thing of the second that is its counterpart and still alone; then what is
/// left of the second.
fn pair<T>(
    first: &[T],
    second: &[T],
    is_same: impl Fn(&T, &T) -> bool,
    what: impl Fn(&T) -> String,
    cell: impl Fn(&T) -> Cell,
) -> Vec<Row> {
    let mut alone: Vec<&T> = second.iter().collect();
    let mut rows = Vec::new();
    for one in first {
        let other = alone.iter().position(|other| is_same(one, other));
        rows.push(Row {
            what: what(one),
            first: Some(cell(one)),
            second: other.map(|place| cell(alone.remove(place))),
        });
    }
    rows.extend(alone.into_iter().map(|other| Row {
        what: what(other),
        first: None,
        second: Some(cell(other)),
    }));
    rows
}

/// The steps, each with its kind and how often that kind came before.
fn steps(journey: &Journey) -> Vec<((&str, usize), &JourneyStep)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let numbered = journey.steps.iter().map(|step| {
        let before = seen.entry(&step.kind).or_default();
        *before += 1;
        ((step.kind.as_str(), *before), step)
    });
    numbered.collect()
}

fn are_counterparts(first: &Obligation, second: &Obligation, changes: &Changes) -> bool {
    if first.duty_id == second.duty_id {
        return true;
    }
    let (one, other) = (clauses(&first.clause_ids), clauses(&second.clause_ids));
    let (before, after) = match first.edition_id == changes.from.as_str() {
        true => (&one, &other),
        false => (&other, &one),
    };
    changes.are_counterparts(before, after)
}

fn clauses(ids: &[String]) -> Vec<ClauseId> {
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}

fn moment(at: Option<chrono::DateTime<chrono::Utc>>) -> String {
    at.map_or_else(String::new, when)
}
