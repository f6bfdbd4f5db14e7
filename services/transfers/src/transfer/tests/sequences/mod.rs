//! Whatever is asked on any pathway, in whatever order: one lead at every instant, the fold of the events
//! is the state, what is owed follows from it and comes to one outcome, every refusal names its clauses,
//! and time never runs backwards.

mod moves;
mod passing;
mod reach;
mod route;
mod same_rules;

use super::case::{Case, assert_one_lead, at, calendar, note};
use crate::{
    transfer::{Command, Moment, Refusal, Terms, Transfer, decide},
    wire::{event_from_wire, event_to_wire},
};
use chrono::TimeDelta;
use handrail_domain::{
    EntryId, ObligationId,
    deadline::{Direction, Trigger},
    edition::Fact,
    obligation::{ChangeKind, Obligation, Ruler, State},
};
use moves::{Move, any_move, any_pick};
use proptest::{prelude::*, test_runner::TestRunner};
use route::{Route, Start};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many random sequences each pathway is tried with.
const CASES: u32 = 24;

fn any_start() -> impl Strategy<Value = Start> {
    let circumstances = prop::collection::vec(any_pick(), 0..4);
    (
        any_pick(),
        any_pick(),
        0..18u32,
        any::<bool>(),
        circumstances,
    )
        .prop_map(|(sender, plan, age, unborn, circumstances)| Start {
            sender,
            plan,
            age,
            unborn: unborn && age < 4,
            circumstances,
        })
}

