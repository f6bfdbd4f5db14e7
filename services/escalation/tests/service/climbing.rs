//! Disputes climb by command, level by level, and end with a direction.

use crate::support::*;
use handrail_contracts::{
    escalation::v1::{self as wire, DisputeEvent, DisputeState, dispute_event::Event},
    status::reason_of,
};
use prost::Message;

#[tokio::test(flavor = "multi_thread")]
async fn c6_2_07_agreed_exhausted_taken_up_and_settled_on_the_second_level() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let mut manager = suite.client("team-manager", OTHER);
    let refused = manager
        .escalate_dispute(escalate(&id, "service-manager"))
        .await
        .unwrap_err();
    let (reason, clauses) = reason_of(&refused).unwrap();
    assert_eq!(reason, "NOT_EXHAUSTED");
    assert!(clauses.contains(&"C6.2-02".to_owned()));

    // The one manager's word asks the other, and is not enough.
    let alone = manager.agree_exhausted(exhausted(&id)).await.unwrap();
    let said = alone.into_inner().exhaustion.unwrap();
    assert_eq!(said.agreed_by_team_ids, [OTHER]);
    assert_eq!(said.waits_for_team_ids, [HOLDING]);
    let last = suite.journal().await.pop().unwrap();
    let asked: Vec<_> = last
        .tells
        .iter()
        .map(|tell| (tell.to.as_ref().unwrap().team_id.as_str(), &*tell.reason))
        .collect();
    assert_eq!(asked, [(HOLDING, "dispute-exhausted")]);
    manager
        .escalate_dispute(escalate(&id, "service-manager"))
        .await
        .unwrap_err();
    let mut other = suite.client("team-manager", HOLDING);
    other.agree_exhausted(exhausted(&id)).await.unwrap();
    manager
        .escalate_dispute(escalate(&id, "service-manager"))
        .await
        .unwrap();
    let mut above = suite.client("service-manager", HOLDING);
    let talked = wire::RecordDiscussionRequest {
        header: header(),
        dispute_id: id.clone(),
        channel: wire::Channel::Video.into(),
        team_managers_present: true,
        held_at: None,
    };
    above.record_discussion(talked).await.unwrap();
    let settled = above
        .settle_dispute(goes_to(&id, OTHER))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(settled.state(), DisputeState::Settled);
    let direction = settled.direction.unwrap();
    assert_eq!(direction.team_id, OTHER);
    assert_eq!(direction.given_by, "service-manager.of.assessment-1");
    assert!(settled.open_obligations.is_empty());
    assert!(suite.findings().await.is_empty());
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_the_journal_learns_the_direction_and_what_it_is_about() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    suite.talked_about(&id).await;
    let mut manager = suite.client("team-manager", HOLDING);
    manager.settle_dispute(goes_to(&id, OTHER)).await.unwrap();
    let journal = suite.journal().await;
    let entry = journal
        .iter()
        .find(|entry| entry.kind == "dispute.settled")
        .unwrap();
    let payload = entry.payload.as_ref().unwrap();
    assert_eq!(
        payload.type_url,
        "type.googleapis.com/handrail.escalation.v1.DisputeEvent"
    );
    let event = DisputeEvent::decode(payload.value.as_slice()).unwrap();
    let Some(Event::Settled(settled)) = event.event else {
        panic!("another event");
    };
    assert_eq!(settled.about.unwrap().id, matter(1).to_string());
    assert_eq!(settled.direction.unwrap().team_id, OTHER);
    assert_eq!(
        entry.subject.as_ref().unwrap().household_id,
        household(matter(1)).to_string()
    );
    let told: Vec<_> = entry
        .tells
        .iter()
        .map(|tell| tell.to.as_ref().unwrap().team_id.as_str())
        .collect();
    assert_eq!(told, [HOLDING, OTHER]);
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_position_gets_into_tells() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let mut manager = suite.client("team-manager", HOLDING);
    manager
        .state_position(state(&id, HOLDING, "another synthetic secret"))
        .await
        .unwrap();
    manager.expedite_dispute(expedite(&id)).await.unwrap();
    for entry in suite.journal().await {
        for tell in entry.tells {
            assert!(!format!("{tell:?}").contains("synthetic"));
        }
    }
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn e_resolution_10_a_settled_dispute_of_2018_waits_for_its_case_note() {
    let suite = Suite::new().await;
    let disagreed = handrail_contracts::transfers::v1::Disagreed {
        ladder_id: "allocation-resolution".to_owned(),
        ..disagreed(matter(1))
    };
    let id = suite.disputed_with(1, "2018", disagreed).await;
    let mut manager = suite.client("team-manager", HOLDING);
    let note = || wire::RecordCaseNoteRequest {
        header: header(),
        dispute_id: id.clone(),
    };
    let early = manager.record_case_note(note()).await.unwrap_err();
    assert_eq!(reason_of(&early).unwrap().0, "NOT_SETTLED");
    suite.talked_about(&id).await;
    let settled = manager
        .settle_dispute(goes_to(&id, OTHER))
        .await
        .unwrap()
        .into_inner();
    assert_eq!(settled.open_obligations.len(), 1);
    let noted = manager.record_case_note(note()).await.unwrap().into_inner();
    assert!(noted.case_noted_at.is_some());
    assert!(noted.open_obligations.is_empty());
    suite.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn c2_13_the_team_for_the_immediate_needs_can_be_changed() {
    let suite = Suite::new().await;
    let id = suite.disputed(1).await;
    let request = wire::AssignImmediateNeedsRequest {
        header: header(),
        dispute_id: id.clone(),
        team_id: OTHER.to_owned(),
    };
    let mut worker = suite.client("social-worker", OTHER);
    let dispute = worker
        .assign_immediate_needs(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(dispute.immediate_needs_team_id, OTHER);
    assert_eq!(dispute.state(), DisputeState::Open);
    suite.stop().await;
}
