//! The meeting moves, and every clock that hangs on it with it.

use crate::case::Case;
use handrail_stories::stories;
use handrail_testkit::{Granted, Handrail, Owed, Plan, ask};

stories!(
    a_moved_meeting_moves_every_clock_that_hangs_on_it,
    c4_1_21_a_missed_joint_visit_is_owed_after_the_meeting
);

pub(crate) async fn a_moved_meeting_moves_every_clock_that_hangs_on_it(kit: &Handrail) {
    let mut case = Case::agreed(kit, Plan::ChildInNeed).await;
    let id = case.transfer.id.clone();
    let set = ask::child_in_need_meeting(&case.transfer, "Thu 2026-03-12 10:00");
    case.sender.transfers().set_meeting(set).await.granted();
    assert_eq!(
        kit.duty(&id, "name-worker").await.due(),
        "Tue 2026-03-10 17:00",
        "C4.1-22"
    );
    assert_eq!(
        kit.duty(&id, "share-assessment").await.due(),
        "Sat 2026-03-07 23:59",
        "C4.2-01"
    );

    // To the Wednesday after Easter: two bank holidays lie before it.
    let moved = ask::child_in_need_meeting(&case.transfer, "Wed 2026-04-08 10:00");
    case.transfer = case.sender.transfers().set_meeting(moved).await.granted();
    assert_eq!(case.transfer.meeting.map(|meeting| meeting.moved), Some(1));
    let name = kit.duty(&id, "name-worker").await;
    assert_eq!(name.due(), "Thu 2026-04-02 17:00");
    assert_eq!(name.counted_days(), ["2026-04-07", "2026-04-02"]);
    let why: Vec<_> = name
        .derivation
        .iter()
        .flat_map(|derivation| &derivation.days)
        .map(|day| day.why.as_str())
        .collect();
    assert!(why.iter().any(|why| why.contains("Good Friday")), "{why:?}");
    assert_eq!(
        kit.duty(&id, "share-assessment").await.due(),
        "Fri 2026-04-03 23:59"
    );
    let owners = ["family-safeguarding-east-1-manager", "assessment-1-manager"];
    for owner in owners {
        assert!(
            !kit.told(owner, "duty-moved").await.is_empty(),
            "{owner} has to know"
        );
    }

    // The old due times pass, and nobody is late.
    kit.at("Wed 2026-03-11 09:00").await;
    assert_eq!(kit.duty(&id, "name-worker").await.standing(), "open");
    assert_eq!(kit.duty(&id, "share-assessment").await.standing(), "open");
}

pub(crate) async fn c4_1_21_a_missed_joint_visit_is_owed_after_the_meeting(kit: &Handrail) {
    let mut case = Case::agreed(kit, Plan::ChildInNeed).await;
    case.meet("Fri 2026-03-13 10:00").await;
    let visit = kit.duty(&case.transfer.id, "make-joint-visit").await;
    assert_eq!(
        visit.due(),
        "Sun 2026-03-15 23:59",
        "two days, not two working days"
    );
    case.sender
        .transfers()
        .record_joint_visit(ask::joint_visit(&case.transfer))
        .await
        .granted();
    assert_eq!(
        kit.duty(&case.transfer.id, "make-joint-visit")
            .await
            .standing(),
        "met"
    );
}
