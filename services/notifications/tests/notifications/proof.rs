//! The journal gives the notices that are kept, and whatever was tampered with is found.

use crate::support::{Place, apply, early_warning, entry, execute, on_both, tell, thursday};
use handrail_chassis::worker::Worker;
use handrail_chassis::world::World;
use handrail_ledger::Ledger;
use handrail_ledger::verify::{FindingKind, verify};
use handrail_notifications::NoticeReplay;
use std::fs;

on_both!(
    a_sound_journal_gives_what_is_kept,
    a_notice_that_waits_for_its_next_attempt_is_sound,
    what_was_tampered_with_is_found,
);

async fn replay_findings(ledger: &Ledger) -> Vec<String> {
    let report = verify(ledger, &NoticeReplay).await.expect("a report");
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.kind == FindingKind::Replay)
    );
    report
        .findings
        .into_iter()
        .map(|finding| finding.what)
        .collect()
}

async fn told(place: &Place) -> Ledger {
    let ledger = place.notifications(&World::virtual_at(thursday())).await;
    for number in 0..5 {
        let tells = vec![
            early_warning("family-safeguarding-east-1"),
            tell("assessment-1", "practitioner", "worker-named", &["C4.1-23"]),
        ];
        apply(&ledger, &entry(number, tells))
            .await
            .expect("applied");
    }
    ledger
}

async fn a_sound_journal_gives_what_is_kept(place: &Place) {
    let ledger = told(place).await;
    assert_eq!(replay_findings(&ledger).await, Vec::<String>::new());
    place.delivery(&ledger).step().await.expect("stepped");
    let report = verify(&ledger, &NoticeReplay).await.expect("a report");
    assert_eq!((report.subjects, report.entries), (15, 30));
    assert_eq!(report.findings, []);
}

async fn a_notice_that_waits_for_its_next_attempt_is_sound(place: &Place) {
    let ledger = told(place).await;
    fs::write(place.mail(), "no folder").expect("written");
    place.delivery(&ledger).step().await.expect("stepped");
    assert_eq!(replay_findings(&ledger).await, Vec::<String>::new());
}

async fn what_was_tampered_with_is_found(place: &Place) {
    let ledger = told(place).await;
    let all = |change: &str| format!("UPDATE notice SET {change}");
    for (change, found) in [
        (
            all("notice = replace(notice, 'Early warning:', 'A late warning:')"),
            "the notice is not what its entries say",
        ),
        (
            all("recipient = 'somebody-' || recipient WHERE state = 'failed'"),
            "the notice contradicts itself",
        ),
        (
            "DELETE FROM notice".to_owned(),
            "the notice is recorded but not kept",
        ),
    ] {
        execute(ledger.db(), &change).await.expect("tampered with");
        assert!(
            replay_findings(&ledger)
                .await
                .iter()
                .any(|what| what == found),
            "{found}"
        );
    }
}
