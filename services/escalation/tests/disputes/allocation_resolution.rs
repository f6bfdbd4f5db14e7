//! The ladder of the 2018 edition (E-RESOLUTION, E-PRINCIPLES-06, E-ALLOC-FS-19).

use crate::{assert_refused, world::*};
use handrail_domain::Role;
use handrail_escalation::dispute::{Because, Command, Refusal, time_out};

const EARLY_HELP: &str = "intensive-family-support-1";

fn opened() -> Matter {
    given("2018", "allocation-resolution").opened()
}

fn urgent() -> Matter {
    let mut given = given("2018", "allocation-resolution");
    given.opening.urgent = true;
    given.opened()
}

#[test]
fn e_resolution_05_every_level_has_one_working_day() {
    let mut matter = urgent();
    assert_eq!(
        matter.roles(),
        [Role::TeamManager],
        "E-RESOLUTION-04: the lowest level first"
    );
    assert_eq!(matter.dispute.rungs[0].due_at, Some(at("2026-03-05T17:00")));
    let days = [
        ("2026-03-05T18:00", "2026-03-06T17:00"),
        ("2026-03-06T18:00", "2026-03-09T17:00"),
        ("2026-03-09T18:00", "2026-03-10T17:00"),
    ];
    for (level, (ran_out, due)) in (1..).zip(days) {
        matter.later(ran_out);
        let events = time_out(
            &matter.dispute,
            level,
            "service:escalation",
            matter.now,
            &matter.book,
        );
        matter.happens(&events.unwrap());
        assert_eq!(matter.dispute.rungs.last().unwrap().due_at, Some(at(due)));
    }
    assert_eq!(
        matter.roles(),
        [
            Role::TeamManager,
            Role::ServiceManager,
            Role::HeadOfService,
            Role::Director
        ]
    );
}

#[test]
fn e_resolution_21_what_is_not_urgent_is_late_and_waits_for_its_managers() {
    let mut matter = opened();
    let by = "service:escalation";
    matter.later("2026-03-05T18:00");
    let up = time_out(&matter.dispute, 1, by, matter.now, &matter.book).unwrap();
    assert_eq!(up, []);
    let manager = actor(Role::TeamManager, HOLDING);
    matter.does(&manager, escalate(Role::ServiceManager));
    assert_eq!(matter.roles(), [Role::TeamManager, Role::ServiceManager]);
    // It may turn out urgent on the way.
    matter.does(&actor(Role::ServiceManager, HOLDING), expedite());
    let last = matter.dispute.level();
    matter.later("2026-03-06T18:00");
    let up = time_out(&matter.dispute, last, by, matter.now, &matter.book).unwrap();
    assert_eq!(up.len(), 1);
}

#[test]
fn e_resolution_04_it_climbs_level_by_level() {
    let mut matter = opened();
    let manager = actor(Role::TeamManager, HOLDING);
    assert_refused!(
        matter.refusal(&manager, escalate(Role::Director)),
        SkipsRung,
        "E-RESOLUTION-04"
    );
    matter.does(&manager, escalate(Role::ServiceManager));
    assert_eq!(
        matter.dispute.rungs[1].because,
        Because::NotResolved,
        "E-RESOLUTION-11: at once, with no agreement of exhaustion"
    );
}

#[test]
fn e_resolution_16_for_early_help_the_third_level_is_its_service_manager() {
    let mut given = given("2018", "allocation-resolution");
    given.opening.other = team(EARLY_HELP);
    given.opening.raised_by = team(EARLY_HELP);
    let mut matter = given.opened();
    matter
        .does(
            &actor(Role::TeamManager, HOLDING),
            escalate(Role::ServiceManager),
        )
        .does(
            &actor(Role::ServiceManager, HOLDING),
            escalate(Role::HeadOfService),
        );
    let posts = matter.book.posts_now(&matter.dispute);
    let roles: Vec<_> = posts.iter().map(|post| post.role).collect();
    assert_eq!(roles, [Role::HeadOfService, Role::ServiceManager]);
    let assessment = actor(Role::ServiceManager, HOLDING);
    assert_refused!(
        matter.refusal(&assessment, stays()),
        NotYours,
        "E-RESOLUTION-16"
    );
    matter
        .is_talked_about()
        .does(&actor(Role::ServiceManager, EARLY_HELP), stays());
    assert_eq!(matter.dispute.direction.unwrap().role, Role::ServiceManager);
}

#[test]
fn e_alloc_fs_19_without_a_response_it_begins_with_the_service_managers() {
    let mut given = given("2018", "allocation-resolution");
    given.on = Some(Role::ServiceManager);
    given.no_response = true;
    let matter = given.opened();
    assert_eq!(matter.roles(), [Role::ServiceManager]);
    assert_eq!(matter.dispute.rungs[0].level, 2);
    assert_eq!(matter.dispute.rungs[0].because, Because::NoResponse);
}

#[test]
fn e_resolution_06_it_is_not_given_back_to_the_customer_service_centre() {
    let matter = opened();
    let refusal = matter.refusal(
        &actor(Role::TeamManager, HOLDING),
        goes_to("customer-service-centre"),
    );
    assert_refused!(refusal, NotThere, "E-RESOLUTION-06");
}

#[test]
fn e_resolution_10_the_outcome_becomes_a_case_note_after_it_is_settled() {
    let mut matter = opened();
    let manager = actor(Role::TeamManager, HOLDING);
    let refusal = matter.refusal(&manager, Command::RecordCaseNote);
    assert!(matches!(refusal, Refusal::NotSettled { .. }));
    matter.is_talked_about().does(&manager, stays());
    assert_eq!(
        matter.open_duties(),
        [("allocation-resolution/add-case-note", Role::TeamManager)]
    );
    matter.does(&manager, Command::RecordCaseNote);
    assert_eq!(matter.open_duties(), []);
    let refusal = matter.refusal(&manager, Command::RecordCaseNote);
    assert!(matches!(refusal, Refusal::CaseNotedAlready { .. }));
}
