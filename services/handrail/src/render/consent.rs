//! Consents, and what was shared without.

use super::{blocks, date_of, facts, obligations, page, plain, table, time_of, yes};
use handrail_contracts::intake::v1::{
    Consent, ConsentForm, ConsentParticulars, Disclosure, ListConsentsResponse,
    ListDisclosuresResponse, ReadConsentResponse, ReadDisclosureResponse, RecordSharingResponse,
    SharingAnswer,
};

pub(super) fn list(response: &ListConsentsResponse) -> String {
    let rows = response.consents.iter().map(|consent| {
        [
            consent.id.clone(),
            plain!("ConsentState", consent.state()),
            time_of(consent.valid_until.as_ref()),
            consent.team_id.clone(),
            consent.child_ids.join("\n"),
        ]
    });
    page(
        "No consents.",
        &response.next_page_token,
        ["consent", "state", "valid until", "kept by", "children"],
        rows,
    )
}

pub(super) fn one(consent: &Consent) -> String {
    let about = facts([
        (
            "consent",
            format!("{} (version {})", consent.id, consent.version),
        ),
        ("state", plain!("ConsentState", consent.state())),
        ("kept by", consent.team_id.clone()),
        ("for", consent.child_ids.join("\n")),
        ("issued", date_of(consent.issued_on.as_ref())),
        ("valid until", time_of(consent.valid_until.as_ref())),
        ("staff signed", date_of(consent.staff_signed_on.as_ref())),
        ("wording", consent.declaration_version.clone()),
        ("professionals", consent.professional_categories.join(", ")),
        ("no advocacy", yes(consent.advocacy_refused)),
        ("training", consent.training_occasions.join(", ")),
        ("renews", consent.renews_consent_id.clone()),
        ("renewed", time_of(consent.renewed_at.as_ref())),
        (
            "work ended",
            time_of(consent.involvement_finished_at.as_ref()),
        ),
        ("advocacy told", time_of(consent.advocacy_told_at.as_ref())),
        ("edition", consent.edition_id.clone()),
        ("household", consent.household_id.clone()),
    ]);
    let signatures = consent.signatures.iter().map(|signature| {
        [
            date_of(signature.signed_on.as_ref()),
            plain!("ParentalResponsibility", signature.responsibility()),
        ]
    });
    let limits = consent.limits.iter().map(|limit| {
        [
            limit.category.clone(),
            yes(limit.names_person),
            yes(limit.give),
            yes(limit.obtain),
        ]
    });
    let advice: Vec<_> = consent.advice.iter().map(|one| one.text.as_str()).collect();
    let owed = match consent.open_obligations.as_slice() {
        [] => String::new(),
        duties => obligations(duties),
    };
    blocks([
        about,
        filled(
            ["signed by the family", "parental responsibility"],
            signatures,
        ),
        filled(
            ["excluded", "a person", "not given", "not obtained"],
            limits,
        ),
        advice.join("\n"),
        owed,
    ])
}

pub(super) fn form(form: &ConsentForm) -> String {
    let declaration = form.declaration.as_ref();
    let declared = declaration.map(|one| {
        let clauses = one.clause_ids.join(", ");
        format!(
            "Declaration, version {} ({clauses})\n{}",
            one.version, one.text
        )
    });
    let paragraphs = form
        .paragraphs
        .iter()
        .map(|paragraph| [paragraph.text.clone(), paragraph.clause_ids.join(", ")]);
    let kinds = form
        .professionals
        .iter()
        .map(|kind| [kind.category.clone(), kind.name.clone()]);
    blocks([
        facts([
            ("edition", form.edition_id.clone()),
            ("advocacy", form.advocacy_service.clone()),
        ]),
        table(["the form says", "clauses"], paragraphs),
        declared.unwrap_or_default(),
        table(["kind", "professional"], kinds),
    ])
}

pub(super) fn read(response: &ReadConsentResponse) -> String {
    let consent = response.consent.as_ref().map(one).unwrap_or_default();
    let held = response.particulars.as_ref().map(particulars);
    blocks([consent, held.unwrap_or_default()])
}

