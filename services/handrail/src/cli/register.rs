//! The register of transfers as CSV, for business support: every row there is, and no names.

use super::{Output, Request};
use crate::{
    client::{Clients, paging::every_page},
    exit::Failure,
    render::plain,
};
use chrono::SecondsFormat;
use handrail_chassis::world::World;
use handrail_contracts::{
    common::v1::Date,
    time,
    transfers::v1::{ListRegisterRequest, RegisterRow},
};
use prost_types::Timestamp;
use std::io;

/// The headings, in the order of the columns.
const HEADINGS: [&str; 20] = [
    "transfer",
    "child",
    "household",
    "edition",
    "pathway",
    "from",
    "to",
    "stage",
    "decision",
    "opened",
    "early warning",
    "request",
    "decided",
    "allocated",
    "worker",
    "started",
    "next duty",
    "next due",
    "clauses",
    "breaches",
];

/// Writes the rows that were asked for.
pub(super) async fn export(
    clients: &Clients,
    request: Request,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let (_, message) = request.into_message(&World::real());
    let request: ListRegisterRequest = message
        .transcode_to()
        .map_err(|_| Failure::Crashed("a request does not fit the contract".to_owned()))?;
    let rows = every_page!(clients.transfers(), list_register, request, rows);
    write(&rows, output).map_err(|error| Failure::from(io::Error::from(error)))
}

fn write(rows: &[RegisterRow], output: &mut Output<'_>) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(&mut *output.to);
    csv.write_record(HEADINGS)?;
    for row in rows {
        csv.write_record(columns(row))?;
    }
    Ok(csv.flush()?)
}

/// Instants as RFC 3339 in UTC: what reads it back knows what is meant.
fn columns(row: &RegisterRow) -> [String; 20] {
    [
        row.transfer_id.clone(),
        row.child_id.clone(),
        row.household_id.clone(),
        row.edition_id.clone(),
        row.pathway_id.clone(),
        row.from_team_id.clone(),
        row.to_team_id.clone(),
        plain!("Stage", row.stage()),
        plain!("ChildDecision", row.decision()),
        instant(row.opened_at.as_ref()),
        instant(row.early_warning_sent_at.as_ref()),
        instant(row.requested_at.as_ref()),
        instant(row.decided_at.as_ref()),
        instant(row.allocated_at.as_ref()),
        row.allocated_worker_id.clone(),
        day(row.started_on.as_ref()),
        row.next_duty.clone(),
        instant(row.next_due_at.as_ref()),
        row.next_clause_ids.join(", "),
        row.breaches.to_string(),
    ]
}

fn instant(at: Option<&Timestamp>) -> String {
    at.and_then(time::instant)
        .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
        .unwrap_or_default()
}

fn day(date: Option<&Date>) -> String {
    date.and_then(time::date_from_wire)
        .map(|date| date.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_commas_quotes_or_lines_is_quoted() {
        let row = RegisterRow {
            transfer_id: "t-1".to_owned(),
            next_duty: "Say \"yes\",\nor no".to_owned(),
            next_clause_ids: vec!["C2-05".to_owned(), "C2-06".to_owned()],
            ..RegisterRow::default()
        };
        let mut written = Vec::new();
        let mut output = Output {
            json: false,
            to: &mut written,
        };
        write(std::slice::from_ref(&row), &mut output).expect("written");
        let written = String::from_utf8(written).expect("text");
        assert!(written.contains("\"Say \"\"yes\"\",\nor no\""), "{written}");
        assert!(written.contains("\"C2-05, C2-06\""), "{written}");
        let mut read = csv::Reader::from_reader(written.as_bytes());
        let back: Vec<csv::StringRecord> = read.records().collect::<Result<_, _>>().expect("CSV");
        assert_eq!(back.len(), 1);
        assert_eq!(back[0].iter().collect::<Vec<_>>(), columns(&row));
    }
}
