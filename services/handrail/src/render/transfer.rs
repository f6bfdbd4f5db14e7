//! Transfers, leads and journeys.

use super::{birth_of, blocks, date_of, facts, obligations, page, plain, table, time_of};
use handrail_contracts::transfers::v1::{
    AdmitChildrenResponse, Lead, ListLeadsResponse, ListTransfersResponse, Query, Transfer,
    WhoLeadsResponse,
};

pub(super) fn list(response: &ListTransfersResponse) -> String {
    let rows = response.transfers.iter().map(|transfer| {
        let children: Vec<_> = transfer
            .children
            .iter()
            .map(|child| child.child_id.as_str())
            .collect();
        [
            transfer.id.clone(),
            plain!("Stage", transfer.stage()),
            transfer.from_team_id.clone(),
            transfer.to_team_id.clone(),
            plain!("Plan", transfer.proposed_plan()),
            transfer.edition_id.clone(),
            children.join("\n"),
        ]
    });
    page(
        "No transfers.",
        &response.next_page_token,
        [
            "transfer", "stage", "from", "to", "plan", "edition", "children",
        ],
        rows,
    )
}

pub(super) fn one(transfer: &Transfer) -> String {
    let meeting = transfer.meeting.as_ref().map(|meeting| {
        let moved = if meeting.moved > 0 {
            format!(", moved {} times", meeting.moved)
        } else {
            String::new()
        };
        let held = meeting
            .held_at
            .as_ref()
            .map(|held| format!(", held {}", time_of(Some(held))))
            .unwrap_or_default();
        format!(
            "{} at {}{moved}{held}",
            plain!("MeetingKind", meeting.kind()),
            time_of(meeting.at.as_ref())
        )
    });
    let visit = transfer
        .joint_visit
        .as_ref()
        .map(|visit| match &visit.made_at {
            Some(made) => format!("made {}", time_of(Some(made))),
            None => format!("planned for {}", time_of(visit.planned_for.as_ref())),
        });
    let hold = transfer.hold.as_ref().map(|hold| {
        format!(
            "until {}: {} ({})",
            hold.until,
            hold.because,
            hold.clause_ids.join(", ")
        )
    });
    let about = facts([
        (
            "transfer",
            format!("{} (version {})", transfer.id, transfer.version),
        ),
        ("stage", plain!("Stage", transfer.stage())),
        (
            "edition",
            format!("{}, {}", transfer.edition_id, transfer.pathway_id),
        ),
        ("from", transfer.from_team_id.clone()),
        ("to", transfer.to_team_id.clone()),
        (
            "first to",
            different(&transfer.first_to_team_id, &transfer.to_team_id),
        ),
        ("plan", plain!("Plan", transfer.proposed_plan())),
        ("progressed", time_of(transfer.progressed_at.as_ref())),
        (
            "early warning",
            time_of(transfer.early_warning_sent_at.as_ref()),
        ),
        ("reviewed", time_of(transfer.reviewed_at.as_ref())),
        ("agreed", time_of(transfer.agreed_at.as_ref())),
        ("joint visit", visit.unwrap_or_default()),
        ("named worker", transfer.named_worker_id.clone()),
        ("meeting", meeting.unwrap_or_default()),
        (
            "assessment",
            time_of(transfer.assessment_shared_at.as_ref()),
        ),
        ("minutes", time_of(transfer.minutes_completed_at.as_ref())),
        ("requested", time_of(transfer.requested_at.as_ref())),
        ("not ready", transfer.items_not_ready.join(", ")),
        ("acknowledged", time_of(transfer.acknowledged_at.as_ref())),
        ("decided", time_of(transfer.decided_at.as_ref())),
        (
            "allocated",
            [
                transfer.allocated_worker_id.clone(),
                time_of(transfer.allocated_at.as_ref()),
            ]
            .join(" ")
            .trim()
            .to_owned(),
        ),
        ("started", date_of(transfer.started_on.as_ref())),
        ("held", hold.unwrap_or_default()),
        ("dispute", transfer.dispute_id.clone()),
        (
            "discussions",
            if transfer.discussions > 0 {
                transfer.discussions.to_string()
            } else {
                String::new()
            },
        ),
        ("household", transfer.household_id.clone()),
    ]);
    let children = transfer.children.iter().map(|child| {
        [
            child.child_id.clone(),
            birth_of(child.birth.as_ref()),
            plain!("ChildDecision", child.decision()),
            child.reason.clone(),
        ]
    });
    blocks([
        about,
        table(["child", "birth", "decision", "because"], children),
        queries(&transfer.queries),
        joint_working(transfer),
        duties(transfer),
        advice(transfer),
    ])
}

