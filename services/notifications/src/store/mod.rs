//! The notices and letters as they are kept. Entities and migrations don't leave this room.

mod letters;
mod list;
mod migration;
mod row;
mod undelivered;

use crate::notice::{Notice, Origin, ShortName};
use chrono::{DateTime, Utc};
use handrail_domain::obligation::Subject;
use handrail_domain::{EntryId, NoticeId, OfficerId};
use handrail_ledger::{LedgerError, Unit};
use row::{Column, Entity, Model, PENDING, Reference};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ExprTrait, Insert, QueryOrder, QuerySelect, Update};

pub(crate) use letters::{
    LETTER_KIND, LETTERS, LetterKey, content, feedback, find_letter, insert_feedback,
    insert_letter, known_transfer, letter_agrees, letter_subjects, list_letters, note_transfer,
    subject_of_letter, update_content, update_letter,
};
pub(crate) use list::{Key, LIST, Listing, State, list};
pub use migration::Migrator;
pub(crate) use undelivered::undelivered;

/// A notice, with the version under which it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) notice: Notice,
    version: i64,
}

/// One notice.
pub(crate) async fn find(
    db: &impl ConnectionTrait,
    id: NoticeId,
) -> Result<Option<Kept>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(Model::into_kept).transpose()
}

/// Whether any notice was written from an entry.
pub(crate) async fn is_written(unit: &Unit, origin: &Origin) -> Result<bool, LedgerError> {
    let found = of_entry(&origin.source, origin.entry)
        .limit(1)
        .count(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(found > 0)
}

/// Who else has a notice of the same entry for the same reason.
pub(crate) async fn told_beside(
    unit: &Unit,
    notice: &Notice,
) -> Result<Vec<OfficerId>, LedgerError> {
    let recipients: Vec<Option<String>> = of_entry(&notice.source, notice.entry)
        .select_only()
        .column(Column::OfficerId)
        .filter(Column::Reason.eq(notice.reason.as_str()))
        .filter(Column::Id.ne(notice.id.0))
        .into_tuple()
        .all(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    let officers = recipients
        .into_iter()
        .flatten()
        .map(|officer| officer.parse());
    officers
        .collect::<Result<_, _>>()
        .map_err(|_| LedgerError::Corrupt("the officer of a notice".to_owned()))
}

fn of_entry(source: &ShortName, entry: EntryId) -> Select<Entity> {
    Entity::find()
        .filter(Column::Source.eq(source.as_str()))
        .filter(Column::EntryId.eq(entry.0))
}

/// Keeps a notice that has been written. Another one of the same recipient, entry and reason is
/// refused by the database itself, as a lost race.
pub(crate) async fn insert(unit: &Unit, notice: &Notice) -> Result<(), LedgerError> {
    let row = Model::of(notice, 1)?;
    Insert::one(row.into_active())
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// Keeps what has become of a notice.
///
/// # Errors
/// [`LedgerError::Raced`] when somebody else has changed it since it was read.
pub(crate) async fn update(unit: &Unit, kept: &Kept, to: &Notice) -> Result<(), LedgerError> {
    let row = Model::of(to, kept.version + 1)?;
    let updated = Update::many(Entity)
        .set(row.into_active())
        .filter(Column::Id.eq(to.id.0))
        .filter(Column::Version.eq(kept.version))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(unit.lost_race())
    }
}

/// Up to `size` notices that wait for an attempt by `now`, the longest due first, after `after`.
pub(crate) async fn due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    after: Option<(DateTime<Utc>, Uuid)>,
    size: u64,
) -> Result<Vec<(DateTime<Utc>, Uuid)>, LedgerError> {
    let mut due = Entity::find()
        .select_only()
        .columns([Column::NextTryAt, Column::Id])
        .filter(Column::NextTryAt.lte(now))
        .order_by_asc(Column::NextTryAt)
        .order_by_asc(Column::Id)
        .limit(size);
    if let Some((at, id)) = after {
        let later = Column::NextTryAt.gt(at);
        due = due.filter(later.or(Column::NextTryAt.eq(at).and(Column::Id.gt(id))));
    }
    Ok(due.into_tuple().all(db).await?)
}

/// Claims a notice that waits for an attempt, until the unit ends; none when somebody else has
/// claimed it, or has made the attempt.
pub(crate) async fn claim_due(unit: &Unit, id: Uuid) -> Result<Option<Kept>, LedgerError> {
    let row = Entity::find_by_id(id)
        .filter(Column::State.eq(PENDING))
        .filter(Column::NextTryAt.lte(unit.now()))
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    row.map(Model::into_kept).transpose()
}

/// When the next attempt is due.
pub(crate) async fn next_due(
    db: &impl ConnectionTrait,
) -> Result<Option<DateTime<Utc>>, LedgerError> {
    let next = Entity::find()
        .select_only()
        .column(Column::NextTryAt)
        .filter(Column::NextTryAt.is_not_null())
        .order_by_asc(Column::NextTryAt)
        .into_tuple()
        .one(db)
        .await?;
    Ok(next)
}

/// Every notice, as a subject.
pub(crate) async fn subjects(db: &impl ConnectionTrait) -> Result<Vec<Subject>, LedgerError> {
    let rows: Vec<Reference> = Entity::find().into_partial_model().all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| subject(row.id.into(), row.household_id))
        .collect())
}

/// A notice as the subject of its own journal entries.
pub(crate) fn subject_of(notice: &Notice) -> Subject {
    subject(notice.id, notice.subject.household.0)
}

/// The kind of subject that a notice is.
pub(crate) const SUBJECT_KIND: &str = "notice";

fn subject(id: NoticeId, household: Uuid) -> Subject {
    Subject {
        kind: SUBJECT_KIND.to_owned(),
        id: id.0,
        household: household.into(),
    }
}

/// Whether the columns that are searched say the same as the notice they belong to.
pub(crate) async fn agrees(db: &impl ConnectionTrait, kept: &Kept) -> Result<bool, LedgerError> {
    let row = Entity::find_by_id(kept.notice.id.0).one(db).await?;
    let columns = Model::of(&kept.notice, kept.version)?;
    Ok(row.is_some_and(|row| row == columns))
}
