//! What a server says about itself to whoever probes it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tracing::{info, warn};

use crate::probe::Probes;

/// Reports the health of a server and its services. Clones report for the same server.
///
/// A server is born not serving, says that it is ready once, and stops for good. A single service
/// of it can be degraded: it says NOT_SERVING under its own name while the server as a whole
/// (the empty name, which an orchestrator probes) goes on serving, because a stuck worker must be
/// seen but must not take commands down with it. Without its database a server can do nothing, and says
/// so as a whole.
#[derive(Clone, Debug)]
pub struct HealthHandle {
    reporter: HealthReporter,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    services: BTreeSet<&'static str>,
    phase: Phase,
    degraded: BTreeSet<(String, String)>,
    /// What the server as a whole lacks at present.
    lacking: BTreeSet<&'static str>,
    probes: Vec<Probes>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Phase {
    #[default]
    Starting,
    Ready,
    Stopping,
}

impl HealthHandle {
    /// The server serves: call it when migrations are done and the workers run.
    pub async fn ready(&self) {
        {
            let mut state = self.lock();
            if state.phase == Phase::Stopping {
                return;
            }
            state.phase = Phase::Ready;
        }
        self.publish().await;
    }

    /// The server serves no longer. This is the first act of a shutdown and is never taken back.
    pub async fn stopping(&self) {
        self.lock().phase = Phase::Stopping;
        self.publish().await;
    }

    /// `service` (its full name, as `handrail.transfers.v1.TransfersService`) can't do all of its
    /// work, for this `reason`, which goes to the log and so names no person. Repeating it changes
    /// nothing.
    pub async fn degraded(&self, service: &str, reason: &str) {
        let key = (service.to_owned(), reason.to_owned());
        if self.lock().degraded.insert(key) {
            warn!(service, reason, "the service is degraded");
            self.publish().await;
        }
    }

    /// The `reason` given to [`HealthHandle::degraded`] is gone.
    pub async fn recovered(&self, service: &str, reason: &str) {
        let key = (service.to_owned(), reason.to_owned());
        if self.lock().degraded.remove(&key) {
            info!(service, reason, "the service has recovered");
            self.publish().await;
        }
    }

    /// The server can't serve at present for want of `what`, which is logged by whoever finds out.
    pub async fn lacks(&self, what: &'static str) {
        if self.lock().lacking.insert(what) {
            self.publish().await;
        }
    }

    /// The same, before anybody can have asked.
    pub(crate) fn lacks_from_the_start(&self, what: &'static str) {
        self.lock().lacking.insert(what);
    }

    /// What was lacking is there again.
    pub async fn lacks_no_more(&self, what: &'static str) {
        if self.lock().lacking.remove(what) {
            self.publish().await;
        }
    }

    /// Whether the server has been ready once.
    pub(crate) fn has_started(&self) -> bool {
        self.lock().phase != Phase::Starting
    }

    /// Whether the server serves now, database and all.
    pub fn can_serve(&self) -> bool {
        self.lock().can_serve()
    }

    /// Tells these probes too when something changes.
    pub(crate) fn tell(&self, probes: Probes) {
        self.lock().probes.push(probes);
    }

    /// What is wrong at present: pairs of service and reason.
    pub fn reasons(&self) -> Vec<(String, String)> {
        self.lock().degraded.iter().cloned().collect()
    }

    pub(crate) fn new(reporter: HealthReporter) -> Self {
        Self {
            reporter,
            state: Arc::default(),
        }
    }

    /// Makes `service` known, so that probing it is answered from the start.
    pub(crate) fn register(&self, service: &'static str) {
        self.lock().services.insert(service);
    }

    /// Tells whoever probes what is so now.
    pub(crate) async fn publish(&self) {
        let (statuses, probes) = {
            let state = self.lock();
            let serving = state.can_serve();
            let ill = |name: &str| state.degraded.iter().any(|(service, _)| service == name);
            let known = state.services.iter().copied();
            let reported = state.degraded.iter().map(|(service, _)| service.as_str());
            let names: BTreeSet<&str> = known.chain(reported).collect();
            let each = names
                .into_iter()
                .map(|name| (name.to_owned(), status(serving && !ill(name))));
            let statuses: Vec<(String, ServingStatus)> =
                std::iter::once((String::new(), status(serving)))
                    .chain(each)
                    .collect();
            (statuses, state.probes.clone())
        };
        for (name, status) in statuses {
            self.reporter.set_service_status(name, status).await;
        }
        for probes in probes {
            probes.publish().await;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn can_serve(&self) -> bool {
        self.phase == Phase::Ready && self.lacking.is_empty()
    }
}

fn status(serving: bool) -> ServingStatus {
    if serving {
        ServingStatus::Serving
    } else {
        ServingStatus::NotServing
    }
}
