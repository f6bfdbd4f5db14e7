//! Reading certificates and keys.

use std::fmt;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::reload::Document;
use crate::world::World;

/// A certificate, followed by those that it was signed with, and its private key: two PEM files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPairFiles {
    /// The file of the certificates.
    pub certificate: PathBuf,
    /// The file of the key.
    pub key: PathBuf,
}

/// The same, read.
pub(super) struct KeyPair {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    /// The last instant at which the certificate holds.
    pub(super) expires: DateTime<Utc>,
}

impl KeyPair {
    /// Reads both files, and says everything that is wrong with them and nothing that they hold.
    pub(super) fn read(
        certificate: Option<&Document>,
        key: Option<&Document>,
    ) -> Result<Self, Vec<String>> {
        let chain = one(certificate).and_then(|document| {
            let chain = certificates(document)?;
            let expires = expiry(&document.name, &chain)?;
            Ok((chain, expires))
        });
        let key = one(key).and_then(|Document { name, text }| {
            PrivateKeyDer::from_pem_slice(text.as_bytes())
                .map_err(|_| format!("{name}: no private key in PEM"))
        });
        match (chain, key) {
            (Ok((chain, expires)), Ok(key)) => Ok(Self {
                chain,
                key,
                expires,
            }),
            (chain, key) => Err(chain.err().into_iter().chain(key.err()).collect()),
        }
    }
}

/// The authorities that a certificate may chain to.
pub(super) fn authorities(document: Option<&Document>) -> Result<RootCertStore, String> {
    let document = one(document)?;
    let mut roots = RootCertStore::empty();
    for certificate in certificates(document)? {
        roots
            .add(certificate)
            .map_err(|error| format!("{}: {error}", document.name))?;
    }
    Ok(roots)
}

/// What can't be used, and why.
pub(super) fn unusable(what: impl fmt::Display, why: impl fmt::Display) -> String {
    format!("{what}: {why}")
}

fn one(document: Option<&Document>) -> Result<&Document, String> {
    document.ok_or_else(|| "a folder is named where a PEM file is needed".to_owned())
}

fn certificates(
    Document { name, text }: &Document,
) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.as_bytes()).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) | Err(_) => Err(format!("{name}: no certificate in PEM")),
    }
}

fn expiry(name: &str, chain: &[CertificateDer<'_>]) -> Result<DateTime<Utc>, String> {
    let first = chain.first().map(|certificate| certificate.as_ref());
    let parsed = first.and_then(|der| X509Certificate::from_der(der).ok());
    let (_, certificate) = parsed.ok_or_else(|| format!("{name}: not a certificate"))?;
    let seconds = certificate.validity().not_after.timestamp();
    let expires = DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
    if expires < World::real().now() {
        return Err(format!("{name}: the certificate expired on {expires}"));
    }
    Ok(expires)
}
