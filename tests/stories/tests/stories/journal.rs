//! The journals, the clocks, and the protocol as every service answers for it.

use crate::case::Case;
use handrail::contract::Member;
use handrail_contracts::{
    development::v1::{GetClockRequest, SetClockRequest, StepRequest},
    feed::v1::{
        Cursor, Entry, GetHeadsRequest, PartitionPosition, ReadPageRequest, SubscribeRequest,
    },
    protocol::v1::{
        ExplainDeadlineRequest, GetClauseRequest, GetEditionRequest, ListClausesRequest,
        ListEditionsRequest,
    },
    status::reason_of,
    time::timestamp,
};
use handrail_stories::stories;
use handrail_testkit::{
    Granted, Handrail, Plan, ask,
    expect::{expect_reason, expect_status},
    time::{local, written_of},
};
use std::collections::BTreeMap;
use tonic::Code;

stories!(
    a_journal_is_read_page_by_page_and_followed_as_a_stream,
    a_cursor_of_another_database_is_refused,
    every_service_answers_for_the_protocol,
    a_virtual_clock_goes_forwards_alone,
);

pub(crate) async fn a_journal_is_read_page_by_page_and_followed_as_a_stream(kit: &Handrail) {
    let mut case = Case::agreed(kit, Plan::ChildInNeed).await;
    kit.settle().await;
    let read = page_by_page(kit, Member::Transfers).await;
    let mut positions: BTreeMap<u32, u64> = BTreeMap::new();
    for entry in &read {
        let next = positions.entry(entry.partition).or_default();
        *next += 1;
        assert_eq!(entry.position, *next, "contiguous within its partition");
    }
    let desk = kit.nobody();
    let heads = desk
        .feed(Member::Transfers)
        .get_heads(GetHeadsRequest {})
        .await
        .granted()
        .heads
        .unwrap_or_default();
    let reached: BTreeMap<u32, u64> = heads
        .positions
        .iter()
        .map(|head| (head.partition, head.position))
        .collect();
    assert_eq!(reached, positions);

    // The stream brings the same, and then what happens next.
    let mut stream = desk
        .feed(Member::Transfers)
        .subscribe(SubscribeRequest { cursor: None })
        .await
        .granted();
    let mut streamed = Vec::new();
    while streamed.len() < read.len() {
        let part = stream.message().await.ok().flatten().unwrap_or_default();
        streamed.extend(part.entries);
    }
    let ids = |entries: &[Entry]| {
        let mut ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&streamed), ids(&read));
    let meeting = ask::child_in_need_meeting(&case.transfer, "Thu 2026-03-12 10:00");
    case.transfer = case.sender.transfers().set_meeting(meeting).await.granted();
    loop {
        let part = stream.message().await.ok().flatten().unwrap_or_default();
        if part
            .entries
            .iter()
            .any(|entry| entry.kind == "transfer.meeting-set")
        {
            break;
        }
    }
}

async fn page_by_page(kit: &Handrail, of: Member) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut cursor = None;
    loop {
        let request = ReadPageRequest { cursor, size: 3 };
        let page = kit.nobody().feed(of).read_page(request).await.granted();
        if page.entries.is_empty() {
            return entries;
        }
        entries.extend(page.entries);
        cursor = page.cursor;
    }
}

pub(crate) async fn a_cursor_of_another_database_is_refused(kit: &Handrail) {
    Case::progressed(kit, Plan::ChildInNeed).await;
    let positions = vec![PartitionPosition {
        partition: 0,
        position: 1,
    }];
    let cursor = Some(Cursor {
        epoch: "018f0000-0000-7000-8000-000000000000".to_owned(),
        positions,
    });
    let desk = kit.nobody();
    let page = ReadPageRequest {
        cursor: cursor.clone(),
        size: 0,
    };
    let answer = desk.feed(Member::Transfers).read_page(page).await;
    expect_reason(answer, Code::FailedPrecondition, "EPOCH_CHANGED");
    let stream = SubscribeRequest { cursor };
    let refused = match desk.feed(Member::Transfers).subscribe(stream).await {
        Err(status) => Some(status),
        Ok(stream) => stream.into_inner().message().await.err(),
    };
    let reason = refused.as_ref().and_then(reason_of).unwrap_or_default().0;
    assert_eq!(reason, "EPOCH_CHANGED");
}

pub(crate) async fn every_service_answers_for_the_protocol(kit: &Handrail) {
    let desk = kit.nobody();
    for member in Member::ALL {
        let editions = desk
            .protocol(member)
            .list_editions(ListEditionsRequest {})
            .await
            .granted()
            .editions;
        let ids: Vec<&str> = editions.iter().map(|edition| edition.id.as_str()).collect();
        assert_eq!(ids, ["current", "2018"], "{member}");
    }
    let edition = GetEditionRequest {
        edition_id: "2018".to_owned(),
    };
    let edition = desk
        .protocol(Member::Transfers)
        .get_edition(edition)
        .await
        .granted();
    assert_eq!(
        edition.ladders.first().map(|ladder| ladder.rungs.len()),
        Some(4)
    );

    let clauses = ListClausesRequest {
        edition_id: "current".to_owned(),
        prefix: "C4.1".to_owned(),
        ..ListClausesRequest::default()
    };
    let clauses = desk
        .protocol(Member::Intake)
        .list_clauses(clauses)
        .await
        .granted()
        .clauses;
    assert_eq!(clauses.len(), 25);
    let clause = GetClauseRequest {
        edition_id: "current".to_owned(),
        clause_id: "C4.1-22".to_owned(),
    };
    let clause = desk
        .protocol(Member::Escalation)
        .get_clause(clause)
        .await
        .granted();
    assert!(
        clause
            .carried_by
            .iter()
            .any(|by| by.contains("name-worker")),
        "{clause:?}"
    );

    let explain = ExplainDeadlineRequest {
        edition_id: "current".to_owned(),
        clause_id: "C4.1-22".to_owned(),
        at: Some(timestamp(local("Wed 2026-12-30 10:00"))),
    };
    let explained = desk
        .protocol(Member::Notifications)
        .explain_deadline(explain)
        .await
        .granted();
    // The authority is closed on the 29th; the bank holidays are the 25th and 28th.
    assert_eq!(
        written_of(explained.derivations[0].due_at.as_ref()),
        "Wed 2026-12-23 17:00"
    );
    let unknown = GetClauseRequest {
        edition_id: "current".to_owned(),
        clause_id: "C9-99".to_owned(),
    };
    expect_status(
        desk.protocol(Member::Transfers).get_clause(unknown).await,
        Code::NotFound,
    );
}

pub(crate) async fn a_virtual_clock_goes_forwards_alone(kit: &Handrail) {
    let clients = kit.operator();
    let shown = clients
        .clock(Member::Transfers)
        .get_clock(GetClockRequest {})
        .await
        .granted();
    assert_eq!(written_of(shown.now.as_ref()), "Mon 2026-03-02 09:00");
    let back = SetClockRequest {
        now: Some(timestamp(local("Mon 2026-03-02 08:59"))),
    };
    let answer = clients.clock(Member::Transfers).set_clock(back).await;
    expect_reason(answer, Code::FailedPrecondition, "CLOCK_GOES_FORWARDS");
    Case::progressed(kit, Plan::ChildInNeed).await;
    kit.settle().await;
    let step = clients
        .clock(Member::Transfers)
        .step(StepRequest {})
        .await
        .granted();
    assert_eq!(
        written_of(step.next_due_at.as_ref()),
        "Tue 2026-03-03 17:00",
        "the reminder"
    );
}
