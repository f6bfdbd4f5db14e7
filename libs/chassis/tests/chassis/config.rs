//! Configuration is read whole, and everything wrong with it is said at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use handrail_chassis::config::{
    ConfigErrors, KEYS, LogFormat, Overlay, ServiceDefaults, Settings, Shared, said,
};
use handrail_chassis::database::Migrate;

const TRANSFERS: ServiceDefaults = ServiceDefaults {
    name: "transfers",
    port: 7402,
};

fn source(values: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    values.iter().map(owned).collect()
}

fn parse(values: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
    Settings::parse(&source(values), TRANSFERS)
}

fn places(errors: &ConfigErrors) -> Vec<&str> {
    errors.0.iter().map(|error| error.place.as_str()).collect()
}

#[test]
fn only_the_organisation_has_to_be_said() {
    let settings = parse(&[("HANDRAIL_ORGANISATION", "organisation.toml")]).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:7402");
    assert_eq!(settings.database.url, "sqlite://data/transfers.db");
    assert_eq!(settings.database.migrate, Migrate::AtStart);
    assert_eq!(
        settings.shared.rules.organisation,
        Path::new("organisation.toml")
    );
    assert_eq!(settings.shared.rules.editions, None);
    assert_eq!(settings.shared.telemetry.log, LogFormat::Text);
    assert_eq!(settings.shared.virtual_clock, None);
    assert_eq!(settings.shared.probe_listen, None);
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
        ("HANDRAIL_PROBE_LISTEN", "0.0.0.0:7400"),
        ("HANDRAIL_DRAIN_WAIT", "5"),
        ("HANDRAIL_DATABASE_WAIT", "7"),
        ("HANDRAIL_MIGRATE", "apart"),
        ("HANDRAIL_EDITIONS", "editions"),
        ("HANDRAIL_CALENDAR", "calendar.toml"),
    ])
    .unwrap();
    assert_eq!(settings.listen.to_string(), "[::1]:0");
    assert_eq!(settings.database.schema.as_deref(), Some("transfers"));
    assert_eq!(settings.database.wait, Duration::from_secs(7));
    assert_eq!(settings.database.migrate, Migrate::Apart);
    assert_eq!(settings.shared.drain_wait, Duration::from_secs(5));
    assert_eq!(
        settings.shared.virtual_clock,
        "2026-11-02T08:00:00Z".parse().ok(),
        "an instant is the same in every zone"
    );
    assert_eq!(
        settings.peers.intake.as_deref(),
        Some("http://localhost:7401")
    );
    assert_eq!(settings.peers.escalation, None, "empty is unset");
    assert_eq!(
        settings.shared.telemetry.otlp_endpoint.as_deref(),
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
        ("HANDRAIL_PROBE_LISTEN", "7400"),
        ("HANDRAIL_DRAIN_WAIT", "61"),
        ("HANDRAIL_DATABASE_WAIT", "a while"),
        ("HANDRAIL_MIGRATE", "never"),
        ("HANDRAIL_DATABSE_URL", "postgres://me:hunter2@localhost/x"),
    ])
    .unwrap_err();
    let mut keys = places(&errors);
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "HANDRAIL_DATABASE_SCHEMA",
            "HANDRAIL_DATABASE_URL",
            "HANDRAIL_DATABASE_WAIT",
            "HANDRAIL_DATABSE_URL",
            "HANDRAIL_DRAIN_WAIT",
            "HANDRAIL_IDENTITY",
            "HANDRAIL_LISTEN",
            "HANDRAIL_LOG",
            "HANDRAIL_MIGRATE",
            "HANDRAIL_ORGANISATION",
            "HANDRAIL_OTLP_ENDPOINT",
            "HANDRAIL_PEER_INTAKE",
            "HANDRAIL_PROBE_LISTEN",
            "HANDRAIL_VIRTUAL_CLOCK",
        ]
    );
    let text = errors.to_string();
    assert_eq!(text.lines().count(), keys.len() + 1, "{text}");
    assert!(!text.contains("hunter2"), "{text}");
    assert!(text.contains("is HANDRAIL_DATABASE_URL meant?"), "{text}");
}

