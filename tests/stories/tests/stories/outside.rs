//! Stories told against a deployment that is up (`make stories-compose`), each on schemas of its own, with
//! one of each service killed half way: see `images` for what happens then.
//!
//! Left out are stories that change the organisation's document, which the deployment mounts read-only; that
//! talk to a port without the kit's clients, and so without TLS (bad input, hostile clients, reflection);
//! that ask for the clock itself; and that send two requests at the same instant, so that one of them could
//! be in the hands of a replica when it is killed: `deployed` is about that.

use handrail_stories::{Ground, tell};

macro_rules! told_outside {
    ($($topic:ident::$story:ident),* $(,)?) => {$(
        #[ignore = "needs a deployment: make up stories-compose"]
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $story() {
            tell(Ground::Outside, crate::$topic::$story).await;
        }
    )*};
}

told_outside!(
    accepted::c4_a_child_in_need_moves_from_the_front_door_to_a_working_social_worker,
    accepted::c4_3_11_queries_on_the_record_are_answered_and_hold_nothing_up,
    conference::c4_3_03_after_a_conference_the_request_is_due_within_one_working_day,
    forwarded::c4_1_07_a_forwarded_early_warning_keeps_the_first_clock_and_the_sender_is_told,
    front_door::c3_05_a_disputed_contact_is_decided_by_the_mash_service_manager_and_that_is_final,
    ladder::c6_2_07_the_service_managers_settle_it,
    ladder::c6_2_16_the_heads_of_service_settle_it,
    ladder::a_dispute_ends_with_the_transfer_it_was_about,
    unanswered::c4_1_12_silence_is_a_breach_that_goes_up_by_itself_until_somebody_decides,
    older_edition::e_alloc_fs_a_transfer_of_2018_runs_beside_a_current_one_by_its_own_clocks,
    meeting::a_moved_meeting_moves_every_clock_that_hangs_on_it,
    cover::a_covered_manager_is_told_through_whoever_covers_who_may_act,
);
