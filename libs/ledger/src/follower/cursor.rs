//! How far a service has followed another, kept in its own database.

use std::collections::BTreeMap;

use handrail_contracts::feed::v1::Followed;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Insert, QueryOrder, TryInsertResult};

use crate::error::LedgerError;
use crate::feed;
use crate::journal::Positions;
use crate::unit::Unit;

/// The last entry applied in each partition, and the epoch of the journal they came from; empty
/// before the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) epoch: String,
    pub(super) positions: Positions,
}

/// Reads how far `source` has been followed.
pub(super) async fn load(db: &impl ConnectionTrait, source: &str) -> Result<Place, LedgerError> {
    let rows = Entity::find()
        .filter(Column::Source.eq(source))
        .all(db)
        .await?;
    let mut place = Place::default();
    for row in rows {
        let (partition, position) = row.place()?;
        place.positions.insert(partition, position);
        place.epoch = row.epoch;
    }
    Ok(place)
}

/// How far every other service has been followed.
pub(crate) async fn followed(db: &impl ConnectionTrait) -> Result<Vec<Followed>, LedgerError> {
    let rows = Entity::find()
        .order_by_asc(Column::Source)
        .order_by_asc(Column::Partition)
        .all(db)
        .await?;
    let mut sources: BTreeMap<String, (Place, Vec<String>)> = BTreeMap::new();
    for row in rows {
        let (partition, position) = row.place()?;
        let (place, stuck) = sources.entry(row.source).or_default();
        place.positions.insert(partition, position);
        place.epoch = row.epoch;
        stuck.extend(row.stuck.filter(|reason| !stuck.contains(reason)));
    }
    let followed = |(source, (place, stuck)): (String, (Place, Vec<String>))| Followed {
        source,
        cursor: Some(feed::cursor(place.epoch, &place.positions)),
        stuck: stuck.join("; "),
    };
    Ok(sources.into_iter().map(followed).collect())
}

/// A place in a journal that somebody has reached, or wants to reach.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step<'a> {
    pub(super) source: &'a str,
    pub(super) epoch: &'a str,
    pub(super) partition: u32,
    pub(super) position: u64,
}

impl Step<'_> {
    /// Moves the cursor to this position in `unit`; false when it does not stand just before it,
    /// because another replica has moved it.
    pub(super) async fn take(&self, unit: &Unit) -> Result<bool, LedgerError> {
        self.write(unit, self.position, None).await
    }

    /// Records why the entry at this position can't be applied; false when another replica has
    /// applied it.
    pub(super) async fn refuse(&self, unit: &Unit, reason: &str) -> Result<bool, LedgerError> {
        let before = self.position.saturating_sub(1);
        self.write(unit, before, Some(reason.to_owned())).await
    }

    async fn write(
        &self,
        unit: &Unit,
        position: u64,
        stuck: Option<String>,
    ) -> Result<bool, LedgerError> {
        let number = |position: u64| i64::try_from(position).unwrap_or(i64::MAX);
        let partition = i32::try_from(self.partition).unwrap_or(i32::MAX);
        let moved = Entity::update_many()
            .col_expr(Column::Position, Expr::value(number(position)))
            .col_expr(Column::Stuck, Expr::value(stuck.clone()))
            .filter(Column::Source.eq(self.source))
            .filter(Column::Partition.eq(partition))
            .filter(Column::Epoch.eq(self.epoch))
            .filter(Column::Position.eq(number(self.position) - 1))
            .exec(unit.conn())
            .await
            .map_err(|error| unit.failed(error))?;
        if moved.rows_affected == 1 || self.position != 1 {
            return Ok(moved.rows_affected == 1);
        }
        let first = ActiveModel {
            source: Set(self.source.to_owned()),
            partition: Set(partition),
            position: Set(number(position)),
            epoch: Set(self.epoch.to_owned()),
            stuck: Set(stuck),
        };
        let inserted = Insert::one(first)
            .on_conflict_do_nothing()
            .exec_without_returning(unit.conn())
            .await
            .map_err(|error| unit.failed(error))?;
        Ok(matches!(inserted, TryInsertResult::Inserted(1)))
    }
}

/// Records why nothing of `source` can be applied any more.
pub(super) async fn refuse_all(unit: &Unit, source: &str, reason: &str) -> Result<(), LedgerError> {
    Entity::update_many()
        .col_expr(Column::Stuck, Expr::value(reason.to_owned()))
        .filter(Column::Source.eq(source))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follower_cursor")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub source: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub partition: i32,
    pub position: i64,
    pub epoch: String,
    /// Why the next entry can't be applied.
    pub stuck: Option<String>,
}

impl Model {
    fn place(&self) -> Result<(u32, u64), LedgerError> {
        let partition = u32::try_from(self.partition).ok();
        let place = partition.zip(u64::try_from(self.position).ok());
        place.ok_or_else(|| LedgerError::corrupt(format!("the cursor of {}", self.source)))
    }
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
