//! From the meeting to the worker's real start, and the lead that passes once.

use super::case::{
    Case, NEIGHBOUR, RECEIVER, SENDER, WORKER, assert_one_lead, at, early_warning, moves_all,
    request, review, the,
};
use crate::transfer::{Command, Stage};
use handrail_domain::{
    child::PlanKind::{ChildInNeed, ChildProtection},
    edition::{Fact, MeetingKind},
    obligation::State,
};

fn meeting(when: &str) -> Command {
    Command::SetMeeting {
        kind: MeetingKind::ChildInNeed,
        at: at(when),
    }
}

#[test]
fn c4_1_22_worker_is_named_two_working_days_before_the_meeting() {
    let case = Case::warned(ChildInNeed).then(meeting("03-19T14:00"));
    assert_eq!(case.duty("name-worker").due(), Some(at("03-17T17:00")));
    let case = case.then(Command::NameWorker {
        worker: the(WORKER),
    });
    assert_eq!(case.duty("name-worker").state, State::Met);
}

#[test]
fn a_meeting_that_moves_takes_its_clocks_with_it() {
    let case = Case::warned(ChildInNeed)
        .then(meeting("03-19T14:00"))
        .then(meeting("03-26T14:00"));
    assert_eq!(case.duty("name-worker").due(), Some(at("03-24T17:00")));
    assert_eq!(
        case.transfer.meeting.as_ref().map(|meeting| meeting.moved),
        Some(1)
    );
}

#[test]
fn a_meeting_fits_the_plan_and_lies_ahead() {
    let mut case = Case::warned(ChildInNeed);
    let conference = Command::SetMeeting {
        kind: MeetingKind::InitialChildProtectionConference,
        at: at("03-19T14:00"),
    };
    assert_eq!(case.wrong(conference), ["kind"]);
    assert_eq!(case.wrong(meeting("03-02T09:00")), ["at"]);
    let mut case = Case::held_meeting();
    assert_eq!(case.refuses(meeting("03-26T14:00")).0, "ALREADY_DONE");
}

#[test]
fn c4_2_01_the_assessment_is_shared_five_days_before_a_child_in_need_meeting_alone() {
    let case = Case::warned(ChildInNeed).then(meeting("03-19T14:00"));
    assert_eq!(
        case.duty("share-assessment").due(),
        Some(at("03-14T23:59") + chrono::TimeDelta::seconds(59))
    );
    let conference = Command::SetMeeting {
        kind: MeetingKind::InitialChildProtectionConference,
        at: at("03-19T14:00"),
    };
    let case = Case::warned(ChildProtection).then(conference);
    assert!(
        case.obligations
            .iter()
            .all(|one| !one.duty.ends_with("/share-assessment"))
    );
}

#[test]
fn c4_1_21_the_joint_visit_has_two_days_after_the_meeting() {
    let case = Case::warned(ChildInNeed)
        .then(meeting("03-19T14:00"))
        .on("03-19T15:00")
        .then(Command::RecordMeetingHeld { held_at: None });
    assert_eq!(case.duty("make-joint-visit").state, State::Open);
    let case = case
        .on("03-20T15:00")
        .then(Command::RecordJointVisit { made_at: None });
    assert_eq!(case.duty("make-joint-visit").state, State::Met);
}

#[test]
fn c4_3_02_the_minutes_are_complete_before_the_request() {
    let (reason, clauses) = Case::held_meeting().refuses(request(&[]));
    assert_eq!(
        (reason.as_str(), clauses),
        ("OUT_OF_ORDER", vec!["C4.3-02".to_owned()])
    );
}

#[test]
fn c4_3_01_the_request_is_owed_two_working_days_after_the_meeting() {
    let case = Case::held_meeting();
    assert_eq!(
        case.duty("send-request-after-child-in-need-meeting").due(),
        Some(at("03-23T17:00"))
    );
}

#[test]
fn c4_3_03_after_a_conference_the_request_is_owed_in_one_working_day() {
    let case = Case::warned(ChildProtection)
        .then(Command::SetMeeting {
            kind: MeetingKind::InitialChildProtectionConference,
            at: at("03-19T14:00"),
        })
        .on("03-19T15:00")
        .then(Command::RecordMeetingHeld { held_at: None });
    assert_eq!(
        case.duty("send-request-after-conference").due(),
        Some(at("03-20T17:00"))
    );
    let case = case.then(request(&[]));
    assert_eq!(case.transfer.stage(), Stage::Requested);
}

#[test]
fn c2_19_and_c2_20_decision_and_allocation_run_from_the_same_moment() {
    let case = Case::requested();
    assert_eq!(case.duty("decide").due(), Some(at("03-23T17:00")));
    assert_eq!(case.duty("allocate").due(), Some(at("03-24T17:00")));
    let case = case.on("03-23T09:00").then(moves_all(1));
    assert_eq!(case.duty("decide").state, State::Met);
    assert_eq!(case.duty("allocate").state, State::Open);
}

#[test]
fn the_lead_passes_with_the_allocation_and_never_before() {
    let case = Case::requested().then(moves_all(1));
    assert_eq!(case.led_by(), [SENDER]);
    let case = case.on("03-23T11:00").then(Command::Allocate {
        worker: the(WORKER),
    });
    assert_eq!(case.led_by(), [RECEIVER]);
    assert_eq!(case.leads[0][1].since, at("03-23T11:00"));
    assert_one_lead(&case.leads[0]);
}