fn different(one: &str, other: &str) -> String {
    if one == other {
        String::new()
    } else {
        one.to_owned()
    }
}

fn queries(queries: &[Query]) -> String {
    if queries.is_empty() {
        return String::new();
    }
    let rows = queries.iter().map(|query| {
        let answer = if query.answered_at.is_some() {
            query.answer.clone()
        } else {
            "(open)".to_owned()
        };
        [
            query.id.clone(),
            plain!("QueryTopic", query.topic()),
            query.question.clone(),
            answer,
        ]
    });
    table(["query", "about", "question", "answer"], rows)
}

fn joint_working(transfer: &Transfer) -> String {
    if transfer.joint_working.is_empty() {
        return String::new();
    }
    let rows = transfer.joint_working.iter().map(|shared| {
        [
            shared.id.clone(),
            shared.team_id.clone(),
            shared.what.clone(),
            time_of(shared.agreed_at.as_ref()),
            time_of(shared.done_at.as_ref()),
        ]
    });
    table(["joint working", "by", "what", "agreed", "done"], rows)
}

fn duties(transfer: &Transfer) -> String {
    if transfer.open_obligations.is_empty() {
        String::new()
    } else {
        obligations(&transfer.open_obligations)
    }
}

fn advice(transfer: &Transfer) -> String {
    let lines = transfer.advice.iter().map(|advice| {
        format!(
            "Advised ({}): {}",
            advice.clause_ids.join(", "),
            advice.text
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn lead(lead: &Lead) -> String {
    facts([
        ("child", lead.child_id.clone()),
        ("led by", lead.team_id.clone()),
        ("since", time_of(lead.since.as_ref())),
        ("until", time_of(lead.until.as_ref())),
        ("worker", lead.worker_id.clone()),
        ("began", date_of(lead.worker_started_on.as_ref())),
        ("by transfer", lead.transfer_id.clone()),
        ("by contact", lead.contact_id.clone()),
        ("household", lead.household_id.clone()),
    ])
}

pub(super) fn leads(response: &ListLeadsResponse) -> String {
    let rows = response.leads.iter().map(|lead| {
        [
            lead.child_id.clone(),
            lead.team_id.clone(),
            time_of(lead.since.as_ref()),
            lead.worker_id.clone(),
            date_of(lead.worker_started_on.as_ref()),
        ]
    });
    page(
        "No children.",
        &response.next_page_token,
        ["child", "led by", "since", "worker", "began"],
        rows,
    )
}

pub(super) fn admitted(response: &AdmitChildrenResponse) -> String {
    let leads = ListLeadsResponse {
        leads: response.leads.clone(),
        next_page_token: String::new(),
    };
    blocks([
        facts([("household", response.household_id.clone())]),
        self::leads(&leads),
    ])
}

/// Who leads in a matter for each child, why, and what would make another team lead.
pub(super) fn who_leads(response: &WhoLeadsResponse) -> String {
    let children = (1..).zip(&response.leads).map(|(number, lead)| {
        let would_change = lead.would_change.iter().map(|change| {
            let to = match change.team_kind.as_str() {
                "" => "not said",
                kind => kind,
            };
            [
                change.condition.clone(),
                to.to_owned(),
                change.clause_ids.join(", "),
            ]
        });
        let would_change: Vec<_> = would_change.collect();
        // One who is not known here is told by the place in the request.
        let child = match lead.child_id.as_str() {
            "" => number.to_string(),
            id => id.to_owned(),
        };
        blocks([
            facts([
                ("child", child),
                ("led by", lead.team_kind.clone()),
                ("role", lead.role.clone()),
                ("because", lead.because.clone()),
                ("clauses", lead.clause_ids.join(", ")),
            ]),
            if would_change.is_empty() {
                String::new()
            } else {
                table(["would change if", "to", "clauses"], would_change)
            },
        ])
    });
    let children: Vec<_> = children.collect();
    if children.is_empty() {
        "No children.".to_owned()
    } else {
        children.join("\n\n")
    }
}
