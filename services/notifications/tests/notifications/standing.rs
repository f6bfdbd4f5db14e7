//! Where a notice stands, attempt by attempt.

use crate::support::{at, directory, early_warning, entry, events, id, officer, tell, thursday};
use chrono::TimeDelta;
use handrail_notifications::notice::{
    Disorder, Event, Failure, MAX_ATTEMPTS, Notice, Outcome, Refusal, Standing, fold,
};
use std::io::ErrorKind;

fn waiting() -> Notice {
    let events = events(&entry(1, vec![early_warning("assessment-1")]), thursday());
    fold(&events[0]).expect("in order").expect("a notice")
}

fn unfilled() -> Notice {
    let tell = tell("assessment-1", "practitioner", "worker-named", &[]);
    let events = events(&entry(1, vec![tell]), thursday());
    fold(&events[0]).expect("in order").expect("a notice")
}

#[test]
fn five_attempts_are_made_one_two_four_and_eight_minutes_apart() {
    let (mut notice, mut now) = (waiting(), thursday());
    let mut pauses = Vec::new();
    let event = loop {
        match notice.attempted(Err(Failure::StorageFull), now) {
            Outcome::Ended(event) => break event,
            Outcome::TryAgain(again) => notice = *again,
        }
        let Standing::Pending { since, next_try_at } = notice.standing else {
            panic!("it waits");
        };
        assert_eq!(since, thursday());
        pauses.push((next_try_at - now).num_minutes());
        now = next_try_at;
    };
    assert_eq!(pauses, [1, 2, 4, 8]);
    assert_eq!(
        event,
        Event::Failed {
            failure: Failure::StorageFull,
            at: now,
            attempts: MAX_ATTEMPTS
        }
    );
}

#[test]
fn what_the_directory_is_to_blame_for_is_not_tried_again() {
    for failure in Failure::ALL {
        let ended = matches!(
            waiting().attempted(Err(failure), thursday()),
            Outcome::Ended(_)
        );
        assert_eq!(ended, !failure.is_passing(), "{failure}");
        assert_eq!(failure.as_str().parse(), Ok(failure));
    }
    assert_eq!(Failure::from(ErrorKind::NotFound), Failure::FolderMissing);
    assert_eq!(
        Failure::from(ErrorKind::PermissionDenied),
        Failure::NotPermitted
    );
    assert_eq!(Failure::from(ErrorKind::StorageFull), Failure::StorageFull);
    assert_eq!(
        Failure::from(ErrorKind::Interrupted),
        Failure::FolderUnusable
    );
}

#[test]
fn a_delivered_notice_says_when_and_after_how_many_attempts() {
    let notice = waiting();
    let now = thursday() + TimeDelta::minutes(3);
    let Outcome::Ended(event) = notice.attempted(Ok(()), now) else {
        panic!("it is over");
    };
    let notice = notice.after(&event).expect("in order");
    assert_eq!(
        (notice.standing, notice.attempts),
        (Standing::Delivered { at: now }, 1)
    );
}

#[test]
fn a_failed_notice_goes_to_whoever_answers_for_the_post_now() {
    let failed = Event::Failed {
        failure: Failure::OfficerGone,
        at: thursday(),
        attempts: 1,
    };
    let failed = waiting().after(&failed).expect("in order");
    let now = at("2026-03-17T09:00:00Z");
    let event = failed.retry(directory(), &[], now).expect("granted");
    let again = failed.after(&event).expect("in order");
    assert_eq!(officer(&again), "assessment-1-manager");
    assert_eq!(
        (again.standing, again.attempts),
        (
            Standing::Pending {
                since: now,
                next_try_at: now
            },
            0
        )
    );
}

#[test]
fn a_notice_is_not_tried_again_for_nothing() {
    let (directory, now) = (directory(), thursday());
    assert_eq!(
        waiting().retry(directory, &[], now),
        Err(Refusal::NotFailed)
    );
    assert_eq!(
        unfilled().retry(directory, &[], now),
        Err(Refusal::StillVacant)
    );
    let failed = Event::Failed {
        failure: Failure::OfficerGone,
        at: now,
        attempts: 1,
    };
    let failed = waiting().after(&failed).expect("in order");
    let told = ["assessment-1-manager".parse().expect("an officer")];
    assert_eq!(
        failed.retry(directory, &told, now),
        Err(Refusal::AlreadyTold)
    );
}

#[test]
fn events_in_an_impossible_order_are_noticed() {
    let written = Event::Written(Box::new(waiting()));
    let delivered = Event::Delivered {
        at: thursday(),
        attempts: 1,
    };
    let retried = Event::Retried {
        officer: "assessment-1-manager".parse().expect("an officer"),
        covering_for: Vec::new(),
        at: thursday(),
    };
    assert_eq!(fold(&[]), Ok(None));
    for disorder in [
        vec![delivered.clone()],
        vec![written.clone(), written.clone()],
        vec![written.clone(), delivered.clone(), delivered.clone()],
        vec![written.clone(), retried.clone()],
        vec![written, delivered, retried],
    ] {
        assert_eq!(fold(&disorder), Err(Disorder));
    }
    assert_ne!(unfilled().id.0, id(1));
}
