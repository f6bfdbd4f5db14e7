//! Proves all four journals.

use super::Output;
use crate::{client::Clients, contract, contract::Member, exit::Failure, render};
use handrail_contracts::feed::v1::{GetHeadsRequest, VerifyRequest, VerifyResponse};

/// Verifies every service's journal, partition by partition, so that no call takes longer than a call may.
pub(super) async fn run(clients: &Clients, output: &mut Output<'_>) -> Result<(), Failure> {
    let mut reports: Vec<(Member, VerifyResponse)> = Vec::new();
    for member in Member::ALL {
        reports.push((member, verified(clients, member).await?));
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

async fn verified(clients: &Clients, member: Member) -> Result<VerifyResponse, Failure> {
    let mut feed = clients.feed(member);
    let heads = feed.get_heads(GetHeadsRequest {}).await?.into_inner();
    let mut whole = VerifyResponse::default();
    for partition in 0..heads.partitions {
        let request = VerifyRequest {
            partition: Some(partition),
        };
        let part = feed.verify(request).await?.into_inner();
        whole.entries += part.entries;
        whole.subjects += part.subjects;
        whole.findings.extend(part.findings);
    }
    Ok(whole)
}
