//! Everything that can be configured, in one table: `handrail config keys` prints it,
//! `docs/configuration.md` is held to it, and nothing can be read that is not in it.

/// One thing that can be configured.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// The environment variable, as `HANDRAIL_LISTEN`.
    pub variable: &'static str,
    /// What it is when nothing is said, in words.
    pub default: &'static str,
    /// What it means, and what it can be.
    pub meaning: &'static str,
    /// Whether the value must not be seen. Such a value can also be left in a file that the variable
    /// with `_FILE` at its end names.
    pub secret: bool,
}

/// What the names of all variables begin with.
pub(super) const PREFIX: &str = "HANDRAIL_";
/// What the name of a variable ends with that names the file of a secret.
pub const FILE_SUFFIX: &str = "_FILE";
/// The variable that names the configuration file. It can't stand in that file itself.
pub(super) const CONFIG: &str = "HANDRAIL_CONFIG";

impl Key {
    const fn new(variable: &'static str, default: &'static str, meaning: &'static str) -> Self {
        Self {
            variable,
            default,
            meaning,
            secret: false,
        }
    }

    const fn secret(self) -> Self {
        Self {
            secret: true,
            ..self
        }
    }

    /// Its name in the configuration file, as `listen`.
    pub fn in_file(&self) -> String {
        let name = self.variable.strip_prefix(PREFIX).unwrap_or(self.variable);
        name.to_ascii_lowercase()
    }
}

/// The table.
pub const KEYS: &[&Key] = &[
    &LISTEN,
    &PROBE_LISTEN,
    &DRAIN_WAIT,
    &DATABASE_URL,
    &DATABASE_SCHEMA,
    &DATABASE_WAIT,
    &MIGRATE,
    &ORGANISATION,
    &EDITIONS,
    &CALENDAR,
    &MAIL_FOLDER,
    &PEER_INTAKE,
    &PEER_TRANSFERS,
    &PEER_ESCALATION,
    &PEER_NOTIFICATIONS,
    &IDENTITY,
    &TOKEN_ISSUER,
    &TOKEN_AUDIENCE,
    &TOKEN_ALGORITHMS,
    &TOKEN_KEYS,
    &TOKEN_KEYS_AUTHORITIES,
    &SERVICE_TOKEN,
    &TLS_CERTIFICATE,
    &TLS_KEY,
    &TLS_CLIENT_AUTHORITIES,
    &TLS_AUTHORITIES,
    &CLIENT_CERTIFICATE,
    &CLIENT_KEY,
    &OTLP_ENDPOINT,
    &PROMETHEUS_LISTEN,
    &LOG,
    &VIRTUAL_CLOCK,
];

/// The keys that make sense for a single service alone, and not for a process that runs all four.
pub(super) const OF_ONE_SERVICE: &[&Key] = &[
    &LISTEN,
    &DATABASE_URL,
    &DATABASE_SCHEMA,
    &MIGRATE,
    &MAIL_FOLDER,
    &PEER_INTAKE,
    &PEER_TRANSFERS,
    &PEER_ESCALATION,
    &PEER_NOTIFICATIONS,
];

/// Variables of ours that a service does not read: those of the client, of the test suites, and the one
/// that names the configuration file. Any other `HANDRAIL_` variable is taken for a slip of the pen.
pub(super) const ELSEWHERE: &[&str] = &[
    CONFIG,
    "HANDRAIL_ADDRESSES",
    "HANDRAIL_AS",
    "HANDRAIL_ROLES",
    "HANDRAIL_TEAMS",
    "HANDRAIL_TOKEN_FILE",
    "HANDRAIL_DATA",
    "HANDRAIL_HOST",
    "HANDRAIL_POSTGRES_IMAGE",
    "HANDRAIL_TEST_",
];

