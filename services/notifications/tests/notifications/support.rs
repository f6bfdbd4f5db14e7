//! An organisation, entries that tell somebody of something, and databases.

mod place;
mod served;

use chrono::{DateTime, Utc};
use handrail_contracts::common::v1 as common;
use handrail_contracts::feed::v1 as feed;
use handrail_contracts::time::timestamp;
use handrail_contracts::transfers::v1::{EarlyWarningSent, TransferEvent, transfer_event};
use handrail_domain::ClauseId;
use handrail_domain::directory::Directory;
use handrail_notifications::notice::{Event, Notice, fold, write};
use handrail_notifications::tells_of;
use prost::Message;
use prost_types::Any;
use std::path::PathBuf;
use std::sync::LazyLock;
use uuid::Uuid;

pub(crate) use place::{Place, apply, count, execute, on_both, rulebook};
pub(crate) use served::{Served, serve_feed, soon};

/// What must never get into a notice.
pub(crate) const CANARY: &str = "Testa Sample-Child was seen with a bruise";

/// The organisation that comes with the program.
pub(crate) fn sample() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy/sample/organisation.toml")
}

pub(crate) fn directory() -> &'static Directory {
    static DIRECTORY: LazyLock<Directory> = LazyLock::new(|| {
        let text = std::fs::read_to_string(sample()).expect("the sample organisation");
        Directory::parse("organisation.toml", &text).expect("a sound organisation")
    });
    &DIRECTORY
}

pub(crate) fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().expect("an instant")
}

/// A Thursday on which everybody named in the tests is there.
pub(crate) fn thursday() -> DateTime<Utc> {
    at("2026-03-05T10:00:00Z")
}

/// The same id for the same number.
pub(crate) fn id(number: u128) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes())
}

/// Somebody has to be told.
pub(crate) fn tell(team: &str, role: &str, reason: &str, clauses: &[&str]) -> feed::Tell {
    feed::Tell {
        to: Some(common::Post {
            team_id: team.to_owned(),
            role: role.to_owned(),
        }),
        reason: reason.to_owned(),
        clause_ids: clauses.iter().map(ToString::to_string).collect(),
        due_at: None,
    }
}

/// A manager has to be told of an early warning.
pub(crate) fn early_warning(team: &str) -> feed::Tell {
    tell(team, "team-manager", "early-warning", &["C4.1-01"])
}

pub(crate) fn due(tell: feed::Tell, due: &str) -> feed::Tell {
    feed::Tell {
        due_at: Some(timestamp(at(due))),
        ..tell
    }
}

/// An entry about a transfer in a household of its own, whose payload is full of detail.
pub(crate) fn entry(number: u128, tells: Vec<feed::Tell>) -> feed::Entry {
    feed::Entry {
        id: id(number).to_string(),
        subject: Some(common::Subject {
            kind: "transfer".to_owned(),
            id: id(1_000 + number).to_string(),
            household_id: id(1_000_000 + number).to_string(),
        }),
        kind: "transfer.early-warning-sent".to_owned(),
        payload: Some(Any {
            type_url: "type.googleapis.com/handrail.transfers.v1.TransferEvent".to_owned(),
            value: detailed(id(1_000 + number)),
        }),
        actor: "testa.sample-worker-01".to_owned(),
        tells,
        ..feed::Entry::default()
    }
}

/// An early warning that tells everything.
pub(crate) fn detailed(transfer: Uuid) -> Vec<u8> {
    let sent = EarlyWarningSent {
        to_team_id: "family-safeguarding-east-1".to_owned(),
        summary: CANARY.to_owned(),
        ..EarlyWarningSent::default()
    };
    let event = TransferEvent {
        transfer_id: transfer.to_string(),
        version: 2,
        event: Some(transfer_event::Event::EarlyWarningSent(sent)),
        ..TransferEvent::default()
    };
    event.encode_to_vec()
}

/// The clause under which whoever covers is told.
pub(crate) fn cover() -> ClauseId {
    "C2-20".parse().expect("a clause")
}

/// What becomes of an entry of transfers at an instant.
pub(crate) fn events(entry: &feed::Entry, now: DateTime<Utc>) -> Vec<Vec<Event>> {
    let source = "transfers".parse().expect("a source");
    let read = tells_of(&source, entry).expect("sound tells");
    let (origin, tells) = read.expect("tells");
    write(directory(), &origin, &tells, &[cover()], now)
}

/// The notices that are written from tells at an instant.
pub(crate) fn notices(tells: Vec<feed::Tell>, now: &str) -> Vec<Notice> {
    let written = events(&entry(1, tells), at(now));
    let folded = written.iter().map(|events| fold(events).expect("in order"));
    folded.map(|notice| notice.expect("a notice")).collect()
}

/// The officer of a notice.
pub(crate) fn officer(notice: &Notice) -> &str {
    notice.officer.as_ref().expect("an officer").as_str()
}
