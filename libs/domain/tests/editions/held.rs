//! Every clause of the sections is held, and carried by something.

use super::{PROTOCOL, current, edition_2018, every_duty};
use handrail_domain::Strength;

/// Every clause of the sections held: the prefix, and how many it numbers from 01.
const CURRENT: &[(&str, usize)] = &[
    ("C2", 30),
    ("C3", 7),
    ("C4", 1),
    ("C4.1", 25),
    ("C4.2", 3),
    ("C4.3", 16),
    ("C5.1", 6),
    ("C5.2", 14),
    ("C6.1", 6),
    ("C6.2", 19),
    ("C6.3", 6),
];
const EDITION_2018: &[(&str, usize)] = &[
    ("E-PRINCIPLES", 17),
    ("E-ALLOC-FS", 20),
    ("E-RESOLUTION", 24),
];

#[test]
fn every_clause_of_the_sections_is_held_and_no_other() {
    for (edition, sections) in [(current(), CURRENT), (edition_2018(), EDITION_2018)] {
        let numbered = |(prefix, count): &(&str, usize)| {
            let prefix = (*prefix).to_owned();
            (1..=*count).map(move |number| format!("{prefix}-{number:02}"))
        };
        let wanted: Vec<String> = sections.iter().flat_map(numbered).collect();
        let held: Vec<String> = edition
            .clauses
            .iter()
            .map(|clause| clause.id.to_string())
            .collect();
        assert_eq!(
            held, wanted,
            "the clauses of {} in the order of its sections",
            edition.id
        );
    }
}

#[test]
fn every_clause_says_something_and_is_carried() {
    for edition in PROTOCOL.editions() {
        for clause in &edition.clauses {
            assert!(
                !edition.carried_by(&clause.id).is_empty(),
                "{} is carried",
                clause.id
            );
            assert!(
                !clause.section.is_empty() && !clause.title.is_empty() && !clause.text.is_empty()
            );
        }
    }
}

#[test]
fn a_duty_binds_as_its_clauses_do() {
    for edition in PROTOCOL.editions() {
        for (part, duty) in every_duty(edition) {
            let bound = duty.clauses.iter().filter_map(|id| edition.clause(id));
            let strongest = bound.map(|clause| clause.strength).min();
            // "Must be sent when ready, expected within ten days": the limit is what the duty's clock says.
            let wanted = if duty.id.as_str() == "send-request" {
                Some(Strength::Should)
            } else {
                strongest
            };
            assert_eq!(Some(duty.strength), wanted, "{part}, duty {}", duty.id);
        }
    }
}
