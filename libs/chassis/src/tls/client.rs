//! Whom a caller trusts, and what it shows.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::pem::{KeyPair, KeyPairFiles, authorities, unusable};
use super::{ALPN, provider};
use crate::reload::{Document, ReloadError, Reloaded};

/// How a caller does TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientTlsSettings {
    /// The PEM file of the authorities that servers' certificates chain to.
    pub authorities: PathBuf,
    /// What the caller shows where a server asks for a certificate.
    pub own: Option<KeyPairFiles>,
}

/// A caller's side of TLS, as its files have it now.
#[derive(Clone)]
pub struct ClientTls(Arc<Reloaded<ClientConfig>>);

impl ClientTls {
    /// Reads the files.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with them.
    pub fn open(settings: &ClientTlsSettings) -> Result<Self, ReloadError> {
        let ClientTlsSettings { authorities, own } = settings.clone();
        let own = own.map(|own| [own.certificate, own.key]);
        let shows = own.is_some();
        Reloaded::open(
            "certificates for calls",
            [authorities]
                .into_iter()
                .chain(own.into_iter().flatten())
                .collect(),
            move |places: &[Vec<Document>], _: Option<&ClientConfig>| understand(places, shows),
        )
        .map(|config| Self(Arc::new(config)))
    }

    /// Does the handshake with the server called `name`. The files are looked at before each: whoever
    /// connects seldom needs nobody to watch them.
    pub(crate) async fn connect(
        &self,
        name: ServerName<'static>,
        stream: TcpStream,
    ) -> io::Result<TlsStream<TcpStream>> {
        self.0.look();
        let stream = TlsConnector::from(self.0.current())
            .connect(name, stream)
            .await?;
        match stream.get_ref().1.alpn_protocol() {
            Some(ALPN) => Ok(stream),
            Some(_) | None => Err(io::Error::other("the server does not speak HTTP/2")),
        }
    }
}

impl fmt::Debug for ClientTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientTls").finish_non_exhaustive()
    }
}

fn understand(places: &[Vec<Document>], shows: bool) -> Result<ClientConfig, Vec<String>> {
    let document = |place: usize| places.get(place).and_then(|documents| documents.first());
    let roots = authorities(document(0)).map_err(|error| vec![error]);
    let own = shows
        .then(|| KeyPair::read(document(1), document(2)))
        .transpose();
    let (roots, own) = match (roots, own) {
        (Ok(roots), Ok(own)) => (roots, own),
        (roots, own) => {
            let errors = roots.err().into_iter().chain(own.err());
            return Err(errors.flatten().collect());
        }
    };
    let wrong = |why: rustls::Error| vec![unusable("the certificate for calls and its key", why)];
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(wrong)?
        .with_root_certificates(roots);
    let mut config = match own {
        None => config.with_no_client_auth(),
        Some(own) => config
            .with_client_auth_cert(own.chain, own.key)
            .map_err(wrong)?,
    };
    config.alpn_protocols = vec![ALPN.to_vec()];
    Ok(config)
}
