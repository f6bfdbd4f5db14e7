//! Consents over gRPC, on both databases: what is kept, what is shown to whom, and what the journal says of it.

use chrono::TimeDelta;
use handrail_contracts::{
    common::v1::Date,
    intake::v1::{self as wire, ConsentState},
    status::{reason_of, violations_of},
};
use handrail_frame::StartError;
use sea_orm::ConnectionTrait;
use tonic::Code;

use crate::{asking::*, serving::*};

on_both!(
    sqlite:
    what_a_form_holds_about_people_stands_in_its_own_table_alone,
    a_draft_is_corrected_and_what_it_held_is_gone,
    a_changed_consent_is_found,
    a_consent_is_renewed_by_another,
    e_consent_08_a_consent_that_nobody_renewed_runs_out_once,
    a_child_is_consented_for_in_its_household,
    the_edition_in_force_has_no_form,
    the_edition_of_a_consent_has_to_be_there,
);

const SECRETS: [&str; 9] = [
    "Testa",
    "Sample Parent",
    "1985",
    "Sample Street",
    "ICS-4711",
    "Sample Doctor",
    "Sample Gossip",
    "Sample letter",
    "sample belief",
];

pub(crate) fn on(year: i32, month: u32, day: u32) -> Option<Date> {
    let month = i32::try_from(month).unwrap();
    let day = i32::try_from(day).unwrap();
    Some(Date { year, month, day })
}

pub(crate) fn form(id: &str, contact: &wire::Contact) -> wire::DraftConsentRequest {
    wire::DraftConsentRequest {
        header: header(id),
        edition_id: "2018".to_owned(),
        team_id: "assessment-1".to_owned(),
        household_id: contact.household_id.clone(),
        children: vec![wire::ConsentChild {
            child_id: contact.children[0].child_id.clone(),
            name: "Testa Sample-Child".to_owned(),
            born_on: on(2018, 5, 1),
            ics: "ICS-4711".to_owned(),
        }],
        adults: vec![wire::ConsentAdult {
            name: "Sample Parent".to_owned(),
            born_on: on(1985, 5, 4),
        }],
        childrens_address: "1 Sample Street".to_owned(),
        professionals: vec![wire::ConsentProfessional {
            category: "gp".to_owned(),
            details: "Sample Doctor".to_owned(),
            ..wire::ConsentProfessional::default()
        }],
        conditions: vec![wire::ConsentCondition {
            name: "Sample Gossip".to_owned(),
            give: true,
            ..wire::ConsentCondition::default()
        }],
        leaflet_given: true,
        ..wire::DraftConsentRequest::default()
    }
}

fn signatures(id: &str, consent: &wire::Consent) -> wire::SignConsentRequest {
    wire::SignConsentRequest {
        header: header(id),
        consent_id: consent.id.clone(),
        family_signatures: vec![wire::FamilySignature {
            name: "Sample Parent".to_owned(),
            signed_on: on(2026, 11, 4),
            relationship: "mother".to_owned(),
            responsibility: wire::ParentalResponsibility::Yes.into(),
        }],
        staff_signature: Some(wire::StaffSignature {
            name: "Sample Worker".to_owned(),
            signed_on: on(2026, 11, 4),
        }),
        declaration_version: "2018-1".to_owned(),
    }
}

async fn given(running: &Running) -> wire::Consent {
    let contact = registered(running, "r-1").await;
    let mut client = running.consents("assessment-1");
    let draft = client.draft_consent(form("draft", &contact)).await;
    let draft = draft.unwrap().into_inner();
    assert_eq!(draft.state(), ConsentState::Draft);
    let signed = client.sign_consent(signatures("sign", &draft)).await;
    let signed = signed.unwrap().into_inner();
    assert_eq!(signed.state(), ConsentState::Given);
    signed
}

