//! A family and its consent: the form, its year, what it allows, and what happens to a transfer that waits for it (E-CONSENT).

use handrail::contract::Member;
use handrail_contracts::{
    common::v1::Date,
    intake::v1::{
        AllowTrainingRequest, Consent, ConsentAdult, ConsentChild, ConsentProfessional,
        ConsentState, CorrectConsentRequest, DisclosureGround, DraftConsentRequest,
        FamilySignature, FinishInvolvementRequest, GetConsentFormRequest, GetConsentRequest,
        ListConsentsRequest, ListDisclosuresRequest, MayShareRequest, NoteProfessionalRequest,
        ParentalResponsibility, ReadConsentRequest, ReadDisclosureRequest, RecordSharingRequest,
        RefuseConsentRequest, ShareWithoutConsentRequest, SharedInformation, SharingDirection,
        SharingPurpose, SignConsentRequest, StaffSignature, TakeOverConsentRequest,
        WithdrawConsentRequest, WithdrawalForm,
    },
    transfers::v1::AdmitChildrenRequest,
};
use handrail_stories::stories;
use handrail_testkit::{
    Desk, Granted, Handrail, ask,
    expect::{expect_invalid, expect_refused},
    planted,
};

stories!(
    e_consent_a_family_agrees_and_what_that_allows_is_told,
    e_consent_18_what_has_to_be_shared_is_shared_whatever_the_family_decides,
);

const TEAM: &str = "assessment-1";
const MANAGER: &str = "assessment-1-manager";
const OTHER: &str = "family-safeguarding-east-1";
const OTHER_MANAGER: &str = "family-safeguarding-east-1-manager";

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

/// A family of one child, led by an assessment team: the household and the child.
async fn family(desk: &Desk) -> (String, String) {
    let admit = AdmitChildrenRequest {
        header: ask::header(),
        team_id: TEAM.to_owned(),
        births: vec![ask::born("2016-05-04")],
        since: None,
    };
    let admitted = desk.transfers().admit_children(admit).await.granted();
    let child = admitted.leads[0].child_id.clone();
    (admitted.household_id, child)
}

async fn drafted(desk: &Desk, household: &str, child: &str) -> Consent {
    let draft = filled_in(household, child);
    desk.consent().draft_consent(draft).await.granted()
}

fn filled_in(household: &str, child: &str) -> DraftConsentRequest {
    DraftConsentRequest {
        header: ask::header(),
        edition_id: "2018".to_owned(),
        team_id: TEAM.to_owned(),
        household_id: household.to_owned(),
        children: vec![ConsentChild {
            child_id: child.to_owned(),
            name: planted::GIVEN_NAME.to_owned(),
            born_on: date(2016, 5, 4),
            ics: "SAMPLE-1".to_owned(),
        }],
        adults: vec![ConsentAdult {
            name: planted::FAMILY_NAME.to_owned(),
            born_on: date(1985, 5, 4),
        }],
        childrens_address: planted::text("address"),
        professionals: vec![ConsentProfessional {
            category: "gp".to_owned(),
            details: planted::text("details"),
            comment: planted::text("comment"),
            ..ConsentProfessional::default()
        }],
        leaflet_given: true,
        issued_on: date(2018, 6, 1),
        ..DraftConsentRequest::default()
    }
}

fn share(consent: &Consent, purpose: SharingPurpose) -> RecordSharingRequest {
    RecordSharingRequest {
        header: ask::header(),
        consent_id: consent.id.clone(),
        direction: SharingDirection::Give.into(),
        purpose: purpose.into(),
        ..RecordSharingRequest::default()
    }
}

