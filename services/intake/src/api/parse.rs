//! Requests, parsed: everything that is wrong is told at once.

pub(super) mod consents;

use chrono::{DateTime, NaiveDate, Utc};
use handrail_contracts::{
    common::v1::CommandHeader,
    intake::v1 as wire,
    parse::{Fields, Header},
};
use handrail_domain::{
    ChildId, ConsentId, ContactId,
    calendar::london::local_date,
    child::{Birth, Need},
    directory::Directory,
};
use handrail_frame::Actor;
use handrail_ledger::{
    RequestKey,
    obligations::{self, Key, Listing as Owed},
    page::Page,
};
use prost::Message;
use tonic::Status;
use uuid::Uuid;

use crate::{
    contact::{
        Command, Name, ReferrerKind,
        register::{CHILDREN, NewChild, Register},
    },
    repeated::repeated,
    service::Asked,
    store::{self, Listing},
};

/// The stages of a contact, by their number on the wire.
fn stage_name(state: wire::ContactState) -> Option<&'static str> {
    match state {
        wire::ContactState::Unspecified => None,
        wire::ContactState::Routed => Some("routed"),
        wire::ContactState::RedirectionProposed => Some("redirection-proposed"),
        wire::ContactState::Disputed => Some("disputed"),
        wire::ContactState::Accepted => Some("accepted"),
    }
}

pub(super) fn register(
    actor: Actor,
    request: &wire::RegisterContactRequest,
    directory: &Directory,
    now: DateTime<Utc>,
) -> Result<(Asked, Register), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let command = registration(&fields, request, directory, now);
    let (header, command) = fields.finish(header.zip(command))?;
    Ok((
        asked(actor, "intake.v1.RegisterContact", header, request),
        command,
    ))
}

fn registration(
    fields: &Fields,
    request: &wire::RegisterContactRequest,
    directory: &Directory,
    now: DateTime<Utc>,
) -> Option<Register> {
    let household = fields.parse_optional("household_id", &request.household_id);
    let received_at = fields.happened("received_at", request.received_at.as_ref(), now);
    // A wrong time hides no birth that can't be.
    let received_on = local_date(received_at.unwrap_or(now));
    let counted = fields.count("children", request.children.len(), 1, CHILDREN);
    let new = || request.children.iter().take(CHILDREN).enumerate();
    let ids: Vec<_> = new()
        .map(|(index, new)| known_child(fields, index, new))
        .collect();
    for index in repeated(ids.iter().map(|id| id.flatten())) {
        let what = "names a child for the second time";
        fields.wrong(&format!("children[{index}].child_id"), what);
    }
    let children: Vec<_> = new()
        .zip(ids)
        .map(|((index, new), id)| child(fields, index, id, new, received_on))
        .collect();
    let counted = counted.and(fields.count("needs", request.needs.len(), 1, Need::ALL.len()));
    let needs = request.needs.iter().take(Need::ALL.len()).enumerate();
    let needs: Vec<_> = needs
        .map(|(index, need)| fields.parse(&format!("needs[{index}]"), need))
        .collect();
    for index in repeated(needs.iter().copied()) {
        fields.wrong(&format!("needs[{index}]"), "is given for the second time");
    }
    let district = fields
        .parse("district_id", &request.district_id)
        .filter(|id| {
            let known = directory.district(id).is_some();
            if !known {
                fields.wrong("district_id", "not a district of the organisation");
            }
            known
        });
    let referrer = referrer(fields, request.referrer.as_ref());
    let account = fields.note("account", &request.account);
    counted?;
    let (referrer, referrer_name) = referrer?;
    Some(Register {
        household: household?,
        children: children.into_iter().collect::<Option<_>>()?,
        needs: needs.into_iter().collect::<Option<_>>()?,
        district: district?,
        referrer,
        referrer_name,
        account: account?,
        received_at: received_at?,
    })
}

fn known_child(fields: &Fields, index: usize, new: &wire::ContactChild) -> Option<Option<ChildId>> {
    fields.parse_optional(&format!("children[{index}].child_id"), &new.child_id)
}

fn child(
    fields: &Fields,
    index: usize,
    child: Option<Option<ChildId>>,
    new: &wire::ContactChild,
    received_on: NaiveDate,
) -> Option<NewChild> {
    let field = |name: &str| format!("children[{index}].{name}");
    let birth = fields.birth_by(&field("birth"), new.birth.as_ref(), received_on);
    let family = name(fields, &field("family_name"), &new.family_name);
    // A baby who is not born yet may have no name yet.
    let unnamed = new.given_name.is_empty() && birth.as_ref().is_some_and(Birth::is_unborn);
    let given = if unnamed {
        Some(None)
    } else {
        name(fields, &field("given_name"), &new.given_name).map(Some)
    };
    Some(NewChild {
        child: child?,
        given: given?,
        family: family?,
        birth: birth?,
    })
}

