//! Following another service's journal: each entry is applied exactly once.
//!
//! The cursor is moved, by compare-and-set, in the unit that applies the entry. So two replicas can
//! race, a crash can happen anywhere, and the journal can be read again from the start: what has
//! been applied is not applied again, and what has not been is.

mod cursor;
mod lag;
mod subscription;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use handrail_chassis::health::HealthHandle;
use handrail_chassis::identity::Badge;
use handrail_chassis::lifecycle::Lifecycle;
use handrail_chassis::peer::Channel;
use handrail_chassis::telemetry::{Outgoing, continue_from, link_to};
use handrail_chassis::worker::{Progress, Worker, WorkerError, drive};
use handrail_contracts::feed::v1::feed_service_client::FeedServiceClient;
use handrail_contracts::feed::v1::{Cursor, Entry, ReadPageRequest};
use handrail_contracts::status::reason_of;
use handrail_contracts::time::instant;
use thiserror::Error;
use tokio::sync::{Mutex, Notify};
use tonic::service::interceptor::InterceptedService;
use tonic::{Code, Status};
use tracing::{Instrument, Span, error, info_span};

use crate::error::LedgerError;
use crate::feed::{self, CURSOR_AHEAD, EPOCH_CHANGED};
use crate::journal::hash;
use crate::ledger::Ledger;
use crate::unit::{Outcome, Tries, Unit};
use cursor::Step;
pub(crate) use cursor::followed;
pub use lag::{Lag, LagError};
use subscription::Subscription;

const PAGE: u32 = 200;
/// How often an entry is tried before its partition stops.
const TRIES: u32 = 3;

/// The trace of an entry that was recorded longer ago than this is over: nobody looks for the end of it in
/// what a service does that has been away, or reads everything again from the start.
const FRESH: TimeDelta = TimeDelta::hours(1);

type Connection = Outgoing<InterceptedService<Channel, Badge>>;

/// What a service does with the entries of another.
#[async_trait]
pub trait Apply: Send + Sync {
    /// Does what follows from an entry, in `unit`, which also moves the cursor over it. An entry of
    /// a kind that means nothing here is `Ok`.
    ///
    /// # Errors
    ///
    /// Then nothing of it remains, and it is tried again.
    async fn apply(&self, unit: &mut Unit, entry: &Entry) -> Result<(), ApplyError>;
}

/// Why an entry could not be applied. Its text goes to logs and to the status of the follower, so
/// it names ids and never people.
#[derive(Debug, Error)]
pub enum ApplyError {
    /// The ledger could not record it. While the database is away, the entry is tried again.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// It can't be applied, for this reason. After three tries its partition stops.
    #[error("{0}")]
    Impossible(String),
}

/// Follows the journal of one service. Any number of replicas can run it.
///
/// An entry that can't be applied stops its partition: the reason is in `GetHeads` of this
/// service, in the log and in the service's health, and the other partitions go on. The entry is
/// tried again when the process starts again.
pub struct Follower {
    ledger: Ledger,
    source: &'static str,
    connection: Connection,
    apply: Arc<dyn Apply>,
    health: Option<(HealthHandle, &'static str)>,
    state: Mutex<State>,
}

/// What this process knows. It is ahead of the database in stopped partitions alone, whose entries
/// are read and left.
#[derive(Default)]
struct State {
    /// What has been read of which epoch; none until it was loaded.
    read: Option<cursor::Place>,
    stopped: BTreeMap<u32, String>,
}

impl Follower {
    /// Follows the journal of the service called `source`, which is reached by `channel` and shown
    /// `badge`, into `ledger`'s database.
    pub fn new(
        ledger: Ledger,
        source: &'static str,
        (channel, badge): (Channel, Badge),
        apply: Arc<dyn Apply>,
    ) -> Self {
        Self {
            ledger,
            source,
            connection: Outgoing::new(InterceptedService::new(channel, badge)),
            apply,
            health: None,
            state: Mutex::default(),
        }
    }

    /// Names the address of the journal's service to whoever watches the calls.
    #[must_use]
    pub fn at(mut self, uri: &str) -> Self {
        self.connection = self.connection.to(uri);
        self
    }

