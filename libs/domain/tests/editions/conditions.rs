//! Conditions on each of several children, and on their age.

use handrail_domain::edition::{Circumstance, Condition, Situation};
use std::collections::BTreeSet;

#[test]
fn c10_1_06_every_child_of_several_has_a_need_of_its_own() {
    let needs = [Circumstance::EdgeOfCare, Circumstance::MissingFromHome];
    let own = Condition {
        each_any: needs.to_vec(),
        ..Condition::default()
    };
    let several = Condition {
        siblings: Some(true),
        ..Condition::default()
    };
    let one = |need: Circumstance| BTreeSet::from([need]);
    let of = |of_each: Vec<BTreeSet<Circumstance>>| Situation {
        siblings: of_each.len() > 1,
        of_each,
        ..Situation::default()
    };
    let both = of(needs.map(one).to_vec());
    let elder = of(vec![
        one(Circumstance::EdgeOfCare),
        one(Circumstance::SiblingsOnPlan),
    ]);
    let alone = of(vec![one(Circumstance::EdgeOfCare)]);
    assert!(own.holds(&both) && own.holds(&alone) && !own.holds(&elder));
    assert!(several.holds(&both) && several.holds(&elder) && !several.holds(&alone));
    assert!(Condition::default().holds(&elder), "asks for none");
}

#[test]
fn c15_1_02_an_order_is_asked_for_while_one_child_is_not_under_section_20() {
    let asked = Condition {
        one_without: vec![Circumstance::SectionTwenty],
        ..Condition::default()
    };
    let under = || BTreeSet::from([Circumstance::SectionTwenty]);
    let of = |of_each: Vec<BTreeSet<Circumstance>>| Situation {
        circumstances: of_each.iter().flatten().copied().collect(),
        of_each,
        ..Situation::default()
    };
    assert!(asked.holds(&of(vec![BTreeSet::new()])), "an only child");
    assert!(!asked.holds(&of(vec![under()])));
    assert!(asked.holds(&of(vec![under(), BTreeSet::new()])));
    assert!(!asked.holds(&of(vec![under(), under()])));
}

#[test]
fn c11_1_19_seventeen_and_a_half_is_asked_in_half_years() {
    let younger = Condition {
        to_half_years: Some(34),
        ..Condition::default()
    };
    let of = |half_years: &[Option<u32>]| Situation {
        half_years: half_years.to_vec(),
        ..Situation::default()
    };
    assert!(younger.holds(&of(&[Some(34), None])));
    assert!(!younger.holds(&of(&[Some(20), Some(35)])));
}
