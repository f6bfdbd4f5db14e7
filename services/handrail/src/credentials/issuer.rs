//! A synthetic issuer of tokens.

use super::CredentialsError;
use chrono::{DateTime, Utc};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header, encode,
    jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash},
};
use rcgen::KeyPair;
use serde::Serialize;

/// What a synthetic issuer calls itself.
pub const ISSUER: &str = "https://issuer.example.invalid";
/// Whom its tokens are meant for.
pub const AUDIENCE: &str = "handrail";

/// Signs tokens with ES256, and publishes the key that they are checked with.
pub struct Issuer {
    issuer: String,
    audience: String,
    pem: String,
    signs: EncodingKey,
    public: Jwk,
    key_id: String,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Whom it is for: an officer's id, `service:transfers`, `system:records`...
    pub subject: String,
    /// The only roles that an officer shall act in; all of the officer's without it.
    pub roles: Option<Vec<String>>,
    /// The only teams that an officer shall act for; all of the officer's without it.
    pub teams: Option<Vec<String>>,
    /// From when it is valid.
    pub from: DateTime<Utc>,
    /// When it expires.
    pub until: DateTime<Utc>,
}

#[derive(Serialize)]
struct Claims<'g> {
    iss: &'g str,
    aud: &'g str,
    sub: &'g str,
    iat: i64,
    nbf: i64,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<&'g [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    teams: Option<&'g [String]>,
}

impl Issuer {
    /// An issuer with a new key.
    ///
    /// # Errors
    /// When cryptography fails.
    pub fn new() -> Result<Self, CredentialsError> {
        let key = KeyPair::generate().map_err(unmade)?;
        Self::from_pem("the new key", &key.serialize_pem())
    }

    /// An issuer with this key, a private one on P-256 in PEM; `name` is what errors call it.
    ///
    /// # Errors
    /// When it is not one.
    pub fn from_pem(name: &str, pem: &str) -> Result<Self, CredentialsError> {
        let no_key = |_| CredentialsError::Key(name.to_owned());
        let signs = EncodingKey::from_ec_pem(pem.as_bytes()).map_err(no_key)?;
        let mut public = Jwk::from_encoding_key(&signs, Algorithm::ES256).map_err(no_key)?;
        let key_id = public.thumbprint(ThumbprintHash::SHA256).map_err(no_key)?;
        public.common.key_id = Some(key_id.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self {
            issuer: ISSUER.to_owned(),
            audience: AUDIENCE.to_owned(),
            pem: pem.to_owned(),
            signs,
            public,
            key_id,
        })
    }

    /// The same, with another name, and for another audience.
    #[must_use]
    pub fn called(self, issuer: &str, audience: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            ..self
        }
    }

    /// Its private key, in PEM.
    pub fn private_key(&self) -> &str {
        &self.pem
    }

    /// The set of its one public key, as JSON.
    ///
    /// # Errors
    /// When it can't be written down.
    pub fn key_set(&self) -> Result<String, CredentialsError> {
        let set = JwkSet {
            keys: vec![self.public.clone()],
        };
        serde_json::to_string_pretty(&set).map_err(unmade)
    }

    /// A token that says this.
    ///
    /// # Errors
    /// When cryptography fails.
    pub fn token(&self, grant: &Grant) -> Result<String, CredentialsError> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.key_id.clone());
        let claims = Claims {
            iss: &self.issuer,
            aud: &self.audience,
            sub: &grant.subject,
            iat: grant.from.timestamp(),
            nbf: grant.from.timestamp(),
            exp: grant.until.timestamp(),
            roles: grant.roles.as_deref(),
            teams: grant.teams.as_deref(),
        };
        encode(&header, &claims, &self.signs).map_err(unmade)
    }
}

fn unmade(why: impl std::fmt::Display) -> CredentialsError {
    CredentialsError::Unmade {
        what: "token or its key",
        why: why.to_string(),
    }
}
