//! Both kinds of database.

use std::time::Duration;

use handrail_chassis::database::{
    DatabaseError, DatabaseSettings, DatabaseWatch, Migrate, begin_write, connect, migrate, prepare,
};
use handrail_chassis::worker::Worker;
use handrail_testkit::database::Postgres;
use sea_orm::{ConnectionTrait, DbErr, Statement, TransactionTrait};
use sea_orm_migration::prelude::{
    ColumnDef, DeriveIden, MigrationName, MigrationTrait, MigratorTrait, SchemaManager, Table,
};

#[derive(DeriveIden)]
enum Note {
    Table,
    Id,
}

struct CreateNotes;

impl MigrationName for CreateNotes {
    fn name(&self) -> &'static str {
        "m0001_notes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CreateNotes {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut id = ColumnDef::new(Note::Id);
        id.integer().not_null().primary_key();
        let table = Table::create().table(Note::Table).col(&mut id).to_owned();
        manager.create_table(table).await
    }
}

struct Broken;

impl MigrationName for Broken {
    fn name(&self) -> &'static str {
        "m0002_broken"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Broken {
    async fn up(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Custom("told to fail".into()))
    }
}

struct Good;

impl MigratorTrait for Good {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateNotes)]
    }
}

struct Half;

impl MigratorTrait for Half {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(CreateNotes), Box::new(Broken)]
    }
}

fn sqlite(url: String) -> DatabaseSettings {
    DatabaseSettings::new(url, None)
}

fn in_folder(folder: &tempfile::TempDir) -> DatabaseSettings {
    let file = folder.path().join("made/on/demand.db");
    sqlite(format!("sqlite://{}", file.display()))
}

/// A schema of a database of its own, or nothing where there is no server.
async fn postgres() -> Option<(Postgres, DatabaseSettings)> {
    let database = Postgres::create().await.unwrap()?;
    let settings = DatabaseSettings::new(database.url(), Some("chassis".to_owned()));
    Some((database, settings))
}

async fn one_text(db: &impl ConnectionTrait, sql: &str) -> String {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index::<String>(0)
        .or_else(|_| row.try_get_by_index::<i32>(0).map(|n| n.to_string()))
        .unwrap()
}

async fn notes(db: &impl ConnectionTrait) -> String {
    one_text(db, "SELECT CAST(count(*) AS text) FROM note").await
}

#[tokio::test]
async fn memory_outlives_a_connections_idleness_and_keeps_foreign_keys() {
    let db = connect(&sqlite("sqlite::memory:".into())).await.unwrap();
    migrate::<Good>(&db, "test").await.unwrap();
    migrate::<Good>(&db, "test").await.unwrap();
    assert_eq!(notes(&db).await, "0");
    assert_eq!(one_text(&db, "PRAGMA foreign_keys").await, "1");
}

#[tokio::test]
async fn a_file_is_made_with_its_folder_and_survives_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let db = connect(&in_folder(&folder)).await.unwrap();
    assert_eq!(one_text(&db, "PRAGMA journal_mode").await, "wal");
    assert_eq!(one_text(&db, "PRAGMA synchronous").await, "2");
    assert_eq!(one_text(&db, "PRAGMA foreign_keys").await, "1");
    assert_eq!(one_text(&db, "PRAGMA busy_timeout").await, "10000");
}

#[tokio::test]
async fn writers_of_a_file_wait_for_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let db = connect(&in_folder(&folder)).await.unwrap();
    migrate::<Good>(&db, "test").await.unwrap();
    // Reads first and writes then: without the writer's place from the start, most would fail.
    let write = async || -> Result<(), DbErr> {
        let transaction = begin_write(&db).await?;
        let count: i32 = notes(&transaction).await.parse().unwrap();
        let insert = format!("INSERT INTO note (id) VALUES ({count})");
        transaction.execute_unprepared(&insert).await?;
        transaction.commit().await
    };
    let (a, b, c, d) = tokio::join!(write(), write(), write(), write());
    assert_eq!([a, b, c, d], [Ok(()), Ok(()), Ok(()), Ok(())]);
    assert_eq!(notes(&db).await, "4");
}

#[tokio::test]
async fn a_failed_migration_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let db = connect(&in_folder(&folder)).await.unwrap();
    let failed = migrate::<Half>(&db, "test").await.unwrap_err();
    assert!(matches!(failed, DatabaseError::Migrate { .. }), "{failed}");
    assert!(db.execute_unprepared("SELECT * FROM note").await.is_err());
    migrate::<Good>(&db, "test").await.unwrap();
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("broken.db");
    std::fs::write(&file, "no database, but long enough to look at".repeat(50)).unwrap();
    let settings = sqlite(format!("sqlite://{}", file.display()));
    let refused = connect(&settings).await.unwrap_err();
    assert!(matches!(refused, DatabaseError::Open(_)), "{refused:?}");
}

#[tokio::test]
async fn an_unknown_database_is_refused_without_repeating_its_password() {
    let refused = connect(&sqlite("mysql://me:hunter2@localhost/x".into())).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, DatabaseError::Unknown));
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}

#[tokio::test]
async fn replicas_that_start_together_migrate_once() {
    let Some((database, settings)) = postgres().await else {
        return;
    };
    let start = async || {
        let db = connect(&settings).await?;
        migrate::<Good>(&db, "test").await?;
        Ok::<_, DatabaseError>(db)
    };
    let (a, b, c, d) = tokio::join!(start(), start(), start(), start());
    for db in [&a, &b, &c, &d] {
        assert_eq!(notes(db.as_ref().unwrap()).await, "0");
    }
    database.remove().await.unwrap();
}

