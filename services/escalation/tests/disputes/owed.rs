//! What is owed in a dispute, by whom and until when.

use crate::world::*;
use handrail_domain::{
    Role,
    obligation::{ChangeKind, State},
};
use handrail_escalation::dispute::{Channel, Command, Refusal, lapse, time_out, told_of_change};

fn current() -> Matter {
    given("current", "between-teams").opened()
}

#[test]
fn c6_2_11_each_side_of_a_level_owes_its_clock() {
    let mut matter = current();
    let manager = actor(Role::TeamManager, OTHER);
    matter
        .is_exhausted()
        .does(&manager, escalate(Role::ServiceManager));
    for side in ["holding", "other"] {
        let clock = matter.duty(&format!("between-teams/level-2/settle-{side}"));
        assert_eq!(clock.owner.role, Role::ServiceManager);
        assert_eq!(clock.due(), Some(at("2026-03-05T17:00")));
        assert!(names(&clock.clauses).contains(&"C6.2-11"));
        let left = matter.duty(&format!("between-teams/level-1/settle-{side}"));
        assert_eq!(left.state, State::Met);
    }
}

#[test]
fn c6_2_06_the_chosen_manager_has_one_working_day_to_take_it_up() {
    let mut matter = current();
    matter.is_exhausted();
    let duty = matter.duty("between-teams/escalate-to-service-managers");
    assert_eq!(duty.owner.team, team(OTHER));
    assert_eq!(duty.due(), Some(at("2026-03-05T17:00")));
    matter.does(
        &actor(Role::TeamManager, OTHER),
        escalate(Role::ServiceManager),
    );
    let duty = matter.duty("between-teams/escalate-to-service-managers");
    assert_eq!(duty.state, State::Met);
}

#[test]
fn c6_1_02_the_managers_owe_each_other_a_talk() {
    let mut matter = current();
    assert!(matter.duty("between-teams/talk-openly").is_open());
    let talk = Command::RecordDiscussion {
        channel: Channel::FaceToFace,
        team_managers_present: true,
        at: matter.now,
    };
    matter.does(&actor(Role::TeamManager, HOLDING), talk);
    assert_eq!(matter.duty("between-teams/talk-openly").state, State::Met);
}

#[test]
fn what_is_settled_without_it_is_owed_no_more() {
    let mut matter = current();
    matter
        .is_talked_about()
        .does(&actor(Role::TeamManager, HOLDING), stays());
    assert_eq!(matter.duty("between-teams/talk-openly").state, State::Met);
    assert_eq!(matter.open_duties(), []);
}

#[test]
fn a_dispute_that_lapses_owes_nothing() {
    let mut matter = current();
    let events = lapse(&matter.dispute, at("2026-03-05T09:00"));
    matter.happens(&events);
    assert_eq!(matter.open_duties(), []);
    assert_eq!(lapse(&matter.dispute, matter.now), []);
    let refusal = matter.refusal(&actor(Role::TeamManager, HOLDING), stays());
    assert!(matches!(refusal, Refusal::Lapsed { .. }));
}

#[test]
fn e_resolution_05_a_clock_that_ran_out_stays_on_record_as_breached() {
    let mut given = given("2018", "allocation-resolution");
    given.opening.urgent = true;
    let mut matter = given.opened();
    matter.later("2026-03-05T17:30");
    let clock = matter.duty("allocation-resolution/level-1/settle-holding");
    let breach = clock.breach(matter.now).unwrap();
    matter.record(breach.obligation);
    let events = time_out(
        &matter.dispute,
        1,
        "service:escalation",
        matter.now,
        &matter.book,
    );
    matter.happens(&events.unwrap());
    let clock = matter.duty("allocation-resolution/level-1/settle-holding");
    assert_eq!(clock.state, State::MetLate);
    assert!(clock.breached_at.is_some());
}

#[test]
fn c6_2_17_a_last_level_that_runs_out_of_time_tells_both_heads() {
    let mut matter = current();
    matter
        .does(&actor(Role::TeamManager, HOLDING), expedite())
        .does(&actor(Role::TeamManager, HOLDING), expedite())
        .later("2026-03-05T17:30");
    let clock = matter.duty("between-teams/level-3/settle-other");
    let breach = clock.breach(matter.now).unwrap();
    let tells = told_of_change(&matter.dispute, &breach, &matter.book);
    let teams: Vec<_> = tells
        .iter()
        .map(|tell| (tell.to.team.as_str(), tell.to.role))
        .collect();
    assert_eq!(
        teams,
        [(OTHER, Role::HeadOfService), (HOLDING, Role::HeadOfService)]
    );
    assert!(tells.iter().all(|tell| tell.reason == "duty-breached"));
}

#[test]
fn whoever_is_told_of_a_level_is_not_told_of_its_clock_again() {
    let matter = current();
    for change in &matter.changes {
        assert_eq!(change.kind, ChangeKind::Armed);
        let tells = told_of_change(&matter.dispute, change, &matter.book);
        let on_a_level = change.obligation.duty.contains("/level-");
        assert_eq!(tells.is_empty(), on_a_level, "{}", change.obligation.duty);
    }
}
