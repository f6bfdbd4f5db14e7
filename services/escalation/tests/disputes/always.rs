//! What holds whatever is tried, in whatever order.

use crate::world::*;
use chrono::TimeDelta;
use handrail_domain::Role;
use handrail_escalation::dispute::{
    Because, Channel, Command, Dispute, Event, Standing, decide, evolve_all, lapse, owed, time_out,
};
use handrail_frame::Actor;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Try {
    Command(Actor, Command),
    TimeOut(u32),
    Lapse,
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![
        Role::TeamManager,
        Role::ServiceManager,
        Role::HeadOfService,
        Role::Director,
        Role::SocialWorker,
    ])
}

fn one_of_the_teams() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![HOLDING, OTHER, MASH, "early-help-pod"])
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        one_of_the_teams().prop_map(|id| Command::StatePosition {
            team: team(id),
            text: note("synthetic")
        }),
        one_of_the_teams().prop_map(|id| Command::AssignImmediateNeeds { team: team(id) }),
        one_of_the_teams().prop_map(|id| Command::AgreeExhausted {
            channel: Channel::Video,
            escalating: team(id),
            at: at("2026-03-04T10:00"),
        }),
        role().prop_map(escalate),
        Just(Command::RecordDiscussion {
            channel: Channel::Video,
            team_managers_present: false,
            at: at("2026-03-20T10:00"),
        }),
        Just(expedite()),
        Just(stays()),
        one_of_the_teams().prop_map(goes_to),
        Just(Command::RecordCaseNote),
    ]
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let try_one = prop_oneof![
        20 => (role(), one_of_the_teams(), command())
            .prop_map(|(role, team, command)| Try::Command(actor(role, team), command)),
        3 => (1_u32..5).prop_map(Try::TimeOut),
        1 => Just(Try::Lapse),
    ];
    prop::collection::vec(try_one, 0..40)
}

fn ladder() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(vec![
        ("current", "between-teams"),
        ("current", "front-door"),
        ("2018", "allocation-resolution"),
    ])
}

fn rungs_hold(dispute: &Dispute) {
    let levels: Vec<_> = dispute.rungs.iter().map(|rung| rung.level).collect();
    for (below, above) in levels.iter().zip(levels.iter().skip(1)) {
        assert_eq!(below + 1, *above, "a level was skipped, even by expediting");
    }
    assert_eq!(levels.first(), Some(&1));
    let expedited = dispute
        .rungs
        .iter()
        .any(|rung| rung.because == Because::Expedited);
    assert!(!expedited || dispute.expedited.is_some());
    assert!(dispute.is_between(&dispute.immediate_needs));
}

proptest! {
    #[test]
    fn levels_follow_one_another_and_settled_is_the_end(
        (edition, ladder) in ladder(),
        urgent: bool,
        tries in tries(),
    ) {
        let mut given = given(edition, ladder);
        given.opening.urgent = urgent;
        let mut matter = given.opened();
        let mut history: Vec<Event> = Vec::new();
        let opened = matter.dispute.clone();
        for attempt in tries {
            matter.now += TimeDelta::hours(5);
            let before = matter.dispute.clone();
            let events = match attempt {
                Try::Command(by, command) => {
                    decide(&before, command, &by, matter.now, &matter.book).unwrap_or_default()
                }
                Try::TimeOut(level) => {
                    time_out(&before, level, "service:escalation", matter.now, &matter.book)?
                }
                Try::Lapse => lapse(&before, matter.now),
            };
            if before.standing != Standing::Open {
                let noted = |event: &Event| matches!(event, Event::CaseNoted { .. });
                prop_assert!(events.iter().all(noted));
            }
            matter.happens(&events);
            history.extend(events);
            rungs_hold(&matter.dispute);
            prop_assert_eq!(
                matter.dispute.version,
                opened.version + u64::try_from(history.len())?
            );
        }
        let replayed = evolve_all(Some(opened), &history)?;
        prop_assert_eq!(replayed.as_ref(), Some(&matter.dispute));
        let stored = serde_json::to_string(&matter.dispute)?;
        prop_assert_eq!(serde_json::from_str::<Dispute>(&stored)?, matter.dispute.clone());
        prop_assert!(owed(&matter.dispute, &matter.book, &matter.on_record)?.is_empty());
        if matter.dispute.standing == Standing::Lapsed {
            prop_assert!(matter.open_duties().is_empty());
        }
    }
}
