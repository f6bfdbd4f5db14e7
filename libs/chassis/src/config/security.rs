//! Who calls, and over what: identity, tokens and TLS.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use http::Uri;

use super::Shared;
use super::keys::{self, Key};
use super::reader::Reader;
use crate::identity::{
    Badge, Caller, IdentityMode, KeyPlace, Token, TokenAlgorithm, TokenSettings, TokenSource,
};
use crate::tls::{ClientTlsSettings, KeyPairFiles, ServerTlsSettings};

/// What a process shows to others, and how it does TLS.
#[derive(Clone, Debug, Default)]
pub struct Security {
    /// How its servers do TLS; not at all without it.
    pub server_tls: Option<ServerTlsSettings>,
    /// How it does TLS when it calls others.
    pub client_tls: Option<ClientTlsSettings>,
    /// The token that it shows to others.
    pub service_token: Option<TokenSource>,
}

/// The keys that mean something where callers are told apart by tokens, and nothing otherwise.
const OF_TOKENS: [&Key; 6] = [
    &keys::TOKEN_ISSUER,
    &keys::TOKEN_AUDIENCE,
    &keys::TOKEN_ALGORITHMS,
    &keys::TOKEN_KEYS,
    &keys::TOKEN_KEYS_AUTHORITIES,
    &keys::SERVICE_TOKEN,
];

impl Shared {
    /// What a service shows to those that it calls.
    pub fn badge(&self, service: &str) -> Badge {
        match (&self.identity, &self.security.service_token) {
            (IdentityMode::Development, _) => Badge::Development(Caller::service(service)),
            (IdentityMode::Token(_), Some(source)) => Badge::Token(Token::new(source.clone())),
            (IdentityMode::Token(_), None) => Badge::Certificate,
        }
    }
}

