//! C3-01: each contact goes to exactly one of five destinations.

use handrail_domain::{
    Role, TeamKind,
    child::{Birth, Need},
    edition::Protocol,
};
use handrail_intake::contact::{Door, Refusal, register::register};
use proptest::{prelude::*, sample::subsequence};

use crate::given::*;

const FIVE: [TeamKind; 5] = [
    TeamKind::Mash,
    TeamKind::SpecialistAdolescent,
    TeamKind::EarlyHelpPod,
    TeamKind::Assessment,
    TeamKind::ZeroToTwentyFive,
];

#[test]
fn c3_01_each_of_the_five_destinations_is_reached() {
    let unborn = Birth::Expected { on: today() };
    let cases = [
        (aged(8), Need::SignificantHarm, "mash"),
        (unborn, Need::UnclearRisk, "mash"),
        (aged(15), Need::Exploitation, "specialist-adolescent-east"),
        (aged(5), Need::Exploitation, "assessment-1"),
        (aged(5), Need::ParentingSupport, "early-help-pod"),
        (unborn, Need::SubstanceMisuse, "assessment-1"),
    ];
    for (birth, need, wanted) in cases {
        let contact = registered(referral(birth, &[need])).unwrap();
        assert_eq!(contact.team, team(wanted), "{need}");
        assert_eq!(contact.routing.team, team(wanted));
    }
    let lifelong = [Need::Disability, Need::LikelyLifelongNeed];
    let contact = registered(referral(aged(6), &lifelong)).unwrap();
    assert_eq!(contact.team, team("zero-to-twenty-five-east-1"));
}

#[test]
fn c3_01_the_decision_explains_itself() {
    let routing = at_assessment().routing;
    let (last, before) = routing.considered.split_last().unwrap();
    assert!(last.met && before.iter().all(|considered| !considered.met));
    assert_eq!(last.because, routing.because);
    assert!(
        routing
            .clauses
            .iter()
            .any(|clause| clause.as_str() == "C3-01")
    );
    assert!(
        before
            .iter()
            .all(|considered| !considered.because.is_empty())
    );
}

#[test]
fn c3_01_a_contact_is_routed_by_whoever_receives_contacts() {
    let command = referral(aged(8), &[Need::Neglect]);
    let by = manager("assessment-1");
    let refused = register(command.clone(), &by, door(), now(), ids()).unwrap_err();
    assert_eq!(clauses(&refused), ["C3-01"]);
    let hub = of(Role::SocialWorker, "mash");
    assert!(register(command, &hub, door(), now(), ids()).is_ok());
}

#[test]
fn a_kind_of_team_that_the_district_lacks_is_named() {
    let mut command = referral(aged(8), &[Need::Neglect]);
    command.district = "district-99".parse().unwrap();
    let refused = registered(command).unwrap_err();
    assert!(
        matches!(
            &refused,
            Refusal::NoTeam {
                kind: TeamKind::Assessment,
                ..
            }
        ),
        "{refused}"
    );
    assert!(refused.to_string().contains("assessment"), "{refused}");
}

#[test]
fn a_contact_follows_the_newest_front_door_in_force_when_it_was_received() {
    let before = "2019-05-01".parse().unwrap();
    let none = Door::in_force(&PROTOCOL, &DIRECTORY, before);
    assert_eq!(
        none.err(),
        Some(Refusal::NoFrontDoor),
        "the 2018 edition has none"
    );
    assert_eq!(door().edition.id.as_str(), "current");
    let empty = Protocol::load(&[]).unwrap();
    assert!(Door::in_force(&empty, &DIRECTORY, today()).is_err());
}

fn births() -> impl Strategy<Value = Birth> {
    prop_oneof![
        (0_u64..=25).prop_map(aged),
        Just(Birth::Expected { on: today() }),
    ]
}

proptest! {
    #[test]
    fn c3_01_every_combination_has_exactly_one_destination(
        birth in births(),
        needs in subsequence(Need::ALL, 1..=Need::ALL.len()),
        district in 1_u32..=10,
    ) {
        let mut command = referral(birth, &needs);
        command.district = format!("district-{district:02}").parse().unwrap();
        let contact = registered(command).unwrap();
        prop_assert!(FIVE.contains(&contact.routing.kind));
        prop_assert_eq!(contact.routing.considered.iter().filter(|one| one.met).count(), 1);
        let chosen = DIRECTORY.team(&contact.team).unwrap();
        prop_assert_eq!(chosen.kind(), contact.routing.kind);
        prop_assert!(chosen.serves(&contact.district));
        prop_assert_eq!(contact.first_team(), &contact.team);
    }

    #[test]
    fn harm_comes_first_whatever_else_is_presented(
        birth in births(),
        mut needs in subsequence(Need::ALL, 0..=Need::ALL.len()),
    ) {
        needs.retain(|need| *need != Need::SignificantHarm);
        needs.push(Need::SignificantHarm);
        prop_assert_eq!(registered(referral(birth, &needs)).unwrap().routing.kind, TeamKind::Mash);
    }
}
