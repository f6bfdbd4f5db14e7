//! The ledger of one service: where its units of work begin.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use handrail_chassis::database::begin_write;
use handrail_chassis::telemetry::{Operation, failure_of, observed, timed};
use handrail_chassis::world::World;
use prost::Message;
use sea_orm::DatabaseConnection;
use tokio::sync::Notify;
use tracing::Instrument;
use uuid::Uuid;

use crate::error::LedgerError;
use crate::idempotency::{self, Claim, RequestKey};
use crate::journal;
use crate::unit::{Outcome, Tries, Unit};

/// The journal, obligations and stored replies of one service. Clones are the same ledger.
#[derive(Clone, Debug)]
pub struct Ledger(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: DatabaseConnection,
    service: &'static str,
    world: World,
    epoch: Uuid,
    appended: Arc<Notify>,
}

impl Ledger {
    /// Opens the ledger of `service` in a database whose migrations have been run, and gives the
    /// journal its epoch if it has none yet. A virtual clock that shows an earlier time than the
    /// journal's last entry is moved there: a rehearsal goes on where it stopped.
    ///
    /// # Errors
    ///
    /// When the database can't be read or written.
    pub async fn open(
        db: DatabaseConnection,
        service: &'static str,
        world: World,
    ) -> Result<Self, LedgerError> {
        if world.clock.is_virtual()
            && let Some(last) = journal::last_recorded_at(&db).await?
            && last > world.now()
        {
            // Only a clock that has passed `last` meanwhile refuses, and that is as good.
            let _ = world.clock.advance_to(last);
        }
        let epoch = journal::open_epoch(&db, service, &world).await?;
        Ok(Self(Arc::new(Inner {
            db,
            service,
            world,
            epoch,
            appended: Arc::default(),
        })))
    }

    /// The service's name, as `transfers`.
    pub fn service(&self) -> &'static str {
        self.0.service
    }

    /// The service as an actor, as `service:transfers`.
    pub fn actor(&self) -> String {
        format!("service:{}", self.0.service)
    }

    /// Time and ids.
    pub fn world(&self) -> &World {
        &self.0.world
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.world.now()
    }

    /// The database, for reading outside a unit. With an in-memory database there is one connection
    /// alone: while a unit is open, read through the unit.
    pub fn db(&self) -> &DatabaseConnection {
        &self.0.db
    }

    /// The identity of this journal's database. A restore from a backup gives it another.
    pub fn epoch(&self) -> Uuid {
        self.0.epoch
    }

    /// Signalled (to everybody who waits) after each commit here that appended an entry.
    pub fn appended(&self) -> Arc<Notify> {
        self.0.appended.clone()
    }

    /// Begins a unit of work. Dropped without a commit it leaves nothing behind.
    ///
    /// # Errors
    ///
    /// When no connection is free in time, or SQLite's one writer stays busy.
    pub async fn begin(&self) -> Result<Unit, LedgerError> {
        self.begin_as(self.operation("transaction")).await
    }

    /// Begins a unit of work that is this operation on the database.
    pub(crate) async fn begin_as(&self, operation: Operation) -> Result<Unit, LedgerError> {
        // Nothing has been read yet, so there is no race to lose: the database is overloaded.
        match begin_write(self.db()).await {
            Ok(transaction) => Ok(Unit::new(self.clone(), transaction, operation)),
            Err(error) => {
                operation.failed(failure_of(&error));
                Err(LedgerError::Database(error))
            }
        }
    }

    /// Begins an operation on the database, which is told to whoever watches.
    pub(crate) fn operation(&self, name: &'static str) -> Operation {
        Operation::begin(self.db().get_database_backend(), name)
    }

    /// Reads outside a unit, as the operation called `name` for whoever watches.
    ///
    /// # Errors
    ///
    /// Those of `reading`.
    pub async fn read<T>(
        &self,
        name: &'static str,
        reading: impl Future<Output = Result<T, LedgerError>>,
    ) -> Result<T, LedgerError> {
        observed(self.db().get_database_backend(), name, reading).await
    }

    /// Reads how things stand, for whoever watches. That goes on all the time, so no trace tells of it.
    ///
    /// # Errors
    ///
    /// Those of `counting`.
    pub async fn count<T>(
        &self,
        counting: impl Future<Output = Result<T, LedgerError>>,
    ) -> Result<T, LedgerError> {
        timed(self.db().get_database_backend(), "gauges", counting).await
    }

    /// Carries out a command once, however often it is sent: `work` is done and its reply stored in
    /// one unit; the same request again gets the same reply, and waits for it while the first is
    /// still being carried out. A refusal is not stored. With `validate_only` the work is done, its
    /// reply given, and nothing kept.
    ///
    /// `work` has to be repeatable: it is done again, from the start, when it lost a race. It owns
    /// what it uses, as in `async move |unit: &mut Unit| service.open(unit, &command).await`.
    ///
    /// # Errors
    ///
    /// What `work` refuses; [`LedgerError::RequestIdReused`] for the id of another request;
    /// [`LedgerError::Raced`] when others were faster five times; [`LedgerError::Database`].
    pub async fn command<R, E, F>(
        &self,
        request: &RequestKey,
        validate_only: bool,
        work: F,
    ) -> Result<R, E>
    where
        R: Message + Default,
        E: From<LedgerError>,
        // Owning what it uses is also what lets the compiler see that the whole can be sent.
        F: AsyncFn(&mut Unit) -> Result<R, E> + 'static,
    {
        let mut tries = Tries::default();
        loop {
            let operation = self.operation("command");
            let span = operation.span().clone();
            let trying = async {
                let mut unit = self.begin_as(operation).await?;
                let worked = if validate_only {
                    work(&mut unit).await.map(Outcome::Drop)
                } else {
                    once(&mut unit, request, &work).await
                };
                Ok::<_, E>(unit.finish(worked, &mut tries).await)
            };
            if let Some(reply) = trying.instrument(span).await? {
                return reply;
            }
        }
    }
}

/// Does the work unless it has been done before.
async fn once<R, E, F>(unit: &mut Unit, request: &RequestKey, work: &F) -> Result<Outcome<R>, E>
where
    R: Message + Default,
    E: From<LedgerError>,
    F: AsyncFn(&mut Unit) -> Result<R, E>,
{
    if let Claim::Taken(reply) = idempotency::claim(unit, request).await? {
        let reply =
            R::decode(reply.as_slice()).map_err(|_| LedgerError::corrupt("a stored reply"))?;
        return Ok(Outcome::Drop(reply));
    }
    let reply = work(unit).await?;
    idempotency::keep(unit, request, &reply).await?;
    Ok(Outcome::Keep(reply))
}
