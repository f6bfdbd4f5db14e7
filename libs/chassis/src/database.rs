//! The service's own database: an SQLite file or memory, or a schema of a PostgreSQL server.
//!
//! Statements are never logged or recorded in spans: they hold what people are told in confidence.

mod migrate;
mod wait;
mod watch;

use std::fmt;
use std::path::Path;
use std::time::Duration;

use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};
use thiserror::Error;
use tokio::time::timeout;

pub use self::migrate::{migrate, prepare};
pub use self::watch::{DatabaseWatch, PING_EVERY};

/// How long to wait for a database that is not there yet, unless told otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

const SQLITE_POOL: u32 = 4;
const SQLITE_BUSY: Duration = Duration::from_secs(10);
const POSTGRES_POOL: u32 = 10;
const ACQUIRE: Duration = Duration::from_secs(8);
const PING_WITHIN: Duration = Duration::from_secs(3);

/// Which database a service keeps its state in.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// `sqlite::memory:`, `sqlite://path/to/file.db` or `postgres://user:password@host/name`.
    pub url: String,
    /// The service's schema on PostgreSQL, created when it is missing; SQLite has none.
    pub schema: Option<String>,
    /// How long to wait at start for a server that does not answer, or a schema that is not there yet.
    pub wait: Duration,
    /// Who brings the schema up to date.
    pub migrate: Migrate,
}

/// Who brings the schema up to date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Migrate {
    /// The service, when it starts.
    #[default]
    AtStart,
    /// Somebody else, before or while the service starts.
    Apart,
}

impl DatabaseSettings {
    /// This database, waited for as long as usual, and brought up to date at start.
    pub fn new(url: impl Into<String>, schema: Option<String>) -> Self {
        Self {
            url: url.into(),
            schema,
            wait: PATIENCE,
            migrate: Migrate::default(),
        }
    }
}

impl fmt::Debug for DatabaseSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL may hold a password.
        f.debug_struct("DatabaseSettings")
            .field("schema", &self.schema)
            .field("wait", &self.wait)
            .field("migrate", &self.migrate)
            .finish_non_exhaustive()
    }
}

/// Opens the database, waiting for a server that is not there yet as long as the settings say.
///
/// # Errors
///
/// When the settings make no sense, the folder can't be made, the server refuses, or it stays away.
pub async fn connect(settings: &DatabaseSettings) -> Result<DatabaseConnection, DatabaseError> {
    if let Some(schema) = &settings.schema
        && !is_schema_name(schema)
    {
        return Err(DatabaseError::SchemaName(schema.clone()));
    }
    let db = match kind(&settings.url).ok_or(DatabaseError::Unknown)? {
        Kind::SqliteMemory => open(sqlite_memory(&settings.url)).await?,
        Kind::SqliteFile(path) => {
            make_folder_of(path)?;
            open(sqlite_file(&settings.url)).await?
        }
        Kind::Postgres => wait::for_server(postgres(settings), settings.wait).await?,
    };
    if let Some(schema) = &settings.schema
        && db.get_database_backend() == DbBackend::Postgres
    {
        create_schema(&db, schema).await?;
    }
    Ok(db)
}

/// Asks the database for the least it can do.
///
/// # Errors
///
/// When it does not answer in time.
pub async fn ping(db: &DatabaseConnection) -> Result<(), DbErr> {
    timeout(PING_WITHIN, db.execute_unprepared("SELECT 1"))
        .await
        .map_err(|_| DbErr::Custom("it does not answer".to_owned()))?
        .map(|_| ())
}

/// Begins a transaction that will write: on SQLite it holds the one writer's place from the start,
/// so that it can't fail half-way for having read first; on PostgreSQL it reads what is committed.
///
/// # Errors
///
/// When no connection is free in time, or SQLite's writer stays busy.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = if db.get_database_backend() == DbBackend::Sqlite {
        TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        }
    } else {
        TransactionOptions {
            isolation_level: Some(IsolationLevel::ReadCommitted),
            access_mode: Some(AccessMode::ReadWrite),
            ..TransactionOptions::default()
        }
    };
    db.begin_with_options(options).await
}

