//! How far a follower is behind, for whoever watches.

use chrono::{DateTime, Utc};
use handrail_chassis::telemetry::hush;
use handrail_contracts::feed::v1::{GetHeadsRequest, ReadPageRequest};
use handrail_contracts::time::instant;
use thiserror::Error;
use tonic::Status;
use tracing::{Instrument, info_span};

use super::{Follower, cursor};
use crate::error::LedgerError;
use crate::feed;
use crate::journal::PARTITIONS;

/// How far a follower is behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// How many entries have not been applied.
    pub entries: u64,
    /// When the oldest of them was recorded.
    pub oldest: Option<DateTime<Utc>>,
}

/// Why nobody knows how far a follower is behind.
#[derive(Debug, Error)]
pub enum LagError {
    /// Its own database does not say how far it is.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The other service does not say how far its journal reaches.
    #[error("the other service does not answer")]
    Unanswered(#[from] Status),
    /// The journal is not the one that was followed.
    #[error("the journal was replaced")]
    Replaced,
}

impl Follower {
    /// The name of the service that is followed.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// How far this service is behind the other, whichever replica does the following.
    ///
    /// # Errors
    ///
    /// When either side does not say.
    pub async fn lag(&self) -> Result<Lag, LagError> {
        // Every few seconds for ever: that is in no trace, here or there.
        let span = info_span!("lag");
        hush(&span);
        self.measured().instrument(span).await
    }

    async fn measured(&self) -> Result<Lag, LagError> {
        // Before the heads: what is applied meanwhile would count as a negative lag.
        let place = cursor::load(self.ledger.db(), self.source).await?;
        let heads = self.client().get_heads(GetHeadsRequest {}).await?;
        let heads = heads.into_inner().heads.unwrap_or_default();
        if !place.epoch.is_empty() && place.epoch != heads.epoch {
            return Err(LagError::Replaced);
        }
        let behind = heads.positions.iter().map(|head| {
            let applied = place.positions.get(&head.partition).copied();
            head.position.saturating_sub(applied.unwrap_or_default())
        });
        let entries = behind.sum();
        if entries == 0 {
            return Ok(Lag::default());
        }
        // The partitions take turns, so the next entry of each of them is in this page.
        let next = ReadPageRequest {
            cursor: (!place.epoch.is_empty())
                .then(|| feed::cursor(place.epoch.clone(), &place.positions)),
            size: PARTITIONS,
        };
        let next = self.client().read_page(next).await?.into_inner().entries;
        let recorded = next.iter().filter_map(|entry| entry.recorded_at.as_ref());
        Ok(Lag {
            entries,
            oldest: recorded.filter_map(instant).min(),
        })
    }
}
