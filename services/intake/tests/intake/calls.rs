//! The calls of intake, on both databases.

use chrono::TimeDelta;
use handrail_contracts::{
    common::v1::{CommandHeader, PageRequest},
    intake::v1::{self as wire, ContactState},
    status::{reason_of, violations_of},
};
use tonic::{Code, Status};

use crate::serving::*;

on_both!(
    memory:
    a_contact_is_registered_routed_and_shown,
    everything_that_is_wrong_is_told_at_once,
    c3_02_the_other_team_takes_the_contact_and_accepts_it,
    c3_05_to_c3_07_the_mash_service_manager_decides_and_that_is_final,
    refusals_carry_their_clauses,
    a_request_is_carried_out_once,
    contacts_are_listed_newest_first_in_pages,
    nobody_and_nothing_unknown_gets_anywhere,
);

async fn registered(running: &Running, request_id: &str) -> wire::Contact {
    let call = referral(request_id);
    let reply = running
        .customer_service_centre()
        .register_contact(call)
        .await;
    reply.unwrap().into_inner()
}

fn proposal(id: &str, contact: &wire::Contact, to: &str) -> wire::ProposeRedirectionRequest {
    wire::ProposeRedirectionRequest {
        header: header(id),
        contact_id: contact.id.clone(),
        proposed_team_id: to.to_owned(),
        reason: "A sample reason.".to_owned(),
    }
}

fn agreement(id: &str, contact: &wire::Contact) -> wire::AgreeRedirectionRequest {
    wire::AgreeRedirectionRequest {
        header: header(id),
        contact_id: contact.id.clone(),
    }
}

fn disputing(id: &str, contact: &wire::Contact) -> wire::DisputeRedirectionRequest {
    wire::DisputeRedirectionRequest {
        header: header(id),
        contact_id: contact.id.clone(),
        position: "A sample position.".to_owned(),
        urgent: false,
    }
}

fn acceptance(id: &str, contact: &wire::Contact) -> wire::AcceptContactRequest {
    wire::AcceptContactRequest {
        header: header(id),
        contact_id: contact.id.clone(),
    }
}

fn reading(contact: &wire::Contact) -> wire::GetContactRequest {
    wire::GetContactRequest {
        contact_id: contact.id.clone(),
    }
}

fn refusal<T: std::fmt::Debug>(
    reply: Result<tonic::Response<T>, Status>,
) -> (Code, String, Vec<String>) {
    let status = reply.unwrap_err();
    let (reason, clauses) = reason_of(&status).unwrap_or_default();
    (status.code(), reason, clauses)
}

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
        "children[1].child_id",
        "children[1].family_name",
        "district_id",
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
    assert_eq!(fields, ["children[1].birth", "needs[1]"]);
    assert!(running.journal().await.is_empty());
    running.stop().await;
}

async fn c3_02_the_other_team_takes_the_contact_and_accepts_it(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut first = running.manager("assessment-1");
    let mut pod = running.manager("early-help-pod");
    let proposed = first
        .propose_redirection(proposal("p", &contact, "early-help-pod"))
        .await;
    let proposed = proposed.unwrap().into_inner();
    assert_eq!(proposed.state(), ContactState::RedirectionProposed);
    assert_eq!(
        (
            proposed.team_id.as_str(),
            proposed.proposed_team_id.as_str()
        ),
        ("assessment-1", "early-help-pod")
    );
    let agreed = pod
        .agree_redirection(agreement("a", &contact))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (agreed.team_id.as_str(), agreed.first_team_id.as_str()),
        ("early-help-pod", "assessment-1")
    );
    let accepted = pod
        .accept_contact(acceptance("c", &contact))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (accepted.state(), accepted.version),
        (ContactState::Accepted, 4)
    );
    assert_eq!(accepted.accepted_at, at(running.world.now()));
    assert_eq!(accepted.children[0].given_name, "Testa");
    let kinds: Vec<_> = running
        .journal()
        .await
        .into_iter()
        .map(|entry| entry.kind)
        .collect();
    let wanted = [
        "contact.registered",
        "contact.redirection-proposed",
        "contact.redirection-agreed",
        "contact.accepted",
    ];
    assert_eq!(kinds, wanted);
    assert_eq!(running.verify().await.findings, []);
    running.stop().await;
}

