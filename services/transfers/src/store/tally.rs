//! How many transfers and leads stand where, for whoever watches.

use super::{leads, transfers};
use handrail_domain::TeamId;
use handrail_ledger::LedgerError;
use sea_orm::{
    QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// So many transfers of a pathway have come so far. All there ever were are counted, by an index alone.
pub(crate) struct Moving {
    pub(crate) pathway: String,
    pub(crate) stage: String,
    pub(crate) count: u64,
}

/// Counts the transfers.
pub(crate) async fn moving_tally(db: &impl ConnectionTrait) -> Result<Vec<Moving>, LedgerError> {
    use transfers::{Column, Entity};
    let rows: Vec<(String, String, i64)> = Entity::find()
        .select_only()
        .columns([Column::Pathway, Column::Stage])
        .column_as(Column::Id.count(), "number")
        .group_by(Column::Pathway)
        .group_by(Column::Stage)
        .into_tuple()
        .all(db)
        .await?;
    let one = |(pathway, stage, count): (String, String, i64)| Moving {
        pathway,
        stage,
        count: u64::try_from(count).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Counts the children who have a lead and no worker, by the team that leads.
pub(crate) async fn unallocated_tally(
    db: &impl ConnectionTrait,
) -> Result<Vec<(Option<TeamId>, u64)>, LedgerError> {
    use leads::{Column, Entity};
    let rows: Vec<(String, i64)> = Entity::find()
        .select_only()
        .column(Column::Team)
        .column_as(Column::ChildId.count(), "number")
        .filter(Expr::col(Column::Until).is_null())
        .filter(Expr::col(Column::Worker).is_null())
        .group_by(Column::Team)
        .into_tuple()
        .all(db)
        .await?;
    let one = |(team, count): (String, i64)| {
        (team.parse().ok(), u64::try_from(count).unwrap_or_default())
    };
    Ok(rows.into_iter().map(one).collect())
}
