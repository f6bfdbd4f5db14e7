//! When there is no clock to step: waiting until everybody has followed everybody else.

use crate::{Handrail, ask};
use handrail::contract::Member;
use handrail_contracts::{
    feed::v1::{Cursor, GetHeadsRequest, GetHeadsResponse},
    notifications::v1::{ListNoticesRequest, NoticeState},
};
use std::collections::BTreeMap;
use tonic::Status;

/// Two minutes, which followers on a slow machine may need after everything was killed.
const TRIES: u32 = 600;
const BETWEEN_TRIES: std::time::Duration = std::time::Duration::from_millis(200);

impl Handrail {
    /// Waits until every journal has been followed to its end, and every notice delivered.
    pub(crate) async fn catch_up(&self) {
        let mut left = String::new();
        for _ in 0..TRIES {
            left = match self.left_to_do().await {
                Ok(None) => return,
                Ok(Some(what)) => what,
                Err(status) => status.to_string(),
            };
            patience().await;
        }
        panic!("the services don't catch up: {left}");
    }

    async fn left_to_do(&self) -> Result<Option<String>, Status> {
        let mut all = BTreeMap::new();
        for member in Member::ALL {
            let mut feed = self.nobody().feed(member);
            let reply = feed.get_heads(GetHeadsRequest {}).await?;
            all.insert(member.name(), reply.into_inner());
        }
        for (name, reply) in &all {
            for followed in &reply.followed {
                let source = all.get(followed.source.as_str());
                let (reached, head) = (places(followed.cursor.as_ref()), heads(source));
                if reached != head {
                    return Ok(Some(format!("{name} follows {}", followed.source)));
                }
            }
        }
        let mut token = String::new();
        loop {
            let request = ListNoticesRequest {
                page: ask::whole_page(token),
                ..ListNoticesRequest::default()
            };
            let page = self.nobody().notifications().list_notices(request).await?;
            let page = page.into_inner();
            if page
                .notices
                .iter()
                .any(|notice| notice.state() == NoticeState::Pending)
            {
                return Ok(Some("notices wait for delivery".to_owned()));
            }
            token = page.next_page_token;
            if token.is_empty() {
                return Ok(None);
            }
        }
    }
}

fn heads(reply: Option<&GetHeadsResponse>) -> BTreeMap<u32, u64> {
    places(reply.and_then(|reply| reply.heads.as_ref()))
}

/// Positions by partition. A partition without entries may be named or not.
fn places(cursor: Option<&Cursor>) -> BTreeMap<u32, u64> {
    let positions = cursor.into_iter().flat_map(|cursor| &cursor.positions);
    positions
        .filter(|place| place.position > 0)
        .map(|place| (place.partition, place.position))
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "services on the system's clock can't be stepped"
)]
async fn patience() {
    tokio::time::sleep(BETWEEN_TRIES).await;
}
