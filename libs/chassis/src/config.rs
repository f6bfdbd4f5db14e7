//! Configuration: parsed whole before the world is touched, from a trait rather than from the process,
//! with every mistake listed at once.
//!
//! Each setting has one key in [`KEYS`]. Its value stands in the environment (`HANDRAIL_LISTEN`), or in
//! the TOML file that `HANDRAIL_CONFIG` names (`listen`); the environment wins.

mod keys;
mod layers;
mod reader;
mod security;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use thiserror::Error;

pub use self::keys::{FILE_SUFFIX, KEYS, Key};
use self::layers::Layers;
use self::reader::Reader;
pub use self::security::Security;
use crate::database::DatabaseSettings;
use crate::identity::IdentityMode;
use crate::telemetry::TelemetrySettings;

/// Where configuration values come from.
pub trait Source: Sync {
    /// The value of `key`, if there is one.
    fn get(&self, key: &str) -> Option<String>;

    /// Everything that has a value.
    fn names(&self) -> Vec<String>;
}

/// The environment of the process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Environment;

impl Source for Environment {
    fn get(&self, key: &str) -> Option<String> {
        std::env::var(key).ok()
    }

    fn names(&self) -> Vec<String> {
        // What is not Unicode is none of ours.
        std::env::vars_os()
            .filter_map(|(name, _)| name.into_string().ok())
            .collect()
    }
}

impl Source for BTreeMap<String, String> {
    fn get(&self, key: &str) -> Option<String> {
        BTreeMap::get(self, key).cloned()
    }

    fn names(&self) -> Vec<String> {
        self.keys().cloned().collect()
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
    /// Where to listen; port 0 asks for any free one.
    pub listen: SocketAddr,
    /// Where the service keeps its state.
    pub database: DatabaseSettings,
    /// Where the other services are.
    pub peers: Peers,
    /// Where e-mail and letters are left for sending.
    pub mail_folder: PathBuf,
    /// What is the same for all services of a process.
    pub shared: Shared,
}

/// What is the same for all services of a process.
#[derive(Clone, Debug)]
pub struct Shared {
    /// Where an orchestrator probes; nowhere unless told.
    pub probe_listen: Option<SocketAddr>,
    /// How long to go on serving after being asked to stop.
    pub drain_wait: Duration,
    /// What decisions are made with.
    pub rules: RuleFiles,
    /// How callers are told apart.
    pub identity: IdentityMode,
    /// What the process shows to others, and how it does TLS.
    pub security: Security,
    /// How the process is watched.
    pub telemetry: TelemetrySettings,
    /// The instant at which a virtual clock starts; the system's clock without it.
    pub virtual_clock: Option<DateTime<Utc>>,
}

/// The documents that decisions are made with, each read again when it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleFiles {
    /// The file of the authority's teams and officers.
    pub organisation: PathBuf,
    /// The folder of the editions of the protocol; those that come with the program without it.
    pub editions: Option<PathBuf>,
    /// The file of bank holidays; the one that comes with the program without it.
    pub calendar: Option<PathBuf>,
}

/// Where the other services are, as `http://host:port`; `None` when not configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peers {
    /// The intake service.
    pub intake: Option<String>,
    /// The transfers service.
    pub transfers: Option<String>,
    /// The escalation service.
    pub escalation: Option<String>,
    /// The notifications service.
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
    /// All mistakes at once, each with its place; a value that may hold a password is not repeated.
    pub fn parse(source: &dyn Source, defaults: ServiceDefaults) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(source);
        let shared = reader.shared(None);
        let settings = Self {
            name: defaults.name,
            listen: reader.listen(defaults.port, &shared),
            database: reader.database(defaults.name),
            peers: reader.peers(&shared),
            mail_folder: reader.mail_folder(),
            shared,
        };
        reader.finish(settings)
    }
}

impl Shared {
    /// What it is when nothing is said but where the organisation is.
    pub fn new(organisation: impl Into<PathBuf>) -> Self {
        Self {
            probe_listen: None,
            drain_wait: Duration::ZERO,
            rules: RuleFiles {
                organisation: organisation.into(),
                editions: None,
                calendar: None,
            },
            identity: IdentityMode::Development,
            security: Security::default(),
            telemetry: TelemetrySettings::default(),
            virtual_clock: None,
        }
    }

    /// Reads what is the same for all services of a process that runs several of them, with this
    /// `organisation` where nothing is said. Such a process knows by itself where each of them listens,
    /// keeps its state and finds the others.
    ///
    /// # Errors
    ///
    /// All mistakes at once, among them keys that are for a single service alone.
    pub fn parse(source: &dyn Source, organisation: &Path) -> Result<Self, ConfigErrors> {
        let mut reader = Reader::new(source);
        let shared = reader.shared(Some(organisation));
        reader.refuse_keys_of_one_service();
        reader.finish(shared)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A database URL may hold a password; its own Debug leaves it out.
        f.debug_struct("Settings")
            .field("name", &self.name)
            .field("listen", &self.listen)
            .field("database", &self.database)
            .field("peers", &self.peers)
            .field("shared", &self.shared)
            .finish_non_exhaustive()
    }
}

/// Values that win over those of another source, as those of a command line do.
pub struct Overlay<'s> {
    /// The values, by variable.
    pub values: BTreeMap<String, String>,
    /// Where to look for everything else.
    pub under: &'s dyn Source,
}

impl Source for Overlay<'_> {
    fn get(&self, key: &str) -> Option<String> {
        self.values
            .get(key)
            .cloned()
            .or_else(|| self.under.get(key))
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.under.names();
        names.extend(self.values.keys().cloned());
        names
    }
}

/// One key, as it was said or by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The key.
    pub key: &'static Key,
    /// What was said, and where; nothing by default. A secret's value is left out.
    pub said: Option<(String, String)>,
}

/// What `source` says of every key, whether or not it can be used.
pub fn said(source: &dyn Source) -> Vec<Said> {
    let mut wrong = Vec::new(); // whoever asks what is wrong parses
    let layers = Layers::read(source, &mut wrong);
    let shown = |key: &Key, value: String| match key.secret {
        true => "(secret)".to_owned(),
        false => value,
    };
    KEYS.iter()
        .map(|key| Said {
            key,
            said: layers
                .find(key, &mut wrong)
                .map(|found| (shown(key, found.value), found.origin)),
        })
        .collect()
}

/// Everything that is wrong with the configuration.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the configuration can't be used:{}", lines(.0))]
pub struct ConfigErrors(pub Vec<ConfigError>);

/// One thing that can't be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{place}: {message}")]
pub struct ConfigError {
    /// The key, as `HANDRAIL_LISTEN`, and the line of the file where it was said in one.
    pub place: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

fn lines(errors: &[ConfigError]) -> String {
    errors.iter().map(|error| format!("\n  {error}")).collect()
}
