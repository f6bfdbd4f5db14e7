//! Every clock has the figure of its clauses, and every figure its clock.

use super::{PROTOCOL, clause, every_duty};
use handrail_domain::{
    ClauseId,
    deadline::{Direction, Limit, Span, Unit},
    edition::{ClauseKind, Edition},
};
use std::collections::BTreeSet;

type Figure = (&'static str, u32, Unit, Direction);

/// The figures of the protocol, for each clause that sets a time: one, or both where it sets two.
const FIGURES: &[Figure] = &[
    ("C10.1-13", 1, Unit::WorkingDays, Direction::After),
    ("C10.1-14", 2, Unit::WorkingDays, Direction::After),
    ("C10.1-16", 1, Unit::WorkingDays, Direction::After),
    ("C10.1-16", 2, Unit::WorkingDays, Direction::After),
    ("C11.1-02", 16, Unit::Weeks, Direction::After),
    ("C11.1-06", 2, Unit::Weeks, Direction::Before),
    ("C11.1-19", 18, Unit::Years, Direction::After),
    ("C11.1-21", 210, Unit::Months, Direction::After),
    ("C12.1-11", 1, Unit::WorkingDays, Direction::After),
    ("C12.1-12", 2, Unit::WorkingDays, Direction::After),
    ("C12.2-12", 1, Unit::WorkingDays, Direction::After),
    ("C12.2-13", 2, Unit::WorkingDays, Direction::After),
    ("C13-15", 15, Unit::WorkingDays, Direction::After),
    ("C13-16", 8, Unit::Days, Direction::After),
    ("C14-22", 18, Unit::Years, Direction::After),
    ("C14-23", 21, Unit::Years, Direction::After),
    ("C14-24", 25, Unit::Years, Direction::After),
    ("C14-27", 18, Unit::Years, Direction::After),
    ("C14-28", 21, Unit::Years, Direction::After),
    ("C14-29", 25, Unit::Years, Direction::After),
    ("C15.1-03", 4, Unit::Weeks, Direction::Before),
    ("C2-19", 1, Unit::WorkingDays, Direction::After),
    ("C2-20", 2, Unit::WorkingDays, Direction::After),
    ("C3-06", 1, Unit::WorkingDays, Direction::After),
    ("C4.1-01", 2, Unit::WorkingDays, Direction::After),
    ("C4.1-08", 1, Unit::WorkingDays, Direction::After),
    ("C4.1-09", 1, Unit::WorkingDays, Direction::After),
    ("C4.1-10", 1, Unit::WorkingDays, Direction::After),
    ("C4.1-11", 1, Unit::WorkingDays, Direction::After),
    ("C4.1-12", 2, Unit::WorkingDays, Direction::After),
    ("C4.1-13", 2, Unit::WorkingDays, Direction::After),
    ("C4.1-21", 2, Unit::Days, Direction::After),
    ("C4.1-22", 2, Unit::WorkingDays, Direction::Before),
    ("C4.1-23", 2, Unit::WorkingDays, Direction::Before),
    ("C4.2-01", 5, Unit::Days, Direction::Before),
    ("C4.3-01", 2, Unit::WorkingDays, Direction::After),
    ("C4.3-03", 1, Unit::WorkingDays, Direction::After),
    ("C6.2-06", 1, Unit::WorkingDays, Direction::After),
    ("C6.2-11", 1, Unit::WorkingDays, Direction::After),
    ("C6.2-17", 1, Unit::WorkingDays, Direction::After),
    ("C7.1-09", 2, Unit::Days, Direction::After),
    ("C7.1-10", 1, Unit::WorkingDays, Direction::After),
    ("C7.2-05", 2, Unit::Days, Direction::After),
    ("C7.2-15", 2, Unit::Days, Direction::After),
    ("C7.3-11", 0, Unit::SameDay, Direction::After),
    ("C7.3-15", 0, Unit::SameDay, Direction::After),
    ("C7.3-17", 1, Unit::WorkingDays, Direction::After),
    ("C8.2-20", 10, Unit::WorkingDays, Direction::After),
    ("C8.2-21", 5, Unit::WorkingDays, Direction::After),
    ("C9-45", 0, Unit::SameDay, Direction::After),
    ("E-ALLOC-FS-05", 1, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-06", 2, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-08", 2, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-15", 10, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-17", 2, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-18", 0, Unit::SameDay, Direction::After),
    ("E-LETTER-PARENT-05", 10, Unit::Days, Direction::After),
    ("E-TYSS-03", 3, Unit::Months, Direction::After),
    ("E-PRINCIPLES-15", 1, Unit::WorkingDays, Direction::After),
    ("E-PRINCIPLES-16", 2, Unit::WorkingDays, Direction::After),
    ("E-RESOLUTION-05", 1, Unit::WorkingDays, Direction::After),
    ("E-STEPUP-ASSESS-13", 24, Unit::Hours, Direction::After),
    ("E-STEPUP-ASSESS-15", 48, Unit::Hours, Direction::After),
    ("E-STEPUP-FS-13", 24, Unit::Hours, Direction::After),
    ("E-STEPUP-FS-15", 48, Unit::Hours, Direction::After),
    ("E-STEPUP-CLA-02", 12, Unit::Weeks, Direction::After),
    ("E-STEPUP-CLA-02", 0, Unit::SameDay, Direction::After),
    ("E-STEPUP-CLA-06", 2, Unit::Weeks, Direction::Before),
    ("E-ALLOC-CLA-04", 2, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-CLA-05", 1, Unit::Months, Direction::Before),
    ("E-ALLOC-CLA-07", 5, Unit::Days, Direction::After),
    ("E-ALLOC-CLA-08", 5, Unit::Days, Direction::After),
    ("E-ALLOC-CLA-15", 2, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-CLA-19", 0, Unit::SameDay, Direction::After),
    ("E-ALLOC-CLA-20", 0, Unit::SameDay, Direction::After),
    ("E-ALLOC-CLA-23", 1, Unit::Months, Direction::Before),
    ("E-CONSENT-08", 1, Unit::Years, Direction::After),
];

/// The clocks whose clauses name a moment, or a usual time, without being of the kind that sets one: the limit is our reading,
/// and stands beside the clock in the edition.
const READINGS: &[(&str, &str)] = &[
    (
        "2018",
        "assessment-family-safeguarding-tyss-to-cla/present-permanence",
    ),
    ("2018", "families-first-partners-to-safeguarding/decide"),
    (
        "2018",
        "families-first-partners-to-safeguarding/tell-outcome",
    ),
    (
        "2018",
        "family-safeguarding-specialist-to-families-first/discuss-level",
    ),
    (
        "current",
        "assessment-to-family-safeguarding/send-request-at-first-hearing",
    ),
    ("current", "cin-to-early-help/identify-key-worker"),
    ("current", "cin-to-early-help/invite-practice-team"),
    ("current", "cin-to-early-help/raise-key-worker"),
    ("current", "cin-to-ifst/accept-at-final-review"),
    ("current", "cin-to-ifst/invite-to-penultimate-review"),
    ("current", "ifst-step-up/bring-plan-to-meeting"),
    ("current", "ifst-step-up/hold-monthly-meeting"),
    (
        "current",
        "sash-court/account-for-hearing-as-family-safeguarding",
    ),
    ("current", "sash-court/account-for-hearing-as-manager"),
    ("current", "sash-court/account-for-hearing-as-social-worker"),
    ("current", "sash-court/send-early-warning"),
    (
        "current",
        "sash-to-care-leaver/take-responsibility-at-eighteen",
    ),
    ("current", "sash-to-care-leaver/work-with-allocated-worker"),
    ("current", "sash-to-cla/present-permanence"),
    ("current", "sash-to-cla/tell-reviewing-officer"),
    (
        "current",
        "sash-to-family-safeguarding/forward-early-warning",
    ),
    ("current", "sash-to-family-safeguarding/forward-request"),
    ("current", "sash-to-family-safeguarding/make-joint-visit"),
    ("current", "sash-to-family-safeguarding/name-worker"),
    (
        "current",
        "sash-to-family-safeguarding/review-early-warning",
    ),
    ("current", "sash-to-family-safeguarding/send-early-warning"),
    (
        "current",
        "sash-to-family-safeguarding/send-request-after-child-in-need-meeting",
    ),
    (
        "current",
        "sash-to-family-safeguarding/send-request-after-conference",
    ),
    (
        "current",
        "sash-to-family-safeguarding/tell-where-early-warning-went",
    ),
    (
        "current",
        "sash-to-family-safeguarding/tell-where-request-went",
    ),
    ("current", "separated-migrant-transfer-in/hold-first-review"),
    (
        "current",
        "separated-migrant-unexpected-arrival/attend-first-review",
    ),
    (
        "current",
        "separated-migrant-unexpected-arrival/hold-first-review",
    ),
    (
        "current",
        "separated-migrant-unexpected-arrival/send-request",
    ),
    ("current", "step-down-to-families-first-panel/hold-panel"),
];

/// Every clock of an edition: what has it, the clauses it stands for, and its limit.
fn clocks(edition: &Edition) -> Vec<(String, &[ClauseId], Limit)> {
    let duties = every_duty(edition).into_iter().flat_map(|(part, duty)| {
        duty.limits()
            .map(move |(clauses, limit)| (format!("{part}/{}", duty.id), clauses, limit.limit))
    });
    let rungs = edition.ladders.iter().flat_map(|ladder| {
        ladder.rungs.iter().filter_map(|rung| {
            Some((
                format!("{}/{}", ladder.id, rung.role),
                rung.clauses.as_slice(),
                Limit::after(rung.within?),
            ))
        })
    });
    duties.chain(rungs).collect()
}

#[test]
fn every_clock_has_the_figure_of_its_clauses() {
    for edition in PROTOCOL.editions() {
        let clocks = clocks(edition);
        for (id, amount, unit, direction) in FIGURES {
            let Some(clause) = edition.clause(&clause(id)) else {
                continue;
            };
            let wanted = Limit::new(Span::new(*amount, *unit).unwrap(), *direction).unwrap();
            let carrying = clocks
                .iter()
                .filter(|(_, clauses, _)| clauses.contains(&clause.id));
            let has_it = carrying.clone().any(|(_, _, limit)| *limit == wanted);
            assert!(has_it, "{id} has a clock with its figure");
            for (name, clauses, limit) in carrying {
                let one_of_them = FIGURES.iter().any(|(id, amount, unit, direction)| {
                    let figure = Limit::new(Span::new(*amount, *unit).unwrap(), *direction);
                    clauses.contains(&self::clause(id)) && figure.as_ref() == Ok(limit)
                });
                assert!(one_of_them, "{id} in {name}: {limit:?}");
            }
        }
    }
}

#[test]
fn every_clause_with_a_time_has_a_figure_and_every_clock_such_a_clause() {
    let figures: BTreeSet<ClauseId> = FIGURES.iter().map(|(id, ..)| clause(id)).collect();
    for edition in PROTOCOL.editions() {
        let timed = edition
            .clauses
            .iter()
            .filter(|clause| clause.kind == ClauseKind::Deadline);
        for timed in timed {
            assert!(figures.contains(&timed.id), "{} has a figure", timed.id);
        }
        let read_so = clocks(edition)
            .into_iter()
            .filter(|(_, clauses, _)| !clauses.iter().any(|clause| figures.contains(clause)));
        let read_so: BTreeSet<String> = read_so.map(|(name, ..)| name).collect();
        let said: BTreeSet<String> = READINGS
            .iter()
            .filter(|(of, _)| edition.id.as_str() == *of)
            .map(|(_, name)| (*name).to_owned())
            .collect();
        assert_eq!(read_so, said, "readings of {}", edition.id);
    }
}
