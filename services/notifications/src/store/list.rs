//! Lists of notices, the newest first.

use super::row::{Column, DELIVERED, Entity, FAILED, Model, PENDING};
use crate::notice::Notice;
use chrono::{DateTime, Utc};
use handrail_contracts::notifications::v1::NoticeState;
use handrail_domain::{OfficerId, TeamId};
use handrail_ledger::LedgerError;
use handrail_ledger::page::Page;
use sea_orm::entity::prelude::*;
use sea_orm::{ExprTrait, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

/// The name of the list in its page tokens.
pub(crate) const LIST: &str = "notices";

/// Which notices are wanted: those that are all of this.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) officer: Option<OfficerId>,
    pub(crate) team: Option<TeamId>,
    pub(crate) subject: Option<Uuid>,
    pub(crate) state: Option<State>,
}

/// A state to list by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Delivered,
    Failed,
}

impl State {
    /// The state of this name on the wire.
    pub(crate) fn of(state: NoticeState) -> Option<Self> {
        match state {
            NoticeState::Unspecified => None,
            NoticeState::Pending => Some(Self::Pending),
            NoticeState::Delivered => Some(Self::Delivered),
            NoticeState::Failed => Some(Self::Failed),
        }
    }
}

/// Where a notice stands in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    written_at: DateTime<Utc>,
    id: Uuid,
}

/// One page of notices, with the token of the next.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    listing: &Listing,
    page: &Page<Key>,
) -> Result<(Vec<Notice>, String), LedgerError> {
    let mut query = Entity::find()
        .order_by_desc(Column::WrittenAt)
        .order_by_desc(Column::Id)
        .limit(page.limit());
    if let Some(officer) = &listing.officer {
        query = query.filter(Column::OfficerId.eq(officer.as_str()));
    }
    if let Some(team) = &listing.team {
        query = query.filter(Column::TeamId.eq(team.as_str()));
    }
    if let Some(subject) = listing.subject {
        query = query.filter(Column::SubjectId.eq(subject));
    }
    if let Some(state) = listing.state {
        let name = match state {
            State::Pending => PENDING,
            State::Delivered => DELIVERED,
            State::Failed => FAILED,
        };
        query = query.filter(Column::State.eq(name));
    }
    if let Some(Key { written_at, id }) = &page.after {
        let earlier = Column::WrittenAt.lt(*written_at);
        let same = Column::WrittenAt.eq(*written_at);
        query = query.filter(earlier.or(same.and(Column::Id.lt(*id))));
    }
    let key = |row: &Model| Key {
        written_at: row.written_at,
        id: row.id,
    };
    let (rows, next) = page.cut(LIST, query.all(db).await?, key);
    let notices: Result<_, LedgerError> = rows
        .into_iter()
        .map(|row| row.into_kept().map(|kept| kept.notice))
        .collect();
    Ok((notices?, next))
}
