//! Every clause of the sections is held, and carried by something.

use super::{PROTOCOL, current, edition_2018, every_duty};

/// Every clause of the sections held: the prefix, and how many it numbers from 01.
const CURRENT: &[(&str, usize)] = &[
    ("C0", 6),
    ("C1", 6),
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
    ("C7.1", 10),
    ("C7.2", 17),
    ("C7.3", 29),
    ("C7.4", 8),
    ("C8", 1),
    ("C8.1", 10),
    ("C8.2", 21),
    ("C8.3", 32),
    ("C8.4", 15),
    ("C8.5", 27),
    ("C9", 47),
    ("C10.1", 16),
    ("C11.1", 29),
    ("C12.1", 16),
    ("C12.2", 14),
    ("C13", 19),
    ("C14", 29),
    ("C15.1", 9),
    ("C15.2", 9),
    ("CA1", 10),
    ("CA2", 2),
];
/// The edition of 2018.
const EDITION_2018: &[(&str, usize)] = &[
    ("E-FRONT", 1),
    ("E-INTRO", 11),
    ("E-FF", 6),
    ("E-CONTINUUM", 1),
    ("E-IFST", 9),
    ("E-TYSS", 10),
    ("E-AST", 11),
    ("E-PRINCIPLES", 17),
    ("E-STEPDOWN-FS", 16),
    ("E-STEPDOWN-ASSESS", 7),
    ("E-STEPDOWN-MASH", 2),
    ("E-STEPUP-FF", 5),
    ("E-STEPUP-ASSESS", 26),
    ("E-STEPUP-025", 13),
    ("E-STEPUP-FS", 17),
    ("E-LPM", 7),
    ("E-COURT", 3),
    ("E-ALLOC-FS", 20),
    ("E-STEPUP-CLA", 12),
    ("E-ALLOC-CLA", 26),
    ("E-RESOLUTION", 24),
    ("E-ADOPTION", 1),
    ("E-CHECKLIST", 56),
    ("E-CONSENT", 30),
    ("E-LETTER-GEN", 2),
    ("E-LETTER-PARENT", 6),
    ("E-LETTER-CHILD", 6),
    ("E-LETTER-FAMILY", 6),
    ("E-LETTER-PROF", 5),
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

/// The duties that may bind less than a clause of theirs, because that clause binds something else: sending the request at all,
/// where the duty's clock says when it is expected; one item of a record, most of which ought to be complete; asking for access,
/// where the duty is to give it; using the usual process, of which the joint visit, or the joint team's being approached first, is the
/// part that ought to be.
const WEAKER: [&str; 6] = [
    "approach-joint-team",
    "send-request",
    "bring-record-up-to-date",
    "answer-record-access",
    "plan-joint-visit",
    "make-joint-visit",
];

#[test]
fn a_duty_binds_as_its_clauses_do() {
    for edition in PROTOCOL.editions() {
        for (part, duty) in every_duty(edition) {
            let bound = duty.clauses.iter().filter_map(|id| edition.clause(id));
            let strongest = bound.map(|clause| clause.strength).min();
            let wanted = if WEAKER.iter().any(|id| duty.id.as_str() == *id) {
                strongest.max(Some(duty.strength))
            } else {
                strongest
            };
            assert_eq!(Some(duty.strength), wanted, "{part}, duty {}", duty.id);
        }
    }
}
