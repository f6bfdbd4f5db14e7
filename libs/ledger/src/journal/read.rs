//! Reading the journal.

use std::collections::BTreeMap;
use std::fmt::Write;

use handrail_contracts::feed::v1::Entry;
use prost::Message;
use sea_orm::entity::prelude::*;
use sea_orm::{DbErr, FromQueryResult, QueryOrder, QuerySelect, Statement};

use super::PARTITIONS;
use super::row::{Column, Entity, Model};
use crate::error::LedgerError;

/// A position for each partition; one that is not named stands before its first entry.
pub(crate) type Positions = BTreeMap<u32, u64>;

/// A page ends before it grows larger than this, so that it fits into one message.
const PAGE_BYTES: usize = 512 * 1024;

/// Up to `size` entries after `cursor`, in order within each partition, the partitions taking turns
/// so that a long backlog in one does not hold up the others. One statement: what it sees is what
/// was committed at one moment.
pub(crate) async fn page(
    db: &impl ConnectionTrait,
    cursor: &Positions,
    size: u64,
) -> Result<Vec<Entry>, LedgerError> {
    let mut keys = String::new();
    for partition in 0..PARTITIONS {
        let after = cursor.get(&partition).copied().unwrap_or_default();
        let union = if partition == 0 { "" } else { " UNION ALL " };
        // Numbers alone are put into the text, so there is nothing to escape.
        let _ = write!(
            keys,
            "{union}SELECT * FROM (SELECT \"partition\" AS p, \"position\" AS q, \"position\" - {after} AS turn \
             FROM journal_entry WHERE \"partition\" = {partition} AND \"position\" > {after} \
             ORDER BY \"position\" LIMIT {size}) AS p{partition}"
        );
    }
    let sql = format!(
        "SELECT journal_entry.* FROM (SELECT p, q, turn FROM ({keys}) AS ahead ORDER BY turn, p LIMIT {size}) AS wanted \
         JOIN journal_entry ON journal_entry.\"partition\" = wanted.p AND journal_entry.\"position\" = wanted.q \
         ORDER BY wanted.turn, wanted.p"
    );
    let rows = Entity::find()
        .from_raw_sql(Statement::from_string(db.get_database_backend(), sql))
        .all(db)
        .await?;
    let mut entries = Vec::with_capacity(rows.len());
    let mut bytes = 0;
    for row in rows {
        let entry = row.into_entry()?;
        bytes += entry.encoded_len();
        if bytes > PAGE_BYTES && !entries.is_empty() {
            break;
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// Moves a cursor over the entries of a page.
pub(crate) fn advance(cursor: &mut Positions, entries: &[Entry]) {
    for entry in entries {
        cursor.insert(entry.partition, entry.position);
    }
}

/// The last position of each partition that has any.
pub(crate) async fn heads(db: &impl ConnectionTrait) -> Result<Positions, LedgerError> {
    #[derive(FromQueryResult)]
    struct Head {
        p: i32,
        q: Option<i64>,
    }
    let heads: Vec<String> = (0..PARTITIONS)
        .map(|partition| {
            format!(
                "SELECT {partition} AS p, (SELECT max(\"position\") FROM journal_entry WHERE \"partition\" = {partition}) AS q"
            )
        })
        .collect();
    let statement = Statement::from_string(db.get_database_backend(), heads.join(" UNION ALL "));
    let rows = Head::find_by_statement(statement).all(db).await?;
    let mut positions = Positions::new();
    for Head { p, q } in rows {
        if let (Ok(partition), Some(Ok(position))) = (u32::try_from(p), q.map(u64::try_from)) {
            positions.insert(partition, position);
        }
    }
    Ok(positions)
}

/// Up to `size` rows of a partition after a position, as they are stored.
pub(crate) async fn stretch(
    db: &impl ConnectionTrait,
    partition: i32,
    after: i64,
    size: u64,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::Partition.eq(partition))
        .filter(Column::Position.gt(after))
        .order_by_asc(Column::Position)
        .limit(size)
        .all(db)
        .await
}

/// Everything about a subject, in order.
///
/// # Errors
///
/// When the database can't be read.
pub async fn entries_of(
    db: &impl ConnectionTrait,
    subject: Uuid,
) -> Result<Vec<Entry>, LedgerError> {
    let rows = Entity::find()
        .filter(Column::SubjectId.eq(subject))
        .order_by_asc(Column::Partition)
        .order_by_asc(Column::Position)
        .all(db)
        .await?;
    rows.into_iter().map(Model::into_entry).collect()
}
