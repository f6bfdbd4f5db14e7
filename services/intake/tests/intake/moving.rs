//! Calls that move a contact from team to team, on both databases.

use handrail_contracts::intake::v1::{ContactState, ListContactsRequest};
use tonic::Code;

use crate::{asking::*, serving::*};

on_both!(
    memory:
    c3_02_the_other_team_takes_the_contact_and_accepts_it,
    c3_02_the_team_asked_reads_why_the_criteria_are_unmet,
    c3_02_each_proposal_keeps_its_own_reason,
    c3_05_to_c3_07_the_mash_service_manager_decides_and_that_is_final,
    refusals_carry_their_clauses,
);

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

async fn c3_02_the_team_asked_reads_why_the_criteria_are_unmet(running: Running) {
    let contact = registered(&running, "r-1").await;
    assert_eq!(contact.proposed_because, "");
    let mut first = running.manager("assessment-1");
    let mut pod = running.manager("early-help-pod");
    let proposed = first
        .propose_redirection(proposal("p", &contact, "early-help-pod"))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(proposed.proposed_because, "A sample reason.");
    let read = pod.get_contact(reading(&contact)).await.unwrap();
    assert_eq!(read.into_inner(), proposed);
    let listed = pod.list_contacts(ListContactsRequest::default()).await;
    assert_eq!(listed.unwrap().into_inner().contacts, [proposed]);
    let agreed = pod
        .agree_redirection(agreement("a", &contact))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(agreed.proposed_because, "");
    let read = pod.get_contact(reading(&contact)).await.unwrap();
    assert_eq!(read.into_inner(), agreed);
    // A team that accepts what it wanted to pass on has no reason any more.
    let other = registered(&running, "r-2").await;
    first
        .propose_redirection(proposal("p2", &other, "early-help-pod"))
        .await
        .unwrap();
    let accepted = first.accept_contact(acceptance("c", &other)).await;
    let accepted = accepted.unwrap().into_inner();
    assert_eq!(accepted.proposed_because, "");
    let read = first.get_contact(reading(&other)).await.unwrap();
    assert_eq!(read.into_inner(), accepted);
    running.stop().await;
}

async fn c3_02_each_proposal_keeps_its_own_reason(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut first = running.manager("assessment-1");
    let mut pod = running.manager("early-help-pod");
    let mut trial = proposal("t", &contact, "early-help-pod");
    trial.header.as_mut().unwrap().validate_only = true;
    let shown = first.propose_redirection(trial).await.unwrap().into_inner();
    assert_eq!(shown.proposed_because, "A sample reason.");
    let read = first.get_contact(reading(&contact)).await.unwrap();
    assert_eq!(read.into_inner(), contact, "a trial leaves nothing behind");
    let once = proposal("p", &contact, "early-help-pod");
    let proposed = first.propose_redirection(once.clone()).await.unwrap();
    pod.agree_redirection(agreement("a", &contact))
        .await
        .unwrap();
    let mut onwards = proposal("p2", &contact, "mash");
    onwards.reason = "Another sample reason.".to_owned();
    pod.propose_redirection(onwards).await.unwrap();
    let again = first.propose_redirection(once).await.unwrap();
    assert_eq!(again.into_inner(), proposed.into_inner());
    let read = first.get_contact(reading(&contact)).await.unwrap();
    assert_eq!(read.into_inner().proposed_because, "Another sample reason.");
    let disputed = first
        .dispute_redirection(disputing("d", &contact))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(disputed.proposed_because, "Another sample reason.");
    let read = first.get_contact(reading(&contact)).await.unwrap();
    assert_eq!(read.into_inner(), disputed);
    running.settles(&disputed, "mash").await;
    running.settle().await;
    let again = first.dispute_redirection(disputing("d", &contact)).await;
    assert_eq!(again.unwrap().into_inner(), disputed);
    let read = first.get_contact(reading(&contact)).await.unwrap();
    assert_eq!(read.into_inner().proposed_because, "");
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
        (
            Code::PermissionDenied,
            vec!["C3-03".to_owned(), "C3-04".to_owned()]
        )
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
