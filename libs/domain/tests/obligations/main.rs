//! What is owed follows from what has happened: no clock is set or cleared by hand.
#![cfg(test)]

mod matter;
mod undone;

use self::matter::{Matter, at, duty, facts, happened, kinds, limit};
use chrono::{TimeZone, Utc};
use handrail_domain::{
    Role,
    child::PlanKind,
    deadline::{Direction, Limit, Span, Unit},
    edition::{Alternative, Anchor, Condition, Duty, Fact, MeetingKind, Party},
    obligation::{Change, ChangeKind, Facts, Occurrence, Post, Ruler, State, reconcile},
};
use proptest::prelude::*;

#[test]
fn c4_1_12_review_is_owed_within_two_working_days_of_the_early_warning() {
    let mut matter = Matter::new();
    // A Friday: the two working days are Monday and Tuesday.
    let sent = happened(Fact::EarlyWarningSent, at(6, 10));
    assert_eq!(
        kinds(&matter.reconcile(&facts(vec![sent.clone()]))),
        [(ChangeKind::Armed, "review")]
    );
    let review = matter.obligation("review");
    assert_eq!(review.due(), Some(at(10, 17)));
    assert_eq!(review.owner.role, Role::TeamManager);

    let changes = matter.reconcile(&facts(vec![sent, happened(Fact::Reviewed, at(10, 17))]));
    assert_eq!(kinds(&changes), [(ChangeKind::Fulfilled, "review")]);
    assert_eq!(matter.obligation("review").state, State::Met);
}

#[test]
fn what_is_done_late_is_met_late_and_the_breach_stays_on_record() {
    let mut matter = Matter::new();
    let sent = happened(Fact::EarlyWarningSent, at(6, 10));
    matter.reconcile(&facts(vec![sent.clone()]));
    matter.reconcile(&facts(vec![sent, happened(Fact::Reviewed, at(12, 9))]));
    let review = matter.obligation("review");
    assert_eq!(review.state, State::MetLate);
    assert_eq!(
        review.breached_at,
        Some(at(10, 17) + chrono::TimeDelta::seconds(1))
    );
}

#[test]
fn a_breach_stays_on_record_when_the_duty_ceased_to_apply_and_applies_again() {
    let mut matter = Matter::new();
    let mut with_meeting = facts(vec![happened(Fact::MeetingSet, at(2, 9))]);
    with_meeting.anchors.insert(Anchor::Meeting, at(19, 14));
    matter.reconcile(&with_meeting);
    let late = matter
        .obligation("share-assessment")
        .breach(at(19, 12))
        .unwrap();
    let breached_at = late.obligation.breached_at;
    matter.keep(&late);

    with_meeting.situation.plan = Some(PlanKind::ChildProtection);
    let changes = matter.reconcile(&with_meeting);
    assert_eq!(
        kinds(&changes),
        [(ChangeKind::Cancelled, "share-assessment")]
    );
    with_meeting.situation.plan = Some(PlanKind::ChildInNeed);
    let changes = matter.reconcile(&with_meeting);
    assert_eq!(kinds(&changes), [(ChangeKind::Armed, "share-assessment")]);
    let again = matter.obligation("share-assessment");
    assert_eq!((again.state, again.breached_at), (State::Open, breached_at));
}

#[test]
fn c4_1_08_forwarding_is_measured_from_the_first_receipt_and_the_review_clock_runs_on() {
    let mut matter = Matter::new();
    let sent = happened(Fact::EarlyWarningSent, at(6, 10));
    matter.reconcile(&facts(vec![sent.clone()]));
    let first_due = matter.obligation("review").due();

    matter.receiver = "family-safeguarding-east-2".parse().unwrap();
    let changes = matter.reconcile(&facts(vec![
        sent,
        happened(Fact::EarlyWarningForwarded, at(9, 12)),
    ]));
    assert_eq!(
        kinds(&changes),
        [
            (ChangeKind::Reassigned, "review"),
            (ChangeKind::Armed, "forward"),
            (ChangeKind::Fulfilled, "forward")
        ]
    );
    assert_eq!(
        matter.obligation("review").due(),
        first_due,
        "the first clock is kept"
    );
    assert_eq!(
        matter.obligation("review").owner.team.as_str(),
        "family-safeguarding-east-2"
    );
    assert_eq!(
        matter.obligation("forward").state,
        State::Met,
        "Monday is the first working day after Friday"
    );
}