#[tokio::test]
async fn transactions_on_postgres_are_short_by_force_and_stay_in_their_schema() {
    let Some((database, settings)) = postgres().await else {
        return;
    };
    let db = connect(&settings).await.unwrap();
    let failed = migrate::<Half>(&db, "test").await.unwrap_err();
    assert!(matches!(failed, DatabaseError::Migrate { .. }), "{failed}");
    migrate::<Good>(&db, "test").await.unwrap();
    let transaction = begin_write(&db).await.unwrap();
    for (setting, value) in [
        ("statement_timeout", "10s"),
        ("lock_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("transaction_isolation", "read committed"),
        ("search_path", settings.schema.as_deref().unwrap()),
    ] {
        let shown = one_text(&transaction, &format!("SHOW {setting}")).await;
        assert_eq!(shown.trim_matches('"'), value, "{setting}");
    }
    transaction.rollback().await.unwrap();
    assert!(db.begin().await.is_ok());
    database.remove().await.unwrap();
}

/// Apart from the service, and before it: what a login that may not change tables has to be able to see.
async fn waits_for_the_schema(settings: &DatabaseSettings) {
    let apart = DatabaseSettings {
        migrate: Migrate::Apart,
        wait: Duration::from_millis(900),
        ..settings.clone()
    };
    let db = connect(settings).await.unwrap();
    let old = prepare::<Good>(&db, "test", &apart).await.unwrap_err();
    assert!(
        matches!(&old, DatabaseError::TooOld { missing, .. } if missing == &["m0001_notes"]),
        "{old:?}"
    );
    let patient = DatabaseSettings {
        wait: Duration::from_secs(60),
        ..apart.clone()
    };
    let (waited, migrated) = tokio::join!(
        prepare::<Good>(&db, "test", &patient),
        migrate::<Good>(&db, "test")
    );
    migrated.unwrap();
    waited.unwrap();
    prepare::<Good>(&db, "test", &apart).await.unwrap();
}

/// A later version has been here: nobody knows what its tables mean.
async fn refuses_a_later_schema(settings: &DatabaseSettings) {
    struct Nothing;
    impl MigratorTrait for Nothing {
        fn migrations() -> Vec<Box<dyn MigrationTrait>> {
            vec![]
        }
    }
    let db = connect(settings).await.unwrap();
    migrate::<Good>(&db, "test").await.unwrap();
    for migrate in [Migrate::AtStart, Migrate::Apart] {
        let settings = DatabaseSettings {
            migrate,
            ..settings.clone()
        };
        let new = prepare::<Nothing>(&db, "test", &settings).await;
        let new = new.unwrap_err();
        assert!(
            matches!(&new, DatabaseError::TooNew { unknown, .. } if unknown == &["m0001_notes"]),
            "{new:?}"
        );
    }
    assert_eq!(notes(&db).await, "0", "and left alone");
}

#[tokio::test]
async fn a_service_that_does_not_migrate_waits_for_whoever_does() {
    let folder = tempfile::tempdir().unwrap();
    waits_for_the_schema(&in_folder(&folder)).await;
    if let Some((database, settings)) = postgres().await {
        waits_for_the_schema(&settings).await;
        database.remove().await.unwrap();
    }
}

#[tokio::test]
async fn a_schema_that_is_too_new_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    refuses_a_later_schema(&in_folder(&folder)).await;
    if let Some((database, settings)) = postgres().await {
        refuses_a_later_schema(&settings).await;
        database.remove().await.unwrap();
    }
}

#[tokio::test]
async fn a_wrong_password_is_no_reason_to_wait() {
    let Some((database, settings)) = postgres().await else {
        return;
    };
    let (login, place) = settings.url.split_once('@').unwrap();
    let wrong = DatabaseSettings {
        url: format!("{login}x@{place}"),
        ..settings.clone()
    };
    let refused = connect(&wrong).await.unwrap_err();
    assert!(matches!(refused, DatabaseError::Refused(_)), "{refused:?}");
    let missing = DatabaseSettings {
        url: format!("{}_not_there", settings.url),
        ..settings
    };
    let refused = connect(&missing).await.unwrap_err();
    assert!(matches!(refused, DatabaseError::Refused(_)), "{refused:?}");
    database.remove().await.unwrap();
}

#[tokio::test]
async fn a_server_that_stays_away_is_given_up_after_the_time_that_was_set() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let settings = DatabaseSettings {
        wait: Duration::from_secs(1),
        ..DatabaseSettings::new(
            format!("postgres://nobody:hunter2@127.0.0.1:{port}/x"),
            None,
        )
    };
    let away = connect(&settings).await.unwrap_err();
    let text = format!("{away} {away:?}");
    assert!(matches!(away, DatabaseError::Away { .. }), "{text}");
    assert!(text.contains("within 1 seconds"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

#[tokio::test]
async fn a_server_says_that_it_can_serve_only_while_its_database_answers() {
    let db = connect(&sqlite("sqlite::memory:".into())).await.unwrap();
    let server = crate::service::start().await;
    server.health.ready().await;
    let watch = DatabaseWatch::new(db.clone(), server.health.clone());
    watch.step().await.unwrap();
    assert!(server.health.can_serve());
    db.close().await.unwrap();
    watch.step().await.unwrap();
    assert!(!server.health.can_serve());
}
