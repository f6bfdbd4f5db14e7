//! Services in containers, reached from outside: by signed tokens over TLS. They are stopped, killed and
//! started again like any container, and know nothing of being tested but what their clock shows.

mod caught_up;
mod credentials;
mod deployed;
mod described;
mod docker;
mod images;

pub use deployed::Blow;
pub use images::missing as missing_image;

use crate::{
    kit::Replicas,
    process::patience,
    replica::{Place, Running, Started, started},
};
use chrono::{DateTime, Utc};
use credentials::Credentials;
use docker::{docker, said, succeeds};
use handrail::client::Addresses;
use handrail_chassis::{
    identity::{Badge, Caller},
    tls::ClientTls,
    world::World,
};
use handrail_contracts::development::v1::{GetClockRequest, StepRequest};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// What a container may take to end when it is asked to, in seconds: what it has open gets less.
const GRACE: &str = "30";
/// A minute, which a slow machine may need to start a container.
const TRIES: u32 = 3_000;

/// One of each service, and a second transfers and a second notifications.
pub(crate) struct Outside {
    /// In the order of [`handrail::contract::Member::ALL`].
    first: [Container; 4],
    second_transfers: Container,
    second_notifications: Container,
    /// Nothing when they are to stay as they are.
    document: Option<Document>,
    credentials: Credentials,
    /// Where letters are, in the containers of notifications.
    mail: String,
    /// Kept for what happens when it is dropped; nothing when somebody else has started the containers.
    _site: Option<images::Site>,
}

/// A service's container.
struct Container {
    /// Its name or id.
    id: String,
    /// Where the service is, as `host:port`.
    address: String,
}

/// The configuration that all services read when they start.
struct Document {
    path: PathBuf,
    /// What it says, save for the clock.
    text: String,
}

/// The services of one test.
pub(crate) async fn start(place: &Place, replicas: Replicas) -> Started {
    let outside = match replicas {
        Replicas::Images => images::start(place).await,
        Replicas::Outside => Outside::described(true),
        Replicas::Deployed => Outside::described(false),
        Replicas::One | Replicas::Two | Replicas::Processes => panic!("these need no containers"),
    };
    if replicas == Replicas::Outside {
        outside.show(place.starts_at);
        outside.restart();
    }
    let outside = Arc::new(outside);
    if replicas == Replicas::Deployed {
        let mut started = outside.started(World::real().clock.now());
        started.clocks.clear();
        return started;
    }
    let mut started = outside.started(place.starts_at);
    outside.answer(&mut started).await;
    started
}

impl Outside {
    fn started(self: &Arc<Self>, now: DateTime<Utc>) -> Started {
        let [intake, transfers, escalation, notifications] = &self.first;
        let set = |each: [&Container; 4]| Addresses::new(each.map(|one| one.address.as_str()));
        let second = [
            intake,
            &self.second_transfers,
            escalation,
            &self.second_notifications,
        ];
        let sets = [
            set([intake, transfers, escalation, notifications]),
            set(second),
        ];
        started(&sets, Running::Outside(Arc::clone(self)), now)
    }

    /// Waits until all of these answer, and each reaches those that it follows: what has to do with one that
    /// has just started may fail at first.
    async fn answer(&self, started: &mut Started) {
        for (clock, container) in started.clocks.iter_mut().zip(self.all()) {
            let mut tries = 1;
            while let Err(status) = clock.get_clock(GetClockRequest {}).await {
                assert!(
                    tries < TRIES && container.runs(),
                    "{} does not answer: {status}\n{}",
                    container.id,
                    said(&container.id)
                );
                tries += 1;
                patience().await;
            }
        }
        for (clock, container) in started.clocks.iter_mut().zip(self.all()) {
            let mut tries = 1;
            while let Err(status) = clock.step(StepRequest {}).await {
                assert!(
                    tries < TRIES,
                    "{} does not recover: {status}\n{}",
                    container.id,
                    said(&container.id)
                );
                tries += 1;
                patience().await;
            }
        }
    }

    /// Kills one of each. The second transfers and the second notifications are not seen again; intake
    /// and escalation are started again, and have to find everything as it was.
    pub(crate) async fn strike(self: &Arc<Self>, now: DateTime<Utc>) {
        let [intake, transfers, escalation, notifications] = &self.first;
        docker(&[
            "kill",
            &intake.id,
            &self.second_transfers.id,
            &escalation.id,
            &self.second_notifications.id,
        ]);
        for survivor in [transfers, notifications] {
            assert!(survivor.runs(), "{} is to survive", survivor.id);
        }
        self.show(now);
        docker(&["start", &intake.id, &escalation.id]);

        let mut started = self.started(now);
        started.clocks.truncate(self.first.len());
        self.answer(&mut started).await;
    }

    /// Asks all that still run to stop, and has them end cleanly; leaves those alone that are to stay as they are.
    pub(crate) fn stop(&self) {
        if self.document.is_none() {
            return;
        }
        let running: Vec<&str> = self
            .all()
            .filter(|container| container.runs())
            .map(|container| container.id.as_str())
            .collect();
        docker(&[&["stop", "--time", GRACE], running.as_slice()].concat());
        for id in running {
            ended_cleanly(id);
        }
    }

    /// Copies the mail folder.
    pub(crate) fn copy_letters(&self, to: &Path) {
        let [.., notifications] = &self.first;
        let from = format!("{}:{}/.", notifications.id, self.mail);
        std::fs::create_dir_all(to).expect("a folder for letters");
        // Before the first letter there is no folder.
        succeeds(&["cp", &from, &to.display().to_string()]);
    }

    /// How they are reached.
    pub(crate) fn tls(&self) -> ClientTls {
        self.credentials.tls()
    }

    /// What somebody shows who calls.
    pub(crate) fn badge(&self, caller: &Caller) -> Badge {
        self.credentials.badge(caller)
    }

    fn restart(&self) {
        let all: Vec<&str> = self.all().map(|container| container.id.as_str()).collect();
        docker(&[&["stop", "--time", GRACE], all.as_slice()].concat());
        docker(&[&["start"], all.as_slice()].concat());
    }

    /// What their clocks show when they start.
    fn show(&self, now: DateTime<Utc>) {
        if let Some(document) = &self.document {
            document.show(now);
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

impl Document {
    fn show(&self, now: DateTime<Utc>) {
        let text = format!("{}\nvirtual_clock = \"{}\"\n", self.text, now.to_rfc3339());
        // In place: a new file would not be seen through a mount of the old one.
        std::fs::write(&self.path, text).expect("the services' configuration is written");
    }
}

fn ended_cleanly(id: &str) {
    let status = docker(&["inspect", "--format", "{{ .State.ExitCode }}", id]);
    assert_eq!(status, "0", "{id} did not end cleanly: {}", said(id));
}
