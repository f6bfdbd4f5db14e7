//! Reviews come in their order, whether they are set or were held.

use super::case::{Case, at, born, known, opening, terms_on, the};
use crate::transfer::{Command, Opening, Refusal};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ClauseId, TeamId,
    child::PlanKind,
    edition::{Anchor, Fact, MeetingKind},
};

fn set(date: Anchor, to: &str) -> Command {
    set_to(date, at(to))
}

fn set_to(date: Anchor, at: DateTime<Utc>) -> Command {
    Command::SetDate { date, at }
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

/// A young person who is to be looked after for longer.
fn staying_in_care() -> Case {
    let sender: TeamId = the("specialist-adolescent-east");
    let opening = Opening {
        from: sender.clone(),
        ..opening(1, PlanKind::LookedAfter)
    };
    let mut known = known(&[born()]);
    known[0].lead = Some((sender, at("03-01T09:00")));
    let case = Case::begun(terms_on("current", "sash-to-cla"), &opening, &known);
    case.unwrap().on("03-03T10:00")
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

#[test]
fn c11_1_06_the_clock_before_a_review_counts_from_the_day_on_which_it_was_held() {
    let case = staying_in_care()
        .then(held(Fact::BecameLookedAfter, "03-03T10:00"))
        .then(set(Anchor::SecondReview, "09-01T10:00"));
    let due = |case: &Case| case.duty("confirm-permanence").due().unwrap();
    assert!(due(&case) > at("08-01T00:00"));
    let case = case
        .on("04-29T12:00")
        .then(held(Fact::SecondReviewHeld, "04-29T10:00"));
    assert!(
        due(&case) < at("04-16T00:00"),
        "two weeks before it was held"
    );
}

#[test]
fn c11_1_01_nobody_is_reviewed_in_care_before_being_looked_after() {
    let mut case = staying_in_care();
    let (reason, clauses) = case.refuses(held(Fact::SecondReviewHeld, "03-03T10:00"));
    assert_eq!(reason, "OUT_OF_ORDER");
    assert_eq!(clauses, ["C11.1-01", "C11.1-03"]);
}

#[test]
fn a_date_lies_in_the_life_of_a_child_and_within_the_calendar() {
    let mut case = stepping_down();
    for (impossible, why_not) in [
        ("2015-06-14T10:00:00Z", "before the birth of every child"),
        ("2150-06-01T10:00:00Z", "outside the working-day calendar"),
    ] {
        let (field, why) = wrong(&mut case, set_to(Anchor::FinalReview, the(impossible)));
        assert_eq!(field, "at");
        assert!(why.contains(why_not), "{why}");
        assert!(!why.contains("2015-06-15"), "a date of birth: {why}");
    }
    // What took place before the transfer began can be told.
    let case = case.then(set_to(Anchor::FirstReview, the("2025-11-03T10:00:00Z")));
    assert_eq!(case.refolded(), case.transfer);
}

#[test]
fn a_meeting_is_set_within_the_calendar() {
    let mut case = Case::warned(PlanKind::ChildProtection);
    let beyond = Command::SetMeeting {
        kind: MeetingKind::InitialChildProtectionConference,
        at: the("2150-06-01T10:00:00Z"),
    };
    let (field, why) = wrong(&mut case, beyond);
    assert_eq!(field, "at");
    assert!(why.contains("outside the working-day calendar"), "{why}");
}
