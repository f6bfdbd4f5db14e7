//! Duties that somebody owes by a due time, and how they follow from what has happened.
//!
//! Obligations are never set or cleared one by one: [`reconcile`] compares what is owed, given the
//! facts so far, with what is on record, and returns the changes. A moved meeting, a changed plan, a
//! forwarded early warning and a withdrawal need no code of their own.

mod owed;
mod reconcile;

pub use reconcile::{Facts, Occurrence, Ruler, reconcile};

use crate::{
    clause::{ClauseId, Strength},
    deadline::Deadline,
    ids::{EditionId, HouseholdId, ObligationId, TeamId},
    team::Role,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an obligation, entry or notice is about, by reference.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// What kind of thing: `contact`, `consent`, `disclosure`, `household`, `transfer`, `dispute`,
    /// `notice`.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// The household it belongs to.
    pub household: HouseholdId,
}

/// A role held in a team.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Post {
    /// The team.
    pub team: TeamId,
    /// The role.
    pub role: Role,
}

/// A duty that somebody owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// Its id; follows from the subject, the duty and the instance.
    pub id: ObligationId,
    /// What it is about.
    pub subject: Subject,
    /// The edition it comes from.
    pub edition: EditionId,
    /// The part of the edition and the duty's id there, as `part/duty`.
    pub duty: String,
    /// Tells apart obligations from one duty: a query's id, a rung's level; empty where there is one.
    pub instance: String,
    /// What has to be done.
    pub title: String,
    /// The clauses it comes from.
    pub clauses: Vec<ClauseId>,
    /// How binding it is.
    pub strength: Strength,
    /// Who owes it.
    pub owner: Post,
    /// When its clock started.
    pub started_at: DateTime<Utc>,
    /// By when, and how that was reached; none where the protocol gives no limit.
    pub deadline: Option<Deadline>,
    /// When its owner is reminded; none where the edition reminds nobody.
    pub remind_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub state: State,
    /// When it was done, waived or cancelled.
    pub closed_at: Option<DateTime<Utc>>,
    /// The first instant at which it was late, once it was. Never erased.
    pub breached_at: Option<DateTime<Utc>>,
    /// Why it was waived or cancelled, as a short name or in words without detail about a child.
    pub reason: Option<String>,
}

/// Where an obligation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Owed.
    Open,
    /// Done in time.
    Met,
    /// Done after its time.
    MetLate,
    /// Set aside by a named person.
    Waived,
    /// No longer applies.
    Cancelled,
}

/// What can happen to an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// Its clock started.
    Armed,
    /// It was done.
    Fulfilled,
    /// Its time passed.
    Breached,
    /// It was set aside.
    Waived,
    /// It no longer applies.
    Cancelled,
    /// Its due time was computed again.
    Reprojected,
    /// Its due time stands, and is reached in another way; or it became known only after the thing was done, which is
    /// judged by it now.
    Restated,
    /// Somebody else owes it now.
    Reassigned,
}

/// A change, with the obligation as it stands after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// The obligation after it.
    pub obligation: Obligation,
}

impl Obligation {
    /// Whether it is still owed.
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// When it has to be done.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        self.deadline.as_ref().map(|deadline| deadline.due)
    }

    /// The instant at which the timer has to look at it next, if any: the reminder, then the first
    /// late instant; none once it was breached or closed.
    pub fn fires_at(&self, reminded: bool) -> Option<DateTime<Utc>> {
        if !self.is_open() || self.breached_at.is_some() {
            return None;
        }
        let late = self.deadline.as_ref().map(Deadline::late_from);
        match self.remind_at {
            Some(remind) if !reminded && late.is_some_and(|late| remind < late) => Some(remind),
            _ => late,
        }
    }

    /// Records that its time passed; nothing when it has not, is closed, or was recorded before.
    pub fn breach(&self, now: DateTime<Utc>) -> Option<Change> {
        let late = self.deadline.as_ref()?.late_from();
        (self.is_open() && self.breached_at.is_none() && now >= late).then(|| {
            self.changed(ChangeKind::Breached, |obligation| {
                obligation.breached_at = Some(late);
            })
        })
    }

    /// Sets it aside; nothing when it is closed.
    pub fn waive(&self, reason: String, now: DateTime<Utc>) -> Option<Change> {
        self.is_open().then(|| {
            self.changed(ChangeKind::Waived, |obligation| {
                obligation.state = State::Waived;
                obligation.closed_at = Some(now);
                obligation.reason = Some(reason);
            })
        })
    }

    fn changed(&self, kind: ChangeKind, change: impl FnOnce(&mut Self)) -> Change {
        let mut obligation = self.clone();
        change(&mut obligation);
        Change { kind, obligation }
    }
}
