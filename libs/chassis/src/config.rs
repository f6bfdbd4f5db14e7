//! Configuration: parsed whole before the world is touched, from a trait rather than from the
//! process, with every mistake listed at once.

mod reader;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::database::DatabaseSettings;
use crate::identity::IdentityMode;
use crate::telemetry::TelemetrySettings;
use reader::Reader;

/// Where configuration values come from.
pub trait Source {
    /// The value of `key`, if there is one.
    fn get(&self, key: &str) -> Option<String>;
}

/// The environment of the process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Environment;

impl Source for Environment {
    fn get(&self, key: &str) -> Option<String> {
        std::env::var(key).ok()
    }
}

impl Source for BTreeMap<String, String> {
    fn get(&self, key: &str) -> Option<String> {
        BTreeMap::get(self, key).cloned()
    }
}

/// What a service is when nothing is configured.
#[derive(Clone, Copy, Debug)]
pub struct ServiceDefaults {
    /// Its short name, as `transfers`: names the database file and the telemetry.
    pub name: &'static str,
    /// The port it listens on, on the loopback interface.
    pub port: u16,
}

/// Everything a service is told from outside.
#[derive(Clone)]
pub struct Settings {
    /// The short name of the service, from its defaults.
    pub name: &'static str,
    /// `HANDRAIL_LISTEN`: where to listen; port 0 asks for any free one.
    pub listen: SocketAddr,
    /// `HANDRAIL_DATABASE_URL`: `sqlite::memory:`, `sqlite://path` or `postgres://...`.
    pub database_url: String,
    /// `HANDRAIL_DATABASE_SCHEMA`: this service's own schema, on PostgreSQL alone.
    pub database_schema: Option<String>,
    /// `HANDRAIL_ORGANISATION`: the file that describes the authority's teams and officers.
    pub organisation: PathBuf,
    /// `HANDRAIL_OTLP_ENDPOINT`: where traces go; none are exported without it.
    pub otlp_endpoint: Option<String>,
    /// `HANDRAIL_LOG`: `text` for people or `json` for machines.
    pub log: LogFormat,
    /// `HANDRAIL_VIRTUAL_CLOCK`: the instant (RFC 3339) at which a virtual clock starts.
    pub virtual_clock: Option<DateTime<Utc>>,
    /// `HANDRAIL_PEER_*`: where the other services are.
    pub peers: Peers,
    /// `HANDRAIL_MAIL_FOLDER`: where e-mail and letters are left for sending.
    pub mail_folder: PathBuf,
    /// `HANDRAIL_IDENTITY`: how callers are told apart.
    pub identity: IdentityMode,
}

/// Where the other services are, as `http://host:port`; `None` when not configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peers {
    /// `HANDRAIL_PEER_INTAKE`.
    pub intake: Option<String>,
    /// `HANDRAIL_PEER_TRANSFERS`.
    pub transfers: Option<String>,
    /// `HANDRAIL_PEER_ESCALATION`.
    pub escalation: Option<String>,
    /// `HANDRAIL_PEER_NOTIFICATIONS`.
    pub notifications: Option<String>,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

impl Settings {
    /// Reads every setting from `source`, with `defaults` where it says nothing.
    ///
    /// # Errors
    ///
    /// All mistakes at once, each with its key; a value that may hold a password is not repeated.
    pub fn parse(source: &dyn Source, defaults: ServiceDefaults) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(source);
        let identity = reader.identity();
        let database_url = reader.database_url(defaults.name);
        let settings = Self {
            name: defaults.name,
            listen: reader.listen(defaults.port, identity),
            database_schema: reader.schema(&database_url),
            database_url,
            organisation: reader.organisation(),
            otlp_endpoint: reader.uri("HANDRAIL_OTLP_ENDPOINT"),
            log: reader.log(),
            virtual_clock: reader.virtual_clock(),
            peers: Peers {
                intake: reader.uri("HANDRAIL_PEER_INTAKE"),
                transfers: reader.uri("HANDRAIL_PEER_TRANSFERS"),
                escalation: reader.uri("HANDRAIL_PEER_ESCALATION"),
                notifications: reader.uri("HANDRAIL_PEER_NOTIFICATIONS"),
            },
            mail_folder: reader.mail_folder(),
            identity,
        };
        reader.finish(settings)
    }

    /// The part that the database needs.
    pub fn database(&self) -> DatabaseSettings {
        DatabaseSettings {
            url: self.database_url.clone(),
            schema: self.database_schema.clone(),
        }
    }

    /// The part that telemetry needs.
    pub fn telemetry(&self) -> TelemetrySettings {
        TelemetrySettings {
            log: self.log,
            otlp_endpoint: self.otlp_endpoint.clone(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A database URL may hold a password, so it is left out.
        f.debug_struct("Settings")
            .field("name", &self.name)
            .field("listen", &self.listen)
            .field("organisation", &self.organisation)
            .field("peers", &self.peers)
            .finish_non_exhaustive()
    }
}

/// Everything that is wrong with the configuration.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the configuration can't be used:{}", lines(.0))]
pub struct ConfigErrors(pub Vec<ConfigError>);

/// One setting that can't be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{key}: {message}")]
pub struct ConfigError {
    /// The key, as `HANDRAIL_LISTEN`.
    pub key: &'static str,
    /// What is wrong, and what would be right.
    pub message: String,
}

fn lines(errors: &[ConfigError]) -> String {
    errors.iter().map(|error| format!("\n  {error}")).collect()
}
