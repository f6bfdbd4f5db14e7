//! The register of transfers: a row for each child of each, newest transfer first.

use super::transfers::{Column, Entity, child, several};
use crate::transfer::{Stage, Transfer};
use chrono::{DateTime, Utc};
use handrail_domain::{ChildId, EditionId, PathwayId, TeamId, TransferId};
use handrail_ledger::{
    LedgerError,
    obligations::{Outlook, outlooks, overdue},
    page::Page,
};
use sea_orm::{
    Condition, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Query, SelectStatement},
};
use serde::{Deserialize, Serialize};

/// The side on which a team stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Sent,
    Received,
}

/// Which rows are wanted; everything that is not said asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RegisterListing {
    pub(crate) team: Option<TeamId>,
    /// The side of that team.
    pub(crate) direction: Option<Direction>,
    pub(crate) pathway: Option<PathwayId>,
    pub(crate) edition: Option<EditionId>,
    pub(crate) stage: Option<Stage>,
    /// Decided to progress at this instant or later.
    pub(crate) opened_from: Option<DateTime<Utc>>,
    /// Decided to progress before this instant.
    pub(crate) opened_before: Option<DateTime<Utc>>,
    /// With a duty that is late now.
    pub(crate) overdue: bool,
    /// Under way, and not allocated.
    pub(crate) unallocated: bool,
}

/// Where a row stands in the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RegisterKey {
    transfer: Uuid,
    child: Uuid,
}

/// A row of the register.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Registered {
    pub(crate) transfer: Transfer,
    pub(crate) child: ChildId,
    pub(crate) outlook: Outlook,
}

/// The stages of a transfer that is under way and not allocated.
const UNALLOCATED: [Stage; 5] = [
    Stage::Progressed,
    Stage::EarlyWarning,
    Stage::Reviewed,
    Stage::Requested,
    Stage::Decided,
];

/// One page of the register, with the token of the next.
pub(crate) async fn register(
    db: &impl ConnectionTrait,
    listing: &RegisterListing,
    page: &Page<RegisterKey>,
    now: DateTime<Utc>,
) -> Result<(Vec<Registered>, String), LedgerError> {
    let mut query = child::Entity::find()
        .filter(child::Column::TransferId.in_subquery(wanted(listing, now)?))
        .order_by_desc(child::Column::TransferId)
        .order_by_asc(child::Column::ChildId)
        .limit(page.limit());
    if let Some(RegisterKey { transfer, child }) = &page.after {
        let later = Condition::all()
            .add(child::Column::TransferId.eq(*transfer))
            .add(child::Column::ChildId.gt(*child));
        let after = Condition::any()
            .add(child::Column::TransferId.lt(*transfer))
            .add(later);
        query = query.filter(after);
    }
    let (rows, next) = page.cut(super::REGISTER, query.all(db).await?, |row| RegisterKey {
        transfer: row.transfer_id,
        child: row.child_id,
    });
    let ids: Vec<Uuid> = rows.iter().map(|row| row.transfer_id).collect();
    let transfers = several(db, ids.iter().copied().map(TransferId)).await?;
    let mut outlooks = outlooks(db, ids).await?;
    let registered = rows.iter().filter_map(|row| {
        Some(Registered {
            transfer: transfers.get(&TransferId(row.transfer_id))?.clone(),
            child: ChildId(row.child_id),
            outlook: outlooks.entry(row.transfer_id).or_default().clone(),
        })
    });
    Ok((registered.collect(), next))
}

/// The ids of the transfers that are wanted.
fn wanted(listing: &RegisterListing, now: DateTime<Utc>) -> Result<SelectStatement, LedgerError> {
    let mut all = Condition::all();
    if let Some(team) = &listing.team {
        let sent = (listing.direction != Some(Direction::Received))
            .then(|| Column::FromTeam.eq(team.as_str()));
        let received =
            (listing.direction != Some(Direction::Sent)).then(|| Column::ToTeam.eq(team.as_str()));
        all = all.add(Condition::any().add_option(sent).add_option(received));
    }
    let pathway = listing.pathway.as_ref();
    let edition = listing.edition.as_ref();
    all = all
        .add_option(pathway.map(|pathway| Column::Pathway.eq(pathway.as_str())))
        .add_option(edition.map(|edition| Column::Edition.eq(edition.as_str())))
        .add_option(listing.stage.map(|stage| Column::Stage.eq(stage.as_str())))
        .add_option(listing.opened_from.map(|from| Column::OpenedAt.gte(from)))
        .add_option(listing.opened_before.map(|to| Column::OpenedAt.lt(to)));
    if listing.overdue {
        all = all.add(Column::Id.in_subquery(overdue(now)?));
    }
    if listing.unallocated {
        all = all.add(Column::Stage.is_in(UNALLOCATED.map(Stage::as_str)));
    }
    Ok(Query::select()
        .column(Column::Id)
        .from(Entity)
        .cond_where(all)
        .to_owned())
}
