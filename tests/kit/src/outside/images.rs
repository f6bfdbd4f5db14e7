//! A deployment of the kit's own: PostgreSQL and the images of the services on a private network.

use super::{
    Container, Document, Outside,
    credentials::{Credentials, readable},
    docker::{docker, said, succeeds},
};
use crate::{
    database::{PASSWORD, image, server},
    process::free_address,
    replica::Place,
};
use futures_util::future::join_all;
use handrail::{client::default_port, contract::Member};
use handrail_chassis::world::World;
use std::{env, path::Path};
use testcontainers::{
    ContainerAsync, ContainerRequest, GenericImage, ImageExt, TestcontainersError,
    core::{AccessMode, IntoContainerPort, Mount},
    runners::AsyncRunner,
};

/// The tag of the images that `make images` has built last.
const TAG: &str = "local";
/// The folder that a service may write to.
const STATE: &str = "/var/lib/handrail";

const MAIL: &str = "/var/lib/handrail/mail";
const DOCUMENT: &str = r#"
organisation = "/etc/handrail/organisation.toml"
migrate = "apart"
identity = "token"
token_issuer = "https://issuer.example.invalid"
token_audience = "handrail"
token_keys = "/run/handrail/jwks.json"
service_token_file = "/run/handrail/token"
tls_certificate = "/run/handrail/certificate.pem"
tls_key = "/run/handrail/key.pem"
tls_authorities = "/run/handrail/authority.pem"
"#;

/// Everything that is started for one test, and goes with it.
pub(super) struct Site {
    containers: Vec<ContainerAsync<GenericImage>>,
    /// Dropped after the containers, which use it.
    shared: Shared,
}

/// What containers share beside their private network: a network on which both replicas of a service have the same name, of which
/// testcontainers has no notion, and a volume for letters.
struct Shared(String);

impl Shared {
    fn new(name: String) -> Self {
        docker(&["network", "create", "--internal", &name]);
        docker(&["volume", "create", &name]);
        Self(name)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // Nobody is left who could be told of a failure.
        succeeds(&["volume", "rm", &self.0]);
        succeeds(&["network", "rm", &self.0]);
    }
}

/// The first image that is missing.
pub fn missing() -> Option<String> {
    let names = Member::ALL
        .map(Member::name)
        .into_iter()
        .chain(["handrail"]);
    names
        .map(|name| format!("handrail/{name}:{TAG}"))
        .chain([image()])
        .find(|image| !succeeds(&["image", "inspect", image]))
}

/// Starts PostgreSQL, brings the schemas up to date, and starts the services.
pub(super) async fn start(place: &Place) -> Outside {
    let run = env::var("HANDRAIL_TEST_RUN").unwrap_or_else(|_| "alone".to_owned());
    // The last part of an id is random; more of it would make a host's name too long.
    let id = World::real().mint();
    let (.., random) = id.as_fields();
    let name = format!("handrail-test-{run}-{:016x}", u64::from_be_bytes(*random));
    let mut site = Site {
        containers: vec![],
        shared: Shared::new(format!("{name}-shared")),
    };
    let document = document(&place.folder);
    document.show(place.starts_at);
    let credentials = Credentials::made(&place.folder);

    let server = server()
        .with_network(&name)
        .with_container_name(format!("{name}-postgres"))
        .with_label("handrail.test-run", &run);
    site.containers
        .push(started("PostgreSQL", server.start().await));
    let recipe = Recipe {
        run: &run,
        name: &name,
        folder: &place.folder,
    };
    let migrations = Member::ALL.map(|member| recipe.migration(member).start());
    for (member, migration) in Member::ALL.into_iter().zip(join_all(migrations).await) {
        let migration = started(member.name(), migration);
        let status = docker(&["wait", migration.id()]);
        assert_eq!(status, "0", "{member}: {}", said(migration.id()));
        site.containers.push(migration);
    }

    let replicas = Member::ALL
        .into_iter()
        .chain([Member::Transfers, Member::Notifications]);
    let replicas: Vec<(Member, String)> = replicas.map(|member| (member, free_address())).collect();
    let services = replicas
        .iter()
        .map(|(member, address)| recipe.service(*member, address, &site.shared).start());
    let mut containers = Vec::new();
    for (service, (member, address)) in join_all(services).await.into_iter().zip(&replicas) {
        let service = started(member.name(), service);
        let id = service.id().to_owned();
        docker(&[
            "network",
            "connect",
            "--alias",
            member.name(),
            &site.shared.0,
            &id,
        ]);
        containers.push(Container {
            id,
            address: address.clone(),
        });
        site.containers.push(service);
    }
    let [
        intake,
        transfers,
        escalation,
        notifications,
        second_transfers,
        second_notifications,
    ] = <[Container; 6]>::try_from(containers)
        .ok()
        .expect("six containers");
    Outside {
        first: [intake, transfers, escalation, notifications],
        second_transfers,
        second_notifications,
        document: Some(document),
        credentials,
        mail: MAIL.to_owned(),
        _site: Some(site),
    }
}

