//! What a team has to do: its duties at the front door, in transfers and in disputes, as one list.

use super::Output;
use crate::{
    client::{Clients, paging::every_page},
    contract,
    exit::Failure,
    render,
};
use handrail_contracts::{
    common::v1::Obligation, escalation::v1 as escalation, intake::v1 as intake,
    transfers::v1 as transfers,
};
use tonic::Status;

/// Whose duties, and which.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// Only this team's; empty for all.
    pub(crate) team_id: String,
    /// Also those that are no longer owed.
    pub(crate) include_closed: bool,
}

/// Shows the tray of a team.
pub(super) async fn show(
    clients: &Clients,
    team: &str,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let wanted = Wanted {
        team_id: team.to_owned(),
        include_closed: false,
    };
    let obligations = obligations(clients, &wanted).await?;
    match output.json {
        true => {
            let each = obligations
                .iter()
                .map(|obligation| contract::dynamic("handrail.common.v1.Obligation", obligation));
            let each: Vec<_> = each
                .flatten()
                .map(|obligation| contract::json(&obligation))
                .collect();
            output.document(&serde_json::json!({ "obligations": each }))
        }
        false if obligations.is_empty() => output.text(format!("Nothing is due for {team}.")),
        false => output.text(render::obligations(&obligations)),
    }
}

/// The duties of all services, the most urgent first; those without a due time come last.
pub(crate) async fn obligations(
    clients: &Clients,
    wanted: &Wanted,
) -> Result<Vec<Obligation>, Status> {
    let Wanted {
        team_id,
        include_closed,
    } = wanted.clone();
    let door = intake::ListObligationsRequest {
        team_id: team_id.clone(),
        include_closed,
        ..Default::default()
    };
    let moves = transfers::ListObligationsRequest {
        team_id: team_id.clone(),
        include_closed,
        ..Default::default()
    };
    let disputes = escalation::ListObligationsRequest {
        team_id,
        include_closed,
        ..Default::default()
    };
    let mut all: Vec<Obligation> =
        every_page!(clients.intake(), list_obligations, door, obligations);
    all.extend(every_page!(
        clients.transfers(),
        list_obligations,
        moves,
        obligations
    ));
    all.extend(every_page!(
        clients.escalation(),
        list_obligations,
        disputes,
        obligations
    ));
    all.sort_by_key(|obligation| {
        let due = obligation.due_at.map(|due| (due.seconds, due.nanos));
        (due.is_none(), due, obligation.id.clone())
    });
    Ok(all)
}
