//! Regular meetings and their agendas.

use super::{blocks, date_of, facts, page, plain, table, time_of};
use handrail_contracts::transfers::v1::{
    AgendaItem, ListMeetingsResponse, ListMissedMeetingsResponse, RegularMeeting,
};

pub(super) fn list(response: &ListMeetingsResponse) -> String {
    let rows = response.meetings.iter().map(|meeting| {
        [
            meeting.id.clone(),
            plain!("RegularMeetingKind", meeting.kind()),
            meeting.district_id.clone(),
            time_of(meeting.at.as_ref()),
            time_of(meeting.held_at.as_ref()),
            meeting.agenda.len().to_string(),
        ]
    });
    page(
        "No meetings.",
        &response.next_page_token,
        ["meeting", "kind", "district", "at", "held", "on its agenda"],
        rows,
    )
}

pub(super) fn missed(response: &ListMissedMeetingsResponse) -> String {
    let rows = response.missed.iter().map(|missed| {
        [
            missed.district_id.clone(),
            date_of(missed.from.as_ref()),
            date_of(missed.to.as_ref()),
            missed.clause_ids.join(", "),
        ]
    });
    page(
        "None was missed.",
        "",
        ["district", "from", "to", "clauses"],
        rows,
    )
}

pub(super) fn one(meeting: &RegularMeeting) -> String {
    let moved = match meeting.moved {
        0 => String::new(),
        times => format!("{times} times"),
    };
    let about = facts([
        (
            "meeting",
            format!("{} (version {})", meeting.id, meeting.version),
        ),
        ("kind", plain!("RegularMeetingKind", meeting.kind())),
        ("district", meeting.district_id.clone()),
        ("edition", meeting.edition_id.clone()),
        ("at", time_of(meeting.at.as_ref())),
        ("moved", moved),
        ("held", time_of(meeting.held_at.as_ref())),
    ]);
    let agenda = if meeting.agenda.is_empty() {
        "Nobody is on its agenda.".to_owned()
    } else {
        table(
            [
                "transfer", "children", "from", "to", "plan", "declared", "outcome",
            ],
            meeting.agenda.iter().map(item),
        )
    };
    blocks([about, agenda])
}

fn item(item: &AgendaItem) -> [String; 7] {
    [
        item.transfer_id.clone(),
        item.child_ids.join("\n"),
        item.from_team_id.clone(),
        item.to_team_id.clone(),
        plain!("Plan", item.proposed_plan()),
        item.circumstances.join("\n"),
        plain!("AgendaOutcome", item.outcome()),
    ]
}
