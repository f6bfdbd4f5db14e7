//! What a recorded transfer would have come to under another edition or calendar.

use super::{
    case::{Case, RECEIVER, at, calendar, directory, note, terms, the},
    world::protocol,
};
use crate::{
    simulate::{Histories, Outcome, Owed, Route, Simulation, Trial, Unreadable},
    transfer::{Command, Ground},
    wire::{TRANSFER_EVENT, event_to_wire, payload},
};
use chrono::{DateTime, Utc};
use handrail_contracts::{feed::v1::Entry, obligation::change_to_wire, time::timestamp};
use handrail_domain::{
    TransferId,
    calendar::{Calendar, Closure},
    child::PlanKind::{ChildInNeed, ChildProtection},
    edition::Edition,
};
use prost_types::Any;
use uuid::Uuid;

/// The journal that a case would have left, as a reader of the feed finds it.
pub(super) fn journal_of(case: &Case) -> Histories {
    let mut histories = Histories::default();
    let events = case.events.iter().zip(&case.recorded_at);
    for (version, (event, at)) in (1..).zip(events) {
        let event = event_to_wire(case.transfer.id, version, event);
        let entry = entry(payload(TRANSFER_EVENT, &event), *at);
        assert_eq!(histories.note(&entry), Ok(()));
    }
    for (at, change) in &case.history {
        let of = "type.googleapis.com/handrail.feed.v1.ObligationEvent";
        let entry = entry(payload(of, &change_to_wire(change)), *at);
        assert_eq!(histories.note(&entry), Ok(()));
    }
    // Whatever else is recorded by now.
    assert_eq!(histories.note(&entry(Any::default(), case.now)), Ok(()));
    histories
}

fn entry(payload: Any, recorded_at: DateTime<Utc>) -> Entry {
    Entry {
        id: Uuid::from_u128(1).to_string(),
        payload: Some(payload),
        recorded_at: Some(timestamp(recorded_at)),
        ..Entry::default()
    }
}

fn tried_by(case: &Case, edition: &Edition, calendar: &Calendar) -> Simulation {
    let editions: Vec<&Edition> = protocol().editions().iter().collect();
    let trial = Trial {
        edition,
        directory: directory(),
        calendar,
        editions: &editions,
    };
    let simulated = journal_of(case).simulate(case.transfer.id, trial);
    simulated.unwrap().unwrap()
}

pub(super) fn tried(case: &Case, edition: &Edition) -> Simulation {
    tried_by(case, edition, calendar())
}

/// What would have been owed, and what was, by its title.
fn both<'s>(simulation: &'s Simulation, title: &str) -> [Option<&'s Owed>; 2] {
    let named = |owed: &Option<Owed>| owed.as_ref().is_some_and(|owed| owed.title == title);
    let mut duties = simulation.duties.iter();
    let duty = duties.find(|duty| named(&duty.recorded) || named(&duty.tried));
    let duty = duty.unwrap_or_else(|| panic!("no duty '{title}': {:#?}", simulation.duties));
    [duty.recorded.as_ref(), duty.tried.as_ref()]
}

fn came_to(owed: Option<&Owed>) -> Option<(Option<DateTime<Utc>>, Outcome)> {
    owed.map(|owed| (owed.due, owed.outcome))
}

fn edition_2018() -> &'static Edition {
    terms("2018").edition
}

/// Recorded under the current edition: decided and alerted on Monday 2 March 2026, agreed on the 3rd, met on
/// the 19th, requested on Friday the 20th and allocated on the 23rd.
#[test]
fn what_the_2018_edition_would_have_said_of_an_accepted_transfer() {
    let case = Case::allocated();
    let simulation = tried(&case, edition_2018());
    let own = &case.transfer.pathway;
    assert_eq!(simulation.route, Route::One(own.clone()));
    assert!(simulation.differs());
    assert!(!simulation.lead_differs());
    let duty = |id: &str| {
        let terms = terms("2018");
        let mut duties = terms.edition.duties(&terms.pathway.elements);
        duties
            .find(|duty| duty.id.as_str() == id)
            .unwrap()
            .title
            .clone()
    };
    // E-ALLOC-FS-05: one working day from the alert, for a decision that the current edition gives two.
    let [_, decided] = both(&simulation, &duty("decide"));
    let met = Outcome::Met {
        at: at("03-03T10:00"),
    };
    assert_eq!(came_to(decided), Some((Some(at("03-03T17:00")), met)));
    // E-ALLOC-FS-06: two working days from the alert; current, two before the meeting of the 19th.
    let [recorded, named] = both(&simulation, &duty("name-worker"));
    assert_eq!(came_to(recorded), Some((Some(at("03-17T17:00")), met)));
    assert_eq!(came_to(named), Some((Some(at("03-04T17:00")), met)));
    // E-ALLOC-FS-08: two working days from the agreement, and nobody talked.
    let [recorded, talked] = both(&simulation, &duty("liaise"));
    assert_eq!(recorded, None);
    assert_eq!(
        came_to(talked),
        Some((Some(at("03-05T17:00")), Outcome::Overdue))
    );
    // E-ALLOC-FS-14: ten working days from the alert, where the current edition counts from the meeting.
    let [recorded, requested] = both(&simulation, &duty("send-request"));
    assert_eq!(recorded, None);
    let late = Outcome::Late {
        at: at("03-20T09:00"),
    };
    assert_eq!(came_to(requested), Some((Some(at("03-16T17:00")), late)));
    // Both editions give two working days from the request.
    let [recorded, allocated] = both(&simulation, &duty("allocate"));
    let met = Outcome::Met {
        at: at("03-23T09:00"),
    };
    assert_eq!(came_to(recorded), Some((Some(at("03-24T17:00")), met)));
    assert_eq!(came_to(allocated), came_to(recorded));
    // E-CHECKLIST-08: nobody asked for these, so the record can't show them.
    let alerted = simulation
        .steps
        .iter()
        .find(|step| step.title == "Early warning sent");
    let alerted = alerted.unwrap();
    assert!(alerted.recorded.advised.is_empty());
    assert_eq!(alerted.tried.refused, None);
    let missing: Vec<&str> = alerted
        .tried
        .advised
        .iter()
        .map(|one| one.says.as_str())
        .collect();
    assert_eq!(missing, ["missing: key-dates-and-meetings"]);
}

