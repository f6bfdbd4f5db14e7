//! Events of consents as they stand in the journal.

use chrono::{DateTime, NaiveDate, Utc};
use handrail_contracts::{
    common::v1::Date,
    intake::v1::{self as wire, consent_event},
    time::{date_from_wire, instant, timestamp},
};
use handrail_domain::{ChildId, ClauseId, ConsentId, HouseholdId};

use super::consent::{
    category, day, direction_from_wire, direction_to_wire, disclosure_to_wire, ground_from_wire,
    information_from_wire, information_to_wire, limits_to_wire, names, purpose_from_wire,
    purpose_to_wire, responsibility_from_wire, signature_to_wire,
};
use crate::consent::{
    Ask, Consent, Direction, Disclosure, Drafted, Event, Limits, Outline, Signature, What,
};

/// The type of the payload of every entry about a consent.
pub(crate) const CONSENT_PAYLOAD: &str = "type.googleapis.com/handrail.intake.v1.ConsentEvent";
/// The type of the payload of every entry about a decision to share without consent.
pub(crate) const DISCLOSURE_PAYLOAD: &str =
    "type.googleapis.com/handrail.intake.v1.DisclosureEvent";
/// The type of the payload of the entry that says that one was read.
pub(crate) const DISCLOSURE_READ_PAYLOAD: &str =
    "type.googleapis.com/handrail.intake.v1.DisclosureReadEvent";

/// An event as it goes into the journal; `consent` is as it stands after the event, and `valid_until` too.
pub(crate) fn consent_event_to_wire(
    event: &Event,
    consent: &Consent,
    valid_until: Option<DateTime<Utc>>,
) -> wire::ConsentEvent {
    wire::ConsentEvent {
        consent_id: consent.id.to_string(),
        version: consent.version,
        household_id: consent.household.to_string(),
        child_ids: consent.children.iter().map(ToString::to_string).collect(),
        at: Some(timestamp(event.at)),
        event: Some(what_to_wire(&event.what)),
        valid_until: valid_until.map(timestamp),
    }
}

fn what_to_wire(what: &What) -> consent_event::Event {
    use consent_event::Event as Wire;
    match what {
        What::Drafted(drafted) => Wire::Drafted(drafted_to_wire(drafted)),
        What::Corrected { outline, .. } => Wire::Corrected(wire::ConsentCorrected {
            issued_on: day(outline.issued_on),
            professional_categories: names(&outline.professionals),
            limits: outline.limits.iter().map(limits_to_wire).collect(),
            advocacy_refused: outline.advocacy_refused,
        }),
        What::Signed {
            signatures,
            staff,
            declaration,
            gives,
        } => Wire::Signed(wire::ConsentSigned {
            signatures: signatures.iter().map(signature_to_wire).collect(),
            staff_signed_on: staff.and_then(day),
            declaration_version: declaration.clone().unwrap_or_default(),
            gives: *gives,
        }),
        What::Refused => Wire::Refused(wire::ConsentRefused {}),
        What::Withdrawn { received_on } => Wire::Withdrawn(wire::ConsentWithdrawn {
            received_on: day(*received_on),
        }),
        What::OralWithdrawalNoted { received_on } => {
            Wire::OralWithdrawalNoted(wire::OralWithdrawalNoted {
                received_on: day(*received_on),
            })
        }
        What::ProfessionalNoted { number } => {
            Wire::ProfessionalNoted(wire::ProfessionalNoted { number: *number })
        }
        What::TrainingAllowed { occasion } => Wire::TrainingAllowed(wire::TrainingAllowed {
            occasion: occasion.to_string(),
        }),
        What::TakenOver { team } => Wire::TakenOver(wire::ConsentTakenOver {
            team_id: team.to_string(),
        }),
        What::Renewed { by } => Wire::Renewed(wire::ConsentRenewed {
            by_consent_id: by.to_string(),
        }),
        What::Expired => Wire::Expired(wire::ConsentExpired {}),
        What::Finished => Wire::InvolvementFinished(wire::InvolvementFinished {}),
        What::Shared { ask, clauses } => Wire::Shared(shared_to_wire(ask, clauses)),
        What::Read => Wire::Read(wire::ConsentRead {}),
    }
}

fn drafted_to_wire(drafted: &Drafted) -> wire::ConsentDrafted {
    wire::ConsentDrafted {
        edition_id: drafted.edition.to_string(),
        team_id: drafted.team.to_string(),
        issued_on: day(drafted.outline.issued_on),
        professional_categories: names(&drafted.outline.professionals),
        limits: drafted.outline.limits.iter().map(limits_to_wire).collect(),
        advocacy_refused: drafted.outline.advocacy_refused,
        renews_consent_id: drafted
            .renews
            .map(|earlier| earlier.to_string())
            .unwrap_or_default(),
    }
}

fn shared_to_wire(ask: &Ask, clauses: &[ClauseId]) -> wire::InformationShared {
    wire::InformationShared {
        direction: direction_to_wire(ask.direction).into(),
        purpose: purpose_to_wire(ask.purpose).into(),
        information: information_to_wire(ask.information).into(),
        category: category(ask.category.as_ref()),
        inside_council: ask.inside,
        occasion: ask
            .occasion
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        clause_ids: names(clauses),
    }
}

/// A decision to share without consent, as it goes into the journal.
pub(crate) fn disclosure_event_to_wire(disclosure: &Disclosure) -> wire::DisclosureEvent {
    wire::DisclosureEvent {
        disclosure: Some(disclosure_to_wire(disclosure)),
    }
}

/// An event from the journal, and where it belongs.
pub(crate) struct Told {
    pub(crate) consent: ConsentId,
    pub(crate) version: u64,
    pub(crate) household: HouseholdId,
    pub(crate) children: Vec<ChildId>,
    pub(crate) event: Event,
}

