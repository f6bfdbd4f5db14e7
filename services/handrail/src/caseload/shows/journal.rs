//! What shows itself in an entry of a journal: of a consent, a decision to share without one, or a disagreement.

use super::look::{Look, names};
use crate::{contract::Member, exit::Failure};
use handrail_contracts::feed::v1::{Entry, ReadPageRequest};

/// The largest page of a journal.
const PAGE: u32 = 500;

impl Look<'_> {
    /// Whether there is an entry under a clause that is about the family.
    pub(super) async fn is_in_journal(&self, clause: &str) -> Result<bool, Failure> {
        Ok(self.is_in(Member::Intake, clause).await?
            || self.is_in(Member::Escalation, clause).await?)
    }

    async fn is_in(&self, journal: Member, clause: &str) -> Result<bool, Failure> {
        let household = self.household();
        let fits = |entry: &Entry| {
            let about = entry.subject.as_ref();
            about.is_some_and(|about| {
                Some(&about.household_id) == household.as_ref()
                    && matches!(about.kind.as_str(), "consent" | "disclosure" | "dispute")
            }) && names(&entry.clause_ids, clause)
        };
        let mut feed = self.stage.clients.feed(journal);
        let mut cursor = None;
        loop {
            let page = ReadPageRequest { cursor, size: PAGE };
            let page = feed.read_page(page).await?.into_inner();
            if page.entries.iter().any(fits) {
                return Ok(true);
            }
            if page.entries.is_empty() {
                return Ok(false);
            }
            cursor = page.cursor;
        }
    }
}