#[test]
fn what_an_edition_forbids_would_have_been_refused_under_its_clauses() {
    // The 2018 edition lets the threshold be disputed once more, after the request.
    let case = Case::of("2018", ChildInNeed, &[super::case::born()])
        .then(super::case::early_warning(ChildInNeed))
        .then(super::case::review(true))
        .then(super::case::request(&[]))
        .then(Command::RaiseQuery {
            topic: crate::transfer::QueryTopic::Threshold,
            question: note("A question?"),
        });
    let simulation = tried(&case, terms("current").edition);
    let query = simulation.steps.last().unwrap();
    assert_eq!(query.recorded.refused, None);
    let refused = query.tried.refused.as_ref().unwrap();
    assert_eq!(refused.reason, "QUERY_THRESHOLD_AFTER_REQUEST");
    assert_eq!(refused.clauses, [the("C4.3-15")]);
}

#[test]
fn a_day_on_which_nobody_works_moves_what_is_due() {
    let case = Case::warned(ChildProtection);
    let closed = Closure {
        on: the("2026-03-03"),
        name: "A closure that was not".to_owned(),
    };
    let public = Calendar::england_and_wales().unwrap();
    let tried_calendar = public
        .with_authority(vec![closed], directory().office_hours())
        .unwrap();
    let simulation = tried_by(&case, terms("current").edition, &tried_calendar);
    assert!(simulation.steps.iter().all(|step| !step.differs()));
    let [recorded, reviewed] = both(&simulation, &case.duty("review-early-warning").title);
    assert_eq!(
        came_to(recorded),
        Some((Some(at("03-04T17:00")), Outcome::Open))
    );
    assert_eq!(
        came_to(reviewed),
        Some((Some(at("03-05T17:00")), Outcome::Open))
    );
}

#[test]
fn a_transfer_that_no_pathway_takes_or_several_could_is_said_to_be_one() {
    let terms = terms("2018");
    let mut none = terms.edition.clone();
    none.pathways
        .retain(|pathway| pathway.id != terms.pathway.id);
    let case = Case::warned(ChildInNeed);
    assert_eq!(tried(&case, &none).route, Route::None);
    let mut several = none.clone();
    for id in ["one-way", "another-way"] {
        let mut pathway = terms.pathway.clone();
        pathway.id = the(id);
        several.pathways.push(pathway);
    }
    let simulation = tried(&case, &several);
    assert_eq!(
        simulation.route,
        Route::Several(vec![the("one-way"), the("another-way")])
    );
    assert!(simulation.differs() && simulation.steps.is_empty());
    several.pathways.pop();
    let simulation = tried(&case, &several);
    assert_eq!(simulation.route, Route::One(the("one-way")));
    // The same duties under another name: they are told from each other by what they are called within it.
    let [recorded, reviewed] = both(&simulation, &case.duty("send-early-warning").title);
    assert!(recorded.is_some() && reviewed.is_some());
}

#[test]
fn what_was_set_aside_stays_so() {
    let mut case = Case::warned(ChildInNeed);
    let duty = case.duty("review-early-warning").clone();
    case.now = at("03-04T09:00");
    case.note(
        duty.waive("A synthetic reason.".to_owned(), case.now)
            .unwrap(),
    );
    case.now = at("03-06T09:00");
    let simulation = tried(&case, terms("current").edition);
    assert!(!simulation.differs());
    let [recorded, reviewed] = both(&simulation, &duty.title);
    assert_eq!(reviewed.map(|owed| owed.outcome), Some(Outcome::Waived));
    assert_eq!(recorded, reviewed);
}

#[test]
fn what_the_journal_does_not_know_or_say_is_not_made_up() {
    let case = Case::warned(ChildInNeed).then(Command::RaiseDisagreement {
        ground: Ground::Capacity,
        position: note("A position."),
        immediate_needs: Some(the(RECEIVER)),
        urgent: false,
    });
    let edition = terms("current").edition;
    let mut trial = Trial {
        edition,
        directory: directory(),
        calendar: calendar(),
        editions: &[edition],
    };
    let histories = journal_of(&case);
    let other = TransferId(Uuid::from_u128(404));
    assert_eq!(histories.simulate(other, trial).unwrap(), None);
    trial.editions = &[];
    let without = histories.simulate(case.transfer.id, trial).unwrap_err();
    assert!(without.to_string().contains("edition current"), "{without}");
    let broken = Any {
        type_url: TRANSFER_EVENT.to_owned(),
        value: vec![1, 2, 3],
    };
    let read = Histories::default().note(&entry(broken, case.now));
    assert_eq!(read, Err(Unreadable(Uuid::from_u128(1).to_string())));
}