pub(crate) async fn e_consent_a_family_agrees_and_what_that_allows_is_told(kit: &Handrail) {
    let desk = kit.as_officer(MANAGER);
    let shown = GetConsentFormRequest {
        edition_id: "2018".to_owned(),
    };
    let form = desk.consent().get_consent_form(shown).await.granted();
    assert_eq!(form.professionals.len(), 14);
    let (household, child) = family(&desk).await;
    let draft = drafted(&desk, &household, &child).await;
    assert_eq!(draft.state(), ConsentState::Draft);
    let again = filled_in(&household, &child);
    let correct = CorrectConsentRequest {
        header: ask::header(),
        consent_id: draft.id.clone(),
        children: again.children,
        adults: again.adults,
        childrens_address: planted::text("another address"),
        professionals: again.professionals,
        leaflet_given: true,
        issued_on: again.issued_on,
        ..CorrectConsentRequest::default()
    };
    let draft = desk.consent().correct_consent(correct).await.granted();
    assert_eq!((draft.state(), draft.version), (ConsentState::Draft, 2));
    let early = share(&draft, SharingPurpose::Support);
    expect_refused(desk.consent().record_sharing(early).await, "E-CONSENT-06");
    let today = kit.now().date_naive();
    let today = Some(handrail_contracts::time::date_to_wire(today));
    let sign = SignConsentRequest {
        header: ask::header(),
        consent_id: draft.id.clone(),
        family_signatures: vec![FamilySignature {
            name: planted::FAMILY_NAME.to_owned(),
            signed_on: today,
            relationship: planted::text("relationship"),
            responsibility: ParentalResponsibility::Yes.into(),
        }],
        staff_signature: Some(StaffSignature {
            name: planted::REFERRER.to_owned(),
            signed_on: today,
        }),
        declaration_version: form.declaration.unwrap_or_default().version,
    };
    let consent = desk.consent().sign_consent(sign).await.granted();
    assert_eq!(consent.state(), ConsentState::Given);
    let note = NoteProfessionalRequest {
        header: ask::header(),
        consent_id: consent.id.clone(),
        number: 1,
        admin: planted::text("admin"),
    };
    desk.consent().note_professional(note).await.granted();
    let asked = MayShareRequest {
        consent_id: consent.id.clone(),
        direction: SharingDirection::Obtain.into(),
        purpose: SharingPurpose::Support.into(),
        category: "gp".to_owned(),
        ..MayShareRequest::default()
    };
    let answer = desk.consent().may_share(asked).await.granted();
    assert!(answer.allowed && !answer.because.is_empty());
    let training = AllowTrainingRequest {
        header: ask::header(),
        consent_id: consent.id.clone(),
        occasion: "sample-induction".to_owned(),
    };
    desk.consent().allow_training(training).await.granted();
    let other = kit.as_officer(OTHER_MANAGER);
    let over = TakeOverConsentRequest {
        header: ask::header(),
        consent_id: consent.id.clone(),
        team_id: OTHER.to_owned(),
    };
    let kept = other.consent().take_over_consent(over).await.granted();
    let owner = kept.open_obligations[0].owner.clone().unwrap_or_default();
    assert_eq!(owner.team_id, OTHER, "who keeps it owes its renewal");
    let finish = FinishInvolvementRequest {
        header: ask::header(),
        consent_id: consent.id.clone(),
    };
    other.consent().finish_involvement(finish).await.granted();
    let contact = RecordSharingRequest {
        information: SharedInformation::ContactDetails.into(),
        ..share(&consent, SharingPurpose::Advocacy)
    };
    let told = other.consent().record_sharing(contact).await.granted();
    let contact = told.advocacy_contact.unwrap_or_default();
    assert_eq!(contact.names, [planted::FAMILY_NAME]);
    let read = ReadConsentRequest {
        header: ask::header(),
        consent_id: consent.id.clone(),
    };
    let held = other.consent().read_consent(read).await.granted();
    assert_eq!(held.particulars.unwrap_or_default().professionals.len(), 1);
    let withdraw = WithdrawConsentRequest {
        header: ask::header(),
        consent_id: consent.id.clone(),
        form: WithdrawalForm::Written.into(),
        reference: planted::text("reference"),
        ..WithdrawConsentRequest::default()
    };
    other.consent().withdraw_consent(withdraw).await.granted();
    let reading = GetConsentRequest {
        consent_id: consent.id.clone(),
    };
    let consent = desk.consent().get_consent(reading).await.granted();
    assert_eq!(consent.state(), ConsentState::Withdrawn);
    kit.settle().await;
    for entry in kit.journal(Member::Intake).await {
        let payload = entry.payload.unwrap_or_default().value;
        let text = String::from_utf8_lossy(&payload);
        assert_eq!(planted::found_in(&text), None, "{}", entry.kind);
    }
}

pub(crate) async fn e_consent_18_what_has_to_be_shared_is_shared_whatever_the_family_decides(
    kit: &Handrail,
) {
    let desk = kit.as_officer(MANAGER);
    let (household, child) = family(&desk).await;
    let draft = drafted(&desk, &household, &child).await;
    let refuse = RefuseConsentRequest {
        header: ask::header(),
        consent_id: draft.id.clone(),
    };
    let refused = desk.consent().refuse_consent(refuse).await.granted();
    assert_eq!(refused.state(), ConsentState::Refused);
    let without = ShareWithoutConsentRequest {
        header: ask::header(),
        edition_id: "2018".to_owned(),
        team_id: TEAM.to_owned(),
        household_id: household.clone(),
        child_ids: vec![child],
        reason: planted::text("reason"),
        direction: SharingDirection::Give.into(),
        category: "police".to_owned(),
        ..ShareWithoutConsentRequest::default()
    };
    let groundless = without.clone();
    let answer = desk.consent().share_without_consent(groundless).await;
    expect_invalid(answer, &["ground"]);
    let grounded = ShareWithoutConsentRequest {
        header: ask::header(),
        ground: DisclosureGround::PreventsHarm.into(),
        ..without
    };
    let shared = desk.consent().share_without_consent(grounded).await;
    let shared = shared.granted();
    assert_eq!(shared.clause_ids, ["E-CONSENT-18"]);
    let read = ReadDisclosureRequest {
        header: ask::header(),
        disclosure_id: shared.id.clone(),
    };
    let believed = desk.consent().read_disclosure(read).await.granted();
    assert_eq!(believed.reason, planted::text("reason"));
    let listing = ListDisclosuresRequest {
        household_id: household.clone(),
        ..ListDisclosuresRequest::default()
    };
    let listed = desk.consent().list_disclosures(listing).await.granted();
    assert_eq!(listed.disclosures, [shared]);
    let listing = ListConsentsRequest {
        household_id: household,
        ..ListConsentsRequest::default()
    };
    let listed = desk.consent().list_consents(listing).await.granted();
    assert_eq!(listed.consents[0].id, draft.id);
    kit.settle().await;
    for entry in kit.journal(Member::Intake).await {
        let payload = entry.payload.unwrap_or_default().value;
        let text = String::from_utf8_lossy(&payload);
        assert_eq!(planted::found_in(&text), None, "{}", entry.kind);
    }
}
