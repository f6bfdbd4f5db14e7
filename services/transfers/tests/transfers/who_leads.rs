//! Who leads on a matter, as it is asked of the running service.

use crate::{asking::*, serving::*};
use handrail_contracts::{
    common::v1::{Birth, birth},
    transfers::v1 as wire,
};

on_both!(
    c1_04_children_of_two_households_are_no_sibling_group,
    everything_that_is_wrong_with_a_matter_is_told_at_once,
    c9_18_the_answer_says_what_would_change_it,
    c9_06_where_the_edition_does_not_say_it_tells_what_would_change_that,
);

fn child(id: impl Into<String>) -> wire::MatterChild {
    wire::MatterChild {
        child_id: id.into(),
        ..wire::MatterChild::default()
    }
}

fn born(year: i32) -> wire::MatterChild {
    wire::MatterChild {
        birth: Some(Birth {
            date: Some(birth::Date::BornOn(day(year, 1, 10))),
        }),
        ..wire::MatterChild::default()
    }
}

fn matter(of: &str, children: Vec<wire::MatterChild>) -> wire::WhoLeadsRequest {
    wire::WhoLeadsRequest {
        matter: of.to_owned(),
        children,
        ..wire::WhoLeadsRequest::default()
    }
}

/// A team carried a child, of a household of its own, before anything was recorded here.
async fn admitted(running: &Running, request_id: &str) -> String {
    let admission = wire::AdmitChildrenRequest {
        header: asks(request_id),
        team_id: SENDER.to_owned(),
        births: born(2015).birth.into_iter().collect(),
        since: None,
    };
    let admitted = running.of(SENDER).admit_children(admission).await.unwrap();
    admitted.into_inner().leads[0].child_id.clone()
}

async fn c1_04_children_of_two_households_are_no_sibling_group(running: Running) {
    let (ours, theirs) = (
        admitted(&running, "ours").await,
        admitted(&running, "theirs").await,
    );
    let children = vec![
        born(2012),
        child(&ours),
        child(&theirs),
        child(&ours),
        child(id(0xC9)),
    ];
    let mut client = running.of(SENDER);
    let status = client
        .who_leads(matter("enquiry", children))
        .await
        .unwrap_err();
    assert_eq!(
        wrong(&status),
        [
            "children[2].child_id",
            "children[3].child_id",
            "children[4].child_id"
        ]
    );
    assert_eq!(refusal(&status).1, ["C1-04"]);
    running.finish().await;
}

async fn everything_that_is_wrong_with_a_matter_is_told_at_once(running: Running) {
    let asked = wire::WhoLeadsRequest {
        edition_id: "1066".to_owned(),
        asked_by_team_id: "nobody".to_owned(),
        open_last_month_team_id: "nowhere".to_owned(),
        ..matter("enquiry", vec![child(id(0xC9))])
    };
    let status = running.of(SENDER).who_leads(asked).await.unwrap_err();
    assert_eq!(
        wrong(&status),
        [
            "edition_id",
            "children[0].child_id",
            "asked_by_team_id",
            "open_last_month_team_id"
        ]
    );
    running.finish().await;
}

async fn c9_18_the_answer_says_what_would_change_it(running: Running) {
    let asked = matter("strategy-discussion", vec![born(2013)]);
    let said = running.of(SENDER).who_leads(asked).await.unwrap();
    let lead = &said.into_inner().leads[0];
    assert_eq!(
        (lead.team_kind.as_str(), lead.clause_ids.as_slice()),
        ("assessment", ["C9-18".to_owned()].as_slice())
    );
    let last = lead.would_change.last().unwrap();
    assert_eq!(
        (
            last.team_kind.as_str(),
            last.condition.as_str(),
            last.clause_ids.as_slice()
        ),
        ("", "the child is under 11", ["C9-18".to_owned()].as_slice())
    );
    running.finish().await;
}

async fn c9_06_where_the_edition_does_not_say_it_tells_what_would_change_that(running: Running) {
    let asked = matter("conference", vec![born(2013)]);
    let said = running.of(SENDER).who_leads(asked).await.unwrap();
    let lead = &said.into_inner().leads[0];
    assert_eq!(
        (lead.team_kind.as_str(), lead.because.as_str()),
        ("", "the edition does not say")
    );
    assert!(lead.would_change.iter().any(|change| {
        change.team_kind == "specialist-adolescent"
            && change.condition == "the child is open to specialist-adolescent"
            && change.clause_ids == ["C9-06"]
    }));
    running.finish().await;
}
