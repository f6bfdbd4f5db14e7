//! What was said about items of the checklist, in a table of its own: free text about a child is in no journal.

use crate::transfer::Sheet;
use handrail_domain::{TransferId, text::Note};
use handrail_ledger::{LedgerError, Unit};
use sea_orm::{ActiveValue::Set, Insert, entity::prelude::*};
use std::{collections::BTreeMap, fmt};

/// A text in a column that may be about a person. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub(crate) struct Confidential(String);

impl fmt::Debug for Confidential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Confidential(..)")
    }
}

impl From<Note> for Confidential {
    fn from(note: Note) -> Self {
        Self(note.into())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "checklist_comment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub transfer_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub item: String,
    pub comment: Confidential,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps the comments of a sheet; an answer without one takes the comment of the answer before away.
pub(crate) async fn keep_comments(
    unit: &Unit,
    transfer: TransferId,
    sheet: &Sheet,
) -> Result<(), LedgerError> {
    let answered = sheet.entries.iter().map(|entry| entry.item.as_str());
    Entity::delete_many()
        .filter(Column::TransferId.eq(transfer.0))
        .filter(Column::Item.is_in(answered))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    let commented = sheet.entries.iter().zip(&sheet.comments);
    let rows = commented.filter_map(|(entry, comment)| {
        Some(ActiveModel {
            transfer_id: Set(transfer.0),
            item: Set(entry.item.clone()),
            comment: Set(comment.clone()?.into()),
        })
    });
    Insert::many(rows)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// The comments on a transfer's checklist, by item.
pub(crate) async fn comments(
    db: &impl ConnectionTrait,
    transfer: TransferId,
) -> Result<BTreeMap<String, Note>, LedgerError> {
    let rows = Entity::find()
        .filter(Column::TransferId.eq(transfer.0))
        .all(db)
        .await?;
    let comment = |row: Model| {
        let corrupt = || LedgerError::Corrupt(format!("a comment on transfer {transfer}"));
        let note = Note::try_from(row.comment.0).map_err(|_| corrupt())?;
        Ok((row.item, note))
    };
    rows.into_iter().map(comment).collect()
}
