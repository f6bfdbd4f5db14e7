//! The child in need route, from the front door to a working social worker (C4.1 to C4.3, C2).

use crate::case::{Case, RECEIVER, RECEIVING_MANAGER, SENDER, SENDING_MANAGER, WORKER};
use handrail_contracts::{
    intake::v1::ContactState,
    transfers::v1::{DiscussionTopic, GetJourneyRequest, ListLeadsRequest, QueryTopic, Stage},
};
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Owed, Plan, ask};

stories!(
    c4_a_child_in_need_moves_from_the_front_door_to_a_working_social_worker,
    c4_3_11_queries_on_the_record_are_answered_and_hold_nothing_up,
    c4_1_06_a_significant_change_of_plan_is_told,
    c2_09_what_the_record_lacks_is_work_of_the_sender_and_holds_nothing_up,
);

pub(crate) async fn c4_a_child_in_need_moves_from_the_front_door_to_a_working_social_worker(
    kit: &Handrail,
) {
    // Monday 2 March. A school is worried; the contact goes to assessment, which takes it.
    let contact = kit
        .assessed_contact("district-01", &[ask::born("2016-05-04")])
        .await;
    assert_eq!(contact.team_id, SENDER);
    let sender = kit.as_officer(SENDING_MANAGER);
    let accept = ask::accepted_contact(&contact);
    let contact = sender.intake().accept_contact(accept).await.granted();
    assert_eq!(contact.state(), ContactState::Accepted);
    let child = contact.children[0].child_id.clone();
    assert_eq!(kit.lead(&child).await.team_id, SENDER);

    // The plan is to go to family safeguarding: two working days to warn (C4.1-01).
    let mut case = Case::of(kit, &[child], Plan::ChildInNeed).await;
    let id = case.transfer.id.clone();
    let warn = kit.duty(&id, "send-early-warning").await;
    assert_eq!(
        (warn.due().as_str(), warn.owed_by().as_str()),
        ("Wed 2026-03-04 17:00", "assessment-1/team-manager")
    );
    assert_eq!(warn.counted_days(), ["2026-03-03", "2026-03-04"]);

    // Tuesday: the early warning. Two working days to review it (C4.1-12).
    kit.at("Tue 2026-03-03 10:00").await;
    case.warn().await;
    assert_eq!(kit.duty(&id, "send-early-warning").await.standing(), "met");
    assert_eq!(kit.told(RECEIVING_MANAGER, "early-warning").await.len(), 1);
    assert_eq!(
        kit.duty(&id, "review-early-warning").await.due(),
        "Thu 2026-03-05 17:00"
    );
    assert!(
        kit.tray(RECEIVER)
            .await
            .iter()
            .any(|duty| duty.duty_id.ends_with("/review-early-warning"))
    );

    // Wednesday: the managers talk, the receiving one agrees, and they plan a visit (C2-01, C4.1-19).
    kit.at("Wed 2026-03-04 11:00").await;
    let topics = [DiscussionTopic::Threshold, DiscussionTopic::Plan];
    case.sender
        .transfers()
        .record_discussion(ask::discussion(&case.transfer, &topics))
        .await
        .granted();
    case.agree().await;
    let visit = ask::joint_visit_on(&case.transfer, "2026-03-09 14:00");
    case.receiver
        .transfers()
        .plan_joint_visit(visit)
        .await
        .granted();

    // The meeting is set for Thursday week: a worker two working days before (C4.1-22), the assessment
    // five days before (C4.2-01).
    let meeting = ask::child_in_need_meeting(&case.transfer, "Thu 2026-03-12 10:00");
    case.sender.transfers().set_meeting(meeting).await.granted();
    assert_eq!(
        kit.duty(&id, "name-worker").await.due(),
        "Tue 2026-03-10 17:00"
    );
    assert_eq!(
        kit.duty(&id, "share-assessment").await.due(),
        "Sat 2026-03-07 23:59"
    );
    kit.at("Fri 2026-03-06 09:30").await;
    case.sender
        .transfers()
        .share_assessment(ask::assessment(&case.transfer))
        .await
        .granted();
    kit.at("Mon 2026-03-09 15:00").await;
    case.receiver
        .transfers()
        .record_joint_visit(ask::joint_visit(&case.transfer))
        .await
        .granted();
    let name = ask::named_worker(&case.transfer, WORKER);
    case.receiver.transfers().name_worker(name).await.granted();
    assert_eq!(
        kit.told(SENDING_MANAGER, "worker-named").await.len(),
        1,
        "C4.1-23"
    );

    // The meeting, the minutes, the request (C4.3-01, C4.3-02).
    kit.at("Thu 2026-03-12 11:00").await;
    case.sender
        .transfers()
        .record_meeting_held(ask::meeting_held(&case.transfer))
        .await
        .granted();
    let send = kit
        .duty(&id, "send-request-after-child-in-need-meeting")
        .await;
    assert_eq!(send.due(), "Mon 2026-03-16 17:00");
    case.request().await;
    assert_eq!(
        kit.duty(&id, "decide").await.due(),
        "Fri 2026-03-13 17:00",
        "C2-19"
    );
    assert_eq!(
        kit.duty(&id, "allocate").await.due(),
        "Mon 2026-03-16 17:00",
        "C2-20"
    );

    // Friday: received, decided, allocated; and the worker begins (C2-27).
    kit.at("Fri 2026-03-13 10:00").await;
    assert_eq!(
        kit.lead(case.child()).await.team_id,
        SENDER,
        "nothing has moved yet"
    );
    case.receiver
        .transfers()
        .acknowledge_request(ask::receipt(&case.transfer))
        .await
        .granted();
    case.take("2026-03-13").await;
    let lead = kit.lead(case.child()).await;
    assert_eq!(
        (lead.team_id.as_str(), lead.worker_id.as_str()),
        (RECEIVER, WORKER)
    );
    assert_eq!(case.transfer.stage(), Stage::Started);

    // Nothing was late, and nothing is left.
    let duties = kit.duties_about(&id).await;
    let unmet: Vec<_> = duties
        .iter()
        .filter(|duty| duty.standing() != "met")
        .collect();
    assert!(unmet.is_empty(), "{unmet:#?}");

    // The journey tells it all: two leads without a gap between them.
    let journey = GetJourneyRequest {
        child_id: case.child().to_owned(),
    };
    let journey = case
        .receiver
        .transfers()
        .get_journey(journey)
        .await
        .granted();
    assert_eq!(journey.leads.len(), 2);
    assert_eq!(journey.leads[0].until, journey.leads[1].since);
    let led = ListLeadsRequest {
        team_id: RECEIVER.to_owned(),
        ..ListLeadsRequest::default()
    };
    assert_eq!(
        case.receiver
            .transfers()
            .list_leads(led)
            .await
            .granted()
            .leads
            .len(),
        1
    );
}

