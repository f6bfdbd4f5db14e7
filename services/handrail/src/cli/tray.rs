//! What a team has to do: its duties at the front door, in transfers and in disputes, as one list.

use super::Output;
use crate::{client::Clients, contract, exit::Failure, render};
use handrail_contracts::{
    common::v1::{Obligation, PageRequest},
    escalation::v1 as escalation,
    intake::v1 as intake,
    transfers::v1 as transfers,
};
use tonic::Status;

/// The largest page the services give.
const PAGE: u32 = 200;

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

macro_rules! every_page {
    ($client:expr, $request:expr) => {{
        let mut client = $client;
        let mut request = $request;
        let mut found = Vec::new();
        loop {
            let reply = client.list_obligations(request.clone()).await?.into_inner();
            found.extend(reply.obligations);
            if reply.next_page_token.is_empty() {
                break found;
            }
            request.page = Some(PageRequest {
                size: PAGE,
                token: reply.next_page_token,
            });
        }
    }};
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
    let page = Some(PageRequest {
        size: PAGE,
        token: String::new(),
    });
    let mut all: Vec<Obligation> = every_page!(
        clients.intake(),
        intake::ListObligationsRequest {
            page: page.clone(),
            team_id: team_id.clone(),
            include_closed,
            ..Default::default()
        }
    );
    all.extend(every_page!(
        clients.transfers(),
        transfers::ListObligationsRequest {
            page: page.clone(),
            team_id: team_id.clone(),
            include_closed,
            ..Default::default()
        }
    ));
    all.extend(every_page!(
        clients.escalation(),
        escalation::ListObligationsRequest {
            page,
            team_id,
            include_closed,
            ..Default::default()
        }
    ));
    all.sort_by_key(|obligation| {
        let due = obligation.due_at.map(|due| (due.seconds, due.nanos));
        (due.is_none(), due, obligation.id.clone())
    });
    Ok(all)
}