async fn what_a_form_holds_about_people_stands_in_its_own_table_alone(running: Running) {
    let consent = given(&running).await;
    let mut client = running.consents("assessment-1");
    let share = wire::RecordSharingRequest {
        header: header("share"),
        consent_id: consent.id.clone(),
        direction: wire::SharingDirection::Give.into(),
        purpose: wire::SharingPurpose::Support.into(),
        category: "gp".to_owned(),
        name: "Sample Doctor".to_owned(),
        ..wire::RecordSharingRequest::default()
    };
    let shared = client.record_sharing(share.clone()).await.unwrap();
    assert!(shared.into_inner().advocacy_contact.is_none());
    let withdraw = wire::WithdrawConsentRequest {
        header: header("withdraw"),
        consent_id: consent.id.clone(),
        form: wire::WithdrawalForm::Written.into(),
        reference: "Sample letter".to_owned(),
        ..wire::WithdrawConsentRequest::default()
    };
    client.withdraw_consent(withdraw).await.unwrap();
    let believed = wire::ShareWithoutConsentRequest {
        header: header("without"),
        edition_id: "2018".to_owned(),
        team_id: "assessment-1".to_owned(),
        household_id: consent.household_id.clone(),
        child_ids: consent.child_ids.clone(),
        ground: wire::DisclosureGround::PreventsHarm.into(),
        reason: "A sample belief.".to_owned(),
        direction: wire::SharingDirection::Give.into(),
        name: "Sample Doctor".to_owned(),
        ..wire::ShareWithoutConsentRequest::default()
    };
    let decided = client.share_without_consent(believed).await.unwrap();
    let mut read = wire::ReadConsentRequest {
        header: header("trial"),
        consent_id: consent.id.clone(),
    };
    read.header.as_mut().unwrap().validate_only = true;
    let trial = client.read_consent(read.clone()).await.unwrap();
    assert!(trial.into_inner().particulars.is_none());
    read.header = header("read");
    let held = client
        .read_consent(read.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(client.read_consent(read).await.unwrap().into_inner(), held);
    let disclosure_id = decided.into_inner().id;
    let mut recall = wire::ReadDisclosureRequest {
        header: header("recall-trial"),
        disclosure_id: disclosure_id.clone(),
    };
    recall.header.as_mut().unwrap().validate_only = true;
    let trial = client.read_disclosure(recall.clone()).await.unwrap();
    assert!(trial.into_inner().reason.is_empty());
    recall.header = header("recall");
    let recalled = client.read_disclosure(recall.clone()).await.unwrap();
    let recalled = recalled.into_inner();
    assert_eq!(recalled.reason, "A sample belief.");
    assert_eq!(recalled.name, "Sample Doctor");
    assert_eq!(recalled.disclosure.unwrap().id, disclosure_id);
    recall.header = header("recall-nothing");
    recall.disclosure_id = consent.id.clone();
    let nothing = client.read_disclosure(recall).await.unwrap_err();
    assert_eq!(nothing.code(), Code::NotFound);
    let particulars = held.particulars.unwrap();
    assert_eq!(particulars.parents_address, "1 Sample Street");
    assert_eq!(particulars.signatures[0].relationship, "mother");
    assert_eq!(particulars.shared_with, ["Sample Doctor"]);
    let reads = running.journal().await.into_iter();
    let reads: Vec<_> = reads.filter(|entry| entry.kind == "consent.read").collect();
    assert_eq!(reads.len(), 1, "a read that is repeated was one");
    assert_eq!(reads[0].clause_ids, ["E-CONSENT-14"]);
    let recalls = running.journal().await.into_iter();
    let recalls: Vec<_> = recalls
        .filter(|entry| entry.kind == "disclosure.read")
        .collect();
    assert_eq!(recalls.len(), 1, "the trial left no entry");
    assert_eq!(recalls[0].clause_ids, ["E-CONSENT-14"]);
    let db = running.tables().await;
    let elsewhere = [
        ("consent", "state"),
        ("disclosure", "state"),
        ("journal_entry", "payload"),
        ("journal_entry", "tells"),
        ("idempotency", "reply"),
    ];
    for (table, of) in elsewhere {
        let text = column(&db, table, of).await;
        assert!(!text.is_empty());
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} stands in {table}.{of}");
        }
    }
    assert!(
        column(&db, "consent_particulars", "form")
            .await
            .contains("Sample Gossip")
    );
    assert!(
        column(&db, "disclosure_reason", "reason")
            .await
            .contains("sample belief")
    );
    assert_eq!(running.verify().await.findings, []);
    running.stop().await;
}

