//! What a server shows, and whom it lets in.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rustls::ServerConfig;
use rustls::server::WebPkiClientVerifier;
use tokio_rustls::TlsAcceptor;
use tracing::info;

use super::pem::{KeyPair, KeyPairFiles, authorities, unusable};
use super::{ALPN, provider};
use crate::reload::{Document, ReloadError, Reloaded};
use crate::worker::Worker;

/// How a server does TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerTlsSettings {
    /// What it shows to callers.
    pub own: KeyPairFiles,
    /// The PEM file of the authorities of its callers' certificates; without it callers need none.
    pub client_authorities: Option<PathBuf>,
}

/// A server's side of TLS, as its files have it now.
#[derive(Clone)]
pub struct ServerTls(Arc<Reloaded<Usable>>);

struct Usable {
    config: Arc<ServerConfig>,
    expires: DateTime<Utc>,
}

impl ServerTls {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn open(settings: &ServerTlsSettings) -> Result<Self, ReloadError> {
        let ServerTlsSettings {
            own,
            client_authorities,
        } = settings.clone();
        let mutual = client_authorities.is_some();
        let places = [own.certificate, own.key].into_iter();
        Reloaded::open(
            "server's certificate",
            places.chain(client_authorities).collect(),
            move |places: &[Vec<Document>], _: Option<&Usable>| understand(places, mutual),
        )
        .map(|usable| Self(Arc::new(usable)))
    }

    /// The last instant at which the certificate in use holds.
    pub fn expires(&self) -> DateTime<Utc> {
        self.0.current().expires
    }

    /// What looks after the files; for [`crate::worker::drive`].
    pub(crate) fn worker(&self) -> Arc<dyn Worker> {
        Arc::clone(&self.0) as Arc<dyn Worker>
    }

    /// What accepts the next connection.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0.current().config))
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls")
            .field("expires", &self.expires())
            .finish_non_exhaustive()
    }
}

fn understand(places: &[Vec<Document>], mutual: bool) -> Result<Usable, Vec<String>> {
    let document = |place: usize| places.get(place).and_then(|documents| documents.first());
    let own = KeyPair::read(document(0), document(1));
    let clients = mutual
        .then(|| authorities(document(2)))
        .transpose()
        .map_err(|error| vec![error]);
    let (own, clients) = match (own, clients) {
        (Ok(own), Ok(clients)) => (own, clients),
        (own, clients) => {
            let errors = own.err().into_iter().chain(clients.err());
            return Err(errors.flatten().collect());
        }
    };
    let wrong = |why: rustls::Error| vec![unusable("the certificate and its key", why)];
    let config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(wrong)?;
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(roots) => {
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider()).build();
            let verifier =
                verifier.map_err(|why| vec![unusable("the authorities of callers", why)])?;
            config.with_client_cert_verifier(verifier)
        }
    };
    let mut config = config.with_single_cert(own.chain, own.key).map_err(wrong)?;
    config.alpn_protocols = vec![ALPN.to_vec()];
    info!(expires = %own.expires, "the server's certificate is read");
    Ok(Usable {
        config: Arc::new(config),
        expires: own.expires,
    })
}
