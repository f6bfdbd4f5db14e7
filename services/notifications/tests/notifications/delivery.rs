//! Leaving notices in the mail folder, whole and once, or failing where everybody can see it.

use crate::support::{
    Place, apply, at, count, directory, early_warning, entry, execute, on_both, tell, thursday,
};
use chrono::TimeDelta;
use handrail_chassis::worker::{Progress, Worker};
use handrail_chassis::world::World;
use handrail_ledger::Ledger;
use handrail_notifications::notice::{Notice, Standing};
use sea_orm::{ConnectionTrait, Statement};
use std::fs;

on_both!(
    an_e_mail_is_left_for_the_officer_alone,
    what_another_delivers_is_not_nothing_to_do,
    a_crash_between_the_file_and_the_record_leaves_one_e_mail,
    a_folder_that_cannot_be_written_to_is_tried_five_times,
    a_folder_that_is_mended_gets_what_has_waited,
);

/// The one notice there is, and the text of its file.
async fn only(ledger: &Ledger) -> Notice {
    let backend = ledger.db().get_database_backend();
    let statement = Statement::from_string(backend, "SELECT notice FROM notice");
    let row = ledger
        .db()
        .query_one_raw(statement)
        .await
        .expect("read")
        .expect("a notice");
    let json: String = row.try_get("", "notice").expect("a text");
    serde_json::from_str(&json).expect("a notice")
}

fn header<'m>(mail: &'m str, name: &str) -> Vec<&'m str> {
    let head = mail.split("\r\n\r\n").next().expect("a head");
    let lines = head.split("\r\n").filter_map(|line| line.split_once(": "));
    lines
        .filter(|(found, _)| *found == name)
        .map(|(_, value)| value)
        .collect()
}

async fn an_e_mail_is_left_for_the_officer_alone(place: &Place) {
    let world = World::virtual_at(at("2026-03-17T09:30:00Z"));
    let ledger = place.notifications(&world).await;
    let tells = vec![tell(
        "assessment-2",
        "team-manager",
        "early-warning",
        &["C4.1-01", "C4.1-02"],
    )];
    apply(&ledger, &entry(1, tells)).await.expect("applied");
    let delivery = place.delivery(&ledger);
    assert_eq!(delivery.next_due().await.expect("read"), Some(world.now()));
    assert_eq!(delivery.step().await.expect("stepped"), Progress::Did(1));
    assert_eq!(delivery.step().await.expect("stepped"), Progress::Idle);
    assert_eq!(delivery.next_due().await.expect("read"), None);

    let notice = only(&ledger).await;
    assert_eq!(notice.standing, Standing::Delivered { at: world.now() });
    assert_eq!(place.files(), [format!("{}.eml", notice.id)]);
    let mail = fs::read_to_string(place.mail().join(format!("{}.eml", notice.id))).expect("a mail");
    assert_eq!(
        header(&mail, "From"),
        ["Handrail <no-reply@handrail.invalid>"]
    );
    let manager = directory();
    let manager = manager.officer(&"assessment-1-manager".parse().expect("an id"));
    let manager = manager.expect("an officer");
    let to = format!("\"{}\" <{}>", manager.name(), manager.email());
    assert_eq!(header(&mail, "To"), [to.as_str()]);
    assert!(header(&mail, "Cc").is_empty() && header(&mail, "Bcc").is_empty());
    assert_eq!(header(&mail, "Date"), ["Tue, 17 Mar 2026 09:30:00 +0000"]);
    assert_eq!(
        header(&mail, "Message-ID"),
        [format!("<{}@handrail.invalid>", notice.id)]
    );
    assert_eq!(header(&mail, "X-Handrail-Notice"), [notice.id.to_string()]);
    assert_eq!(header(&mail, "X-Handrail-Reason"), ["early-warning"]);
    assert_eq!(header(&mail, "X-Handrail-Clauses"), ["C4.1-01, C4.1-02"]);
    assert_eq!(header(&mail, "Subject").len(), 1);
    let unfolded = mail.replace("\r\n ", " ");
    assert!(
        unfolded.contains(&format!("Subject: {}", notice.title)),
        "{mail}"
    );
    let text = mail.replace("=\r\n", "").replace("\r\n", "\n");
    assert!(
        text.contains("To the team manager of assessment-2. You cover for Testa Sample-Manager"),
        "{mail}"
    );
    assert!(!mail.contains("bruise"));
}

