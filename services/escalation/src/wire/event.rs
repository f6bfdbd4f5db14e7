//! Events as they stand in the journal, and back.

use super::part::{self, instant, note};
use crate::dispute::{Event, Ground, Opening};
use handrail_contracts::{
    escalation::v1::{self as wire, dispute_event::Event as WireEvent},
    obligation::{subject_from_wire, subject_to_wire},
    time::timestamp,
};
use handrail_domain::{DisputeId, obligation::Subject};
use prost::Message;
use prost_types::Any;

/// The type of the payload of every entry about a dispute.
pub(crate) const EVENT_TYPE: &str = "type.googleapis.com/handrail.escalation.v1.DisputeEvent";

/// The payload of an entry; `version` is that of the dispute after the event.
pub(crate) fn payload(id: DisputeId, version: u64, event: &Event, about: &Subject) -> Any {
    Any {
        type_url: EVENT_TYPE.to_owned(),
        value: event_to_wire(id, version, event, about).encode_to_vec(),
    }
}

/// An event of a dispute, which is about `about`.
fn event_to_wire(
    id: DisputeId,
    version: u64,
    event: &Event,
    about: &Subject,
) -> wire::DisputeEvent {
    let event = match event {
        Event::Opened(opening) => WireEvent::Opened(opened(opening)),
        Event::PositionStated(position) => WireEvent::PositionStated(wire::PositionStated {
            position: Some(part::position(position)),
        }),
        Event::ImmediateNeedsAssigned { team, at } => {
            WireEvent::ImmediateNeedsAssigned(wire::ImmediateNeedsAssigned {
                team_id: team.to_string(),
                at: Some(timestamp(*at)),
            })
        }
        Event::ExhaustionAgreed(exhaustion) => {
            WireEvent::ExhaustionAgreed(wire::ExhaustionAgreed {
                exhaustion: Some(part::exhaustion(exhaustion)),
            })
        }
        Event::RungReached(rung) => WireEvent::RungReached(wire::RungReached {
            rung: Some(part::rung(rung)),
        }),
        Event::Discussed(discussion) => WireEvent::Discussed(wire::Discussed {
            discussion: Some(part::discussion(discussion)),
        }),
        Event::PassedOn { team, at } => WireEvent::PassedOn(wire::PassedOn {
            team_id: team.to_string(),
            at: Some(timestamp(*at)),
        }),
        Event::Bound { clauses, at } => WireEvent::Bound(wire::Bound {
            clause_ids: clauses.iter().map(ToString::to_string).collect(),
            at: Some(timestamp(*at)),
        }),
        Event::Expedited { reason, at } => WireEvent::Expedited(wire::Expedited {
            reason: reason.as_str().to_owned(),
            at: Some(timestamp(*at)),
        }),
        Event::Settled(direction) => WireEvent::Settled(wire::Settled {
            direction: Some(part::direction(direction)),
            about: Some(subject_to_wire(about)),
        }),
        Event::CaseNoted { at } => WireEvent::CaseNoted(wire::CaseNoted {
            at: Some(timestamp(*at)),
        }),
        Event::Lapsed { at } => WireEvent::Lapsed(wire::Lapsed {
            at: Some(timestamp(*at)),
        }),
    };
    wire::DisputeEvent {
        dispute_id: id.to_string(),
        version,
        event: Some(event),
    }
}

fn opened(opening: &Opening) -> wire::Opened {
    let position = opening.position.as_ref();
    wire::Opened {
        about: Some(subject_to_wire(&opening.about)),
        edition_id: opening.edition.to_string(),
        ladder_id: opening.ladder.to_string(),
        holding_team_id: opening.holding.to_string(),
        other_team_id: opening.other.to_string(),
        ground: opening.ground.to_string(),
        raised_by_team_id: opening.raised_by.to_string(),
        position: position.map_or_else(String::new, |text| text.as_str().to_owned()),
        immediate_needs_team_id: opening.immediate_needs.to_string(),
        urgent: opening.urgent,
        at: Some(timestamp(opening.at)),
    }
}

/// The version and the event of a journal's payload; nothing when it can't be understood.
pub(crate) fn event_from_wire(event: &wire::DisputeEvent) -> Option<(u64, Event)> {
    let id: DisputeId = event.dispute_id.parse().ok()?;
    let happened = match event.event.as_ref()? {
        WireEvent::Opened(opened) => Event::Opened(opening(id, opened)?),
        WireEvent::PositionStated(stated) => {
            Event::PositionStated(part::position_from_wire(stated.position.as_ref()?)?)
        }
        WireEvent::ImmediateNeedsAssigned(assigned) => Event::ImmediateNeedsAssigned {
            team: assigned.team_id.parse().ok()?,
            at: instant(assigned.at.as_ref())?,
        },
        WireEvent::ExhaustionAgreed(agreed) => {
            Event::ExhaustionAgreed(part::exhaustion_from_wire(agreed.exhaustion.as_ref()?)?)
        }
        WireEvent::RungReached(reached) => {
            Event::RungReached(part::rung_from_wire(reached.rung.as_ref()?)?)
        }
        WireEvent::Discussed(discussed) => {
            Event::Discussed(part::discussion_from_wire(discussed.discussion.as_ref()?)?)
        }
        WireEvent::PassedOn(passed) => Event::PassedOn {
            team: passed.team_id.parse().ok()?,
            at: instant(passed.at.as_ref())?,
        },
        WireEvent::Bound(bound) => {
            let clauses = bound.clause_ids.iter().map(|clause| clause.parse().ok());
            Event::Bound {
                clauses: clauses.collect::<Option<_>>()?,
                at: instant(bound.at.as_ref())?,
            }
        }
        WireEvent::Expedited(expedited) => Event::Expedited {
            reason: note(&expedited.reason)?,
            at: instant(expedited.at.as_ref())?,
        },
        WireEvent::Settled(settled) => {
            Event::Settled(part::direction_from_wire(settled.direction.as_ref()?)?)
        }
        WireEvent::CaseNoted(noted) => Event::CaseNoted {
            at: instant(noted.at.as_ref())?,
        },
        WireEvent::Lapsed(lapsed) => Event::Lapsed {
            at: instant(lapsed.at.as_ref())?,
        },
    };
    Some((event.version, happened))
}

fn opening(id: DisputeId, opened: &wire::Opened) -> Option<Opening> {
    Some(Opening {
        id,
        about: subject_from_wire(opened.about.as_ref()?)?,
        edition: opened.edition_id.parse().ok()?,
        ladder: opened.ladder_id.parse().ok()?,
        holding: opened.holding_team_id.parse().ok()?,
        other: opened.other_team_id.parse().ok()?,
        ground: Ground::named(&opened.ground)?,
        raised_by: opened.raised_by_team_id.parse().ok()?,
        position: match opened.position.as_str() {
            "" => None,
            text => Some(note(text)?),
        },
        immediate_needs: opened.immediate_needs_team_id.parse().ok()?,
        urgent: opened.urgent,
        at: instant(opened.at.as_ref())?,
    })
}
