//! The families' consents of now, as intake's journal tells of them: one row for each child it is for.

use chrono::{DateTime, Utc};
use handrail_domain::ChildId;
use handrail_ledger::{LedgerError, Unit};
use sea_orm::{
    ActiveValue::Set, Condition, Insert, PaginatorTrait, entity::prelude::*, sea_query::OnConflict,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "family_consent")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: Uuid,
    /// None where the form sets no limit.
    pub valid_until: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A family agreed, for these children.
pub(crate) async fn keep_consent(
    unit: &Unit,
    children: &[ChildId],
    valid_until: Option<DateTime<Utc>>,
) -> Result<(), LedgerError> {
    let rows = children.iter().map(|child| ActiveModel {
        child_id: Set(child.0),
        valid_until: Set(valid_until),
    });
    Insert::many(rows)
        .on_conflict(
            OnConflict::column(Column::ChildId)
                .update_column(Column::ValidUntil)
                .to_owned(),
        )
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// A family refused, or took back what it agreed to.
pub(crate) async fn end_consent(unit: &Unit, children: &[ChildId]) -> Result<(), LedgerError> {
    Entity::delete_many()
        .filter(Column::ChildId.is_in(children.iter().map(|child| child.0)))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// Whether the family has agreed for every one of these children, and that is valid now.
pub(crate) async fn consent_stands(unit: &Unit, children: &[ChildId]) -> Result<bool, LedgerError> {
    let valid = Condition::any()
        .add(Column::ValidUntil.is_null())
        .add(Column::ValidUntil.gte(unit.now()));
    let standing = Entity::find()
        .filter(Column::ChildId.is_in(children.iter().map(|child| child.0)))
        .filter(valid)
        .count(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(usize::try_from(standing).is_ok_and(|standing| standing == children.len()))
}
