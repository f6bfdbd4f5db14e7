//! What recorded transfers would have come to under other rules.

use super::{blocks, table, when};
use chrono::{DateTime, Utc};
use handrail_domain::{ClauseId, EditionId};
use handrail_transfers::simulate::{Duty, Outcome, Owed, Route, Simulation, Step, Verdict};
use serde_json::{Value, json};

/// As people read it: a block for each transfer that would have come out otherwise, and a line of how many.
pub(crate) fn text(edition: &EditionId, found: &[Simulation], all: bool) -> String {
    let shown = found.iter().filter(|one| all || one.differs());
    let differ = found.iter().filter(|one| one.differs()).count();
    let count = format!(
        "{} of {} transfers would have come out otherwise.",
        differ,
        found.len()
    );
    blocks(shown.map(|one| block(edition, one, all)).chain([count]))
}

fn block(edition: &EditionId, one: &Simulation, all: bool) -> String {
    let opened = format!(
        "transfer {}: {} of {}",
        one.transfer, one.pathway, one.edition
    );
    let pathway = match &one.route {
        Route::One(pathway) => pathway,
        Route::None => return format!("{opened}\nno pathway of {edition} takes it"),
        Route::Several(several) => {
            let several: Vec<&str> = several.iter().map(|one| one.as_str()).collect();
            return format!(
                "{opened}\nit could be on any of {edition}: {}",
                several.join(", ")
            );
        }
    };
    let steps = one
        .steps
        .iter()
        .filter(|step| all || step.differs())
        .map(step);
    let lead = (all || one.lead_differs()).then(|| lead(one));
    let duties = one
        .duties
        .iter()
        .filter(|duty| all || duty.differs())
        .map(duty);
    format!(
        "{opened}, tried on {pathway} of {edition}\n{}",
        table(
            ["when", "what", one.edition.as_str(), edition.as_str()],
            steps.chain(lead).chain(duties)
        )
    )
}

fn step(step: &Step) -> [String; 4] {
    [
        when(step.at),
        step.title.clone(),
        verdict(&step.recorded),
        verdict(&step.tried),
    ]
}

fn verdict(verdict: &Verdict) -> String {
    let refused = verdict.refused.iter();
    let refused = refused.map(|one| format!("refused: {}{}", one.says, under(&one.clauses)));
    let advised = verdict.advised.iter();
    let advised = advised.map(|one| format!("advised: {}{}", one.says, under(&one.clauses)));
    let all: Vec<String> = refused.chain(advised).collect();
    if all.is_empty() {
        return "accepted".to_owned();
    }
    all.join("\n")
}

fn lead(one: &Simulation) -> [String; 4] {
    let passes = |at: Option<DateTime<Utc>>| at.map_or_else(|| "stays".to_owned(), when);
    let [recorded, tried] = one.lead_passed_at.map(passes);
    [String::new(), "The lead passes".to_owned(), recorded, tried]
}

fn duty(duty: &Duty) -> [String; 4] {
    let owed = duty.tried.as_ref().or(duty.recorded.as_ref());
    [
        owed.and_then(|owed| owed.due).map(when).unwrap_or_default(),
        owed.map(|owed| owed.title.clone()).unwrap_or_default(),
        said(duty.recorded.as_ref()),
        said(duty.tried.as_ref()),
    ]
}

fn said(owed: Option<&Owed>) -> String {
    let Some(owed) = owed else {
        return "not owed".to_owned();
    };
    let due = owed.due.map_or_else(
        || "as soon as possible".to_owned(),
        |due| format!("due {}", when(due)),
    );
    let owner = format!("{} of {}", owed.owner.role, owed.owner.team);
    format!(
        "{due}, {}\n{owner}{}",
        outcome(owed.outcome),
        under(&owed.clauses)
    )
}

fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Met { at } => format!("met {}", when(at)),
        Outcome::Late { at } => format!("met late {}", when(at)),
        Outcome::Open => "open".to_owned(),
        Outcome::Overdue => "LATE".to_owned(),
        Outcome::Waived => "set aside".to_owned(),
        Outcome::Cancelled { overdue: true } => "late, then no longer owed".to_owned(),
        Outcome::Cancelled { overdue: false } => "no longer owed".to_owned(),
    }
}

fn under(clauses: &[ClauseId]) -> String {
    let clauses = names(clauses);
    if clauses.is_empty() {
        return String::new();
    }
    format!(" ({})", clauses.join(", "))
}

fn names(clauses: &[ClauseId]) -> Vec<&str> {
    clauses.iter().map(|clause| clause.as_str()).collect()
}

/// The same as one document.
pub(crate) fn json(edition: &EditionId, found: &[Simulation], all: bool) -> Value {
    let transfers = found.iter().filter(|one| all || one.differs());
    let transfers: Vec<Value> = transfers.map(|one| transfer_json(one, all)).collect();
    json!({ "edition_id": edition.as_str(), "read": found.len(), "transfers": transfers })
}

fn transfer_json(one: &Simulation, all: bool) -> Value {
    let pathways: Vec<&str> = match &one.route {
        Route::One(pathway) => vec![pathway.as_str()],
        Route::None => Vec::new(),
        Route::Several(several) => several.iter().map(|one| one.as_str()).collect(),
    };
    let steps = one.steps.iter().filter(|step| all || step.differs());
    let duties = one.duties.iter().filter(|duty| all || duty.differs());
    let [recorded, tried] = one.lead_passed_at;
    json!({
        "transfer_id": one.transfer.to_string(),
        "edition_id": one.edition.as_str(),
        "pathway_id": one.pathway.as_str(),
        "tried_pathway_ids": pathways,
        "differs": one.differs(),
        "lead_passed_at": { "recorded": recorded, "tried": tried },
        "steps": steps.map(step_json).collect::<Vec<_>>(),
        "duties": duties.map(duty_json).collect::<Vec<_>>(),
    })
}

fn step_json(step: &Step) -> Value {
    json!({
        "at": step.at,
        "title": step.title,
        "recorded": verdict_json(&step.recorded),
        "tried": verdict_json(&step.tried),
    })
}

fn verdict_json(verdict: &Verdict) -> Value {
    let refused = verdict.refused.as_ref().map(
        |one| json!({ "reason": one.reason, "says": one.says, "clause_ids": names(&one.clauses) }),
    );
    let advised = verdict.advised.iter();
    let advised = advised.map(|one| json!({ "says": one.says, "clause_ids": names(&one.clauses) }));
    json!({ "refused": refused, "advised": advised.collect::<Vec<_>>() })
}

fn duty_json(duty: &Duty) -> Value {
    json!({
        "id": duty.id.to_string(),
        "recorded": duty.recorded.as_ref().map(owed_json),
        "tried": duty.tried.as_ref().map(owed_json),
    })
}

fn owed_json(owed: &Owed) -> Value {
    let (state, closed_at) = match owed.outcome {
        Outcome::Met { at } => ("met", Some(at)),
        Outcome::Late { at } => ("met-late", Some(at)),
        Outcome::Open => ("open", None),
        Outcome::Overdue => ("overdue", None),
        Outcome::Waived => ("waived", None),
        Outcome::Cancelled { .. } => ("cancelled", None),
    };
    json!({
        "title": owed.title,
        "clause_ids": names(&owed.clauses),
        "owner": { "team_id": owed.owner.team.to_string(), "role": owed.owner.role.as_str() },
        "due_at": owed.due,
        "state": state,
        "closed_at": closed_at,
    })
}
