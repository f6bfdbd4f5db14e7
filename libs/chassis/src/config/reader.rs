//! Reads single settings and collects what is wrong with them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::Uri;

use super::keys::{self, Key};
use super::layers::{Found, Layers};
use super::{ConfigError, ConfigErrors, LogFormat, Peers, RuleFiles, Shared, Source};
use crate::database::{self, DatabaseSettings, Migrate};
use crate::telemetry::TelemetrySettings;

const MAX_DATABASE_WAIT: u64 = 3600;
const MAX_DRAIN_WAIT: u64 = 60;

pub(super) struct Reader<'s> {
    layers: Layers<'s>,
    errors: Vec<ConfigError>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s dyn Source) -> Self {
        let mut errors = Vec::new();
        let layers = Layers::read(source, &mut errors);
        Self { layers, errors }
    }

    /// The settings, unless something was wrong.
    pub(super) fn finish<T>(self, settings: T) -> Result<T, ConfigErrors> {
        if self.errors.is_empty() {
            Ok(settings)
        } else {
            Err(ConfigErrors(self.errors))
        }
    }

    pub(super) fn shared(&mut self, organisation: Option<&Path>) -> Shared {
        let identity = self.identity();
        let security = self.security(&identity);
        Shared {
            probe_listen: self.probe_listen(),
            drain_wait: self
                .read(&keys::DRAIN_WAIT, |given| seconds(given, MAX_DRAIN_WAIT))
                .unwrap_or_default(),
            rules: self.rules(organisation),
            identity,
            security,
            telemetry: TelemetrySettings {
                log: self.log(),
                otlp_endpoint: self.read(&keys::OTLP_ENDPOINT, uri),
                prometheus_listen: self.prometheus_listen(),
            },
            virtual_clock: self.virtual_clock(),
        }
    }

    pub(super) fn refuse_keys_of_one_service(&mut self) {
        for key in keys::OF_ONE_SERVICE {
            if self.find(key).is_some() {
                self.wrong(
                    key,
                    "this is for a single service; all four in one process go by --host and --data",
                );
            }
        }
    }

    pub(super) fn listen(&mut self, port: u16, shared: &Shared) -> SocketAddr {
        let default = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        self.read(&keys::LISTEN, |given| {
            let listen = address(given, default)?;
            Self::may_listen(listen, shared)?;
            Ok(listen)
        })
        .unwrap_or(default)
    }

    pub(super) fn database(&mut self, service: &str) -> DatabaseSettings {
        let url = self.read(&keys::DATABASE_URL, |given| {
            if database::is_known(given) {
                Ok(given.to_owned())
            } else {
                Err("starts with neither sqlite: nor postgres://".to_owned())
            }
        });
        let url = url.unwrap_or_else(|| format!("sqlite://data/{service}.db"));
        let schema = self.read(&keys::DATABASE_SCHEMA, |given| {
            if !database::is_schema_name(given) {
                Err(format!(
                    "\"{given}\" is not a schema name: a lower-case letter, then at most 62 of a-z, 0-9 and _"
                ))
            } else if url.starts_with("sqlite:") {
                Err("SQLite has no schemas; leave this out".to_owned())
            } else {
                Ok(given.to_owned())
            }
        });
        let mut settings = DatabaseSettings::new(url, schema);
        let wait = self.read(&keys::DATABASE_WAIT, |given| {
            seconds(given, MAX_DATABASE_WAIT)
        });
        settings.wait = wait.unwrap_or(settings.wait);
        let migrate = self.read(&keys::MIGRATE, |given| match given {
            "at-start" => Ok(Migrate::AtStart),
            "apart" => Ok(Migrate::Apart),
            _ => Err(format!("\"{given}\" is neither \"at-start\" nor \"apart\"")),
        });
        settings.migrate = migrate.unwrap_or_default();
        settings
    }

    pub(super) fn peers(&mut self, shared: &Shared) -> Peers {
        Peers {
            intake: self.peer(&keys::PEER_INTAKE, shared),
            transfers: self.peer(&keys::PEER_TRANSFERS, shared),
            escalation: self.peer(&keys::PEER_ESCALATION, shared),
            notifications: self.peer(&keys::PEER_NOTIFICATIONS, shared),
        }
    }

    fn probe_listen(&mut self) -> Option<SocketAddr> {
        let example = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 7400));
        self.read(&keys::PROBE_LISTEN, |given| address(given, example))
    }

    fn prometheus_listen(&mut self) -> Option<SocketAddr> {
        let example = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 9464));
        self.read(&keys::PROMETHEUS_LISTEN, |given| address(given, example))
    }

    fn rules(&mut self, default: Option<&Path>) -> RuleFiles {
        let organisation = self
            .path(&keys::ORGANISATION)
            .or_else(|| default.map(Path::to_owned));
        if organisation.is_none() {
            self.wrong(
                &keys::ORGANISATION,
                "missing: name the file that describes the authority's teams and officers",
            );
        }
        RuleFiles {
            organisation: organisation.unwrap_or_default(),
            editions: self.path(&keys::EDITIONS),
            calendar: self.path(&keys::CALENDAR),
        }
    }

    fn log(&mut self) -> LogFormat {
        self.read(&keys::LOG, |given| match given {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(format!("\"{given}\" is neither \"text\" nor \"json\"")),
        })
        .unwrap_or_default()
    }

    fn virtual_clock(&mut self) -> Option<DateTime<Utc>> {
        self.read(&keys::VIRTUAL_CLOCK, |given| {
            DateTime::parse_from_rfc3339(given)
                .map(|start| start.with_timezone(&Utc))
                .map_err(|_| {
                    format!("\"{given}\" is not an RFC 3339 instant, as 2026-11-02T09:00:00Z")
                })
        })
    }

    pub(super) fn mail_folder(&mut self) -> PathBuf {
        self.path(&keys::MAIL_FOLDER)
            .unwrap_or_else(|| "data/mail".into())
    }

    pub(super) fn path(&mut self, key: &'static Key) -> Option<PathBuf> {
        self.read(key, |given| Ok(given.into()))
    }

    /// What is said of `key`, as it is.
    pub(super) fn find(&mut self, key: &Key) -> Option<Found> {
        self.layers.find(key, &mut self.errors)
    }

    /// Whether anything is said of `key`.
    pub(super) fn is_said(&self, key: &Key) -> bool {
        // Whoever reads it hears what is wrong with it.
        self.layers.find(key, &mut Vec::new()).is_some()
    }

    /// Notes that something is wrong with `key`.
    pub(super) fn wrong(&mut self, key: &Key, message: &str) {
        let found = self.layers.find(key, &mut Vec::new());
        let origin = found.map_or_else(|| key.variable.to_owned(), |found| found.origin);
        self.errors.push(ConfigError {
            place: place(key, &origin),
            message: message.to_owned(),
        });
    }

    /// The value of `key` as `parse` understands it; nothing where nothing is said, or where what is
    /// said can't be used.
    pub(super) fn read<T>(
        &mut self,
        key: &'static Key,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Found { value, origin, .. } = self.find(key)?;
        match parse(&value) {
            Ok(parsed) => Some(parsed),
            Err(message) => {
                self.errors.push(ConfigError {
                    place: place(key, &origin),
                    message,
                });
                None
            }
        }
    }
}

/// Where a mistake is: the variable, and the line of the file where it was not the variable that said it.
fn place(key: &Key, origin: &str) -> String {
    if origin == key.variable {
        origin.to_owned()
    } else {
        format!("{} ({origin})", key.variable)
    }
}

fn address(given: &str, example: SocketAddr) -> Result<SocketAddr, String> {
    given
        .parse()
        .map_err(|_| format!("\"{given}\" is not an address and port, as {example}"))
}

fn seconds(given: &str, most: u64) -> Result<Duration, String> {
    given
        .parse()
        .ok()
        .filter(|seconds| *seconds <= most)
        .map(Duration::from_secs)
        .ok_or_else(|| format!("\"{given}\" is not a whole number of seconds from 0 to {most}"))
}

fn uri(given: &str) -> Result<String, String> {
    let usable = given.parse::<Uri>().is_ok_and(|uri| {
        uri.scheme_str() == Some("http") && uri.host().is_some_and(|host| !host.is_empty())
    });
    if usable {
        Ok(given.to_owned())
    } else {
        Err(format!("\"{given}\" is not of the form http://host:port"))
    }
}
