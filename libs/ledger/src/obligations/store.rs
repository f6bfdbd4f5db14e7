//! Reading and changing obligations within a unit.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use handrail_domain::ObligationId;
use handrail_domain::obligation::{Change, ChangeKind, Obligation, Subject};
use sea_orm::ExprTrait;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{DbErr, Insert, QueryOrder, QuerySelect, Update};

use super::{Column, Entity, Model, kind_of, payload_of};
use crate::error::LedgerError;
use crate::journal::{NewEntry, Tell};
use crate::unit::Unit;

/// The versions of the obligations that a unit has seen, so that it changes none that somebody
/// else has changed since.
#[derive(Debug, Default)]
pub(crate) struct Versions(Mutex<HashMap<ObligationId, Version>>);

#[derive(Clone, Copy, Debug)]
struct Version {
    number: i64,
    reminded: bool,
}

impl Versions {
    fn see(&self, row: &Model) {
        let version = Version {
            number: row.version,
            reminded: row.reminded,
        };
        self.lock().insert(ObligationId(row.id), version);
    }

    fn seen(&self, id: ObligationId) -> Option<Version> {
        self.lock().get(&id).copied()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ObligationId, Version>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Unit {
    /// All obligations of a subject, open and closed, in the order in which they were armed.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub async fn obligations(&self, subject: Uuid) -> Result<Vec<Obligation>, LedgerError> {
        let rows = of_subject(self.conn(), subject)
            .await
            .map_err(|error| self.failed(error))?;
        rows.iter()
            .map(|row| {
                self.versions.see(row);
                row.to_obligation()
            })
            .collect()
    }

    /// One obligation.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    pub async fn obligation(&self, id: ObligationId) -> Result<Option<Obligation>, LedgerError> {
        let row = Entity::find_by_id(id.0)
            .one(self.conn())
            .await
            .map_err(|error| self.failed(error))?;
        row.map(|row| {
            self.versions.see(&row);
            row.to_obligation()
        })
        .transpose()
    }

    /// Makes the changes, and has one entry appended for each, by `actor`, telling whom `tells`
    /// says.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Raced`] when somebody else has changed one of them since this unit read it.
    pub async fn apply(
        &mut self,
        changes: Vec<Change>,
        actor: &str,
        tells: impl Fn(&Change) -> Vec<Tell>,
    ) -> Result<(), LedgerError> {
        for change in changes {
            let tells = tells(&change);
            self.store(&change).await?;
            self.append(entry_of(&change, self.now(), actor, tells));
        }
        Ok(())
    }

    async fn store(&self, change: &Change) -> Result<(), LedgerError> {
        let obligation = &change.obligation;
        if self.versions.seen(obligation.id).is_none() {
            self.obligation(obligation.id).await?;
        }
        let before = self.versions.seen(obligation.id);
        // Another due time is another reminder.
        let afresh = matches!(change.kind, ChangeKind::Armed | ChangeKind::Reprojected);
        let reminded = !afresh && before.is_some_and(|before| before.reminded);
        self.write(obligation, reminded, before.map(|before| before.number))
            .await
    }

    async fn write(
        &self,
        obligation: &Obligation,
        reminded: bool,
        before: Option<i64>,
    ) -> Result<(), LedgerError> {
        let row = Model::of(obligation, reminded, before.unwrap_or_default() + 1)?;
        let active = row.clone().into_active();
        let written = match before {
            None => {
                Insert::one(active)
                    .exec_without_returning(self.conn())
                    .await
            }
            Some(before) => Update::many(Entity)
                .set(active)
                .filter(Column::Id.eq(row.id))
                .filter(Column::Version.eq(before))
                .exec(self.conn())
                .await
                .map(|updated| updated.rows_affected),
        };
        if written.map_err(|error| self.failed(error))? == 0 {
            return Err(self.lost_race());
        }
        self.versions.see(&row);
        Ok(())
    }

