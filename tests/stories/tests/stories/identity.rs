//! Who may make which call, over the wire, by signed tokens: every call of every contract, streams included.
#![expect(
    clippy::expect_used,
    reason = "what is not as the contracts say fails the test"
)]

use crate::wire;
use chrono::{DateTime, TimeDelta, Utc};
use handrail::{
    contract::{Member, methods},
    credentials::{AUDIENCE, Grant, ISSUER, Issuer, Made, make},
    suite::{Ports, Storage, Suite, SuiteOptions},
};
use handrail_chassis::{
    config::{Security, Shared},
    identity::{Badge, IdentityMode, KeyPlace, Token, TokenAlgorithm, TokenSettings, TokenSource},
    lifecycle::Lifecycle,
    world::World,
};
use handrail_domain::Role;
use handrail_frame::access::{Group, TABLE, admitted};
use handrail_testkit::{SAMPLE_ORGANISATION, time::local};
use jsonwebtoken::{Algorithm, EncodingKey, Header, decode_header, encode};
use prost_reflect::MethodDescriptor;
use std::{collections::BTreeSet, net::Ipv4Addr, path::Path};
use tempfile::TempDir;
use tonic::{Code, Status};

const HOUR: TimeDelta = TimeDelta::hours(1);
/// The header of a token that says that it is not signed.
const UNSIGNED: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";

/// Four services that tell callers apart by tokens, and whoever signs them.
struct Place {
    suite: Suite,
    lifecycle: Lifecycle,
    issuer: Issuer,
    pem: String,
    _folder: TempDir,
}

impl Place {
    async fn open() -> Self {
        let folder = TempDir::new().expect("a folder");
        let now = World::real().now();
        let made = Made {
            hosts: &[],
            issuer: (ISSUER, AUDIENCE),
            from: now - HOUR,
            until: now + HOUR,
            replace: false,
        };
        make(folder.path(), &made).expect("credentials");
        let organisation = folder.path().join("organisation.toml");
        std::fs::write(&organisation, SAMPLE_ORGANISATION).expect("the organisation");
        let lifecycle = Lifecycle::new();
        let suite = Suite::start(options(folder.path(), &organisation), &lifecycle)
            .await
            .expect("the suite starts");
        let pem = std::fs::read_to_string(folder.path().join("issuer.key")).expect("a key");
        Self {
            suite,
            lifecycle,
            issuer: issuer(&pem),
            pem,
            _folder: folder,
        }
    }

    /// What comes of a call with a token, or with none: the status that ends it, or none where it is answered.
    async fn call(&self, method: &MethodDescriptor, token: Option<&str>) -> Option<Status> {
        let uri = self.suite.addresses.uri(member_of(method));
        let badge =
            token.map(|token| Badge::Token(Token::new(TokenSource::Said(token.to_owned()))));
        wire::opened(&uri, badge, method).await.err()
    }

    fn token(&self, subject: &str) -> String {
        self.issuer.token(&grant(subject)).expect("a token")
    }
}

fn options(credentials: &Path, organisation: &Path) -> SuiteOptions {
    let token = TokenSource::File(credentials.join("handrail.token"));
    SuiteOptions {
        storage: Storage::Memory,
        ports: Ports::Any,
        host: Ipv4Addr::LOCALHOST.into(),
        mail_folder: Some(credentials.join("mail")),
        shared: Shared {
            identity: IdentityMode::Token(TokenSettings {
                issuer: ISSUER.to_owned(),
                audience: AUDIENCE.to_owned(),
                algorithms: vec![TokenAlgorithm::Es256],
                keys: KeyPlace::File(credentials.join("jwks.json")),
            }),
            security: Security {
                service_token: Some(token),
                ..Security::default()
            },
            virtual_clock: Some(local("Mon 2026-03-02 09:00")),
            ..Shared::new(organisation)
        },
    }
}

fn issuer(pem: &str) -> Issuer {
    Issuer::from_pem("the issuer's key", pem).expect("an issuer")
}

/// Says nothing of roles and teams: the subject's own count.
fn grant(subject: &str) -> Grant {
    let now = World::real().now();
    Grant {
        subject: subject.to_owned(),
        roles: None,
        teams: None,
        from: now - HOUR,
        until: now + HOUR,
    }
}

