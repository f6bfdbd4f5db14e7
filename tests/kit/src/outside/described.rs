//! A deployment that somebody else has started, and describes in a TOML file.

use super::{Container, Document, Outside, credentials::Credentials};
use handrail_chassis::world::World;
use serde::Deserialize;
use std::{collections::BTreeMap, env, path::PathBuf};

/// Names the file.
const VARIABLE: &str = "HANDRAIL_TEST_OUTSIDE";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    /// What callers from outside need.
    credentials: Credentials,
    /// The configuration that all services read when they start, as the kit may write it...
    document: PathBuf,
    /// ...and what it says whatever a story is about.
    document_text: String,
    /// Where letters are, in the containers of notifications, which share the folder; a story has its own
    /// in `stories` beside it.
    mail: String,
    /// The containers of each service, with their addresses: two of transfers and of notifications.
    intake: BTreeMap<String, String>,
    transfers: BTreeMap<String, String>,
    escalation: BTreeMap<String, String>,
    notifications: BTreeMap<String, String>,
}

impl Outside {
    /// The deployment that the environment describes, as it is; or for a story, with schemas and a mail
    /// folder of its own.
    pub(super) fn described(for_a_story: bool) -> Self {
        let file = env::var(VARIABLE)
            .unwrap_or_else(|_| panic!("{VARIABLE} names no file: run `make up stories-compose`"));
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
        let description: Description =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let (mut document, mut mail) = (None, description.mail);
        if for_a_story {
            let story = format!("story_{}", World::real().mint().simple());
            mail = format!("{mail}-of-stories/{story}");
            let text = description.document_text;
            document = Some(Document {
                path: description.document,
                text: format!("{text}\ndatabase_schema = \"{story}\"\nmail_folder = \"{mail}\"\n"),
            });
        }
        let [intake] = containers(description.intake);
        let [transfers, second_transfers] = containers(description.transfers);
        let [escalation] = containers(description.escalation);
        let [notifications, second_notifications] = containers(description.notifications);
        Self {
            first: [intake, transfers, escalation, notifications],
            second_transfers,
            second_notifications,
            document,
            credentials: description.credentials,
            mail,
            _site: None,
        }
    }
}

fn containers<const N: usize>(described: BTreeMap<String, String>) -> [Container; N] {
    let count = described.len();
    let containers = described
        .into_iter()
        .map(|(id, address)| Container { id, address });
    let containers: Vec<Container> = containers.collect();
    containers
        .try_into()
        .unwrap_or_else(|_| panic!("{N} containers were expected, and {count} are described"))
}
