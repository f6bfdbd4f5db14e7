//! A database of its own for every test.

use super::sample;
use handrail_chassis::config::RuleFiles;
use handrail_chassis::database::{DatabaseSettings, connect, migrate};
use handrail_chassis::world::World;
use handrail_contracts::feed::v1::Entry;
use handrail_frame::Rulebook;
use handrail_ledger::Ledger;
use handrail_ledger::follower::{Apply, ApplyError};
use handrail_notifications::{Delivery, MailFolder, Migrator, Telling};
use handrail_testkit::database::Postgres;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use std::path::PathBuf;
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
/// service started again. With a mail folder.
pub(crate) struct Place {
    folder: TempDir,
    postgres: Option<Postgres>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().expect("a folder");
        Self {
            folder,
            postgres: None,
        }
    }

    pub(crate) async fn postgres() -> Option<Self> {
        let postgres = Postgres::create().await.expect("a database")?;
        let folder = TempDir::new().expect("a folder");
        Some(Self {
            folder,
            postgres: Some(postgres),
        })
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.postgres.is_some()
    }

    /// Opens the ledger of `service`; each has a schema or file of its own.
    pub(crate) async fn open(&self, service: &'static str, world: &World) -> Ledger {
        let url = match &self.postgres {
            None => format!("sqlite://{}/{service}.db", self.folder.path().display()),
            Some(postgres) => postgres.url().to_owned(),
        };
        let settings = DatabaseSettings::new(url, Some(service.to_owned()));
        let db = connect(&settings).await.expect("a connection");
        migrate::<Migrator>(&db, service).await.expect("the tables");
        Ledger::open(db, service, world.clone())
            .await
            .expect("a ledger")
    }

    /// Opens the ledger of notifications.
    pub(crate) async fn notifications(&self, world: &World) -> Ledger {
        self.open("notifications", world).await
    }

    /// Where mail is left.
    pub(crate) fn mail(&self) -> PathBuf {
        self.folder.path().join("mail")
    }

    /// A worker that leaves it there.
    pub(crate) fn delivery(&self, ledger: &Ledger) -> Delivery {
        Delivery::new(ledger.clone(), rulebook(), MailFolder::new(self.mail()))
    }

    /// The names of the files in the mail folder, hidden ones too.
    pub(crate) fn files(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.mail()).expect("a mail folder");
        let name = |file: std::fs::DirEntry| file.file_name().to_string_lossy().into_owned();
        files.map(|file| name(file.expect("a file"))).collect()
    }

    pub(crate) async fn remove(self) {
        if let Some(postgres) = self.postgres {
            postgres.remove().await.expect("it can be removed");
        }
    }
}

pub(crate) fn rulebook() -> Rulebook {
    let files = RuleFiles {
        organisation: sample(),
        ..RuleFiles::default()
    };
    Rulebook::open(&files).expect("the sample organisation")
}

/// Applies an entry of transfers, in a unit of its own.
pub(crate) async fn apply(ledger: &Ledger, entry: &Entry) -> Result<(), ApplyError> {
    let mut unit = ledger.begin().await?;
    Telling::new("transfers", rulebook())
        .apply(&mut unit, entry)
        .await?;
    Ok(unit.commit().await?)
}

/// How many rows a condition finds, as in `notice WHERE state = 'pending'`.
pub(crate) async fn count(db: &DatabaseConnection, from: &str) -> i64 {
    let sql = format!("SELECT count(*) AS n FROM {from}");
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.expect("a count");
    row.expect("a row").try_get("", "n").expect("a number")
}

pub(crate) async fn execute(db: &DatabaseConnection, sql: &str) -> Result<(), DbErr> {
    db.execute_unprepared(sql).await.map(|_| ())
}
