//! What shows itself about consent and disagreements: the words of the form, an answer, and an entry of a journal.

use super::look::{Look, names};
use crate::{contract::Member, exit::Failure};
use handrail_contracts::feed::v1::{Entry, ReadPageRequest};

/// The largest page of a journal.
const PAGE: u32 = 500;

impl Look<'_> {
    /// Whether the form that was shown last says this under a clause.
    pub(super) fn is_worded(&self, clause: &str, words: &str) -> bool {
        let form = self.scene.progress.consent_form.iter();
        let says = |text: &str, clauses: &[String]| names(clauses, clause) && text.contains(words);
        form.clone().any(|form| {
            let mut paragraphs = form.paragraphs.iter();
            paragraphs.any(|one| says(&one.text, &one.clause_ids))
        }) || form
            .filter_map(|form| form.declaration.as_ref())
            .any(|one| says(&one.text, &one.clause_ids))
    }

    /// Whether the last answer to whether something may be shared was this, under a clause.
    pub(super) fn allows(&self, clause: &str, allowed: bool) -> bool {
        let answer = self.scene.progress.answer.as_ref();
        answer.is_some_and(|one| one.allowed == allowed && names(&one.clause_ids, clause))
    }

    /// Whether a journal has an entry under a clause about the family's consent, or about a disagreement on it.
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
