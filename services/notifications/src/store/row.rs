//! The table of notices: what is searched has a column, the rest is in `state`.

use super::Kept;
use crate::notice::{Notice, Standing};
use handrail_ledger::LedgerError;
use sea_orm::ActiveValue::Set;
use sea_orm::DerivePartialModel;
use sea_orm::entity::prelude::*;

pub(crate) const PENDING: &str = "pending";
pub(crate) const DELIVERED: &str = "delivered";
pub(crate) const FAILED: &str = "failed";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub source: String,
    pub entry_id: Uuid,
    /// The officer, or the post where there is none: unique with the entry and the reason.
    pub recipient: String,
    pub reason: String,
    pub officer_id: Option<String>,
    pub team_id: String,
    pub subject_id: Uuid,
    pub household_id: Uuid,
    pub written_at: DateTimeUtc,
    pub state: String,
    /// Empty unless the notice waits.
    pub next_try_at: Option<DateTimeUtc>,
    /// The whole notice, as JSON.
    pub notice: String,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What a reference to a notice is made of.
#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "Entity")]
pub(super) struct Reference {
    pub(super) id: Uuid,
    pub(super) household_id: Uuid,
}

impl Model {
    pub(super) fn of(notice: &Notice, version: i64) -> Result<Self, LedgerError> {
        let json = serde_json::to_string(notice)
            .map_err(|_| LedgerError::Corrupt("a notice".to_owned()))?;
        let (state, next_try_at) = match notice.standing {
            Standing::Pending { next_try_at, .. } => (PENDING, Some(next_try_at)),
            Standing::Delivered { .. } => (DELIVERED, None),
            Standing::Failed { .. } => (FAILED, None),
        };
        Ok(Self {
            id: notice.id.0,
            source: notice.source.to_string(),
            entry_id: notice.entry.0,
            recipient: notice.recipient(),
            reason: notice.reason.to_string(),
            officer_id: notice.officer.as_ref().map(ToString::to_string),
            team_id: notice.to.team.to_string(),
            subject_id: notice.subject.id,
            household_id: notice.subject.household.0,
            written_at: notice.written_at,
            state: state.to_owned(),
            next_try_at,
            notice: json,
            version,
        })
    }

    pub(super) fn into_kept(self) -> Result<Kept, LedgerError> {
        let notice = serde_json::from_str(&self.notice)
            .map_err(|_| LedgerError::Corrupt(format!("notice {}", self.id)))?;
        Ok(Kept {
            notice,
            version: self.version,
        })
    }

    pub(super) fn into_active(self) -> ActiveModel {
        ActiveModel {
            id: Set(self.id),
            source: Set(self.source),
            entry_id: Set(self.entry_id),
            recipient: Set(self.recipient),
            reason: Set(self.reason),
            officer_id: Set(self.officer_id),
            team_id: Set(self.team_id),
            subject_id: Set(self.subject_id),
            household_id: Set(self.household_id),
            written_at: Set(self.written_at),
            state: Set(self.state),
            next_try_at: Set(self.next_try_at),
            notice: Set(self.notice),
            version: Set(self.version),
        }
    }
}