    /// Has the gRPC service called `service` report that it is degraded when a partition stops.
    #[must_use]
    pub fn reporting(mut self, health: HealthHandle, service: &'static str) -> Self {
        self.health = Some((health, service));
        self
    }

    /// Follows by subscription until the lifecycle ends, connecting again whenever it breaks off.
    pub fn run(self: &Arc<Self>, lifecycle: &Lifecycle) {
        let subscription = Subscription {
            follower: self.clone(),
            soft: lifecycle.soft.clone(),
        };
        // Nothing wakes a subscription: it waits for the other side.
        let (wake, every) = (Arc::new(Notify::new()), Duration::ZERO);
        drive(Arc::new(subscription), lifecycle, wake, every);
    }

    fn client(&self) -> FeedServiceClient<Connection> {
        FeedServiceClient::new(self.connection.clone())
    }

    /// Where to go on reading.
    async fn cursor(&self) -> Result<Option<Cursor>, LedgerError> {
        let mut state = self.state.lock().await;
        let place = self.place(&mut state).await?;
        Ok((!place.epoch.is_empty()).then(|| feed::cursor(place.epoch.clone(), &place.positions)))
    }

    async fn place<'s>(&self, state: &'s mut State) -> Result<&'s mut cursor::Place, LedgerError> {
        let place = match state.read.take() {
            Some(place) => place,
            None => cursor::load(self.ledger.db(), self.source).await?,
        };
        Ok(state.read.insert(place))
    }

    /// Applies what was received, in order, and says how many entries that were.
    async fn receive(&self, epoch: &str, entries: &[Entry]) -> Result<u64, LedgerError> {
        let mut state = self.state.lock().await;
        let received = self.receive_in(&mut state, epoch, entries).await;
        if received.is_err() {
            // What the database says counts.
            state.read = None;
        }
        received
    }

    async fn receive_in(
        &self,
        state: &mut State,
        epoch: &str,
        entries: &[Entry],
    ) -> Result<u64, LedgerError> {
        for entry in entries {
            let place = self.place(state).await?;
            epoch.clone_into(&mut place.epoch);
            let expected = place
                .positions
                .get(&entry.partition)
                .map_or(1, |last| last + 1);
            let step = Step {
                source: self.source,
                epoch,
                partition: entry.partition,
                position: entry.position,
            };
            if state.stopped.contains_key(&entry.partition) || entry.position < expected {
                // Left, or applied before.
            } else if let Some(reason) = self.settle(entry, expected, step).await? {
                self.stop(&mut state.stopped, step, entry, reason).await?;
            }
            if let Some(place) = &mut state.read {
                let last = place.positions.entry(entry.partition).or_default();
                *last = (*last).max(entry.position);
            }
        }
        Ok(entries.len() as u64)
    }

    /// Applies an entry, here or in another replica; says why if that is impossible.
    async fn settle(
        &self,
        entry: &Entry,
        expected: u64,
        step: Step<'_>,
    ) -> Result<Option<String>, LedgerError> {
        if entry.position != expected {
            return Ok(Some(format!("position {expected} was not sent")));
        }
        if entry.hash != hash::of(entry) {
            return Ok(Some("its content does not have its hash".to_owned()));
        }
        let mut tries = 1;
        loop {
            match self.apply_once(entry, step).await {
                Ok(()) => return Ok(None),
                Err(ApplyError::Ledger(error)) if error.is_passing() => return Err(error),
                Err(error) if tries == TRIES => {
                    return Ok(Some(WorkerError::from(error).to_string()));
                }
                Err(_) => tries += 1,
            }
        }
    }

    async fn apply_once(&self, entry: &Entry, step: Step<'_>) -> Result<(), ApplyError> {
        let span = self.span_of(entry);
        let applying = async {
            let mut tries = Tries::default();
            loop {
                let operation = self.ledger.operation("apply");
                let span = operation.span().clone();
                let trying = async {
                    let mut unit = self.ledger.begin_as(operation).await?;
                    let applied = self.apply_in(&mut unit, entry, step).await;
                    Ok::<_, ApplyError>(unit.finish(applied, &mut tries).await)
                };
                if let Some(applied) = trying.instrument(span).await? {
                    return applied;
                }
            }
        };
        applying.instrument(span).await
    }

    /// The span in which an entry is applied: part of the trace in which it was written, unless that was
    /// long ago, and linked to it in any case.
    fn span_of(&self, entry: &Entry) -> Span {
        let span = info_span!(
            parent: None,
            "apply",
            otel.name = format!("apply {}", entry.kind),
            otel.kind = "consumer",
            handrail.source = self.source,
            handrail.entry.kind = entry.kind,
            handrail.entry.id = entry.id,
        );
        let recorded_at = entry.recorded_at.as_ref().and_then(instant);
        let is_fresh = recorded_at.is_some_and(|at| self.ledger.now() - at <= FRESH);
        match is_fresh {
            true => continue_from(&span, &entry.trace_context),
            false => link_to(&span, &entry.trace_context),
        }
        span
    }

    async fn apply_in(
        &self,
        unit: &mut Unit,
        entry: &Entry,
        step: Step<'_>,
    ) -> Result<Outcome<()>, ApplyError> {
        // First, so that another replica waits here, and then finds that it has been done.
        if !step.take(unit).await? {
            return Ok(Outcome::Drop(()));
        }
        self.apply.apply(unit, entry).await?;
        Ok(Outcome::Keep(()))
    }

    /// Stops a partition, where everybody can see it.
    async fn stop(
        &self,
        stopped: &mut BTreeMap<u32, String>,
        step: Step<'_>,
        entry: &Entry,
        reason: String,
    ) -> Result<(), LedgerError> {
        let (partition, position, kind) = (entry.partition, entry.position, entry.kind.as_str());
        let reason = format!("{kind} at {partition}/{position}: {reason}");
        let unit = self.ledger.begin().await?;
        let recorded = step.refuse(&unit, &reason).await?;
        unit.commit().await?;
        if !recorded {
            return Ok(());
        }
        let (source, entry) = (self.source, entry.id.as_str());
        error!(
            source,
            partition, position, entry, reason, "a partition is no longer followed"
        );
        self.degraded(&reason).await;
        stopped.insert(partition, reason);
        Ok(())
    }

    async fn refuse_all(&self, reason: &str) -> Result<(), LedgerError> {
        let unit = self.ledger.begin().await?;
        cursor::refuse_all(&unit, self.source, reason).await?;
        unit.commit().await
    }

    async fn degraded(&self, reason: &str) {
        if let Some((health, service)) = &self.health {
            let reason = format!("following {} stopped: {reason}", self.source);
            health.degraded(service, &reason).await;
        }
    }

    /// What to make of a call that failed. A journal that is not the one we have followed stops
    /// everything: going on could skip or repeat entries.
    async fn unanswered(&self, status: Status) -> WorkerError {
        let foreign = reason_of(&status)
            .map(|(reason, _)| reason)
            .filter(|reason| reason == EPOCH_CHANGED || reason == CURSOR_AHEAD);
        if let (Code::FailedPrecondition, Some(reason)) = (status.code(), foreign) {
            let reason = format!("{reason}: {}", status.message());
            if let Err(error) = self.refuse_all(&reason).await {
                return error.into();
            }
            self.degraded(&reason).await;
        }
        FollowError {
            source_name: self.source,
            code: status.code(),
            message: status.message().to_owned(),
        }
        .into()
    }
}

#[derive(Debug, Error)]
#[error("the journal of {source_name} can't be read: {code:?}: {message}")]
struct FollowError {
    source_name: &'static str,
    code: Code,
    message: String,
}

#[async_trait]
impl Worker for Follower {
    fn name(&self) -> &'static str {
        "follower"
    }

    /// Reads one page and applies it.
    async fn step(&self) -> Result<Progress, WorkerError> {
        let request = ReadPageRequest {
            cursor: self.cursor().await?,
            size: PAGE,
        };
        let page = match self.client().read_page(request).await {
            Ok(page) => page.into_inner(),
            Err(status) => return Err(self.unanswered(status).await),
        };
        let epoch = page.cursor.unwrap_or_default().epoch;
        match self.receive(&epoch, &page.entries).await? {
            0 => Ok(Progress::Idle),
            received => Ok(Progress::Did(received)),
        }
    }
}
