//! A client that knows no contract beforehand: it asks the server for them, and makes calls with what
//! it is told.
#![expect(
    clippy::expect_used,
    reason = "what is not as the contracts say fails the test"
)]

use crate::{
    case::{SENDER, SENDING_MANAGER},
    wire,
};
use handrail::contract::Member;
use handrail_stories::stories;
use handrail_testkit::Handrail;
use prost_reflect::{DescriptorPool, DynamicMessage};
use tonic::{Code, Status};
use tonic_types::StatusExt;

stories!(a_generic_client_opens_a_transfer_and_reads_why_another_is_forbidden);

const SERVICE: &str = "handrail.transfers.v1.TransfersService";

struct Generic<'k> {
    kit: &'k Handrail,
    pool: DescriptorPool,
}

impl Generic<'_> {
    /// Calls a method with a message written as JSON.
    async fn call(
        &self,
        officer: &str,
        method: &str,
        json: &str,
    ) -> Result<DynamicMessage, Status> {
        let service = self
            .pool
            .get_service_by_name(SERVICE)
            .expect("the service is described");
        let method = service
            .methods()
            .find(|found| found.name() == method)
            .expect("the method is described");
        let mut json = serde_json::Deserializer::from_str(json);
        let request = DynamicMessage::deserialize(method.input(), &mut json)
            .expect("the fields are described");
        let path = format!("/{SERVICE}/{}", method.name());
        let caller = self.kit.caller(officer);
        let reply = wire::call(
            &self.kit.address(Member::Transfers),
            Some(&caller),
            &path,
            &request,
        )
        .await?;
        Ok(DynamicMessage::decode(method.output(), reply).expect("the reply is described"))
    }
}

pub(crate) async fn a_generic_client_opens_a_transfer_and_reads_why_another_is_forbidden(
    kit: &Handrail,
) {
    let child = kit.child_led_by(SENDER).await;
    let pool = wire::reflected(&kit.address(Member::Transfers), SERVICE).await;
    let client = Generic { kit, pool };

    let open = format!(
        r#"{{"header": {{"request_id": "generic-1"}}, "pathway_id": "assessment-to-family-safeguarding",
            "from_team_id": "{SENDER}", "child_ids": ["{}"], "proposed_plan": "PLAN_CHILD_IN_NEED"}}"#,
        child[0]
    );
    let transfer = client
        .call(SENDING_MANAGER, "OpenTransfer", &open)
        .await
        .expect("granted");
    let id = transfer
        .get_field_by_name("id")
        .and_then(|id| id.as_str().map(str::to_owned))
        .expect("an id");

    let warn = format!(
        r#"{{"header": {{"request_id": "generic-2"}}, "transfer_id": "{id}", "to_team_id": "family-safeguarding-east-1",
            "proposed_plan": "PLAN_CHILD_IN_NEED", "summary": "Without the information behind the plan."}}"#,
    );
    let forbidden = client
        .call(SENDING_MANAGER, "SendEarlyWarning", &warn)
        .await;
    let status = forbidden.expect_err("refused");
    assert_eq!(status.code(), Code::FailedPrecondition);
    let details = status
        .get_details_error_info()
        .expect("the details of the refusal");
    assert_eq!(details.domain, "handrail");
    assert_eq!(details.reason, "INCOMPLETE");
    assert_eq!(
        details.metadata.get("clauses").map(String::as_str),
        Some("C4.1-05")
    );
}