/// Why the database can't be used. No variant repeats the URL, which may hold a password.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// Neither SQLite nor PostgreSQL.
    #[error("the database URL starts with neither sqlite: nor postgres://")]
    Unknown,
    /// Not a name we would put into a statement.
    #[error("\"{0}\" is not a schema name")]
    SchemaName(String),
    /// The folder of the database file can't be made.
    #[error("the folder {folder} can't be made: give the service a folder that it may write to")]
    Folder {
        /// The folder.
        folder: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is there and can't be opened.
    #[error(
        "the database file can't be opened: is it an SQLite file, may the service write to it and to its folder, and is there room?"
    )]
    Open(#[source] DbErr),
    /// The server answered, and waiting will not change what it said.
    #[error(
        "the database server refuses: check name, password and database in HANDRAIL_DATABASE_URL, and what this login may do"
    )]
    Refused(#[source] DbErr),
    /// Nobody answered in time.
    #[error(
        "the database did not answer within {} seconds: check host and port in HANDRAIL_DATABASE_URL, and that it can be reached from here; HANDRAIL_DATABASE_WAIT says how long to wait",
        .waited.as_secs()
    )]
    Away {
        /// How long it was waited for.
        waited: Duration,
        /// What the last attempt came to.
        source: DbErr,
    },
    /// The service's schema is missing and could not be made.
    #[error("the schema {schema} can't be made: make it, or let this login create schemas")]
    Schema {
        /// The schema.
        schema: String,
        /// Why.
        source: DbErr,
    },
    /// A migration failed and was undone.
    #[error("the schema of {service} can't be brought up to date; it is as it was before")]
    Migrate {
        /// The service.
        service: String,
        /// Why.
        source: DbErr,
    },
    /// What was done to the schema can't be read.
    #[error("the state of {service}'s schema can't be read")]
    State {
        /// The service.
        service: String,
        /// Why.
        source: DbErr,
    },
    /// Nobody has brought the schema up to date in time.
    #[error(
        "the schema of {service} is too old for this program: run its command migrate first; {} migrations are missing, from {} on",
        .missing.len(), .missing.first().map_or("the first", String::as_str)
    )]
    TooOld {
        /// The service.
        service: String,
        /// The migrations that have not been run.
        missing: Vec<String>,
    },
    /// A later version of the program has been here.
    #[error(
        "the schema of {service} is too new for this program: start the version that made it, or restore the database as it was before; unknown here are {}",
        .unknown.join(", ")
    )]
    TooNew {
        /// The service.
        service: String,
        /// The migrations that have been run and that this program does not have.
        unknown: Vec<String>,
    },
}

/// Whether `url` names a kind of database that we can use.
pub(crate) fn is_known(url: &str) -> bool {
    kind(url).is_some()
}

/// Whether `name` can be a schema without quoting: `[a-z][a-z0-9_]{0,62}`.
pub(crate) fn is_schema_name(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

enum Kind<'u> {
    SqliteMemory,
    SqliteFile(&'u Path),
    Postgres,
}

fn kind(url: &str) -> Option<Kind<'_>> {
    if let Some(rest) = url.strip_prefix("sqlite:") {
        let path = rest.trim_start_matches("//");
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        return Some(match path {
            ":memory:" => Kind::SqliteMemory,
            path => Kind::SqliteFile(Path::new(path)),
        });
    }
    let postgres = url.starts_with("postgres://") || url.starts_with("postgresql://");
    postgres.then_some(Kind::Postgres)
}

fn quiet(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .acquire_timeout(ACQUIRE);
    options
}

/// Exactly one connection, kept for ever: the database is the connection.
fn sqlite_memory(url: &str) -> ConnectOptions {
    let mut options = quiet(url);
    options
        .min_connections(1)
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .map_sqlx_sqlite_opts(|sqlite| sqlite.foreign_keys(true));
    options
}

/// Readers beside one writer, and nothing lost when the power goes.
fn sqlite_file(url: &str) -> ConnectOptions {
    let mut options = quiet(url);
    options
        .max_connections(SQLITE_POOL)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(SQLITE_BUSY)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
        });
    options
}

/// Short transactions by force: one that dawdles would hold up the journal of everybody.
fn postgres(settings: &DatabaseSettings) -> ConnectOptions {
    let mut options = quiet(&settings.url);
    options
        .max_connections(POSTGRES_POOL)
        .map_sqlx_postgres_opts(|postgres| {
            postgres.options([
                ("statement_timeout", "10s"),
                ("lock_timeout", "5s"),
                ("idle_in_transaction_session_timeout", "10s"),
            ])
        });
    if let Some(schema) = &settings.schema {
        options.set_schema_search_path(schema.clone());
    }
    options
}

fn make_folder_of(file: &Path) -> Result<(), DatabaseError> {
    let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|source| DatabaseError::Folder {
        folder: folder.display().to_string(),
        source,
    })
}

/// A file is there or it is not; waiting would not change that.
async fn open(options: ConnectOptions) -> Result<DatabaseConnection, DatabaseError> {
    Database::connect(options)
        .await
        .map_err(DatabaseError::Open)
}

async fn create_schema(db: &DatabaseConnection, schema: &str) -> Result<(), DatabaseError> {
    let failed = |source| DatabaseError::Schema {
        schema: schema.to_owned(),
        source,
    };
    let transaction = begin_write(db).await.map_err(failed)?;
    take_schema_lock(&transaction, schema)
        .await
        .map_err(failed)?;
    let known = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT 1 FROM pg_namespace WHERE nspname = $1",
        [schema.into()],
    );
    // Asked first, because a login that may not create schemas may well use its own.
    if transaction
        .query_one_raw(known)
        .await
        .map_err(failed)?
        .is_none()
    {
        transaction
            .execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS {schema}"))
            .await
            .map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)
}

/// Keeps replicas that start together from changing the schema at once, until the transaction ends.
/// SQLite's one writer does so by itself.
async fn take_schema_lock(transaction: &DatabaseTransaction, of: &str) -> Result<(), DbErr> {
    if transaction.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    // Migrations may rightly take longer than an ordinary statement, and so may waiting for them.
    transaction
        .execute_unprepared(
            "SET LOCAL statement_timeout = '10min'; SET LOCAL lock_timeout = '5min'",
        )
        .await?;
    transaction
        .execute_raw(Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock(hashtextextended('handrail schema ' || $1, 0))",
            [of.into()],
        ))
        .await?;
    Ok(())
}
