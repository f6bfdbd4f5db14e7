//! What lies before subjects: the duty that is due next, and how often one was late.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use handrail_domain::ClauseId;
use handrail_domain::obligation::State;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{Condition, QueryOrder, QuerySelect};

use super::row::name;
use super::{Column, Entity};
use crate::error::LedgerError;

/// What lies before one subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// The open duty with the earliest due time; none when no open duty has one.
    pub next: Option<Next>,
    /// How many of its duties were late, also when they were done later.
    pub breaches: u32,
}

/// The duty that is due next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// What has to be done.
    pub title: String,
    /// The clauses it comes from.
    pub clauses: Vec<ClauseId>,
    /// By when.
    pub due: DateTime<Utc>,
}

/// What lies before each of these subjects; nothing about those that have no duty.
///
/// # Errors
///
/// When the database can't be read.
pub async fn outlooks(
    db: &impl ConnectionTrait,
    subjects: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Outlook>, LedgerError> {
    type Row = (
        Uuid,
        String,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
        String,
        String,
    );
    let open = name(&State::Open)?;
    let known = Condition::any()
        .add(Column::State.eq(open.as_str()))
        .add(Column::BreachedAt.is_not_null());
    let rows: Vec<Row> = Entity::find()
        .select_only()
        .columns([
            Column::SubjectId,
            Column::State,
            Column::DueAt,
            Column::BreachedAt,
            Column::Title,
            Column::Clauses,
        ])
        .filter(Column::SubjectId.is_in(subjects))
        .filter(known)
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut outlooks: BTreeMap<Uuid, Outlook> = BTreeMap::new();
    for (subject, state, due, breached, title, clauses) in rows {
        let outlook = outlooks.entry(subject).or_default();
        outlook.breaches += u32::from(breached.is_some());
        if let (Some(due), None, true) = (due, &outlook.next, state == open) {
            let clauses = serde_json::from_str(&clauses);
            let garbled = |_| LedgerError::corrupt("the clauses of obligations");
            outlook.next = Some(Next {
                title,
                clauses: clauses.map_err(garbled)?,
                due,
            });
        }
    }
    Ok(outlooks)
}

/// The ids of the subjects that are late with a duty, for a condition of the service's own query.
///
/// # Errors
///
/// Never in practice: the state's name is that of a closed list.
pub fn overdue(now: DateTime<Utc>) -> Result<SelectStatement, LedgerError> {
    let open = name(&State::Open)?;
    Ok(Query::select()
        .column(Column::SubjectId)
        .from(Entity)
        .and_where(Column::State.eq(open))
        .and_where(Column::DueAt.lt(now))
        .to_owned())
}
