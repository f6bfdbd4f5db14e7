//! Keys that are fetched from the issuer.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::Algorithm;
use reqwest::{Certificate, Client, redirect};
use tokio::sync::Mutex;
use tokio::time::Instant;
use tracing::{info, warn};

use super::{Keys, KeysError};
use crate::tls;

/// However many tokens name keys that nobody knows, the issuer is not asked more often.
pub(super) const FLOOR: Duration = Duration::from_secs(10);
/// How often it is asked although nothing calls for it: a key that it withdraws is not used for longer.
const PERIOD: Duration = Duration::from_secs(5 * 60);
const WITHIN: Duration = Duration::from_secs(5);
const MAX_BYTES: usize = 256 * 1024;

/// The keys at an address: the last ones that could be fetched.
pub(in crate::identity) struct Fetched {
    url: String,
    authorities: Option<PathBuf>,
    accepted: Vec<Algorithm>,
    current: RwLock<Arc<Keys>>,
    /// Held by whoever asks: the others wait for what comes of it.
    asked: Mutex<Asked>,
}

#[derive(Default)]
struct Asked {
    last: Option<Instant>,
    answered: Option<Instant>,
    text: String,
}

impl Fetched {
    pub(super) fn new(
        url: &str,
        authorities: Option<PathBuf>,
        accepted: Vec<Algorithm>,
    ) -> Result<Self, KeysError> {
        let fetched = Self {
            url: url.to_owned(),
            authorities,
            accepted,
            current: RwLock::default(),
            asked: Mutex::default(),
        };
        // So that what is wrong with the authorities is said at the start.
        let client = fetched.client().map(|_| ());
        client.map_err(|why| KeysError::Address {
            url: url.to_owned(),
            why,
        })?;
        Ok(fetched)
    }

    pub(super) fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Asks for the keys, unless that was done a moment ago.
    pub(super) async fn ask(&self) {
        let mut asked = self.asked.lock().await;
        if asked.last.is_some_and(|last| last.elapsed() < FLOOR) {
            return;
        }
        asked.last = Some(Instant::now());
        match self.fetch().await.and_then(|text| {
            let keys = Keys::parse(&text, &self.accepted).map_err(|wrong| wrong.to_string())?;
            Ok((text, keys))
        }) {
            Ok((text, keys)) => {
                asked.answered = asked.last;
                if asked.text != text {
                    info!(
                        url = self.url,
                        keys = keys.0.len(),
                        "the issuer's keys are new"
                    );
                    asked.text = text;
                }
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
            }
            Err(why) => {
                warn!(
                    url = self.url,
                    why, "the issuer's keys can't be fetched; those known stay in use"
                );
            }
        }
    }

    /// Asks for the keys if there are none yet, or they are old.
    pub(super) async fn ask_when_due(&self) {
        let answered = self.asked.lock().await.answered;
        if answered.is_none_or(|answered| answered.elapsed() >= PERIOD) {
            self.ask().await;
        }
    }

    async fn fetch(&self) -> Result<String, String> {
        let asking = self.client()?.get(&self.url).send().await;
        let mut reply = asking
            .and_then(reqwest::Response::error_for_status)
            .map_err(|error| with_causes(&error))?;
        let mut bytes = Vec::new();
        while let Some(chunk) = reply.chunk().await.map_err(|error| with_causes(&error))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > MAX_BYTES {
                return Err("the answer is too long to be a key set".to_owned());
            }
        }
        String::from_utf8(bytes).map_err(|_| "the answer is not a text".to_owned())
    }

    /// A client for one question: the authorities may be others by the next.
    fn client(&self) -> Result<Client, String> {
        tls::install_provider();
        let mut client = Client::builder()
            .timeout(WITHIN)
            .https_only(true)
            .redirect(redirect::Policy::none())
            .user_agent("handrail");
        if let Some(file) = &self.authorities {
            let unusable = |why: String| format!("{}: {why}", file.display());
            let pem = fs::read(file).map_err(|error| unusable(error.to_string()))?;
            let authorities = Certificate::from_pem_bundle(&pem).ok();
            let authorities = authorities.filter(|authorities| !authorities.is_empty());
            let authorities =
                authorities.ok_or_else(|| unusable("no certificate in PEM".to_owned()))?;
            client = client.tls_certs_only(authorities);
        }
        client.build().map_err(|error| with_causes(&error))
    }
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
