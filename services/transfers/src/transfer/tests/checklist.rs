//! The checklist of the 2018 edition: everything that contradicts itself at once, and nothing held up.

use super::case::{Case, RECEIVER, SENDER, at, born, early_warning, note, request, the};
use crate::transfer::{Answer, Command, Entry, Sheet, Stage};
use handrail_domain::{child::PlanKind::ChildInNeed, edition::Fact};

fn sheet(entries: &[(&str, Answer, Option<&str>)]) -> Sheet {
    Sheet {
        filled_in_by: the("assessment-1-worker-1"),
        social_worker: None,
        team_manager: None,
        entries: entries
            .iter()
            .map(|(item, answer, on)| Entry {
                item: (*item).to_owned(),
                answer: *answer,
                last_recorded_on: on.map(the),
            })
            .collect(),
        comments: vec![None; entries.len()],
        audited: false,
    }
}

fn warned() -> Case {
    Case::of("2018", ChildInNeed, &[born()]).then(early_warning(ChildInNeed))
}

#[test]
fn e_checklist_12_what_contradicts_itself_is_told_at_once() {
    let mut wrong = sheet(&[
        ("chronology", Answer::Yes, None),
        ("case-summary", Answer::Yes, Some("2026-03-03")),
        ("legal-status", Answer::No, Some("2026-03-01")),
        ("passport", Answer::NotApplicable, Some("2026-03-01")),
        ("consent-form", Answer::No, None),
        ("consent-form", Answer::No, None),
        ("health-records", Answer::No, None),
        ("horoscope", Answer::No, None),
    ]);
    wrong.filled_in_by = the("nobody-at-all");
    assert_eq!(
        warned().wrong(Command::RecordChecklist(wrong)),
        [
            "filled_in_by_id",
            "entries[0].last_recorded_on",
            "entries[1].last_recorded_on",
            "entries[2].last_recorded_on",
            "entries[3].last_recorded_on",
            "entries[5].item",
            "entries[6].item",
            "entries[7].item",
        ]
    );
}

#[test]
fn e_checklist_03_what_is_missing_becomes_work_and_holds_nothing_up() {
    let answered = sheet(&[
        ("chronology", Answer::Yes, Some("2026-03-02")),
        ("passport", Answer::NotApplicable, None),
        ("case-summary", Answer::No, None),
    ]);
    let case = warned()
        .then(Command::RecordChecklist(answered))
        .on("03-03T10:00")
        .then(request(&["legal-status"]));
    let not_ready = &case.transfer.items_not_ready;
    assert_eq!(case.transfer.stage(), Stage::Requested);
    for ready in ["chronology", "passport", "legal-status"] {
        assert!(!not_ready.contains(&ready.to_owned()), "{ready}");
    }
    for missing in ["case-summary", "consent-form"] {
        assert!(not_ready.contains(&missing.to_owned()), "{missing}");
        let work = case.transfer.work_of(missing);
        let mut pieces = case.transfer.joint_working.iter();
        assert!(pieces.any(|piece| Some(piece.id) == work && piece.team == the(SENDER)));
    }
    assert!(case.transfer.work_of("chronology").is_none());

    // Answered later, the work is done; found missing later, there is some.
    let later = sheet(&[
        ("case-summary", Answer::Yes, Some("2026-03-04")),
        ("chronology", Answer::No, None),
    ]);
    let case = case.on("03-04T10:00").then(Command::RecordChecklist(later));
    let done = |item: &str| {
        let work = case.transfer.work_of(item);
        let mut pieces = case.transfer.joint_working.iter();
        pieces.any(|piece| Some(piece.id) == work && piece.done_at.is_some())
    };
    assert!(done("case-summary") && !done("chronology"));
    assert!(case.transfer.work_of("chronology").is_some());
    assert_eq!(case.refolded(), case.transfer);
}

#[test]
fn e_checklist_56_the_receiving_manager_audits_once_the_request_has_come() {
    let audit = || {
        let mut audit = sheet(&[]);
        audit.audited = true;
        Command::RecordChecklist(audit)
    };
    let mut case = warned();
    let refused = case.ask_as(&the(RECEIVER), audit()).unwrap_err();
    assert_eq!(refused.reason(), "OUT_OF_ORDER");
    assert!(refused.clauses().contains(&the("E-CHECKLIST-56")));
    let mut case = case.on("03-03T10:00").then(request(&[]));
    let refused = case.ask_as(&the(RECEIVER), audit()).unwrap_err();
    assert_eq!(refused.reason(), "INCOMPLETE");
    assert!(!case.transfer.has(Fact::Acknowledged));
    assert!(case.transfer.audits().is_empty());
}

#[test]
fn the_current_edition_has_no_checklist() {
    let mut case = Case::warned(ChildInNeed);
    let asked = Command::RecordChecklist(sheet(&[("chronology", Answer::No, None)]));
    assert_eq!(case.wrong(asked), ["transfer_id"]);
}

#[test]
fn a_comment_is_in_no_event() {
    let mut said = sheet(&[("chronology", Answer::No, None)]);
    said.comments = vec![Some(note("A synthetic comment."))];
    let mut case = warned().on("03-02T11:00");
    case.ask(Command::RecordChecklist(said)).unwrap();
    let event = crate::wire::event_to_wire(case.transfer.id, 3, case.events.last().unwrap());
    assert!(!format!("{event:?}").contains("synthetic"));
    let (_, _, read) = crate::wire::event_from_wire(event).unwrap();
    assert_eq!(Some(&read), case.events.last());
    assert_eq!(
        case.transfer.checklist.answers["chronology"].at,
        at("03-02T11:00")
    );
}
