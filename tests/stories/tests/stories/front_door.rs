//! The front door: where a contact goes, and what happens when a team thinks it belongs elsewhere (C3).

use handrail_contracts::{
    escalation::v1::{Dispute, DisputeState, ListDisputesRequest},
    intake::v1::{Contact, ContactState, ListContactsRequest},
};
use handrail_stories::stories;
use handrail_testkit::{
    Granted, Handrail, Owed, ask,
    expect::{expect_not_theirs, expect_refused},
};
use tonic::Code;

stories!(
    c3_01_each_contact_goes_to_one_destination_with_the_reason,
    c3_02_a_contact_is_redirected_and_agreed,
    c3_05_a_disputed_contact_is_decided_by_the_mash_service_manager_and_that_is_final,
    c3_06_a_decision_that_is_late_is_on_record_and_the_heads_hear_of_it,
);

const MASH_SERVICE_MANAGER: &str = "front-door-service-manager";
const ADOLESCENT: &str = "specialist-adolescent-east";
const ADOLESCENT_MANAGER: &str = "specialist-adolescent-east-manager";
const ASSESSMENT: &str = "assessment-1";
const ASSESSMENT_MANAGER: &str = "assessment-1-manager";

/// A contact about a young person of fourteen, which goes to the adolescent service.
async fn adolescent_contact(kit: &Handrail) -> Contact {
    let desk = kit.as_officer("customer-service-centre-practitioner-1");
    let request = ask::contact(&["exploitation"], "district-01", &[ask::born("2011-10-10")]);
    desk.intake().register_contact(request).await.granted()
}

pub(crate) async fn c3_01_each_contact_goes_to_one_destination_with_the_reason(kit: &Handrail) {
    let desk = kit.as_officer("customer-service-centre-practitioner-1");
    let (child, teenager) = (ask::born("2019-02-14"), ask::born("2011-10-10"));
    let presented: [(&[&str], _, &str); 5] = [
        (&["significant-harm", "parenting-support"], child, "mash"),
        (
            &["disability", "likely-lifelong-need"],
            child,
            "zero-to-twenty-five-east-1",
        ),
        (&["missing-from-home"], teenager, ADOLESCENT),
        (&["missing-from-home"], child, ASSESSMENT),
        (
            &["parenting-support", "school-attendance"],
            child,
            "early-help-pod",
        ),
    ];
    for (needs, birth, team) in presented {
        let request = ask::contact(needs, "district-01", &[birth]);
        let contact = desk.intake().register_contact(request).await.granted();
        assert_eq!(contact.team_id, team, "{needs:?}");
        let routing = contact.routing.unwrap_or_default();
        assert_eq!(routing.clause_ids, ["C3-01"]);
        assert!(!routing.because.is_empty());
        let last = routing.considered.last();
        assert!(last.is_some_and(|last| last.met && last.team_kind == routing.team_kind));
    }
    let routed = ListContactsRequest {
        state: ContactState::Routed.into(),
        ..ListContactsRequest::default()
    };
    assert_eq!(
        desk.intake()
            .list_contacts(routed)
            .await
            .granted()
            .contacts
            .len(),
        5
    );
}

pub(crate) async fn c3_02_a_contact_is_redirected_and_agreed(kit: &Handrail) {
    let contact = adolescent_contact(kit).await;
    assert_eq!(contact.team_id, ADOLESCENT);

    // A consultant stands in for the manager, so that nothing waits (C3-04).
    let consultant = kit.as_officer("specialist-adolescent-east-consultant");
    let back = ask::redirection(&contact, "customer-service-centre");
    expect_refused(consultant.intake().propose_redirection(back).await, "C3-02");
    let proposal = ask::redirection(&contact, ASSESSMENT);
    let proposed = consultant
        .intake()
        .propose_redirection(proposal)
        .await
        .granted();
    assert_eq!(proposed.state(), ContactState::RedirectionProposed);
    assert_eq!(
        proposed.team_id, ADOLESCENT,
        "it stays until the other team takes it"
    );
    assert_eq!(
        kit.told(ASSESSMENT_MANAGER, "redirection-proposed")
            .await
            .len(),
        1
    );

    let asked = kit.as_officer(ASSESSMENT_MANAGER);
    let agreed = asked
        .intake()
        .agree_redirection(ask::agreed_redirection(&contact))
        .await
        .granted();
    assert_eq!(agreed.team_id, ASSESSMENT);
    let accepted = asked
        .intake()
        .accept_contact(ask::accepted_contact(&contact))
        .await
        .granted();
    assert_eq!(accepted.state(), ContactState::Accepted);
    assert_eq!(
        kit.lead(&accepted.children[0].child_id).await.team_id,
        ASSESSMENT
    );
}

