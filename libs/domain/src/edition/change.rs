//! What one edition says differently from another, topic by topic, as it was written down by hand: two
//! editions number their clauses differently, so that no comparison finds what belongs together.

use super::Protocol;
use crate::{clause::ClauseId, ids::EditionId, located::Located};
use serde::Deserialize;
use std::sync::LazyLock;

/// The changes that come with the program, between the editions that come with it.
static EMBEDDED: LazyLock<Result<Changes, Vec<Located>>> = LazyLock::new(|| {
    let protocol = Protocol::embedded()?;
    let text = include_str!("../../data/2018-to-current.toml");
    Changes::parse("data/2018-to-current.toml", text, &protocol)
});

/// What changed from one edition to another, and what both say in clauses of other numbers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Changes {
    /// The edition that was there before.
    pub from: EditionId,
    /// The edition that came after it.
    pub to: EditionId,
    /// What is different.
    #[serde(rename = "change")]
    pub changes: Vec<Change>,
    /// What is the same, although the clauses have other ids.
    #[serde(default)]
    pub same: Vec<Same>,
}

/// A topic on which two editions differ.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Change {
    /// The topic.
    pub topic: String,
    /// How they differ.
    pub kind: ChangeKind,
    /// What the first says; nothing of what was added.
    #[serde(default)]
    pub before: String,
    /// What the second says; nothing of what was removed.
    #[serde(default)]
    pub after: String,
    /// The clauses of the first that say it.
    #[serde(default)]
    pub clauses_before: Vec<ClauseId>,
    /// The clauses of the second that say it.
    #[serde(default)]
    pub clauses_after: Vec<ClauseId>,
}

/// A topic on which two editions say the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Same {
    /// The topic.
    pub topic: String,
    /// The clauses of the first.
    pub clauses_before: Vec<ClauseId>,
    /// The clauses of the second.
    pub clauses_after: Vec<ClauseId>,
}

/// How two editions differ on a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Both speak of it, in different ways.
    Changed,
    /// Only the second speaks of it.
    Added,
    /// Only the first speaks of it.
    Removed,
}

impl ChangeKind {
    /// The kind as documents write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

impl Changes {
    /// The changes between the editions that come with the program.
    ///
    /// # Errors
    /// Everything that is wrong with them, with file, line and column.
    pub fn embedded() -> Result<&'static Self, Vec<Located>> {
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// Reads changes, and holds the clauses that they name to the editions.
    ///
    /// # Errors
    /// Everything that is wrong with them, with file, line and column.
    pub fn parse(source: &str, text: &str, protocol: &Protocol) -> Result<Self, Vec<Located>> {
        let changes: Self =
            toml::from_str(text).map_err(|error| vec![Located::from_toml(source, text, &error)])?;
        let wrong = changes.inconsistencies(protocol);
        if wrong.is_empty() {
            return Ok(changes);
        }
        let place = |(needle, message): (String, String)| {
            let offset = text.find(&format!("\"{needle}\"")).unwrap_or_default();
            Located::at(source, text, offset, message)
        };
        Err(wrong.into_iter().map(place).collect())
    }

    /// What is wrong: the value that is, and why.
    fn inconsistencies(&self, protocol: &Protocol) -> Vec<(String, String)> {
        let mut wrong = Vec::new();
        let both = self
            .changes
            .iter()
            .map(|change| (&change.clauses_before, &change.clauses_after));
        let same = self
            .same
            .iter()
            .map(|same| (&same.clauses_before, &same.clauses_after));
        let (before, after): (Vec<_>, Vec<_>) = both.chain(same).unzip();
        for (id, named) in [(&self.from, before), (&self.to, after)] {
            let Some(edition) = protocol.edition(id) else {
                wrong.push((id.to_string(), format!("there is no edition {id}")));
                continue;
            };
            let unknown = named
                .into_iter()
                .flatten()
                .filter(|clause| edition.clause(clause).is_none());
            wrong.extend(unknown.map(|clause| {
                (
                    clause.to_string(),
                    format!("edition {id} has no clause {clause}"),
                )
            }));
        }
        for change in &self.changes {
            let (is_before, is_after) = match change.kind {
                ChangeKind::Changed => (true, true),
                ChangeKind::Added => (false, true),
                ChangeKind::Removed => (true, false),
            };
            if is_before == change.before.is_empty() || is_after == change.after.is_empty() {
                wrong.push((
                    change.topic.clone(),
                    format!(
                        "what was {} says what it was before unless it was added, and what it is after unless it was removed",
                        change.kind.as_str()
                    ),
                ));
            }
        }
        wrong
    }

    /// The topics on which the editions differ that name one of these clauses, of either edition.
    pub fn topics(&self, clauses: &[ClauseId]) -> Vec<&Change> {
        let names = |change: &&Change| {
            let mut named = change.clauses_before.iter().chain(&change.clauses_after);
            named.any(|clause| clauses.contains(clause))
        };
        self.changes.iter().filter(names).collect()
    }

    /// Whether a clause of the first edition and one of the second are about the same thing.
    pub fn are_counterparts(&self, first: &[ClauseId], second: &[ClauseId]) -> bool {
        let changed = self
            .changes
            .iter()
            .map(|change| (&change.clauses_before, &change.clauses_after));
        let same = self
            .same
            .iter()
            .map(|same| (&same.clauses_before, &same.clauses_after));
        let names =
            |named: &[ClauseId], of: &[ClauseId]| named.iter().any(|clause| of.contains(clause));
        changed
            .chain(same)
            .any(|(before, after)| names(before, first) && names(after, second))
    }
}
