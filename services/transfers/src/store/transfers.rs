//! Transfers: one row each, with the whole transfer as JSON beside the columns that are searched, and
//! one row for each child of each.

use crate::transfer::{Stage, Transfer};
use chrono::{DateTime, Utc};
use handrail_domain::{ChildId, TeamId, TransferId, obligation::Subject};
use handrail_ledger::{LedgerError, Unit, obligations::distinct, page::Page};
use sea_orm::{
    ActiveValue::Set,
    Condition, Insert, IntoActiveModel, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, OnConflict, Query},
};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transfer")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub from_team: String,
    pub to_team: Option<String>,
    pub pathway: String,
    pub stage: String,
    pub edition: String,
    /// When it was decided to progress.
    pub opened_at: Option<DateTime<Utc>>,
    pub version: i64,
    /// The transfer as JSON.
    pub state: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(super) mod child {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "transfer_child")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub transfer_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub child_id: Uuid,
        /// Whether the child can't be part of another transfer.
        pub holds: bool,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which transfers are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Those this team sends or receives; of every team otherwise.
    pub(crate) team: Option<TeamId>,
    /// Those this child is part of; of every child otherwise.
    pub(crate) child: Option<ChildId>,
    /// Those at this stage; at every stage otherwise.
    pub(crate) stage: Option<Stage>,
}

/// The editions that transfers follow.
pub(crate) async fn editions(db: &impl ConnectionTrait) -> Result<Vec<String>, LedgerError> {
    distinct::<Entity>(db, Column::Edition).await
}

/// Reads a transfer that is to be changed.
pub(crate) async fn load(unit: &Unit, id: TransferId) -> Result<Option<Transfer>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(unit.conn()).await;
    let row = row.map_err(|error| unit.failed(error))?;
    row.map(|row| row.to_transfer()).transpose()
}

/// Reads a transfer.
pub(crate) async fn get(
    db: &impl ConnectionTrait,
    id: TransferId,
) -> Result<Option<Transfer>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| row.to_transfer()).transpose()
}

/// The transfers of these ids, as far as there are any.
pub(crate) async fn several(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = TransferId>,
) -> Result<BTreeMap<TransferId, Transfer>, LedgerError> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids.into_iter().map(|id| id.0)))
        .all(db)
        .await?;
    let transfer = |row: Model| Ok((TransferId(row.id), row.to_transfer()?));
    rows.into_iter().map(transfer).collect()
}

/// The transfers that children are part of now.
pub(crate) async fn moving(
    unit: &Unit,
    children: &[ChildId],
) -> Result<Vec<(ChildId, TransferId)>, LedgerError> {
    let rows = child::Entity::find()
        .filter(child::Column::ChildId.is_in(children.iter().map(|child| child.0)))
        .filter(child::Column::Holds.eq(true))
        .all(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    let pair = |row: child::Model| (ChildId(row.child_id), TransferId(row.transfer_id));
    Ok(rows.into_iter().map(pair).collect())
}

/// Every transfer a child is or was part of, the first first.
pub(crate) async fn of_child(
    db: &impl ConnectionTrait,
    of: ChildId,
) -> Result<Vec<TransferId>, LedgerError> {
    let rows = child::Entity::find()
        .filter(child::Column::ChildId.eq(of.0))
        .order_by_asc(child::Column::TransferId)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| TransferId(row.transfer_id))
        .collect())
}

/// Keeps a new transfer.
pub(crate) async fn insert(unit: &Unit, transfer: &Transfer) -> Result<(), LedgerError> {
    let row = Model::of(transfer)?.into_active_model();
    Insert::one(row)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    keep_children(unit, transfer).await
}

/// Keeps a transfer that was at version `before`; a lost race when it no longer is.
pub(crate) async fn update(
    unit: &Unit,
    transfer: &Transfer,
    before: u64,
) -> Result<(), LedgerError> {
    let row = Model::of(transfer)?;
    // A transfer stays on its pathway, under its edition.
    let updated = Entity::update_many()
        .col_expr(Column::ToTeam, Expr::value(row.to_team))
        .col_expr(Column::Stage, Expr::value(row.stage))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::State, Expr::value(row.state))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(number(before)))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    if updated.rows_affected != 1 {
        return Err(unit.lost_race());
    }
    keep_children(unit, transfer).await
}

async fn keep_children(unit: &Unit, transfer: &Transfer) -> Result<(), LedgerError> {
    let rows = transfer.children.iter().map(|child| child::ActiveModel {
        transfer_id: Set(transfer.id.0),
        child_id: Set(child.id.0),
        holds: Set(transfer.holds(child)),
    });
    let replace = OnConflict::columns([child::Column::TransferId, child::Column::ChildId])
        .update_column(child::Column::Holds)
        .to_owned();
    Insert::many(rows)
        .on_conflict(replace)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// One page of the transfers, the newest first, with the token of the next.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    listing: &Listing,
    page: &Page<Uuid>,
) -> Result<(Vec<Transfer>, String), LedgerError> {
    // Ids sort by the time they were minted.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(page.limit());
    if let Some(team) = &listing.team {
        let either = Condition::any()
            .add(Column::FromTeam.eq(team.as_str()))
            .add(Column::ToTeam.eq(team.as_str()));
        query = query.filter(either);
    }
    if let Some(child) = listing.child {
        let with_child = Query::select()
            .column(child::Column::TransferId)
            .from(child::Entity)
            .and_where(child::Column::ChildId.eq(child.0))
            .to_owned();
        query = query.filter(Column::Id.in_subquery(with_child));
    }
    if let Some(stage) = listing.stage {
        query = query.filter(Column::Stage.eq(stage.as_str()));
    }
    if let Some(after) = page.after {
        query = query.filter(Column::Id.lt(after));
    }
    let (rows, next) = page.cut(super::TRANSFERS, query.all(db).await?, |row| row.id);
    let transfers: Result<_, _> = rows.iter().map(Model::to_transfer).collect();
    Ok((transfers?, next))
}

/// Everything that has a row.
pub(crate) async fn subjects(db: &impl ConnectionTrait) -> Result<Vec<Subject>, LedgerError> {
    let rows: Vec<(Uuid, Uuid)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::HouseholdId)
        .into_tuple()
        .all(db)
        .await?;
    let subject = |(id, household): (Uuid, Uuid)| Subject {
        kind: "transfer".to_owned(),
        id,
        household: household.into(),
    };
    Ok(rows.into_iter().map(subject).collect())
}

impl Model {
    fn of(transfer: &Transfer) -> Result<Self, LedgerError> {
        let state = serde_json::to_string(transfer).map_err(|_| corrupt(transfer.id.0))?;
        Ok(Self {
            id: transfer.id.0,
            household_id: transfer.household.0,
            from_team: transfer.from.to_string(),
            to_team: transfer.to.as_ref().map(ToString::to_string),
            pathway: transfer.pathway.to_string(),
            stage: transfer.stage().as_str().to_owned(),
            edition: transfer.edition.to_string(),
            opened_at: Some(transfer.progressed_at),
            version: number(transfer.version),
            state,
        })
    }

    /// The transfer; an error when the row contradicts itself.
    fn to_transfer(&self) -> Result<Transfer, LedgerError> {
        let transfer: Transfer = serde_json::from_str(&self.state).map_err(|_| corrupt(self.id))?;
        if Self::of(&transfer)? == *self {
            Ok(transfer)
        } else {
            Err(corrupt(self.id))
        }
    }
}

fn corrupt(id: Uuid) -> LedgerError {
    LedgerError::Corrupt(format!("the row of transfer {id}"))
}

fn number(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