#[test]
fn c4_1_22_a_moved_meeting_takes_its_clocks_with_it() {
    let mut matter = Matter::new();
    let set = happened(Fact::MeetingSet, at(2, 9));
    let mut with_meeting = facts(vec![set]);
    with_meeting.anchors.insert(Anchor::Meeting, at(19, 14));
    matter.reconcile(&with_meeting);
    assert_eq!(
        matter.obligation("name-worker").due(),
        Some(at(17, 17)),
        "two working days before Thursday the 19th"
    );

    with_meeting.anchors.insert(Anchor::Meeting, at(26, 14));
    let changes = matter.reconcile(&with_meeting);
    assert_eq!(
        kinds(&changes),
        [
            (ChangeKind::Reprojected, "name-worker"),
            (ChangeKind::Reprojected, "share-assessment")
        ]
    );
    assert_eq!(matter.obligation("name-worker").due(), Some(at(24, 17)));
}

/// The duty to allocate, which the day of a conference gives a choice for.
fn with_a_choice() -> Matter {
    let mut matter = Matter::new();
    let two_days = limit(2, Unit::WorkingDays, Direction::After, None);
    let on_the_day = limit(0, Unit::SameDay, Direction::After, Some(Anchor::Meeting));
    matter.duties = vec![Duty {
        alternative: Some(Alternative {
            clauses: vec!["E-ALLOC-FS-18".parse().unwrap()],
            limit: on_the_day.unwrap(),
            when: Condition {
                plan: Some(PlanKind::ChildProtection),
                ..Condition::default()
            },
        }),
        ..duty(
            "allocate",
            "E-ALLOC-FS-17",
            "to.team-manager",
            Fact::RequestSent,
            two_days,
            Fact::Allocated,
        )
    }];
    matter
}

/// Sent on Thursday the 5th: the two working days end on Monday the 9th at the close of business.
fn requested(meeting: Option<chrono::DateTime<Utc>>) -> Facts {
    let mut facts = facts(vec![happened(Fact::RequestSent, at(5, 10))]);
    facts.situation.plan = Some(PlanKind::ChildProtection);
    facts
        .anchors
        .extend(meeting.map(|meeting| (Anchor::Meeting, meeting)));
    facts
}

fn names(clauses: &[handrail_domain::ClauseId]) -> Vec<&str> {
    clauses
        .iter()
        .map(handrail_domain::ClauseId::as_str)
        .collect()
}

#[test]
fn e_alloc_fs_18_of_two_limits_the_later_one_counts_and_both_are_explained() {
    let end_of_the_11th = Utc.with_ymd_and_hms(2026, 3, 11, 23, 59, 59).unwrap();
    for (meeting, due, counts, beside) in [
        (
            at(11, 14),
            end_of_the_11th,
            "E-ALLOC-FS-18",
            "E-ALLOC-FS-17",
        ),
        (at(6, 14), at(9, 17), "E-ALLOC-FS-17", "E-ALLOC-FS-18"),
    ] {
        let mut matter = with_a_choice();
        matter.reconcile(&requested(Some(meeting)));
        let allocate = matter.obligation("allocate");
        let deadline = allocate.deadline.as_ref().unwrap();
        assert_eq!(deadline.due, due);
        assert_eq!(names(&deadline.derivation.clauses), [counts]);
        let other = deadline.alternative.as_ref().unwrap();
        assert_eq!(names(&other.derivation.clauses), [beside]);
        assert!(other.due < due);
        assert_eq!(names(&allocate.clauses), ["E-ALLOC-FS-17", "E-ALLOC-FS-18"]);
        let explained = deadline.to_string();
        assert!(explained.contains(counts) && explained.contains(beside));

        let mut done = requested(Some(meeting));
        done.happened.push(happened(Fact::Allocated, due));
        matter.reconcile(&done);
        assert_eq!(matter.obligation("allocate").state, State::Met);
    }
}

