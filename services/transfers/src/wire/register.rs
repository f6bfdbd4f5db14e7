//! A row of the register, as callers see it.

use super::{OnWire, text, texts};
use crate::store::Registered;
use handrail_contracts::{
    time::{date_to_wire, timestamp},
    transfers::v1 as wire,
};
use handrail_domain::edition::Fact;

/// A row as it goes on the wire.
pub(crate) fn row_to_wire(row: &Registered) -> wire::RegisterRow {
    let Registered {
        transfer,
        child,
        outlook,
    } = row;
    let at = |fact| transfer.first(fact).map(timestamp);
    let next = outlook.next.as_ref();
    let decision = transfer.children.iter().find(|one| one.id == *child);
    let decision = decision.and_then(|one| one.decision);
    wire::RegisterRow {
        transfer_id: transfer.id.to_string(),
        child_id: child.to_string(),
        household_id: transfer.household.to_string(),
        edition_id: transfer.edition.to_string(),
        pathway_id: transfer.pathway.to_string(),
        from_team_id: transfer.from.to_string(),
        to_team_id: text(transfer.to.as_ref()),
        stage: transfer.stage().number(),
        decision: decision.map(OnWire::number).unwrap_or_default(),
        opened_at: Some(timestamp(transfer.progressed_at)),
        early_warning_sent_at: at(Fact::EarlyWarningSent),
        requested_at: at(Fact::RequestSent),
        decided_at: at(Fact::Decided),
        allocated_at: transfer.last(Fact::Allocated).map(timestamp),
        allocated_worker_id: text(transfer.allocated_worker.as_ref()),
        started_on: transfer.started_on.map(date_to_wire),
        next_duty: text(next.map(|next| &next.title)),
        next_due_at: next.map(|next| timestamp(next.due)),
        next_clause_ids: next.map(|next| texts(&next.clauses)).unwrap_or_default(),
        breaches: outlook.breaches,
    }
}
