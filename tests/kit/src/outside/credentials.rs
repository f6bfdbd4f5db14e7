//! What callers from outside have to show, and to know.

use chrono::TimeDelta;
use handrail::{
    contract::Member,
    credentials::{AUDIENCE, Grant, ISSUER, Issuer, Made, make},
};
use handrail_chassis::{
    identity::{Badge, Caller, Token, TokenSource},
    tls::{ClientTls, ClientTlsSettings},
    world::World,
};
use serde::Deserialize;
use std::{
    fs::Permissions,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// Longer than any test, on both sides of now: clocks differ.
const VALID_FOR: TimeDelta = TimeDelta::hours(2);

/// What callers from outside have to show, and to know.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The certificates that the services' own chain to.
    authorities: PathBuf,
    /// The key that callers' tokens are signed with.
    issuer_key: PathBuf,
}

impl Credentials {
    /// New ones, and in a folder for each service what it needs.
    pub(super) fn made(folder: &Path) -> Self {
        let outside = readable(&folder.join("credentials"));
        let now = World::real().now();
        let wanted = Made {
            hosts: &[],
            issuer: (ISSUER, AUDIENCE),
            from: now - VALID_FOR,
            until: now + VALID_FOR,
            replace: false,
        };
        make(&outside, &wanted).expect("credentials");
        for member in Member::ALL {
            let name = member.name();
            let inside = readable(&outside.join(name));
            let give = |from: &str, to: &str| {
                let to = inside.join(to);
                std::fs::copy(outside.join(from), &to).expect("a credential is copied");
                std::fs::set_permissions(to, Permissions::from_mode(0o644)).expect("and readable");
            };
            give("authority.pem", "authority.pem");
            give("jwks.json", "jwks.json");
            give(&format!("{name}.pem"), "certificate.pem");
            give(&format!("{name}.key"), "key.pem");
            give(&format!("{name}.token"), "token");
        }
        Self {
            authorities: outside.join("authority.pem"),
            issuer_key: outside.join("issuer.key"),
        }
    }

    /// What connections are made with.
    pub(super) fn tls(&self) -> ClientTls {
        let settings = ClientTlsSettings {
            authorities: self.authorities.clone(),
            own: None,
        };
        ClientTls::open(&settings).expect("authorities")
    }

    /// A token that says who calls.
    pub(crate) fn badge(&self, caller: &Caller) -> Badge {
        let pem = std::fs::read_to_string(&self.issuer_key).expect("the issuer's key");
        let issuer = Issuer::from_pem("the issuer's key", &pem).expect("the issuer's key");
        let now = World::real().now();
        let grant = Grant {
            subject: caller.subject.clone(),
            roles: Some(caller.roles.clone()),
            teams: Some(caller.teams.clone()),
            from: now - VALID_FOR,
            until: now + VALID_FOR,
        };
        let token = issuer.token(&grant).expect("a token");
        Badge::Token(Token::new(TokenSource::Said(token)))
    }
}

/// A new folder that the accounts in containers may look into.
pub(super) fn readable(folder: &Path) -> PathBuf {
    std::fs::create_dir(folder).expect("a folder for the containers");
    let open = Permissions::from_mode(0o755);
    std::fs::set_permissions(folder, open).expect("a folder that containers can read");
    folder.to_owned()
}