fn referrer(
    fields: &Fields,
    referrer: Option<&wire::Referrer>,
) -> Option<(ReferrerKind, Option<Name>)> {
    let Some(referrer) = referrer else {
        fields.wrong("referrer", "needed");
        return None;
    };
    let kind = fields.parse("referrer.kind", &referrer.kind);
    let named = if referrer.name.is_empty() {
        Some(None)
    } else {
        name(fields, "referrer.name", &referrer.name).map(Some)
    };
    kind.zip(named)
}

fn name(fields: &Fields, field: &str, text: &str) -> Option<Name> {
    let name = Name::try_from(text.to_owned());
    name.map_err(|error| fields.wrong(field, error)).ok()
}

pub(super) fn propose(
    actor: Actor,
    request: &wire::ProposeRedirectionRequest,
    directory: &Directory,
) -> Result<(Asked, ContactId, Command), Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.contact_id);
    let to = fields
        .parse("proposed_team_id", &request.proposed_team_id)
        .filter(|id| {
            let known = directory.team(id).is_some();
            if !known {
                fields.wrong("proposed_team_id", "not a team of the organisation");
            }
            known
        });
    let reason = fields.note("reason", &request.reason);
    let command = to.zip(reason);
    let ((header, id), (to, reason)) = fields.finish(target.zip(command))?;
    let asked = asked(actor, "intake.v1.ProposeRedirection", header, request);
    Ok((asked, id, Command::Propose { to, reason }))
}

pub(super) fn agree(
    actor: Actor,
    request: &wire::AgreeRedirectionRequest,
) -> Result<(Asked, ContactId), Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.contact_id);
    let (header, id) = fields.finish(target)?;
    Ok((
        asked(actor, "intake.v1.AgreeRedirection", header, request),
        id,
    ))
}

pub(super) fn dispute(
    actor: Actor,
    request: &wire::DisputeRedirectionRequest,
) -> Result<(Asked, ContactId, Command), Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.contact_id);
    let position = fields.note("position", &request.position);
    let ((header, id), position) = fields.finish(target.zip(position))?;
    let asked = asked(actor, "intake.v1.DisputeRedirection", header, request);
    let urgent = request.urgent;
    Ok((asked, id, Command::Dispute { position, urgent }))
}

pub(super) fn accept(
    actor: Actor,
    request: &wire::AcceptContactRequest,
) -> Result<(Asked, ContactId), Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.contact_id);
    let (header, id) = fields.finish(target)?;
    Ok((asked(actor, "intake.v1.AcceptContact", header, request), id))
}

pub(super) fn contacts(
    request: &wire::ListContactsRequest,
) -> Result<(Listing, Page<Uuid>), Status> {
    let fields = Fields::new();
    let page = Page::of(store::LIST, request.page.as_ref(), &fields);
    let team = fields.parse_optional("team_id", &request.team_id);
    let stage = if request.state == 0 {
        Some(None)
    } else {
        fields.choice("state", request.state, stage_name).map(Some)
    };
    let listing = team.zip(stage).map(|(team, stage)| Listing { team, stage });
    fields.finish(listing.zip(page))
}

pub(super) fn obligations(
    request: &wire::ListObligationsRequest,
) -> Result<(Owed, Page<Key>), Status> {
    let fields = Fields::new();
    let page = Page::of(obligations::LIST, request.page.as_ref(), &fields);
    let team = fields.parse_optional("team_id", &request.team_id);
    let contact = fields.parse_optional::<ContactId>("contact_id", &request.contact_id);
    let consent = fields.parse_optional::<ConsentId>("consent_id", &request.consent_id);
    if !request.contact_id.is_empty() && !request.consent_id.is_empty() {
        fields.wrong("consent_id", "give a contact or a consent, not both");
    }
    let subject = contact.zip(consent).map(|(contact, consent)| {
        let contact = contact.map(|contact| contact.0);
        contact.or(consent.map(|consent| consent.0))
    });
    let listing = team.zip(subject).map(|(owner_team, subject)| Owed {
        owner_team,
        subject,
        include_closed: request.include_closed,
    });
    fields.finish(listing.zip(page))
}

fn target(
    fields: &Fields,
    header: Option<&CommandHeader>,
    id: &str,
) -> Option<(Header, ContactId)> {
    let header = fields.header(header);
    let id = fields.parse("contact_id", id);
    header.zip(id)
}

fn asked(actor: Actor, method: &'static str, header: Header, request: &impl Message) -> Asked {
    let key = RequestKey::of(&actor.subject, method, &header.request_id, request);
    Asked { actor, key, header }
}