impl Reader<'_> {
    pub(super) fn identity(&mut self) -> IdentityMode {
        let said = self.is_said(&keys::IDENTITY);
        let by_token = self.read(&keys::IDENTITY, |given| match given {
            "development" => Ok(false),
            "token" => Ok(true),
            _ => Err(format!(
                "\"{given}\" is neither \"development\" nor \"token\""
            )),
        });
        match by_token {
            Some(true) => return IdentityMode::Token(self.tokens()),
            // Whoever said it wrongly may have meant tokens.
            None if said => {}
            Some(false) | None => self.refuse_keys_of_tokens(),
        }
        IdentityMode::Development
    }

    fn tokens(&mut self) -> TokenSettings {
        let text = |given: &str| Ok(given.to_owned());
        let algorithms = self.read(&keys::TOKEN_ALGORITHMS, algorithms);
        let keys = self.needed(&keys::TOKEN_KEYS, "name the issuer's key set", key_place);
        let authorities = self.path(&keys::TOKEN_KEYS_AUTHORITIES);
        let keys = match (keys, authorities) {
            (Some(KeyPlace::File(_)), Some(_)) => {
                self.wrong(
                    &keys::TOKEN_KEYS_AUTHORITIES,
                    "the keys are in a file, which has no certificate: leave this out",
                );
                None
            }
            (Some(KeyPlace::Address { url, .. }), authorities) => {
                Some(KeyPlace::Address { url, authorities })
            }
            (place, _) => place,
        };
        TokenSettings {
            issuer: self
                .needed(&keys::TOKEN_ISSUER, "say who issues tokens", text)
                .unwrap_or_default(),
            audience: self
                .needed(&keys::TOKEN_AUDIENCE, "say whom tokens are meant for", text)
                .unwrap_or_default(),
            algorithms: algorithms.unwrap_or_else(|| vec![TokenAlgorithm::Es256]),
            keys: keys.unwrap_or_else(|| KeyPlace::File(PathBuf::new())),
        }
    }

    pub(super) fn security(&mut self, identity: &IdentityMode) -> Security {
        let server = self.key_pair(&keys::TLS_CERTIFICATE, &keys::TLS_KEY);
        let client_authorities = self.path(&keys::TLS_CLIENT_AUTHORITIES);
        if client_authorities.is_some() && server.is_none() {
            self.wrong(
                &keys::TLS_CLIENT_AUTHORITIES,
                "callers can show certificates over TLS alone: set HANDRAIL_TLS_CERTIFICATE and HANDRAIL_TLS_KEY",
            );
        }
        let own = self.key_pair(&keys::CLIENT_CERTIFICATE, &keys::CLIENT_KEY);
        let authorities = self.path(&keys::TLS_AUTHORITIES);
        if own.is_some() && authorities.is_none() {
            self.wrong(
                &keys::CLIENT_CERTIFICATE,
                "it is shown over TLS alone: set HANDRAIL_TLS_AUTHORITIES",
            );
        }
        let service_token = match identity {
            IdentityMode::Development => None,
            IdentityMode::Token(_) => self.secret(&keys::SERVICE_TOKEN),
        };
        if matches!(identity, IdentityMode::Token(_)) && service_token.is_none() && own.is_none() {
            self.wrong(
                &keys::SERVICE_TOKEN,
                "missing: a service shows the others a token (HANDRAIL_SERVICE_TOKEN_FILE) or a certificate (HANDRAIL_CLIENT_CERTIFICATE)",
            );
        }
        Security {
            server_tls: server.map(|own| ServerTlsSettings {
                own,
                client_authorities,
            }),
            client_tls: authorities.map(|authorities| ClientTlsSettings { authorities, own }),
            service_token,
        }
    }

    /// Whether a service may listen there.
    pub(super) fn may_listen(listen: SocketAddr, shared: &Shared) -> Result<(), String> {
        shared
            .identity
            .accepts(listen)
            .map_err(|refused| refused.to_string())?;
        if shared.security.server_tls.is_none() && !listen.ip().is_loopback() {
            return Err(format!(
                "{listen} can be reached from other machines, so that calls need TLS: set {} and {}",
                keys::TLS_CERTIFICATE.variable,
                keys::TLS_KEY.variable
            ));
        }
        Ok(())
    }

    /// The address of another service, which has to be a safe one for what is shown there.
    pub(super) fn peer(&mut self, key: &'static Key, shared: &Shared) -> Option<String> {
        let by_token = matches!(shared.identity, IdentityMode::Token(_));
        let has_authorities = shared.security.client_tls.is_some();
        self.read(key, |given| {
            let uri: Option<Uri> = given.parse().ok();
            let host = uri.as_ref().and_then(|uri| uri.host()).unwrap_or_default();
            let scheme = uri.as_ref().and_then(Uri::scheme_str);
            match scheme {
                _ if host.is_empty() => {}
                Some("https") if has_authorities => return Ok(given.to_owned()),
                Some("https") => {
                    return Err(format!("https needs {}", keys::TLS_AUTHORITIES.variable));
                }
                Some("http") if by_token && !is_loopback(host) => {
                    return Err(format!(
                        "\"{given}\": a token does not travel in the clear; say https://"
                    ));
                }
                Some("http") => return Ok(given.to_owned()),
                _ => {}
            }
            Err(format!(
                "\"{given}\" is not of the form http://host:port or https://host:port"
            ))
        })
    }

    fn key_pair(&mut self, certificate: &'static Key, key: &'static Key) -> Option<KeyPairFiles> {
        match (self.path(certificate), self.path(key)) {
            (Some(certificate), Some(key)) => Some(KeyPairFiles { certificate, key }),
            (None, None) => None,
            (Some(_), None) => {
                let missing = format!("missing: {} needs its key", certificate.variable);
                self.wrong(key, &missing);
                None
            }
            (None, Some(_)) => {
                let missing = format!("missing: {} needs its certificate", key.variable);
                self.wrong(certificate, &missing);
                None
            }
        }
    }

    fn secret(&mut self, key: &'static Key) -> Option<TokenSource> {
        let found = self.find(key)?;
        Some(match found.file {
            Some(file) => TokenSource::File(file),
            None => TokenSource::Said(found.value),
        })
    }

    fn needed<T>(
        &mut self,
        key: &'static Key,
        what: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if !self.is_said(key) {
            self.wrong(key, &format!("missing: {what}"));
        }
        self.read(key, parse)
    }

    fn refuse_keys_of_tokens(&mut self) {
        for key in OF_TOKENS {
            if self.is_said(key) {
                let message = format!(
                    "this is for tokens alone: set {}=token, or leave this out",
                    keys::IDENTITY.variable
                );
                self.wrong(key, &message);
            }
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn algorithms(given: &str) -> Result<Vec<TokenAlgorithm>, String> {
    let named = |name: &str| {
        let all = TokenAlgorithm::ALL;
        let found = all.into_iter().find(|one| one.name() == name.trim());
        found.ok_or_else(|| {
            format!(
                "\"{}\" is not accepted; there are {}",
                name.trim(),
                all.map(TokenAlgorithm::name).join(", ")
            )
        })
    };
    given.split(',').map(named).collect()
}

fn key_place(given: &str) -> Result<KeyPlace, String> {
    if !given.contains("://") {
        return Ok(KeyPlace::File(given.into()));
    }
    let uri: Option<Uri> = given.parse().ok();
    let usable = uri.is_some_and(|uri| {
        uri.scheme_str() == Some("https") && uri.host().is_some_and(|host| !host.is_empty())
    });
    if usable {
        return Ok(KeyPlace::Address {
            url: given.to_owned(),
            authorities: None,
        });
    }
    Err(format!(
        "\"{given}\" is neither a file nor an https address: keys that came in the clear prove nothing"
    ))
}
