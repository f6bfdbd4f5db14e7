//! How things stand: read from the store every few seconds, and shown to whoever watches.
//!
//! Every replica of a service reads the same, so whoever adds up takes the largest of what replicas say,
//! not their sum. A label is one of a closed set, whatever is stored: clauses and pathways of the editions
//! in force, kinds of team, states. Anything else is `other`.

use crate::rules::{Rulebook, Rules};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use handrail_chassis::{
    telemetry::{self, Kind, Metric, Reading},
    worker::{Progress, Worker, WorkerError},
};
use handrail_domain::{ClauseId, PathwayId, TeamId};
use handrail_ledger::{
    Ledger, LedgerError,
    follower::{Follower, Lag},
    obligations::{self, Standing},
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// How often the store is read.
pub(crate) const READ_EVERY: Duration = Duration::from_secs(5);

/// What a label says of something that is in none of our lists.
pub const OTHER: &str = "other";

/// What the services show of their own, beside what every process measures.
pub const METRICS: &[&Metric] = &[
    &OBLIGATIONS,
    &FEED_LAG,
    &FEED_BEHIND,
    &TRANSFERS,
    &UNALLOCATED,
    &DISPUTES,
    &OUTBOX,
    &OLDEST_NOTICE,
];

/// Obligations that are owed.
pub const OBLIGATIONS: Metric = Metric {
    name: "handrail.obligations",
    kind: Kind::Gauge,
    unit: "{obligation}",
    description: "How many obligations are owed: open, due (their owner was to be reminded) or breached (late)",
    labels: &[
        "handrail.service",
        "handrail.clause",
        "handrail.team.kind",
        "handrail.state",
    ],
};
/// How old what has not been applied is.
pub const FEED_LAG: Metric = Metric {
    name: "handrail.feed.lag",
    kind: Kind::Gauge,
    unit: "s",
    description: "How long the oldest entry of another service's journal has waited to be applied, or the other has not answered",
    labels: &["handrail.service", "handrail.source"],
};
/// How much has not been applied.
pub const FEED_BEHIND: Metric = Metric {
    name: "handrail.feed.behind",
    kind: Kind::Gauge,
    unit: "{entry}",
    description: "How many entries of another service's journal have not been applied",
    labels: &["handrail.service", "handrail.source"],
};
/// Transfers, wherever they stand.
pub const TRANSFERS: Metric = Metric {
    name: "handrail.transfers",
    kind: Kind::Gauge,
    unit: "{transfer}",
    description: "How many transfers have come how far",
    labels: &["handrail.service", "handrail.pathway", "handrail.stage"],
};
/// Children whom nobody works with yet.
pub const UNALLOCATED: Metric = Metric {
    name: "handrail.children.unallocated",
    kind: Kind::Gauge,
    unit: "{child}",
    description: "How many children have a team that leads for them and no worker of it",
    labels: &["handrail.service", "handrail.team.kind"],
};
/// Open disputes.
pub const DISPUTES: Metric = Metric {
    name: "handrail.disputes",
    kind: Kind::Gauge,
    unit: "{dispute}",
    description: "How many disputes are open, by the management level that has to settle them",
    labels: &["handrail.service", "handrail.rung"],
};
/// Notices that have not been delivered.
pub const OUTBOX: Metric = Metric {
    name: "handrail.outbox",
    kind: Kind::Gauge,
    unit: "{notice}",
    description: "How many notices wait to be delivered (pending) or could not be (failed)",
    labels: &["handrail.service", "handrail.state"],
};
/// How long the notice waits that waits longest.
pub const OLDEST_NOTICE: Metric = Metric {
    name: "handrail.notices.oldest",
    kind: Kind::Gauge,
    unit: "s",
    description: "How long the oldest notice has waited to be delivered",
    labels: &["handrail.service"],
};

/// What a service shows of its own.
#[async_trait]
pub trait Gauges: Send + Sync {
    /// Its gauges.
    fn metrics(&self) -> &'static [&'static Metric];

    /// How they stand now. What is zero can be left out.
    ///
    /// # Errors
    /// When the store can't be read.
    async fn read(&self, rules: &Rules) -> Result<Vec<Reading>, LedgerError>;
}

/// A value of a gauge of a service. `labels` are all but the first, which is the service.
pub fn reading(
    metric: &'static Metric,
    service: &str,
    labels: &[&str],
    value: impl Into<f64>,
) -> Reading {
    let labels = labels.iter().map(|label| (*label).to_owned());
    Reading {
        metric,
        labels: std::iter::once(service.to_owned()).chain(labels).collect(),
        value: value.into(),
    }
}

/// How many, as a gauge has it.
pub fn number(count: u64) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

impl Rules {
    /// What a label says of a team: its kind.
    pub fn kind_label(&self, team: Option<&TeamId>) -> &'static str {
        let team = team.and_then(|team| self.directory.team(team));
        team.map_or(OTHER, |team| team.kind().as_str())
    }

    /// What a label says of a clause: itself, if an edition has it.
    pub fn clause_label<'c>(&self, clause: Option<&'c ClauseId>) -> &'c str {
        let known = |clause: &&ClauseId| {
            let editions = self.protocol.editions().iter();
            editions
                .into_iter()
                .any(|edition| edition.clause(clause).is_some())
        };
        clause.filter(known).map_or(OTHER, ClauseId::as_str)
    }

    /// What a label says of a pathway: itself, if an edition has it.
    pub fn pathway_label<'p>(&self, pathway: &'p str) -> &'p str {
        let editions = self.protocol.editions().iter();
        let mut pathways = editions.flat_map(|edition| &edition.pathways);
        match pathways.any(|known| PathwayId::as_str(&known.id) == pathway) {
            true => pathway,
            false => OTHER,
        }
    }
}

