//! Lists of obligations: the tray of a team, the duties of a subject.

use chrono::{DateTime, Utc};
use handrail_domain::TeamId;
use handrail_domain::obligation::{Obligation, State};
use sea_orm::ExprTrait;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{CaseStatement, SimpleExpr};
use sea_orm::{Condition, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::row::name;
use super::{Column, Entity, Model};
use crate::error::LedgerError;
use crate::page::Page;

/// The name of the list in its page tokens.
pub const LIST: &str = "obligations";

/// Which obligations are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Those that this team owes; of every team otherwise.
    pub owner_team: Option<TeamId>,
    /// Those about the thing with this id; about everything otherwise.
    pub subject: Option<Uuid>,
    /// Also those that are no longer owed.
    pub include_closed: bool,
}

/// Where an obligation stands in a list: open before closed, those with a due time first and by
/// it, then by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    rank: i32,
    due: Option<DateTime<Utc>>,
    id: Uuid,
}

/// One page of a list, with the token of the next; the token is empty after the last page.
///
/// # Errors
///
/// When the database can't be read.
pub async fn list(
    db: &impl ConnectionTrait,
    listing: &Listing,
    page: &Page<Key>,
) -> Result<(Vec<Obligation>, String), LedgerError> {
    let open = name(&State::Open)?;
    let rank = rank(&open);
    let mut query = Entity::find()
        .order_by_asc(rank.clone())
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(page.limit());
    if let Some(team) = &listing.owner_team {
        query = query.filter(Column::OwnerTeam.eq(team.as_str()));
    }
    if let Some(subject) = listing.subject {
        query = query.filter(Column::SubjectId.eq(subject));
    }
    if !listing.include_closed {
        query = query.filter(Column::State.eq(open.as_str()));
    }
    if let Some(after) = &page.after {
        query = query.filter(later_than(after, &rank));
    }
    let (rows, next) = page.cut(LIST, query.all(db).await?, |row| key_of(row, &open));
    let obligations: Result<_, _> = rows.iter().map(Model::to_obligation).collect();
    Ok((obligations?, next))
}

fn rank(open: &str) -> SimpleExpr {
    let is_open = || Column::State.eq(open);
    CaseStatement::new()
        .case(is_open().and(Column::DueAt.is_not_null()), 0)
        .case(is_open(), 1)
        .case(Column::DueAt.is_not_null(), 2)
        .finally(3)
        .into()
}

fn key_of(row: &Model, open: &str) -> Key {
    let rank = if row.state == open { 0 } else { 2 };
    Key {
        rank: rank + i32::from(row.due_at.is_none()),
        due: row.due_at,
        id: row.id,
    }
}

fn later_than(key: &Key, rank: &SimpleExpr) -> Condition {
    let same_rank = rank.clone().eq(key.rank);
    let later_id = Column::Id.gt(key.id);
    let later = match key.due {
        None => Condition::all().add(later_id),
        Some(due) => Condition::any()
            .add(Column::DueAt.gt(due))
            .add(Column::DueAt.eq(due).and(later_id)),
    };
    Condition::any()
        .add(rank.clone().gt(key.rank))
        .add(Condition::all().add(same_rank).add(later))
}
