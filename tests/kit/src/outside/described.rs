//! A deployment that somebody else has started, and describes in a TOML file.

use super::{Container, Credentials, Document, Outside};
use handrail_chassis::world::World;
use serde::Deserialize;
use std::{collections::BTreeMap, env, path::PathBuf};

/// Names the file.
const VARIABLE: &str = "HANDRAIL_TEST_OUTSIDE";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    /// What the services' certificates chain to.
    authorities: PathBuf,
    /// What callers' tokens are signed with.
    issuer_key: PathBuf,
    /// The configuration that all services read when they start, as the kit may write it...
    document: PathBuf,
    /// ...and what it has to say whatever the story is about.
    document_text: String,
    /// A folder that the containers of notifications share; each story gets one of its own in it.
    mail: String,
    /// The containers and addresses of each service: two of transfers and of notifications, one of the others.
    intake: BTreeMap<String, String>,
    transfers: BTreeMap<String, String>,
    escalation: BTreeMap<String, String>,
    notifications: BTreeMap<String, String>,
}

impl Outside {
    /// The deployment that the environment describes, with databases of its own for one story.
    pub(crate) fn described() -> Self {
        let file = env::var(VARIABLE)
            .unwrap_or_else(|_| panic!("{VARIABLE} names no file: run `make up stories-compose`"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let description: Description =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let story = format!("story_{}", World::real().mint().simple());
        let mail = format!("{}/{story}", description.mail);
        let text = format!(
            "{}\ndatabase_schema = \"{story}\"\nmail_folder = \"{mail}\"\n",
            description.document_text
        );
        let [intake] = containers(description.intake);
        let [transfers, second_transfers] = containers(description.transfers);
        let [escalation] = containers(description.escalation);
        let [notifications, second_notifications] = containers(description.notifications);
        Self {
            first: [intake, transfers, escalation, notifications],
            second_transfers,
            second_notifications,
            document: Document {
                path: description.document,
                text,
            },
            credentials: Credentials {
                authorities: description.authorities,
                issuer_key: description.issuer_key,
            },
            mail,
            leftovers: vec![],
        }
    }
}

fn containers<const N: usize>(described: BTreeMap<String, String>) -> [Container; N] {
    let containers: Vec<Container> = described
        .into_iter()
        .map(|(id, address)| Container { id, address })
        .collect();
    let count = containers.len();
    containers
        .try_into()
        .unwrap_or_else(|_| panic!("{N} containers were expected, and {count} are described"))
}
