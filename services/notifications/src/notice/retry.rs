//! Setting a failed notice going again.

use super::{Event, Notice, Standing};
use chrono::{DateTime, Utc};
use handrail_domain::OfficerId;
use handrail_domain::calendar::london::local_date;
use handrail_domain::directory::Directory;

/// Why a notice is not tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It waits, or was delivered.
    #[error("only a notice that has failed is tried again")]
    NotFailed,
    /// There is still nobody to tell.
    #[error("nobody holds the post or covers for its holder")]
    StillVacant,
    /// Whoever answers for the post now has a notice of the same, through another post.
    #[error("whoever answers for the post has been told of this already")]
    AlreadyTold,
}

impl Notice {
    /// Has a failed notice tried again, to whoever answers for its post now. `told` are those who
    /// have another notice of the same entry for the same reason.
    ///
    /// # Errors
    /// Why it is not tried again.
    pub fn retry(
        &self,
        directory: &Directory,
        told: &[OfficerId],
        now: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        let Standing::Failed { .. } = self.standing else {
            return Err(Refusal::NotFailed);
        };
        let found = directory
            .in_role(&self.to.team, self.to.role, local_date(now))
            .map_err(|_| Refusal::StillVacant)?;
        let officer = found.officer.id().clone();
        if told.contains(&officer) {
            return Err(Refusal::AlreadyTold);
        }
        let covering_for = found.covering_for;
        Ok(Event::Retried {
            officer,
            covering_for,
            at: now,
        })
    }
}
