//! Two processes of transfers and two of notifications on one PostgreSQL, with a process each of intake
//! and escalation: the programs that go into production.

use handrail_stories::{Ground, tell};

macro_rules! told_by_processes {
    ($($topic:ident::$story:ident),* $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $story() {
            tell(Ground::Processes, crate::$topic::$story).await;
        }
    )*};
}

told_by_processes!(
    accepted::c4_a_child_in_need_moves_from_the_front_door_to_a_working_social_worker,
    conference::c4_3_03_after_a_conference_the_request_is_due_within_one_working_day,
    forwarded::c4_1_07_a_forwarded_early_warning_keeps_the_first_clock_and_the_sender_is_told,
    front_door::c3_05_a_disputed_contact_is_decided_by_the_mash_service_manager_and_that_is_final,
    ladder::c6_2_07_the_service_managers_settle_it,
    unanswered::c4_1_12_silence_is_a_breach_that_goes_up_by_itself_until_somebody_decides,
    older_edition::e_alloc_fs_a_transfer_of_2018_runs_beside_a_current_one_by_its_own_clocks,
    meeting::a_moved_meeting_moves_every_clock_that_hangs_on_it,
    cover::a_covered_manager_is_told_through_whoever_covers_who_may_act,
    idempotent::the_same_request_sent_twice_at_once_has_one_effect,
);
