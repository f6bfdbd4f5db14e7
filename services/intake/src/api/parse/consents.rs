//! Requests about consent, parsed. What is missing from a form is told by the decision, which knows the clauses
//! that ask for it; here it is told what can't be read.

mod form;
mod sharing;

pub(crate) use form::{correct, draft};
pub(crate) use sharing::{may_share, share, share_without_consent};

use chrono::NaiveDate;
use handrail_contracts::{
    common::v1::{CommandHeader, Date},
    intake::v1 as wire,
    parse::{Fields, Header},
};
use handrail_domain::{ConsentId, DisclosureId, HouseholdId};
use handrail_frame::Actor;
use handrail_ledger::page::Page;
use tonic::Status;
use uuid::Uuid;

use super::{asked, name};
use crate::{
    consent::{Command, NewSignature, Terms, Withdrawal, Wrong},
    contact::Name,
    service::Asked,
    store::{self, ConsentListing},
    wire::responsibility_from_wire,
};

/// More than any form has, so that a long list is refused before it is read.
const ADULTS: usize = 10;

/// A change of a consent, as it was asked for.
pub(crate) type Change = (Asked, ConsentId, Command);

pub(crate) fn sign(actor: Actor, request: &wire::SignConsentRequest) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let family = list(
        &fields,
        "family_signatures",
        &request.family_signatures,
        ADULTS,
        signature,
    );
    let family: Option<Vec<_>> = family.into_iter().collect();
    let staff = match &request.staff_signature {
        None => Some(None),
        Some(signature) => {
            let name = optional_name(&fields, "staff_signature.name", &signature.name);
            let on = signature.signed_on.as_ref();
            let on = day(&fields, "staff_signature.signed_on", on);
            name.zip(on).map(Some)
        }
    };
    let whole = target.zip(family.zip(staff));
    let ((header, id), (family, staff)) = fields.finish(whole)?;
    let declaration = &request.declaration_version;
    let command = Command::Sign {
        family,
        staff,
        declaration: Some(declaration.clone()).filter(|version| !version.is_empty()),
    };
    let asked = asked(actor, "intake.v1.SignConsent", header, request);
    Ok((asked, id, command))
}

fn signature(fields: &Fields, field: &str, new: &wire::FamilySignature) -> Option<NewSignature> {
    let name = optional_name(fields, &format!("{field}.name"), &new.name);
    let on = day(
        fields,
        &format!("{field}.signed_on"),
        new.signed_on.as_ref(),
    );
    let relationship = fields.note_optional(&format!("{field}.relationship"), &new.relationship);
    Some(NewSignature {
        name: name?,
        on: on?,
        relationship: relationship?,
        responsible: responsibility_from_wire(new.responsibility()),
    })
}

pub(crate) fn refuse(actor: Actor, request: &wire::RefuseConsentRequest) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let (header, id) = fields.finish(target)?;
    let asked = asked(actor, "intake.v1.RefuseConsent", header, request);
    Ok((asked, id, Command::Refuse))
}

pub(crate) fn withdraw(
    actor: Actor,
    request: &wire::WithdrawConsentRequest,
) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let reference = fields.note_optional("reference", &request.reference);
    let note = fields.note_optional("note", &request.note);
    let how = fields.choice("form", request.form, |form| match form {
        wire::WithdrawalForm::Unspecified => None,
        wire::WithdrawalForm::Written => Some(Withdrawal::Written {
            reference: reference.clone().flatten(),
        }),
        wire::WithdrawalForm::Oral => Some(Withdrawal::Oral {
            note: note.clone().flatten(),
        }),
    });
    let received_on = day(&fields, "received_on", request.received_on.as_ref());
    let read = reference.is_some() && note.is_some();
    let command = how.zip(received_on).filter(|_| read);
    let ((header, id), (how, received_on)) = fields.finish(target.zip(command))?;
    let asked = asked(actor, "intake.v1.WithdrawConsent", header, request);
    Ok((asked, id, Command::Withdraw { how, received_on }))
}

pub(crate) fn note_professional(
    actor: Actor,
    request: &wire::NoteProfessionalRequest,
) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let admin = fields.note("admin", &request.admin);
    let ((header, id), admin) = fields.finish(target.zip(admin))?;
    let asked = asked(actor, "intake.v1.NoteProfessional", header, request);
    let number = request.number;
    Ok((asked, id, Command::NoteProfessional { number, admin }))
}

