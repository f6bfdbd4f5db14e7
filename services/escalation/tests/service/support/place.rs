//! A database of its own for every test.

use super::Suite;
use handrail_chassis::database::{DatabaseSettings, connect};
use handrail_testkit::database::Postgres;
use sea_orm::ConnectionTrait;
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

const SCHEMA: &str = "escalation";

/// Where the service can be started, as often as wanted.
pub(crate) enum Place {
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

    pub(crate) async fn start(&self) -> Suite {
        Suite::on(&self.url(), self.schema()).await
    }

    pub(crate) async fn restart(&self, suite: &mut Suite) {
        suite.restart(&self.url(), self.schema()).await;
    }

    /// Does something to the database behind the back of the service.
    pub(crate) async fn tamper(&self, statement: &str) {
        let db = connect(&self.settings()).await.expect("a connection");
        let done = db.execute_unprepared(statement).await.expect("it is done");
        assert_eq!(done.rows_affected(), 1);
        db.close().await.expect("it closes");
    }

    pub(crate) async fn remove(self) {
        if let Self::Postgres(postgres) = self {
            postgres.remove().await.expect("it can be removed");
        }
    }

    pub(crate) fn settings(&self) -> DatabaseSettings {
        DatabaseSettings::new(self.url(), self.schema().map(str::to_owned))
    }

    fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite://{}/escalation.db", folder.path().display()),
            Self::Postgres(postgres) => postgres.url().to_owned(),
        }
    }

    fn schema(&self) -> Option<&'static str> {
        matches!(self, Self::Postgres(_)).then_some(SCHEMA)
    }
}