#[test]
fn development_identity_is_refused_where_others_can_connect() {
    let errors = parse(&[
        ("HANDRAIL_ORGANISATION", "organisation.toml"),
        ("HANDRAIL_LISTEN", "0.0.0.0:7402"),
    ])
    .unwrap_err();
    assert_eq!(places(&errors), ["HANDRAIL_LISTEN"]);
}

#[test]
fn sqlite_has_no_schemas() {
    let errors = parse(&[
        ("HANDRAIL_ORGANISATION", "organisation.toml"),
        ("HANDRAIL_DATABASE_SCHEMA", "transfers"),
    ])
    .unwrap_err();
    assert_eq!(places(&errors), ["HANDRAIL_DATABASE_SCHEMA"]);
}

#[test]
fn a_password_is_not_shown_by_debug() {
    let settings = parse(&[
        ("HANDRAIL_ORGANISATION", "organisation.toml"),
        ("HANDRAIL_DATABASE_URL", "postgres://me:hunter2@localhost/x"),
    ])
    .unwrap();
    let shown = format!("{settings:?} {:?}", settings.database);
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[test]
fn a_file_says_the_same_and_the_environment_wins() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("handrail.toml");
    let text = "organisation = \"of-the-file.toml\"\ndrain_wait = 5\nlog = \"json\"\n";
    std::fs::write(&file, text).unwrap();
    let values = [
        ("HANDRAIL_CONFIG", file.to_str().unwrap()),
        ("HANDRAIL_LOG", "text"),
    ];
    let settings = parse(&values).unwrap();
    let organisation = settings.shared.rules.organisation;
    assert_eq!(organisation, Path::new("of-the-file.toml"));
    assert_eq!(settings.shared.drain_wait, Duration::from_secs(5));
    assert_eq!(settings.shared.telemetry.log, LogFormat::Text);

    let origins: BTreeSet<String> = said(&source(&values))
        .into_iter()
        .filter_map(|said| Some(said.said?.1))
        .collect();
    let line = |number| format!("{}:{number}", file.display());
    assert_eq!(
        origins,
        BTreeSet::from([line(1), line(2), "HANDRAIL_LOG".to_owned()])
    );
}

#[test]
fn mistakes_in_a_file_are_found_by_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("handrail.toml");
    let text = "organisation = \"o.toml\"\nlisten = \"nowhere\"\n\nprobe_lisen = \"x\"\nLOG = \"json\"\nmigrate = true\nmail_folder_file = \"x\"\n";
    std::fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let errors = parse(&[("HANDRAIL_CONFIG", path)]).unwrap_err();
    let mut found = places(&errors);
    found.sort_unstable();
    let expected = [
        format!("{path}:4"),
        format!("{path}:5"),
        format!("{path}:6"),
        format!("{path}:7"),
        format!("HANDRAIL_LISTEN ({path}:2)"),
    ];
    let mut expected: Vec<_> = expected.iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(errors.to_string().contains("is probe_listen meant?"));

    std::fs::write(&file, "organisation = \n").unwrap();
    let errors = parse(&[("HANDRAIL_CONFIG", path)]).unwrap_err();
    assert!(places(&errors)[0].ends_with("handrail.toml:1"), "{errors}");

    let errors = parse(&[("HANDRAIL_CONFIG", "not-there.toml")]).unwrap_err();
    assert_eq!(places(&errors)[0], "HANDRAIL_CONFIG");
}

