//! What shows itself about consent: the words of the form, and an answer.

use super::look::{Look, names};

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
}
