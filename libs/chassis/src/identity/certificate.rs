//! The service that a certificate is for.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::is_name;

/// What the URI of a workload begins with.
const SCHEME: &str = "spiffe://";

/// The service that a certificate is for: the last part of its one URI, as `transfers` in
/// `spiffe://handrail/transfers`. Whether the certificate is genuine has been found out by whoever shows
/// it here; with no such URI, or several, it is nobody's.
pub(crate) fn certified_service(certificate: &CertificateDer<'_>) -> Option<Arc<str>> {
    let (_, certificate) = X509Certificate::from_der(certificate.as_ref()).ok()?;
    let names = certificate.subject_alternative_name().ok()??;
    let mut uris = names.value.general_names.iter().filter_map(|name| {
        if let GeneralName::URI(uri) = name {
            uri.strip_prefix(SCHEME)
        } else {
            None
        }
    });
    let (uri, another) = (uris.next()?, uris.next());
    let (_, path) = uri.split_once('/')?;
    let name = path.rsplit('/').next()?;
    (another.is_none() && is_name(name)).then(|| name.into())
}
