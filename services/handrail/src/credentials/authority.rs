//! A synthetic certificate authority.

use super::CredentialsError;
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};

/// An authority, whose key is gone when it is dropped: nobody can have anything certified later.
pub struct Authority {
    pem: String,
    signs: rcgen::Issuer<'static, KeyPair>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// A certificate with its key, each in PEM.
pub struct Certified {
    /// The certificate.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

impl Authority {
    /// A new authority. What it certifies holds as long as itself: whole days, both included.
    ///
    /// # Errors
    /// When cryptography fails.
    pub fn new(from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Self, CredentialsError> {
        let mut params = params("Handrail synthetic authority", from, until);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().map_err(unmade)?;
        let pem = params.self_signed(&key).map_err(unmade)?.pem();
        Ok(Self {
            pem,
            signs: rcgen::Issuer::new(params, key),
            from,
            until,
        })
    }

    /// Its own certificate, for everybody who is to believe the others.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate of a service for these names, to serve with and to call with.
    ///
    /// # Errors
    /// When a name is none, or cryptography fails.
    pub fn certify(&self, service: &str, names: &[&str]) -> Result<Certified, CredentialsError> {
        let mut params = params(service, self.from, self.until);
        for name in names {
            let name = match name.parse() {
                Ok(address) => SanType::IpAddress(address),
                Err(_) if !is_host_name(name) => {
                    return Err(CredentialsError::Name((*name).to_owned()));
                }
                Err(_) => SanType::DnsName((*name).try_into().map_err(unmade)?),
            };
            params.subject_alt_names.push(name);
        }
        let uri = format!("spiffe://handrail/{service}");
        let uri = SanType::URI(uri.as_str().try_into().map_err(unmade)?);
        params.subject_alt_names.push(uri);
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![
            ExtendedKeyUsagePurpose::ServerAuth,
            ExtendedKeyUsagePurpose::ClientAuth,
        ];
        let key = KeyPair::generate().map_err(unmade)?;
        let certificate = params.signed_by(&key, &self.signs).map_err(unmade)?;
        Ok(Certified {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }
}

fn params(name: &str, from: DateTime<Utc>, until: DateTime<Utc>) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    // A month and a day are small numbers.
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    let midnight =
        |day: DateTime<Utc>| date_time_ymd(day.year(), small(day.month()), small(day.day()));
    params.not_before = midnight(from);
    params.not_after = midnight(until + TimeDelta::days(1));
    params
}

fn is_host_name(name: &str) -> bool {
    (1..=253).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'*'))
}

fn unmade(why: impl std::fmt::Display) -> CredentialsError {
    CredentialsError::Unmade {
        what: "certificate",
        why: why.to_string(),
    }
}
