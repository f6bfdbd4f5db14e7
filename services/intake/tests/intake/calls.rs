//! Registering, reading and listing contacts, on both databases.

use chrono::TimeDelta;
use handrail_contracts::{
    common::v1::{CommandHeader, PageRequest},
    intake::v1::{self as wire, ContactState},
    status::violations_of,
};
use tonic::Code;
use uuid::Uuid;

use crate::{asking::*, serving::*};

on_both!(
    memory:
    a_contact_is_registered_routed_and_shown,
    everything_that_is_wrong_is_told_at_once,
    a_request_is_carried_out_once,
    contacts_are_listed_newest_first_in_pages,
    nobody_and_nothing_unknown_gets_anywhere,
);

async fn a_contact_is_registered_routed_and_shown(running: Running) {
    let contact = registered(&running, "r-1").await;
    assert_eq!(
        (contact.version, contact.team_id.as_str()),
        (1, "assessment-1")
    );
    assert_eq!(contact.state(), ContactState::Routed);
    assert_eq!(contact.children[0].family_name, "Sample-Child");
    assert_eq!(contact.account, "A sample account of what was seen.");
    let routing = contact.routing.clone().unwrap();
    assert_eq!(
        (
            routing.team_kind.as_str(),
            routing.clause_ids.contains(&"C3-01".to_owned())
        ),
        ("assessment", true)
    );
    assert!(routing.considered.last().unwrap().met);
    let mut reader = running.manager("assessment-1");
    let read = reader.get_contact(reading(&contact)).await.unwrap();
    assert_eq!(read.into_inner(), contact);
    let journal = running.journal().await;
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0].kind, "contact.registered");
    let told = journal[0].tells[0].clone();
    assert_eq!(
        (told.reason.as_str(), told.clause_ids),
        ("contact-routed", vec!["C3-01".to_owned()])
    );
    assert_eq!(told.to.unwrap().team_id, "assessment-1");
    let verified = running.verify().await;
    assert_eq!((verified.findings, verified.subjects), (Vec::new(), 1));
    running.stop().await;
}

async fn everything_that_is_wrong_is_told_at_once(running: Running) {
    let mut client = running.customer_service_centre();
    let nothing = wire::RegisterContactRequest::default();
    let status = client.register_contact(nothing).await.unwrap_err();
    let mut fields: Vec<_> = violations_of(&status)
        .into_iter()
        .map(|wrong| wrong.field)
        .collect();
    fields.sort();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(
        fields,
        [
            "account",
            "children",
            "district_id",
            "header",
            "needs",
            "referrer"
        ]
    );
    let mut wrong = referral("r-1");
    wrong.children.push(wire::ContactChild {
        child_id: "not-an-id".to_owned(),
        given_name: "Testa".to_owned(),
        family_name: "x".repeat(101),
        birth: born(2030),
    });
    wrong.needs = vec![
        "neglect".to_owned(),
        "neglect".to_owned(),
        "boredom".to_owned(),
    ];
    wrong.district_id = "district-99".to_owned();
    wrong.referrer.as_mut().unwrap().kind = "neighbour".to_owned();
    wrong.account = "x".repeat(4_001);
    wrong.received_at = at(running.world.now() + TimeDelta::seconds(1));
    let status = client.register_contact(wrong.clone()).await.unwrap_err();
    let mut fields: Vec<_> = violations_of(&status)
        .into_iter()
        .map(|wrong| wrong.field)
        .collect();
    fields.sort();
    let expected = [
        "account",
        "children[1].birth",
        "children[1].child_id",
        "children[1].family_name",
        "district_id",
        "needs[1]",
        "needs[2]",
        "received_at",
        "referrer.kind",
    ];
    assert_eq!(fields, expected);
    assert!(
        !format!("{status:?}").contains("Testa"),
        "no value is repeated"
    );
    let mut contradictory = referral("r-2");
    contradictory.children[0].child_id = Uuid::from_u128(7).to_string();
    contradictory.children.push(wire::ContactChild {
        birth: born(2030),
        ..contradictory.children[0].clone()
    });
    contradictory.needs = vec!["neglect".to_owned(), "neglect".to_owned()];
    let status = client.register_contact(contradictory).await.unwrap_err();
    let fields: Vec<_> = violations_of(&status)
        .into_iter()
        .map(|wrong| wrong.field)
        .collect();
    let expected = ["children[1].child_id", "children[1].birth", "needs[1]"];
    assert_eq!(fields, expected);
    assert!(running.journal().await.is_empty());
    running.stop().await;
}

