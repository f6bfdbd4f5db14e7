//! What holds whatever is tried, in whatever order.

use crate::world::*;
use chrono::TimeDelta;
use handrail_domain::{Role, edition::Ladder, obligation::Post};
use handrail_escalation::dispute::{
    Because, Channel, Command, Dispute, Event, Part, Refusal, Standing, evolve_all, lapse, owed,
    parts, time_out,
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
            channel: Some(Channel::Video),
            escalating: Some(team(id)),
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

/// Every ladder of every edition.
fn ladder() -> impl Strategy<Value = (&'static str, &'static str)> {
    let ladders = PROTOCOL.editions().iter().flat_map(|edition| {
        let of = |ladder: &'static Ladder| (edition.id.as_str(), ladder.id.as_str());
        edition.ladders.iter().map(of)
    });
    prop::sample::select(ladders.collect::<Vec<_>>())
}

/// What a ladder refuses, it refuses under a clause that the edition has.
fn names_clauses(refusal: &Refusal, matter: &Matter) {
    let about_the_call = matches!(refusal, Refusal::Field { .. });
    assert!(
        about_the_call || !refusal.clauses().is_empty(),
        "{refusal:?} names no clause"
    );
    for clause in refusal.clauses() {
        assert!(matter.book.edition.clause(clause).is_some(), "{refusal:?}");
    }
}

/// What became late by now is recorded so, and carries the dispute up where the ladder says so.
fn time_passes(matter: &mut Matter) -> Vec<Event> {
    let mut happened = Vec::new();
    while let Some(change) = matter
        .on_record
        .iter()
        .find_map(|one| one.breach(matter.now))
    {
        let level = parts(&matter.dispute, &matter.book)
            .iter()
            .find(|part| part.duty(&change.obligation).is_some())
            .and_then(Part::level);
        matter.record(change.obligation);
        if let Some(level) = level {
            let by = "service:escalation";
            let up = time_out(&matter.dispute, level, by, matter.now, &matter.book);
            let up = up.expect("due times are in reach");
            matter.happens(&up);
            happened.extend(up);
        }
    }
    happened
}

/// Settles what is open, as somebody does who stands on its rung, and puts the outcome on record.
fn settle(matter: &mut Matter) {
    let exhausted = Command::AgreeExhausted {
        channel: Some(Channel::Video),
        escalating: Some(matter.dispute.holding.clone()),
        at: matter.now,
    };
    let posts = matter.book.posts_now(&matter.dispute);
    for post in &posts {
        try_for(matter, post, exhausted.clone());
    }
    let asked = [
        Command::RecordDiscussion {
            channel: Channel::Video,
            team_managers_present: true,
            at: matter.now,
        },
        stays(),
        Command::RecordCaseNote,
    ];
    for command in asked {
        try_for(matter, &posts[0], command);
    }
}

fn try_for(matter: &mut Matter, post: &Post, command: Command) {
    match matter.attempt(&actor(post.role, post.team.as_str()), command) {
        Ok(events) => {
            matter.happens(&events);
        }
        Err(refusal) => names_clauses(&refusal, matter),
    }
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
            history.extend(time_passes(&mut matter));
            let before = matter.dispute.clone();
            let events = match attempt {
                Try::Command(by, command) => {
                    matter.attempt(&by, command).unwrap_or_else(|refusal| {
                        names_clauses(&refusal, &matter);
                        Vec::new()
                    })
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
        settle(&mut matter);
        prop_assert!(!matter.dispute.is_open());
        prop_assert_eq!(matter.open_duties(), Vec::new());
        for duty in &matter.on_record {
            prop_assert!(duty.closed_at.is_some(), "{duty:?}");
        }
    }
}
