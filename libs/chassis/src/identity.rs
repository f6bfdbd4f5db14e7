//! Who calls.
//!
//! The server's edge finds out who calls before anything else is looked at, and a [`Gate`] decides which
//! calls go through; no handler looks at metadata. A [`Badge`] is the other end: what a caller shows with
//! every request.

mod badge;
mod certificate;
mod development;
mod keys;
mod token;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{Extensions, HeaderMap};
use thiserror::Error;
use tonic::{Request, Status};

pub use self::badge::{Badge, Token, TokenSource};
pub(crate) use self::certificate::certified_service;
pub use self::development::{ROLES_KEY, SUBJECT_KEY, TEAMS_KEY};
pub(crate) use self::keys::KEYS;
pub use self::keys::{KeyPlace, KeysError};
use self::token::Tokens;
pub use self::token::{TokenAlgorithm, TokenSettings};
use crate::health::HealthHandle;
use crate::worker::Worker;

const MAX_NAME_LENGTH: usize = 64;
const MAX_ITEMS: usize = 32;
/// What the subject of a service begins with.
pub const SERVICE_PREFIX: &str = "service:";

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
        Self::named(format!("{SERVICE_PREFIX}{name}"))
    }

    /// Whoever has this subject, who names no role and no team.
    pub fn named(subject: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            roles: Vec::new(),
            teams: Vec::new(),
        }
    }
}

/// What is known of a caller when the edge has found out who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who it is, with the roles and teams that it claims.
    pub caller: Caller,
    /// How that is known.
    pub proof: Proof,
    /// For how long it holds, where it ends.
    pub holds_for: Option<Duration>,
}

/// How it is known who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The request says so.
    Word,
    /// A signed token says so.
    Token {
        /// Whether it names roles.
        names_roles: bool,
        /// Whether it names teams.
        names_teams: bool,
    },
    /// The certificate of the connection says so.
    Certificate,
}

/// Decides which calls go through, once it is known who makes them.
pub trait Gate: Send + Sync {
    /// Lets a call of `method` (as `handrail.feed.v1.FeedService/GetHeads`) through, and leaves in its
    /// extensions what handlers go by.
    ///
    /// # Errors
    ///
    /// What the caller gets in place of a reply.
    fn admit(&self, claim: Claim, method: &str, extensions: &mut Extensions) -> Result<(), Status>;
}

/// How callers are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityMode {
    /// Whoever a request says it is from. Anybody who reaches the port can claim to be anybody, so
    /// a server accepts this on the loopback interface alone.
    Development,
    /// By a signed token with every request, or by the certificate of a service.
    Token(TokenSettings),
}

impl IdentityMode {
    /// Checks that callers may be told apart this way on `listen`.
    ///
    /// # Errors
    ///
    /// [`NotLoopback`] for development mode where other machines can connect.
    pub fn accepts(&self, listen: SocketAddr) -> Result<(), NotLoopback> {
        match self {
            Self::Development if !listen.ip().is_loopback() => Err(NotLoopback { listen }),
            Self::Development | Self::Token(_) => Ok(()),
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

/// Tells callers apart.
#[derive(Clone)]
pub(crate) enum Recogniser {
    Development,
    Token(Arc<Tokens>),
}

impl Recogniser {
    /// Reads what it needs to.
    pub(crate) fn open(mode: &IdentityMode) -> Result<Self, KeysError> {
        match mode {
            IdentityMode::Development => Ok(Self::Development),
            IdentityMode::Token(settings) => {
                Tokens::open(settings).map(|tokens| Self::Token(Arc::new(tokens)))
            }
        }
    }

    /// What keeps it up to date, and how often.
    pub(crate) fn worker(&self, health: HealthHandle) -> Option<(Arc<dyn Worker>, Duration)> {
        match self {
            Self::Development => None,
            Self::Token(tokens) => Some(tokens.watch(health)),
        }
    }

    /// Whether it can recognise anybody at present.
    pub(crate) fn is_able(&self) -> bool {
        match self {
            Self::Development => true,
            Self::Token(tokens) => tokens.has_keys(),
        }
    }

    /// Who calls, with these headers, on a connection with the certificate of this service.
    pub(crate) async fn recognise(
        &self,
        headers: &HeaderMap,
        certified: Option<&str>,
    ) -> Result<Claim, Unrecognised> {
        match self {
            Self::Development => development::recognise(headers),
            Self::Token(tokens) => match token::presented(headers)? {
                Some(presented) => tokens.recognise(presented).await,
                None => certified.map(certified_claim).ok_or(Unrecognised::NoToken),
            },
        }
    }
}

fn certified_claim(service: &str) -> Claim {
    Claim {
        caller: Caller::service(service),
        proof: Proof::Certificate,
        holds_for: None,
    }
}

/// Why nobody was recognised. Says what to change, and never what was sent.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum Unrecognised {
    #[error("the request doesn't say who calls: send {SUBJECT_KEY}")]
    Missing,
    #[error(
        "{0} is malformed: names have 1 to {MAX_NAME_LENGTH} characters of a-z, 0-9 and :-._, and a list has at most {MAX_ITEMS}"
    )]
    Malformed(&'static str),
    #[error(
        "the request doesn't say who calls: send authorization, with Bearer and a signed token"
    )]
    NoToken,
    #[error("authorization is given more than once: send one token")]
    Several,
    #[error(
        "authorization is malformed: send Bearer, a space and a JSON Web Token that is signed with a key pair"
    )]
    NotBearer,
    #[error(
        "the token is signed with an algorithm that this service does not accept: have it signed with one that it does"
    )]
    Algorithm,
    #[error(
        "the token does not name the key that it is signed with (kid): have it name one of the issuer's keys"
    )]
    NoKeyId,
    #[error(
        "the token is signed with a key that the issuer does not have, or no longer: get a new token"
    )]
    UnknownKey,
    #[error("the token's signature does not fit what it says: get a new token")]
    Signature,
    #[error("the token has expired: get a new token")]
    Expired,
    #[error("the token is not valid yet: wait, or set the clocks right")]
    TooEarly,
    #[error("the token is of another issuer: get one of the issuer that this service trusts")]
    Issuer,
    #[error("the token is for another audience: get one that is meant for this service")]
    Audience,
    #[error("the token lacks {0}, or it is malformed: have the issuer put it in")]
    Claim(&'static str),
    /// Not the caller's fault, and the only one that is worth trying again as it is.
    #[error("the issuer's keys can't be had at present: try again later")]
    NoKeys,
}

impl From<Unrecognised> for Status {
    fn from(why: Unrecognised) -> Self {
        if why == Unrecognised::NoKeys {
            return Self::unavailable(why.to_string());
        }
        Self::unauthenticated(why.to_string())
    }
}

fn is_name(text: &str) -> bool {
    (1..=MAX_NAME_LENGTH).contains(&text.len())
        && text
            .bytes()
            .all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b':' | b'-' | b'.' | b'_'))
}
