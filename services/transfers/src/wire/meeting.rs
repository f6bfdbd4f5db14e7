//! Regular meetings, as callers see them and as they stand in the journal.

use super::{OnWire, text};
use crate::{
    meeting::{Event, Item, Meeting, Outcome, Scheduled},
    transfer::Transfer,
};
use chrono::{DateTime, Utc};
use handrail_contracts::{
    time::{self, date_to_wire, timestamp},
    transfers::v1::{self as wire, meeting_event::Event as Happened},
};
use handrail_domain::{MeetingId, TransferId};
use prost_types::Timestamp;
use std::{collections::BTreeMap, str::FromStr};

/// A meeting as it goes on the wire; of `transfers` those on its agenda.
pub(crate) fn meeting_to_wire(
    meeting: &Meeting,
    transfers: &BTreeMap<TransferId, Transfer>,
) -> wire::RegularMeeting {
    let items = meeting.agenda.iter();
    wire::RegularMeeting {
        id: meeting.id.to_string(),
        version: meeting.version,
        kind: meeting.series.number(),
        district_id: meeting.district.to_string(),
        edition_id: meeting.edition.to_string(),
        at: Some(timestamp(meeting.at)),
        slot: Some(date_to_wire(meeting.slot)),
        moved: meeting.moved,
        held_at: meeting.held_at.map(timestamp),
        agenda: items
            .map(|item| item_to_wire(item, transfers.get(&item.transfer)))
            .collect(),
    }
}

fn item_to_wire(item: &Item, transfer: Option<&Transfer>) -> wire::AgendaItem {
    let of = |say: fn(&Transfer) -> String| transfer.map(say).unwrap_or_default();
    let children = transfer.iter().flat_map(|one| &one.children);
    let circumstances = transfer.iter().flat_map(|one| &one.circumstances);
    wire::AgendaItem {
        transfer_id: item.transfer.to_string(),
        put_on_at: Some(timestamp(item.put_on_at)),
        household_id: of(|one| one.household.to_string()),
        child_ids: children.map(|child| child.id.to_string()).collect(),
        pathway_id: of(|one| one.pathway.to_string()),
        from_team_id: of(|one| one.from.to_string()),
        to_team_id: of(|one| text(one.to.as_ref())),
        proposed_plan: transfer.map(|one| one.plan.number()).unwrap_or_default(),
        circumstances: circumstances.map(ToString::to_string).collect(),
        outcome: item.outcome.map(OnWire::number).unwrap_or_default(),
    }
}

/// What happened to a meeting, as it goes into the journal.
pub(crate) fn meeting_event_to_wire(
    meeting: MeetingId,
    version: u64,
    event: &Event,
) -> wire::MeetingEvent {
    wire::MeetingEvent {
        meeting_id: meeting.to_string(),
        version,
        event: Some(happened(event)),
    }
}

fn happened(event: &Event) -> Happened {
    match event {
        Event::Scheduled(scheduled) => Happened::Scheduled(wire::MeetingScheduled {
            kind: scheduled.series.number(),
            district_id: scheduled.district.to_string(),
            edition_id: scheduled.edition.to_string(),
            meets_at: Some(timestamp(scheduled.meets_at)),
            at: Some(timestamp(scheduled.at)),
        }),
        Event::PutOn { transfer, at } => Happened::PutOnAgenda(wire::PutOnAgenda {
            transfer_id: transfer.to_string(),
            at: Some(timestamp(*at)),
        }),
        Event::TakenOff { transfer, at } => Happened::TakenOffAgenda(wire::TakenOffAgenda {
            transfer_id: transfer.to_string(),
            at: Some(timestamp(*at)),
        }),
        Event::Moved { to, at } => Happened::Moved(wire::MeetingMoved {
            moved_to: Some(timestamp(*to)),
            at: Some(timestamp(*at)),
        }),
        Event::Held {
            held_at,
            outcomes,
            at,
        } => Happened::Held(wire::RegularMeetingHeld {
            held_at: Some(timestamp(*held_at)),
            outcomes: outcomes
                .iter()
                .map(|(transfer, outcome)| wire::AgendaResult {
                    transfer_id: transfer.to_string(),
                    outcome: outcome.number(),
                })
                .collect(),
            at: Some(timestamp(*at)),
        }),
    }
}

/// What happened to a meeting, read from the journal again, with the version after it; nothing when it can't be
/// understood.
pub(crate) fn meeting_event_from_wire(
    event: wire::MeetingEvent,
) -> Option<(MeetingId, u64, Event)> {
    let happened = match event.event? {
        Happened::Scheduled(scheduled) => Event::Scheduled(Scheduled {
            series: OnWire::from_number(scheduled.kind)?,
            district: id(&scheduled.district_id)?,
            edition: id(&scheduled.edition_id)?,
            meets_at: at(scheduled.meets_at)?,
            at: at(scheduled.at)?,
        }),
        Happened::PutOnAgenda(put) => Event::PutOn {
            transfer: id(&put.transfer_id)?,
            at: at(put.at)?,
        },
        Happened::TakenOffAgenda(taken) => Event::TakenOff {
            transfer: id(&taken.transfer_id)?,
            at: at(taken.at)?,
        },
        Happened::Moved(moved) => Event::Moved {
            to: at(moved.moved_to)?,
            at: at(moved.at)?,
        },
        Happened::Held(held) => Event::Held {
            held_at: at(held.held_at)?,
            outcomes: held.outcomes.iter().map(result).collect::<Option<_>>()?,
            at: at(held.at)?,
        },
    };
    Some((id(&event.meeting_id)?, event.version, happened))
}

fn result(result: &wire::AgendaResult) -> Option<(TransferId, Outcome)> {
    Some((
        id(&result.transfer_id)?,
        OnWire::from_number(result.outcome)?,
    ))
}

fn id<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn at(at: Option<Timestamp>) -> Option<DateTime<Utc>> {
    time::instant(&at?)
}
