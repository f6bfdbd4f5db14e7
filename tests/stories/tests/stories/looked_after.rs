//! A young person whom the adolescent service has supported all along stays looked after: steps, dates and circumstances of a
//! pathway that has nothing but those of its own (C11.1); and who leads for one in a matter (C9).

use handrail_contracts::{
    common::v1::{Birth, birth},
    time::{date_to_wire, timestamp},
    transfers::v1::{
        AdmitChildrenRequest, DeclareCircumstancesRequest, MatterChild, OpenTransferRequest, Plan,
        RecordMilestoneRequest, SetDateRequest, Transfer, WhoLeadsRequest,
    },
};
use handrail_stories::stories;
use handrail_testkit::{
    Desk, Granted, Handrail, Owed, ask,
    expect::{expect_reason, expect_refused},
    time::local,
};
use tonic::Code;

stories!(
    c11_1_a_young_person_who_stays_looked_after_is_prepared_for_the_second_review,
    c9_01_who_leads_is_said_with_its_clause_and_what_would_change_it,
);

const TEAM: &str = "specialist-adolescent-east";
const MANAGER: &str = "specialist-adolescent-east-manager";

/// A young person of fourteen, led by the adolescent service.
async fn admitted(desk: &Desk) -> String {
    let admit = AdmitChildrenRequest {
        header: ask::header(),
        team_id: TEAM.to_owned(),
        births: vec![Birth {
            date: chrono::NaiveDate::from_ymd_opt(2011, 5, 4)
                .map(|day| birth::Date::BornOn(date_to_wire(day))),
        }],
        since: None,
    };
    let admitted = desk.transfers().admit_children(admit).await.granted();
    assert!(!admitted.household_id.is_empty());
    admitted.leads[0].child_id.clone()
}

fn step(transfer: &Transfer, milestone: &str) -> RecordMilestoneRequest {
    RecordMilestoneRequest {
        header: ask::header(),
        transfer_id: transfer.id.clone(),
        milestone: milestone.to_owned(),
        ..RecordMilestoneRequest::default()
    }
}

fn second_review(transfer: &Transfer, at: &str) -> SetDateRequest {
    SetDateRequest {
        header: ask::header(),
        transfer_id: transfer.id.clone(),
        date: "second-review".to_owned(),
        at: Some(timestamp(local(at))),
    }
}

pub(crate) async fn c11_1_a_young_person_who_stays_looked_after_is_prepared_for_the_second_review(
    kit: &Handrail,
) {
    let desk = kit.as_officer(MANAGER);
    let child = admitted(&desk).await;
    assert_eq!(kit.lead(&child).await.team_id, TEAM);
    let open = OpenTransferRequest {
        header: ask::header(),
        pathway_id: "sash-to-cla".to_owned(),
        from_team_id: TEAM.to_owned(),
        child_ids: vec![child.clone()],
        proposed_plan: Plan::LookedAfter.into(),
        ..OpenTransferRequest::default()
    };
    let t = desk.transfers().open_transfer(open).await.granted();

    // Sixteen weeks from Monday 2 March (C11.1-02).
    let t = desk
        .transfers()
        .record_milestone(step(&t, "became-looked-after"))
        .await
        .granted();
    assert_eq!(
        kit.duty(&t.id, "send-request-at-sixteen-weeks").await.due(),
        "Mon 2026-06-22 23:59"
    );
    let again = desk
        .transfers()
        .record_milestone(step(&t, "became-looked-after"))
        .await;
    expect_reason(again, Code::FailedPrecondition, "ALREADY_DONE");

    // The plan for permanence two weeks before the second review, whichever day that is (C11.1-06).
    for (review, due) in [
        ("Mon 2026-06-29 10:00", "Mon 2026-06-15 23:59"),
        ("Mon 2026-06-22 09:30", "Mon 2026-06-08 23:59"),
    ] {
        desk.transfers()
            .set_date(second_review(&t, review))
            .await
            .granted();
        assert_eq!(kit.duty(&t.id, "confirm-permanence").await.due(), due);
    }

    // Nothing points to a return home: the decision goes into the record (C11.1-04).
    assert!(kit.duties(&t.id, "record-decision").await.is_empty());
    let declare = DeclareCircumstancesRequest {
        child_id: String::new(),
        header: ask::header(),
        transfer_id: t.id.clone(),
        holding: vec!["no-sign-of-return".to_owned()],
        ended: Vec::new(),
    };
    let t = desk
        .transfers()
        .declare_circumstances(declare)
        .await
        .granted();
    assert_eq!(t.circumstances, ["no-sign-of-return"]);
    assert_eq!(kit.duty(&t.id, "record-decision").await.standing(), "open");
    desk.transfers()
        .record_milestone(step(&t, "decision-recorded"))
        .await
        .granted();
    assert_eq!(kit.duty(&t.id, "record-decision").await.standing(), "met");

    // And before the second review nobody asks for the move (C11.1-03).
    let warning = ask::early_warning(&t, "children-looked-after-east");
    let t = desk.transfers().send_early_warning(warning).await.granted();
    let request = ask::request(&t);
    let answer = desk.transfers().send_transfer_request(request).await;
    expect_refused(answer, "C11.1-03");
}

pub(crate) async fn c9_01_who_leads_is_said_with_its_clause_and_what_would_change_it(
    kit: &Handrail,
) {
    let desk = kit.as_officer(MANAGER);
    let child = admitted(&desk).await;
    let asked = WhoLeadsRequest {
        matter: "strategy-discussion".to_owned(),
        children: vec![MatterChild {
            child_id: child.clone(),
            concern: true,
            ..MatterChild::default()
        }],
        ..WhoLeadsRequest::default()
    };
    let said = desk.transfers().who_leads(asked).await.granted();
    let lead = &said.leads[0];
    assert_eq!(lead.child_id, child);
    assert_eq!(lead.team_kind, "specialist-adolescent");
    assert!(!lead.clause_ids.is_empty() && !lead.because.is_empty());
    assert!(!lead.would_change.is_empty());
}
