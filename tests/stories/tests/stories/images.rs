//! The images of the services, started with PostgreSQL on a private network: tokens over TLS, a read-only
//! root, no privileges. Half way through each story one of each service is killed. Transfers and
//! notifications go on in their second replica; intake and escalation are started again.

use handrail_stories::{Ground, tell};

macro_rules! told_by_images {
    ($($topic:ident::$story:ident),* $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $story() {
            tell(Ground::Images, crate::$topic::$story).await;
        }
    )*};
}

// One for each thing that crosses services: a contact opens a lead, silence opens a dispute, a dispute
// that managers settle is carried out, and one about a contact goes back to the front door.
told_by_images!(
    accepted::c4_a_child_in_need_moves_from_the_front_door_to_a_working_social_worker,
    ladder::c6_2_07_the_service_managers_settle_it,
    unanswered::c4_1_12_silence_is_a_breach_that_goes_up_by_itself_until_somebody_decides,
    front_door::c3_05_a_disputed_contact_is_decided_by_the_mash_service_manager_and_that_is_final,
);
