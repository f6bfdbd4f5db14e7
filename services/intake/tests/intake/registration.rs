//! What a registration has to hold.

use std::collections::BTreeMap;

use chrono::{Days, Months};
use handrail_domain::{
    ChildId, HouseholdId,
    child::{Birth, Need},
    team::UnknownName,
};
use handrail_intake::contact::{Name, ReferrerKind, register::Register};
use uuid::Uuid;

use crate::given::*;

fn wrong(command: &Register) -> Vec<String> {
    let found = command.contradictions();
    found.into_iter().map(|(field, _)| field).collect()
}

fn with_birth(birth: Birth) -> Register {
    referral(birth, &[Need::Neglect])
}

#[test]
fn births_are_neither_in_the_future_nor_of_adults() {
    let born = |on| wrong(&with_birth(Birth::Born { on }));
    assert!(born(today()).is_empty());
    assert!(born(today() - Months::new(25 * 12)).is_empty());
    assert_eq!(born(today() + Days::new(1)), ["children[0].birth"]);
    assert_eq!(
        born(today() - Months::new(25 * 12) - Days::new(1)),
        ["children[0].birth"]
    );
}

#[test]
fn an_expected_birth_is_near() {
    let expected = |on| wrong(&with_birth(Birth::Expected { on }));
    assert!(expected(today() + Days::new(45 * 7)).is_empty());
    assert!(expected(today() - Days::new(4 * 7)).is_empty());
    assert_eq!(
        expected(today() + Days::new(45 * 7 + 1)),
        ["children[0].birth"]
    );
    assert_eq!(
        expected(today() - Days::new(4 * 7 + 1)),
        ["children[0].birth"]
    );
}

#[test]
fn everything_that_is_given_twice_is_told_at_once() {
    let id = ChildId(Uuid::from_u128(7));
    let mut command = referral(aged(8), &[Need::Neglect, Need::Neglect]);
    command.children = [aged(8), aged(6)].map(child).to_vec();
    for child in &mut command.children {
        child.child = Some(id);
    }
    assert_eq!(wrong(&command), ["children[1].child_id", "needs[1]"]);
}

#[test]
fn a_known_child_keeps_its_household() {
    let id = ChildId(Uuid::from_u128(7));
    let home = HouseholdId(Uuid::from_u128(8));
    let mut command = referral(aged(8), &[Need::Neglect]);
    command.children[0].child = Some(id);
    let known = BTreeMap::from([(id, home)]);
    assert_eq!(command.misplaced(&known).len(), 1, "no household was given");
    command.household = Some(HouseholdId(Uuid::from_u128(9)));
    assert_eq!(command.misplaced(&known).len(), 1, "another was given");
    command.household = Some(home);
    assert!(command.misplaced(&known).is_empty());
    let contact = registered(command).unwrap();
    assert_eq!((contact.household, contact.children[0].child), (home, id));
}

#[test]
fn names_are_bounded_and_never_logged() {
    let of = |text: String| Name::try_from(text);
    assert!(of("x".repeat(100)).is_ok());
    assert!(of("x".repeat(101)).is_err());
    assert!(of("  ".to_owned()).is_err());
    assert!(of("Testa\u{7}".to_owned()).is_err());
    assert_eq!(format!("{:?}", name("Testa")), "Name(..)");
}

#[test]
fn kinds_of_referrer_are_a_closed_list() {
    for kind in ReferrerKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    let unknown: Result<ReferrerKind, UnknownName> = "neighbour".parse();
    assert!(
        unknown
            .unwrap_err()
            .to_string()
            .contains("voluntary-sector")
    );
}
