//! Regular meetings on both databases: what happens to one happens to its transfers, or to nobody.

use crate::{asking::*, serving::*};
use chrono::{DateTime, TimeDelta, Utc};
use handrail_contracts::{
    common::v1::{Obligation, PageRequest},
    time::{instant, timestamp},
    transfers::v1 as wire,
};
use tonic::Code;

on_both!(
    c8_4_a_meeting_that_moves_takes_every_family_with_it,
    c8_4_08_a_refusal_for_one_changes_nobody,
    two_callers_give_a_series_one_date,
    c8_4_02_dates_and_agendas_are_refused_for_every_reason_at_once,
    meetings_are_listed_by_district_kind_and_day,
    c7_3_01_weeks_and_months_without_a_meeting_are_found,
);

const PANEL: &str = "families-first-panel-01";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn scheduling(request_id: &str, day: &str) -> wire::ScheduleMeetingRequest {
    wire::ScheduleMeetingRequest {
        header: asks(request_id),
        kind: wire::RegularMeetingKind::FamiliesFirstPanel.into(),
        district_id: "district-01".to_owned(),
        at: Some(timestamp(at(&format!("{day}T10:00:00Z")))),
    }
}

async fn scheduled(running: &Running, day: &str) -> wire::RegularMeeting {
    let ask = scheduling(&format!("schedule-{day}"), day);
    let scheduled = running.meetings(PANEL).schedule_meeting(ask).await;
    scheduled.unwrap().into_inner()
}

/// A transfer to the panel, requested; with the family's consent where it `agrees`.
async fn requested(running: &Running, child: u128, agrees: bool) -> wire::Transfer {
    let mut client = running.of(SENDER);
    let name = |step: &str| format!("{step}-{child}");
    let open = wire::OpenTransferRequest {
        pathway_id: "step-down-to-families-first-panel".to_owned(),
        proposed_plan: wire::Plan::EarlyHelp.into(),
        circumstances: vec![
            "criteria-no-longer-met".to_owned(),
            "support-still-needed".to_owned(),
        ],
        ..opening(&name("open"), &[child])
    };
    let transfer = client.open_transfer(open).await.unwrap().into_inner();
    if agrees {
        let consent = wire::RecordMilestoneRequest {
            header: asks(&name("consent")),
            transfer_id: transfer.id.clone(),
            milestone: "consent-given".to_owned(),
            ..wire::RecordMilestoneRequest::default()
        };
        client.record_milestone(consent).await.unwrap();
    }
    let request = wire::SendTransferRequestRequest {
        header: asks(&name("request")),
        transfer_id: transfer.id,
        to_team_id: PANEL.to_owned(),
        ..wire::SendTransferRequestRequest::default()
    };
    let sent = client.send_transfer_request(request).await;
    sent.unwrap().into_inner()
}

fn putting_on(
    request_id: &str,
    meeting: &wire::RegularMeeting,
    transfer: &wire::Transfer,
) -> wire::PutOnAgendaRequest {
    wire::PutOnAgendaRequest {
        header: asks(request_id),
        meeting_id: meeting.id.clone(),
        transfer_id: transfer.id.clone(),
    }
}

fn moving(request_id: &str, meeting: &wire::RegularMeeting, to: &str) -> wire::MoveMeetingRequest {
    wire::MoveMeetingRequest {
        header: asks(request_id),
        meeting_id: meeting.id.clone(),
        at: Some(timestamp(at(to))),
    }
}

async fn transfer(running: &Running, id: &str) -> wire::Transfer {
    let ask = wire::GetTransferRequest {
        transfer_id: id.to_owned(),
    };
    let read = running.of(SENDER).get_transfer(ask).await;
    read.unwrap().into_inner()
}

/// When the panel has to have talked about the family.
fn due(transfer: &wire::Transfer) -> Option<DateTime<Utc>> {
    let mut duties = transfer.open_obligations.iter();
    let duty: &Obligation = duties.find(|duty| duty.duty_id.ends_with("/hold-panel"))?;
    duty.due_at.as_ref().and_then(instant)
}

