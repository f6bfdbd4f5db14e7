//! Consents on the wire.

use chrono::NaiveDate;
use handrail_contracts::{
    common::v1::Advice,
    intake::v1 as wire,
    obligation::obligation_to_wire,
    time::{date_to_wire, timestamp},
};
use handrail_domain::{CategoryId, deadline::Deadline, obligation::Obligation, text::Note};

use crate::{
    consent::{
        Answer, Consent, Direction, Disclosure, Ground, Information, Limits, Particulars, Purpose,
        Signature, Standing, Terms,
    },
    contact::Name,
};

/// The form of an edition.
pub(crate) fn form_to_wire(terms: Terms<'_>) -> wire::ConsentForm {
    let form = terms.form;
    wire::ConsentForm {
        edition_id: terms.edition.id.to_string(),
        paragraphs: form
            .paragraphs
            .iter()
            .map(|said| wire::ConsentParagraph {
                text: said.says.clone(),
                clause_ids: names(&said.clauses),
            })
            .collect(),
        declaration: Some(wire::ConsentDeclaration {
            version: form.declaration.version.clone(),
            text: form.declaration.says.clone(),
            clause_ids: names(&form.declaration.clauses),
        }),
        professionals: form
            .professionals
            .iter()
            .map(|professional| wire::ProfessionalCategory {
                category: professional.category.to_string(),
                name: professional.name.clone(),
            })
            .collect(),
        advocacy_service: form.advocacy.clone(),
    }
}

/// A consent as it stands.
pub(crate) fn consent_to_wire<'o>(
    consent: &Consent,
    (standing, valid_until): (Standing, Option<&Deadline>),
    open: impl IntoIterator<Item = &'o Obligation>,
    terms: Terms<'_>,
) -> wire::Consent {
    let advice = consent.lacks(terms).into_iter();
    wire::Consent {
        id: consent.id.to_string(),
        version: consent.version,
        household_id: consent.household.to_string(),
        child_ids: consent.children.iter().map(ToString::to_string).collect(),
        edition_id: consent.edition.to_string(),
        team_id: consent.team.to_string(),
        state: standing_to_wire(standing).into(),
        issued_on: Some(date_to_wire(consent.issued_on)),
        valid_until: valid_until.map(|until| timestamp(until.due)),
        signatures: consent.signatures.iter().map(signature_to_wire).collect(),
        staff_signed_on: consent.staff_signed_on.map(date_to_wire),
        declaration_version: consent.declaration.clone().unwrap_or_default(),
        professional_categories: consent
            .professionals
            .iter()
            .map(ToString::to_string)
            .collect(),
        limits: consent.limits.iter().map(limits_to_wire).collect(),
        advocacy_refused: consent.advocacy_refused,
        training_occasions: consent.training.iter().map(ToString::to_string).collect(),
        renews_consent_id: consent
            .renews
            .map(|earlier| earlier.to_string())
            .unwrap_or_default(),
        renewed_at: consent.renewed_at.map(timestamp),
        involvement_finished_at: consent.finished_at.map(timestamp),
        advocacy_told_at: consent.advocacy_told_at.map(timestamp),
        shared: consent.shared,
        oral_withdrawals: consent.oral_withdrawals,
        open_obligations: open.into_iter().map(obligation_to_wire).collect(),
        advice: advice
            .map(|(says, clauses)| Advice {
                text: says.to_owned(),
                clause_ids: names(&clauses),
            })
            .collect(),
    }
}

