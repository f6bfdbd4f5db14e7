//! Tasks end in time, and a death among them is noticed.

use std::future::pending;
use std::time::Duration;

use handrail_chassis::lifecycle::{Exit, Lifecycle};
use tokio::time::timeout;

use crate::service::BOUND;

#[tokio::test]
async fn tasks_that_finish_when_asked_make_a_clean_exit() {
    let lifecycle = Lifecycle::new();
    let soft = lifecycle.soft.clone();
    lifecycle.spawn("polite", async move { soft.cancelled().await });
    let ended = timeout(BOUND, lifecycle.shutdown()).await;
    assert_eq!(ended, Ok(Exit::Clean));
    assert!(lifecycle.tracker.is_empty());
}

#[tokio::test]
async fn a_task_that_never_ends_is_cut_off_at_the_deadline() {
    let lifecycle = Lifecycle::with_deadline(Duration::from_millis(50));
    lifecycle.spawn("stubborn", pending::<()>());
    let ended = timeout(BOUND, lifecycle.shutdown()).await;
    assert_eq!(ended, Ok(Exit::Clean));
    assert!(lifecycle.tracker.is_empty());
}

#[tokio::test]
async fn a_task_that_panics_ends_everything_with_a_failing_code() {
    async fn broken() {
        panic!("a bug");
    }
    let lifecycle = Lifecycle::new();
    lifecycle.spawn("broken", broken());
    let ended = timeout(BOUND, lifecycle.run()).await;
    assert_eq!(ended, Ok(Exit::Crashed));
    assert_eq!(lifecycle.died(), Some("broken: a bug"));
    assert_eq!(Exit::Crashed.code(), 70);
}

#[tokio::test]
async fn a_task_that_fails_ends_everything_with_a_failing_code() {
    let lifecycle = Lifecycle::new();
    lifecycle.spawn("broken", async { Err::<(), _>("no more disk") });
    let ended = timeout(BOUND, lifecycle.run()).await;
    assert_eq!(ended, Ok(Exit::Crashed));
    assert_eq!(lifecycle.died(), Some("broken: no more disk"));
}

#[tokio::test]
async fn listening_for_signals_holds_up_nothing() {
    let lifecycle = Lifecycle::new();
    lifecycle.listen_for_signals().unwrap();
    let ended = timeout(Duration::from_secs(5), lifecycle.shutdown()).await;
    assert_eq!(ended, Ok(Exit::Clean));
}
