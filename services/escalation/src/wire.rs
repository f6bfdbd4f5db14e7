//! Disputes as they go on the wire, and events as they stand in the journal.

mod event;
mod part;

pub(crate) use event::{EVENT_TYPE, event_from_wire, payload};
pub(crate) use part::{channel_from_wire, outcome_from_wire, standing_from_wire};

use crate::dispute::{Book, Dispute, Expedited, advice};
use handrail_contracts::{
    escalation::v1 as wire,
    obligation::{advice_to_wire, obligation_to_wire, subject_to_wire},
    time::timestamp,
};
use handrail_domain::obligation::Obligation;

/// What stands for the reason of a dispute that was urgent when it was raised.
const URGENT: &str = "urgent when it was raised";

/// A dispute, with what is on record of its duties and what its edition advises.
pub(crate) fn dispute_to_wire(
    dispute: &Dispute,
    on_record: &[Obligation],
    book: &Book<'_>,
) -> wire::Dispute {
    let open = on_record.iter().filter(|obligation| obligation.is_open());
    wire::Dispute {
        id: dispute.id.to_string(),
        version: dispute.version,
        about: Some(subject_to_wire(&dispute.about)),
        edition_id: dispute.edition.to_string(),
        ladder_id: dispute.ladder.to_string(),
        holding_team_id: dispute.holding.to_string(),
        other_team_id: dispute.other.to_string(),
        ground: dispute.ground.to_string(),
        positions: dispute.positions.iter().map(part::position).collect(),
        immediate_needs_team_id: dispute.immediate_needs.to_string(),
        rungs: dispute.rungs.iter().map(part::rung).collect(),
        state: part::standing(dispute.standing).into(),
        expedited_because: match &dispute.expedited {
            None => String::new(),
            Some(Expedited::FromTheStart) => URGENT.to_owned(),
            Some(Expedited::Because(reason)) => reason.as_str().to_owned(),
        },
        opened_at: Some(timestamp(dispute.opened_at)),
        exhaustion: dispute.exhaustion.as_ref().map(part::exhaustion),
        discussions: dispute.discussions.iter().map(part::discussion).collect(),
        direction: dispute.direction.as_ref().map(part::direction),
        case_noted_at: dispute.case_noted_at.map(timestamp),
        open_obligations: open.map(obligation_to_wire).collect(),
        advice: advice(dispute, book).iter().map(advice_to_wire).collect(),
    }
}
