//! Proving that the journal is whole, and that it gives the state that is stored.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;

use async_trait::async_trait;
use handrail_contracts::feed::v1::{self as wire, Entry, ObligationEvent, PartitionPosition};
use handrail_contracts::obligation::{obligation_to_wire, subject_from_wire, subject_to_wire};
use handrail_domain::ObligationId;
use handrail_domain::obligation::Subject;
use prost::Message;
use sea_orm::{
    AccessMode, DatabaseTransaction, DbBackend, IsolationLevel, TransactionOptions,
    TransactionTrait,
};
use uuid::Uuid;

use crate::error::LedgerError;
use crate::journal::{self, PARTITIONS, hash};
use crate::ledger::Ledger;
use crate::obligations::{self, DUE_SOON, EVENT_TYPE};

const STRETCH: u64 = 500;
/// A journal with more wrong than this is not repaired from a list.
const MAX_FINDINGS: usize = 1000;

/// How a service checks its own state against its journal. It knows its aggregates; the ledger
/// knows chains and obligations.
#[async_trait]
pub trait Replay: Send + Sync {
    /// Every subject that has stored state, so that state which no entry accounts for is noticed.
    ///
    /// # Errors
    ///
    /// When the database can't be read.
    async fn subjects(&self, snapshot: &DatabaseTransaction) -> Result<Vec<Subject>, LedgerError>;

    /// Replays all entries of a subject (there may be none) and compares with what is stored.
    /// `snapshot` shows the state as of those entries; nothing must be written to it.
    ///
    /// # Errors
    ///
    /// When the database can't be read. What is wrong with the data is a finding, not an error.
    async fn check(
        &self,
        snapshot: &DatabaseTransaction,
        subject: &Subject,
        entries: &[Entry],
    ) -> Result<Vec<Finding>, LedgerError>;
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many entries were read.
    pub entries: u64,
    /// How many subjects were replayed.
    pub subjects: u64,
    /// What is wrong: at most the first thousand things.
    pub findings: Vec<Finding>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// The partition and position, where there is one.
    pub at: Option<(u32, u64)>,
    /// What it is about, where that is known.
    pub subject: Option<Subject>,
    /// What is wrong, without any detail about a child.
    pub what: String,
}

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// An entry was changed, or does not follow the one before it.
    Chain,
    /// A position is missing or taken twice.
    Gap,
    /// Replaying the entries does not give what is stored.
    Replay,
    /// A child has no lead team, or two.
    Lead,
    /// An obligation is not what its entries say.
    Obligation,
    /// An entry's content can't be read.
    Payload,
}

impl fmt::Display for FindingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chain => "chain",
            Self::Gap => "gap",
            Self::Replay => "replay",
            Self::Lead => "lead",
            Self::Obligation => "obligation",
            Self::Payload => "payload",
        })
    }
}

impl Finding {
    /// Something that is wrong with a subject.
    pub fn about(kind: FindingKind, subject: &Subject, what: impl Into<String>) -> Self {
        Self {
            kind,
            at: None,
            subject: Some(subject.clone()),
            what: what.into(),
        }
    }

    fn at(kind: FindingKind, at: (u32, u64), what: impl Into<String>) -> Self {
        Self {
            kind,
            at: Some(at),
            subject: None,
            what: what.into(),
        }
    }

    /// The finding as it goes on the wire.
    pub fn to_wire(&self) -> wire::Finding {
        wire::Finding {
            kind: self.kind.to_string(),
            at: self.at.map(|(partition, position)| PartitionPosition {
                partition,
                position,
            }),
            subject: self.subject.as_ref().map(subject_to_wire),
            what: self.what.clone(),
        }
    }
}

/// Walks the whole journal: every position is there once, every entry has the hash of its content
/// and follows the one before it, the obligations are those of their entries, and the service's own
/// state is what its entries give. Everything is read as of one moment.
///
/// What was cut off the end of a partition leaves its chain sound; it shows in the state that
/// nothing accounts for any more.
///
/// # Errors
///
/// When the database can't be read.
pub async fn verify(ledger: &Ledger, replay: &dyn Replay) -> Result<Report, LedgerError> {
    verified(ledger, replay, 0..PARTITIONS).await
}

/// The same for one partition, with the state of its households: everything about a household is in one, so
/// verifying each of them verifies the journal, in calls that are short whatever its length.
///
/// # Errors
///
/// When the database can't be read.
pub async fn verify_partition(
    ledger: &Ledger,
    replay: &dyn Replay,
    partition: u32,
) -> Result<Report, LedgerError> {
    verified(ledger, replay, partition..partition.saturating_add(1)).await
}

async fn verified(
    ledger: &Ledger,
    replay: &dyn Replay,
    partitions: Range<u32>,
) -> Result<Report, LedgerError> {
    let snapshot = snapshot(ledger).await?;
    let mut report = Report::default();
    let mut subjects: BTreeMap<Uuid, Subject> = BTreeMap::new();
    let stored = obligations::subjects(&snapshot).await?;
    let stored = stored.into_iter().chain(replay.subjects(&snapshot).await?);
    let here = |subject: &Subject| partitions.contains(&journal::partition_of(subject.household));
    subjects.extend(stored.filter(here).map(|subject| (subject.id, subject)));
    for partition in partitions.clone() {
        walk(&snapshot, partition, &mut report, &mut subjects).await?;
    }
    for subject in subjects.values() {
        // What can't be read has been found on the walk.
        let entries = match journal::entries_of(&snapshot, subject.id).await {
            Err(LedgerError::Corrupt(_)) => continue,
            entries => entries?,
        };
        report.subjects += 1;
        report.note(check_obligations(&snapshot, subject, &entries).await?);
        report.note(replay.check(&snapshot, subject, &entries).await?);
    }
    snapshot.rollback().await?;
    Ok(report)
}

