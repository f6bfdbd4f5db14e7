//! The ladder of the current edition (C2-10 to C2-14, C6.1, C6.2).

use crate::{assert_refused, world::*};
use handrail_domain::Role;
use handrail_escalation::dispute::{
    Because, Channel, Command, Expedited, Ground, Outcome, Refusal, Standing, advice, time_out,
    told,
};

pub(crate) fn opened() -> Matter {
    given("current", "between-teams").opened()
}

pub(crate) fn manager(team: &str) -> handrail_frame::Actor {
    actor(Role::TeamManager, team)
}

fn at_service_managers() -> Matter {
    let mut matter = opened();
    matter
        .is_exhausted()
        .does(&manager(OTHER), escalate(Role::ServiceManager));
    matter
}

#[test]
fn c6_1_03_a_dispute_starts_with_the_two_team_managers() {
    let matter = opened();
    assert_eq!(matter.roles(), [Role::TeamManager]);
    assert_eq!(matter.dispute.rungs[0].because, Because::Opened);
    assert_eq!(
        matter.dispute.rungs[0].due_at, None,
        "C6.1-04 gives no figure"
    );
}

#[test]
fn c6_2_03_and_04_how_they_talked_and_who_takes_it_up_has_to_be_said() {
    let matter = opened();
    let silent = Command::AgreeExhausted {
        channel: None,
        escalating: None,
        at: matter.now,
    };
    let refusal = matter.refusal(&manager(HOLDING), silent);
    let Refusal::Lacks { fields, clauses } = &refusal else {
        panic!("{refusal:?}")
    };
    assert_eq!(fields, &["channel", "escalating_team_id"]);
    assert_eq!(names(clauses), ["C6.2-03", "C6.2-04"]);
}

#[test]
fn c6_2_10_a_direction_has_to_say_what_is_to_happen() {
    let matter = at_service_managers();
    let settle = |outcome, team| Command::Settle {
        outcome,
        team,
        joint_working: false,
        reason: note("synthetic reason"),
    };
    for (outcome, field) in [(None, "outcome"), (Some(Outcome::GoesToTeam), "team_id")] {
        let refusal = matter.refusal(&actor(Role::ServiceManager, OTHER), settle(outcome, None));
        let Refusal::Lacks { fields, clauses } = &refusal else {
            panic!("{refusal:?}")
        };
        assert_eq!(fields, &[field]);
        assert_eq!(names(clauses), ["C6.2-10", "C6.2-16"]);
    }
}

#[test]
fn c6_1_02_and_c6_2_08_the_managers_of_a_level_are_asked_to_talk_before_they_settle() {
    let asked_under = |matter: &Matter, clause| {
        advice(&matter.dispute, &matter.book)
            .iter()
            .any(|one| names(&one.clauses).contains(&clause))
    };
    let talk = |at| Command::RecordDiscussion {
        channel: Channel::Telephone,
        team_managers_present: false,
        at,
    };
    let mut matter = opened();
    assert!(asked_under(&matter, "C6.1-02") && !asked_under(&matter, "C6.2-08"));
    let now = matter.now;
    matter.does(&manager(OTHER), talk(now));
    assert!(!asked_under(&matter, "C6.1-02"));

    matter.is_exhausted();
    matter.does(&manager(OTHER), escalate(Role::ServiceManager));
    assert!(
        asked_under(&matter, "C6.2-08"),
        "the team managers' talk is not theirs"
    );
    let now = matter.now;
    matter.does(&actor(Role::ServiceManager, HOLDING), talk(now));
    assert!(!asked_under(&matter, "C6.2-08"));
}

#[test]
fn c6_2_13_no_level_is_skipped() {
    let mut matter = opened();
    matter.is_exhausted();
    let refusal = matter.refusal(&manager(OTHER), escalate(Role::HeadOfService));
    assert_refused!(refusal, SkipsRung, "C6.2-13");
    assert_eq!(matter.roles(), [Role::TeamManager]);
}

#[test]
fn c6_2_05_both_service_managers_and_both_team_managers_hear_of_it() {
    let matter = at_service_managers();
    let event = handrail_escalation::dispute::Event::RungReached(matter.dispute.rungs[1].clone());
    let tells = told(&matter.dispute, &event, &matter.book);
    let posts: Vec<_> = tells
        .iter()
        .map(|tell| (tell.to.team.as_str(), tell.to.role))
        .collect();
    assert_eq!(
        posts,
        [
            (HOLDING, Role::ServiceManager),
            (OTHER, Role::ServiceManager),
            (HOLDING, Role::TeamManager),
            (OTHER, Role::TeamManager),
        ]
    );
    assert_eq!(tells[0].due, matter.dispute.rungs[1].due_at);
    assert_eq!(tells[2].due, None);
}

