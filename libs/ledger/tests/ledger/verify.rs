//! Whoever changes, removes or inserts an entry, or changes what is stored, is found out.

use async_trait::async_trait;
use handrail_chassis::world::World;
use handrail_contracts::feed::v1::Entry;
use handrail_domain::obligation::Subject;
use handrail_ledger::verify::{Finding, FindingKind, Replay, Report, verify, verify_partition};
use handrail_ledger::{Ledger, LedgerError, PARTITIONS, partition_of};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::support::{NoState, Place, arm, duty, entry, fulfil, monday, on_both, transfer};

on_both!(
    a_sound_journal_has_no_findings,
    a_changed_payload_is_found,
    a_removed_entry_is_found,
    an_inserted_entry_is_found,
    a_changed_obligation_is_found,
    what_was_cut_off_shows_in_what_is_stored,
    a_service_checks_its_own_state,
);

/// Six entries about one subject, the third and later about its obligations.
async fn sound(place: &Place) -> Ledger {
    let ledger = place.open(World::virtual_at(monday())).await;
    for number in 0..2 {
        let mut unit = ledger.begin().await.expect("a unit");
        unit.append(entry(&transfer(1), number));
        unit.commit().await.expect("committed");
    }
    let duties =
        ["review", "name", "visit"].map(|name| duty(&transfer(1), name, Some(monday()), None));
    arm(&ledger, &duties).await;
    fulfil(&ledger, duties[1].id).await;
    ledger
}

async fn tamper(ledger: &Ledger, sql: &str) {
    let done = ledger.db().execute_unprepared(sql).await.expect("done");
    assert!(done.rows_affected() > 0);
}

async fn report(ledger: &Ledger) -> Report {
    verify(ledger, &NoState).await.expect("verified")
}

fn kinds(report: &Report) -> Vec<FindingKind> {
    report.findings.iter().map(|finding| finding.kind).collect()
}

async fn a_sound_journal_has_no_findings(place: &Place) {
    let ledger = sound(place).await;
    let report = report(&ledger).await;
    assert_eq!((report.entries, report.subjects), (6, 1));
    assert_eq!(report.findings, []);
}

async fn a_changed_payload_is_found(place: &Place) {
    let ledger = sound(place).await;
    let blob = if place.is_postgres() {
        "'\\x00'"
    } else {
        "x'00'"
    };
    tamper(
        &ledger,
        &format!("UPDATE journal_entry SET payload = {blob} WHERE position = 2"),
    )
    .await;
    let report = report(&ledger).await;
    assert_eq!(kinds(&report), [FindingKind::Chain]);
    assert_eq!(report.findings[0].at.map(|(_, position)| position), Some(2));
}

async fn a_removed_entry_is_found(place: &Place) {
    let ledger = sound(place).await;
    tamper(&ledger, "DELETE FROM journal_entry WHERE position = 2").await;
    assert_eq!(
        kinds(&report(&ledger).await),
        [FindingKind::Gap, FindingKind::Chain]
    );
    // Closing the gap does not help: what was moved does not have its hash any more.
    tamper(
        &ledger,
        "UPDATE journal_entry SET position = 2 WHERE position = 3",
    )
    .await;
    assert_eq!(kinds(&report(&ledger).await)[0], FindingKind::Chain);
}

async fn an_inserted_entry_is_found(place: &Place) {
    let ledger = sound(place).await;
    let copied = "subject_kind, subject_id, household_id, 'test.forged', payload_type, payload, occurred_at, \
                  recorded_at, actor, edition, clauses, tells, trace_context";
    let id = if place.is_postgres() {
        "gen_random_uuid()"
    } else {
        "randomblob(16)"
    };
    let forged = format!(
        "INSERT INTO journal_entry (\"partition\", position, id, subject_kind, subject_id, household_id, kind, \
         payload_type, payload, occurred_at, recorded_at, actor, edition, clauses, tells, trace_context, \
         previous_hash, hash) SELECT \"partition\", 7, {id}, {copied}, hash, hash FROM journal_entry WHERE position = 6"
    );
    // Its test payload is an obligation's, so it also has to be left out of the replay.
    tamper(&ledger, &forged).await;
    let report = report(&ledger).await;
    assert_eq!(kinds(&report), [FindingKind::Chain]);
    assert_eq!(report.findings[0].at.map(|(_, position)| position), Some(7));
}

async fn a_changed_obligation_is_found(place: &Place) {
    for (sql, back) in [
        ("state = 'met'", "state = 'open'"),
        (
            "title = 'Something else'",
            "title = 'Review the early warning'",
        ),
        ("instance = 'x'", "instance = ''"),
        ("fires_at = NULL", ""),
    ] {
        let ledger = sound(place).await;
        let changed = |set: &str| format!("UPDATE obligation SET {set} WHERE duty = 'test/review'");
        tamper(&ledger, &changed(sql)).await;
        assert_eq!(
            kinds(&report(&ledger).await),
            [FindingKind::Obligation],
            "{sql}"
        );
        if back.is_empty() {
            return;
        }
        tamper(&ledger, &changed(back)).await;
        for table in ["journal_entry", "obligation"] {
            tamper(&ledger, &format!("DELETE FROM {table}")).await;
        }
    }
}

async fn what_was_cut_off_shows_in_what_is_stored(place: &Place) {
    let ledger = sound(place).await;
    tamper(&ledger, "DELETE FROM journal_entry WHERE position > 3").await;
    // One obligation is still armed by an entry; two are not accounted for.
    assert_eq!(
        kinds(&report(&ledger).await),
        [FindingKind::Obligation, FindingKind::Obligation]
    );
    tamper(&ledger, "DELETE FROM journal_entry").await;
    assert_eq!(report(&ledger).await.findings.len(), 3);
}

/// A service that has stored one transfer, and expects two entries about it.
struct Expecting;

#[async_trait]
impl Replay for Expecting {
    async fn subjects(&self, _: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError> {
        Ok(vec![transfer(9)])
    }

    async fn check(
        &self,
        _: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError> {
        let wrong = entries.len() != 2;
        let finding = Finding::about(FindingKind::Replay, subject, "not two entries");
        Ok(wrong.then_some(finding).into_iter().collect())
    }
}

async fn a_service_checks_its_own_state(place: &Place) {
    let ledger = place.open(World::virtual_at(monday())).await;
    let found = verify(&ledger, &Expecting)
        .await
        .expect("verified")
        .findings;
    assert_eq!(
        found,
        [Finding::about(
            FindingKind::Replay,
            &transfer(9),
            "not two entries"
        )]
    );
    let home = partition_of(transfer(9).household);
    for partition in 0..PARTITIONS {
        let part = verify_partition(&ledger, &Expecting, partition).await;
        let part = part.expect("verified").findings;
        let expected = if partition == home {
            found.as_slice()
        } else {
            &[]
        };
        assert_eq!(part, expected, "partition {partition}");
    }
    let mut unit = ledger.begin().await.expect("a unit");
    unit.append(entry(&transfer(9), 0));
    unit.append(entry(&transfer(9), 1));
    unit.commit().await.expect("committed");
    assert_eq!(
        verify(&ledger, &Expecting)
            .await
            .expect("verified")
            .findings,
        []
    );
}
