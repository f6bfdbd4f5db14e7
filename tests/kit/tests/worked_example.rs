//! How a test uses the kit: start Handrail, act as officers, say what time it is, and look at what is
//! owed, led and told. Copy it.

use handrail_testkit::{
    Granted, Handrail, Options, Owed, Plan, Storage, ask,
    database::{NoDatabase, Postgres},
    expect::expect_refused,
};

#[tokio::test]
async fn an_early_warning_is_owed_sent_and_told() {
    // In memory, on a virtual clock that shows Monday 2 March 2026, nine o'clock.
    let kit = Handrail::start(Options::default()).await;
    let child = kit.child_led_by("assessment-1").await;

    // Officers act with the roles and teams that the organisation gives them.
    let sender = kit.as_officer("assessment-1-manager");
    let open = ask::transfer("assessment-1", &child, Plan::ChildInNeed);
    let transfer = sender.transfers().open_transfer(open).await.granted();
    let duty = kit.duty(&transfer.id, "send-early-warning").await;
    assert_eq!(
        duty.due(),
        "Wed 2026-03-04 17:00",
        "C4.1-01: two working days"
    );

    // Requests are filled in; change what the test is about.
    let mut early = ask::early_warning(&transfer, "family-safeguarding-east-1");
    early.information_gathered = false;
    expect_refused(
        sender.transfers().send_early_warning(early).await,
        "C4.1-05",
    );

    // Time passes when the test says so, and everything due by then has happened.
    kit.at("Wed 2026-03-04 17:01").await;
    assert_eq!(
        kit.duty(&transfer.id, "send-early-warning")
            .await
            .standing(),
        "late"
    );
    let warning = ask::early_warning(&transfer, "family-safeguarding-east-1");
    sender
        .transfers()
        .send_early_warning(warning)
        .await
        .granted();
    let told = kit
        .told("family-safeguarding-east-1-manager", "early-warning")
        .await;
    assert_eq!(told.len(), 1);
    assert_eq!(
        kit.lead(&child[0]).await.team_id,
        "assessment-1",
        "nothing has moved yet"
    );

    // Whatever the test was about: sound journals, every notice once, nothing disclosed.
    kit.finish().await;
}

#[tokio::test]
async fn the_services_can_keep_what_they_know_in_files() {
    let options = Options {
        storage: Storage::Folder,
        ..Options::default()
    };
    let kit = Handrail::start(options).await;
    let child = kit.child_led_by("assessment-2").await;
    assert_eq!(kit.lead(&child[0]).await.team_id, "assessment-2");
    kit.finish().await;
}

#[tokio::test]
async fn the_services_can_keep_what_they_know_on_postgresql() -> Result<(), NoDatabase> {
    let Some(database) = Postgres::create().await? else {
        return Ok(());
    };
    let options = Options {
        storage: Storage::Postgres(database),
        ..Options::default()
    };
    let kit = Handrail::start(options).await;
    let child = kit.child_led_by("assessment-3").await;
    assert_eq!(kit.lead(&child[0]).await.team_id, "assessment-3");
    kit.finish().await;
    Ok(())
}
