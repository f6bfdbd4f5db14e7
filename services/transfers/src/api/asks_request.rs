//! The request, the decision for each child, the allocation and the real start.

use super::ask::{asks, choice};
use crate::{
    transfer::{ChildDecision, Command, Decision, Ground},
    wire::OnWire,
};
use handrail_contracts::{parse::Fields, transfers::v1 as wire};

/// The most children a transfer has.
pub(super) const MOST_CHILDREN: usize = 12;
/// More items than any edition's record has.
pub(super) const MOST_ITEMS: usize = 50;

asks! {
    SendTransferRequestRequest = "SendTransferRequest", |ask, fields| {
        let items = fields.count("items_ready", ask.items_ready.len(), 0, MOST_ITEMS);
        let route = fields.parse_optional("route", &ask.route);
        let to = fields.parse_optional("to_team_id", &ask.to_team_id);
        items?;
        Some(Command::SendRequest {
            items_ready: ask.items_ready.clone(),
            route: route?,
            to: to?,
        })
    }
    AcknowledgeRequestRequest = "AcknowledgeRequest", |ask, fields| {
        Some(Command::Acknowledge { findings: fields.note_optional("findings", &ask.findings)? })
    }
    DecideTransferRequest = "DecideTransfer", |ask, fields| {
        fields.count("decisions", ask.decisions.len(), 1, MOST_CHILDREN)?;
        let decisions: Vec<_> = ask
            .decisions
            .iter()
            .enumerate()
            .map(|(index, one)| decision(fields, &format!("decisions[{index}]"), one))
            .collect();
        Some(Command::Decide { decisions: decisions.into_iter().collect::<Option<_>>()? })
    }
    AllocateWorkerRequest = "AllocateWorker", |ask, fields| {
        Some(Command::Allocate { worker: fields.parse("worker_id", &ask.worker_id)? })
    }
    StartWorkRequest = "StartWork", |ask, fields| {
        Some(Command::StartWork { on: fields.date("started_on", ask.started_on.as_ref())? })
    }
}

/// Whoever does not move has a ground; whoever moves needs none.
fn decision(fields: &Fields, path: &str, one: &wire::ChildDecisionRequest) -> Option<Decision> {
    let child = fields.parse(&format!("{path}.child_id"), &one.child_id);
    let decided: Option<ChildDecision> = choice(fields, &format!("{path}.decision"), one.decision);
    let field = format!("{path}.ground");
    let moves = decided == Some(ChildDecision::Moves);
    let ground = if one.ground == wire::Ground::Unspecified as i32 && moves {
        Some(None)
    } else if moves {
        fields.wrong(&field, "a child who moves needs no ground");
        None
    } else {
        fields
            .choice(&field, one.ground, <Ground as OnWire>::from_wire)
            .map(Some)
    };
    Some(Decision {
        child: child?,
        decision: decided?,
        ground: ground?,
    })
}