/// Reads how things stand and shows it.
pub struct GaugeReader {
    ledger: Ledger,
    rulebook: Rulebook,
    followers: Vec<Arc<Follower>>,
    own: Vec<Arc<dyn Gauges>>,
    /// By the service that is followed: until when all of its journal is known to be applied.
    level: Mutex<BTreeMap<&'static str, (DateTime<Utc>, u64)>>,
}

impl GaugeReader {
    pub(crate) fn new(
        ledger: Ledger,
        rulebook: Rulebook,
        followers: Vec<Arc<Follower>>,
        own: Vec<Arc<dyn Gauges>>,
    ) -> Self {
        let now = ledger.now();
        let level = followers.iter().map(|one| (one.source(), (now, 0)));
        Self {
            level: Mutex::new(level.collect()),
            ledger,
            rulebook,
            followers,
            own,
        }
    }

    /// Reads and shows everything once.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn refresh(&self) -> Result<(), LedgerError> {
        let (service, rules) = (self.ledger.service(), self.rulebook.current());
        let owed = self.owed(&rules).await?;
        telemetry::show(service, &[&OBLIGATIONS], &owed);
        if !self.followers.is_empty() {
            let lags = self.lags().await;
            telemetry::show(service, &[&FEED_LAG, &FEED_BEHIND], &lags);
        }
        for gauges in &self.own {
            let read = gauges.read(&rules).await?;
            telemetry::show(service, gauges.metrics(), &read);
        }
        Ok(())
    }

    async fn owed(&self, rules: &Rules) -> Result<Vec<Reading>, LedgerError> {
        let counting = obligations::tally(self.ledger.db(), self.ledger.now());
        let tallies = self.ledger.count(counting).await?;
        let service = self.ledger.service();
        let one = |tally: &obligations::Tally| {
            let clause = rules.clause_label(tally.clauses.first());
            let kind = rules.kind_label(tally.team.as_ref());
            let labels = [clause, kind, Standing::as_str(tally.standing)];
            reading(&OBLIGATIONS, service, &labels, number(tally.count))
        };
        Ok(tallies.iter().map(one).collect())
    }

    async fn lags(&self) -> Vec<Reading> {
        let mut readings = Vec::new();
        for follower in &self.followers {
            // Whoever can't tell has said so: the follower itself is in the same trouble.
            let lag = follower.lag().await.ok();
            let (since, entries) = self.note(follower.source(), lag);
            let seconds = (self.ledger.now() - since).as_seconds_f64().max(0.0);
            let (service, source) = (self.ledger.service(), [follower.source()]);
            readings.push(reading(&FEED_LAG, service, &source, seconds));
            readings.push(reading(&FEED_BEHIND, service, &source, number(entries)));
        }
        readings
    }

    /// Until when all of a journal is known to be applied, and how much of it is not.
    fn note(&self, source: &'static str, lag: Option<Lag>) -> (DateTime<Utc>, u64) {
        let now = self.ledger.now();
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let level = level.entry(source).or_insert((now, 0));
        if let Some(lag) = lag {
            *level = (lag.oldest.unwrap_or(now), lag.entries);
        }
        *level
    }
}

#[async_trait]
impl Worker for GaugeReader {
    fn name(&self) -> &'static str {
        "gauges"
    }

    /// Reads and shows everything once.
    async fn step(&self) -> Result<Progress, WorkerError> {
        self.refresh().await?;
        Ok(Progress::Idle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use handrail_chassis::config::RuleFiles;
    use std::path::Path;

    #[test]
    fn what_is_in_none_of_our_lists_is_other() {
        let sample = "../../deploy/sample/organisation.toml";
        let files = RuleFiles {
            organisation: Path::new(env!("CARGO_MANIFEST_DIR")).join(sample),
            ..RuleFiles::default()
        };
        let rules = Rulebook::open(&files).unwrap().current();
        let clause = |id: &str| id.parse::<ClauseId>().unwrap();
        let (known, unknown) = (clause("C4.1-12"), clause("C99-99"));
        assert_eq!(rules.clause_label(Some(&known)), "C4.1-12");
        assert_eq!(rules.clause_label(Some(&unknown)), OTHER);
        assert_eq!(rules.clause_label(None), OTHER);
        let team = |id: &str| id.parse::<TeamId>().unwrap();
        assert_eq!(rules.kind_label(Some(&team("assessment-1"))), "assessment");
        assert_eq!(rules.kind_label(Some(&team("picnic"))), OTHER);
        assert_eq!(rules.kind_label(None), OTHER);
        let pathway = "assessment-to-family-safeguarding";
        assert_eq!(rules.pathway_label(pathway), pathway);
        assert_eq!(rules.pathway_label("picnic"), OTHER);
    }
}
