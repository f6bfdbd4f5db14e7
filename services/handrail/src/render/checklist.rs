//! The checklist of a transfer.

use super::{blocks, date_of, facts, plain, table, time_of};
use handrail_contracts::transfers::v1::{Checklist, ChecklistItem, ChecklistSection};

pub(super) fn one(checklist: &Checklist) -> String {
    let audits = checklist.audits.iter();
    let audits: Vec<String> = audits
        .map(|audit| format!("{} {}", audit.team_id, time_of(audit.at.as_ref())))
        .collect();
    let about = facts([
        ("transfer", checklist.transfer_id.clone()),
        ("social worker", checklist.social_worker_id.clone()),
        ("team manager", checklist.team_manager_id.clone()),
        ("audited", audits.join("\n")),
        ("unanswered", checklist.unanswered.join(", ")),
    ]);
    blocks(std::iter::once(about).chain(checklist.sections.iter().map(section)))
}

fn section(section: &ChecklistSection) -> String {
    let header = [
        section.title.as_str(),
        "answer",
        "recorded",
        "by",
        "clauses",
        "comment",
    ];
    table(header, section.items.iter().map(item))
}

fn item(item: &ChecklistItem) -> [String; 6] {
    [
        item.item.clone(),
        plain!("ChecklistAnswer", item.answer()),
        date_of(item.last_recorded_on.as_ref()),
        item.team_id.clone(),
        item.clause_ids.join(", "),
        item.comment.clone(),
    ]
}