/// How the containers of a test are made.
struct Recipe<'s> {
    run: &'s str,
    name: &'s str,
    folder: &'s Path,
}

impl Recipe<'_> {
    fn migration(&self, member: Member) -> ContainerRequest<GenericImage> {
        self.hardened(member).with_cmd(["migrate"])
    }

    fn service(
        &self,
        member: Member,
        address: &str,
        shared: &Shared,
    ) -> ContainerRequest<GenericImage> {
        let port = address
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok());
        let request = self
            .hardened(member)
            .with_mapped_port(port.expect("a port"), default_port(member).tcp());
        if member == Member::Notifications {
            return request.with_mount(Mount::volume_mount(&shared.0, STATE));
        }
        request
    }

    /// As little as the images are said to need.
    fn hardened(&self, member: Member) -> ContainerRequest<GenericImage> {
        let name = member.name();
        let mount = |from: &str, to: &str| {
            let from = self.folder.join(from).display().to_string();
            Mount::bind_mount(from, to).with_access_mode(AccessMode::ReadOnly)
        };
        let database = format!(
            "postgres://postgres:{PASSWORD}@{}-postgres/postgres",
            self.name
        );
        GenericImage::new(format!("handrail/{name}").as_str(), TAG)
            .with_network(self.name)
            .with_env_var("HANDRAIL_CONFIG", "/etc/handrail/config/handrail.toml")
            .with_env_var("HANDRAIL_DATABASE_URL", database)
            .with_env_var("HANDRAIL_DATABASE_SCHEMA", name)
            .with_mount(mount(
                "organisation.toml",
                "/etc/handrail/organisation.toml",
            ))
            .with_mount(mount("config", "/etc/handrail/config"))
            .with_mount(mount(&format!("credentials/{name}"), "/run/handrail"))
            .with_readonly_rootfs(true)
            .with_cap_drop("ALL")
            .with_security_opt("no-new-privileges:true")
            .with_label("handrail.test-run", self.run)
    }
}

/// What all services have in common.
fn document(folder: &Path) -> Document {
    let folder = readable(&folder.join("config"));
    let peers: String = Member::ALL
        .map(|member| {
            let (name, port) = (member.name(), default_port(member));
            format!("peer_{name} = \"https://{name}:{port}\"\n")
        })
        .concat();
    let path = folder.join("handrail.toml");
    Document {
        path,
        text: format!("{DOCUMENT}mail_folder = \"{MAIL}\"\n{peers}"),
    }
}

fn started(
    what: &str,
    container: Result<ContainerAsync<GenericImage>, TestcontainersError>,
) -> ContainerAsync<GenericImage> {
    container.unwrap_or_else(|error| panic!("{what} can't be started: {error}"))
}