/// An event from the journal; nothing when it is none.
pub(crate) fn consent_event_from_wire(event: &wire::ConsentEvent) -> Option<Told> {
    let children = every(&event.child_ids, |child| child.parse().ok())?;
    Some(Told {
        consent: event.consent_id.parse().ok()?,
        version: event.version,
        household: event.household_id.parse().ok()?,
        event: Event {
            at: instant(event.at.as_ref()?)?,
            what: what_from_wire(event.event.as_ref()?, &children)?,
        },
        children,
    })
}

fn what_from_wire(event: &consent_event::Event, children: &[ChildId]) -> Option<What> {
    use consent_event::Event as Wire;
    Some(match event {
        Wire::Drafted(drafted) => What::Drafted(drafted_from_wire(drafted)?),
        Wire::Corrected(corrected) => What::Corrected {
            children: children.to_vec(),
            outline: Outline {
                issued_on: date_from_wire(corrected.issued_on.as_ref()?)?,
                professionals: every(&corrected.professional_categories, |one| one.parse().ok())?,
                limits: every(&corrected.limits, limits_from_wire)?,
                advocacy_refused: corrected.advocacy_refused,
            },
        },
        Wire::Signed(signed) => What::Signed {
            signatures: every(&signed.signatures, signature_from_wire)?,
            staff: optional_day(signed.staff_signed_on.as_ref())?,
            declaration: Some(signed.declaration_version.clone()).filter(|one| !one.is_empty()),
            gives: signed.gives,
        },
        Wire::Refused(_) => What::Refused,
        Wire::Withdrawn(withdrawn) => What::Withdrawn {
            received_on: date_from_wire(withdrawn.received_on.as_ref()?)?,
        },
        Wire::OralWithdrawalNoted(noted) => What::OralWithdrawalNoted {
            received_on: date_from_wire(noted.received_on.as_ref()?)?,
        },
        Wire::ProfessionalNoted(noted) => What::ProfessionalNoted {
            number: noted.number,
        },
        Wire::TrainingAllowed(allowed) => What::TrainingAllowed {
            occasion: allowed.occasion.parse().ok()?,
        },
        Wire::TakenOver(taken) => What::TakenOver {
            team: taken.team_id.parse().ok()?,
        },
        Wire::Renewed(renewed) => What::Renewed {
            by: renewed.by_consent_id.parse().ok()?,
        },
        Wire::Expired(_) => What::Expired,
        Wire::InvolvementFinished(_) => What::Finished,
        Wire::Shared(shared) => What::Shared {
            ask: ask_from_wire(shared)?,
            clauses: every(&shared.clause_ids, |clause| clause.parse().ok())?,
        },
        Wire::Read(_) => What::Read,
    })
}

fn drafted_from_wire(drafted: &wire::ConsentDrafted) -> Option<Drafted> {
    Some(Drafted {
        edition: drafted.edition_id.parse().ok()?,
        team: drafted.team_id.parse().ok()?,
        renews: optional(&drafted.renews_consent_id)?,
        outline: Outline {
            issued_on: date_from_wire(drafted.issued_on.as_ref()?)?,
            professionals: every(&drafted.professional_categories, |one| one.parse().ok())?,
            limits: every(&drafted.limits, limits_from_wire)?,
            advocacy_refused: drafted.advocacy_refused,
        },
    })
}

fn limits_from_wire(limit: &wire::ConsentLimit) -> Option<Limits> {
    Some(Limits {
        category: optional(&limit.category)?,
        names_person: limit.names_person,
        give: limit.give,
        obtain: limit.obtain,
    })
}

fn signature_from_wire(signature: &wire::ConsentSignature) -> Option<Signature> {
    Some(Signature {
        on: date_from_wire(signature.signed_on.as_ref()?)?,
        responsible: responsibility_from_wire(signature.responsibility())?,
    })
}

fn ask_from_wire(shared: &wire::InformationShared) -> Option<Ask> {
    Some(Ask {
        direction: direction_from_wire(shared.direction())?,
        purpose: purpose_from_wire(shared.purpose())?,
        information: information_from_wire(shared.information())?,
        category: optional(&shared.category)?,
        inside: shared.inside_council,
        occasion: optional(&shared.occasion)?,
    })
}

/// A decision to share without consent from the journal; nothing when it is none.
pub(crate) fn disclosure_from_wire(event: &wire::DisclosureEvent) -> Option<Disclosure> {
    let told = event.disclosure.as_ref()?;
    Some(Disclosure {
        id: told.id.parse().ok()?,
        household: told.household_id.parse().ok()?,
        children: every(&told.child_ids, |child| child.parse().ok())?,
        edition: told.edition_id.parse().ok()?,
        team: told.team_id.parse().ok()?,
        ground: ground_from_wire(told.ground())?,
        gives: direction_from_wire(told.direction())? == Direction::Give,
        category: optional(&told.category)?,
        at: instant(told.at.as_ref()?)?,
        clauses: every(&told.clause_ids, |clause| clause.parse().ok())?,
    })
}

fn every<W, T>(list: &[W], read: impl Fn(&W) -> Option<T>) -> Option<Vec<T>> {
    list.iter().map(read).collect()
}

/// `Some(None)` for an empty text.
fn optional<T: std::str::FromStr>(text: &str) -> Option<Option<T>> {
    if text.is_empty() {
        return Some(None);
    }
    text.parse().ok().map(Some)
}

fn optional_day(day: Option<&Date>) -> Option<Option<NaiveDate>> {
    match day {
        None => Some(None),
        Some(day) => date_from_wire(day).map(Some),
    }
}
