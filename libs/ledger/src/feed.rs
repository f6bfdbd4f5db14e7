//! The journal as others read it.

mod tail;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::stream::BoxStream;
use handrail_contracts::feed::v1::feed_service_server::FeedService;
use handrail_contracts::feed::v1::{
    Cursor, GetHeadsRequest, GetHeadsResponse, PartitionPosition, ReadPageRequest,
    ReadPageResponse, SubscribeRequest, SubscribeResponse, VerifyRequest, VerifyResponse,
};
use handrail_contracts::parse::{Fields, Violation};
use handrail_contracts::status;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};

use crate::error::LedgerError;
use crate::follower;
use crate::journal::{self, PARTITIONS, Positions};
use crate::ledger::Ledger;
use crate::verify::{Finding, Replay, verify, verify_partition};
use tail::Tail;

/// How many subscriptions one process serves at a time.
pub const MAX_SUBSCRIPTIONS: usize = 64;
/// The largest page, and the page that is given to whoever asks for none.
pub const PAGE_SIZES: (u32, u32) = (500, 100);

/// The reason of a refusal: the cursor belongs to a journal that was replaced by a backup of itself.
pub const EPOCH_CHANGED: &str = "EPOCH_CHANGED";
/// The reason of a refusal: the cursor stands behind entries that the journal does not have.
pub const CURSOR_AHEAD: &str = "CURSOR_AHEAD";

/// Serves the journal of one service.
pub struct FeedServer {
    ledger: Ledger,
    replay: Arc<dyn Replay>,
    shutdown: CancellationToken,
    subscriptions: Arc<Semaphore>,
}

impl FeedServer {
    /// Serves the journal of `ledger`. `replay` knows the service's own state, for verification;
    /// subscriptions end when `shutdown` is cancelled.
    pub fn new(ledger: Ledger, replay: Arc<dyn Replay>, shutdown: CancellationToken) -> Self {
        Self {
            ledger,
            replay,
            shutdown,
            subscriptions: Arc::new(Semaphore::new(MAX_SUBSCRIPTIONS)),
        }
    }

    /// The place that a cursor names, if this journal has it.
    async fn place(&self, cursor: Option<Cursor>) -> Result<Positions, Status> {
        let cursor = cursor.unwrap_or_default();
        let positions = positions_of(&cursor)?;
        if !cursor.epoch.is_empty() && cursor.epoch != self.ledger.epoch().to_string() {
            return Err(status::refused(
                EPOCH_CHANGED,
                "the cursor is of another epoch: this journal was restored since, or is another one",
                &[],
            ));
        }
        if positions.is_empty() {
            return Ok(positions);
        }
        let heads = self.heads().await?;
        let ahead = positions
            .iter()
            .find(|(partition, position)| **position > heads.get(*partition).copied().unwrap_or(0));
        if let Some((partition, _)) = ahead {
            return Err(status::refused(
                CURSOR_AHEAD,
                format!("the cursor is ahead of the journal in partition {partition}"),
                &[],
            ));
        }
        Ok(positions)
    }

    async fn heads(&self) -> Result<Positions, LedgerError> {
        let reading = journal::heads(self.ledger.db());
        self.ledger.read("feed.heads", reading).await
    }

    fn cursor(&self, positions: &Positions) -> Cursor {
        cursor(self.ledger.epoch().to_string(), positions)
    }
}

#[tonic::async_trait]
impl FeedService for FeedServer {
    type SubscribeStream = BoxStream<'static, Result<SubscribeResponse, Status>>;

    async fn subscribe(
        &self,
        request: Request<SubscribeRequest>,
    ) -> Result<Response<Self::SubscribeStream>, Status> {
        let permit = self.subscriptions.clone().try_acquire_owned();
        let permit = permit.map_err(|_| {
            Status::resource_exhausted("this process serves as many subscriptions as it can")
        })?;
        let positions = self.place(request.into_inner().cursor).await?;
        let tail = Tail::new(
            self.ledger.clone(),
            positions,
            self.shutdown.clone(),
            permit,
        );
        Ok(Response::new(tail.into_stream()))
    }

    async fn read_page(
        &self,
        request: Request<ReadPageRequest>,
    ) -> Result<Response<ReadPageResponse>, Status> {
        let request = request.into_inner();
        let size = page_size(request.size)?;
        let mut positions = self.place(request.cursor).await?;
        let reading = journal::page(self.ledger.db(), &positions, size);
        let entries = self.ledger.read("feed.page", reading).await?;
        journal::advance(&mut positions, &entries);
        Ok(Response::new(ReadPageResponse {
            entries,
            cursor: Some(self.cursor(&positions)),
        }))
    }

    async fn get_heads(
        &self,
        _: Request<GetHeadsRequest>,
    ) -> Result<Response<GetHeadsResponse>, Status> {
        let heads = self.heads().await?;
        let followed = follower::followed(self.ledger.db());
        Ok(Response::new(GetHeadsResponse {
            heads: Some(self.cursor(&heads)),
            followed: self.ledger.read("feed.followed", followed).await?,
            partitions: PARTITIONS,
        }))
    }

    async fn verify(
        &self,
        request: Request<VerifyRequest>,
    ) -> Result<Response<VerifyResponse>, Status> {
        let replay = self.replay.as_ref();
        let report = match request.get_ref().partition {
            None => verify(&self.ledger, replay).await?,
            Some(partition) if partition < PARTITIONS => {
                verify_partition(&self.ledger, replay, partition).await?
            }
            Some(_) => {
                return Err(status::invalid_argument(vec![Violation {
                    field: "partition".to_owned(),
                    description: format!("a journal has {PARTITIONS}, numbered from 0"),
                }]));
            }
        };
        Ok(Response::new(VerifyResponse {
            entries: report.entries,
            subjects: report.subjects,
            findings: report.findings.iter().map(Finding::to_wire).collect(),
        }))
    }
}

/// A cursor as it goes on the wire.
pub(crate) fn cursor(epoch: String, positions: &Positions) -> Cursor {
    Cursor {
        epoch,
        positions: positions
            .iter()
            .map(|(&partition, &position)| PartitionPosition {
                partition,
                position,
            })
            .collect(),
    }
}

fn page_size(size: u32) -> Result<u64, Status> {
    let (most, usual) = PAGE_SIZES;
    let fields = Fields::new();
    let size = match size {
        0 => Some(usual),
        size if size <= most => Some(size),
        _ => {
            fields.wrong("size", format!("1 to {most}, or 0 for {usual}"));
            None
        }
    };
    fields.finish(size.map(u64::from))
}

fn positions_of(cursor: &Cursor) -> Result<Positions, Status> {
    let fields = Fields::new();
    let mut positions: Positions = BTreeMap::new();
    for (index, named) in cursor.positions.iter().enumerate() {
        let field = format!("cursor.positions[{index}]");
        if named.partition >= PARTITIONS {
            let last = PARTITIONS - 1;
            fields.wrong(&format!("{field}.partition"), format!("0 to {last}"));
        }
        if i64::try_from(named.position).is_err() {
            fields.wrong(&format!("{field}.position"), "no journal is that long");
        }
        if positions.insert(named.partition, named.position).is_some() {
            fields.wrong(&format!("{field}.partition"), "named before");
        }
    }
    positions.retain(|_, position| *position > 0);
    if cursor.epoch.is_empty() && !positions.is_empty() {
        fields.wrong("cursor.epoch", "needed, with positions");
    }
    fields.finish(Some(positions))
}
