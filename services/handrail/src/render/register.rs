//! The register of transfers.

use super::{date_of, page, plain, time_of};
use handrail_contracts::transfers::v1::{ListRegisterResponse, RegisterRow};

pub(super) fn list(response: &ListRegisterResponse) -> String {
    page(
        "No transfers.",
        &response.next_page_token,
        [
            "child",
            "from",
            "to",
            "pathway",
            "stage",
            "opened",
            "warned",
            "requested",
            "decided",
            "allocated",
            "started",
            "next due",
            "late",
        ],
        response.rows.iter().map(row),
    )
}

fn row(row: &RegisterRow) -> [String; 13] {
    let due = time_of(row.next_due_at.as_ref());
    [
        format!("{}\n{}", row.child_id, row.transfer_id),
        row.from_team_id.clone(),
        row.to_team_id.clone(),
        format!("{}, {}", row.edition_id, row.pathway_id),
        plain!("Stage", row.stage()),
        time_of(row.opened_at.as_ref()),
        time_of(row.early_warning_sent_at.as_ref()),
        time_of(row.requested_at.as_ref()),
        time_of(row.decided_at.as_ref()),
        time_of(row.allocated_at.as_ref()),
        date_of(row.started_on.as_ref()),
        format!("{due}\n{}", row.next_clause_ids.join(", "))
            .trim()
            .to_owned(),
        row.breaches.to_string(),
    ]
}