    /// Claims an obligation that the timer has to look at now; none when somebody else has it, or
    /// it has been looked at since.
    pub(crate) async fn claim_due(
        &self,
        id: ObligationId,
    ) -> Result<Option<Obligation>, LedgerError> {
        let row = Entity::find_by_id(id.0)
            .filter(Column::FiresAt.lte(self.now()))
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .one(self.conn())
            .await
            .map_err(|error| self.failed(error))?;
        row.map(|row| {
            self.versions.see(&row);
            row.to_obligation()
        })
        .transpose()
    }

    /// Records that the owner of `obligation`, read in this unit, has been reminded.
    pub(crate) async fn mark_reminded(&self, obligation: &Obligation) -> Result<(), LedgerError> {
        let before = self.versions.seen(obligation.id);
        self.write(obligation, true, before.map(|before| before.number))
            .await
    }
}

fn entry_of(change: &Change, now: DateTime<Utc>, actor: &str, tells: Vec<Tell>) -> NewEntry {
    let obligation = &change.obligation;
    let occurred_at = match change.kind {
        ChangeKind::Fulfilled | ChangeKind::Waived | ChangeKind::Cancelled => obligation.closed_at,
        // However late it is noticed: it is late from then on.
        ChangeKind::Breached => obligation.breached_at,
        ChangeKind::Armed
        | ChangeKind::Reprojected
        | ChangeKind::Restated
        | ChangeKind::Reassigned => None,
    };
    NewEntry {
        id: None,
        subject: obligation.subject.clone(),
        kind: kind_of(change.kind),
        payload: payload_of(change),
        occurred_at: occurred_at.unwrap_or(now),
        actor: actor.to_owned(),
        edition: Some(obligation.edition.clone()),
        clauses: obligation.clauses.clone(),
        tells,
    }
}

/// All obligations of a subject, in the order in which they were armed.
pub(crate) async fn of_subject(
    db: &impl ConnectionTrait,
    subject: Uuid,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::SubjectId.eq(subject))
        .order_by_asc(Column::StartedAt)
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// Up to `size` obligations that the timer has to look at by `now`, after those that fire at or
/// before `after`.
pub(crate) async fn due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    after: Option<(DateTime<Utc>, Uuid)>,
    size: u64,
) -> Result<Vec<(DateTime<Utc>, Uuid)>, DbErr> {
    let mut due = Entity::find()
        .select_only()
        .columns([Column::FiresAt, Column::Id])
        .filter(Column::FiresAt.lte(now))
        .order_by_asc(Column::FiresAt)
        .order_by_asc(Column::Id)
        .limit(size);
    if let Some((at, id)) = after {
        let later = Column::FiresAt.gt(at);
        due = due.filter(later.or(Column::FiresAt.eq(at).and(Column::Id.gt(id))));
    }
    due.into_tuple().all(db).await
}

/// When the timer will next have something to look at.
pub(crate) async fn next_due(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, DbErr> {
    Entity::find()
        .select_only()
        .column(Column::FiresAt)
        .filter(Column::FiresAt.is_not_null())
        .order_by_asc(Column::FiresAt)
        .into_tuple()
        .one(db)
        .await
}

/// What a column of a table holds, each once.
///
/// # Errors
///
/// When the database can't be read.
pub async fn distinct<E: EntityTrait>(
    db: &impl ConnectionTrait,
    column: E::Column,
) -> Result<Vec<String>, LedgerError> {
    let values = E::find()
        .select_only()
        .column(column)
        .distinct()
        .into_tuple()
        .all(db);
    Ok(values.await?)
}

/// The editions that obligations follow.
///
/// # Errors
///
/// When the database can't be read.
pub async fn editions(db: &impl ConnectionTrait) -> Result<Vec<String>, LedgerError> {
    distinct::<Entity>(db, Column::Edition).await
}

/// Every subject that has an obligation.
pub(crate) async fn subjects(db: &impl ConnectionTrait) -> Result<Vec<Subject>, DbErr> {
    let rows: Vec<(String, Uuid, Uuid)> = Entity::find()
        .select_only()
        .columns([Column::SubjectKind, Column::SubjectId, Column::HouseholdId])
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    let subject = |(kind, id, household): (String, Uuid, Uuid)| Subject {
        kind,
        id,
        household: household.into(),
    };
    Ok(rows.into_iter().map(subject).collect())
}