#[test]
fn c4_1_22_whoever_is_given_the_plan_is_named_with_it() {
    let case = Case::warned(ChildProtection)
        .then(review(true))
        .then(Command::SetMeeting {
            kind: MeetingKind::InitialChildProtectionConference,
            at: at("03-19T14:00"),
        })
        .then(request(&[]))
        .then(moves_all(1));
    assert!(case.duty("name-worker").is_open());
    let case = case.on("03-16T09:00").then(Command::Allocate {
        worker: the(WORKER),
    });
    assert_eq!(case.duty("name-worker").state, State::Met);
    assert_eq!(case.duty("name-worker").closed_at, Some(at("03-16T09:00")));
}

#[test]
fn a_joint_visit_that_was_made_needs_no_planning() {
    let case = Case::warned(ChildInNeed)
        .then(Command::RecordJointVisit { made_at: None })
        .then(review(true))
        .then(Command::NameWorker {
            worker: the(WORKER),
        });
    for planned in ["plan-joint-visit", "confirm-joint-visit"] {
        assert!(!case.duty(planned).is_open(), "{planned}");
    }
}

#[test]
fn nothing_is_allocated_before_it_is_decided() {
    let mut case = Case::requested();
    assert_eq!(
        case.refuses(Command::Allocate {
            worker: the(WORKER)
        })
        .0,
        "OUT_OF_ORDER"
    );
    let mut case = case.then(moves_all(1));
    for worker in ["assessment-1-worker-1", "no-such-officer"] {
        assert_eq!(
            case.wrong(Command::Allocate {
                worker: the(worker)
            }),
            ["worker_id"]
        );
    }
}

#[test]
fn c2_27_the_worker_is_involved_from_the_day_of_the_real_start() {
    let case = Case::allocated()
        .on("03-25T10:00")
        .then(Command::StartWork {
            on: the("2026-03-24"),
        });
    assert_eq!(case.transfer.stage(), Stage::Started);
    let lead = case.leads[0].last().unwrap();
    assert_eq!(lead.worker, Some((the(WORKER), the("2026-03-24"))));
    assert_one_lead(&case.leads[0]);
}

#[test]
fn c2_29_a_start_is_never_set_back_before_the_allocation() {
    let mut case = Case::allocated().on("03-25T10:00");
    let (reason, clauses) = case.refuses(Command::StartWork {
        on: the("2026-03-22"),
    });
    assert_eq!(
        (reason.as_str(), clauses),
        ("BACKDATE_START", vec!["C2-29".to_owned()])
    );
    assert_eq!(
        case.wrong(Command::StartWork {
            on: the("2026-03-26")
        }),
        ["started_on"]
    );
}

#[test]
fn another_worker_can_take_over_before_anybody_has_begun() {
    let mut case = Case::allocated();
    assert_eq!(
        case.refuses(Command::Allocate {
            worker: the(WORKER)
        })
        .0,
        "ALREADY_DONE"
    );
    let case = case.then(Command::Allocate {
        worker: the("family-safeguarding-east-1-worker-2"),
    });
    assert_eq!(case.leads[0].len(), 2);
    let mut case = case.then(Command::StartWork {
        on: the("2026-03-23"),
    });
    assert_eq!(
        case.refuses(Command::Allocate {
            worker: the(WORKER)
        })
        .0,
        "ALREADY_DONE"
    );
}

#[test]
fn what_has_passed_can_not_be_passed_on_or_taken_back() {
    let mut case = Case::allocated();
    assert_eq!(
        case.refuses(Command::Forward { to: the(NEIGHBOUR) }).0,
        "ALREADY_DONE"
    );
    let withdraw = Command::Withdraw {
        reason: super::case::note("A synthetic reason."),
    };
    assert_eq!(case.refuses(withdraw).0, "LEAD_HAS_PASSED");
}

#[test]
fn what_is_withdrawn_leaves_the_lead_and_owes_nothing() {
    let withdraw = || Command::Withdraw {
        reason: super::case::note("A synthetic reason."),
    };
    let mut case = Case::requested().then(withdraw());
    assert_eq!(case.transfer.stage(), Stage::Withdrawn);
    assert_eq!(case.led_by(), [SENDER]);
    assert!(case.obligations.iter().all(|one| !one.is_open()));
    assert_eq!(case.refuses(withdraw()).0, "TRANSFER_ENDED");
    assert_eq!(case.refuses(early_warning(ChildInNeed)).0, "TRANSFER_ENDED");
}

#[test]
fn e_alloc_fs_05_the_2018_edition_decides_on_the_early_warning() {
    let case =
        Case::of("2018", ChildInNeed, &[super::case::born()]).then(early_warning(ChildInNeed));
    assert_eq!(case.duty("decide").due(), Some(at("03-03T17:00")));
    let case = case.then(review(true));
    assert!(case.transfer.has(Fact::Agreed));
    assert_eq!(case.duty("send-request").due(), Some(at("03-16T17:00")));
    let case = case.then(moves_all(1)).then(Command::Allocate {
        worker: the(WORKER),
    });
    assert_eq!(case.led_by(), [RECEIVER]);
}