#[test]
fn e_alloc_fs_18_the_choice_comes_and_goes_with_the_conference() {
    let mut matter = with_a_choice();
    let mut without = requested(Some(at(11, 14)));
    without.situation.plan = Some(PlanKind::ChildInNeed);
    matter.reconcile(&without);
    assert_eq!(matter.obligation("allocate").due(), Some(at(9, 17)));
    assert_eq!(
        names(&matter.obligation("allocate").clauses),
        ["E-ALLOC-FS-17"]
    );

    let changes = matter.reconcile(&requested(Some(at(11, 14))));
    assert_eq!(kinds(&changes), [(ChangeKind::Reprojected, "allocate")]);
    let changes = matter.reconcile(&requested(Some(at(6, 14))));
    assert_eq!(kinds(&changes), [(ChangeKind::Reprojected, "allocate")]);
    assert_eq!(matter.obligation("allocate").due(), Some(at(9, 17)));
    let changes = matter.reconcile(&requested(None));
    assert_eq!(kinds(&changes), [(ChangeKind::Restated, "allocate")]);
    let deadline = matter.obligation("allocate").deadline.as_ref().unwrap();
    assert_eq!(deadline.alternative, None);
}

#[test]
fn a_meeting_that_moves_within_its_day_is_explained_by_its_new_time() {
    let mut matter = Matter::new();
    let mut with_meeting = facts(vec![happened(Fact::MeetingSet, at(2, 9))]);
    with_meeting.situation.plan = None;
    with_meeting.anchors.insert(Anchor::Meeting, at(19, 14));
    matter.reconcile(&with_meeting);

    with_meeting.anchors.insert(Anchor::Meeting, at(19, 10));
    let changes = matter.reconcile(&with_meeting);
    assert_eq!(kinds(&changes), [(ChangeKind::Restated, "name-worker")]);
    let deadline = matter.obligation("name-worker").deadline.as_ref().unwrap();
    assert_eq!(deadline.due, at(17, 17), "the day is the same");
    assert_eq!(deadline.derivation.trigger.at, at(19, 10));
}

#[test]
fn c4_2_03_sharing_belongs_to_the_child_in_need_route_and_goes_with_the_plan() {
    let mut matter = Matter::new();
    let mut now = facts(vec![happened(Fact::MeetingSet, at(2, 9))]);
    now.anchors.insert(Anchor::Meeting, at(19, 14));
    now.situation.meeting = Some(MeetingKind::ChildInNeed);
    matter.reconcile(&now);
    assert!(matter.obligation("share-assessment").is_open());

    now.situation.plan = Some(PlanKind::ChildProtection);
    assert_eq!(
        kinds(&matter.reconcile(&now)),
        [(ChangeKind::Cancelled, "share-assessment")]
    );

    now.situation.plan = Some(PlanKind::ChildInNeed);
    assert_eq!(
        kinds(&matter.reconcile(&now)),
        [(ChangeKind::Armed, "share-assessment")]
    );
}

#[test]
fn c4_3_12_each_query_is_owed_its_own_answer_without_a_time_limit() {
    let mut matter = Matter::new();
    let raised = |query: &str| Occurrence {
        fact: Fact::QueryRaised,
        at: at(3, 9),
        instance: query.into(),
    };
    let answered = Occurrence {
        fact: Fact::QueryAnswered,
        at: at(4, 9),
        instance: "b".into(),
    };
    matter.reconcile(&facts(vec![raised("a"), raised("b"), answered]));
    let open: Vec<_> = matter
        .on_record
        .iter()
        .filter(|obligation| obligation.is_open())
        .collect();
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].instance.as_str(), open[0].due()), ("a", None));
}

#[test]
fn what_ended_is_owed_no_more_and_what_was_done_stays_done() {
    let mut matter = Matter::new();
    let mut now = facts(vec![
        happened(Fact::EarlyWarningSent, at(6, 10)),
        happened(Fact::MeetingSet, at(6, 11)),
        happened(Fact::WorkerNamed, at(6, 12)),
    ]);
    now.anchors.insert(Anchor::Meeting, at(19, 14));
    matter.reconcile(&now);
    now.ended_at = Some(at(9, 9));
    assert_eq!(
        kinds(&matter.reconcile(&now)),
        [
            (ChangeKind::Cancelled, "review"),
            (ChangeKind::Cancelled, "share-assessment")
        ]
    );
    assert_eq!(matter.obligation("name-worker").state, State::Met);
}

