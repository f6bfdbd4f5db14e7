//! A deployment as it is brought up, on the system's clock, while each of its containers in turn is killed
//! and stopped. Clients do what the contracts tell them: what was not answered, they send again with the same
//! request id.

use crate::case::{RECEIVER, RECEIVING_MANAGER, SENDER, SENDING_MANAGER};
use futures_util::future::{join, join_all};
use handrail_contracts::{
    escalation::v1::{DisputeState, GetDisputeRequest},
    transfers::v1::{DiscussionTopic, GetLeadRequest, Ground as Reason},
};
use handrail_stories::{Ground, options};
use handrail_testkit::{Blow, Handrail, Plan, ask, expect::Answer, expect::told};
use std::{
    error::Error,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use tonic::Code;

/// Families whose managers disagree at the same time.
const LANES: usize = 3;
/// Two minutes: longer than any container takes to come back.
const TRIES: u32 = 600;
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

#[ignore = "needs a deployment: make up stories-compose"]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_disagreement_is_settled_although_each_container_is_killed_and_stopped() {
    let Some(options) = options(Ground::Deployed).await else {
        return;
    };
    let kit = Handrail::start(options).await;
    let over = AtomicBool::new(false);
    let lanes = join_all((0..LANES).map(|_| async {
        let mut transfers = Vec::new();
        while !over.load(Ordering::Relaxed) {
            transfers.push(disagreed(&kit).await);
        }
        transfers
    }));
    let trouble = async {
        for container in kit.containers() {
            kit.blow(&container, Blow::Kill).await;
            kit.blow(&container, Blow::Stop).await;
        }
        over.store(true, Ordering::Relaxed);
    };
    let (transfers, ()) = join(lanes, trouble).await;

    println!("{} disagreements", transfers.iter().flatten().count());
    kit.settle().await;
    for (transfer, dispute) in transfers.concat() {
        let transfer = kit.transfer(&transfer).await;
        assert_eq!(transfer.dispute_id, "", "the direction was carried out");
        assert_eq!(transfer.to_team_id, RECEIVER);
        assert_eq!(kit.dispute(&dispute).await.state(), DisputeState::Settled);
    }
    // Sound journals, every notice once and one letter for each, whatever was killed when.
    kit.finish().await;
}

/// A new family whose managers disagree, until the service managers have settled it: the ids of the transfer
/// and of the dispute.
async fn disagreed(kit: &Handrail) -> (String, String) {
    let (front_door, sender, receiver, settling) = (
        kit.as_officer("customer-service-centre-practitioner-1"),
        kit.as_officer(SENDING_MANAGER),
        kit.as_officer(RECEIVING_MANAGER),
        kit.as_officer("family-safeguarding-east-service-manager"),
    );
    let ask = ask::contact(&["neglect"], "district-01", &[ask::born("2016-05-04")]);
    let contact = answered(async || front_door.intake().register_contact(ask.clone()).await).await;
    let ask = ask::accepted_contact(&contact);
    let contact = answered(async || sender.intake().accept_contact(ask.clone()).await).await;
    let child = contact.children[0].child_id.clone();
    // Transfers hears of it when it can.
    let ask = GetLeadRequest {
        child_id: child.clone(),
    };
    answered(async || sender.transfers().get_lead(ask.clone()).await).await;

    let ask = ask::transfer(SENDER, &[child], Plan::ChildInNeed);
    let transfer = answered(async || sender.transfers().open_transfer(ask.clone()).await).await;
    let ask = ask::early_warning(&transfer, RECEIVER);
    let transfer =
        answered(async || sender.transfers().send_early_warning(ask.clone()).await).await;
    let ask = ask::review(&transfer, false);
    let transfer =
        answered(async || receiver.transfers().review_early_warning(ask.clone()).await).await;
    let ask = ask::discussion(&transfer, &[DiscussionTopic::Threshold]);
    let transfer = answered(async || sender.transfers().record_discussion(ask.clone()).await).await;
    let ask = ask::disagreement(&transfer, Reason::Threshold);
    let transfer =
        answered(async || sender.transfers().raise_disagreement(ask.clone()).await).await;

    let ask = GetDisputeRequest {
        dispute_id: transfer.dispute_id.clone(),
    };
    let dispute = answered(async || sender.escalation().get_dispute(ask.clone()).await).await;
    for manager in [&sender, &receiver] {
        let ask = ask::exhaustion(&dispute, SENDER);
        answered(async || manager.escalation().agree_exhausted(ask.clone()).await).await;
    }
    let ask = ask::escalation(&dispute, "service-manager");
    answered(async || sender.escalation().escalate_dispute(ask.clone()).await).await;
    let ask = ask::rung_discussion(&dispute);
    answered(async || settling.escalation().record_discussion(ask.clone()).await).await;
    let ask = ask::direction_to(&dispute, RECEIVER);
    answered(async || settling.escalation().settle_dispute(ask.clone()).await).await;
    (transfer.id, dispute.id)
}

/// Asks until there is an answer. Whatever a service has not heard of yet is asked for again too.
async fn answered<T>(call: impl AsyncFn() -> Answer<T>) -> T {
    let mut tries = 1;
    loop {
        let status = match call().await {
            Ok(reply) => return reply.into_inner(),
            Err(status) => status,
        };
        // What our own client says of a connection that broke off has a cause; what a service says has none.
        let again = status.source().is_some()
            || matches!(status.code(), Code::Unavailable | Code::NotFound);
        assert!(again && tries < TRIES, "{}", told(&status));
        tries += 1;
        patience().await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a deployment on the system's clock can't be stepped"
)]
async fn patience() {
    tokio::time::sleep(BETWEEN_TRIES).await;
}
