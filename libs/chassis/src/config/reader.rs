//! Reads single settings and collects what is wrong with them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use http::Uri;

use super::{ConfigError, ConfigErrors, LogFormat, Source};
use crate::database;
use crate::identity::IdentityMode;

pub(super) struct Reader<'s> {
    source: &'s dyn Source,
    errors: Vec<ConfigError>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s dyn Source) -> Self {
        Self {
            source,
            errors: Vec::new(),
        }
    }

    /// The settings, unless something was wrong.
    pub(super) fn finish<T>(self, settings: T) -> Result<T, ConfigErrors> {
        if self.errors.is_empty() {
            Ok(settings)
        } else {
            Err(ConfigErrors(self.errors))
        }
    }

    pub(super) fn identity(&mut self) -> IdentityMode {
        if let Some(given) = self.value("HANDRAIL_IDENTITY")
            && given != "development"
        {
            self.wrong(
                "HANDRAIL_IDENTITY",
                format!("\"{given}\" is not a way to tell callers apart; say \"development\""),
            );
        }
        IdentityMode::Development
    }

    pub(super) fn listen(&mut self, port: u16, identity: IdentityMode) -> SocketAddr {
        let default = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let Some(given) = self.value("HANDRAIL_LISTEN") else {
            return default;
        };
        let Ok(listen) = given.parse::<SocketAddr>() else {
            let message = format!("\"{given}\" is not an address and port, as {default}");
            self.wrong("HANDRAIL_LISTEN", message);
            return default;
        };
        if let Err(refused) = identity.accepts(listen) {
            self.wrong("HANDRAIL_LISTEN", refused.to_string());
        }
        listen
    }

    pub(super) fn database_url(&mut self, service: &str) -> String {
        let Some(given) = self.value("HANDRAIL_DATABASE_URL") else {
            return format!("sqlite://data/{service}.db");
        };
        if !database::is_known(&given) {
            self.wrong(
                "HANDRAIL_DATABASE_URL",
                "starts with neither sqlite: nor postgres://".to_owned(),
            );
        }
        given
    }

    pub(super) fn schema(&mut self, database_url: &str) -> Option<String> {
        const KEY: &str = "HANDRAIL_DATABASE_SCHEMA";
        let given = self.value(KEY)?;
        if !database::is_schema_name(&given) {
            let message = format!(
                "\"{given}\" is not a schema name: a lower-case letter, then at most 62 of a-z, 0-9 and _"
            );
            self.wrong(KEY, message);
        } else if database_url.starts_with("sqlite:") {
            self.wrong(KEY, "SQLite has no schemas; leave this out".to_owned());
        }
        Some(given)
    }

    pub(super) fn organisation(&mut self) -> PathBuf {
        let given = self.value("HANDRAIL_ORGANISATION");
        if given.is_none() {
            self.wrong(
                "HANDRAIL_ORGANISATION",
                "missing: name the file that describes the authority's teams and officers"
                    .to_owned(),
            );
        }
        given.unwrap_or_default().into()
    }

    pub(super) fn mail_folder(&mut self) -> PathBuf {
        self.value("HANDRAIL_MAIL_FOLDER")
            .unwrap_or_else(|| "data/mail".to_owned())
            .into()
    }

    pub(super) fn log(&mut self) -> LogFormat {
        match self.value("HANDRAIL_LOG").as_deref() {
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(other) => {
                let message = format!("\"{other}\" is neither \"text\" nor \"json\"");
                self.wrong("HANDRAIL_LOG", message);
                LogFormat::Text
            }
        }
    }

    pub(super) fn virtual_clock(&mut self) -> Option<DateTime<Utc>> {
        const KEY: &str = "HANDRAIL_VIRTUAL_CLOCK";
        let given = self.value(KEY)?;
        match DateTime::parse_from_rfc3339(&given) {
            Ok(start) => Some(start.with_timezone(&Utc)),
            Err(_) => {
                let message =
                    format!("\"{given}\" is not an RFC 3339 instant, as 2026-11-02T09:00:00Z");
                self.wrong(KEY, message);
                None
            }
        }
    }

    pub(super) fn uri(&mut self, key: &'static str) -> Option<String> {
        let given = self.value(key)?;
        let usable = given.parse::<Uri>().is_ok_and(|uri| {
            uri.scheme_str() == Some("http") && uri.host().is_some_and(|host| !host.is_empty())
        });
        if !usable {
            self.wrong(
                key,
                format!("\"{given}\" is not of the form http://host:port"),
            );
        }
        Some(given)
    }

    /// An empty value counts as none: that is how a container's manifest unsets one.
    fn value(&self, key: &'static str) -> Option<String> {
        self.source
            .get(key)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    fn wrong(&mut self, key: &'static str, message: String) {
        self.errors.push(ConfigError { key, message });
    }
}