async fn a_draft_is_corrected_and_what_it_held_is_gone(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut client = running.consents("assessment-1");
    let draft = client.draft_consent(form("draft", &contact)).await;
    let draft = draft.unwrap().into_inner();
    let form = form("unused", &contact);
    let correct = wire::CorrectConsentRequest {
        header: header("correct"),
        consent_id: draft.id.clone(),
        children: form.children,
        adults: form.adults,
        childrens_address: "3 Sample Road".to_owned(),
        professionals: form.professionals,
        leaflet_given: true,
        ..wire::CorrectConsentRequest::default()
    };
    let lacking = wire::CorrectConsentRequest {
        header: header("lacking"),
        childrens_address: String::new(),
        ..correct.clone()
    };
    let refused = client.correct_consent(lacking).await.unwrap_err();
    assert_eq!(violations_of(&refused)[0].field, "childrens_address");
    assert_eq!(reason_of(&refused).unwrap().1, ["E-CONSENT-03"]);
    let corrected = client.correct_consent(correct.clone()).await;
    let corrected = corrected.unwrap().into_inner();
    assert_eq!((corrected.version, corrected.limits.len()), (2, 0));
    let again = client.correct_consent(correct.clone()).await.unwrap();
    assert_eq!(again.into_inner(), corrected, "a correction happens once");

    let other = running
        .consents("assessment-2")
        .correct_consent(correct.clone())
        .await;
    assert_eq!(other.unwrap_err().code(), Code::PermissionDenied);
    let db = running.tables().await;
    let form = column(&db, "consent_particulars", "form").await;
    assert!(form.contains("3 Sample Road"));
    assert!(!form.contains("Sample Street") && !form.contains("Sample Gossip"));

    let signed = client.sign_consent(signatures("sign", &draft)).await;
    assert_eq!(signed.unwrap().into_inner().state(), ConsentState::Given);
    let late = wire::CorrectConsentRequest {
        header: header("late"),
        ..correct
    };
    let late = client.correct_consent(late).await.unwrap_err();
    let (reason, clauses) = reason_of(&late).unwrap();
    assert_eq!(reason, "CONSENT_DECIDED");
    assert_eq!(clauses, ["E-CONSENT-07", "E-CONSENT-24"]);
    assert_eq!(running.verify().await.findings, []);
    running.stop().await;
}

async fn a_changed_consent_is_found(running: Running) {
    given(&running).await;
    assert_eq!(running.verify().await.findings, []);
    let db = running.tables().await;
    db.execute_unprepared("UPDATE consent SET state = replace(state, '2018-1', '2017-1')")
        .await
        .unwrap();
    let findings = running.verify().await.findings;
    assert_eq!((findings.len(), findings[0].kind.as_str()), (1, "replay"));
    running.stop().await;
}

