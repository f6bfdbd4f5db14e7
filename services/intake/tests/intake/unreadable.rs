//! What can't be read of a request about consent, told with everything else that is wrong.

use handrail_contracts::{
    intake::v1 as wire,
    status::{reason_of, violations_of},
};

use crate::{
    asking::*,
    consenting::{form, on},
    serving::*,
};

on_both!(
    memory:
    what_can_not_be_read_hides_nothing_else,
);

async fn what_can_not_be_read_hides_nothing_else(running: Running) {
    let contact = registered(&running, "r-1").await;
    let mut client = running.consents("assessment-1");
    let fields = |status: &tonic::Status| -> Vec<String> {
        let wrong = violations_of(status).into_iter();
        wrong.map(|wrong| wrong.field).collect()
    };
    let mut wrong = form("draft", &contact);
    wrong.household_id = "no-household".to_owned();
    wrong.childrens_address = String::new();
    wrong.leaflet_given = false;
    wrong.children[0].child_id = "no-child".to_owned();
    wrong.children[0].born_on = on(1980, 5, 1);
    wrong.conditions[0].name = String::new();
    wrong.conditions[0].category = "No Category".to_owned();
    let refused = client.draft_consent(wrong).await.unwrap_err();
    let expected = [
        "household_id",
        "children[0].child_id",
        "conditions[0].category",
        "children[0].born_on",
        "childrens_address",
        "leaflet_given",
    ];
    assert_eq!(fields(&refused), expected);
    let (_, clauses) = reason_of(&refused).unwrap();
    assert_eq!(clauses, ["E-CONSENT-03", "E-CONSENT-15"]);

    let child = contact.children[0].child_id.clone();
    let nothing = wire::ShareWithoutConsentRequest {
        header: header("share"),
        edition_id: "2018".to_owned(),
        team_id: "assessment-1".to_owned(),
        household_id: contact.household_id.clone(),
        child_ids: vec![child.clone(), child],
        reason: "A sample belief.".to_owned(),
        ..wire::ShareWithoutConsentRequest::default()
    };
    let refused = client.share_without_consent(nothing).await.unwrap_err();
    assert_eq!(fields(&refused), ["direction", "child_ids[1]", "ground"]);
    running.stop().await;
}
