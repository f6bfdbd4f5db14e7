//! Services in containers, reached from outside: by signed tokens over TLS. They are stopped, killed and started again like any
//! container, and know nothing of being tested but what their clock shows.

mod described;
mod docker;
mod images;

use crate::replica;
use chrono::{DateTime, Utc};
use docker::{docker, said, tried};
use handrail::{client::Addresses, contract::Member};
use std::path::{Path, PathBuf};

/// What a container may take to end when it is asked to, in seconds: what it has open gets less.
const GRACE: &str = "30";

/// One of each service, and a second transfers and a second notifications.
pub(crate) struct Outside {
    /// In the order of [`Member::ALL`].
    first: [Container; 4],
    second_transfers: Container,
    second_notifications: Container,
    document: Document,
    credentials: Credentials,
    /// Where letters are, in the containers of notifications.
    mail: String,
    /// Removed at the end, in this order, with what removes each; nothing when somebody else started the containers.
    leftovers: Vec<[String; 3]>,
}

/// A service's container.
struct Container {
    /// Its name or id.
    id: String,
    /// Where the service is, as `host:port`.
    address: String,
}

/// What whoever calls from outside has to show and to know.
#[derive(Clone)]
pub(crate) struct Credentials {
    /// The certificates that the services' own chain to.
    pub(crate) authorities: PathBuf,
    /// The key that callers' tokens are signed with.
    pub(crate) issuer_key: PathBuf,
}

/// The configuration that all services read when they start.
struct Document {
    path: PathBuf,
    /// What it says, save for the clock.
    text: String,
}

impl Document {
    fn show(&self, clock: DateTime<Utc>) {
        let text = format!("{}\nvirtual_clock = \"{}\"\n", self.text, clock.to_rfc3339());
        // In place: a new file would not be seen through a mount of the old one.
        std::fs::write(&self.path, text).expect("the services' configuration is written");
    }
}

impl Outside {
    /// Where the services are: one replica of everything, and another.
    pub(crate) fn addresses(&self) -> [Addresses; 2] {
        let [intake, transfers, escalation, notifications] = &self.first;
        let at = |each: [&Container; 4]| Addresses::new(each.map(|container| container.address.clone()));
        [
            at([intake, transfers, escalation, notifications]),
            at([intake, &self.second_transfers, escalation, &self.second_notifications]),
        ]
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Starts all of them anew.
    pub(crate) fn start(&self, clock: DateTime<Utc>) {
        self.document.show(clock);
        let ids: Vec<&str> = self.all().map(|container| container.id.as_str()).collect();
        docker(&[&["restart", "--time", GRACE], ids.as_slice()].concat());
    }

    /// Kills one of each. The second transfers and the second notifications are not seen again; the others are started again, and
    /// have to find everything as it was.
    pub(crate) fn strike(&self, clock: DateTime<Utc>) {
        let [intake, transfers, escalation, notifications] = &self.first;
        let struck = [intake, &self.second_transfers, escalation, &self.second_notifications];
        docker(&[&["kill"], struck.map(|container| container.id.as_str()).as_slice()].concat());
        for container in [transfers, notifications] {
            assert!(container.runs(), "{} is to survive", container.id);
        }
        self.document.show(clock);
        docker(&["start", &intake.id, &escalation.id]);
    }

    /// Asks all that still run to stop, and has them end cleanly.
    pub(crate) fn stop(&self) {
        let running: Vec<&Container> = self.all().filter(|container| container.runs()).collect();
        let ids: Vec<&str> = running.iter().map(|container| container.id.as_str()).collect();
        docker(&[&["stop", "--time", GRACE], ids.as_slice()].concat());
        for id in ids {
            let status = docker(&["inspect", "--format", "{{ .State.ExitCode }}", id]);
            assert_eq!(status, "0", "{id} did not end cleanly: {}", said(id));
        }
    }

    /// Copies the mail folder.
    pub(crate) fn copy_letters(&self, to: &Path) {
        let from = format!("{}:{}/.", self.first[Member::Notifications as usize].id, self.mail);
        std::fs::create_dir_all(to).expect("a folder for letters");
        // It is not there before the first letter is.
        let _ = tried(&["cp", &from, &to.display().to_string()]);
    }

    /// Fails the test when one of those that are to run has ended.
    pub(crate) fn has_to_run(&self, address: &str) {
        let container = self.all().find(|container| container.address == address);
        if let Some(container) = container.filter(|container| !container.runs()) {
            panic!("{} has ended: {}", container.id, said(&container.id));
        }
    }

    fn all(&self) -> impl Iterator<Item = &Container> {
        let second = [&self.second_transfers, &self.second_notifications];
        self.first.iter().chain(second)
    }
}

impl Container {
    fn runs(&self) -> bool {
        docker(&["inspect", "--format", "{{ .State.Running }}", &self.id]) == "true"
    }
}
