//! What a notice is, and where it stands.

use super::{Failure, ShortName};
use chrono::{DateTime, Utc};
use handrail_domain::obligation::{Post, Subject};
use handrail_domain::{ClauseId, EntryId, NoticeId, OfficerId};
use serde::{Deserialize, Serialize};

/// A message to one person in a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id; follows from the entry, the recipient and the reason.
    pub id: NoticeId,
    /// The post it is addressed to.
    pub to: Post,
    /// The officer who holds the post, or covers for the holder; none when nobody does.
    pub officer: Option<OfficerId>,
    /// For whom the officer covers, the holder of the post first.
    pub covering_for: Vec<OfficerId>,
    /// Why.
    pub reason: ShortName,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
    /// What it is about.
    pub subject: Subject,
    /// By when something is expected.
    pub due: Option<DateTime<Utc>>,
    /// The subject line.
    pub title: String,
    /// The text.
    pub body: String,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// The service whose journal it was written from.
    pub source: ShortName,
    /// The entry it was written from.
    pub entry: EntryId,
    /// Where it stands.
    pub standing: Standing,
    /// How often delivery was tried since it was written, or last set going again.
    pub attempts: u32,
}

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Waiting to be delivered.
    Pending {
        /// Since when: when it was written, or set going again.
        since: DateTime<Utc>,
        /// When delivery is tried next.
        next_try_at: DateTime<Utc>,
    },
    /// Delivered.
    Delivered {
        /// When.
        at: DateTime<Utc>,
    },
    /// Not delivered, and not tried again unless somebody asks for it.
    Failed {
        /// Why.
        failure: Failure,
    },
}

impl Notice {
    /// Who is told, for the rule that nobody is told the same twice: the officer's id; where there
    /// is none, the post, which no officer's id can be mistaken for.
    pub fn recipient(&self) -> String {
        recipient(self.officer.as_ref(), &self.to)
    }

    /// Whether two notices are the same, but for the attempts that have left them waiting.
    pub fn is_same_but_for_attempts(&self, other: &Self) -> bool {
        let settled = |notice: &Self| {
            let mut notice = notice.clone();
            if let Standing::Pending { since, next_try_at } = &mut notice.standing {
                *next_try_at = *since;
                notice.attempts = 0;
            }
            notice
        };
        settled(self) == settled(other)
    }
}

pub(super) fn recipient(officer: Option<&OfficerId>, to: &Post) -> String {
    match officer {
        Some(officer) => officer.to_string(),
        None => format!("{}/{}", to.team, to.role),
    }
}