#[test]
fn a_secret_can_be_left_in_a_file_and_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("url");
    std::fs::write(&secret, "postgres://me:hunter2@localhost/x\n").unwrap();
    let secret = secret.to_str().unwrap();
    let organisation = ("HANDRAIL_ORGANISATION", "organisation.toml");
    let values = [organisation, ("HANDRAIL_DATABASE_URL_FILE", secret)];
    let settings = parse(&values).unwrap();
    assert_eq!(settings.database.url, "postgres://me:hunter2@localhost/x");
    let shown = format!("{:?}", said(&source(&values)));
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("HANDRAIL_DATABASE_URL_FILE"), "{shown}");

    let twice = [
        organisation,
        ("HANDRAIL_DATABASE_URL_FILE", secret),
        ("HANDRAIL_DATABASE_URL", "sqlite::memory:"),
    ];
    assert_eq!(
        places(&parse(&twice).unwrap_err()),
        ["HANDRAIL_DATABASE_URL"]
    );
    let missing = [
        organisation,
        ("HANDRAIL_DATABASE_URL_FILE", "/not/there"),
        ("HANDRAIL_MAIL_FOLDER_FILE", "/not/a/secret"),
    ];
    let errors = parse(&missing).unwrap_err();
    let mut found = places(&errors);
    found.sort_unstable();
    assert_eq!(
        found,
        ["HANDRAIL_DATABASE_URL_FILE", "HANDRAIL_MAIL_FOLDER_FILE"]
    );
}

/// Kubernetes adds variables for the services of a namespace; suites and clients have their own.
#[test]
fn variables_that_are_somebody_elses_are_left_alone() {
    let settings = parse(&[
        ("HANDRAIL_ORGANISATION", "organisation.toml"),
        ("HANDRAIL_INTAKE_SERVICE_HOST", "10.0.0.1"),
        ("HANDRAIL_INTAKE_PORT_7401_TCP_ADDR", "10.0.0.1"),
        ("HANDRAIL_TEST_POSTGRES", "none"),
        ("HANDRAIL_ADDRESSES", "intake=localhost:1"),
    ]);
    assert!(settings.is_ok(), "{settings:?}");
}

#[test]
fn all_four_in_one_process_refuse_what_is_for_one_of_them() {
    let values = [
        ("HANDRAIL_LISTEN", "127.0.0.1:1"),
        ("HANDRAIL_PEER_INTAKE", "http://localhost:7401"),
        ("HANDRAIL_PROBE_LISTEN", "0.0.0.0:7400"),
    ];
    let sample = Path::new("sample.toml");
    let errors = Shared::parse(&source(&values), sample).unwrap_err();
    assert_eq!(places(&errors), ["HANDRAIL_LISTEN", "HANDRAIL_PEER_INTAKE"]);
    let shared = Shared::parse(&source(&values[2..]), sample).unwrap();
    assert_eq!(shared.rules.organisation, sample);
}

#[test]
fn every_key_is_in_the_table_once_and_read() {
    let names: BTreeSet<_> = KEYS.iter().map(|key| key.variable).collect();
    assert_eq!(names.len(), KEYS.len());
    // A value that no key can have: each key that is read complains, or takes any text.
    let nonsense: BTreeMap<String, String> = KEYS
        .iter()
        .map(|key| (key.variable.to_owned(), "\u{0}".to_owned()))
        .collect();
    let errors = Settings::parse(&nonsense, TRANSFERS).unwrap_err();
    let by_token = Overlay {
        values: source(&[("HANDRAIL_IDENTITY", "token")]),
        under: &nonsense,
    };
    let more = Settings::parse(&by_token, TRANSFERS).unwrap_err();
    let complained: BTreeSet<_> = places(&errors).into_iter().chain(places(&more)).collect();
    let any_text = [
        "HANDRAIL_ORGANISATION",
        "HANDRAIL_EDITIONS",
        "HANDRAIL_CALENDAR",
        "HANDRAIL_MAIL_FOLDER",
        "HANDRAIL_TOKEN_ISSUER",
        "HANDRAIL_TOKEN_AUDIENCE",
        "HANDRAIL_TOKEN_KEYS",
        "HANDRAIL_SERVICE_TOKEN",
        "HANDRAIL_TLS_CERTIFICATE",
        "HANDRAIL_TLS_KEY",
        "HANDRAIL_TLS_CLIENT_AUTHORITIES",
        "HANDRAIL_TLS_AUTHORITIES",
        "HANDRAIL_CLIENT_CERTIFICATE",
        "HANDRAIL_CLIENT_KEY",
    ];
    let all: BTreeSet<_> = complained.into_iter().chain(any_text).collect();
    assert_eq!(all, names);
}
