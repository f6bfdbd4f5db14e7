//! One subscription: what is there already, page by page, then what comes.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use handrail_chassis::telemetry::timed;
use handrail_contracts::feed::v1::SubscribeResponse;
use sea_orm::DbBackend;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use super::cursor;
use crate::journal::{self, Positions};
use crate::ledger::Ledger;

const PAGE: u64 = 200;
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Other replicas write to the same journal, and only this process's commits wake us.
const POLL_POSTGRES: Duration = Duration::from_millis(100);
/// An SQLite file belongs to one process; this is for whoever opens it from another all the same.
const POLL_SQLITE: Duration = Duration::from_secs(1);

/// Where a subscription is.
pub(super) struct Tail {
    ledger: Ledger,
    positions: Positions,
    shutdown: CancellationToken,
    /// When the subscriber last heard from us; not yet at the beginning.
    heard: Option<Instant>,
    _permit: OwnedSemaphorePermit,
}

impl Tail {
    pub(super) fn new(
        ledger: Ledger,
        positions: Positions,
        shutdown: CancellationToken,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        Self {
            ledger,
            positions,
            shutdown,
            heard: None,
            _permit: permit,
        }
    }

    /// The subscription as a stream. It ends with an error alone.
    pub(super) fn into_stream(self) -> BoxStream<'static, Result<SubscribeResponse, Status>> {
        let next = async |mut tail: Self| {
            let response = tail.next().await?;
            Ok(Some((response, tail)))
        };
        stream::try_unfold(self, next).boxed()
    }

    async fn next(&mut self) -> Result<SubscribeResponse, Status> {
        let appended = self.ledger.appended();
        loop {
            if self.shutdown.is_cancelled() {
                return Err(Status::unavailable(
                    "the service is shutting down; go on from the last cursor",
                ));
            }
            // Armed before reading, so that a commit in between wakes us.
            let mut woken = std::pin::pin!(appended.notified());
            woken.as_mut().enable();
            let reading = journal::page(self.ledger.db(), &self.positions, PAGE);
            let system = self.ledger.db().get_database_backend();
            let entries = timed(system, "feed.page", reading).await?;
            let silence = self.silence_left();
            if !entries.is_empty() || silence.is_zero() {
                journal::advance(&mut self.positions, &entries);
                self.heard = Some(Instant::now());
                return Ok(SubscribeResponse {
                    entries,
                    cursor: Some(cursor(self.ledger.epoch().to_string(), &self.positions)),
                });
            }
            tokio::select! {
                () = self.shutdown.cancelled() => {}
                _ = timeout(silence.min(self.poll()), woken) => {}
            }
        }
    }

    /// How long we may stay silent: not at all at the beginning, so that a subscriber who is up to
    /// date learns where that is.
    fn silence_left(&self) -> Duration {
        self.heard.map_or(Duration::ZERO, |heard| {
            HEARTBEAT.saturating_sub(heard.elapsed())
        })
    }

    fn poll(&self) -> Duration {
        if self.ledger.db().get_database_backend() == DbBackend::Postgres {
            POLL_POSTGRES
        } else {
            POLL_SQLITE
        }
    }
}