fn particulars(held: &ConsentParticulars) -> String {
    let adults = held
        .adults
        .iter()
        .map(|adult| [adult.name.clone(), date_of(adult.born_on.as_ref())]);
    let children = held.children.iter().map(|child| {
        [
            child.name.clone(),
            date_of(child.born_on.as_ref()),
            child.ics.clone(),
        ]
    });
    let professionals = held.professionals.iter().map(|entry| {
        [
            entry.category.clone(),
            entry.details.clone(),
            entry.comment.clone(),
            entry.admin.clone(),
        ]
    });
    let conditions = held.conditions.iter().map(|condition| {
        [
            condition.name.clone(),
            condition.category.clone(),
            yes(condition.give),
            yes(condition.obtain),
        ]
    });
    let signatures = held
        .signatures
        .iter()
        .map(|one| [one.name.clone(), one.relationship.clone()]);
    blocks([
        filled(["adult", "born"], adults),
        filled(["child", "born", "ICS"], children),
        facts([
            ("children live at", held.childrens_address.clone()),
            ("parents live at", held.parents_address.clone()),
            ("staff", held.staff_name.clone()),
            ("withdrawal", held.withdrawal_reference.clone()),
            ("said", held.oral_withdrawals.join("\n")),
        ]),
        filled(["kind", "details", "comment", "for staff"], professionals),
        filled(
            ["excluded", "kind", "not given", "not obtained"],
            conditions,
        ),
        filled(["signed", "relationship"], signatures),
    ])
}

pub(super) fn answer(answer: &SharingAnswer) -> String {
    let said = if answer.allowed {
        "It may"
    } else {
        "It may not"
    };
    format!(
        "{said} be shared under {}: {}",
        answer.clause_ids.join(", "),
        answer.because
    )
}

pub(super) fn recorded(response: &RecordSharingResponse) -> String {
    let contact = response.advocacy_contact.as_ref().map(|contact| {
        facts([
            ("names", contact.names.join("\n")),
            ("address", contact.address.clone()),
        ])
    });
    blocks([
        response.answer.as_ref().map(answer).unwrap_or_default(),
        contact.unwrap_or_default(),
        response.consent.as_ref().map(one).unwrap_or_default(),
    ])
}

pub(super) fn disclosure(disclosure: &Disclosure) -> String {
    facts([
        ("decision", disclosure.id.clone()),
        ("ground", plain!("DisclosureGround", disclosure.ground())),
        (
            "direction",
            plain!("SharingDirection", disclosure.direction()),
        ),
        ("kind", disclosure.category.clone()),
        ("by", disclosure.team_id.clone()),
        ("at", time_of(disclosure.at.as_ref())),
        ("for", disclosure.child_ids.join("\n")),
        ("clauses", disclosure.clause_ids.join(", ")),
        ("household", disclosure.household_id.clone()),
    ])
}

pub(super) fn believed(response: &ReadDisclosureResponse) -> String {
    let decided = response.disclosure.as_ref().map(disclosure);
    let held = facts([
        ("believed", response.reason.clone()),
        ("with or from", response.name.clone()),
    ]);
    blocks([decided.unwrap_or_default(), held])
}

pub(super) fn disclosures(response: &ListDisclosuresResponse) -> String {
    let rows = response.disclosures.iter().map(|one| {
        [
            one.id.clone(),
            time_of(one.at.as_ref()),
            plain!("DisclosureGround", one.ground()),
            plain!("SharingDirection", one.direction()),
            one.team_id.clone(),
        ]
    });
    page(
        "Nothing was shared without consent.",
        &response.next_page_token,
        ["decision", "at", "ground", "direction", "by"],
        rows,
    )
}

/// A table that is left out where it has no rows.
fn filled<const COLUMNS: usize>(
    header: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> String {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        String::new()
    } else {
        table(header, rows)
    }
}