#[test]
fn c6_2_07_service_managers_settle_on_their_level_and_nobody_else() {
    let mut matter = at_service_managers();
    assert_refused!(
        matter.refusal(&manager(HOLDING), stays()),
        NotYours,
        "C6.2-07"
    );
    let stranger = actor(Role::ServiceManager, "zero-to-twenty-five-east");
    assert_refused!(matter.refusal(&stranger, stays()), NotYours, "C6.2-07");
    let ours = actor(Role::ServiceManager, HOLDING);
    assert_refused!(matter.refusal(&ours, goes_to(OTHER)), Needs, "C6.2-08");
    let talk = Command::RecordDiscussion {
        channel: Channel::FaceToFace,
        team_managers_present: false,
        at: matter.now,
    };
    matter.does(&ours, talk).does(&ours, goes_to(OTHER));
    let direction = matter.dispute.direction.as_ref().unwrap();
    assert_eq!(direction.team, team(OTHER));
    assert_eq!(direction.role, Role::ServiceManager);
    assert_eq!(matter.dispute.standing, Standing::Settled);
}

#[test]
fn c6_2_08_a_discussion_is_recorded_on_its_level_by_its_managers() {
    let mut matter = at_service_managers();
    let talk = |at| Command::RecordDiscussion {
        channel: Channel::Video,
        team_managers_present: true,
        at,
    };
    assert_refused!(
        matter.refusal(&manager(OTHER), talk(matter.now)),
        NotYours,
        "C6.2-07"
    );
    let early = matter.refusal(
        &actor(Role::ServiceManager, OTHER),
        talk(at("2026-03-04T09:00")),
    );
    assert!(matches!(
        early,
        Refusal::Field {
            field: "held_at",
            ..
        }
    ));
    matter.does(&actor(Role::ServiceManager, OTHER), talk(matter.now));
    assert_eq!(matter.dispute.discussions[0].level, 2);
    assert!(
        matter.dispute.discussions[0].team_managers_present,
        "C6.2-09"
    );
}

#[test]
fn c6_2_11_the_service_managers_have_one_working_day_and_then_it_goes_up_by_itself() {
    let mut matter = at_service_managers();
    assert_eq!(
        matter.dispute.rungs[1].due_at,
        Some(at("2026-03-05T17:00")),
        "close of business on the working day after"
    );
    matter.later("2026-03-05T18:00");
    let events = time_out(
        &matter.dispute,
        2,
        "service:escalation",
        matter.now,
        &matter.book,
    )
    .unwrap();
    matter.happens(&events);
    let reached = matter.dispute.rungs.last().unwrap();
    assert_eq!(reached.role, Role::HeadOfService);
    assert_eq!(reached.because, Because::TimeRanOut);
    assert_eq!(reached.by, "service:escalation");
    let again = time_out(
        &matter.dispute,
        2,
        "service:escalation",
        matter.now,
        &matter.book,
    )
    .unwrap();
    assert_eq!(again, [], "the other side's clock finds it gone");
}

#[test]
fn c6_1_03_one_side_settles_nothing_alone_and_none_passes_it_on_untried() {
    let mut matter = opened();
    let alone = matter.refusal(&manager(OTHER), stays());
    assert_refused!(alone, Needs, "C6.1-03");
    let mut matter_above = at_service_managers();
    let above = actor(Role::ServiceManager, HOLDING);
    let untried = matter_above.refusal(&above, escalate(Role::HeadOfService));
    assert_refused!(untried, Needs, "C6.2-13");

    matter.is_talked_about().does(&manager(OTHER), stays());
    matter_above
        .is_talked_about()
        .does(&above, escalate(Role::HeadOfService));
}

#[test]
fn c2_05_nobody_leaves_a_child_where_it_is_for_want_of_capacity() {
    let mut given = given("current", "between-teams");
    given.opening.ground = Ground::Capacity;
    let mut matter = given.opened();
    matter.is_talked_about();
    let refusal = matter.refusal(&manager(OTHER), stays());
    assert_refused!(refusal, NotThere, "C2-05");
    matter.does(&manager(OTHER), goes_to(OTHER));
}

#[test]
fn c6_2_16_on_the_last_level_it_stays_until_there_is_a_direction() {
    let mut matter = at_service_managers();
    matter.is_talked_about().does(
        &actor(Role::ServiceManager, HOLDING),
        escalate(Role::HeadOfService),
    );
    matter.later("2026-03-06T18:00");
    let events = time_out(
        &matter.dispute,
        3,
        "service:escalation",
        matter.now,
        &matter.book,
    )
    .unwrap();
    assert_eq!(events, []);
    let refusal = matter.refusal(
        &actor(Role::HeadOfService, OTHER),
        escalate(Role::HeadOfService),
    );
    assert_refused!(refusal, LastRung, "C6.2-16");
    matter.does(&actor(Role::HeadOfService, OTHER), stays());
    assert_eq!(matter.dispute.direction.unwrap().team, team(HOLDING));
}

