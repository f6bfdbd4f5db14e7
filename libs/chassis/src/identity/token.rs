//! Signed tokens: JSON Web Tokens of one issuer, for one audience, with an algorithm of ours.
//!
//! What a token says about itself is never believed: which algorithms are accepted is configured, which
//! of them fits a key is said by the key, and everything else is checked after the signature. Tokens are
//! of the real world: they are held to the system's clock, whatever clock the services run on.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;

use super::keys::{Key, KeyPlace, KeyStore, KeyWatch, KeysError};
use super::{Caller, Claim, Proof, Unrecognised, is_name};
use crate::health::HealthHandle;
use crate::worker::Worker;
use crate::world::World;

/// How far the clocks of the issuer and of a service may be apart.
const LEEWAY: Duration = Duration::from_secs(30);
const SCHEME: &str = "bearer ";
/// Of what is claimed. Directories list more groups than anybody needs.
const MAX_CLAIMED: usize = 256;

/// Which tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSettings {
    /// Who has to have issued them (`iss`).
    pub issuer: String,
    /// Whom they have to be meant for (`aud`).
    pub audience: String,
    /// What they may be signed with.
    pub algorithms: Vec<TokenAlgorithm>,
    /// Where the issuer's public keys are.
    pub keys: KeyPlace,
}

/// What a token may be signed with: always the private half of a pair. A service holds the public half
/// alone, and nobody who has it can sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// Ed25519.
    EdDsa,
    /// RSA, PKCS #1 v1.5, with SHA-256.
    Rs256,
    /// RSA, PSS, with SHA-256.
    Ps256,
}

impl TokenAlgorithm {
    /// All of them, the recommended first.
    pub const ALL: [Self; 5] = [
        Self::Es256,
        Self::Es384,
        Self::EdDsa,
        Self::Rs256,
        Self::Ps256,
    ];

    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }

    pub(super) fn implemented(self) -> Algorithm {
        match self {
            Self::Es256 => Algorithm::ES256,
            Self::Es384 => Algorithm::ES384,
            Self::EdDsa => Algorithm::EdDSA,
            Self::Rs256 => Algorithm::RS256,
            Self::Ps256 => Algorithm::PS256,
        }
    }
}

/// The token that a request presents, if it presents one.
pub(super) fn presented(headers: &HeaderMap) -> Result<Option<&str>, Unrecognised> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().map_err(|_| Unrecognised::NotBearer)?,
        (Some(_), Some(_)) => return Err(Unrecognised::Several),
    };
    let (scheme, token) = value
        .split_at_checked(SCHEME.len())
        .ok_or(Unrecognised::NotBearer)?;
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(Unrecognised::NotBearer);
    }
    Ok(Some(token))
}

/// Checks tokens.
pub(crate) struct Tokens {
    validation: Validation,
    issuer: String,
    accepted: Vec<Algorithm>,
    keys: Arc<KeyStore>,
}