pub(super) const LISTEN: Key = Key::new(
    "HANDRAIL_LISTEN",
    "127.0.0.1 and the service's port: intake 7401, transfers 7402, escalation 7403, notifications 7404",
    "address and port of the gRPC server; port 0 takes any free one",
);
pub(super) const PROBE_LISTEN: Key = Key::new(
    "HANDRAIL_PROBE_LISTEN",
    "no probes",
    "address and port of the health probes for an orchestrator: gRPC without TLS or identity, and nothing but health",
);
pub(super) const DRAIN_WAIT: Key = Key::new(
    "HANDRAIL_DRAIN_WAIT",
    "0",
    "seconds to go on serving after being asked to stop, until whoever routes requests here has noticed; at most 60",
);
pub(super) const DATABASE_URL: Key = Key::new(
    "HANDRAIL_DATABASE_URL",
    "an SQLite file of the service's name in the folder data",
    "sqlite::memory:, sqlite://path, or postgres://user:password@host/database?sslmode=verify-full&sslrootcert=path",
)
.secret();
pub(super) const DATABASE_SCHEMA: Key = Key::new(
    "HANDRAIL_DATABASE_SCHEMA",
    "the login's own search path",
    "the service's schema on PostgreSQL, made when it is missing and the login may",
);
pub(super) const DATABASE_WAIT: Key = Key::new(
    "HANDRAIL_DATABASE_WAIT",
    "60",
    "seconds to wait at start for a database that does not answer yet, or whose schema is not there yet; at most 3600",
);
pub(super) const MIGRATE: Key = Key::new(
    "HANDRAIL_MIGRATE",
    "at-start",
    "at-start: the service brings its schema up to date when it starts; apart: only the command migrate does, and the service waits for it",
);
pub(super) const ORGANISATION: Key = Key::new(
    "HANDRAIL_ORGANISATION",
    "none; it has to be said",
    "the file that describes the authority's teams and officers; read again when it changes",
);
pub(super) const EDITIONS: Key = Key::new(
    "HANDRAIL_EDITIONS",
    "the editions that come with the program",
    "a folder with a folder of TOML files for each edition of the protocol; read again when it changes",
);
pub(super) const CALENDAR: Key = Key::new(
    "HANDRAIL_CALENDAR",
    "the calendar that comes with the program",
    "the file of bank holidays; read again when it changes",
);
pub(super) const MAIL_FOLDER: Key = Key::new(
    "HANDRAIL_MAIL_FOLDER",
    "data/mail",
    "where notifications leaves e-mail for sending; all four in one process leave it in mail in the folder of --data",
);
pub(super) const PEER_INTAKE: Key = peer("HANDRAIL_PEER_INTAKE");
pub(super) const PEER_TRANSFERS: Key = peer("HANDRAIL_PEER_TRANSFERS");
pub(super) const PEER_ESCALATION: Key = peer("HANDRAIL_PEER_ESCALATION");
pub(super) const PEER_NOTIFICATIONS: Key = peer("HANDRAIL_PEER_NOTIFICATIONS");
pub(super) const IDENTITY: Key = Key::new(
    "HANDRAIL_IDENTITY",
    "development",
    "how callers are told apart; development believes whatever a caller says, and so listens on the loopback interface alone; token: by a signed token with every request, or the certificate of a service",
);
pub(super) const TOKEN_ISSUER: Key = Key::new(
    "HANDRAIL_TOKEN_ISSUER",
    "none; tokens need it",
    "who has to have issued a token (iss)",
);
pub(super) const TOKEN_AUDIENCE: Key = Key::new(
    "HANDRAIL_TOKEN_AUDIENCE",
    "none; tokens need it",
    "whom a token has to be meant for (aud)",
);
pub(super) const TOKEN_ALGORITHMS: Key = Key::new(
    "HANDRAIL_TOKEN_ALGORITHMS",
    "ES256",
    "what tokens may be signed with, separated by commas: ES256, ES384, EdDSA, RS256, PS256",
);
pub(super) const TOKEN_KEYS: Key = Key::new(
    "HANDRAIL_TOKEN_KEYS",
    "none; tokens need it",
    "the issuer's public keys as a JSON Web Key Set: a file, read again when it changes, or an https address, asked again every five minutes and when a token names a key that is not known",
);
pub(super) const TOKEN_KEYS_AUTHORITIES: Key = Key::new(
    "HANDRAIL_TOKEN_KEYS_AUTHORITIES",
    "the system's",
    "the PEM file of the authorities of that address's certificate",
);
pub(super) const SERVICE_TOKEN: Key = Key::new(
    "HANDRAIL_SERVICE_TOKEN",
    "none; a service needs it or a certificate where callers are told apart by tokens",
    "the token that a service shows to the services it follows; a file is read again for each call",
)
.secret();
pub(super) const TLS_CERTIFICATE: Key = Key::new(
    "HANDRAIL_TLS_CERTIFICATE",
    "no TLS, which is for the loopback interface alone",
    "the PEM file of the server's certificate and those that it was signed with; read again when it changes",
);
pub(super) const TLS_KEY: Key = Key::new(
    "HANDRAIL_TLS_KEY",
    "none; the certificate needs it",
    "the PEM file of the certificate's private key; read again when it changes",
);
pub(super) const TLS_CLIENT_AUTHORITIES: Key = Key::new(
    "HANDRAIL_TLS_CLIENT_AUTHORITIES",
    "callers need no certificate",
    "the PEM file of the authorities of callers' certificates, which callers then have to have; read again when it changes",
);
pub(super) const TLS_AUTHORITIES: Key = Key::new(
    "HANDRAIL_TLS_AUTHORITIES",
    "none; https addresses need it",
    "the PEM file of the authorities of the other services' certificates; read again when it changes",
);
pub(super) const CLIENT_CERTIFICATE: Key = Key::new(
    "HANDRAIL_CLIENT_CERTIFICATE",
    "none",
    "the PEM file of the certificate that a service shows to the services it follows; read again when it changes",
);
pub(super) const CLIENT_KEY: Key = Key::new(
    "HANDRAIL_CLIENT_KEY",
    "none; that certificate needs it",
    "the PEM file of that certificate's private key; read again when it changes",
);
pub(super) const OTLP_ENDPOINT: Key = Key::new(
    "HANDRAIL_OTLP_ENDPOINT",
    "nothing is exported",
    "http://host:port that takes traces, metrics and logs by OTLP over gRPC",
);
pub(super) const PROMETHEUS_LISTEN: Key = Key::new(
    "HANDRAIL_PROMETHEUS_LISTEN",
    "no metrics are offered",
    "address and port where Prometheus reads the metrics: HTTP without TLS or identity, and nothing but GET /metrics",
);
pub(super) const LOG: Key = Key::new(
    "HANDRAIL_LOG",
    "text",
    "text: log lines for people; json: one JSON object a line",
);
pub(super) const VIRTUAL_CLOCK: Key = Key::new(
    "HANDRAIL_VIRTUAL_CLOCK",
    "the system's clock",
    "the instant (RFC 3339) at which a virtual clock starts, for tests and rehearsals",
);

const fn peer(variable: &'static str) -> Key {
    Key::new(
        variable,
        "none; a service needs those that it follows",
        "http://host:port of another service, or https://host:port, where a name may stand for several replicas",
    )
}
