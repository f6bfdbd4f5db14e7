//! The organisation changes while everybody works.

use crate::case::{Case, RECEIVER};
use handrail_contracts::transfers::v1::ListLeadsRequest;
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Plan, ask};

stories!(
    a_new_organisation_is_taken_over_without_dropping_a_request,
    a_wrong_organisation_is_refused_and_the_old_one_stays
);

pub(crate) async fn a_new_organisation_is_taken_over_without_dropping_a_request(kit: &Handrail) {
    let case = Case::progressed(kit, Plan::ChildInNeed).await;
    let covered = "officer = \"family-safeguarding-east-1-manager\", from = 2026-03-16";
    let earlier = "officer = \"family-safeguarding-east-1-manager\", from = 2026-03-02";
    let organisation = kit.organisation();
    assert!(organisation.contains(covered));

    let reading = async {
        for _ in 0..60 {
            let leads = ListLeadsRequest::default();
            let leads = case
                .sender
                .transfers()
                .list_leads(leads)
                .await
                .granted()
                .leads;
            assert_eq!(leads.len(), 1);
        }
    };
    let newer = organisation
        .replace(covered, earlier)
        .replace("2026-01", "2026-02");
    tokio::join!(reading, kit.reorganise(&newer));

    // From now on the manager is away, and somebody else is told.
    let warning = ask::early_warning(&case.transfer, RECEIVER);
    case.sender
        .transfers()
        .send_early_warning(warning)
        .await
        .granted();
    let told = kit
        .told("family-safeguarding-east-2-manager", "early-warning")
        .await;
    assert_eq!(told.len(), 1);
}

pub(crate) async fn a_wrong_organisation_is_refused_and_the_old_one_stays(kit: &Handrail) {
    let organisation = kit.organisation();
    let nobody = organisation.replace(
        "team_manager = \"family-safeguarding-east-1-manager\"",
        "team_manager = \"nobody-of-this-name\"",
    );
    assert_ne!(nobody, organisation);
    for wrong in [nobody.as_str(), "this is not a document", ""] {
        kit.reorganise(wrong).await;
    }
    kit.reorganise(&nobody).await;
    let refused = handrail_domain::directory::Directory::parse("organisation.toml", &nobody);
    let refused = refused.err().unwrap_or_default();
    assert!(
        refused
            .iter()
            .any(|error| error.to_string().starts_with("organisation.toml:")),
        "{refused:?}"
    );

    // The officers of the old one go on working.
    let case = Case::warned(kit, Plan::ChildInNeed).await;
    assert_eq!(
        kit.told("family-safeguarding-east-1-manager", "early-warning")
            .await
            .len(),
        1
    );
    assert_eq!(case.transfer.to_team_id, RECEIVER);
}
