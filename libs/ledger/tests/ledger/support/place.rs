//! A database of its own for every test.

use handrail_chassis::database::{DatabaseSettings, connect, migrate};
use handrail_chassis::world::World;
use handrail_ledger::{Ledger, migration};
use handrail_testkit::database::Postgres;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager};
use tempfile::TempDir;

/// Runs each test on both databases.
macro_rules! on_both {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                super::$test(&$crate::support::Place::sqlite()).await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $test() {
                if let Some(place) = $crate::support::Place::postgres().await {
                    super::$test(&place).await;
                    place.remove().await;
                }
            })*
        }
    };
}
pub(crate) use on_both;

/// Where a ledger can be opened, as often as wanted: each time is another replica, or the same
/// service started again.
pub(crate) enum Place {
    Memory,
    Sqlite(TempDir),
    Postgres(Postgres),
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(TempDir::new().expect("a folder"))
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let created = Postgres::create().await.expect("a database");
        created.map(Self::Postgres)
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Opens the ledger of `transfers`.
    pub(crate) async fn open(&self, world: World) -> Ledger {
        self.open_as("transfers", world).await
    }

    /// Opens the ledger of a service; each has a schema or file of its own.
    pub(crate) async fn open_as(&self, service: &'static str, world: World) -> Ledger {
        let url = match self {
            Self::Memory => "sqlite::memory:".to_owned(),
            Self::Sqlite(folder) => {
                format!("sqlite://{}/{service}.db", folder.path().display())
            }
            Self::Postgres(postgres) => postgres.url().to_owned(),
        };
        let settings = DatabaseSettings::new(url, Some(service.to_owned()));
        let db = connect(&settings).await.expect("a connection");
        migrate::<Migrator>(&db, service).await.expect("the tables");
        Ledger::open(db, service, world).await.expect("a ledger")
    }

    pub(crate) async fn remove(self) {
        if let Self::Postgres(postgres) = self {
            postgres.remove().await.expect("it can be removed");
        }
    }
}

/// How many rows a condition finds, as in `journal_entry WHERE kind = 'test.happened'`.
pub(crate) async fn count(db: &DatabaseConnection, from: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {from}");
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.expect("a count");
    row.expect("a row").try_get("", "n").expect("a number")
}

struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let mut migrations = migration::tables();
        migrations.push(Box::new(Effects));
        migrations
    }
}

/// What a service does: it can be seen to have been done twice.
struct Effects;

impl MigrationName for Effects {
    fn name(&self) -> &str {
        "test_0001_effects"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Effects {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = "CREATE TABLE effect (what text NOT NULL)";
        manager
            .get_connection()
            .execute_unprepared(table)
            .await
            .map(|_| ())
    }
}