/// What a form holds about people, with the days of the signatures of its consent.
pub(crate) fn particulars_to_wire(
    particulars: &Particulars,
    consent: &Consent,
) -> wire::ConsentParticulars {
    let children = particulars.children.iter();
    let signed = particulars.signers.iter().zip(&consent.signatures);
    wire::ConsentParticulars {
        adults: particulars
            .adults
            .iter()
            .map(|adult| wire::ConsentAdult {
                name: adult.name.as_str().to_owned(),
                born_on: Some(date_to_wire(adult.born)),
            })
            .collect(),
        children: children
            .map(|entry| wire::ConsentChild {
                child_id: entry.child.to_string(),
                name: entry.name.as_str().to_owned(),
                born_on: Some(date_to_wire(entry.born)),
                ics: entry.ics.as_str().to_owned(),
            })
            .collect(),
        childrens_address: text(particulars.childrens_address.as_ref()),
        parents_address: text(particulars.parents_live_at()),
        professionals: particulars
            .professionals
            .iter()
            .map(|entry| wire::ConsentProfessional {
                category: entry.category.to_string(),
                details: entry.details.as_str().to_owned(),
                comment: text(entry.comment.as_ref()),
                admin: text(entry.admin.as_ref()),
            })
            .collect(),
        conditions: particulars
            .conditions
            .iter()
            .map(|condition| wire::ConsentCondition {
                name: name(condition.person.as_ref()),
                category: category(condition.category.as_ref()),
                give: condition.give,
                obtain: condition.obtain,
            })
            .collect(),
        signatures: signed
            .map(|(signer, signature)| wire::FamilySignature {
                name: signer.name.as_str().to_owned(),
                signed_on: Some(date_to_wire(signature.on)),
                relationship: signer.relationship.as_str().to_owned(),
                responsibility: responsibility_to_wire(signature.responsible).into(),
            })
            .collect(),
        staff_name: name(particulars.staff.as_ref()),
        withdrawal_reference: text(particulars.withdrawal.as_ref()),
        oral_withdrawals: particulars
            .oral_withdrawals
            .iter()
            .map(|note| note.as_str().to_owned())
            .collect(),
        shared_with: particulars
            .shared_with
            .iter()
            .map(|shared| name(shared.as_ref()))
            .collect(),
    }
}

/// All that the advocacy service is told.
pub(crate) fn advocacy_contact(particulars: &Particulars) -> wire::AdvocacyContact {
    let adults = particulars.adults.iter();
    wire::AdvocacyContact {
        names: adults.map(|adult| adult.name.as_str().to_owned()).collect(),
        address: text(particulars.parents_live_at()),
    }
}

pub(crate) fn answer_to_wire(answer: &Answer) -> wire::SharingAnswer {
    wire::SharingAnswer {
        allowed: answer.allowed,
        because: answer.because.clone(),
        clause_ids: names(&answer.clauses),
    }
}

pub(crate) fn disclosure_to_wire(disclosure: &Disclosure) -> wire::Disclosure {
    let direction = if disclosure.gives {
        Direction::Give
    } else {
        Direction::Obtain
    };
    wire::Disclosure {
        id: disclosure.id.to_string(),
        household_id: disclosure.household.to_string(),
        child_ids: disclosure
            .children
            .iter()
            .map(ToString::to_string)
            .collect(),
        edition_id: disclosure.edition.to_string(),
        team_id: disclosure.team.to_string(),
        ground: match disclosure.ground {
            Ground::ProtectsFamily => wire::DisclosureGround::ProtectsFamily,
            Ground::PreventsHarm => wire::DisclosureGround::PreventsHarm,
            Ground::PreventsOrDetectsCrime => wire::DisclosureGround::PreventsOrDetectsCrime,
        }
        .into(),
        direction: direction_to_wire(direction).into(),
        category: category(disclosure.category.as_ref()),
        at: Some(timestamp(disclosure.at)),
        clause_ids: names(&disclosure.clauses),
    }
}

fn standing_to_wire(standing: Standing) -> wire::ConsentState {
    match standing {
        Standing::Draft => wire::ConsentState::Draft,
        Standing::Refused => wire::ConsentState::Refused,
        Standing::Given => wire::ConsentState::Given,
        Standing::Withdrawn => wire::ConsentState::Withdrawn,
        Standing::Expired => wire::ConsentState::Expired,
    }
}

pub(super) fn signature_to_wire(signature: &Signature) -> wire::ConsentSignature {
    wire::ConsentSignature {
        signed_on: Some(date_to_wire(signature.on)),
        responsibility: responsibility_to_wire(signature.responsible).into(),
    }
}

