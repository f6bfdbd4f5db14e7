//! Reviews come in their order, whether they are set or were held.

use super::case::{Case, at};
use crate::transfer::{Command, Refusal};
use handrail_domain::{
    ClauseId,
    child::PlanKind,
    edition::{Anchor, Fact},
};

fn set(date: Anchor, to: &str) -> Command {
    Command::SetDate { date, at: at(to) }
}

fn held(fact: Fact, on: &str) -> Command {
    Command::RecordMilestone {
        fact,
        items: Vec::new(),
        team: None,
        at: Some(at(on)),
        note: None,
    }
}

/// A plan that steps down to intensive family support at its last reviews.
fn stepping_down() -> Case {
    let circumstances = [
        "criteria-no-longer-met",
        "support-still-needed",
        "intensive-benefit",
        "plan-ending",
    ];
    Case::along("cin-to-ifst", PlanKind::EarlyHelp, &circumstances).on("04-01T10:00")
}

/// The one field that is wrong, and why.
#[track_caller]
fn wrong(case: &mut Case, command: Command) -> (String, String) {
    match case.ask(command) {
        Err(Refusal::Fields(mut wrong)) => {
            assert_eq!(wrong.len(), 1);
            let wrong = wrong.remove(0);
            let under: Vec<&str> = wrong.clauses.iter().map(ClauseId::as_str).collect();
            let why = format!("{} ({})", wrong.description, under.join(", "));
            (wrong.field, why)
        }
        other => panic!("not refused for its fields: {other:?}"),
    }
}

#[test]
fn a_second_review_before_the_first_is_a_wrong_time() {
    let mut case = stepping_down().then(set(Anchor::FirstReview, "05-01T10:00"));
    for before in ["04-30T10:00", "05-01T10:00"] {
        let (field, why) = wrong(&mut case, set(Anchor::SecondReview, before));
        assert_eq!(field, "at");
        assert!(
            why.contains("second-review comes after first-review"),
            "{why}"
        );
    }
    let mut case = case.then(set(Anchor::SecondReview, "06-01T10:00"));
    let (field, why) = wrong(&mut case, set(Anchor::FirstReview, "06-01T10:00"));
    assert_eq!(field, "at");
    assert!(
        why.contains("first-review comes before second-review"),
        "{why}"
    );
}

#[test]
fn c8_2_18_the_penultimate_review_comes_before_the_final_one_also_when_they_were_held() {
    let mut case = stepping_down().then(set(Anchor::FinalReview, "04-20T10:00"));
    let (field, why) = wrong(&mut case, set(Anchor::PenultimateReview, "04-21T10:00"));
    assert_eq!(field, "at");
    assert!(why.contains("C8.2-18"), "{why}");

    let mut case = case
        .on("04-20T12:00")
        .then(held(Fact::FinalReviewHeld, "04-20T10:00"));
    let (field, why) = wrong(&mut case, held(Fact::PenultimateReviewHeld, "04-20T11:00"));
    assert_eq!(field, "at");
    assert!(
        why.contains("penultimate-review comes before final-review"),
        "{why}"
    );
    let (field, _) = wrong(&mut case, set(Anchor::PenultimateReview, "04-20T11:00"));
    assert_eq!(field, "at");
    // What was held is not set for another day.
    let again = set(Anchor::FinalReview, "05-20T10:00");
    assert_eq!(case.refuses(again).0, "ALREADY_DONE");
    let case = case.then(held(Fact::PenultimateReviewHeld, "04-10T10:00"));
    assert_eq!(case.refolded(), case.transfer);
}
