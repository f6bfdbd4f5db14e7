//! What intake keeps, on both databases.

use handrail_chassis::identity::{Badge, Caller};
use handrail_contracts::{
    intake::v1::{self as wire, intake_service_client::IntakeServiceClient},
    status::violations_of,
};
use sea_orm::ConnectionTrait;
use tonic::Code;

use crate::{asking::*, serving::*};

on_both!(
    sqlite:
    names_and_accounts_stand_in_their_own_tables_alone,
    a_child_stays_in_its_household,
    of_two_who_accept_at_once_one_does,
    two_processes_carry_out_a_decision_once,
    a_changed_row_is_found,
    a_second_start_finds_everything_as_it_was,
);

const SECRETS: [&str; 5] = [
    "Testa",
    "Sample-Child",
    "Sample School",
    "sample account",
    "sample reason",
];

async fn names_and_accounts_stand_in_their_own_tables_alone(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut first = running.manager("assessment-1");
    let proposed = first
        .propose_redirection(proposal("p", &contact, "early-help-pod"))
        .await
        .unwrap();
    let disputed = first
        .dispute_redirection(disputing("d", &contact))
        .await
        .unwrap();
    for shown in [proposed.into_inner(), disputed.into_inner()] {
        assert_eq!(shown.proposed_because, "A sample reason.");
    }
    let db = running.tables().await;
    let elsewhere = [
        ("contact", "state"),
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
        column(&db, "contact_account", "account")
            .await
            .contains("sample account")
    );
    assert!(
        column(&db, "contact_child_name", "family_name")
            .await
            .contains("Sample-Child")
    );
    assert!(
        column(&db, "contact_redirection_reason", "reason")
            .await
            .contains("sample reason")
    );
    running.stop().await;
}

async fn a_child_stays_in_its_household(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut again = referral("r-2");
    again.children[0].child_id = contact.children[0].child_id.clone();
    let mut client = running.customer_service_centre();
    let status = client.register_contact(again.clone()).await.unwrap_err();
    assert_eq!(violations_of(&status)[0].field, "children[0].child_id");
    again.household_id = contact.household_id.clone();
    let second = client.register_contact(again).await.unwrap().into_inner();
    assert_eq!(second.household_id, contact.household_id);
    assert_eq!(second.children[0].child_id, contact.children[0].child_id);
    // Two at once, of a child that nobody has heard of: one household gets it.
    let mut one = referral("r-3");
    one.children[0].child_id = "0198c0de-0000-7000-8000-000000000001".to_owned();
    let mut other = one.clone();
    other.header = header("r-4");
    let mut second_client = client.clone();
    let (one, other) = tokio::join!(
        client.register_contact(one),
        second_client.register_contact(other)
    );
    let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0].code(), Code::InvalidArgument);
    assert_eq!(running.verify().await.findings, []);
    running.stop().await;
}

async fn of_two_who_accept_at_once_one_does(running: Running) {
    let contact = registered(&running, "r-1").await;
    let accept = |id: &str| wire::AcceptContactRequest {
        header: header(id),
        contact_id: contact.id.clone(),
    };
    let (mut one, mut other) = (
        running.manager("assessment-1"),
        running.manager("assessment-1"),
    );
    let (one, other) = tokio::join!(
        one.accept_contact(accept("1")),
        other.accept_contact(accept("2"))
    );
    assert_eq!(
        [&one, &other].iter().filter(|reply| reply.is_ok()).count(),
        1
    );
    let kinds = running.journal().await.into_iter().map(|entry| entry.kind);
    assert_eq!(kinds.filter(|kind| kind == "contact.accepted").count(), 1);
    running.stop().await;
}

async fn two_processes_carry_out_a_decision_once(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut first = running.manager("assessment-1");
    first
        .propose_redirection(proposal("p", &contact, "early-help-pod"))
        .await
        .unwrap();
    let refer = wire::DisputeRedirectionRequest {
        header: header("d"),
        contact_id: contact.id.clone(),
        position: "A sample position.".to_owned(),
        urgent: true,
    };
    let disputed = first.dispute_redirection(refer).await.unwrap().into_inner();
    let replica = running.replica().await.unwrap();
    running.settles(&disputed, "mash").await;
    running.settle().await;
    let caller = Badge::Development(Caller::named("auditor:test"));
    let mut there = IntakeServiceClient::with_interceptor(replica, caller);
    let reading = wire::GetContactRequest {
        contact_id: contact.id.clone(),
    };
    let seen = there.get_contact(reading).await.unwrap().into_inner();
    assert_eq!((seen.team_id.as_str(), seen.version), ("mash", 4));
    let kinds = running.journal().await.into_iter().map(|entry| entry.kind);
    assert_eq!(
        kinds
            .filter(|kind| kind == "contact.direction-applied")
            .count(),
        1
    );
    assert_eq!(running.verify().await.findings, []);
    running.stop().await;
}

async fn a_changed_row_is_found(running: Running) {
    registered(&running, "r-1").await;
    let db = running.tables().await;
    db.execute_unprepared("UPDATE contact SET state = replace(state, 'school', 'police')")
        .await
        .unwrap();
    let findings = running.verify().await.findings;
    assert_eq!((findings.len(), findings[0].kind.as_str()), (1, "replay"));
    db.execute_unprepared("UPDATE contact SET team = 'mash'")
        .await
        .unwrap();
    assert_eq!(running.verify().await.findings.len(), 1);
    db.execute_unprepared("DELETE FROM contact").await.unwrap();
    assert_eq!(running.verify().await.findings.len(), 1);
    running.stop().await;
}

async fn a_second_start_finds_everything_as_it_was(running: Running) {
    let contact = registered(&running, "r-1").await;
    // The second start finds the tables as they are, and what is in them.
    let channel = running.replica().await.unwrap();
    let caller = Badge::Development(Caller::named("auditor:test"));
    let mut there = IntakeServiceClient::with_interceptor(channel, caller);
    let reading = wire::GetContactRequest {
        contact_id: contact.id.clone(),
    };
    assert_eq!(
        there.get_contact(reading).await.unwrap().into_inner(),
        contact
    );
    running.stop().await;
}
