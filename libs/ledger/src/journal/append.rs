//! Handing out positions: the last act of a transaction.

use std::collections::BTreeMap;

use chrono::{DateTime, SubsecRound, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseTransaction, DbBackend, DbErr, Insert, QueryOrder, QuerySelect, Statement};
use sha2::{Digest, Sha256};

use super::row::{Column, Entity, Model};
use super::{Pending, hash, partition_of};
use crate::error::LedgerError;
use crate::ledger::Ledger;

/// How many rows go into one statement: both databases limit the number of its parameters.
const ROWS_PER_STATEMENT: usize = 500;

/// Appends the entries, keeping their order within each partition. Partitions are taken in
/// ascending order, so that two units never wait for each other in a circle.
pub(crate) async fn append(
    transaction: &DatabaseTransaction,
    ledger: &Ledger,
    pending: Vec<Pending>,
) -> Result<(), LedgerError> {
    let mut partitions: BTreeMap<i32, Vec<Pending>> = BTreeMap::new();
    for entry in pending {
        let partition = partition_of(entry.entry.subject.household);
        let partition = i32::try_from(partition).unwrap_or_default();
        partitions.entry(partition).or_default().push(entry);
    }
    for (partition, entries) in partitions {
        // In a statement of its own: the next one sees what was committed while this one waited.
        lock(transaction, ledger.service(), partition).await?;
        let last = last(transaction, partition).await?;
        let mut rows = chain(partition, last, entries, ledger.now())?;
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(ROWS_PER_STATEMENT));
            Insert::many(rows.into_iter().map(Model::into_insert))
                .exec_without_returning(transaction)
                .await?;
            rows = rest;
        }
    }
    Ok(())
}

/// Takes the lock of a partition, until the transaction ends. Its class follows from the service's
/// name, so that services that share a database don't wait for one another. SQLite's one writer
/// has it already.
pub(super) async fn lock(
    transaction: &DatabaseTransaction,
    service: &str,
    partition: i32,
) -> Result<(), DbErr> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let digest: [u8; 32] = Sha256::digest(format!("handrail journal {service}")).into();
    let [a, b, c, d, ..] = digest;
    let lock = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT pg_advisory_xact_lock($1, $2)",
        [i32::from_be_bytes([a, b, c, d]).into(), partition.into()],
    );
    transaction.execute_raw(lock).await?;
    Ok(())
}

#[derive(Default)]
struct Last {
    position: i64,
    hash: Vec<u8>,
    recorded_at: Option<DateTime<Utc>>,
}

async fn last(transaction: &DatabaseTransaction, partition: i32) -> Result<Last, DbErr> {
    let row: Option<(i64, Vec<u8>, DateTime<Utc>)> = Entity::find()
        .select_only()
        .columns([Column::Position, Column::Hash, Column::RecordedAt])
        .filter(Column::Partition.eq(partition))
        .order_by_desc(Column::Position)
        .into_tuple()
        .one(transaction)
        .await?;
    Ok(
        row.map_or_else(Last::default, |(position, hash, recorded_at)| Last {
            position,
            hash,
            recorded_at: Some(recorded_at),
        }),
    )
}

/// The rows that follow `last`. They are recorded now, but never before the entry they follow:
/// replicas' clocks differ.
fn chain(
    partition: i32,
    mut last: Last,
    entries: Vec<Pending>,
    now: DateTime<Utc>,
) -> Result<Vec<Model>, LedgerError> {
    let recorded_at = last.recorded_at.map_or(now, |before| before.max(now));
    let unwritable = |_| LedgerError::corrupt("an entry");
    let mut rows = Vec::with_capacity(entries.len());
    for Pending {
        id,
        entry,
        trace_context,
    } in entries
    {
        last.position += 1;
        let mut row = Model {
            partition,
            position: last.position,
            id: id.0,
            subject_kind: entry.subject.kind,
            subject_id: entry.subject.id,
            household_id: entry.subject.household.0,
            kind: entry.kind.to_owned(),
            payload_type: entry.payload.type_url,
            payload: entry.payload.value,
            occurred_at: entry.occurred_at.trunc_subsecs(6),
            recorded_at,
            actor: entry.actor,
            edition: entry.edition.map(String::from).unwrap_or_default(),
            clauses: serde_json::to_string(&entry.clauses).map_err(unwritable)?,
            tells: serde_json::to_string(&entry.tells).map_err(unwritable)?,
            trace_context,
            previous_hash: last.hash,
            hash: Vec::new(),
        };
        row.hash = hash::of(&row.clone().into_entry()?).to_vec();
        last.hash = row.hash.clone();
        rows.push(row);
    }
    Ok(rows)
}