pub(crate) fn allow_training(
    actor: Actor,
    request: &wire::AllowTrainingRequest,
) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let occasion = fields.parse("occasion", &request.occasion);
    let ((header, id), occasion) = fields.finish(target.zip(occasion))?;
    let asked = asked(actor, "intake.v1.AllowTraining", header, request);
    Ok((asked, id, Command::AllowTraining { occasion }))
}

pub(crate) fn take_over(
    actor: Actor,
    request: &wire::TakeOverConsentRequest,
) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let team = fields.parse("team_id", &request.team_id);
    let ((header, id), team) = fields.finish(target.zip(team))?;
    let asked = asked(actor, "intake.v1.TakeOverConsent", header, request);
    Ok((asked, id, Command::TakeOver { team }))
}

pub(crate) fn finish(
    actor: Actor,
    request: &wire::FinishInvolvementRequest,
) -> Result<Change, Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let (header, id) = fields.finish(target)?;
    let asked = asked(actor, "intake.v1.FinishInvolvement", header, request);
    Ok((asked, id, Command::Finish))
}

pub(crate) fn read(
    actor: Actor,
    request: &wire::ReadConsentRequest,
) -> Result<(Asked, ConsentId), Status> {
    let fields = Fields::new();
    let target = target(&fields, request.header.as_ref(), &request.consent_id);
    let (header, id) = fields.finish(target)?;
    Ok((asked(actor, "intake.v1.ReadConsent", header, request), id))
}

pub(crate) fn read_disclosure(
    actor: Actor,
    request: &wire::ReadDisclosureRequest,
) -> Result<(Asked, DisclosureId), Status> {
    let fields = Fields::new();
    let header = fields.header(request.header.as_ref());
    let id = fields.parse("disclosure_id", &request.disclosure_id);
    let (header, id) = fields.finish(header.zip(id))?;
    Ok((
        asked(actor, "intake.v1.ReadDisclosure", header, request),
        id,
    ))
}

pub(crate) fn consents(
    request: &wire::ListConsentsRequest,
) -> Result<(ConsentListing, Page<Uuid>), Status> {
    let fields = Fields::new();
    let page = Page::of(store::CONSENTS, request.page.as_ref(), &fields);
    let household = fields.parse_optional("household_id", &request.household_id);
    let team = fields.parse_optional("team_id", &request.team_id);
    let listing = household.zip(team);
    let listing = listing.map(|(household, team)| ConsentListing { household, team });
    fields.finish(listing.zip(page))
}

pub(crate) fn disclosures(
    request: &wire::ListDisclosuresRequest,
) -> Result<(Option<HouseholdId>, Page<Uuid>), Status> {
    let fields = Fields::new();
    let page = Page::of(store::DISCLOSURES, request.page.as_ref(), &fields);
    let household = fields.parse_optional("household_id", &request.household_id);
    fields.finish(household.zip(page))
}

fn target(
    fields: &Fields,
    header: Option<&CommandHeader>,
    id: &str,
) -> Option<(Header, ConsentId)> {
    let header = fields.header(header);
    let id = fields.parse("consent_id", id);
    header.zip(id)
}

/// A list of at most so many, each with the path of its field.
fn list<W, T>(
    fields: &Fields,
    field: &str,
    found: &[W],
    most: usize,
    parse: impl Fn(&Fields, &str, &W) -> T,
) -> Vec<T> {
    fields.count(field, found.len(), 0, most);
    let parsed = found.iter().take(most).enumerate();
    parsed
        .map(|(index, one)| parse(fields, &format!("{field}[{index}]"), one))
        .collect()
}

/// What the form says of those fields that could be read, once another could not: none hides behind that one.
fn tell_more<'r>(
    fields: &Fields,
    terms: impl FnOnce() -> Option<Terms<'r>>,
    wrong: impl FnOnce(Terms<'r>) -> Vec<Wrong>,
) {
    if !fields.any_wrong() {
        return;
    }
    let more = terms().map(wrong).into_iter().flatten();
    let news: Vec<_> = more
        .filter(|wrong| !fields.is_wrong(&wrong.field))
        .collect();
    for Wrong {
        field,
        what,
        clauses,
    } in news
    {
        fields.wrong_under(&field, what, &clauses);
    }
}

/// A day that may be left out: `Some(None)` when it is.
fn day(fields: &Fields, field: &str, day: Option<&Date>) -> Option<Option<NaiveDate>> {
    match day {
        None => Some(None),
        Some(day) => fields.date(field, Some(day)).map(Some),
    }
}

/// A name that may be left out: `Some(None)` when it is.
fn optional_name(fields: &Fields, field: &str, text: &str) -> Option<Option<Name>> {
    if text.is_empty() {
        return Some(None);
    }
    name(fields, field, text).map(Some)
}
