//! The register of transfers (E-ALLOC-FS-04, E-ALLOC-CLA-13) and the checklist, on both databases.

use crate::{asking::*, serving::*};
use chrono::TimeDelta;
use handrail_contracts::{common::v1::PageRequest, transfers::v1 as wire};
use tonic::Code;

on_both!(
    the_register_has_one_row_a_child_and_can_be_narrowed,
    a_register_with_contradicting_filters_is_refused,
    e_checklist_12_a_comment_is_kept_beside_its_answer_and_in_no_journal,
);

async fn children(running: &Running, ask: wire::ListRegisterRequest) -> Vec<String> {
    let rows = running.of(SENDER).list_register(ask).await.unwrap();
    let rows = rows.into_inner().rows;
    rows.into_iter().map(|row| row.child_id).collect()
}

async fn the_register_has_one_row_a_child_and_can_be_narrowed(running: Running) {
    accepted(&running, &[0xC1, 0xC2, 0xC3], SENDER).await;
    let mut client = running.of(SENDER);
    for (request_id, children) in [("both", &[0xC1, 0xC2][..]), ("one", &[0xC3])] {
        let open = opening(request_id, children);
        let transfer = client.open_transfer(open).await.unwrap().into_inner();
        if request_id == "one" {
            let warning = early_warning(&transfer);
            client.send_early_warning(warning).await.unwrap();
        }
    }
    let all = wire::ListRegisterRequest::default;
    assert_eq!(
        children(&running, all()).await,
        [id(0xC3), id(0xC1), id(0xC2)]
    );
    let page = |token: &str| wire::ListRegisterRequest {
        page: Some(PageRequest {
            size: 2,
            token: token.to_owned(),
        }),
        ..all()
    };
    let first = client.list_register(page("")).await.unwrap().into_inner();
    let second = client
        .list_register(page(&first.next_page_token))
        .await
        .unwrap()
        .into_inner();
    assert_eq!((first.rows.len(), second.rows.len()), (2, 1));
    assert_eq!(second.rows[0].child_id, id(0xC2));
    assert!(second.next_page_token.is_empty());

    let team = |team: &str, direction: wire::Direction| wire::ListRegisterRequest {
        team_id: team.to_owned(),
        direction: direction.into(),
        ..all()
    };
    let asked = [
        (team(SENDER, wire::Direction::Unspecified), 3),
        (team(SENDER, wire::Direction::Received), 0),
        (team(RECEIVER, wire::Direction::Received), 1),
        (team(RECEIVER, wire::Direction::Sent), 0),
        (
            wire::ListRegisterRequest {
                stage: wire::Stage::EarlyWarning.into(),
                pathway_id: "assessment-to-family-safeguarding".to_owned(),
                edition_id: "current".to_owned(),
                ..all()
            },
            1,
        ),
        (
            wire::ListRegisterRequest {
                edition_id: "2018".to_owned(),
                ..all()
            },
            0,
        ),
        (
            wire::ListRegisterRequest {
                opened_from: Some(day(2026, 3, 2)),
                opened_to: Some(day(2026, 3, 2)),
                unallocated: true,
                ..all()
            },
            3,
        ),
        (
            wire::ListRegisterRequest {
                opened_from: Some(day(2026, 3, 3)),
                ..all()
            },
            0,
        ),
        (
            wire::ListRegisterRequest {
                opened_to: Some(day(2026, 3, 1)),
                ..all()
            },
            0,
        ),
        (
            wire::ListRegisterRequest {
                overdue: true,
                ..all()
            },
            0,
        ),
    ];
    for (ask, found) in asked {
        assert_eq!(
            children(&running, ask.clone()).await.len(),
            found,
            "{ask:?}"
        );
    }

    // Nobody warned of the first two in time (C4.1-01), nor answered about the third (C4.1-12).
    running.pass(TimeDelta::days(3)).await;
    let overdue = wire::ListRegisterRequest {
        overdue: true,
        ..all()
    };
    let late = client.list_register(overdue).await.unwrap().into_inner();
    assert_eq!(late.rows.len(), 3);
    for row in &late.rows {
        assert!(row.breaches > 0 && row.next_due_at.is_some(), "{row:?}");
        assert!(!row.next_clause_ids.is_empty() && !row.next_duty.is_empty());
        assert_eq!(row.opened_at.unwrap().seconds, monday().timestamp());
    }
    assert!(late.rows[0].early_warning_sent_at.is_some());
    assert!(late.rows[1].early_warning_sent_at.is_none());
    running.finish().await;
}