async fn what_another_delivers_is_not_nothing_to_do(place: &Place) {
    if !place.is_postgres() {
        return; // One writer: the delivery waits for the other.
    }
    let ledger = place.notifications(&World::virtual_at(thursday())).await;
    let tells = vec![tell("assessment-2", "team-manager", "early-warning", &[])];
    apply(&ledger, &entry(1, tells)).await.expect("applied");
    let other = ledger.begin().await.expect("a unit");
    let at_it = "UPDATE notice SET version = version";
    other
        .conn()
        .execute_unprepared(at_it)
        .await
        .expect("its row");
    let delivery = place.delivery(&ledger);
    assert_eq!(delivery.step().await.expect("stepped"), Progress::Busy);
    drop(other);
    assert_eq!(delivery.step().await.expect("stepped"), Progress::Did(1));
}

async fn a_crash_between_the_file_and_the_record_leaves_one_e_mail(place: &Place) {
    let world = World::virtual_at(thursday());
    let ledger = place.notifications(&world).await;
    apply(&ledger, &entry(1, vec![early_warning("assessment-1")]))
        .await
        .expect("applied");
    let delivery = place.delivery(&ledger);
    crash_at_the_record(place, &ledger).await;
    delivery.step().await.expect_err("the record can't be made");
    let name = format!("{}.eml", only(&ledger).await.id);
    assert_eq!(
        place.files(),
        [name.as_str()],
        "the file is there all the same"
    );
    let before = fs::read(place.mail().join(&name)).expect("a mail");
    assert_eq!(
        count(ledger.db(), "notice WHERE state = 'pending'").await,
        1
    );

    recover(place, &ledger).await;
    world
        .clock
        .advance_to(thursday() + TimeDelta::hours(5))
        .expect("forwards");
    let restarted = place.delivery(&place.notifications(&world).await);
    assert_eq!(restarted.step().await.expect("stepped"), Progress::Did(1));
    assert_eq!(place.files(), [name.as_str()]);
    assert_eq!(
        fs::read(place.mail().join(&name)).expect("a mail"),
        before,
        "to the byte"
    );
    assert_eq!(
        count(ledger.db(), "journal_entry WHERE kind = 'notice.delivered'").await,
        1
    );
}

async fn a_folder_that_cannot_be_written_to_is_tried_five_times(place: &Place) {
    let world = World::virtual_at(thursday());
    let ledger = place.notifications(&world).await;
    apply(&ledger, &entry(1, vec![early_warning("assessment-1")]))
        .await
        .expect("applied");
    fs::write(place.mail(), "no folder").expect("written");
    let delivery = place.delivery(&ledger);
    let mut tried = vec![thursday()];
    while let Some(due) = delivery.next_due().await.expect("read") {
        world.clock.advance_to(due).expect("forwards");
        assert_eq!(delivery.step().await.expect("stepped"), Progress::Did(1));
        assert_eq!(delivery.step().await.expect("stepped"), Progress::Idle);
        tried.push(due);
    }
    let minutes: Vec<_> = tried
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).num_minutes())
        .collect();
    assert_eq!(minutes, [0, 1, 2, 4, 8]);
    let notice = only(&ledger).await;
    assert!(matches!(notice.standing, Standing::Failed { .. }));
    assert_eq!(notice.attempts, 5);
    assert_eq!(
        count(ledger.db(), "journal_entry WHERE kind = 'notice.failed'").await,
        1
    );
    assert_eq!(count(ledger.db(), "journal_entry").await, 2);
}

async fn a_folder_that_is_mended_gets_what_has_waited(place: &Place) {
    let world = World::virtual_at(thursday());
    let ledger = place.notifications(&world).await;
    apply(&ledger, &entry(1, vec![early_warning("assessment-1")]))
        .await
        .expect("applied");
    fs::write(place.mail(), "no folder").expect("written");
    let delivery = place.delivery(&ledger);
    delivery.step().await.expect("stepped");
    fs::remove_file(place.mail()).expect("removed");
    world
        .clock
        .advance_to(thursday() + TimeDelta::minutes(1))
        .expect("forwards");
    delivery.step().await.expect("stepped");
    let notice = only(&ledger).await;
    assert_eq!(notice.standing, Standing::Delivered { at: world.now() });
    assert_eq!(notice.attempts, 2);
    assert_eq!(place.files().len(), 1);
}

/// From now on no notice can be changed, as if the process died before it had done so.
async fn crash_at_the_record(place: &Place, ledger: &Ledger) {
    let sql = if place.is_postgres() {
        "CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'crash'; END $$; \
         CREATE TRIGGER crash BEFORE UPDATE ON notice FOR EACH ROW EXECUTE FUNCTION crash()"
    } else {
        "CREATE TRIGGER crash BEFORE UPDATE ON notice BEGIN SELECT RAISE(ABORT, 'crash'); END"
    };
    execute(ledger.db(), sql).await.expect("set up");
}

async fn recover(place: &Place, ledger: &Ledger) {
    let on = if place.is_postgres() {
        " ON notice"
    } else {
        ""
    };
    execute(ledger.db(), &format!("DROP TRIGGER crash{on}"))
        .await
        .expect("taken away");
}