pub(crate) async fn c4_3_11_queries_on_the_record_are_answered_and_hold_nothing_up(kit: &Handrail) {
    let mut case = Case::requested(kit, Plan::ChildInNeed).await;
    let query = ask::query(&case.transfer, QueryTopic::RecordReadiness);
    case.transfer = case.receiver.transfers().raise_query(query).await.granted();
    assert_eq!(kit.told(SENDING_MANAGER, "query-raised").await.len(), 1);
    assert_eq!(
        kit.duty(&case.transfer.id, "answer-query").await.owed_by(),
        "assessment-1/team-manager"
    );

    case.take("2026-03-10").await;
    assert_eq!(
        kit.lead(case.child()).await.team_id,
        RECEIVER,
        "C4.3-13: whatever queries remain"
    );

    let answer = ask::answer(&case.transfer);
    case.sender.transfers().answer_query(answer).await.granted();
    assert_eq!(kit.told(RECEIVING_MANAGER, "query-answered").await.len(), 1);
    assert_eq!(
        kit.duty(&case.transfer.id, "answer-query").await.standing(),
        "met"
    );
}

pub(crate) async fn c4_1_06_a_significant_change_of_plan_is_told(kit: &Handrail) {
    let mut case = Case::agreed(kit, Plan::ChildInNeed).await;
    let change = ask::change(&case.transfer, Plan::ChildProtection);
    case.transfer = case
        .sender
        .transfers()
        .notify_change(change)
        .await
        .granted();
    assert_eq!(case.transfer.proposed_plan(), Plan::ChildProtection);
    assert_eq!(kit.told(RECEIVING_MANAGER, "plan-changed").await.len(), 1);
}

pub(crate) async fn c2_09_what_the_record_lacks_is_work_of_the_sender_and_holds_nothing_up(
    kit: &Handrail,
) {
    let mut case = Case::agreed(kit, Plan::ChildProtection).await;
    case.meet("Tue 2026-03-10 10:00").await;
    let mut request = ask::request(&case.transfer);
    request
        .items_ready
        .retain(|item| item != "chronology" && item != "genogram");
    case.transfer = case
        .sender
        .transfers()
        .send_transfer_request(request)
        .await
        .granted();
    assert_eq!(case.transfer.items_not_ready, ["genogram", "chronology"]);
    let owed = kit.duty(&case.transfer.id, "bring-record-up-to-date").await;
    assert_eq!(
        (owed.standing(), owed.owed_by().as_str()),
        ("open", "assessment-1/team-manager")
    );

    case.take("2026-03-10").await;
    case.refresh().await;
    while case
        .transfer
        .joint_working
        .iter()
        .any(|work| work.done_at.is_none())
    {
        let done = ask::joint_work_done(&case.transfer);
        case.transfer = case
            .sender
            .transfers()
            .complete_joint_working(done)
            .await
            .granted();
    }
    assert_eq!(
        kit.duty(&case.transfer.id, "bring-record-up-to-date")
            .await
            .standing(),
        "met"
    );
}
