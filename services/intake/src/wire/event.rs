//! Events as they stand in the journal.

use handrail_contracts::{
    intake::v1::{self as wire, contact_event},
    parse::{Fields, birth_to_wire},
    time::{instant, timestamp},
};
use handrail_domain::{ContactId, text::Note};

use super::routing_to_wire;
use crate::contact::{Considered, Contact, Event, Referred, Registered, Routing};

/// The type of the payload of every entry about a contact.
pub(crate) const PAYLOAD: &str = "type.googleapis.com/handrail.intake.v1.ContactEvent";

/// An event as it goes into the journal; `contact` is as it stands after the event.
pub(crate) fn event_to_wire(event: &Event, contact: &Contact) -> wire::ContactEvent {
    wire::ContactEvent {
        contact_id: contact.id.to_string(),
        version: contact.version,
        event: Some(what_to_wire(event)),
    }
}

fn what_to_wire(event: &Event) -> contact_event::Event {
    use contact_event::Event as Wire;
    match event {
        Event::Registered(registered) => Wire::Registered(registered_to_wire(registered)),
        Event::RedirectionProposed { from, proposed, at } => {
            Wire::RedirectionProposed(wire::RedirectionProposed {
                from_team_id: from.to_string(),
                proposed_team_id: proposed.to_string(),
                at: Some(timestamp(*at)),
            })
        }
        Event::RedirectionAgreed { team, at } => Wire::RedirectionAgreed(wire::RedirectionAgreed {
            team_id: team.to_string(),
            at: Some(timestamp(*at)),
        }),
        Event::RedirectionDisputed {
            dispute,
            team,
            proposed,
            position,
            urgent,
            ladder,
            at,
        } => Wire::RedirectionDisputed(wire::RedirectionDisputed {
            dispute_id: dispute.to_string(),
            team_id: team.to_string(),
            proposed_team_id: proposed.to_string(),
            position: position.as_str().to_owned(),
            urgent: *urgent,
            ladder_id: ladder.to_string(),
            at: Some(timestamp(*at)),
        }),
        Event::DirectionApplied { dispute, team, at } => {
            Wire::DirectionApplied(wire::DirectionApplied {
                dispute_id: dispute.to_string(),
                team_id: team.to_string(),
                at: Some(timestamp(*at)),
            })
        }
        Event::Accepted {
            household,
            children,
            team,
            at,
        } => Wire::Accepted(wire::Accepted {
            household_id: household.to_string(),
            children: children.iter().map(referred_to_wire).collect(),
            team_id: team.to_string(),
            at: Some(timestamp(*at)),
        }),
    }
}

fn registered_to_wire(registered: &Registered) -> wire::Registered {
    wire::Registered {
        household_id: registered.household.to_string(),
        children: registered.children.iter().map(referred_to_wire).collect(),
        needs: registered.needs.iter().map(ToString::to_string).collect(),
        district_id: registered.district.to_string(),
        referrer_kind: registered.referrer.to_string(),
        received_at: Some(timestamp(registered.received_at)),
        edition_id: registered.edition.to_string(),
        routing: Some(routing_to_wire(&registered.routing)),
        at: Some(timestamp(registered.at)),
    }
}

fn referred_to_wire(child: &Referred) -> wire::ReferredChild {
    wire::ReferredChild {
        child_id: child.child.to_string(),
        birth: Some(birth_to_wire(child.birth)),
    }
}

/// An event from the journal, with its contact and the version after it; nothing when it is none.
pub(crate) fn event_from_wire(event: &wire::ContactEvent) -> Option<(ContactId, u64, Event)> {
    let what = what_from_wire(event.event.as_ref()?)?;
    Some((event.contact_id.parse().ok()?, event.version, what))
}

fn what_from_wire(event: &contact_event::Event) -> Option<Event> {
    use contact_event::Event as Wire;
    Some(match event {
        Wire::Registered(registered) => Event::Registered(registered_from_wire(registered)?),
        Wire::RedirectionProposed(proposed) => Event::RedirectionProposed {
            from: proposed.from_team_id.parse().ok()?,
            proposed: proposed.proposed_team_id.parse().ok()?,
            at: instant(proposed.at.as_ref()?)?,
        },
        Wire::RedirectionAgreed(agreed) => Event::RedirectionAgreed {
            team: agreed.team_id.parse().ok()?,
            at: instant(agreed.at.as_ref()?)?,
        },
        Wire::RedirectionDisputed(disputed) => Event::RedirectionDisputed {
            dispute: disputed.dispute_id.parse().ok()?,
            team: disputed.team_id.parse().ok()?,
            proposed: disputed.proposed_team_id.parse().ok()?,
            position: Note::try_from(disputed.position.clone()).ok()?,
            urgent: disputed.urgent,
            ladder: disputed.ladder_id.parse().ok()?,
            at: instant(disputed.at.as_ref()?)?,
        },
        Wire::DirectionApplied(applied) => Event::DirectionApplied {
            dispute: applied.dispute_id.parse().ok()?,
            team: applied.team_id.parse().ok()?,
            at: instant(applied.at.as_ref()?)?,
        },
        Wire::Accepted(accepted) => Event::Accepted {
            household: accepted.household_id.parse().ok()?,
            children: referred_from_wire(&accepted.children)?,
            team: accepted.team_id.parse().ok()?,
            at: instant(accepted.at.as_ref()?)?,
        },
    })
}

fn registered_from_wire(registered: &wire::Registered) -> Option<Registered> {
    let needs = registered.needs.iter().map(|need| need.parse().ok());
    let routing = registered.routing.as_ref()?;
    let clauses = routing.clause_ids.iter().map(|clause| clause.parse().ok());
    let considered = routing.considered.iter().map(|considered| {
        Some(Considered {
            kind: considered.team_kind.parse().ok()?,
            met: considered.met,
            because: considered.because.clone(),
        })
    });
    Some(Registered {
        household: registered.household_id.parse().ok()?,
        children: referred_from_wire(&registered.children)?,
        needs: needs.collect::<Option<_>>()?,
        district: registered.district_id.parse().ok()?,
        referrer: registered.referrer_kind.parse().ok()?,
        received_at: instant(registered.received_at.as_ref()?)?,
        edition: registered.edition_id.parse().ok()?,
        routing: Routing {
            kind: routing.team_kind.parse().ok()?,
            team: routing.team_id.parse().ok()?,
            because: routing.because.clone(),
            clauses: clauses.collect::<Option<_>>()?,
            considered: considered.collect::<Option<_>>()?,
        },
        at: instant(registered.at.as_ref()?)?,
    })
}

fn referred_from_wire(children: &[wire::ReferredChild]) -> Option<Vec<Referred>> {
    let fields = Fields::new();
    let children = children.iter().map(|child| {
        Some(Referred {
            child: child.child_id.parse().ok()?,
            birth: fields.birth("birth", child.birth.as_ref())?,
        })
    });
    children.collect()
}