async fn c8_4_a_meeting_that_moves_takes_every_family_with_it(running: Running) {
    accepted(&running, &[0xC1, 0xC2], SENDER).await;
    let meeting = scheduled(&running, "2026-03-05").await;
    let mut panel = running.meetings(PANEL);
    let one = requested(&running, 0xC1, true).await;
    let other = requested(&running, 0xC2, true).await;
    for (request_id, transfer) in [("put-1", &one), ("put-2", &other)] {
        let put = putting_on(request_id, &meeting, transfer);
        panel.put_on_agenda(put).await.unwrap();
    }
    let before = running.journal().await.len();
    let mut what_if = moving("move", &meeting, "2026-03-06T14:00:00Z");
    what_if.header.as_mut().unwrap().validate_only = true;
    let reply = panel.move_meeting(what_if).await.unwrap().into_inner();
    assert_eq!((reply.version, reply.moved), (4, 1));
    assert_eq!(running.journal().await.len(), before);

    let ask = moving("move", &meeting, "2026-03-06T14:00:00Z");
    let moved = panel.move_meeting(ask.clone()).await.unwrap().into_inner();
    assert_eq!(panel.move_meeting(ask).await.unwrap().into_inner(), moved);
    for id in [&one.id, &other.id] {
        let now = transfer(&running, id).await;
        assert_eq!(due(&now), Some(at("2026-03-06T23:59:59Z")));
        let panel = now.dates.iter().find(|date| date.date == "panel").unwrap();
        assert_eq!(panel.at, moved.at);
    }
    let mut stale = moving("stale", &meeting, "2026-03-09T14:00:00Z");
    stale.header.as_mut().unwrap().expected_version = 1;
    let status = panel.move_meeting(stale).await.unwrap_err();
    assert_eq!(
        (status.code(), refusal(&status).0.as_str()),
        (Code::Aborted, "STALE_VERSION")
    );

    running
        .pass(at("2026-03-06T15:00:00Z") - running.world.now())
        .await;
    let result = |transfer: &wire::Transfer, outcome: wire::AgendaOutcome| wire::AgendaResult {
        transfer_id: transfer.id.clone(),
        outcome: outcome.into(),
    };
    let held = wire::MeetingServiceRecordMeetingHeldRequest {
        header: asks("held"),
        meeting_id: meeting.id.clone(),
        held_at: None,
        outcomes: vec![
            result(&one, wire::AgendaOutcome::GoesOn),
            result(&other, wire::AgendaOutcome::NotReached),
        ],
    };
    let held = panel.record_meeting_held(held).await.unwrap().into_inner();
    assert_eq!(held.agenda[0].circumstances.len(), 2);
    let steps = |transfer: &wire::Transfer| -> Vec<String> {
        let steps = transfer.milestones.iter();
        steps.map(|step| step.milestone.clone()).collect()
    };
    let one = transfer(&running, &one.id).await;
    assert_eq!(steps(&one), ["consent-given", "panel-held"]);
    let other = transfer(&running, &other.id).await;
    assert_eq!(steps(&other), ["consent-given"]);
    let kinds: Vec<String> = running
        .journal()
        .await
        .into_iter()
        .filter(|entry| entry.kind.starts_with("meeting."))
        .map(|entry| entry.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            "meeting.scheduled",
            "meeting.put-on-agenda",
            "meeting.put-on-agenda",
            "meeting.moved",
            "meeting.held"
        ]
    );
    running.finish().await;
}

async fn c8_4_08_a_refusal_for_one_changes_nobody(running: Running) {
    accepted(&running, &[0xC1], SENDER).await;
    let meeting = scheduled(&running, "2026-03-05").await;
    let silent = requested(&running, 0xC1, false).await;
    let before = running.journal().await.len();
    let mut panel = running.meetings(PANEL);
    let put = putting_on("put", &meeting, &silent);
    let status = panel.put_on_agenda(put).await.unwrap_err();
    assert_eq!(status.code(), Code::FailedPrecondition);
    assert_eq!(refusal(&status).1, ["C8.4-08"]);
    assert_eq!(running.journal().await.len(), before);
    assert_eq!(due(&transfer(&running, &silent.id).await), None);
    // Neither the team of another district, nor another team, has anything to do with it.
    let put = putting_on("put-by-others", &meeting, &silent);
    let status = running
        .meetings("mash")
        .put_on_agenda(put)
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    let moved = moving("moved-by-others", &meeting, "2026-03-06T14:00:00Z");
    let mut other = running.meetings("families-first-panel-02");
    let status = other.move_meeting(moved).await.unwrap_err();
    assert_eq!(status.code(), Code::PermissionDenied);
    running.finish().await;
}