pub(super) fn limits_to_wire(limits: &Limits) -> wire::ConsentLimit {
    wire::ConsentLimit {
        category: category(limits.category.as_ref()),
        names_person: limits.names_person,
        give: limits.give,
        obtain: limits.obtain,
    }
}

fn responsibility_to_wire(responsible: bool) -> wire::ParentalResponsibility {
    if responsible {
        wire::ParentalResponsibility::Yes
    } else {
        wire::ParentalResponsibility::No
    }
}

/// What was declared on parental responsibility; nothing when nothing was.
pub(crate) fn responsibility_from_wire(said: wire::ParentalResponsibility) -> Option<bool> {
    match said {
        wire::ParentalResponsibility::Unspecified => None,
        wire::ParentalResponsibility::Yes => Some(true),
        wire::ParentalResponsibility::No => Some(false),
    }
}

pub(super) fn direction_to_wire(direction: Direction) -> wire::SharingDirection {
    match direction {
        Direction::Give => wire::SharingDirection::Give,
        Direction::Obtain => wire::SharingDirection::Obtain,
    }
}

pub(crate) fn direction_from_wire(direction: wire::SharingDirection) -> Option<Direction> {
    match direction {
        wire::SharingDirection::Unspecified => None,
        wire::SharingDirection::Give => Some(Direction::Give),
        wire::SharingDirection::Obtain => Some(Direction::Obtain),
    }
}

pub(super) fn purpose_to_wire(purpose: Purpose) -> wire::SharingPurpose {
    match purpose {
        Purpose::Support => wire::SharingPurpose::Support,
        Purpose::PlanningOrResearch => wire::SharingPurpose::PlanningOrResearch,
        Purpose::StaffTraining => wire::SharingPurpose::StaffTraining,
        Purpose::Advocacy => wire::SharingPurpose::Advocacy,
    }
}

pub(crate) fn purpose_from_wire(purpose: wire::SharingPurpose) -> Option<Purpose> {
    match purpose {
        wire::SharingPurpose::Unspecified => None,
        wire::SharingPurpose::Support => Some(Purpose::Support),
        wire::SharingPurpose::PlanningOrResearch => Some(Purpose::PlanningOrResearch),
        wire::SharingPurpose::StaffTraining => Some(Purpose::StaffTraining),
        wire::SharingPurpose::Advocacy => Some(Purpose::Advocacy),
    }
}

pub(super) fn information_to_wire(information: Information) -> wire::SharedInformation {
    match information {
        Information::Identifiable => wire::SharedInformation::Identifiable,
        Information::Anonymised => wire::SharedInformation::Anonymised,
        Information::ContactDetails => wire::SharedInformation::ContactDetails,
    }
}

pub(crate) fn information_from_wire(information: wire::SharedInformation) -> Option<Information> {
    match information {
        wire::SharedInformation::Unspecified => None,
        wire::SharedInformation::Identifiable => Some(Information::Identifiable),
        wire::SharedInformation::Anonymised => Some(Information::Anonymised),
        wire::SharedInformation::ContactDetails => Some(Information::ContactDetails),
    }
}

pub(crate) fn ground_from_wire(ground: wire::DisclosureGround) -> Option<Ground> {
    match ground {
        wire::DisclosureGround::Unspecified => None,
        wire::DisclosureGround::ProtectsFamily => Some(Ground::ProtectsFamily),
        wire::DisclosureGround::PreventsHarm => Some(Ground::PreventsHarm),
        wire::DisclosureGround::PreventsOrDetectsCrime => Some(Ground::PreventsOrDetectsCrime),
    }
}

pub(super) fn category(category: Option<&CategoryId>) -> String {
    category.map(ToString::to_string).unwrap_or_default()
}

pub(super) fn names<T: ToString>(members: &[T]) -> Vec<String> {
    members.iter().map(ToString::to_string).collect()
}

pub(super) fn day(day: NaiveDate) -> Option<handrail_contracts::common::v1::Date> {
    Some(date_to_wire(day))
}

fn text(note: Option<&Note>) -> String {
    note.map_or("", Note::as_str).to_owned()
}

fn name(name: Option<&Name>) -> String {
    name.map_or("", Name::as_str).to_owned()
}
