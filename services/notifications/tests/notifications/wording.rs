//! What a notice says, and what can't get into one.

use crate::support::{CANARY, due, early_warning, entry, events, id, notices, tell, thursday};
use handrail_contracts::feed::v1 as feed;
use handrail_domain::edition::Protocol;
use handrail_ledger::timer::DUE_SOON_REASON;
use handrail_notifications::notice::{ShortName, has_words};
use handrail_notifications::tells_of;
use proptest::prelude::*;

fn body(tell: feed::Tell) -> String {
    notices(vec![tell], "2026-03-05T10:00:00Z").remove(0).body
}

#[test]
fn a_notice_says_why_by_when_about_what_and_under_which_clauses() {
    let tell = tell(
        "assessment-1",
        "team-manager",
        "duty-owed",
        &["C4.1-22", "C4.1-23"],
    );
    let notices = notices(
        vec![due(tell, "2026-03-17T17:00:00Z")],
        "2026-03-05T10:00:00Z",
    );
    let transfer = id(1_001);
    assert_eq!(
        notices[0].title,
        format!("A duty is yours: transfer {transfer}")
    );
    assert_eq!(
        notices[0].body,
        format!(
            "A duty is owed by your post, or by one that you cover. It is due by 17:00 on Tuesday 17 March 2026.\n\n\
             About: transfer {transfer}\nClauses: C4.1-22, C4.1-23\n\n\
             Handrail has the details. No notice carries any."
        )
    );
}

#[test]
fn due_times_are_read_from_the_clock_on_the_wall() {
    let owed = |at| {
        body(due(
            tell("assessment-1", "team-manager", "duty-owed", &[]),
            at,
        ))
    };
    assert!(owed("2026-07-14T16:00:00Z").contains("by 17:00 on Tuesday 14 July 2026."));
    assert!(owed("2026-03-05T23:59:59Z").contains("by the end of Thursday 5 March 2026."));
    let late = tell(
        "assessment-1",
        "team-manager",
        "duty-breached",
        &["C4.1-22"],
    );
    assert!(body(due(late, "2026-03-04T17:00:00Z")).contains("It was due by 17:00 on Wednesday"));
    let moved = tell("assessment-1", "team-manager", "duty-moved", &[]);
    assert!(body(due(moved, "2026-03-09T17:00:00Z")).contains("It is now due by 17:00 on Monday"));
}

#[test]
fn every_reason_of_every_edition_has_words() {
    let protocol = Protocol::embedded().expect("sound editions");
    let mut reasons = vec!["duty-owed", "duty-breached", "duty-moved", DUE_SOON_REASON];
    for edition in protocol.editions() {
        let elements = edition.pathways.iter().map(|pathway| &pathway.elements);
        let elements = elements.chain(edition.ladders.iter().map(|ladder| &ladder.elements));
        let elements = elements.chain(edition.front_door.iter().map(|door| &door.elements));
        let tellings = elements
            .chain([&edition.general])
            .flat_map(|some| &some.tellings);
        reasons.extend(tellings.map(|telling| telling.reason.as_str()));
    }
    assert!(reasons.len() > 10);
    for reason in reasons {
        let name: ShortName = reason.parse().expect("a short name");
        assert!(has_words(&name), "{reason}");
    }
}

#[test]
fn a_reason_without_words_of_its_own_is_told_plainly() {
    let body = body(tell(
        "assessment-1",
        "team-manager",
        "something-of-tomorrow",
        &["C2-01"],
    ));
    assert!(body.starts_with("Something happened that the protocol wants you to know of."));
    assert!(body.contains("Clause: C2-01\n"));
}

#[test]
fn nothing_that_happened_gets_into_a_notice() {
    // The payload is no message at all, and holds nothing but detail: nobody decodes it.
    let mut entry = entry(
        1,
        vec![early_warning("assessment-1"), early_warning("dissolved-1")],
    );
    entry.kind = CANARY.to_owned();
    entry.actor = CANARY.to_owned();
    entry.edition_id = CANARY.to_owned();
    entry.trace_context = CANARY.to_owned();
    entry.clause_ids = vec![CANARY.to_owned()];
    let written = format!("{:?}", events(&entry, thursday()));
    assert!(written.contains("assessment-1-manager"));
    assert!(!written.contains("Sample-Child") && !written.contains("bruise"));
}

#[test]
fn a_tell_has_no_room_for_a_text() {
    let sound = entry(1, vec![early_warning("assessment-1")]);
    let source = "transfers".parse().expect("a source");
    let refused = |change: &dyn Fn(&mut feed::Entry)| {
        let mut entry = sound.clone();
        change(&mut entry);
        let error = tells_of(&source, &entry).expect_err("refused").to_string();
        assert!(!error.contains("bruise"));
    };
    assert!(tells_of(&source, &sound).is_ok());
    refused(&|entry| entry.tells[0].reason = CANARY.to_owned());
    refused(&|entry| entry.tells[0].clause_ids.push(CANARY.to_owned()));
    refused(&|entry| entry.tells[0].to.as_mut().expect("a post").team_id = CANARY.to_owned());
    refused(&|entry| entry.tells[0].to.as_mut().expect("a post").role = CANARY.to_owned());
    refused(&|entry| entry.tells[0].to = None);
    refused(&|entry| entry.subject.as_mut().expect("a subject").kind = CANARY.to_owned());
    refused(&|entry| entry.subject.as_mut().expect("a subject").id = CANARY.to_owned());
    refused(&|entry| entry.subject = None);
    refused(&|entry| entry.id = CANARY.to_owned());
    assert_eq!(
        tells_of(&source, &entry(1, Vec::new())).expect("sound"),
        None
    );
}

proptest! {
    #[test]
    fn whatever_the_reason_only_short_names_pass(reason in ".{0,60}") {
        let tell = tell("assessment-1", "team-manager", &reason, &[]);
        let source = "transfers".parse().expect("a source");
        let passed = tells_of(&source, &entry(1, vec![tell])).is_ok();
        let short = (1..=48).contains(&reason.len());
        let plain = reason.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        prop_assert_eq!(passed, short && plain);
    }
}
