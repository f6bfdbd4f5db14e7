//! What is known about children: their household and birth, as the front door told.

use handrail_domain::{ChildId, HouseholdId, child::Birth};
use handrail_ledger::{LedgerError, Unit};
use sea_orm::{ActiveValue::Set, Insert, entity::prelude::*, sea_query::OnConflict};

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "child")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    /// The birth as JSON.
    pub birth: String,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Child({})", self.id)
    }
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A child, as the front door told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) id: ChildId,
    pub(crate) household: HouseholdId,
    pub(crate) birth: Birth,
}

/// Keeps a child. The household is the first one told, the birth the last: a baby is born one day.
pub(crate) async fn note_child(unit: &Unit, child: &Known) -> Result<(), LedgerError> {
    let birth = serde_json::to_string(&child.birth).map_err(|_| corrupt(child.id.0))?;
    let row = ActiveModel {
        id: Set(child.id.0),
        household_id: Set(child.household.0),
        birth: Set(birth),
    };
    let replace = OnConflict::column(Column::Id)
        .update_column(Column::Birth)
        .to_owned();
    Insert::one(row)
        .on_conflict(replace)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// The children among these that are known.
pub(crate) async fn births(unit: &Unit, children: &[ChildId]) -> Result<Vec<Known>, LedgerError> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(children.iter().map(|child| child.0)))
        .all(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    rows.iter().map(known).collect()
}

/// A child, if it is known.
pub(crate) async fn child(
    db: &impl ConnectionTrait,
    id: ChildId,
) -> Result<Option<Known>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.as_ref().map(known).transpose()
}

fn known(row: &Model) -> Result<Known, LedgerError> {
    Ok(Known {
        id: ChildId(row.id),
        household: HouseholdId(row.household_id),
        birth: serde_json::from_str(&row.birth).map_err(|_| corrupt(row.id))?,
    })
}

fn corrupt(id: Uuid) -> LedgerError {
    LedgerError::Corrupt(format!("the row of child {id}"))
}
