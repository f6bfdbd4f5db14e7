//! Contacts and their events, on the wire and in the domain.

mod consent;
mod consent_event;
mod event;

use handrail_contracts::{
    intake::v1 as wire, obligation::obligation_to_wire, parse::birth_to_wire, time::timestamp,
};
use handrail_domain::{obligation::Obligation, text::Note};

use crate::contact::{Contact, Name, Particulars, Routing, Stage, register::Register};

pub(crate) use consent::{
    advocacy_contact, answer_to_wire, consent_to_wire, direction_from_wire, disclosure_to_wire,
    form_to_wire, ground_from_wire, information_from_wire, particulars_to_wire, purpose_from_wire,
    responsibility_from_wire,
};
pub(crate) use consent_event::{
    CONSENT_PAYLOAD, DISCLOSURE_PAYLOAD, DISCLOSURE_READ_PAYLOAD, Told, consent_event_from_wire,
    consent_event_to_wire, disclosure_event_to_wire, disclosure_from_wire,
};
pub(crate) use event::{PAYLOAD, event_from_wire, event_to_wire};

/// A contact as it goes on the wire, without what identifies people: see [`disclose`].
pub(crate) fn contact_to_wire<'o>(
    contact: &Contact,
    open: impl IntoIterator<Item = &'o Obligation>,
) -> wire::Contact {
    wire::Contact {
        id: contact.id.to_string(),
        version: contact.version,
        household_id: contact.household.to_string(),
        children: contact
            .children
            .iter()
            .map(|child| wire::ContactChild {
                child_id: child.child.to_string(),
                given_name: String::new(),
                family_name: String::new(),
                birth: Some(birth_to_wire(child.birth)),
            })
            .collect(),
        needs: contact.needs.iter().map(ToString::to_string).collect(),
        district_id: contact.district.to_string(),
        referrer: Some(wire::Referrer {
            kind: contact.referrer.to_string(),
            name: String::new(),
        }),
        account: String::new(),
        received_at: Some(timestamp(contact.received_at)),
        edition_id: contact.edition.to_string(),
        routing: Some(routing_to_wire(&contact.routing)),
        first_team_id: contact.first_team().to_string(),
        team_id: contact.team.to_string(),
        state: stage_to_wire(&contact.stage).into(),
        proposed_team_id: contact
            .proposed_team()
            .map(ToString::to_string)
            .unwrap_or_default(),
        dispute_id: contact
            .dispute
            .map(|dispute| dispute.to_string())
            .unwrap_or_default(),
        accepted_at: contact.accepted_at().map(timestamp),
        open_obligations: open.into_iter().map(obligation_to_wire).collect(),
        decision_final: contact.decision_final,
        proposed_because: String::new(),
    }
}

/// What identifies people, as it is added to a contact for those who may read it.
pub(crate) struct Disclosure<'a> {
    /// The given and family names of the children, in the order of the contact.
    pub(crate) names: Vec<(Option<&'a Name>, &'a Name)>,
    /// The name of whoever told the front door.
    pub(crate) referrer: Option<&'a Name>,
    /// What was told.
    pub(crate) account: &'a Note,
    /// Why another team is asked to take it, while it is.
    pub(crate) reason: Option<&'a Note>,
}

impl<'a> From<&'a Particulars> for Disclosure<'a> {
    fn from(particulars: &'a Particulars) -> Self {
        let names = particulars.names.iter();
        Self {
            names: names
                .map(|name| (name.given.as_ref(), &name.family))
                .collect(),
            referrer: particulars.referrer.as_ref(),
            account: &particulars.account,
            reason: None,
        }
    }
}

impl<'a> From<&'a Register> for Disclosure<'a> {
    fn from(command: &'a Register) -> Self {
        let children = command.children.iter();
        Self {
            names: children
                .map(|child| (child.given.as_ref(), &child.family))
                .collect(),
            referrer: command.referrer_name.as_ref(),
            account: &command.account,
            reason: None,
        }
    }
}

/// Adds what identifies people.
pub(crate) fn disclose(mut contact: wire::Contact, disclosure: &Disclosure<'_>) -> wire::Contact {
    let text = |name: Option<&Name>| name.map_or("", Name::as_str).to_owned();
    for (child, (given, family)) in contact.children.iter_mut().zip(&disclosure.names) {
        child.given_name = text(*given);
        child.family_name = text(Some(family));
    }
    if let Some(referrer) = &mut contact.referrer {
        referrer.name = text(disclosure.referrer);
    }
    contact.account = disclosure.account.as_str().to_owned();
    contact.proposed_because = disclosure.reason.map_or("", Note::as_str).to_owned();
    contact
}

pub(crate) fn routing_to_wire(routing: &Routing) -> wire::RoutingDecision {
    wire::RoutingDecision {
        team_kind: routing.kind.to_string(),
        team_id: routing.team.to_string(),
        because: routing.because.clone(),
        clause_ids: routing.clauses.iter().map(ToString::to_string).collect(),
        considered: routing
            .considered
            .iter()
            .map(|considered| wire::ConsideredDestination {
                team_kind: considered.kind.to_string(),
                met: considered.met,
                because: considered.because.clone(),
            })
            .collect(),
    }
}

fn stage_to_wire(stage: &Stage) -> wire::ContactState {
    match stage {
        Stage::Routed => wire::ContactState::Routed,
        Stage::RedirectionProposed { .. } => wire::ContactState::RedirectionProposed,
        Stage::Disputed { .. } => wire::ContactState::Disputed,
        Stage::Accepted { .. } => wire::ContactState::Accepted,
    }
}
