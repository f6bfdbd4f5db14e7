//! Journeys.

use super::{blocks, date_of, obligations, table, time_of};
use crate::journey::{Account, Cell, Row};
use handrail_contracts::transfers::v1::Journey;
use handrail_domain::edition::Changes;

/// A child's journey with what was owed on the way.
pub(crate) fn account(account: &Account) -> String {
    let owed = match account.duties.as_slice() {
        [] => String::new(),
        duties => obligations(duties),
    };
    blocks([journey(&account.journey), owed])
}

/// Two journeys side by side. Lines on which they differ say what changed between the editions.
pub(crate) fn beside(children: [&str; 2], rows: &[Row], changes: &Changes) -> String {
    let cell = |cell: &Option<Cell>| {
        cell.as_ref().map_or_else(
            || "-".to_owned(),
            |cell| {
                let clauses: Vec<_> = cell.clauses.iter().map(ToString::to_string).collect();
                format!("{}\n{}", cell.says, clauses.join(", "))
                    .trim_end()
                    .to_owned()
            },
        )
    };
    let rows = rows.iter().map(|row| {
        let because: Vec<_> = match row.differs() {
            true => row
                .because(changes)
                .iter()
                .map(|change| change.topic.clone())
                .collect(),
            false => Vec::new(),
        };
        [
            if row.differs() { "\u{2260}" } else { "" }.to_owned(),
            row.what.clone(),
            cell(&row.first),
            cell(&row.second),
            because.join("\n"),
        ]
    });
    table(["", "what", children[0], children[1], "because of"], rows)
}

/// A child's journey: who led, then every step, in order.
pub(crate) fn journey(journey: &Journey) -> String {
    let leads = journey.leads.iter().map(|lead| {
        let until = lead
            .until
            .as_ref()
            .map_or_else(|| "now".to_owned(), |until| time_of(Some(until)));
        [
            lead.team_id.clone(),
            time_of(lead.since.as_ref()),
            until,
            lead.worker_id.clone(),
            date_of(lead.worker_started_on.as_ref()),
        ]
    });
    let steps = journey.steps.iter().map(|step| {
        [
            time_of(step.at.as_ref()),
            step.title.clone(),
            step.actor.clone(),
            step.clause_ids.join(", "),
        ]
    });
    blocks([
        table(["led by", "since", "until", "worker", "began"], leads),
        table(["when", "what", "by", "under"], steps),
    ])
}
