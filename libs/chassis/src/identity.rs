//! Who calls.
//!
//! The server's edge reads the caller once and puts it into the request's extensions; no handler
//! looks at metadata. [`AsCaller`] is the other end: it names the caller on an outgoing request.

use std::net::SocketAddr;

use http::HeaderMap;
use thiserror::Error;
use tonic::metadata::{AsciiMetadataKey, MetadataValue};
use tonic::service::Interceptor;
use tonic::{Request, Status};

use crate::telemetry;

/// Metadata that names the caller, in development mode.
pub const SUBJECT_KEY: &str = "x-handrail-subject";
/// Metadata that lists the caller's roles, separated by commas.
pub const ROLES_KEY: &str = "x-handrail-roles";
/// Metadata that lists the caller's teams, separated by commas.
pub const TEAMS_KEY: &str = "x-handrail-teams";

const MAX_NAME_LENGTH: usize = 64;
const MAX_ITEMS: usize = 32;

/// Who makes a request, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The officer's id, or `service:` and a service's name.
    pub subject: String,
    /// The roles the caller acts in.
    pub roles: Vec<String>,
    /// The teams the caller acts for.
    pub teams: Vec<String>,
}

impl Caller {
    /// Who made `request`.
    ///
    /// # Errors
    ///
    /// UNAUTHENTICATED if nobody has been recognised.
    pub fn of<T>(request: &Request<T>) -> Result<Self, Status> {
        request
            .extensions()
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Status::unauthenticated("nobody is recognised as the caller"))
    }

    /// The service `name` on its own account, as `service:transfers`.
    pub fn service(name: &str) -> Self {
        Self {
            subject: format!("service:{name}"),
            roles: Vec::new(),
            teams: Vec::new(),
        }
    }

    /// Reads the caller from a request's headers, trusting them.
    fn from_headers(headers: &HeaderMap) -> Result<Self, Unrecognised> {
        let subject = single(headers, SUBJECT_KEY)?.ok_or(Unrecognised::Missing)?;
        if !is_name(subject) {
            return Err(Unrecognised::Malformed(SUBJECT_KEY));
        }
        Ok(Self {
            subject: subject.to_owned(),
            roles: list(headers, ROLES_KEY)?,
            teams: list(headers, TEAMS_KEY)?,
        })
    }
}

/// How callers are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityMode {
    /// Whoever a request says it is from. Anybody who reaches the port can claim to be anybody, so
    /// a server accepts this on the loopback interface alone.
    Development,
}

impl IdentityMode {
    /// Checks that callers may be told apart this way on `listen`.
    ///
    /// # Errors
    ///
    /// [`NotLoopback`] for development mode where other machines can connect.
    pub fn accepts(self, listen: SocketAddr) -> Result<(), NotLoopback> {
        match self {
            Self::Development if listen.ip().is_loopback() => Ok(()),
            Self::Development => Err(NotLoopback { listen }),
        }
    }

    /// Who calls.
    ///
    /// # Errors
    ///
    /// What the caller has to change.
    pub(crate) fn recognise(self, headers: &HeaderMap) -> Result<Caller, Unrecognised> {
        match self {
            Self::Development => Caller::from_headers(headers),
        }
    }
}

/// Development identity was asked for where other machines can connect.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "{listen} can be reached from other machines, and development identity believes whatever a caller says: listen on 127.0.0.1 or [::1]"
)]
pub struct NotLoopback {
    /// The address that was refused.
    pub listen: SocketAddr,
}

/// Why nobody was recognised. Says which key is wrong and never what it held.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum Unrecognised {
    #[error("the request doesn't say who calls: send {SUBJECT_KEY}")]
    Missing,
    #[error(
        "{0} is malformed: names have 1 to {MAX_NAME_LENGTH} characters of a-z, 0-9 and :-._, and a list has at most {MAX_ITEMS}"
    )]
    Malformed(&'static str),
}

/// Names the caller on every outgoing request, passes on the trace, and sets a deadline where none
/// is set.
#[derive(Clone, Debug)]
pub struct AsCaller(pub Caller);

impl Interceptor for AsCaller {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let Caller {
            subject,
            roles,
            teams,
        } = &self.0;
        put(&mut request, SUBJECT_KEY, subject)?;
        if !roles.is_empty() {
            put(&mut request, ROLES_KEY, &roles.join(","))?;
        }
        if !teams.is_empty() {
            put(&mut request, TEAMS_KEY, &teams.join(","))?;
        }
        if let Some(traceparent) = telemetry::current_trace_context() {
            put(&mut request, telemetry::TRACEPARENT_KEY, &traceparent)?;
        }
        if !request.metadata().contains_key("grpc-timeout") {
            request.set_timeout(crate::server::REQUEST_TIMEOUT);
        }
        Ok(request)
    }
}

fn put(request: &mut Request<()>, key: &'static str, value: &str) -> Result<(), Status> {
    let value = MetadataValue::try_from(value)
        .map_err(|_| Status::invalid_argument(format!("{key} can't hold these characters")))?;
    request
        .metadata_mut()
        .insert(AsciiMetadataKey::from_static(key), value);
    Ok(())
}

fn list(headers: &HeaderMap, key: &'static str) -> Result<Vec<String>, Unrecognised> {
    let Some(value) = single(headers, key)?.filter(|value| !value.trim().is_empty()) else {
        return Ok(Vec::new());
    };
    let items: Vec<String> = value
        .split(',')
        .map(|item| item.trim().to_owned())
        .collect();
    if items.len() > MAX_ITEMS || !items.iter().all(|item| is_name(item)) {
        return Err(Unrecognised::Malformed(key));
    }
    Ok(items)
}

/// A key given twice is refused: two parties would each believe another one.
fn single<'h>(headers: &'h HeaderMap, key: &'static str) -> Result<Option<&'h str>, Unrecognised> {
    let mut values = headers.get_all(key).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value
            .to_str()
            .map(Some)
            .map_err(|_| Unrecognised::Malformed(key)),
        (Some(_), Some(_)) => Err(Unrecognised::Malformed(key)),
    }
}

fn is_name(text: &str) -> bool {
    (1..=MAX_NAME_LENGTH).contains(&text.len())
        && text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b':' | b'-' | b'.' | b'_'))
}
