//! What happened in a caseload, counted, and one child's journey.

use super::{Caseload, Played};
use crate::{
    cli::{Wanted, obligations},
    client::{Addresses, Clients, paging::every_page},
    contract,
    exit::Failure,
    render::{self, plain},
};
use handrail_contracts::{
    common::v1::{Obligation, ObligationState},
    escalation::v1::{Dispute, DisputeState, ListDisputesRequest},
    intake::v1::{Contact, ListContactsRequest},
    notifications::v1::{ListNoticesRequest, Notice},
    transfers::v1::{GetJourneyRequest, Journey, ListTransfersRequest, Transfer},
};
use handrail_domain::{TeamId, directory::Directory};
use std::collections::BTreeMap;

/// What came of a caseload.
#[derive(Debug, Clone)]
pub struct Story {
    /// What was counted, table by table.
    pub tallies: Vec<Tally>,
    /// Whose journey is told.
    pub child: String,
    /// The journey.
    pub journey: Journey,
    /// Three commands to try next.
    pub next: [String; 3],
    title: String,
    passed_over: usize,
}

/// One table of counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// What is counted.
    pub title: &'static str,
    /// How the two columns before the count are called.
    pub header: [&'static str; 2],
    /// The counts.
    pub rows: BTreeMap<[String; 2], usize>,
}

impl Tally {
    fn of<T>(
        title: &'static str,
        header: [&'static str; 2],
        things: &[T],
        key: impl Fn(&T) -> [String; 2],
    ) -> Self {
        let mut rows = BTreeMap::new();
        for thing in things {
            *rows.entry(key(thing)).or_default() += 1;
        }
        Self {
            title,
            header,
            rows,
        }
    }

    /// How many there are of this kind.
    pub fn count(&self, kind: [&str; 2]) -> usize {
        self.rows
            .get(&kind.map(str::to_owned))
            .copied()
            .unwrap_or_default()
    }

    /// How many there are in all.
    pub fn total(&self) -> usize {
        self.rows.values().sum()
    }
}

/// Counts what the services hold after a caseload was played.
///
/// # Errors
/// When a service can't be read.
pub async fn tell(
    caseload: &Caseload,
    played: &Played,
    directory: &Directory,
    clients: &Clients,
    addresses: &Addresses,
) -> Result<Story, Failure> {
    let contacts = every_page!(
        clients.intake(),
        list_contacts,
        ListContactsRequest::default(),
        contacts
    );
    let transfers = every_page!(
        clients.transfers(),
        list_transfers,
        ListTransfersRequest::default(),
        transfers
    );
    let disputes = every_page!(
        clients.escalation(),
        list_disputes,
        ListDisputesRequest::default(),
        disputes
    );
    let notices = every_page!(
        clients.notifications(),
        list_notices,
        ListNoticesRequest::default(),
        notices
    );
    let duties = obligations(
        clients,
        &Wanted {
            include_closed: true,
            ..Wanted::default()
        },
    )
    .await?;
    let refusals: Vec<_> = played
        .refusals
        .iter()
        .map(|(refusal, count)| ([refusal.clone(), String::new()], *count))
        .collect();
    let kind = |team: &str| kind_of(directory, team);
    let tallies = vec![
        Tally::of(
            "contacts",
            ["sent to", "ended with"],
            &contacts,
            |contact: &Contact| [kind(&contact.first_team_id), kind(&contact.team_id)],
        ),
        Tally::of(
            "transfers",
            ["edition", "stage"],
            &transfers,
            |transfer: &Transfer| {
                [
                    transfer.edition_id.clone(),
                    plain!("Stage", transfer.stage()),
                ]
            },
        ),
        Tally::of(
            "on this pathway",
            ["edition", "pathway"],
            &transfers,
            |transfer: &Transfer| [transfer.edition_id.clone(), transfer.pathway_id.clone()],
        ),
        Tally::of(
            "disputes",
            ["where it stands", "opened because"],
            &disputes,
            |dispute| [standing(dispute), ground(dispute)],
        ),
        Tally::of("duties", ["outcome", "late"], &duties, |duty| {
            [
                outcome(duty),
                if duty.breached_at.is_some() {
                    "late"
                } else {
                    ""
                }
                .to_owned(),
            ]
        }),
        Tally::of("notices", ["state", "why"], &notices, |notice: &Notice| {
            [plain!("NoticeState", notice.state()), notice.reason.clone()]
        }),
        Tally {
            title: "refusals",
            header: ["reason and clauses", ""],
            rows: refusals.into_iter().collect(),
        },
    ];
    let child = played
        .children
        .get(caseload.timeline_of)
        .and_then(|children| children.first())
        .cloned()
        .unwrap_or_default();
    let journey = clients
        .transfers()
        .get_journey(GetJourneyRequest {
            child_id: child.clone(),
        })
        .await?
        .into_inner();
    let next = next(caseload, played, &child, &duties, addresses);
    Ok(Story {
        tallies,
        child,
        journey,
        next,
        title: caseload.title.clone(),
        passed_over: played.passed_over,
    })
}

fn kind_of(directory: &Directory, team: &str) -> String {
    let known = team
        .parse::<TeamId>()
        .ok()
        .and_then(|id| Some(directory.team(&id)?.kind().to_string()));
    known.unwrap_or_else(|| team.to_owned())
}

fn standing(dispute: &Dispute) -> String {
    let rung = dispute
        .rungs
        .last()
        .map(|rung| rung.role.as_str())
        .unwrap_or_default();
    match dispute
        .direction
        .as_ref()
        .filter(|_| dispute.state() == DisputeState::Settled)
    {
        Some(direction) => format!("settled by {}", direction.role),
        None => format!("{} at {rung}", plain!("DisputeState", dispute.state())),
    }
}

fn ground(dispute: &Dispute) -> String {
    let expedited = if dispute.expedited_because.is_empty() {
        ""
    } else {
        ", expedited"
    };
    format!("{}{expedited}", dispute.ground)
}

fn outcome(duty: &Obligation) -> String {
    if duty.state() == ObligationState::Open {
        "still owed".to_owned()
    } else {
        plain!("ObligationState", duty.state())
    }
}

/// What a reader may want to see next, with ids of this caseload.
fn next(
    caseload: &Caseload,
    played: &Played,
    child: &str,
    duties: &[Obligation],
    addresses: &Addresses,
) -> [String; 3] {
    let elsewhere = if *addresses == Addresses::default() {
        String::new()
    } else {
        format!(" --addresses {addresses}")
    };
    let busiest = duties
        .iter()
        .filter(|duty| duty.state() == ObligationState::Open)
        .filter_map(|duty| duty.owner.as_ref())
        .fold(BTreeMap::<&str, usize>::new(), |mut owed, owner| {
            *owed.entry(owner.team_id.as_str()).or_default() += 1;
            owed
        });
    let busiest = busiest
        .into_iter()
        .max_by_key(|(_, owed)| *owed)
        .map(|(team, _)| team)
        .unwrap_or("mash");
    let dispute = played
        .disputes
        .get(caseload.timeline_of)
        .into_iter()
        .chain(&played.disputes)
        .find(|id| !id.is_empty());
    [
        format!("handrail tray {busiest}{elsewhere}"),
        match dispute {
            Some(dispute) => format!("handrail dispute show {dispute}{elsewhere}"),
            None => format!("handrail lead {child}{elsewhere}"),
        },
        format!(
            "handrail deadline explain --edition current --clause C4.1-01 --at \"2026-04-01 15:30\"{elsewhere}"
        ),
    ]
}

impl Story {
    /// The table of this title.
    pub fn tally(&self, title: &str) -> Option<&Tally> {
        self.tallies.iter().find(|tally| tally.title == title)
    }

