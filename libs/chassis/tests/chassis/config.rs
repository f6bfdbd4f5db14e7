//! Configuration is read whole, and everything wrong with it is said at once.

use std::collections::BTreeMap;
use std::path::Path;

use handrail_chassis::config::{ConfigErrors, LogFormat, ServiceDefaults, Settings};

const TRANSFERS: ServiceDefaults = ServiceDefaults {
    name: "transfers",
    port: 7402,
};

fn parse(values: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
    let source: BTreeMap<String, String> = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Settings::parse(&source, TRANSFERS)
}

#[test]
fn only_the_organisation_has_to_be_said() {
    let settings = parse(&[("HANDRAIL_ORGANISATION", "organisation.toml")]).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:7402");
    assert_eq!(settings.database_url, "sqlite://data/transfers.db");
    assert_eq!(settings.organisation, Path::new("organisation.toml"));
    assert_eq!(settings.log, LogFormat::Text);
    assert_eq!(settings.virtual_clock, None);
    assert_eq!(settings.peers, Default::default());
}

#[test]
fn everything_can_be_said() {
    let settings = parse(&[
        ("HANDRAIL_LISTEN", "[::1]:0"),
        (
            "HANDRAIL_DATABASE_URL",
            "postgres://transfers@localhost/handrail",
        ),
        ("HANDRAIL_DATABASE_SCHEMA", "transfers"),
        ("HANDRAIL_ORGANISATION", "organisation.toml"),
        ("HANDRAIL_OTLP_ENDPOINT", "http://localhost:4317"),
        ("HANDRAIL_LOG", "json"),
        ("HANDRAIL_VIRTUAL_CLOCK", "2026-11-02T09:00:00+01:00"),
        ("HANDRAIL_PEER_INTAKE", "http://localhost:7401"),
        ("HANDRAIL_PEER_ESCALATION", ""),
        ("HANDRAIL_MAIL_FOLDER", "out"),
        ("HANDRAIL_IDENTITY", "development"),
    ])
    .unwrap();
    assert_eq!(settings.listen.to_string(), "[::1]:0");
    assert_eq!(settings.database().schema.as_deref(), Some("transfers"));
    assert_eq!(
        settings.virtual_clock,
        "2026-11-02T08:00:00Z".parse().ok(),
        "an instant is the same in every zone"
    );
    assert_eq!(
        settings.peers.intake.as_deref(),
        Some("http://localhost:7401")
    );
    assert_eq!(settings.peers.escalation, None, "empty is unset");
    assert_eq!(
        settings.telemetry().otlp_endpoint.as_deref(),
        Some("http://localhost:4317")
    );
}

#[test]
fn every_mistake_is_listed_at_once_and_no_password_with_it() {
    let errors = parse(&[
        ("HANDRAIL_LISTEN", "localhost"),
        ("HANDRAIL_DATABASE_URL", "mysql://me:hunter2@localhost/x"),
        ("HANDRAIL_DATABASE_SCHEMA", "transfers; drop"),
        ("HANDRAIL_OTLP_ENDPOINT", "localhost:4317"),
        ("HANDRAIL_LOG", "xml"),
        ("HANDRAIL_VIRTUAL_CLOCK", "yesterday"),
        ("HANDRAIL_PEER_INTAKE", "https://localhost:7401"),
        ("HANDRAIL_IDENTITY", "none"),
    ])
    .unwrap_err();
    let mut keys: Vec<_> = errors.0.iter().map(|error| error.key).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "HANDRAIL_DATABASE_SCHEMA",
            "HANDRAIL_DATABASE_URL",
            "HANDRAIL_IDENTITY",
            "HANDRAIL_LISTEN",
            "HANDRAIL_LOG",
            "HANDRAIL_ORGANISATION",
            "HANDRAIL_OTLP_ENDPOINT",
            "HANDRAIL_PEER_INTAKE",
            "HANDRAIL_VIRTUAL_CLOCK",
        ]
    );
    let text = errors.to_string();
    assert_eq!(text.lines().count(), keys.len() + 1, "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn development_identity_is_refused_where_others_can_connect() {
    let errors = parse(&[
        ("HANDRAIL_ORGANISATION", "organisation.toml"),
        ("HANDRAIL_LISTEN", "0.0.0.0:7402"),
    ])
    .unwrap_err();
    assert_eq!(errors.0.len(), 1);
    assert_eq!(errors.0[0].key, "HANDRAIL_LISTEN");
}

#[test]
fn sqlite_has_no_schemas() {
    let errors = parse(&[
        ("HANDRAIL_ORGANISATION", "organisation.toml"),
        ("HANDRAIL_DATABASE_SCHEMA", "transfers"),
    ])
    .unwrap_err();
    assert_eq!(errors.0[0].key, "HANDRAIL_DATABASE_SCHEMA");
}

#[test]
fn a_password_is_not_shown_by_debug() {
    let settings = parse(&[
        ("HANDRAIL_ORGANISATION", "organisation.toml"),
        ("HANDRAIL_DATABASE_URL", "postgres://me:hunter2@localhost/x"),
    ])
    .unwrap();
    let shown = format!("{settings:?} {:?}", settings.database());
    assert!(!shown.contains("hunter2"), "{shown}");
}
