//! A child's plan on its way from assessment to family safeguarding, brought as far as a story needs.

use handrail_contracts::transfers::v1::Transfer;
use handrail_testkit::{Desk, Granted, Handrail, Plan, ask};

pub(crate) const SENDER: &str = "assessment-1";
pub(crate) const SENDING_MANAGER: &str = "assessment-1-manager";
pub(crate) const RECEIVER: &str = "family-safeguarding-east-1";
pub(crate) const RECEIVING_MANAGER: &str = "family-safeguarding-east-1-manager";
pub(crate) const WORKER: &str = "family-safeguarding-east-1-worker-2";

pub(crate) struct Case<'k> {
    pub(crate) kit: &'k Handrail,
    /// The desk of the sending manager.
    pub(crate) sender: Desk,
    /// The desk of the receiving manager.
    pub(crate) receiver: Desk,
    /// The transfer as it was after the last step.
    pub(crate) transfer: Transfer,
}

impl<'k> Case<'k> {
    /// Monday 2 March, nine o'clock: the sending team leads for a child of nine, and decides to progress.
    pub(crate) async fn progressed(kit: &'k Handrail, plan: Plan) -> Self {
        let child = kit.child_led_by(SENDER).await;
        Self::of(kit, &child, plan).await
    }

    /// The same for children whom the sending team leads for already.
    pub(crate) async fn of(kit: &'k Handrail, children: &[String], plan: Plan) -> Self {
        let (sender, receiver) = (
            kit.as_officer(SENDING_MANAGER),
            kit.as_officer(RECEIVING_MANAGER),
        );
        let open = ask::transfer(SENDER, children, plan);
        let transfer = sender.transfers().open_transfer(open).await.granted();
        Self {
            kit,
            sender,
            receiver,
            transfer,
        }
    }

    /// The early warning is with the receiving team.
    pub(crate) async fn warned(kit: &'k Handrail, plan: Plan) -> Self {
        let mut case = Self::progressed(kit, plan).await;
        case.warn().await;
        case
    }

    /// The receiving manager agreed.
    pub(crate) async fn agreed(kit: &'k Handrail, plan: Plan) -> Self {
        let mut case = Self::warned(kit, plan).await;
        case.agree().await;
        case
    }

    /// The request is with the receiving team: Tuesday 10 March, after the meeting.
    pub(crate) async fn requested(kit: &'k Handrail, plan: Plan) -> Self {
        let mut case = Self::agreed(kit, plan).await;
        case.meet("Tue 2026-03-10 10:00").await;
        case.request().await;
        case
    }

    pub(crate) async fn warn(&mut self) {
        let warning = ask::early_warning(&self.transfer, RECEIVER);
        self.transfer = self
            .sender
            .transfers()
            .send_early_warning(warning)
            .await
            .granted();
    }

    pub(crate) async fn agree(&mut self) {
        let review = ask::review(&self.transfer, true);
        self.transfer = self
            .receiver
            .transfers()
            .review_early_warning(review)
            .await
            .granted();
    }

    /// Sets the meeting that goes with the plan, lets time pass until then, and holds it.
    pub(crate) async fn meet(&mut self, at: &str) {
        let set = if self.transfer.proposed_plan() == Plan::ChildProtection {
            ask::conference(&self.transfer, at)
        } else {
            ask::child_in_need_meeting(&self.transfer, at)
        };
        self.transfer = self.sender.transfers().set_meeting(set).await.granted();
        self.kit.at(at).await;
        self.refresh().await;
        let held = ask::meeting_held(&self.transfer);
        self.transfer = self
            .sender
            .transfers()
            .record_meeting_held(held)
            .await
            .granted();
    }

    /// Completes the minutes, and sends the request.
    pub(crate) async fn request(&mut self) {
        let minutes = ask::minutes(&self.transfer);
        self.sender
            .transfers()
            .complete_minutes(minutes)
            .await
            .granted();
        let request = ask::request(&self.transfer);
        self.transfer = self
            .sender
            .transfers()
            .send_transfer_request(request)
            .await
            .granted();
    }

    /// Every child moves, and is given to a worker who begins today.
    pub(crate) async fn take(&mut self, today: &str) {
        let desk = &self.receiver;
        desk.transfers()
            .decide_transfer(ask::acceptance(&self.transfer))
            .await
            .granted();
        let allocation = ask::allocation(&self.transfer, WORKER);
        desk.transfers().allocate_worker(allocation).await.granted();
        let start = ask::start(&self.transfer, today);
        self.transfer = desk.transfers().start_work(start).await.granted();
    }

    pub(crate) async fn refresh(&mut self) {
        self.kit.settle().await;
        self.transfer = self.kit.transfer(&self.transfer.id).await;
    }

    pub(crate) fn child(&self) -> &str {
        &self.transfer.children[0].child_id
    }
}
