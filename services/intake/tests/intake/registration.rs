//! What a registration has to hold.

use std::collections::BTreeMap;

use handrail_domain::{ChildId, HouseholdId, child::Need, team::UnknownName};
use handrail_intake::contact::{Name, ReferrerKind};
use uuid::Uuid;

use crate::given::*;

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
