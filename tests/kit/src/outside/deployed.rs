//! What can be done to a deployment as it stands.

use super::{GRACE, TRIES, docker::docker, ended_cleanly};
use crate::{Handrail, process::patience};
use handrail::contract::Member;
use handrail_contracts::feed::v1::GetHeadsRequest;

/// What is done to a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blow {
    /// Killed: it has no time for anything.
    Kill,
    /// Asked to end, and given the time it may take.
    Stop,
}

impl Handrail {
    /// The containers that the services are in, by name or id.
    pub fn containers(&self) -> Vec<String> {
        let outside = self.outside();
        outside
            .all()
            .map(|container| container.id.clone())
            .collect()
    }

    /// Ends a container, starts it again, and waits until it answers.
    ///
    /// # Panics
    /// When it was asked to end and did not do so cleanly, or does not come back.
    pub async fn blow(&self, container: &str, blow: Blow) {
        match blow {
            Blow::Kill => {
                docker(&["kill", container]);
            }
            Blow::Stop => {
                docker(&["stop", "--time", GRACE, container]);
                ended_cleanly(container);
            }
        }
        docker(&["start", container]);
        let mut tries = 1;
        while !self.serves(container).await {
            assert!(tries < TRIES, "{container} does not come back");
            tries += 1;
            patience().await;
        }
    }

    async fn serves(&self, id: &str) -> bool {
        let place = self
            .outside()
            .all()
            .position(|container| container.id == id);
        let (replica, member) = match place.unwrap_or_default() {
            4 => (1, Member::Transfers),
            5 => (1, Member::Notifications),
            first => (0, Member::ALL[first]),
        };
        let mut feed = self.replica(replica).feed(member);
        feed.get_heads(GetHeadsRequest {}).await.is_ok()
    }
}
