//! Telling people: once, by reference, and never what was said in confidence.

use crate::case::{Case, RECEIVER, RECEIVING_MANAGER};
use handrail_contracts::{
    notifications::v1::ListNoticesRequest,
    transfers::v1::{Ground, QueryTopic},
};
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Plan, ask, planted};

stories!(
    a_notice_names_its_clause_and_its_subject_and_discloses_nothing,
    nothing_told_in_confidence_stands_in_a_journal_s_tells
);

pub(crate) async fn a_notice_names_its_clause_and_its_subject_and_discloses_nothing(
    kit: &Handrail,
) {
    let case = Case::warned(kit, Plan::ChildInNeed).await;
    let told = kit.told(RECEIVING_MANAGER, "early-warning").await;
    assert_eq!(told.len(), 1);
    let notice = &told[0];
    assert_eq!(notice.clause_ids, ["C4.1-01", "C4.1-03"]);
    let subject = notice.subject.clone().unwrap_or_default();
    assert_eq!(
        (subject.kind.as_str(), subject.id.as_str()),
        ("transfer", case.transfer.id.as_str())
    );
    assert_eq!(notice.source, "transfers");

    let letters = kit.letters().await;
    let written: Vec<_> = letters
        .iter()
        .filter(|(_, text)| text.contains(&case.transfer.id))
        .collect();
    assert!(!written.is_empty(), "a letter says what it is about");
    for (_, text) in &letters {
        assert!(!text.contains("2016-05-04"), "no date of birth: {text}");
        assert!(
            !text.contains(case.child()),
            "not even the child's id: {text}"
        );
    }
    let about = ListNoticesRequest {
        subject_id: case.transfer.id.clone(),
        team_id: RECEIVER.to_owned(),
        ..ListNoticesRequest::default()
    };
    let listed = case
        .receiver
        .notifications()
        .list_notices(about)
        .await
        .granted()
        .notices;
    assert!(listed.iter().any(|one| one.id == notice.id));
}

pub(crate) async fn nothing_told_in_confidence_stands_in_a_journal_s_tells(kit: &Handrail) {
    let mut case = Case::agreed(kit, Plan::ChildProtection).await;
    let query = ask::query(&case.transfer, QueryTopic::Threshold);
    case.transfer = case.receiver.transfers().raise_query(query).await.granted();
    case.sender
        .transfers()
        .answer_query(ask::answer(&case.transfer))
        .await
        .granted();
    let disagreement = ask::disagreement(&case.transfer, Ground::Threshold);
    case.transfer = case
        .sender
        .transfers()
        .raise_disagreement(disagreement)
        .await
        .granted();
    kit.dispute(&case.transfer.dispute_id).await;

    for member in handrail::contract::Member::ALL {
        let entries = kit.journal(member).await;
        for entry in &entries {
            let told = format!("{:?} {:?} {:?}", entry.kind, entry.tells, entry.actor);
            assert_eq!(planted::found_in(&told), None, "{told}");
            let payload = entry.payload.clone().unwrap_or_default().value;
            let payload = String::from_utf8_lossy(&payload).into_owned();
            assert!(
                !payload.contains(planted::GIVEN_NAME),
                "a name stands in the journal of {member}"
            );
            assert!(
                !payload.contains(planted::FAMILY_NAME),
                "a name stands in the journal of {member}"
            );
        }
    }
}