#[test]
fn the_table_lists_every_call_and_no_other() {
    let listed: BTreeSet<String> = TABLE.iter().map(|(call, _)| (*call).to_owned()).collect();
    assert_eq!(listed, methods().map(|method| name(&method)).collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_refuses_every_token_that_proves_nothing() {
    let place = Place::open().await;
    let bad = bad_tokens(&place);
    assert_eq!(bad.len(), 13);
    for method in methods() {
        for (what, token) in &bad {
            let refused = place.call(&method, token.as_deref()).await;
            let code = refused.as_ref().map(Status::code);
            assert_eq!(
                code,
                Some(Code::Unauthenticated),
                "{} with {what}: {refused:?}",
                method.full_name()
            );
            let says = refused.map(|status| status.message().to_owned());
            let says = says.unwrap_or_default();
            let sent = token.as_deref().filter(|token| !token.is_empty());
            let told = sent.filter(|token| says.contains(token));
            assert_eq!(told, None, "a refusal does not repeat what was sent");
        }
    }
    place.lifecycle.shutdown().await;
}

/// Tokens that are wrong in one way each.
fn bad_tokens(place: &Place) -> Vec<(&'static str, Option<String>)> {
    let now = World::real().now();
    let signed = |issuer: &Issuer, grant: &Grant| Some(issuer.token(grant).expect("a token"));
    let good = grant("assessment-1-manager");
    let during = |from: DateTime<Utc>, until: DateTime<Utc>| Grant {
        from,
        until,
        ..good.clone()
    };
    let elsewhere = Issuer::new().expect("another issuer");
    let called = |issuer, audience| self::issuer(&place.pem).called(issuer, audience);
    let valid = place.token("assessment-1-manager");
    let parts: Vec<&str> = valid.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        unreachable!("a token has three parts")
    };
    let other = place.token("family-safeguarding-east-1-manager");
    let others_claims = other.split('.').nth(1).unwrap_or_default();
    vec![
        ("no token", None),
        ("an empty token", Some(String::new())),
        (
            "an expired token",
            signed(&place.issuer, &during(now - HOUR, now - HOUR / 2)),
        ),
        (
            "a token for later",
            signed(&place.issuer, &during(now + HOUR / 2, now + HOUR)),
        ),
        (
            "another issuer",
            signed(&called("https://other.example.invalid", AUDIENCE), &good),
        ),
        (
            "another audience",
            signed(&called(ISSUER, "something-else"), &good),
        ),
        ("an unknown key", signed(&elsewhere, &good)),
        (
            "a shared secret",
            Some(forged(&valid, place.pem.as_bytes())),
        ),
        ("no algorithm", Some(format!("{UNSIGNED}.{claims}."))),
        (
            "no algorithm, and a signature",
            Some(format!("{UNSIGNED}.{claims}.{signature}")),
        ),
        (
            "another's claims",
            Some(format!("{header}.{others_claims}.{signature}")),
        ),
        ("no signature", Some(format!("{header}.{claims}."))),
        ("no token at all", Some("opaque".to_owned())),
    ]
}

/// What a token of the issuer says, under the id of the issuer's key, signed with a secret.
fn forged(valid: &str, secret: &[u8]) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = decode_header(valid).expect("a header").kid;
    let now = World::real().now();
    let claims = serde_json::json!({
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "assessment-1-manager",
        "nbf": (now - HOUR).timestamp(),
        "exp": (now + HOUR).timestamp(),
    });
    encode(&header, &claims, &EncodingKey::from_secret(secret)).expect("a token")
}

/// Somebody of each group, by the sample organisation.
fn somebody() -> Vec<(Option<Group>, &'static str)> {
    vec![
        (Some(Group::In(Role::SocialWorker)), "assessment-1-worker-1"),
        (
            Some(Group::In(Role::Practitioner)),
            "customer-service-centre-practitioner-2",
        ),
        (
            Some(Group::In(Role::ConsultantSocialWorker)),
            "assessment-1-consultant",
        ),
        (
            Some(Group::In(Role::BusinessSupportOfficer)),
            "business-support-east-support-2",
        ),
        (Some(Group::In(Role::TeamManager)), "assessment-1-manager"),
        (
            Some(Group::In(Role::ServiceManager)),
            "assessment-service-manager",
        ),
        (Some(Group::In(Role::HeadOfService)), "head-of-assessment"),
        (Some(Group::In(Role::Director)), "director-safeguarding"),
        (Some(Group::Service), "service:transfers"),
        (Some(Group::System), "system:records"),
        (Some(Group::Operator), "operator:night-shift"),
        (Some(Group::Auditor), "auditor:inspection"),
        (None, "nobody-of-this-organisation"),
        (None, "stranger:somewhere"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_open_to_whom_the_table_lists_and_to_nobody_else() {
    let place = Place::open().await;
    for (group, subject) in somebody() {
        let token = place.token(subject);
        for method in methods() {
            let answer = place.call(&method, Some(&token)).await;
            let code = answer.as_ref().map(Status::code);
            let listed = group.is_some_and(|group| admitted(&name(&method)).contains(&group));
            // An empty request: whoever comes through the door is told what is wrong with it.
            let shut = Some(Code::PermissionDenied);
            assert!(
                code != Some(Code::Unauthenticated) && (code == shut) != listed,
                "{} by {subject}: {answer:?}",
                method.full_name()
            );
        }
    }
    place.lifecycle.shutdown().await;
}

fn name(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().full_name(), method.name())
}

fn member_of(method: &MethodDescriptor) -> Member {
    match method.parent_service().name() {
        "IntakeService" | "ConsentService" => Member::Intake,
        "EscalationService" => Member::Escalation,
        "NotificationsService" | "LetterService" => Member::Notifications,
        _ => Member::Transfers,
    }
}
