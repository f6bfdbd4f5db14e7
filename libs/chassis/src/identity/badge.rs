//! What a caller shows with every request.

use std::fmt;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use http::header::AUTHORIZATION;
use tonic::metadata::{AsciiMetadataKey, MetadataValue};
use tonic::service::Interceptor;
use tonic::{Request, Status};
use tracing::warn;

use super::{Caller, ROLES_KEY, SUBJECT_KEY, TEAMS_KEY};
use crate::telemetry;

/// What a caller shows with every request. It also passes on the trace, and sets a deadline where none
/// is set.
#[derive(Clone, Debug)]
pub enum Badge {
    /// Its word, which a server in development mode believes.
    Development(Caller),
    /// A signed token.
    Token(Token),
    /// Nothing: the certificate of the connection says it all.
    Certificate,
}

/// A token, from where it is kept. Clones share it.
#[derive(Clone)]
pub struct Token(Arc<Kept>);

struct Kept {
    source: TokenSource,
    /// The last one that could be read.
    last: Mutex<Option<String>>,
}

/// Where a token is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum TokenSource {
    /// Here.
    Said(String),
    /// In this file, which is read for each request: whoever renews it needs to tell nobody.
    File(PathBuf),
}

impl Token {
    /// The token that is kept there.
    pub fn new(source: TokenSource) -> Self {
        Self(Arc::new(Kept {
            source,
            last: Mutex::default(),
        }))
    }

    fn current(&self) -> Result<String, Status> {
        let file = match &self.0.source {
            TokenSource::Said(token) => return Ok(token.clone()),
            TokenSource::File(file) => file,
        };
        let read = fs::read_to_string(file);
        let read = read.map(|token| token.trim().to_owned());
        let mut last = self.0.last.lock().unwrap_or_else(PoisonError::into_inner);
        match (read, last.clone()) {
            (Ok(token), _) if !token.is_empty() => Ok(last.insert(token).clone()),
            (read, known) => {
                let why = read
                    .err()
                    .map_or("it is empty".into(), |error| error.to_string());
                warn!(file = %file.display(), why, "the token can't be read");
                known.ok_or_else(|| {
                    Status::unauthenticated(format!("no token in {}: {why}", file.display()))
                })
            }
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Token").field(&self.0.source).finish()
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(_) => f.write_str("Said"),
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
        }
    }
}

impl Interceptor for Badge {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        match self {
            Self::Development(caller) => name(&mut request, caller)?,
            Self::Token(token) => {
                let mut value = MetadataValue::try_from(format!("Bearer {}", token.current()?))
                    .map_err(|_| {
                        Status::unauthenticated("the token has characters that no token has")
                    })?;
                // Neither the compression of headers nor a line of a log keeps it.
                value.set_sensitive(true);
                request.metadata_mut().insert(AUTHORIZATION.as_str(), value);
            }
            Self::Certificate => {}
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

fn name(request: &mut Request<()>, caller: &Caller) -> Result<(), Status> {
    let Caller {
        subject,
        roles,
        teams,
    } = caller;
    put(request, SUBJECT_KEY, subject)?;
    if !roles.is_empty() {
        put(request, ROLES_KEY, &roles.join(","))?;
    }
    if !teams.is_empty() {
        put(request, TEAMS_KEY, &teams.join(","))?;
    }
    Ok(())
}

fn put(request: &mut Request<()>, key: &'static str, value: &str) -> Result<(), Status> {
    let value = MetadataValue::try_from(value)
        .map_err(|_| Status::invalid_argument(format!("{key} can't hold these characters")))?;
    request
        .metadata_mut()
        .insert(AsciiMetadataKey::from_static(key), value);
    Ok(())
}
