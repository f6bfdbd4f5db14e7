//! Both kinds of database. PostgreSQL is tried where `TEST_DATABASE_URL` names a server.

use std::sync::atomic::{AtomicU32, Ordering};

use handrail_chassis::database::{DatabaseError, DatabaseSettings, begin_write, connect, migrate};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement, TransactionTrait};
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
    DatabaseSettings { url, schema: None }
}

fn in_folder(folder: &tempfile::TempDir) -> DatabaseSettings {
    let file = folder.path().join("made/on/demand.db");
    sqlite(format!("sqlite://{}", file.display()))
}

/// A schema of its own for each test, or nothing where there is no server.
fn postgres() -> Option<DatabaseSettings> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let url = std::env::var("TEST_DATABASE_URL").ok()?;
    let schema = format!(
        "chassis_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::SeqCst)
    );
    let schema = Some(schema);
    Some(DatabaseSettings { url, schema })
}

async fn drop_schema(db: &DatabaseConnection, settings: &DatabaseSettings) {
    let schema = settings.schema.as_deref().unwrap();
    let statement = format!("DROP SCHEMA {schema} CASCADE");
    db.execute_unprepared(&statement).await.unwrap();
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
    let Some(settings) = postgres() else { return };
    let start = async || {
        let db = connect(&settings).await?;
        migrate::<Good>(&db, "test").await?;
        Ok::<_, DatabaseError>(db)
    };
    let (a, b, c, d) = tokio::join!(start(), start(), start(), start());
    for db in [&a, &b, &c, &d] {
        assert_eq!(notes(db.as_ref().unwrap()).await, "0");
    }
    drop_schema(&a.unwrap(), &settings).await;
}

#[tokio::test]
async fn transactions_on_postgres_are_short_by_force_and_stay_in_their_schema() {
    let Some(settings) = postgres() else { return };
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
    drop_schema(&db, &settings).await;
}
