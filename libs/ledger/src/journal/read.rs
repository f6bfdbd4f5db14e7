//! Reading the journal.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use handrail_contracts::feed::v1::Entry;
use prost::Message;
use sea_orm::entity::prelude::*;
use sea_orm::{DbErr, FromQueryResult, QueryOrder, QuerySelect, Statement, Value};

use super::PARTITIONS;
use super::row::{Column, Entity, Model};
use crate::error::LedgerError;

/// A position for each partition; one that is not named stands before its first entry.
pub(crate) type Positions = BTreeMap<u32, u64>;

/// Looks up the keys of a page in each partition, lets them take turns, and fetches their rows. Its
/// parameters are the cursor's positions and then the size, so that it is prepared once.
static PAGE_STATEMENT: LazyLock<String> = LazyLock::new(|| {
    let size = PARTITIONS + 1;
    let keys: Vec<String> = (0..PARTITIONS)
        .map(|partition| {
            let after = partition + 1;
            format!(
                "SELECT * FROM (SELECT \"partition\" AS p, \"position\" AS q, \"position\" - ${after} AS turn \
                 FROM journal_entry WHERE \"partition\" = {partition} AND \"position\" > ${after} \
                 ORDER BY \"position\" LIMIT ${size}) AS p{partition}"
            )
        })
        .collect();
    let keys = keys.join(" UNION ALL ");
    format!(
        "SELECT journal_entry.* FROM \
         (SELECT p, q, turn FROM ({keys}) AS ahead ORDER BY turn, p LIMIT ${size}) AS wanted \
         JOIN journal_entry ON journal_entry.\"partition\" = wanted.p AND journal_entry.\"position\" = wanted.q \
         ORDER BY wanted.turn, wanted.p"
    )
});

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
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let after = |partition| number(cursor.get(&partition).copied().unwrap_or_default());
    let values = (0..PARTITIONS).map(after).chain([number(size)]);
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        PAGE_STATEMENT.as_str(),
        values.map(Value::from),
    );
    let rows = Entity::find().from_raw_sql(statement).all(db).await?;
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

/// When the last entry of all was recorded; nothing for an empty journal.
pub(crate) async fn last_recorded_at(
    db: &impl ConnectionTrait,
) -> Result<Option<DateTime<Utc>>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::RecordedAt)
        .order_by_desc(Column::RecordedAt)
        .into_tuple()
        .one(db)
        .await
}

/// The trace context of the last entry about a subject; nothing where there is none.
pub(crate) async fn last_trace_of(
    db: &impl ConnectionTrait,
    subject: Uuid,
) -> Result<Option<String>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::TraceContext)
        .filter(Column::SubjectId.eq(subject))
        .order_by_desc(Column::Partition)
        .order_by_desc(Column::Position)
        .into_tuple()
        .one(db)
        .await
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
