//! What stands beside a transfer: the checklist of the 2018 edition, the register that business support keeps, and the
//! regular meetings whose agenda it is on.

use crate::case::{RECEIVER, SENDER, SENDING_MANAGER};
use handrail_contracts::{
    time::{date_to_wire, timestamp},
    transfers::v1::{
        AgendaOutcome, AgendaResult, ChecklistAnswer, ChecklistEntry, GetChecklistRequest,
        GetMeetingRequest, ListMeetingsRequest, ListMissedMeetingsRequest, ListRegisterRequest,
        MeetingServiceRecordMeetingHeldRequest, MoveMeetingRequest, PutOnAgendaRequest,
        RecordChecklistRequest, RecordMilestoneRequest, RegularMeeting, RegularMeetingKind,
        ScheduleMeetingRequest, SendTransferRequestRequest, TakeOffAgendaRequest, Transfer,
    },
};
use handrail_stories::stories;
use handrail_testkit::{
    Desk, Granted, Handrail, Owed, Plan, ask, expect::expect_refused, planted, time::local,
};

stories!(
    e_checklist_03_gaps_in_the_checklist_are_work_and_hold_nothing_up,
    c8_4_08_a_panel_that_moves_takes_a_family_that_has_agreed_with_it,
);

const PANEL: &str = "families-first-panel-01";
const PANEL_MANAGER: &str = "families-first-panel-01-manager";

pub(crate) async fn e_checklist_03_gaps_in_the_checklist_are_work_and_hold_nothing_up(
    kit: &Handrail,
) {
    let desk = kit.as_officer(SENDING_MANAGER);
    let child = kit.child_led_by(SENDER).await;
    let mut open = ask::transfer(SENDER, &child, Plan::ChildInNeed);
    open.edition_id = "2018".to_owned();
    let t = desk.transfers().open_transfer(open).await.granted();
    let warning = ask::early_warning(&t, RECEIVER);
    let t = desk.transfers().send_early_warning(warning).await.granted();
    let entry = |item: &str, answer: ChecklistAnswer| ChecklistEntry {
        item: item.to_owned(),
        answer: answer.into(),
        last_recorded_on: (answer == ChecklistAnswer::Yes)
            .then(|| date_to_wire(local("Mon 2026-03-02 09:00").date_naive())),
        comment: planted::text("comment"),
    };
    let record = RecordChecklistRequest {
        header: ask::header(),
        transfer_id: t.id.clone(),
        filled_in_by_id: SENDING_MANAGER.to_owned(),
        entries: vec![
            entry("chronology", ChecklistAnswer::Yes),
            entry("passport", ChecklistAnswer::No),
        ],
        ..RecordChecklistRequest::default()
    };
    desk.transfers().record_checklist(record).await.granted();
    let request = SendTransferRequestRequest {
        items_ready: Vec::new(),
        ..ask::request(&t)
    };
    let t = desk
        .transfers()
        .send_transfer_request(request)
        .await
        .granted();
    assert!(t.items_not_ready.contains(&"passport".to_owned()));
    assert!(!t.items_not_ready.contains(&"chronology".to_owned()));

    let shown = GetChecklistRequest {
        transfer_id: t.id.clone(),
    };
    let shown = desk.transfers().get_checklist(shown).await.granted();
    let mut items = shown.sections.iter().flat_map(|section| &section.items);
    let passport = items.find(|item| item.item == "passport");
    let passport = passport.cloned().unwrap_or_default();
    assert_eq!(passport.answer(), ChecklistAnswer::No);
    let work = t
        .joint_working
        .iter()
        .find(|piece| piece.id == passport.joint_working_id);
    assert_eq!(work.map(|piece| piece.team_id.as_str()), Some(SENDER));

    let register = ListRegisterRequest {
        team_id: SENDER.to_owned(),
        edition_id: "2018".to_owned(),
        ..ListRegisterRequest::default()
    };
    let register = desk.transfers().list_register(register).await.granted();
    let mut rows = register.rows.iter();
    let row = rows.find(|row| row.transfer_id == t.id);
    let row = row.cloned().unwrap_or_default();
    assert_eq!(row.child_id, child[0]);
    assert!(row.requested_at.is_some() && row.next_due_at.is_some());
}