async fn two_callers_give_a_series_one_date(running: Running) {
    let (mut one, mut other) = (running.meetings(PANEL), running.meetings(PANEL));
    let (first, second) = tokio::join!(
        one.schedule_meeting(scheduling("one", "2026-03-05")),
        other.schedule_meeting(scheduling("other", "2026-03-06"))
    );
    let refused = match (&first, &second) {
        (Ok(_), Err(status)) | (Err(status), Ok(_)) => status.clone(),
        both => panic!("not one of two: {both:?}"),
    };
    assert_eq!(refusal(&refused).0, "OFF_RHYTHM");
    running.finish().await;
}

async fn c8_4_02_dates_and_agendas_are_refused_for_every_reason_at_once(running: Running) {
    let mut panel = running.meetings(PANEL);
    let nothing = wire::ScheduleMeetingRequest::default();
    let status = panel.schedule_meeting(nothing).await.unwrap_err();
    assert_eq!(wrong(&status), ["header", "kind", "district_id", "at"]);
    let mut nowhere = scheduling("nowhere", "2026-03-05");
    nowhere.district_id = "district-99".to_owned();
    let status = panel.schedule_meeting(nowhere).await.unwrap_err();
    assert_eq!(wrong(&status), ["district_id"]);
    let status = panel
        .schedule_meeting(scheduling("past", "2026-03-01"))
        .await
        .unwrap_err();
    assert_eq!(wrong(&status), ["at"]);
    scheduled(&running, "2026-03-05").await;
    let status = panel
        .schedule_meeting(scheduling("off", "2026-03-10"))
        .await
        .unwrap_err();
    assert_eq!(
        refusal(&status),
        ("OFF_RHYTHM".to_owned(), vec!["C8.4-02".to_owned()])
    );
    let unknown = wire::GetMeetingRequest { meeting_id: id(5) };
    let status = panel.get_meeting(unknown).await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound);
    let unsaid = wire::MeetingServiceRecordMeetingHeldRequest {
        outcomes: vec![wire::AgendaResult::default()],
        ..wire::MeetingServiceRecordMeetingHeldRequest::default()
    };
    let status = panel.record_meeting_held(unsaid).await.unwrap_err();
    assert_eq!(
        wrong(&status),
        [
            "header",
            "meeting_id",
            "outcomes[0].transfer_id",
            "outcomes[0].outcome"
        ]
    );
    running.finish().await;
}

async fn meetings_are_listed_by_district_kind_and_day(running: Running) {
    for day in ["2026-03-19", "2026-03-05", "2026-03-12"] {
        scheduled(&running, day).await;
    }
    let mut panel = running.meetings(PANEL);
    let listing = |token: &str| wire::ListMeetingsRequest {
        page: Some(PageRequest {
            size: 2,
            token: token.to_owned(),
        }),
        district_id: "district-01".to_owned(),
        kind: wire::RegularMeetingKind::FamiliesFirstPanel.into(),
        ..wire::ListMeetingsRequest::default()
    };
    let first = panel.list_meetings(listing("")).await.unwrap().into_inner();
    let rest = listing(&first.next_page_token);
    let second = panel.list_meetings(rest).await.unwrap().into_inner();
    let days: Vec<i32> = first
        .meetings
        .iter()
        .chain(&second.meetings)
        .map(|meeting| meeting.slot.unwrap().day)
        .collect();
    assert_eq!(days, [5, 12, 19]);
    assert!(second.next_page_token.is_empty());
    let narrowed = wire::ListMeetingsRequest {
        from: Some(day(2026, 3, 12)),
        to: Some(day(2026, 3, 12)),
        ..wire::ListMeetingsRequest::default()
    };
    let narrowed = panel.list_meetings(narrowed).await.unwrap().into_inner();
    assert_eq!(narrowed.meetings.len(), 1);
    let elsewhere = wire::ListMeetingsRequest {
        district_id: "district-02".to_owned(),
        ..wire::ListMeetingsRequest::default()
    };
    let elsewhere = panel.list_meetings(elsewhere).await.unwrap().into_inner();
    assert!(elsewhere.meetings.is_empty());
    let backwards = wire::ListMeetingsRequest {
        from: Some(day(2026, 3, 12)),
        to: Some(day(2026, 3, 11)),
        ..wire::ListMeetingsRequest::default()
    };
    let status = panel.list_meetings(backwards).await.unwrap_err();
    assert_eq!(wrong(&status), ["to"]);
    running.finish().await;
}