impl Report {
    fn note(&mut self, findings: impl IntoIterator<Item = Finding>) {
        let room = MAX_FINDINGS - self.findings.len();
        self.findings.extend(findings.into_iter().take(room));
    }
}

/// A transaction that sees one moment. On SQLite every transaction does, from its first read.
async fn snapshot(ledger: &Ledger) -> Result<DatabaseTransaction, LedgerError> {
    let options = if ledger.db().get_database_backend() == DbBackend::Postgres {
        TransactionOptions {
            isolation_level: Some(IsolationLevel::RepeatableRead),
            access_mode: Some(AccessMode::ReadOnly),
            ..TransactionOptions::default()
        }
    } else {
        TransactionOptions::default()
    };
    Ok(ledger.db().begin_with_options(options).await?)
}

/// Walks one partition from its first entry to its last.
async fn walk(
    snapshot: &DatabaseTransaction,
    partition: u32,
    report: &mut Report,
    subjects: &mut BTreeMap<Uuid, Subject>,
) -> Result<(), LedgerError> {
    let column = i32::try_from(partition).unwrap_or_default();
    let mut after = 0;
    let mut expected: u64 = 1;
    let mut previous_hash = Vec::new();
    loop {
        let rows = journal::stretch(snapshot, column, after, STRETCH).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.position;
        for row in rows {
            report.entries += 1;
            let at = (partition, u64::try_from(row.position).unwrap_or_default());
            if at.1 != expected {
                let what = format!("position {expected} should be here");
                report.note([Finding::at(FindingKind::Gap, at, what)]);
            }
            expected = at.1 + 1;
            let stored_hash = row.hash.clone();
            match row.into_entry() {
                Ok(entry) => {
                    let what = unsound(&entry, &previous_hash);
                    report.note(what.map(|what| Finding::at(FindingKind::Chain, at, what)));
                    if let Some(subject) = entry.subject.as_ref().and_then(subject_from_wire) {
                        subjects.entry(subject.id).or_insert(subject);
                    }
                }
                Err(error) => {
                    let what = error.to_string();
                    report.note([Finding::at(FindingKind::Payload, at, what)]);
                }
            }
            previous_hash = stored_hash;
        }
    }
}

/// What is wrong with an entry in its place.
fn unsound(entry: &Entry, previous_hash: &[u8]) -> Option<&'static str> {
    let household = entry.subject.as_ref().and_then(subject_from_wire);
    let belongs = household.map(|subject| journal::partition_of(subject.household));
    if entry.hash != hash::of(entry) {
        Some("the content does not have the hash that is stored with it")
    } else if entry.previous_hash != previous_hash {
        Some("it does not follow the entry before it")
    } else if belongs != Some(entry.partition) {
        Some("its household belongs into another partition")
    } else {
        None
    }
}

/// Compares the stored obligations of a subject with the last entry about each.
async fn check_obligations(
    snapshot: &DatabaseTransaction,
    subject: &Subject,
    entries: &[Entry],
) -> Result<Vec<Finding>, LedgerError> {
    let wrong = |what: String| Finding::about(FindingKind::Obligation, subject, what);
    let mut findings = Vec::new();
    let mut recorded = HashMap::new();
    for entry in entries {
        let payload = entry.payload.as_ref();
        let Some(payload) = payload.filter(|payload| payload.type_url == EVENT_TYPE) else {
            continue;
        };
        let event = ObligationEvent::decode(payload.value.as_slice()).ok();
        let Some(obligation) = event.and_then(|event| event.obligation) else {
            let at = (entry.partition, entry.position);
            findings.push(Finding::at(
                FindingKind::Payload,
                at,
                "the obligation can't be read",
            ));
            continue;
        };
        let reminded = entry.kind == DUE_SOON;
        recorded.insert(obligation.id.clone(), (obligation, reminded));
    }
    for row in obligations::of_subject(snapshot, subject.id).await? {
        let id = row.id;
        let stored = match row.to_obligation() {
            Ok(stored) => stored,
            Err(error) => {
                recorded.remove(&id.to_string());
                findings.push(wrong(error.to_string()));
                continue;
            }
        };
        let derived = format!("{}/{}", stored.duty, stored.instance);
        let columns = obligations::Model::of(&stored, row.reminded, row.version)?;
        match recorded.remove(&id.to_string()) {
            None => findings.push(wrong(format!("no entry accounts for obligation {id}"))),
            Some((wire, reminded))
                if wire != obligation_to_wire(&stored) || (reminded && !row.reminded) =>
            {
                findings.push(wrong(format!(
                    "obligation {id} is not what its last entry says"
                )));
            }
            Some(_)
                if ObligationId::derived(subject.id, &derived) != stored.id || columns != row =>
            {
                findings.push(wrong(format!("obligation {id} contradicts itself")));
            }
            Some(_) => {}
        }
    }
    for id in recorded.into_keys() {
        findings.push(wrong(format!("obligation {id} is recorded but not stored")));
    }
    Ok(findings)
}
