//! What has not been delivered, for whoever watches.

use super::row::{Column, Entity, FAILED, PENDING};
use chrono::{DateTime, Utc};
use handrail_ledger::LedgerError;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

/// How much has not been delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Undelivered {
    /// How many notices wait.
    pub(crate) pending: u64,
    /// How many could not be delivered, and wait for somebody to set them going again.
    pub(crate) failed: u64,
    /// When the oldest of those that wait was written.
    pub(crate) waiting_since: Option<DateTime<Utc>>,
}

/// Counts what has not been delivered. What has been is not looked at, however much it is.
pub(crate) async fn undelivered(db: &impl ConnectionTrait) -> Result<Undelivered, LedgerError> {
    let rows: Vec<(String, i64, Option<DateTime<Utc>>)> = Entity::find()
        .select_only()
        .column(Column::State)
        .column_as(Column::Id.count(), "number")
        .column_as(Column::WrittenAt.min(), "since")
        .filter(Column::State.is_in([PENDING, FAILED]))
        .group_by(Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let mut undelivered = Undelivered::default();
    for (state, count, since) in rows {
        let count = u64::try_from(count).unwrap_or_default();
        if state == PENDING {
            (undelivered.pending, undelivered.waiting_since) = (count, since);
        } else {
            undelivered.failed = count;
        }
    }
    Ok(undelivered)
}