async fn c3_05_to_c3_07_the_mash_service_manager_decides_and_that_is_final(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut first = running.manager("assessment-1");
    let mut pod = running.manager("early-help-pod");
    first
        .propose_redirection(proposal("p", &contact, "early-help-pod"))
        .await
        .unwrap();
    let refused = refusal(pod.dispute_redirection(disputing("d", &contact)).await);
    assert_eq!(refused.1, "NOT_FIRST_RECEIVER");
    assert_eq!(refused.2, ["C3-05"]);
    let disputed = first
        .dispute_redirection(disputing("d", &contact))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(disputed.state(), ContactState::Disputed);
    assert!(!disputed.dispute_id.is_empty());
    let told = running.journal().await.pop().unwrap().tells[0].clone();
    assert_eq!(told.to.unwrap().role, "service-manager");
    assert_eq!(told.clause_ids, ["C3-05", "C3-06"]);
    let refused = refusal(first.accept_contact(acceptance("c", &contact)).await);
    assert_eq!(
        (refused.1.as_str(), refused.2),
        ("DISPUTED", vec!["C3-06".to_owned()])
    );
    running.settles(&disputed, "early-help-pod").await;
    running.settles(&disputed, "mash").await;
    running.settle().await;
    let decided = first
        .get_contact(reading(&contact))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        (decided.team_id.as_str(), decided.decision_final),
        ("early-help-pod", true)
    );
    let refused = refusal(
        pod.propose_redirection(proposal("p2", &contact, "mash"))
            .await,
    );
    assert_eq!(
        (refused.1.as_str(), refused.2),
        ("DECISION_FINAL", vec!["C3-07".to_owned()])
    );
    pod.accept_contact(acceptance("c", &contact)).await.unwrap();
    assert_eq!(running.verify().await.findings, []);
    running.stop().await;
}

async fn refusals_carry_their_clauses(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut first = running.manager("assessment-1");
    let csc = proposal("p", &contact, "customer-service-centre");
    let refused = refusal(first.propose_redirection(csc).await);
    let wanted = (
        Code::FailedPrecondition,
        "NOT_BACK_TO_CUSTOMER_SERVICE_CENTRE".to_owned(),
        vec!["C3-02".to_owned()],
    );
    assert_eq!(refused, wanted);
    let elsewhere = proposal("p", &contact, "adoption-support");
    assert_eq!(
        refusal(first.propose_redirection(elsewhere).await).1,
        "NOT_A_DESTINATION"
    );
    let refused = refusal(first.agree_redirection(agreement("a", &contact)).await);
    assert_eq!(
        (refused.1.as_str(), refused.2.contains(&"C3-02".to_owned())),
        ("NOTHING_PROPOSED", true)
    );
    let mut worker = running.by("social-worker", "assessment-1");
    let refused = refusal(
        worker
            .propose_redirection(proposal("p", &contact, "mash"))
            .await,
    );
    assert_eq!(
        (refused.0, refused.2),
        (Code::PermissionDenied, vec!["C3-04".to_owned()])
    );
    let refused = refusal(first.register_contact(referral("r-2")).await);
    assert_eq!(
        (refused.0, refused.2),
        (Code::PermissionDenied, vec!["C3-01".to_owned()])
    );
    let mut stranger = running.manager("early-help-pod");
    let refused = refusal(stranger.accept_contact(acceptance("c", &contact)).await);
    assert_eq!(refused.0, Code::PermissionDenied);
    let mut old = referral("r-3");
    old.received_at = at("2019-05-01T09:00:00Z".parse().unwrap());
    old.children[0].birth = born(2012);
    let refused = refusal(
        running
            .customer_service_centre()
            .register_contact(old)
            .await,
    );
    assert_eq!(refused.1, "NO_FRONT_DOOR");
    assert_eq!(running.journal().await.len(), 1, "nothing was changed");
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
