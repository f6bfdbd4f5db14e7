//! Proves all four journals.

use super::Output;
use crate::{client::Clients, contract, contract::Member, exit::Failure, render};
use handrail_contracts::feed::v1::{VerifyRequest, VerifyResponse};

/// Verifies every service's journal.
pub(super) async fn run(clients: &Clients, output: &mut Output<'_>) -> Result<(), Failure> {
    let mut reports: Vec<(Member, VerifyResponse)> = Vec::new();
    for member in Member::ALL {
        reports.push((
            member,
            clients
                .feed(member)
                .verify(VerifyRequest {})
                .await?
                .into_inner(),
        ));
    }
    match output.json {
        true => {
            let each = reports.iter().map(|(member, report)| {
                let report = contract::dynamic("handrail.feed.v1.VerifyResponse", report);
                (
                    member.name().to_owned(),
                    report.as_ref().map(contract::json).unwrap_or_default(),
                )
            });
            output.document(&serde_json::Value::Object(each.collect()))?;
        }
        false => output.text(render::verified(&reports))?,
    }
    match reports
        .iter()
        .map(|(_, report)| report.findings.len())
        .sum()
    {
        0 => Ok(()),
        found => Err(Failure::Findings(found)),
    }
}
