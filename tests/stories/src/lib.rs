//! How a story is told: on SQLite, and on PostgreSQL with two of transfers and two of notifications,
//! which are called in turn. The stories themselves are in `tests/`.

use handrail_testkit::{Handrail, Options, Replicas, Storage, database::Postgres};

/// What a story is told on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// SQLite in memory, and one of each service.
    Sqlite,
    /// PostgreSQL, with two of transfers and two of notifications in this process.
    Postgresql,
    /// The same, with each service in a process of its own.
    Processes,
}

/// Starts a Handrail, tells the story, and proves what has to hold after every story. Where PostgreSQL
/// is missing, nothing happens, and standard error says so.
///
/// # Panics
/// When the story, or what has to hold after it, is not true.
pub async fn tell(ground: Ground, story: impl AsyncFnOnce(&Handrail)) {
    let Some(options) = options(ground).await else {
        return;
    };
    let kit = Handrail::start(options).await;
    story(&kit).await;
    kit.finish().await;
}

#[expect(
    clippy::expect_used,
    reason = "a story without its database has failed"
)]
async fn options(ground: Ground) -> Option<Options> {
    let replicas = match ground {
        Ground::Sqlite => return Some(Options::default()),
        Ground::Postgresql => Replicas::Two,
        Ground::Processes => Replicas::Processes,
    };
    let database = Postgres::create()
        .await
        .expect("a PostgreSQL that can be used");
    let storage = Storage::Postgres(database?);
    Some(Options {
        storage,
        replicas,
        ..Options::default()
    })
}

/// Makes tests of stories, which are functions `async fn story(kit: &Handrail)` of the same module.
#[macro_export]
macro_rules! stories {
    ($($story:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                $crate::tell($crate::Ground::Sqlite, super::$story).await;
            })*
        }
        mod on_postgresql {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $story() {
                $crate::tell($crate::Ground::Postgresql, super::$story).await;
            })*
        }
    };
}
