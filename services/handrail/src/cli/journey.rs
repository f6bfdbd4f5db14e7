//! A child's journey, alone or beside another child's.

use super::{Output, edition};
use crate::{
    client::{Clients, paging::every_page},
    contract,
    exit::Failure,
    journey::{Account, Cell, beside},
    render,
};
use clap::Args;
use handrail_contracts::transfers::v1::{GetJourneyRequest, ListObligationsRequest};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tonic::Status;

/// Tell a child's journey: who led, every step of every transfer, and what was owed on the way.
#[derive(Debug, Args)]
pub struct JourneyArgs {
    /// The child.
    child: String,
    /// Put another child's journey beside it, and say why the two differ: what changed between the editions.
    #[arg(long, value_name = "CHILD")]
    beside: Option<String>,
}

impl JourneyArgs {
    pub(super) async fn run(
        self,
        clients: &Clients,
        output: &mut Output<'_>,
    ) -> Result<(), Failure> {
        let first = account(clients, &self.child).await?;
        let Some(other) = &self.beside else {
            return match output.json {
                true => output.document(&document(&first)),
                false => output.text(render::account(&first)),
            };
        };
        let second = account(clients, other).await?;
        let changes = edition::changes()?;
        let rows = beside(&first, &second, changes);
        if !output.json {
            return output.text(render::beside(
                [&first.child, &second.child],
                &rows,
                changes,
            ));
        }
        let rows: Vec<Value> = rows
            .iter()
            .map(|row| {
                let cell = |cell: &Option<Cell>| {
                    cell.as_ref().map(|cell| {
                        let clauses: Vec<_> =
                            cell.clauses.iter().map(ToString::to_string).collect();
                        json!({ "says": cell.says, "clauses": clauses })
                    })
                };
                let because: Vec<_> = row
                    .because(changes)
                    .iter()
                    .map(|change| change.topic.as_str())
                    .collect();
                json!({
                    "what": row.what,
                    "first": cell(&row.first),
                    "second": cell(&row.second),
                    "differs": row.differs(),
                    "because": because,
                })
            })
            .collect();
        output.document(&json!({ "children": [first.child, second.child], "rows": rows }))
    }
}

/// Reads a child's journey with the duties of its transfers.
///
/// # Errors
/// When it can't be read.
pub(crate) async fn account(clients: &Clients, child: &str) -> Result<Account, Status> {
    let asked = GetJourneyRequest {
        child_id: child.to_owned(),
    };
    let journey = clients.transfers().get_journey(asked).await?.into_inner();
    let transfers: BTreeSet<&str> = journey
        .steps
        .iter()
        .map(|step| step.transfer_id.as_str())
        .filter(|id| !id.is_empty())
        .collect();
    let mut duties = Vec::new();
    for transfer in transfers {
        let asked = ListObligationsRequest {
            transfer_id: transfer.to_owned(),
            include_closed: true,
            ..ListObligationsRequest::default()
        };
        duties.extend(every_page!(
            clients.transfers(),
            list_obligations,
            asked,
            obligations
        ));
    }
    duties.sort_by_key(|duty| {
        let started = duty.started_at.map(|at| (at.seconds, at.nanos));
        (started, duty.duty_id.clone())
    });
    Ok(Account {
        child: child.to_owned(),
        journey,
        duties,
    })
}

fn document(account: &Account) -> Value {
    let mut told = contract::dynamic("handrail.transfers.v1.Journey", &account.journey)
        .map_or_else(Value::default, |journey| contract::json(&journey));
    let duties = account
        .duties
        .iter()
        .filter_map(|duty| contract::dynamic("handrail.common.v1.Obligation", duty));
    told["obligations"] = duties.map(|duty| contract::json(&duty)).collect();
    told
}