    /// As people read it.
    pub fn text(&self) -> String {
        let mut parts = vec![self.title.clone()];
        for tally in self.tallies.iter().filter(|tally| !tally.rows.is_empty()) {
            let rows = tally
                .rows
                .iter()
                .map(|([first, second], count)| [first.clone(), second.clone(), count.to_string()]);
            let header = [tally.header[0], tally.header[1], tally.title];
            parts.push(render::table(header, rows));
        }
        if self.passed_over > 0 {
            let passed_over = self.passed_over;
            parts.push(format!(
                "{passed_over} expected refusals were met when this caseload was played before, and not tried again."
            ));
        }
        parts.push(format!(
            "The journey of child {}\n{}",
            self.child,
            render::journey(&self.journey)
        ));
        parts.push(format!("Try next:\n  {}", self.next.join("\n  ")));
        parts.join("\n\n")
    }

    /// As one JSON document.
    pub fn json(&self) -> serde_json::Value {
        let tallies = self.tallies.iter().map(|tally| {
            let rows = tally
                .rows
                .iter()
                .map(|(kind, count)| serde_json::json!({ "kind": kind, "count": count }));
            (tally.title.to_owned(), rows.collect::<Vec<_>>().into())
        });
        let journey = contract::dynamic("handrail.transfers.v1.Journey", &self.journey);
        serde_json::json!({
            "tallies": serde_json::Value::Object(tallies.collect()),
            "child": self.child,
            "journey": journey.as_ref().map(contract::json),
            "next": self.next,
        })
    }
}
