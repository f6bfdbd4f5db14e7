//! An entry as it is stored, and as it is read.

use handrail_contracts::common::v1::Subject;
use handrail_contracts::feed::v1::{self as wire, Entry};
use handrail_contracts::obligation::post_to_wire;
use handrail_contracts::time::timestamp;
use prost_types::Any;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use super::Tell;
use crate::error::LedgerError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_entry")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub partition: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i64,
    pub id: Uuid,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub household_id: Uuid,
    pub kind: String,
    pub payload_type: String,
    pub payload: Vec<u8>,
    pub occurred_at: DateTimeUtc,
    pub recorded_at: DateTimeUtc,
    pub actor: String,
    pub edition: String,
    /// A JSON list of clause ids.
    pub clauses: String,
    /// A JSON list of [`Tell`].
    pub tells: String,
    pub trace_context: String,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The entry as others read it. What can't be understood was not written by us.
    pub(crate) fn into_entry(self) -> Result<Entry, LedgerError> {
        let garbled = |what: &str| {
            LedgerError::corrupt(format!(
                "the {what} of the journal entry at {}/{}",
                self.partition, self.position
            ))
        };
        let tells: Vec<Tell> = serde_json::from_str(&self.tells).map_err(|_| garbled("tells"))?;
        Ok(Entry {
            partition: u32::try_from(self.partition).map_err(|_| garbled("partition"))?,
            position: u64::try_from(self.position).map_err(|_| garbled("position"))?,
            clause_ids: serde_json::from_str(&self.clauses).map_err(|_| garbled("clauses"))?,
            tells: tells.iter().map(Tell::to_wire).collect(),
            id: self.id.to_string(),
            subject: Some(Subject {
                kind: self.subject_kind,
                id: self.subject_id.to_string(),
                household_id: self.household_id.to_string(),
            }),
            kind: self.kind,
            payload: Some(Any {
                type_url: self.payload_type,
                value: self.payload,
            }),
            occurred_at: Some(timestamp(self.occurred_at)),
            recorded_at: Some(timestamp(self.recorded_at)),
            actor: self.actor,
            edition_id: self.edition,
            trace_context: self.trace_context,
            previous_hash: self.previous_hash,
            hash: self.hash,
        })
    }

    pub(super) fn into_insert(self) -> ActiveModel {
        ActiveModel {
            partition: Set(self.partition),
            position: Set(self.position),
            id: Set(self.id),
            subject_kind: Set(self.subject_kind),
            subject_id: Set(self.subject_id),
            household_id: Set(self.household_id),
            kind: Set(self.kind),
            payload_type: Set(self.payload_type),
            payload: Set(self.payload),
            occurred_at: Set(self.occurred_at),
            recorded_at: Set(self.recorded_at),
            actor: Set(self.actor),
            edition: Set(self.edition),
            clauses: Set(self.clauses),
            tells: Set(self.tells),
            trace_context: Set(self.trace_context),
            previous_hash: Set(self.previous_hash),
            hash: Set(self.hash),
        }
    }
}

impl Tell {
    fn to_wire(&self) -> wire::Tell {
        wire::Tell {
            to: Some(post_to_wire(&self.to)),
            reason: self.reason.clone(),
            clause_ids: self.clauses.iter().map(ToString::to_string).collect(),
            due_at: self.due.map(timestamp),
        }
    }
}