async fn c7_3_01_weeks_and_months_without_a_meeting_are_found(running: Running) {
    let meeting = scheduled(&running, "2026-03-12").await;
    scheduled(&running, "2026-03-19").await;
    let mut panel = running.meetings(PANEL);
    running.pass(TimeDelta::days(11)).await;
    let held = wire::MeetingServiceRecordMeetingHeldRequest {
        header: asks("held"),
        meeting_id: meeting.id,
        held_at: Some(timestamp(at("2026-03-12T10:30:00Z"))),
        ..wire::MeetingServiceRecordMeetingHeldRequest::default()
    };
    panel.record_meeting_held(held).await.unwrap();
    running.pass(TimeDelta::days(32)).await;

    let asked = |kind: wire::RegularMeetingKind, district: &str| wire::ListMissedMeetingsRequest {
        kind: kind.into(),
        district_id: district.to_owned(),
        from: Some(day(2026, 3, 4)),
        to: Some(day(2026, 12, 31)),
    };
    let days = |response: wire::ListMissedMeetingsResponse| -> Vec<String> {
        let missed = response.missed.into_iter();
        missed
            .map(|one| {
                let (from, to) = (one.from.unwrap(), one.to.unwrap());
                format!("{}.{} to {}.{}", from.day, from.month, to.day, to.month)
            })
            .collect()
    };
    let weekly = asked(wire::RegularMeetingKind::FamiliesFirstPanel, "district-01");
    let weekly = panel.list_missed_meetings(weekly).await.unwrap();
    assert_eq!(
        days(weekly.into_inner()),
        ["16.3 to 22.3", "23.3 to 29.3", "30.3 to 5.4", "6.4 to 12.4"],
        "the week of the meeting that was held is not among them, and none that is not over"
    );
    let monthly = asked(wire::RegularMeetingKind::MonthlyMeeting, "");
    let monthly = panel
        .list_missed_meetings(monthly)
        .await
        .unwrap()
        .into_inner();
    assert!(monthly.missed.is_empty(), "April is not over");
    running.pass(TimeDelta::days(20)).await;
    let monthly = asked(wire::RegularMeetingKind::MonthlyMeeting, "district-01");
    let monthly = panel
        .list_missed_meetings(monthly)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(monthly.missed[0].clause_ids, ["C7.3-01"]);
    assert_eq!(days(monthly), ["1.4 to 30.4"]);

    let unknown = asked(wire::RegularMeetingKind::MonthlyMeeting, "district-99");
    let status = panel.list_missed_meetings(unknown).await.unwrap_err();
    assert_eq!(wrong(&status), ["district_id"]);
    let nothing = wire::ListMissedMeetingsRequest::default();
    let status = panel.list_missed_meetings(nothing).await.unwrap_err();
    assert_eq!(wrong(&status), ["kind", "from", "to"]);
    let long = wire::ListMissedMeetingsRequest {
        to: Some(day(2028, 1, 1)),
        ..asked(wire::RegularMeetingKind::MonthlyMeeting, "")
    };
    let status = panel.list_missed_meetings(long).await.unwrap_err();
    assert_eq!(wrong(&status), ["to"]);
    running.finish().await;
}
