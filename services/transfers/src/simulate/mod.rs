//! What recorded transfers would have come to under another edition, organisation or calendar: every fact
//! stays as it happened, and is judged by other rules. Pure: nothing is asked of a service or kept.

mod asked;
mod history;
mod owed;
mod replay;
mod route;
mod verdict;

pub use history::{Histories, Unreadable};
pub use owed::{Outcome, Owed};
pub use route::Route;
pub use verdict::{Advised, Refused, Verdict};

use chrono::{DateTime, Utc};
use handrail_domain::{
    EditionId, ObligationId, PathwayId, TransferId, calendar::Calendar, deadline::NoDueTime,
    directory::Directory, edition::Edition,
};

/// What recorded transfers are tried under.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The organisation.
    pub directory: &'a Directory,
    /// The calendar that is counted by.
    pub calendar: &'a Calendar,
    /// The editions that transfers may have been opened under.
    pub editions: &'a [&'a Edition],
}

/// Why it can't be told what would have become of a transfer.
#[derive(Debug, thiserror::Error)]
pub enum CantTell {
    /// The edition that it follows is not there to compare with.
    #[error("edition {edition}, which transfer {transfer} follows, is not loaded")]
    NotLoaded {
        /// The transfer.
        transfer: TransferId,
        /// Its edition.
        edition: EditionId,
    },
    /// The calendar ends before something would be due.
    #[error("the due time of what would be owed can't be reached")]
    NoDueTime(#[from] NoDueTime),
}

/// What became of one transfer, and what would have become of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// The transfer.
    pub transfer: TransferId,
    /// The edition it was opened under.
    pub edition: EditionId,
    /// The pathway it was opened on.
    pub pathway: PathwayId,
    /// The pathway it would have been on.
    pub route: Route,
    /// Everything that was recorded, in order; nothing when there is no one pathway for it.
    pub steps: Vec<Step>,
    /// Everything that was or would have been owed.
    pub duties: Vec<Duty>,
    /// When the lead passed to the receiving team, and when it would have.
    pub lead_passed_at: [Option<DateTime<Utc>>; 2],
}

/// Something that was recorded, under both rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What.
    pub title: String,
    /// What is to be said of it under the edition it was recorded under.
    pub recorded: Verdict,
    /// What would have been said of it.
    pub tried: Verdict,
}

/// Something that is owed, under both rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// Its id, as it is or would be under the recorded pathway.
    pub id: ObligationId,
    /// What was owed; none when nothing was.
    pub recorded: Option<Owed>,
    /// What would have been owed; none when nothing would.
    pub tried: Option<Owed>,
}

impl Simulation {
    /// Whether anything would have been otherwise.
    pub fn differs(&self) -> bool {
        self.route.pathway().is_none()
            || self.lead_differs()
            || self.steps.iter().any(Step::differs)
            || self.duties.iter().any(Duty::differs)
    }

    /// Whether the lead would have passed at another time, or not at all.
    pub fn lead_differs(&self) -> bool {
        let [recorded, tried] = self.lead_passed_at;
        recorded != tried
    }
}

impl Step {
    /// Whether it would have been refused, or commented on otherwise.
    pub fn differs(&self) -> bool {
        self.recorded != self.tried
    }
}

impl Duty {
    /// Whether somebody else, by another time, or with another outcome would have owed it. Titles and clauses
    /// are each edition's own, and make no difference.
    pub fn differs(&self) -> bool {
        match (&self.recorded, &self.tried) {
            (Some(recorded), Some(tried)) => {
                (&recorded.owner, recorded.due, recorded.outcome)
                    != (&tried.owner, tried.due, tried.outcome)
            }
            (recorded, tried) => recorded.is_some() || tried.is_some(),
        }
    }
}
