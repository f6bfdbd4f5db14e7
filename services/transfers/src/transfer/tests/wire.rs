//! What goes into the journal comes out of it as it was.

use super::case::{Case, moves_all, note, request, review};
use crate::{
    transfer::{Command, Ground},
    wire::{event_from_wire, event_to_wire},
};
use handrail_domain::{child::PlanKind::ChildInNeed, lead::LegalPlanningOutcome};

#[test]
fn every_event_survives_the_journal() {
    let case = Case::allocated()
        .then(Command::StartWork {
            on: super::case::the("2026-03-23"),
        })
        .then(Command::Acknowledge {
            findings: Some(note("Synthetic findings.")),
        });
    let disputed = Case::warned(ChildInNeed)
        .then(Command::RecordLegalPlanning {
            outcome: LegalPlanningOutcome::Other,
            items: Vec::new(),
            held_at: None,
        })
        .then(Command::RaiseDisagreement {
            ground: Ground::Capacity,
            position: note("A position."),
            immediate_needs: None,
            urgent: true,
        })
        .then(review(true))
        .then(moves_all(1))
        .then(request(&[]))
        .then(Command::Withdraw {
            reason: note("A synthetic reason."),
        });
    for (version, event) in (1..).zip(case.events.iter().chain(&disputed.events)) {
        let sent = event_to_wire(case.transfer.id, version, event);
        let (transfer, at, received) = event_from_wire(sent).unwrap();
        assert_eq!((transfer, at), (case.transfer.id, version));
        assert_eq!(received, *event);
    }
}
