//! A transfer under the edition of 2018 beside one under the current edition.

use crate::case::{Case, RECEIVER, RECEIVING_MANAGER, SENDER, SENDING_MANAGER, WORKER};
use handrail_contracts::transfers::v1::{Ground, Stage};
use handrail_stories::stories;
use handrail_testkit::{
    Desk, Granted, Handrail, Owed, Plan, ask,
    expect::{expect_refused, expect_status},
};
use tonic::Code;

stories!(
    e_alloc_fs_a_transfer_of_2018_runs_beside_a_current_one_by_its_own_clocks,
    e_resolution_the_ladder_of_2018_has_four_rungs_and_ends_with_a_case_note,
    e_alloc_fs_19_silence_goes_to_the_service_managers_at_once,
);

async fn warned_under_2018(kit: &Handrail) -> Case<'_> {
    let child = kit.child_led_by(SENDER).await;
    let (sender, receiver) = (
        kit.as_officer(SENDING_MANAGER),
        kit.as_officer(RECEIVING_MANAGER),
    );
    let mut open = ask::transfer(SENDER, &child, Plan::ChildProtection);
    open.edition_id = "2018".to_owned();
    let transfer = sender.transfers().open_transfer(open).await.granted();
    let mut case = Case {
        kit,
        sender,
        receiver,
        transfer,
    };
    case.warn().await;
    case
}

pub(crate) async fn e_alloc_fs_a_transfer_of_2018_runs_beside_a_current_one_by_its_own_clocks(
    kit: &Handrail,
) {
    let current = Case::warned(kit, Plan::ChildProtection).await;
    let mut older = warned_under_2018(kit).await;
    let (now, then) = (current.transfer.id.clone(), older.transfer.id.clone());
    assert_eq!(
        (
            current.transfer.edition_id.as_str(),
            older.transfer.edition_id.as_str()
        ),
        ("current", "2018")
    );

    assert_eq!(
        kit.duty(&now, "review-early-warning").await.due(),
        "Wed 2026-03-04 17:00",
        "C4.1-12"
    );
    assert_eq!(
        kit.duty(&then, "decide").await.due(),
        "Tue 2026-03-03 17:00",
        "E-ALLOC-FS-05"
    );
    assert_eq!(
        kit.duty(&then, "name-worker").await.due(),
        "Wed 2026-03-04 17:00",
        "E-ALLOC-FS-06"
    );
    assert_eq!(
        kit.duty(&then, "send-request").await.due(),
        "Mon 2026-03-16 17:00",
        "E-ALLOC-FS-15"
    );
    let copies = kit.notices().await;
    let copies: Vec<_> = copies
        .iter()
        .filter(|notice| notice.reason == "early-warning-copy")
        .collect();
    assert_eq!(copies.len(), 1, "E-ALLOC-FS-03: of the older edition alone");
    assert_eq!(copies[0].clause_ids, ["E-ALLOC-FS-03", "E-ALLOC-FS-04"]);
    assert_eq!(
        copies[0].to.clone().unwrap_or_default().role,
        "business-support-officer"
    );

    older.agree().await;
    assert_eq!(kit.duty(&then, "decide").await.standing(), "met");
    assert_eq!(
        kit.duty(&then, "liaise").await.due(),
        "Wed 2026-03-04 17:00",
        "E-ALLOC-FS-08"
    );
    let name = ask::named_worker(&older.transfer, WORKER);
    older.receiver.transfers().name_worker(name).await.granted();
    let mut request = ask::request(&older.transfer);
    request.items_ready.clear();
    older.transfer = older
        .sender
        .transfers()
        .send_transfer_request(request)
        .await
        .granted();
    assert_eq!(
        kit.duty(&then, "allocate").await.due(),
        "Wed 2026-03-04 17:00",
        "E-ALLOC-FS-17"
    );
    older.take("2026-03-02").await;
    assert_eq!(older.transfer.stage(), Stage::Started);
    assert_eq!(kit.lead(older.child()).await.team_id, RECEIVER);
    assert_eq!(kit.lead(current.child()).await.team_id, SENDER);
}

pub(crate) async fn e_resolution_the_ladder_of_2018_has_four_rungs_and_ends_with_a_case_note(
    kit: &Handrail,
) {
    let mut case = warned_under_2018(kit).await;
    let disagreement = ask::disagreement(&case.transfer, Ground::Threshold);
    case.transfer = case
        .sender
        .transfers()
        .raise_disagreement(disagreement)
        .await
        .granted();
    let mut dispute = kit.dispute(&case.transfer.dispute_id).await;
    assert_eq!(
        kit.duty_now(&dispute.id, "settle-holding").await.due(),
        "Tue 2026-03-03 17:00",
        "E-RESOLUTION-05"
    );

    let rungs = [
        (SENDING_MANAGER, "service-manager"),
        ("assessment-service-manager", "head-of-service"),
        ("head-of-assessment", "director"),
    ];
    let skipped = ask::escalation(&dispute, "director");
    expect_refused(
        case.sender.escalation().escalate_dispute(skipped).await,
        "E-RESOLUTION-04",
    );
    for (officer, next) in rungs {
        let desk: Desk = kit.as_officer(officer);
        let up = ask::escalation(&dispute, next);
        dispute = desk.escalation().escalate_dispute(up).await.granted();
    }
    assert_eq!(dispute.rungs.len(), 4);
    let director = kit.as_officer("director-safeguarding");
    let back = ask::direction_to(&dispute, "customer-service-centre");
    expect_refused(
        director.escalation().settle_dispute(back).await,
        "E-RESOLUTION-06",
    );
    let talk = ask::rung_discussion(&dispute);
    director
        .escalation()
        .record_discussion(talk)
        .await
        .granted();
    let direction = ask::direction_to(&dispute, RECEIVER);
    director
        .escalation()
        .settle_dispute(direction)
        .await
        .granted();

    let note = kit.duty(&dispute.id, "add-case-note").await;
    assert_eq!(
        (note.standing(), note.owed_by().as_str()),
        ("open", "assessment-1/team-manager")
    );
    case.sender
        .escalation()
        .record_case_note(ask::case_note(&dispute))
        .await
        .granted();
    assert_eq!(
        kit.duty(&dispute.id, "add-case-note").await.standing(),
        "met"
    );
    let again = case
        .sender
        .escalation()
        .record_case_note(ask::case_note(&dispute))
        .await;
    expect_status(again, Code::FailedPrecondition);
}

pub(crate) async fn e_alloc_fs_19_silence_goes_to_the_service_managers_at_once(kit: &Handrail) {
    let mut case = warned_under_2018(kit).await;
    kit.at("Tue 2026-03-03 17:01").await;
    case.refresh().await;
    let dispute = kit.dispute(&case.transfer.dispute_id).await;
    let rung = dispute.rungs.last().cloned().unwrap_or_default();
    assert_eq!(
        (rung.role.as_str(), rung.because.as_str()),
        ("service-manager", "no-response")
    );

    // Each silent level hands it on; the directors keep it.
    kit.at("Mon 2026-03-09 09:00").await;
    let dispute = kit.dispute(&dispute.id).await;
    let roles: Vec<&str> = dispute
        .rungs
        .iter()
        .map(|rung| rung.role.as_str())
        .collect();
    assert_eq!(roles, ["service-manager", "head-of-service", "director"]);
}