async fn disputed(kit: &Handrail) -> (Contact, Dispute) {
    let contact = adolescent_contact(kit).await;
    let first = kit.as_officer(ADOLESCENT_MANAGER);
    let proposal = ask::redirection(&contact, ASSESSMENT);
    first.intake().propose_redirection(proposal).await.granted();

    // Only the manager who had the contact first refers it (C3-05).
    let second = kit.as_officer(ASSESSMENT_MANAGER);
    let theirs = ask::disputed_redirection(&contact);
    expect_refused(second.intake().dispute_redirection(theirs).await, "C3-05");
    let referral = ask::disputed_redirection(&contact);
    let contact = first.intake().dispute_redirection(referral).await.granted();
    assert_eq!(contact.state(), ContactState::Disputed);
    let dispute = kit.dispute(&contact.dispute_id).await;
    (contact, dispute)
}

pub(crate) async fn c3_05_a_disputed_contact_is_decided_by_the_mash_service_manager_and_that_is_final(
    kit: &Handrail,
) {
    let (contact, dispute) = disputed(kit).await;
    assert_eq!(
        kit.told(MASH_SERVICE_MANAGER, "redirection-disputed")
            .await
            .len(),
        1
    );
    let decide = kit.duty(&dispute.id, "settle-hub").await;
    assert_eq!(
        decide.due(),
        "Tue 2026-03-03 17:00",
        "C3-06: one working day"
    );
    let early = kit.as_officer(ADOLESCENT_MANAGER);
    let accept = ask::accepted_contact(&contact);
    expect_refused(early.intake().accept_contact(accept).await, "C3-06");
    let theirs = ask::direction_to(&dispute, ASSESSMENT);
    expect_not_theirs(early.escalation().settle_dispute(theirs).await);

    kit.at("Tue 2026-03-03 11:00").await;
    let decider = kit.as_officer(MASH_SERVICE_MANAGER);
    let direction = ask::direction_to(&dispute, ASSESSMENT);
    let settled = decider
        .escalation()
        .settle_dispute(direction)
        .await
        .granted();
    assert_eq!(settled.state(), DisputeState::Settled);
    assert_eq!(kit.duty(&dispute.id, "settle-hub").await.standing(), "met");
    let contact = kit.contact(&contact.id).await;
    assert!(contact.decision_final, "C3-07");
    assert_eq!(contact.team_id, ASSESSMENT);
    assert_eq!(
        kit.told(ASSESSMENT_MANAGER, "contact-decided").await.len(),
        1
    );

    // It can't be disputed again, at neither end (C3-07).
    let given = kit.as_officer(ASSESSMENT_MANAGER);
    let away = ask::redirection(&contact, ADOLESCENT);
    expect_refused(given.intake().propose_redirection(away).await, "C3-07");
    let again = ask::direction_to_stay(&dispute);
    expect_refused(decider.escalation().settle_dispute(again).await, "C3-07");
    given
        .intake()
        .accept_contact(ask::accepted_contact(&contact))
        .await
        .granted();
    assert_eq!(
        kit.lead(&contact.children[0].child_id).await.team_id,
        ASSESSMENT
    );
}

pub(crate) async fn c3_06_a_decision_that_is_late_is_on_record_and_the_heads_hear_of_it(
    kit: &Handrail,
) {
    let (_, dispute) = disputed(kit).await;
    kit.at("Tue 2026-03-03 17:01").await;
    assert_eq!(kit.duty(&dispute.id, "settle-hub").await.standing(), "late");
    assert_eq!(
        kit.told("head-of-front-door", "duty-breached").await.len(),
        1
    );
    let open = ListDisputesRequest {
        state: DisputeState::Open.into(),
        ..ListDisputesRequest::default()
    };
    let listed = kit
        .nobody()
        .escalation()
        .list_disputes(open)
        .await
        .granted()
        .disputes;
    assert_eq!(listed.len(), 1, "it stays where it is");

    let decider = kit.as_officer(MASH_SERVICE_MANAGER);
    let direction = ask::direction_to_stay(&dispute);
    decider
        .escalation()
        .settle_dispute(direction)
        .await
        .granted();
    assert_eq!(
        kit.duty(&dispute.id, "settle-hub").await.standing(),
        "met late"
    );
    let again = decider
        .escalation()
        .settle_dispute(ask::direction_to_stay(&dispute))
        .await;
    assert_eq!(
        again.err().map(|status| status.code()),
        Some(Code::FailedPrecondition)
    );
}