/// The same on every pathway of both editions; says of each on which it does not hold.
fn on_every_pathway(check: impl Fn(&Route, Vec<Move>) -> Result<(), TestCaseError>) {
    let mut failed = Vec::new();
    for terms in Route::all() {
        let config = ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::with_cases(CASES)
        };
        let sequence = (any_start(), prop::collection::vec(any_move(), 1..40));
        let tried = TestRunner::new(config).run(&sequence, |(start, moves)| {
            check(&Route::onto(terms, &start), moves)
        });
        if let Err(error) = tried {
            failed.push(format!(
                "{} of edition {}: {error}",
                terms.pathway.id, terms.edition.id
            ));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn on_every_pathway_what_holds_holds_after_every_step() {
    on_every_pathway(|route, moves| {
        let mut case = route.opened();
        for one in moves {
            case.passes(case.now + TimeDelta::hours(one.hours));
            let before = case.obligations.clone();
            one.happens(&mut case, route);
            assert_sound(&case, &before);
        }
        assert_journal_gives_it_back(&case);
        Ok(())
    });
}

#[test]
fn on_every_pathway_every_duty_comes_to_one_outcome() {
    on_every_pathway(|route, moves| {
        let mut case = route.opened();
        for one in moves {
            case.passes(case.now + TimeDelta::hours(one.hours));
            one.happens(&mut case, route);
        }
        if case.transfer.ended.is_none() && !route.reaches(&mut case, Fact::Started) {
            let withdrawn = case.ask(Command::Withdraw {
                reason: note("A reason."),
            });
            assert_eq!(
                withdrawn,
                Ok(()),
                "it can be neither finished nor withdrawn"
            );
        }
        case.passes(case.now + TimeDelta::days(60));
        finish(&mut case, route);
        assert_one_outcome_each(&case);
        Ok(())
    });
}

/// Meets what is still owed, as long as anything can be met, and finds nothing that nobody can meet.
fn finish(case: &mut Case, route: &Route) {
    let terms = case.terms();
    let done_by = |one: &Obligation| {
        let part = &terms.pathway.id;
        let mut duties = terms.edition.duties(&terms.pathway.elements);
        let duty = duties.find(|duty| format!("{part}/{}", duty.id) == one.duty);
        duty.expect("a duty of the pathway").done_by
    };
    // Some steps are for whoever has come of age, and of 21.
    let mut years = 0..5;
    for _ in 0..60 {
        let open: Vec<Obligation> = case
            .obligations
            .iter()
            .filter(|one| one.is_open())
            .cloned()
            .collect();
        let met = open
            .iter()
            .any(|one| route.does(case, done_by(one), &one.instance));
        if open.is_empty() || (!met && years.next().is_none()) {
            break;
        }
        if !met {
            case.passes(case.now + TimeDelta::days(366));
        }
    }
    let stuck: Vec<String> = case
        .obligations
        .iter()
        .filter(|one| one.is_open())
        .map(|one| {
            let done_by = done_by(one);
            let mut ways = route.ways(case, done_by, &one.instance);
            let why = ways.pop().map(
                |way| match way.teams(&case.transfer, case.terms()).first() {
                    Some(_) => format!("{:?}", refusal_of(case, way)),
                    None => "nobody's".to_owned(),
                },
            );
            format!("{} {} by {done_by}: {why:?}", one.duty, one.instance)
        })
        .collect();
    assert!(
        stuck.is_empty(),
        "nobody can meet {stuck:#?}\n{:?}",
        told(case)
    );
}

/// Why a way to meet a duty is not open.
fn refusal_of(case: &Case, way: Command) -> Option<Refusal> {
    let team = way.teams(&case.transfer, case.terms())[0].clone();
    let moment = Moment {
        now: case.now,
        entry: EntryId(Uuid::nil()),
        team: &team,
    };
    decide(&case.transfer, way, moment, case.terms()).err()
}

/// What happened, to read in a failure.
fn told(case: &Case) -> Vec<String> {
    case.events
        .iter()
        .map(|event| format!("{} {}", event.at(), event.title()))
        .collect()
}

/// What holds after every step.
fn assert_sound(case: &Case, before: &[Obligation]) {
    for history in &case.leads {
        assert_one_lead(history);
    }
    assert_eq!(case.refolded(), case.transfer);
    assert_eq!(case.changes(), Vec::new());
    assert_eq!(case.transfer.version, case.events.len() as u64);
    // A transfer that has ended without the plan having moved leaves every lead where it was.
    if case.transfer.ended.is_some() && case.transfer.lead_passed_at.is_none() {
        let from = case.transfer.from.as_str();
        assert!(case.led_by().iter().all(|team| team == from));
    }
    for duty in &case.obligations {
        let deadline = duty.deadline.as_ref();
        let after = deadline.filter(|one| one.derivation.limit.direction() == Direction::After);
        assert!(after.is_none_or(|one| one.due >= one.derivation.trigger.at));
        let earlier = before.iter().find(|one| one.id == duty.id);
        let breached = earlier.and_then(|one| one.breached_at);
        assert!(
            breached.is_none() || breached == duty.breached_at,
            "a breach was erased: {duty:?}"
        );
    }
}

/// Nothing is met, waived or cancelled twice, and nothing happens to a duty that was met, but that it is judged, once,
/// when its due time becomes known.
fn assert_one_outcome_each(case: &Case) {
    let mut met: BTreeMap<ObligationId, &Obligation> = BTreeMap::new();
    for (_, change) in &case.history {
        let next = &change.obligation;
        if let Some(before) = met.get(&next.id) {
            let judged = change.kind == ChangeKind::Restated
                && before.deadline.is_none()
                && next.deadline.is_some()
                && next.closed_at == before.closed_at;
            assert!(judged, "after it was met: {change:?}");
        }
        if change.kind == ChangeKind::Fulfilled || met.contains_key(&next.id) {
            met.insert(next.id, next);
        }
    }
    for duty in &case.obligations {
        assert_ne!(duty.state, State::Open);
        assert!(duty.closed_at.is_some(), "{duty:?}");
        assert_eq!(duty.reason.is_some(), duty.state == State::Cancelled);
        assert!(duty.state != State::MetLate || duty.breached_at.is_some());
    }
}

/// What goes into the journal, and into the table, comes out of it as it was.
fn assert_journal_gives_it_back(case: &Case) {
    for (version, event) in (1..).zip(&case.events) {
        let sent = event_to_wire(case.transfer.id, version, event);
        assert_eq!(
            event_from_wire(sent),
            Some((case.transfer.id, version, event.clone()))
        );
    }
    let stored = serde_json::to_string(&case.transfer).unwrap();
    assert_eq!(
        serde_json::from_str::<Transfer>(&stored).unwrap(),
        case.transfer
    );
}

/// What the protocol refuses, it refuses under a clause; and there is no clause but those of the edition.
fn assert_names_clauses(case: &Case, refusal: &Refusal) {
    let clauses = refusal.clauses();
    let about_the_call = matches!(refusal, Refusal::Fields(_));
    assert!(
        about_the_call || !clauses.is_empty(),
        "{refusal:?} names no clause"
    );
    let edition = case.terms().edition;
    let unknown: Vec<_> = clauses
        .iter()
        .filter(|one| edition.clause(one).is_none())
        .collect();
    assert!(unknown.is_empty(), "{refusal:?} names {unknown:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_later_start_is_never_due_earlier(
        first in 0..700i64,
        later in 0..200i64,
        picks in prop::collection::vec((any_pick(), any_pick()), 10),
    ) {
        let start = at("01-01T08:00");
        let (first, later) = (start + TimeDelta::hours(first * 7), start + TimeDelta::hours(first * 7 + later));
        for (pathway, duty) in picks {
            let terms: Terms<'_> = pathway.of(&Route::all()).expect("a pathway");
            let duties: Vec<_> = terms.edition.duties(&terms.pathway.elements).collect();
            let Some(duty) = duty.of(&duties) else { continue };
            let ruler = Ruler { edition: terms.edition, calendar: calendar() };
            for (clauses, limit) in duty.limits() {
                let due = |at| {
                    let trigger = Trigger { what: "test".to_owned(), at };
                    ruler.deadline(clauses, limit.limit, &trigger).map(|deadline| deadline.due)
                };
                prop_assert!(due(first)? <= due(later)?, "{}", duty.id);
            }
        }
    }
}
