//! The reply of a command, stored with its effect under the caller's request id.

use prost::Message;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Insert, TryInsertResult};
use sha2::{Digest, Sha256};

use crate::error::LedgerError;
use crate::unit::Unit;

/// Identifies a request: who sends it, what it asks for, the id chosen for it, and a fingerprint of
/// its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The caller's subject.
    pub caller: String,
    /// The method, as `transfers.v1.OpenTransfer`.
    pub method: &'static str,
    /// The id that the caller chose.
    pub request_id: String,
    /// SHA-256 of the request's content.
    pub body_hash: [u8; 32],
}

impl RequestKey {
    /// The key of `body`, sent by `caller` as a request of `method`.
    pub fn of(
        caller: impl Into<String>,
        method: &'static str,
        request_id: impl Into<String>,
        body: &impl Message,
    ) -> Self {
        Self {
            caller: caller.into(),
            method,
            request_id: request_id.into(),
            body_hash: Sha256::digest(body.encode_to_vec()).into(),
        }
    }
}

/// Whether a request is new.
pub(crate) enum Claim {
    /// It is, and whoever sends it again waits for us.
    Ours,
    /// It was carried out before, with this reply.
    Taken(Vec<u8>),
}

/// Claims the request before its work begins, so that a repetition sent meanwhile waits here for
/// the first to end and then finds its reply, in place of being refused by what the first has done.
///
/// On PostgreSQL `ON CONFLICT DO NOTHING` waits for the other transaction without aborting ours; on
/// SQLite there is one writer.
pub(crate) async fn claim(unit: &Unit, request: &RequestKey) -> Result<Claim, LedgerError> {
    let row = ActiveModel {
        caller: Set(request.caller.clone()),
        method: Set(request.method.to_owned()),
        request_id: Set(request.request_id.clone()),
        body_hash: Set(request.body_hash.to_vec()),
        reply: Set(None),
        recorded_at: Set(unit.now()),
    };
    let inserted = Insert::one(row)
        .on_conflict_do_nothing()
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    if let TryInsertResult::Inserted(1) = inserted {
        return Ok(Claim::Ours);
    }
    let found = Entity::find_by_id(key(request))
        .one(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?
        .ok_or_else(|| unit.lost_race())?;
    if found.body_hash != request.body_hash {
        return Err(LedgerError::RequestIdReused);
    }
    let reply = found
        .reply
        .ok_or_else(|| LedgerError::corrupt("a stored reply"))?;
    Ok(Claim::Taken(reply))
}

/// Stores the reply of a claimed request.
pub(crate) async fn keep(
    unit: &Unit,
    request: &RequestKey,
    reply: &impl Message,
) -> Result<(), LedgerError> {
    let (caller, method, request_id) = key(request);
    Entity::update_many()
        .col_expr(Column::Reply, Expr::value(reply.encode_to_vec()))
        .filter(Column::Caller.eq(caller))
        .filter(Column::Method.eq(method))
        .filter(Column::RequestId.eq(request_id))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

fn key(request: &RequestKey) -> (String, String, String) {
    (
        request.caller.clone(),
        request.method.to_owned(),
        request.request_id.clone(),
    )
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub caller: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub method: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: String,
    pub body_hash: Vec<u8>,
    /// Empty while the request is being carried out, which no other transaction ever sees.
    pub reply: Option<Vec<u8>>,
    pub recorded_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
