//! The identity of a journal's database.

use handrail_chassis::database::begin_write;
use handrail_chassis::world::World;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{DatabaseTransaction, Insert};

use super::append::lock;
use crate::error::LedgerError;

/// The only row there is.
const ROW: i32 = 1;
/// A lock of its own, beside those of the partitions.
const LOCK: i32 = -1;

/// The journal's epoch, which is minted if there is none.
pub(crate) async fn open_epoch(
    db: &DatabaseConnection,
    service: &str,
    world: &World,
) -> Result<Uuid, LedgerError> {
    if let Some(row) = Entity::find_by_id(ROW).one(db).await? {
        return Ok(row.epoch);
    }
    let transaction = begin_write(db).await?;
    lock(&transaction, service, LOCK).await?;
    let epoch = match Entity::find_by_id(ROW).one(&transaction).await? {
        Some(row) => row.epoch,
        None => insert(&transaction, world).await?,
    };
    transaction.commit().await?;
    Ok(epoch)
}

/// Gives the journal another epoch. Do this after restoring its database from a backup and before
/// any service opens it: what followers have read may be gone, so every cursor is refused from
/// then on and each follower has to be brought back by hand.
///
/// # Errors
///
/// When the database can't be written.
pub async fn renew_epoch(
    db: &DatabaseConnection,
    service: &str,
    world: &World,
) -> Result<(), LedgerError> {
    let transaction = begin_write(db).await?;
    lock(&transaction, service, LOCK).await?;
    Entity::delete_by_id(ROW).exec(&transaction).await?;
    insert(&transaction, world).await?;
    transaction.commit().await?;
    Ok(())
}

async fn insert(transaction: &DatabaseTransaction, world: &World) -> Result<Uuid, LedgerError> {
    let epoch = world.mint();
    let row = ActiveModel {
        id: Set(ROW),
        epoch: Set(epoch),
        since: Set(world.now()),
    };
    Insert::one(row).exec_without_returning(transaction).await?;
    Ok(epoch)
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_epoch")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub epoch: Uuid,
    pub since: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
