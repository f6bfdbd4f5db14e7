//! Where contacts go, and who has the last word.

use super::{current, edition_2018};
use chrono::NaiveDate;
use handrail_domain::{
    Role, TeamKind,
    child::{Birth, Need},
    edition::{Act, Side, Situation},
    routing::{Presented, route},
};
use proptest::prelude::*;

#[test]
fn c3_07_the_front_door_has_one_rung_and_its_decision_is_final() {
    let door = current().front_door.as_ref().unwrap();
    let ladder = current().ladder(&door.ladder).unwrap();
    let rungs: Vec<_> = ladder
        .rungs
        .iter()
        .map(|rung| (rung.role, rung.sides.as_slice()))
        .collect();
    assert_eq!(rungs, [(Role::ServiceManager, [Side::Hub].as_slice())]);
    assert!(ladder.is_final);
    assert!(
        current()
            .forbids(
                &door.elements,
                Act::DisputeFinalDecision,
                &Situation::default()
            )
            .is_some()
    );
    assert_eq!(edition_2018().front_door, None);
}

fn goes_to(needs: &[Need], birth: Birth) -> Option<TeamKind> {
    let on = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let presented = Presented {
        needs: needs.to_vec(),
        birth,
        on,
    };
    route(current().front_door.as_ref().unwrap(), &presented).map(|routed| routed.kind)
}

fn aged(years: i32) -> Birth {
    Birth::Born {
        on: NaiveDate::from_ymd_opt(2026 - years, 3, 1).unwrap(),
    }
}

#[test]
fn c3_01_a_contact_goes_to_one_of_five() {
    let unborn = Birth::Expected {
        on: NaiveDate::from_ymd_opt(2026, 6, 1).unwrap(),
    };
    for (needs, birth, kind) in [
        (
            &[Need::SignificantHarm, Need::Exploitation][..],
            aged(14),
            TeamKind::Mash,
        ),
        (&[Need::UnclearRisk], unborn, TeamKind::Mash),
        (
            &[Need::Disability, Need::LikelyLifelongNeed],
            aged(6),
            TeamKind::ZeroToTwentyFive,
        ),
        (
            &[Need::AutismWithLearningDisability, Need::LikelyLifelongNeed],
            aged(17),
            TeamKind::ZeroToTwentyFive,
        ),
        (
            &[Need::Disability, Need::LikelyLifelongNeed],
            unborn,
            TeamKind::Assessment,
        ),
        (&[Need::Disability], aged(6), TeamKind::Assessment),
        (
            &[Need::Exploitation],
            aged(11),
            TeamKind::SpecialistAdolescent,
        ),
        (
            &[Need::FamilyBreakdown],
            aged(17),
            TeamKind::SpecialistAdolescent,
        ),
        (&[Need::MissingFromHome], aged(10), TeamKind::Assessment),
        (&[Need::EdgeOfCare], aged(18), TeamKind::Assessment),
        (
            &[Need::ParentingSupport, Need::Neglect],
            aged(3),
            TeamKind::Assessment,
        ),
        (
            &[Need::ParentingSupport, Need::SchoolAttendance],
            aged(8),
            TeamKind::EarlyHelpPod,
        ),
        (&[Need::ParentingSupport], unborn, TeamKind::EarlyHelpPod),
        (&[], aged(8), TeamKind::Assessment),
    ] {
        assert_eq!(goes_to(needs, birth), Some(kind), "{needs:?}, {birth:?}");
    }
}

proptest! {
    #[test]
    fn c3_01_every_contact_has_exactly_one_destination(
        needs in proptest::sample::subsequence(Need::ALL.to_vec(), 0..=Need::ALL.len()),
        years in 0..26_i32,
        unborn in any::<bool>(),
    ) {
        let birth = if unborn { Birth::Expected { on: NaiveDate::from_ymd_opt(2026, 6, 1).unwrap() } } else { aged(years) };
        let kind = goes_to(&needs, birth);
        let five = [
            TeamKind::Mash,
            TeamKind::SpecialistAdolescent,
            TeamKind::EarlyHelpPod,
            TeamKind::Assessment,
            TeamKind::ZeroToTwentyFive,
        ];
        prop_assert!(kind.is_some_and(|kind| five.contains(&kind)));
        let harm = needs.contains(&Need::SignificantHarm) || needs.contains(&Need::UnclearRisk);
        prop_assert_eq!(kind == Some(TeamKind::Mash), harm, "the hub sees all doubt about harm, and only that");
    }
}
