//! Where a contact belongs (C3-05 to C3-07).

use crate::{assert_refused, world::*};
use handrail_domain::Role;
use handrail_escalation::dispute::{Refusal, told};

fn opened() -> Matter {
    given("current", "front-door").opened()
}

#[test]
fn c3_06_the_mash_service_manager_decides_within_one_working_day() {
    let mut matter = opened();
    assert_eq!(matter.roles(), [Role::ServiceManager]);
    assert_eq!(matter.dispute.rungs[0].due_at, Some(at("2026-03-05T17:00")));
    let assessment = actor(Role::ServiceManager, HOLDING);
    assert_refused!(matter.refusal(&assessment, stays()), NotYours, "C3-06");
    matter.does(
        &actor(Role::ServiceManager, MASH),
        goes_to("early-help-pod"),
    );
    assert_eq!(
        matter.dispute.direction.as_ref().unwrap().team,
        team("early-help-pod")
    );
    let events = [handrail_escalation::dispute::Event::Settled(
        matter.dispute.direction.clone().unwrap(),
    )];
    let posts: Vec<_> = told(&matter.dispute, &events[0], &matter.book)
        .into_iter()
        .map(|tell| tell.to.team.to_string())
        .collect();
    assert_eq!(posts, [HOLDING, "early-help-pod"]);
}

#[test]
fn c3_06_it_can_go_to_any_team_of_the_front_door_and_to_no_other() {
    let matter = opened();
    let mash = actor(Role::ServiceManager, MASH);
    assert!(matter.attempt(&mash, goes_to(MASH)).is_ok());
    assert_refused!(matter.refusal(&mash, goes_to(OTHER)), NotThere, "C3-01");
    assert_refused!(
        matter.refusal(&mash, goes_to("customer-service-centre")),
        NotThere,
        "C3-02"
    );
}

#[test]
fn c3_07_the_decision_is_final() {
    let mut matter = opened();
    let mash = actor(Role::ServiceManager, MASH);
    matter.does(&mash, stays());
    for command in [stays(), expedite(), escalate(Role::ServiceManager)] {
        assert_refused!(matter.refusal(&mash, command), Final, "C3-07");
    }
}

#[test]
fn an_urgent_contact_has_one_level_and_its_officer_is_told_that_it_cannot_wait() {
    let mut matter = opened();
    let manager = actor(Role::TeamManager, HOLDING);
    let events = matter.attempt(&manager, expedite()).unwrap();
    matter.happens(&events);
    assert_eq!(matter.dispute.level(), 1);
    let tells = told(&matter.dispute, &events[0], &matter.book);
    assert_eq!(tells[0].to.team, team(MASH));
    assert_eq!(tells[0].to.role, Role::ServiceManager);
    let refusal = matter.refusal(&manager, expedite());
    assert!(matches!(refusal, Refusal::ExpeditedAlready { .. }));
}
