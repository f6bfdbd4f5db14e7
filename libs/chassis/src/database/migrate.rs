//! Bringing a service's schema up to date, and telling whether it is.

use std::collections::BTreeSet;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, EntityName, EntityTrait};
use sea_orm_migration::{
    IntoSchemaManagerConnection, MigratorTrait, SchemaManager, seaql_migrations,
};
use tokio::time::Instant;
use tracing::warn;

use super::wait::{LOOK_EVERY, SAY_EVERY};
use super::{DatabaseError, DatabaseSettings, Migrate, begin_write, take_schema_lock};
use crate::lifecycle::pause;

/// Has the schema as the program needs it before anything is read or written: brings it up to date, or
/// waits until somebody else has, as the settings say.
///
/// # Errors
///
/// When a migration fails, the schema stays too old, or a later version of the program has been here.
pub async fn prepare<M: MigratorTrait>(
    db: &DatabaseConnection,
    service: &str,
    settings: &DatabaseSettings,
) -> Result<(), DatabaseError> {
    match settings.migrate {
        Migrate::AtStart => migrate::<M>(db, service).await,
        Migrate::Apart => await_schema::<M>(db, service, settings.wait).await,
    }
}

/// Brings the schema up to date, in one transaction: all of it or nothing. Replicas that start
/// together wait for one another.
///
/// # Errors
///
/// When a migration fails (nothing of it remains), or a later version of the program has been here.
pub async fn migrate<M: MigratorTrait>(
    db: &DatabaseConnection,
    service: &str,
) -> Result<(), DatabaseError> {
    let failed = |source| DatabaseError::Migrate {
        service: service.to_owned(),
        source,
    };
    let transaction = begin_write(db).await.map_err(failed)?;
    take_schema_lock(&transaction, service)
        .await
        .map_err(failed)?;
    let applied = applied(&transaction).await.map_err(failed)?;
    known_all::<M>(service, &applied)?;
    M::up(&transaction, None).await.map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

async fn await_schema<M: MigratorTrait>(
    db: &DatabaseConnection,
    service: &str,
    patience: Duration,
) -> Result<(), DatabaseError> {
    let give_up = Instant::now() + patience;
    let mut say_next = Instant::now();
    loop {
        let missing = missing::<M>(db, service).await?;
        if missing.is_empty() {
            return Ok(());
        }
        if Instant::now() + LOOK_EVERY >= give_up {
            return Err(DatabaseError::TooOld {
                service: service.to_owned(),
                missing,
            });
        }
        if Instant::now() >= say_next {
            let left = give_up.duration_since(Instant::now()).as_secs();
            warn!(
                service,
                migrations = missing.len(),
                seconds_left = left,
                "the schema is not up to date yet; waiting for the command migrate"
            );
            say_next += SAY_EVERY;
        }
        pause(LOOK_EVERY).await;
    }
}

/// The migrations that have not been run here. Reads alone: this login need not be able to do more.
async fn missing<M: MigratorTrait>(
    db: &DatabaseConnection,
    service: &str,
) -> Result<Vec<String>, DatabaseError> {
    let failed = |source| DatabaseError::State {
        service: service.to_owned(),
        source,
    };
    let applied = applied(db).await.map_err(failed)?;
    known_all::<M>(service, &applied)?;
    let migrations = M::migrations();
    let names = migrations.iter().map(|migration| migration.name());
    Ok(names
        .filter(|name| !applied.contains(*name))
        .map(str::to_owned)
        .collect())
}

/// The migrations that have been run here.
async fn applied<'c, C>(db: &'c C) -> Result<BTreeSet<String>, DbErr>
where
    C: ConnectionTrait,
    &'c C: IntoSchemaManagerConnection<'c>,
{
    let recorded = seaql_migrations::Entity;
    if !SchemaManager::new(db)
        .has_table(recorded.table_name())
        .await?
    {
        return Ok(BTreeSet::new());
    }
    let rows = seaql_migrations::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// What has been run and is not in this program was made by a later one.
fn known_all<M: MigratorTrait>(
    service: &str,
    applied: &BTreeSet<String>,
) -> Result<(), DatabaseError> {
    let known: BTreeSet<String> = M::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect();
    let unknown: Vec<String> = applied
        .iter()
        .filter(|name| !known.contains(*name))
        .cloned()
        .collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(DatabaseError::TooNew {
            service: service.to_owned(),
            unknown,
        })
    }
}