async fn a_request_is_carried_out_once(running: Running) {
    let contact = registered(&running, "r-1").await;
    assert_eq!(registered(&running, "r-1").await, contact);
    let mut other = referral("r-1");
    other.account = "Another account.".to_owned();
    let mut client = running.customer_service_centre();
    assert_eq!(
        refusal(client.register_contact(other).await).1,
        "REQUEST_ID_REUSED"
    );
    let mut asked = referral("r-2");
    asked.header.as_mut().unwrap().validate_only = true;
    let shown = client.register_contact(asked).await.unwrap().into_inner();
    assert_eq!(
        (
            shown.team_id.as_str(),
            shown.children[0].given_name.as_str()
        ),
        ("assessment-1", "Testa")
    );
    assert_eq!(
        refusal(client.get_contact(reading(&shown)).await).0,
        Code::NotFound
    );
    let mut first = running.manager("assessment-1");
    let mut stale = acceptance("c", &contact);
    stale.header = Some(CommandHeader {
        expected_version: 9,
        ..stale.header.unwrap()
    });
    assert_eq!(
        refusal(first.accept_contact(stale).await).1,
        "STALE_VERSION"
    );
    let accepted = first
        .accept_contact(acceptance("c", &contact))
        .await
        .unwrap()
        .into_inner();
    let again = first
        .accept_contact(acceptance("c", &contact))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(again, accepted);
    assert_eq!(
        refusal(first.accept_contact(acceptance("c2", &contact)).await).1,
        "ALREADY_ACCEPTED"
    );
    assert_eq!(running.journal().await.len(), 2);
    running.stop().await;
}

async fn contacts_are_listed_newest_first_in_pages(running: Running) {
    let mut wanted = Vec::new();
    for number in 0..5 {
        wanted.push(registered(&running, &format!("r-{number}")).await);
    }
    let mut first = running.manager("assessment-1");
    let accepted = first
        .accept_contact(acceptance("c", &wanted[1]))
        .await
        .unwrap()
        .into_inner();
    wanted[1] = accepted.clone();
    wanted.reverse();
    let mut found = Vec::new();
    let mut token = String::new();
    loop {
        let page = Some(PageRequest {
            size: 2,
            token: token.clone(),
        });
        let request = wire::ListContactsRequest {
            page,
            ..Default::default()
        };
        let reply = first.list_contacts(request).await.unwrap().into_inner();
        found.extend(reply.contacts);
        token = reply.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(found, wanted);
    let of = |team: &str, state: ContactState| wire::ListContactsRequest {
        page: None,
        team_id: team.to_owned(),
        state: state.into(),
    };
    let reply = first
        .list_contacts(of("assessment-1", ContactState::Accepted))
        .await
        .unwrap();
    assert_eq!(reply.into_inner().contacts, [accepted]);
    let reply = first
        .list_contacts(of("mash", ContactState::Unspecified))
        .await
        .unwrap();
    assert!(reply.into_inner().contacts.is_empty());
    let page = Some(PageRequest {
        size: 201,
        token: "nonsense".to_owned(),
    });
    let wrong = wire::ListContactsRequest {
        page,
        team_id: "No Team".to_owned(),
        state: 99,
    };
    let status = first.list_contacts(wrong).await.unwrap_err();
    assert_eq!(violations_of(&status).len(), 3, "{status:?}");
    let duties = first
        .list_obligations(wire::ListObligationsRequest::default())
        .await
        .unwrap();
    assert!(
        duties.into_inner().obligations.is_empty(),
        "the front door sets no clock of its own"
    );
    let wrong = wire::ListObligationsRequest {
        contact_id: "x".to_owned(),
        ..Default::default()
    };
    assert_eq!(
        first.list_obligations(wrong).await.unwrap_err().code(),
        Code::InvalidArgument
    );
    running.stop().await;
}

async fn nobody_and_nothing_unknown_gets_anywhere(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut nobody = running.unnamed();
    let refused = nobody.get_contact(reading(&contact)).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let mut boss = running.by("emperor", "assessment-1");
    let refused = boss
        .accept_contact(acceptance("c", &contact))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let unknown = wire::Contact {
        id: "0198c0de-0000-7000-8000-000000000000".to_owned(),
        ..contact.clone()
    };
    let mut first = running.manager("assessment-1");
    let calls = [
        first.accept_contact(acceptance("1", &unknown)).await,
        first.agree_redirection(agreement("2", &unknown)).await,
        first.dispute_redirection(disputing("3", &unknown)).await,
        first
            .propose_redirection(proposal("4", &unknown, "mash"))
            .await,
        first.get_contact(reading(&unknown)).await,
    ];
    assert!(
        calls
            .into_iter()
            .all(|reply| refusal(reply).0 == Code::NotFound)
    );
    let bad = wire::Contact {
        id: "x".to_owned(),
        ..contact.clone()
    };
    let calls = [
        first.accept_contact(acceptance("1", &bad)).await,
        first.agree_redirection(agreement("2", &bad)).await,
        first.dispute_redirection(disputing("3", &bad)).await,
        first
            .propose_redirection(proposal("4", &contact, "no-such-team"))
            .await,
        first.get_contact(reading(&bad)).await,
    ];
    assert!(
        calls
            .into_iter()
            .all(|reply| reply.unwrap_err().code() == Code::InvalidArgument)
    );
    running.stop().await;
}