#[test]
fn a_clock_that_the_calendar_cannot_count_fails_as_a_whole() {
    let matter = Matter::new();
    let late = Utc.with_ymd_and_hms(2099, 1, 1, 9, 0, 0).unwrap();
    let ruler = Ruler {
        edition: &matter.edition,
        calendar: &matter.calendar,
    };
    let post = |party: Party| {
        Some(Post {
            team: "assessment-1".parse().unwrap(),
            role: party.role,
        })
    };
    let facts = facts(vec![happened(Fact::EarlyWarningSent, late)]);
    assert!(
        reconcile(
            ruler,
            "pathway",
            &matter.subject,
            &matter.duties,
            &facts,
            post,
            &[]
        )
        .is_err()
    );
}

#[test]
fn a_reminder_fires_before_the_breach_and_each_once() {
    let mut matter = Matter::new();
    let remind = Limit::new(Span::new(4, Unit::Hours).unwrap(), Direction::Before).unwrap();
    matter.duties[0].remind = Some(remind);
    matter.reconcile(&facts(vec![happened(Fact::EarlyWarningSent, at(6, 10))]));
    let review = matter.obligation("review");
    assert_eq!(review.fires_at(false), Some(at(10, 13)));
    assert_eq!(
        review.fires_at(true),
        Some(at(10, 17) + chrono::TimeDelta::seconds(1))
    );
    assert_eq!(
        review.breach(at(10, 17)),
        None,
        "the due second is still in time"
    );
    let breached = review.breach(at(11, 9)).unwrap().obligation;
    assert_eq!(breached.fires_at(true), None);
    assert_eq!(breached.breach(at(12, 9)), None);
    assert!(breached.is_open(), "a breached duty is still owed");
}

proptest! {
    /// Whatever happens in whatever order, reconciling twice changes nothing more, nothing is owed
    /// after the end, and a recorded breach is never erased.
    #[test]
    fn reconciling_is_settled_and_erases_no_breach(
        steps in prop::collection::vec((0..8usize, 1..27u32, 0..24u32, prop::bool::ANY), 1..20),
    ) {
        let mut matter = Matter::new();
        let mut now = facts(Vec::new());
        for (step, day, hour, east) in steps {
            let fact = [Fact::EarlyWarningSent, Fact::Reviewed, Fact::EarlyWarningForwarded, Fact::MeetingSet, Fact::WorkerNamed, Fact::AssessmentShared, Fact::QueryRaised, Fact::QueryAnswered][step];
            now.happened.push(Occurrence { fact, at: at(day, hour), instance: if step >= 6 { day.to_string() } else { String::new() } });
            if fact == Fact::MeetingSet {
                now.anchors.insert(Anchor::Meeting, at(day, hour) + chrono::TimeDelta::days(10));
            }
            if fact == Fact::EarlyWarningForwarded {
                matter.receiver = if east { "family-safeguarding-east-2" } else { "family-safeguarding-east-3" }.parse().unwrap();
            }
            let breached: Vec<_> = matter.on_record.iter().filter_map(|o| o.breached_at.map(|at| (o.id, at))).collect();
            matter.reconcile(&now);
            let late: Vec<Change> = matter.on_record.iter().filter_map(|o| o.breach(at(day, hour))).collect();
            for change in late {
                matter.on_record.retain(|o| o.id != change.obligation.id);
                matter.on_record.push(change.obligation);
            }
            for (id, at) in breached {
                let kept = matter.on_record.iter().find(|o| o.id == id).and_then(|o| o.breached_at);
                prop_assert_eq!(kept, Some(at));
            }
        }
        now.ended_at = Some(at(28, 0));
        matter.reconcile(&now);
        prop_assert!(matter.on_record.iter().all(|obligation| !obligation.is_open()));
    }
}
