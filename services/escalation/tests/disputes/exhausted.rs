//! Nothing more can be tried on the first level: both managers say so, by voice (C6.2-02 to C6.2-04).

use crate::{
    assert_refused,
    between_teams::{manager, opened},
    world::*,
};
use handrail_domain::Role;
use handrail_escalation::dispute::{Because, Channel, Command, Refusal};

#[test]
fn c6_2_02_nothing_goes_up_before_the_managers_agree_that_options_are_exhausted() {
    let mut matter = opened();
    let refusal = matter.refusal(&manager(OTHER), escalate(Role::ServiceManager));
    assert_refused!(refusal, NotExhausted, "C6.2-02");

    matter.does(&manager(OTHER), exhausted());
    for one in [OTHER, HOLDING] {
        let refusal = matter.refusal(&manager(one), escalate(Role::ServiceManager));
        assert_refused!(refusal, NotExhausted, "C6.2-02");
    }
    assert!(matter.dispute.exhausted().is_none(), "one manager's word");
    matter
        .does(&manager(HOLDING), exhausted())
        .does(&manager(HOLDING), escalate(Role::ServiceManager));
    let reached = matter.dispute.rungs.last().unwrap();
    assert_eq!(reached.because, Because::AgreedExhausted);
    assert_eq!(reached.by, "team-manager-of-assessment-1");
}

#[test]
fn c6_2_03_telephone_video_and_one_room_all_count() {
    for channel in [Channel::Telephone, Channel::Video, Channel::FaceToFace] {
        let mut matter = opened();
        let agree = Command::AgreeExhausted {
            channel: Some(channel),
            escalating: Some(team(HOLDING)),
            at: matter.now,
        };
        matter
            .does(&manager(HOLDING), agree.clone())
            .does(&manager(OTHER), agree);
        assert_eq!(matter.dispute.exhaustion.unwrap().channel, channel);
    }
}

#[test]
fn c6_2_04_one_of_the_two_teams_takes_it_up() {
    let matter = opened();
    let agree = Command::AgreeExhausted {
        channel: Some(Channel::Video),
        escalating: Some(team("family-safeguarding-east-2")),
        at: matter.now,
    };
    let refusal = matter.refusal(&manager(HOLDING), agree);
    assert!(matches!(
        refusal,
        Refusal::Field {
            field: "escalating_team_id",
            ..
        }
    ));
}

#[test]
fn c6_2_02_exhaustion_is_agreed_once_and_on_the_first_rung_alone() {
    let mut matter = opened();
    matter.does(&manager(OTHER), exhausted());
    let twice = matter.refusal(&manager(OTHER), exhausted());
    assert!(matches!(twice, Refusal::ExhaustedAlready { .. }));
    matter.does(&manager(HOLDING), exhausted());
    let again = matter.refusal(&manager(HOLDING), exhausted());
    assert!(matches!(again, Refusal::ExhaustedAlready { .. }));
    matter.does(&manager(OTHER), escalate(Role::ServiceManager));
    let above = matter.refusal(&actor(Role::ServiceManager, OTHER), exhausted());
    assert_refused!(above, NothingToExhaust, "C6.2-02");
}

#[test]
fn c6_2_04_they_agree_when_both_name_the_same_manager() {
    let mut matter = opened();
    matter.does(&manager(OTHER), exhausted());
    let other_way = Command::AgreeExhausted {
        channel: Some(Channel::Telephone),
        escalating: Some(team(HOLDING)),
        at: matter.now,
    };
    matter.does(&manager(HOLDING), other_way.clone());
    let said = matter.dispute.exhaustion.clone().unwrap();
    assert_eq!(said.agreed_by, [team(HOLDING)], "it begins anew");
    assert_eq!(said.waits_for, [team(OTHER)]);
    assert!(matter.dispute.exhausted().is_none());

    matter.does(&manager(OTHER), other_way);
    let agreed = matter.dispute.exhausted().unwrap();
    assert_eq!(agreed.escalating, team(HOLDING));
    assert_eq!(agreed.agreed_by, [team(HOLDING), team(OTHER)]);
}

#[test]
fn exhaustion_is_agreed_neither_before_the_dispute_nor_by_anybody_but_a_manager() {
    let matter = opened();
    let early = Command::AgreeExhausted {
        channel: Some(Channel::Video),
        escalating: Some(team(OTHER)),
        at: at("2026-03-04T09:59"),
    };
    let refusal = matter.refusal(&manager(HOLDING), early);
    assert!(matches!(
        refusal,
        Refusal::Field {
            field: "agreed_at",
            ..
        }
    ));
    let worker = actor(Role::SocialWorker, HOLDING);
    assert_refused!(matter.refusal(&worker, exhausted()), NotYours, "C6.1-03");
}
