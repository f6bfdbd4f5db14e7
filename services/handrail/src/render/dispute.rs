//! Disputes.

use super::{blocks, facts, obligations, page, plain, subject_of, table, time_of};
use handrail_contracts::escalation::v1::{Dispute, ListDisputesResponse};

pub(super) fn list(response: &ListDisputesResponse) -> String {
    let rows = response.disputes.iter().map(|dispute| {
        let rung = dispute.rungs.last();
        [
            dispute.id.clone(),
            plain!("DisputeState", dispute.state()),
            rung.map(|rung| rung.role.clone()).unwrap_or_default(),
            rung.map(|rung| time_of(rung.due_at.as_ref()))
                .unwrap_or_default(),
            format!("{}\n{}", dispute.holding_team_id, dispute.other_team_id),
            dispute.ground.clone(),
            subject_of(dispute.about.as_ref()),
        ]
    });
    page(
        "No disputes.",
        &response.next_page_token,
        [
            "dispute", "state", "rung", "due", "between", "ground", "about",
        ],
        rows,
    )
}

pub(super) fn one(dispute: &Dispute) -> String {
    let direction = dispute.direction.as_ref();
    let settled = direction.map(|direction| {
        let joint = if direction.joint_working {
            ", working jointly"
        } else {
            ""
        };
        format!(
            "{} {}{joint}, by {} as {}, {}: {}",
            plain!("Outcome", direction.outcome()),
            direction.team_id,
            direction.given_by,
            direction.role,
            time_of(direction.at.as_ref()),
            direction.reason
        )
    });
    let exhausted = dispute.exhaustion.as_ref().map(|agreed| {
        let channel = plain!("Channel", agreed.channel());
        let waits = match agreed.waits_for_team_ids.as_slice() {
            [] => String::new(),
            teams => format!("; still to agree: {}", teams.join(", ")),
        };
        format!(
            "{} ({channel}), said by {}, taken up by {}{waits}",
            time_of(agreed.agreed_at.as_ref()),
            agreed.agreed_by_team_ids.join(", "),
            agreed.escalating_team_id
        )
    });
    let about = facts([
        (
            "dispute",
            format!("{} (version {})", dispute.id, dispute.version),
        ),
        ("state", plain!("DisputeState", dispute.state())),
        ("about", subject_of(dispute.about.as_ref())),
        ("ground", dispute.ground.clone()),
        ("held by", dispute.holding_team_id.clone()),
        ("other team", dispute.other_team_id.clone()),
        ("immediate needs", dispute.immediate_needs_team_id.clone()),
        (
            "ladder",
            format!("{} (edition {})", dispute.ladder_id, dispute.edition_id),
        ),
        ("opened", time_of(dispute.opened_at.as_ref())),
        ("exhausted", exhausted.unwrap_or_default()),
        ("expedited", dispute.expedited_because.clone()),
        ("settled", settled.unwrap_or_default()),
        ("case note", time_of(dispute.case_noted_at.as_ref())),
    ]);
    let rungs = dispute.rungs.iter().map(|rung| {
        [
            rung.level.to_string(),
            rung.role.clone(),
            time_of(rung.reached_at.as_ref()),
            time_of(rung.due_at.as_ref()),
            rung.because.clone(),
            rung.escalated_by.clone(),
        ]
    });
    let positions = dispute.positions.iter().map(|position| {
        [
            position.team_id.clone(),
            position.text.clone(),
            time_of(position.at.as_ref()),
        ]
    });
    let discussions = dispute.discussions.iter().map(|talk| {
        [
            talk.level.to_string(),
            plain!("Channel", talk.channel()),
            time_of(talk.at.as_ref()),
        ]
    });
    blocks([
        about,
        table(
            [
                "rung",
                "role",
                "reached",
                "due",
                "because",
                "taken there by",
            ],
            rungs,
        ),
        if dispute.positions.is_empty() {
            String::new()
        } else {
            table(["team", "position", "given"], positions)
        },
        if dispute.discussions.is_empty() {
            String::new()
        } else {
            table(["rung", "talked", "when"], discussions)
        },
        if dispute.open_obligations.is_empty() {
            String::new()
        } else {
            obligations(&dispute.open_obligations)
        },
    ])
}