async fn a_consent_is_renewed_by_another(running: Running) {
    let consent = given(&running).await;
    let owed = &consent.open_obligations;
    assert_eq!((owed.len(), owed[0].duty_id.as_str()), (1, "consent/renew"));
    let mut client = running.consents("assessment-1");
    let contact = wire::Contact {
        household_id: consent.household_id.clone(),
        children: vec![wire::ContactChild {
            child_id: consent.child_ids[0].clone(),
            ..wire::ContactChild::default()
        }],
        ..wire::Contact::default()
    };
    let anew = wire::DraftConsentRequest {
        renews_consent_id: consent.id.clone(),
        ..form("anew", &contact)
    };
    let anew = client.draft_consent(anew).await.unwrap().into_inner();
    client.sign_consent(signatures("s-2", &anew)).await.unwrap();
    let reading = wire::GetConsentRequest {
        consent_id: consent.id.clone(),
    };
    let earlier = client.get_consent(reading).await.unwrap().into_inner();
    assert!(earlier.open_obligations.is_empty());
    assert!(earlier.renewed_at.is_some());
    let again = wire::DraftConsentRequest {
        renews_consent_id: consent.id.clone(),
        ..form("again", &contact)
    };
    let status = client.draft_consent(again).await.unwrap_err();
    assert_eq!(violations_of(&status)[0].field, "renews_consent_id");
    let listing = wire::ListConsentsRequest {
        household_id: consent.household_id.clone(),
        ..wire::ListConsentsRequest::default()
    };
    let listed = client.list_consents(listing).await.unwrap().into_inner();
    let ids: Vec<_> = listed.consents.into_iter().map(|one| one.id).collect();
    assert_eq!(ids, [anew.id, consent.id]);
    assert_eq!(running.verify().await.findings, []);
    running.stop().await;
}

async fn e_consent_08_a_consent_that_nobody_renewed_runs_out_once(running: Running) {
    let consent = given(&running).await;
    let expired = async || {
        let journal = running.journal().await;
        let expired = journal.into_iter();
        expired.filter(|one| one.kind == "consent.expired").count()
    };
    for (days, times) in [(300, 0), (100, 1), (100, 1)] {
        let later = running.world.now() + TimeDelta::days(days);
        running.world.clock.advance_to(later).unwrap();
        running.settle().await;
        assert_eq!(expired().await, times);
    }
    let reading = wire::GetConsentRequest {
        consent_id: consent.id.clone(),
    };
    let mut client = running.consents("assessment-1");
    let late = client.get_consent(reading).await.unwrap().into_inner();
    assert_eq!(late.state(), ConsentState::Expired);
    // It can still be renewed, and is owed until then.
    assert_eq!(late.open_obligations.len(), 1);
    assert_eq!(running.verify().await.findings, []);
    running.stop().await;
}

async fn a_child_is_consented_for_in_its_household(running: Running) {
    let contact = registered(&running, "r-1").await;
    let other = registered(&running, "r-2").await;
    let mut client = running.consents("assessment-1");
    let elsewhere = wire::DraftConsentRequest {
        household_id: other.household_id.clone(),
        ..form("draft", &contact)
    };
    let status = client.draft_consent(elsewhere).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(violations_of(&status)[0].field, "children[0].child_id");
    let mut stranger = running.consents("family-safeguarding-east-1");
    let status = stranger.draft_consent(form("draft", &contact)).await;
    assert_eq!(status.unwrap_err().code(), Code::PermissionDenied);
    running.stop().await;
}

async fn the_edition_in_force_has_no_form(running: Running) {
    let contact = registered(&running, "r-1").await;
    let today = wire::DraftConsentRequest {
        edition_id: String::new(),
        ..form("draft", &contact)
    };
    let mut client = running.consents("assessment-1");
    let status = client.draft_consent(today).await.unwrap_err();
    let (reason, _) = reason_of(&status).unwrap();
    assert_eq!(reason, "NO_CONSENT_FORM");
    assert!(status.message().contains("edition current"), "{status}");
    let unknown = wire::DraftConsentRequest {
        edition_id: "2017".to_owned(),
        ..form("draft-unknown", &contact)
    };
    let status = client.draft_consent(unknown).await.unwrap_err();
    assert_eq!(violations_of(&status)[0].field, "edition_id");
    running.stop().await;
}

async fn the_edition_of_a_consent_has_to_be_there(running: Running) {
    given(&running).await;
    let db = running.tables().await;
    let of_old = "UPDATE obligation SET edition = 'of-old'";
    db.execute_unprepared(of_old).await.unwrap();
    let Err(StartError::EditionMissing { service, editions }) = running.replica().await else {
        panic!("it starts without the edition")
    };
    assert_eq!((service, editions), ("intake", vec!["of-old".to_owned()]));
    running.stop().await;
}
