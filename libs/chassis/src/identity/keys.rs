//! The issuer's public keys: a JSON Web Key Set in a file or at an address.

mod fetched;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use thiserror::Error;

use self::fetched::Fetched;
use super::{TokenAlgorithm, Unrecognised};
use crate::health::HealthHandle;
use crate::reload::{Document, RELOAD_EVERY, ReloadError, Reloaded};
use crate::worker::{Progress, Worker, WorkerError};

/// What a server lacks that has no keys yet.
pub(crate) const KEYS: &str = "the issuer's keys";

/// Where an issuer's public keys are, as a JSON Web Key Set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In a file, read again when it changes.
    File(PathBuf),
    /// At an address, asked again from time to time and when a token names a key that is not known.
    Address {
        /// The `https://` address.
        url: String,
        /// The PEM file of the authorities of its certificate; the system's without it.
        authorities: Option<PathBuf>,
    },
}

/// One of the issuer's keys.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) public: DecodingKey,
    /// What it may have signed with, of what is accepted.
    pub(super) algorithms: Vec<Algorithm>,
    id: String,
}

/// The issuer's keys, as they are now.
#[derive(Clone, Default)]
pub(super) struct Keys(Vec<Key>);

/// Where they come from.
pub(super) enum KeyStore {
    File(Reloaded<Keys>),
    Address(Fetched),
}

impl KeyStore {
    /// Reads a file at once. An address is asked later: a service can start before its issuer.
    pub(super) fn open(place: &KeyPlace, accepted: &[TokenAlgorithm]) -> Result<Self, KeysError> {
        let accepted: Vec<Algorithm> = accepted
            .iter()
            .map(|algorithm| algorithm.implemented())
            .collect();
        match place {
            KeyPlace::File(file) => {
                let parse = move |places: &[Vec<Document>], _: Option<&Keys>| {
                    let document = places.first().and_then(|documents| documents.first());
                    let Some(Document { name, text }) = document else {
                        return Err(vec!["a folder is named where a file is needed".to_owned()]);
                    };
                    Keys::parse(text, &accepted).map_err(|wrong| vec![format!("{name}: {wrong}")])
                };
                let reloaded = Reloaded::open("issuer's keys", vec![file.clone()], parse)?;
                Ok(Self::File(reloaded))
            }
            KeyPlace::Address { url, authorities } => {
                Fetched::new(url, authorities.clone(), accepted).map(Self::Address)
            }
        }
    }

    pub(super) fn current(&self) -> Arc<Keys> {
        match self {
            Self::File(reloaded) => reloaded.current(),
            Self::Address(fetched) => fetched.current(),
        }
    }

    /// The key that is called so. Where there is none, the keys are looked at again: it may be new.
    pub(super) async fn find(&self, id: &str) -> Result<Key, Unrecognised> {
        if let Some(key) = self.current().named(id) {
            return Ok(key);
        }
        match self {
            Self::File(reloaded) => {
                reloaded.look();
            }
            Self::Address(fetched) => fetched.ask().await,
        }
        let keys = self.current();
        if keys.is_empty() {
            return Err(Unrecognised::NoKeys);
        }
        keys.named(id).ok_or(Unrecognised::UnknownKey)
    }

    pub(super) fn look_every(&self) -> Duration {
        match self {
            Self::File(_) => RELOAD_EVERY,
            Self::Address(_) => fetched::FLOOR,
        }
    }
}

/// Keeps the keys up to date, and has the server say that it can't serve while there are none.
pub(super) struct KeyWatch {
    pub(super) keys: Arc<KeyStore>,
    pub(super) health: HealthHandle,
}

#[async_trait]
impl Worker for KeyWatch {
    fn name(&self) -> &'static str {
        "issuer's keys"
    }

    async fn step(&self) -> Result<Progress, WorkerError> {
        match &*self.keys {
            KeyStore::File(reloaded) => {
                reloaded.look();
            }
            KeyStore::Address(fetched) => fetched.ask_when_due().await,
        }
        if self.keys.current().is_empty() {
            self.health.lacks(KEYS).await;
        } else {
            self.health.lacks_no_more(KEYS).await;
        }
        Ok(Progress::Idle)
    }
}

impl Keys {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn named(&self, id: &str) -> Option<Key> {
        self.0.iter().find(|key| key.id == id).cloned()
    }

    /// Reads a key set. Keys that can't have signed an accepted token are left out: those without an id,
    /// for encryption, or for other algorithms; a secret is never one.
    fn parse(text: &str, accepted: &[Algorithm]) -> Result<Self, WrongKeys> {
        let document: serde_json::Value =
            serde_json::from_str(text).map_err(|_| WrongKeys::Malformed)?;
        let listed = document.get("keys").and_then(|keys| keys.as_array());
        let is_private = |key: &serde_json::Value| key.get("d").is_some() || key.get("k").is_some();
        if listed.is_some_and(|keys| keys.iter().any(is_private)) {
            return Err(WrongKeys::Private);
        }
        let set: JwkSet = serde_json::from_value(document).map_err(|_| WrongKeys::Malformed)?;
        let mut keys: Vec<Key> = Vec::new();
        for key in set.keys.iter().filter_map(|jwk| usable(jwk, accepted)) {
            if keys.iter().any(|known| known.id == key.id) {
                return Err(WrongKeys::Twice);
            }
            keys.push(key);
        }
        if keys.is_empty() {
            return Err(WrongKeys::None);
        }
        Ok(Self(keys))
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's list of kinds is open, and whatever else there is can't be used"
)]
fn usable(jwk: &Jwk, accepted: &[Algorithm]) -> Option<Key> {
    let for_something_else = jwk
        .common
        .public_key_use
        .as_ref()
        .is_some_and(|used| *used != PublicKeyUse::Signature);
    if for_something_else {
        return None;
    }
    let fitting: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            &[Algorithm::ES256]
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P384 => {
            &[Algorithm::ES384]
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            &[Algorithm::EdDSA]
        }
        AlgorithmParameters::RSA(_) => &[Algorithm::RS256, Algorithm::PS256],
        _ => &[],
    };
    let said = jwk.common.key_algorithm;
    let algorithms: Vec<Algorithm> = fitting
        .iter()
        .filter(|algorithm| accepted.contains(algorithm))
        .filter(|algorithm| said.is_none_or(|said| said == (**algorithm).into()))
        .copied()
        .collect();
    if algorithms.is_empty() {
        return None;
    }
    Some(Key {
        public: DecodingKey::from_jwk(jwk).ok()?,
        algorithms,
        id: jwk.common.key_id.clone()?,
    })
}

/// What is wrong with a key set.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
enum WrongKeys {
    #[error("not a JSON Web Key Set")]
    Malformed,
    #[error("it holds secrets: publish the public keys alone, and take new ones")]
    Private,
    #[error("two of its keys have the same id (kid)")]
    Twice,
    #[error("it has no key with an id (kid) for the accepted algorithms")]
    None,
}

/// Why there are no keys to begin with.
#[derive(Debug, Error)]
pub enum KeysError {
    /// The file can't be used.
    #[error(transparent)]
    File(#[from] ReloadError),
    /// The address can't be asked as configured.
    #[error("the issuer's keys can't be fetched from {url}: {why}")]
    Address {
        /// The address.
        url: String,
        /// What is wrong.
        why: String,
    },
}
