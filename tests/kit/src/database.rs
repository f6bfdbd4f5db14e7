//! Databases for tests: each test its own, empty, and gone afterwards.
//!
//! Which PostgreSQL is used, the environment says (`make test` sets it):
//!
//! - `HANDRAIL_TEST_POSTGRES`: `testcontainers`, a `postgres://` URL of a server where databases may be
//!   made, or `none`; unset is `none`;
//! - `HANDRAIL_TEST_POSTGRES_IMAGE`: the image for `testcontainers`;
//! - `HANDRAIL_TEST_RUN`: names the test run. Processes of one run share one container, which whoever
//!   named the run removes by its label `handrail.test-run`. Unset, each process has a container of its own;
//! - `REQUIRE_POSTGRES`: with `1` it is a failure that there is none.

mod container;

#[cfg(feature = "suite")]
pub(crate) use container::{PASSWORD, image, server};

use container::Container;
use handrail_chassis::{
    database::{DatabaseError, DatabaseSettings, connect},
    world::World,
};
use sea_orm::{ConnectionTrait, DbErr};
use std::{env, sync::Arc};

/// An empty database on PostgreSQL.
pub struct Postgres {
    url: String,
    name: String,
    server: Server,
}

/// A server on which databases are made.
#[derive(Clone)]
struct Server {
    /// Of the database that is there from the start.
    url: String,
    /// Kept running while anybody uses it.
    _container: Option<Arc<Container>>,
}

/// Why there is no database to test on.
#[derive(Debug, thiserror::Error)]
pub enum NoDatabase {
    /// The environment makes no sense.
    #[error("HANDRAIL_TEST_POSTGRES is neither testcontainers, nor a postgres:// URL, nor none")]
    Unclear,
    /// It was required.
    #[error("REQUIRE_POSTGRES=1, and HANDRAIL_TEST_POSTGRES names no PostgreSQL: run `make test`")]
    Required,
    /// The container could not be had.
    #[error("the container of PostgreSQL can't be started")]
    Container(#[from] testcontainers::TestcontainersError),
    /// The server does not answer.
    #[error("PostgreSQL can't be reached")]
    Reach(#[from] DatabaseError),
    /// The server refuses.
    #[error("a database can't be made or removed")]
    Refused(#[from] DbErr),
}

impl Postgres {
    /// A new, empty database; nothing, said on standard error, when the environment names no PostgreSQL.
    ///
    /// # Errors
    /// When the environment names one that can't be used, or `REQUIRE_POSTGRES=1` and it names none.
    pub async fn create() -> Result<Option<Self>, NoDatabase> {
        let Some(server) = Server::of_environment().await? else {
            if env::var("REQUIRE_POSTGRES").is_ok_and(|value| value == "1") {
                return Err(NoDatabase::Required);
            }
            skipped();
            return Ok(None);
        };
        let name = format!("handrail_t_{}", World::real().mint().simple());
        server.execute(&format!("CREATE DATABASE {name}")).await?;
        let url = with_database(&server.url, &name);
        Ok(Some(Self { url, name, server }))
    }

    /// Its URL, with user and password.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Removes it, cutting off whoever is still connected.
    ///
    /// # Errors
    /// When the server does not answer or refuses.
    pub async fn remove(self) -> Result<(), NoDatabase> {
        let name = &self.name;
        self.server
            .execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
            .await
    }
}

impl Server {
    async fn of_environment() -> Result<Option<Self>, NoDatabase> {
        let choice = env::var("HANDRAIL_TEST_POSTGRES").unwrap_or_default();
        match choice.as_str() {
            "" | "none" => Ok(None),
            "testcontainers" => {
                let container = Container::of_this_run().await?;
                let url = container.url().to_owned();
                Ok(Some(Self {
                    url,
                    _container: Some(container),
                }))
            }
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Some(Self {
                    url: url.to_owned(),
                    _container: None,
                }))
            }
            _ => Err(NoDatabase::Unclear),
        }
    }

    async fn execute(&self, statement: &str) -> Result<(), NoDatabase> {
        let settings = DatabaseSettings::new(&self.url, None);
        let db = connect(&settings).await?; // patient: a container may be up before its server is
        db.execute_unprepared(statement).await?;
        db.close().await?;
        Ok(())
    }
}

/// The URL of another database on the same server.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url
        .split_once('?')
        .map_or((url, String::new()), |(base, query)| {
            (base, format!("?{query}"))
        });
    let host = base.find("://").map_or(0, |at| at + 3);
    let base = base[host..]
        .find('/')
        .map_or(base, |slash| &base[..host + slash]);
    format!("{base}/{name}{query}")
}

#[expect(
    clippy::print_stderr,
    reason = "a test that did not run must not look like one that passed"
)]
fn skipped() {
    eprintln!(
        "SKIPPED: there is no PostgreSQL to run this on (HANDRAIL_TEST_POSTGRES is none or unset)"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_takes_the_place_of_the_one_in_the_url() {
        let named = |url| with_database(url, "t");
        assert_eq!(
            named("postgres://u:p@127.0.0.1:5432/postgres"),
            "postgres://u:p@127.0.0.1:5432/t"
        );
        assert_eq!(named("postgres://u:p@host"), "postgres://u:p@host/t");
        assert_eq!(
            named("postgres://u:p@host/db?sslmode=disable"),
            "postgres://u:p@host/t?sslmode=disable"
        );
    }

    #[tokio::test]
    async fn each_test_has_a_database_of_its_own() -> Result<(), NoDatabase> {
        let (Some(one), Some(other)) = (Postgres::create().await?, Postgres::create().await?)
        else {
            return Ok(());
        };
        assert_ne!(one.url(), other.url());
        one.remove().await?;
        other.remove().await
    }
}