/// A family that the panel could help, with the request on its way.
async fn requested(kit: &Handrail, desk: &Desk) -> Transfer {
    let child = kit.child_led_by(SENDER).await;
    let mut open = ask::transfer(SENDER, &child, Plan::EarlyHelp);
    open.pathway_id = "step-down-to-families-first-panel".to_owned();
    open.circumstances = vec![
        "criteria-no-longer-met".to_owned(),
        "support-still-needed".to_owned(),
    ];
    let t = desk.transfers().open_transfer(open).await.granted();
    let request = SendTransferRequestRequest {
        to_team_id: PANEL.to_owned(),
        items_ready: Vec::new(),
        ..ask::request(&t)
    };
    desk.transfers()
        .send_transfer_request(request)
        .await
        .granted()
}

async fn scheduled(desk: &Desk, at: &str) -> RegularMeeting {
    let schedule = ScheduleMeetingRequest {
        header: ask::header(),
        kind: RegularMeetingKind::FamiliesFirstPanel.into(),
        district_id: "district-01".to_owned(),
        at: Some(timestamp(local(at))),
    };
    desk.meetings().schedule_meeting(schedule).await.granted()
}

pub(crate) async fn c8_4_08_a_panel_that_moves_takes_a_family_that_has_agreed_with_it(
    kit: &Handrail,
) {
    let (sender, panel) = (
        kit.as_officer(SENDING_MANAGER),
        kit.as_officer(PANEL_MANAGER),
    );
    let t = requested(kit, &sender).await;
    let meeting = scheduled(&panel, "Thu 2026-03-05 10:00").await;
    let put_on = || PutOnAgendaRequest {
        header: ask::header(),
        meeting_id: meeting.id.clone(),
        transfer_id: t.id.clone(),
    };
    let answer = panel.meetings().put_on_agenda(put_on()).await;
    expect_refused(answer, "C8.4-08");
    let consent = RecordMilestoneRequest {
        header: ask::header(),
        transfer_id: t.id.clone(),
        milestone: "consent-given".to_owned(),
        ..RecordMilestoneRequest::default()
    };
    sender.transfers().record_milestone(consent).await.granted();
    panel.meetings().put_on_agenda(put_on()).await.granted();
    assert_eq!(
        kit.duty(&t.id, "hold-panel").await.due(),
        "Thu 2026-03-05 23:59"
    );

    // Off the agenda, nothing is owed by a day; on it again, by the meeting's.
    let off = TakeOffAgendaRequest {
        header: ask::header(),
        meeting_id: meeting.id.clone(),
        transfer_id: t.id.clone(),
    };
    panel.meetings().take_off_agenda(off).await.granted();
    assert!(kit.duty(&t.id, "hold-panel").await.due_at.is_none());
    panel.meetings().put_on_agenda(put_on()).await.granted();
    let moving = MoveMeetingRequest {
        header: ask::header(),
        meeting_id: meeting.id.clone(),
        at: Some(timestamp(local("Fri 2026-03-06 14:00"))),
    };
    let moved = panel.meetings().move_meeting(moving).await.granted();
    assert_eq!(moved.moved, 1);
    assert_eq!(
        kit.duty(&t.id, "hold-panel").await.due(),
        "Fri 2026-03-06 23:59"
    );

    kit.at("Fri 2026-03-06 15:00").await;
    let held = MeetingServiceRecordMeetingHeldRequest {
        header: ask::header(),
        meeting_id: meeting.id.clone(),
        held_at: None,
        outcomes: vec![AgendaResult {
            transfer_id: t.id.clone(),
            outcome: AgendaOutcome::GoesOn.into(),
        }],
    };
    panel.meetings().record_meeting_held(held).await.granted();
    assert_eq!(kit.duty(&t.id, "hold-panel").await.standing(), "met");
    let get = GetMeetingRequest {
        meeting_id: meeting.id.clone(),
    };
    let meeting = panel.meetings().get_meeting(get).await.granted();
    assert_eq!(meeting.agenda[0].outcome(), AgendaOutcome::GoesOn);
    assert_eq!(meeting.agenda[0].household_id, t.household_id);
    let list = ListMeetingsRequest {
        district_id: "district-01".to_owned(),
        ..ListMeetingsRequest::default()
    };
    let listed = panel.meetings().list_meetings(list).await.granted();
    let slot = meeting.slot;
    assert_eq!(listed.meetings, [meeting]);
    let missed = ListMissedMeetingsRequest {
        kind: RegularMeetingKind::FamiliesFirstPanel.into(),
        district_id: "district-01".to_owned(),
        from: slot,
        to: slot,
    };
    let missed = panel
        .meetings()
        .list_missed_meetings(missed)
        .await
        .granted();
    assert!(missed.missed.is_empty(), "it was held");
}