async fn a_register_with_contradicting_filters_is_refused(running: Running) {
    let mut client = running.of(SENDER);
    let ask = wire::ListRegisterRequest {
        direction: wire::Direction::Sent.into(),
        stage: 77,
        opened_from: Some(day(2026, 3, 3)),
        opened_to: Some(day(2026, 3, 2)),
        pathway_id: "Not a pathway".to_owned(),
        ..wire::ListRegisterRequest::default()
    };
    let status = client.list_register(ask).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(
        wrong(&status),
        ["direction", "pathway_id", "stage", "opened_to"]
    );
    running.finish().await;
}

async fn e_checklist_12_a_comment_is_kept_beside_its_answer_and_in_no_journal(running: Running) {
    accepted(&running, &[CHILD], SENDER).await;
    let mut client = running.of(SENDER);
    let open = wire::OpenTransferRequest {
        edition_id: "2018".to_owned(),
        ..opening("open", &[CHILD])
    };
    let transfer = client.open_transfer(open).await.unwrap().into_inner();
    let entry = |item: &str, answer: wire::ChecklistAnswer, comment: &str| wire::ChecklistEntry {
        item: item.to_owned(),
        answer: answer.into(),
        last_recorded_on: (answer == wire::ChecklistAnswer::Yes).then(|| day(2026, 3, 1)),
        comment: comment.to_owned(),
    };
    let record =
        |request_id: &str, entries: Vec<wire::ChecklistEntry>| wire::RecordChecklistRequest {
            header: asks(request_id),
            transfer_id: transfer.id.clone(),
            filled_in_by_id: "assessment-1-worker-1".to_owned(),
            social_worker_id: "assessment-1-worker-1".to_owned(),
            entries,
            ..wire::RecordChecklistRequest::default()
        };
    let first = vec![
        entry(
            "chronology",
            wire::ChecklistAnswer::Yes,
            "An invented comment",
        ),
        entry(
            "passport",
            wire::ChecklistAnswer::No,
            "Another invented one",
        ),
    ];
    client.record_checklist(record("r-1", first)).await.unwrap();
    // An answer that replaces one replaces its comment.
    let second = vec![entry("passport", wire::ChecklistAnswer::NotApplicable, "")];
    client
        .record_checklist(record("r-2", second))
        .await
        .unwrap();
    let ask = wire::GetChecklistRequest {
        transfer_id: transfer.id.clone(),
    };
    let checklist = client.get_checklist(ask).await.unwrap().into_inner();
    assert_eq!(checklist.version, 3);
    assert_eq!(checklist.social_worker_id, "assessment-1-worker-1");
    let titles: Vec<&str> = checklist
        .sections
        .iter()
        .map(|section| section.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Every case",
            "Children in need and child protection",
            "Key documents"
        ]
    );
    let mut items = checklist.sections.iter().flat_map(|section| &section.items);
    let mut item = |name: &str| items.find(|item| item.item == name).unwrap();
    let chronology = item("chronology");
    assert_eq!(chronology.comment, "An invented comment");
    assert_eq!(chronology.team_id, SENDER);
    assert_eq!(chronology.last_recorded_on, Some(day(2026, 3, 1)));
    let passport = item("passport");
    assert_eq!(passport.answer(), wire::ChecklistAnswer::NotApplicable);
    assert_eq!(passport.comment, "");
    assert!(checklist.unanswered.contains(&"case-summary".to_owned()));
    assert!(!checklist.unanswered.contains(&"passport".to_owned()));
    let journal = running.journal().await;
    assert!(
        journal
            .iter()
            .any(|entry| entry.kind == "transfer.checklist")
    );
    for entry in journal {
        let payload = entry.payload.unwrap_or_default().value;
        assert!(!String::from_utf8_lossy(&payload).contains("invented"));
    }
    let unfinished = vec![wire::ChecklistEntry::default()];
    let status = client
        .record_checklist(record("r-3", unfinished))
        .await
        .unwrap_err();
    assert_eq!(wrong(&status), ["entries[0].item", "entries[0].answer"]);
    running.finish().await;
}
