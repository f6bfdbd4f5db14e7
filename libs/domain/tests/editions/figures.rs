//! Every clock has the figure of its clauses, and every figure its clock.

use super::{PROTOCOL, clause, every_duty};
use handrail_domain::{
    ClauseId,
    deadline::{Direction, Limit, Span, Unit},
    edition::{ClauseKind, Edition},
};
use std::collections::BTreeSet;

type Figure = (&'static str, u32, Unit, Direction);

/// The figures of the protocol, one for each clause that sets a time.
const FIGURES: &[Figure] = &[
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
    ("E-PRINCIPLES-15", 1, Unit::WorkingDays, Direction::After),
    ("E-PRINCIPLES-16", 2, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-05", 1, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-06", 2, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-08", 2, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-15", 10, Unit::WorkingDays, Direction::After),
    ("E-ALLOC-FS-17", 2, Unit::WorkingDays, Direction::After),
    ("E-RESOLUTION-05", 1, Unit::WorkingDays, Direction::After),
];

/// The one figure without a clock: the day of the conference is another way to be in time.
const ALTERNATIVE: &str = "E-ALLOC-FS-18";

/// Every clock of an edition: what has it, the clauses it stands for, and its limit.
fn clocks(edition: &Edition) -> Vec<(String, &[ClauseId], Limit)> {
    let duties = every_duty(edition).into_iter().filter_map(|(part, duty)| {
        let limit = duty.limit.as_ref()?.limit;
        Some((
            format!("{part}/{}", duty.id),
            duty.clauses.as_slice(),
            limit,
        ))
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
            let carrying: Vec<_> = clocks
                .iter()
                .filter(|(_, clauses, _)| clauses.contains(&clause.id))
                .collect();
            assert!(!carrying.is_empty(), "{id} has a clock");
            for (name, _, limit) in carrying {
                assert_eq!(*limit, wanted, "{id} in {name}");
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
        for timed in timed.filter(|timed| timed.id.as_str() != ALTERNATIVE) {
            assert!(figures.contains(&timed.id), "{} has a figure", timed.id);
        }
        for (name, clauses, _) in clocks(edition) {
            // The protocol names the first hearing itself as the moment; the same day is our reading.
            let ours = name == "assessment-to-family-safeguarding/send-request-at-first-hearing";
            assert_eq!(
                clauses.iter().any(|clause| figures.contains(clause)),
                !ours,
                "{name}"
            );
        }
    }
}