/// What a token says. Where it says something twice, it is malformed.
#[derive(Deserialize)]
struct Claims {
    iss: Option<String>,
    sub: Option<String>,
    exp: Option<f64>,
    roles: Option<Several>,
    teams: Option<Several>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Several {
    Many(Vec<String>),
    One(String),
}

impl Tokens {
    /// Reads the issuer's keys, if they are in a file.
    pub(super) fn open(settings: &TokenSettings) -> Result<Self, KeysError> {
        // Replaced by the one that fits the key, for each token.
        let mut validation = Validation::new(Algorithm::ES256);
        validation.leeway = LEEWAY.as_secs();
        validation.validate_nbf = true;
        validation.set_issuer(&[&settings.issuer]);
        validation.set_audience(&[&settings.audience]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        Ok(Self {
            validation,
            issuer: settings.issuer.clone(),
            accepted: settings
                .algorithms
                .iter()
                .map(|algorithm| algorithm.implemented())
                .collect(),
            keys: Arc::new(KeyStore::open(&settings.keys, &settings.algorithms)?),
        })
    }

    pub(super) fn watch(&self, health: HealthHandle) -> (Arc<dyn Worker>, Duration) {
        let keys = Arc::clone(&self.keys);
        let every = keys.look_every();
        (Arc::new(KeyWatch { keys, health }), every)
    }

    pub(super) fn has_keys(&self) -> bool {
        !self.keys.current().is_empty()
    }

    /// Whom a token is for.
    pub(super) async fn recognise(&self, token: &str) -> Result<Claim, Unrecognised> {
        let header = decode_header(token).map_err(|_| Unrecognised::NotBearer)?;
        // What a header calls critical has to be understood, and none of it is; nor is anything packed up.
        if header.crit.is_some() || header.enc.is_some() || header.zip.is_some() {
            return Err(Unrecognised::NotBearer);
        }
        if !self.accepted.contains(&header.alg) {
            return Err(Unrecognised::Algorithm);
        }
        let kid = header.kid.ok_or(Unrecognised::NoKeyId)?;
        let key = self.keys.find(&kid).await?;
        self.check(token, header.alg, &key)
    }

    fn check(&self, token: &str, said: Algorithm, key: &Key) -> Result<Claim, Unrecognised> {
        if !key.algorithms.contains(&said) {
            return Err(Unrecognised::Algorithm);
        }
        let mut validation = self.validation.clone();
        validation.algorithms = vec![said];
        let claims = decode::<Claims>(token, &key.public, &validation)
            .map_err(|error| unrecognised(error.kind()))?
            .claims;
        // The library would take a list of issuers as well.
        if claims.iss.as_ref() != Some(&self.issuer) {
            return Err(Unrecognised::Issuer);
        }
        let subject = claims.sub.filter(|subject| is_name(subject));
        let (names_roles, names_teams) = (claims.roles.is_some(), claims.teams.is_some());
        Ok(Claim {
            caller: Caller {
                subject: subject
                    .ok_or(Unrecognised::Claim("a subject (sub) that is an id here"))?,
                roles: several(claims.roles, "roles")?,
                teams: several(claims.teams, "teams")?,
            },
            proof: Proof::Token {
                names_roles,
                names_teams,
            },
            holds_for: Some(left(claims.exp.unwrap_or_default())),
        })
    }
}

/// How long until a token expires for good.
#[expect(
    clippy::cast_precision_loss,
    reason = "a second more or less is within the leeway"
)]
fn left(expires: f64) -> Duration {
    let now = World::real().now().timestamp() as f64;
    Duration::try_from_secs_f64(expires - now)
        .unwrap_or_default()
        .saturating_add(LEEWAY)
}

/// What is claimed, without what can't be of ours: an issuer knows other things than Handrail's.
fn several(claimed: Option<Several>, name: &'static str) -> Result<Vec<String>, Unrecognised> {
    let claimed = match claimed {
        None => return Ok(Vec::new()),
        Some(Several::Many(many)) => many,
        Some(Several::One(one)) => vec![one],
    };
    if claimed.len() > MAX_CLAIMED {
        return Err(Unrecognised::Claim(name));
    }
    let ours = claimed.into_iter().filter(|item| is_name(item));
    Ok(ours.collect())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's list of errors is open, and all the others are about the form"
)]
fn unrecognised(why: &ErrorKind) -> Unrecognised {
    match why {
        ErrorKind::ExpiredSignature => Unrecognised::Expired,
        ErrorKind::ImmatureSignature => Unrecognised::TooEarly,
        ErrorKind::InvalidIssuer => Unrecognised::Issuer,
        ErrorKind::InvalidAudience => Unrecognised::Audience,
        ErrorKind::InvalidAlgorithm => Unrecognised::Algorithm,
        ErrorKind::MissingRequiredClaim(claim) => Unrecognised::Claim(match claim.as_str() {
            "exp" => "its expiry (exp)",
            "nbf" => "its beginning (nbf)",
            "iss" => "its issuer (iss)",
            "aud" => "its audience (aud)",
            _ => "its subject (sub)",
        }),
        ErrorKind::InvalidClaimFormat(_) => Unrecognised::Claim("an expiry or a beginning"),
        ErrorKind::InvalidSignature => Unrecognised::Signature,
        _ => Unrecognised::NotBearer,
    }
}
