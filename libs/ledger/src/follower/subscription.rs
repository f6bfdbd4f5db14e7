//! Following by subscription.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use handrail_chassis::worker::{Progress, Worker, WorkerError};
use handrail_contracts::feed::v1::SubscribeRequest;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic::Status;

use super::Follower;

/// Three heartbeats: whoever is silent for longer is gone, whatever the connection says.
const SILENCE: Duration = Duration::from_secs(15);

/// A subscription; a step lasts as long as it does.
pub(super) struct Subscription {
    pub(super) follower: Arc<Follower>,
    pub(super) soft: CancellationToken,
}

#[async_trait]
impl Worker for Subscription {
    fn name(&self) -> &'static str {
        "follower"
    }

    async fn step(&self) -> Result<Progress, WorkerError> {
        let follower = &self.follower;
        let request = SubscribeRequest {
            cursor: follower.cursor().await?,
        };
        let subscribed = tokio::select! {
            subscribed = async { follower.client().subscribe(request).await } => subscribed,
            () = self.soft.cancelled() => return Ok(Progress::Idle),
        };
        let mut stream = match subscribed {
            Ok(stream) => stream.into_inner(),
            Err(status) => return Err(follower.unanswered(status).await),
        };
        let mut heard = 0;
        loop {
            let message = tokio::select! {
                message = timeout(SILENCE, stream.message()) => message,
                () = self.soft.cancelled() => return Ok(Progress::Idle),
            };
            let message = match message {
                Ok(Ok(Some(message))) => message,
                // It worked until now, so connecting again is the ordinary course.
                _ if heard > 0 => return Ok(Progress::Did(heard)),
                Ok(Err(status)) => return Err(follower.unanswered(status).await),
                Ok(Ok(None)) | Err(_) => {
                    let silent = Status::unavailable("the subscription ended without a word");
                    return Err(follower.unanswered(silent).await);
                }
            };
            heard += 1;
            let epoch = message.cursor.unwrap_or_default().epoch;
            follower.receive(&epoch, &message.entries).await?;
        }
    }
}