#[test]
fn c6_2_19_an_urgent_dispute_is_expedited_to_the_next_level_at_once() {
    let mut matter = opened();
    let worker = matter.refusal(&actor(Role::SocialWorker, HOLDING), expedite());
    assert!(matches!(worker, Refusal::NotYours { .. }));
    matter.does(&manager(OTHER), expedite());
    assert_eq!(matter.roles(), [Role::TeamManager, Role::ServiceManager]);
    assert_eq!(matter.dispute.rungs[1].because, Because::Expedited);
    assert!(matches!(
        matter.dispute.expedited,
        Some(Expedited::Because(_))
    ));
    matter.does(&manager(HOLDING), expedite());
    assert_eq!(matter.dispute.level(), 3);
    let refusal = matter.refusal(&manager(HOLDING), expedite());
    assert!(matches!(refusal, Refusal::ExpeditedAlready { .. }));
}

#[test]
fn c6_2_18_a_dispute_that_is_urgent_when_raised_begins_one_level_up() {
    let mut given = given("current", "between-teams");
    given.opening.urgent = true;
    let matter = given.opened();
    assert_eq!(matter.roles(), [Role::TeamManager, Role::ServiceManager]);
    assert_eq!(matter.dispute.rungs[1].because, Because::Expedited);
    assert_eq!(matter.dispute.expedited, Some(Expedited::FromTheStart));
}

#[test]
fn c2_13_a_team_always_meets_the_immediate_needs_and_either_can_name_it() {
    let mut matter = opened();
    assert_eq!(matter.dispute.immediate_needs, team(HOLDING));
    let assign = |id| Command::AssignImmediateNeeds { team: team(id) };
    let stranger = actor(Role::TeamManager, "early-help-pod");
    assert_refused!(matter.refusal(&stranger, assign(OTHER)), NotYours, "C2-13");
    let refusal = matter.refusal(&manager(HOLDING), assign("early-help-pod"));
    assert!(matches!(
        refusal,
        Refusal::Field {
            field: "team_id",
            ..
        }
    ));
    matter.does(&actor(Role::SocialWorker, OTHER), assign(OTHER));
    assert_eq!(matter.dispute.immediate_needs, team(OTHER));
    assert_eq!(
        matter.dispute.direction, None,
        "C2-14: that it does decides nothing"
    );
}

#[test]
fn each_team_states_its_own_position_and_states_it_anew() {
    let mut matter = opened();
    let state = |id, text| Command::StatePosition {
        team: team(id),
        text: note(text),
    };
    let refusal = matter.refusal(&manager(OTHER), state(HOLDING, "for somebody else"));
    assert_refused!(refusal, NotYours, "C2-13");
    matter
        .does(&manager(HOLDING), state(HOLDING, "synthetic one"))
        .does(&manager(HOLDING), state(HOLDING, "synthetic two"));
    let texts: Vec<_> = matter
        .dispute
        .positions
        .iter()
        .map(|position| (position.team.as_str(), position.text.as_str()))
        .collect();
    assert_eq!(
        texts,
        [(OTHER, "synthetic position"), (HOLDING, "synthetic two")]
    );
}

#[test]
fn c6_2_01_what_is_settled_is_over() {
    let mut matter = opened();
    matter.is_talked_about().does(&manager(HOLDING), stays());
    for command in [
        stays(),
        exhausted(),
        escalate(Role::ServiceManager),
        expedite(),
    ] {
        assert!(matches!(
            matter.refusal(&manager(HOLDING), command),
            Refusal::Settled { .. }
        ));
    }
    let note = matter.refusal(&manager(HOLDING), Command::RecordCaseNote);
    assert!(matches!(note, Refusal::NoCaseNote { .. }));
}

#[test]
fn a_transfer_goes_to_one_of_the_two_teams() {
    let matter = opened();
    let refusal = matter.refusal(&manager(HOLDING), goes_to("family-safeguarding-east-2"));
    assert!(matches!(
        refusal,
        Refusal::Field {
            field: "team_id",
            ..
        }
    ));
    let refusal = matter.refusal(&manager(HOLDING), goes_to("no-such-team"));
    assert!(matches!(
        refusal,
        Refusal::Field {
            field: "team_id",
            ..
        }
    ));
}
