//! How many obligations are owed, for whoever watches.

use chrono::{DateTime, Utc};
use handrail_domain::{ClauseId, TeamId};
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, SimpleExpr};

use super::{Column, Entity};
use crate::error::LedgerError;

/// So many obligations of one team under the same clauses stand alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The clauses they come from, the one that says so first.
    pub clauses: Vec<ClauseId>,
    /// Who owes them.
    pub team: Option<TeamId>,
    /// Where they stand.
    pub standing: Standing,
    /// How many there are.
    pub count: u64,
}

/// Where an obligation stands that is still owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Neither of the others.
    Open,
    /// Its owner was to be reminded by now.
    Due,
    /// It is late.
    Breached,
}

impl Standing {
    /// Everything it can be.
    pub const ALL: [Self; 3] = [Self::Open, Self::Due, Self::Breached];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Due => "due",
            Self::Breached => "breached",
        }
    }
}

/// Counts the obligations that are owed. Costs as much as there are, however many there have been.
///
/// # Errors
///
/// When the database can't be read.
pub async fn tally(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<Vec<Tally>, LedgerError> {
    let rows: Vec<(String, String, String, i64)> = Entity::find()
        .select_only()
        .columns([Column::Clauses, Column::OwnerTeam])
        .column_as(standing(now), "standing")
        .column_as(Column::Id.count(), "number")
        // A constant, so that the database sees that its index of what is owed has all of it.
        .filter(Expr::cust("state = 'open'"))
        .group_by(Column::Clauses)
        .group_by(Column::OwnerTeam)
        .group_by(Expr::col("standing"))
        .into_tuple()
        .all(db)
        .await?;
    rows.into_iter().map(one).collect()
}

fn standing(now: DateTime<Utc>) -> SimpleExpr {
    // As constants, not as parameters: what is grouped by has to be the very same expression.
    CaseStatement::new()
        .case(Column::BreachedAt.is_not_null(), Expr::cust("'breached'"))
        .case(Column::RemindAt.lte(now), Expr::cust("'due'"))
        .finally(Expr::cust("'open'"))
        .into()
}

fn one(row: (String, String, String, i64)) -> Result<Tally, LedgerError> {
    let (clauses, team, standing, count) = row;
    let clauses = serde_json::from_str(&clauses);
    let named = |standing: &String| {
        Standing::ALL
            .into_iter()
            .find(|known| known.as_str() == standing)
    };
    Ok(Tally {
        clauses: clauses.map_err(|_| LedgerError::corrupt("the clauses of obligations"))?,
        team: team.parse().ok(),
        standing: named(&standing).unwrap_or(Standing::Open),
        count: u64::try_from(count).unwrap_or_default(),
    })
}
