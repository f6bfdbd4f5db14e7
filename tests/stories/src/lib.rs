//! How a story is told: on SQLite, and on PostgreSQL with two of transfers and two of notifications,
//! which are called in turn. The stories themselves are in `tests/`.

use handrail_testkit::{Handrail, Options, Replicas, Storage, database::Postgres, missing_image};
use tokio::sync::RwLock;

/// What a story is told on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// SQLite in memory, and one of each service.
    Sqlite,
    /// PostgreSQL, with two of transfers and two of notifications in this process.
    Postgresql,
    /// The same, with each service in a process of its own.
    Processes,
    /// The same, with each in a container of its own image; half way through, one of each is killed.
    Images,
    /// The same with the containers of a deployment that is up.
    Outside,
    /// A deployment that is up, on the system's clock, with whatever was in its databases.
    Deployed,
}

/// Held for writing while a story makes and removes a network: Docker cuts connections to other containers meanwhile. Where each
/// test has a process of its own, `.config/nextest.toml` sees to the same.
static NETWORKS: RwLock<()> = RwLock::const_new(());

/// Starts a Handrail, tells the story, and proves what has to hold after every story. Where PostgreSQL or
/// the images are missing, nothing happens, and standard error says so.
///
/// # Panics
/// When the story, or what has to hold after it, is not true.
pub async fn tell(ground: Ground, story: impl AsyncFn(&Handrail)) {
    let (_alone, _beside);
    if ground == Ground::Images {
        _alone = NETWORKS.write().await;
    } else {
        _beside = NETWORKS.read().await;
    }
    let Some(mut options) = options(ground).await else {
        return;
    };
    if matches!(ground, Ground::Images | Ground::Outside) {
        options.struck_before_call = Some(calls_of(&story).await / 2);
    }
    let kit = Handrail::start(options).await;
    story(&kit).await;
    kit.finish().await;
}

/// How many calls a story makes: it is told once where that takes a moment.
async fn calls_of(story: &impl AsyncFn(&Handrail)) -> usize {
    let kit = Handrail::start(Options::default()).await;
    story(&kit).await;
    let calls = kit.calls();
    kit.finish().await;
    calls
}

/// How Handrail is started on a ground; nothing, said on standard error, where something is missing for it.
///
/// # Panics
/// When it is required (`REQUIRE_POSTGRES=1`, `REQUIRE_IMAGES=1`), and missing.
#[expect(
    clippy::expect_used,
    reason = "a story without its database has failed"
)]
pub async fn options(ground: Ground) -> Option<Options> {
    let replicas = match ground {
        Ground::Sqlite => return Some(Options::default()),
        Ground::Postgresql => Replicas::Two,
        Ground::Processes => Replicas::Processes,
        Ground::Images => return with_images(Replicas::Images),
        Ground::Outside => return with_images(Replicas::Outside),
        Ground::Deployed => return with_images(Replicas::Deployed),
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

#[expect(
    clippy::print_stderr,
    reason = "a story that was not told must not look like one that was"
)]
fn with_images(replicas: Replicas) -> Option<Options> {
    if let Some(image) = missing_image() {
        let required = std::env::var("REQUIRE_IMAGES").is_ok_and(|value| value == "1");
        assert!(
            !required,
            "REQUIRE_IMAGES=1, and there is no image {image}: run `make images`"
        );
        eprintln!("SKIPPED: there is no image {image} (`make images` builds it)");
        return None;
    }
    Some(Options {
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
