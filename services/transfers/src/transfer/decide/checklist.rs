//! Answers to the items of the checklist. Whatever contradicts itself is told at once, and no gap is refused.

use super::{
    super::{
        Answer, ChecklistRecorded, Entry, Event, Refusal, Wrong,
        checklist::{Checklist, Sheet},
    },
    Case,
};
use handrail_domain::{
    ClauseId,
    calendar::london,
    edition::{Content, Fact, RuleName},
};

impl Case<'_> {
    pub(super) fn record_checklist(&self, sheet: Sheet) -> Result<Event, Refusal> {
        let own = &self.terms.pathway.elements;
        let all: Vec<&Content> = self.terms.edition.checklist(own).collect();
        if all.is_empty() {
            return Err(Wrong::of(
                "transfer_id",
                format!("edition {} has no checklist", self.terms.edition.id),
            ));
        }
        let sends = *self.moment.team == self.transfer.from;
        if !sends && !self.transfer.has(Fact::RequestSent) {
            return Err(Refusal::OutOfOrder {
                step: Fact::ChecklistAudited,
                needs: Fact::RequestSent,
                says: Some(
                    "The receiving team looks through the record once the request has come."
                        .to_owned(),
                ),
                clauses: self.terms.rule(RuleName::Checklist),
            });
        }
        self.sheet_holds(&sheet, &all)?;
        let recorded = ChecklistRecorded {
            team: self.moment.team.clone(),
            filled_in_by: sheet.filled_in_by,
            social_worker: sheet.social_worker,
            team_manager: sheet.team_manager,
            entries: sheet.entries,
            audited: sheet.audited,
            at: self.moment.now,
        };
        if recorded.audited {
            self.audit_is_complete(&self.transfer.checklist.after(&recorded), &all)?;
        }
        Ok(Event::ChecklistRecorded(recorded))
    }

    /// An audit bears the heading and an answer to every item that applies, as far as the edition asks for it.
    fn audit_is_complete(&self, checklist: &Checklist, all: &[&Content]) -> Result<(), Refusal> {
        let answered = self
            .applying(all)
            .all(|content| checklist.answers.contains_key(&content.item));
        let bears = |content: &Content| match content.item.as_str() {
            "current-social-worker" => checklist.social_worker.is_some(),
            "current-team-manager" => checklist.team_manager.is_some(),
            "yes-or-no-for-every-item" => answered,
            // No yes is taken without it.
            "last-recording-of-every-yes" => true,
            _ => false,
        };
        self.missing(Fact::ChecklistAudited, "entries", &[], bears, None)?;
        Ok(())
    }

    /// The items that apply as things stand.
    fn applying<'c>(&self, all: &'c [&Content]) -> impl Iterator<Item = &'c Content> {
        let situation = self.transfer.situation(&self.terms);
        let items = all.iter().copied();
        items.filter(move |content| content.when.holds(&situation))
    }

    /// Everything on the sheet that can't be, at once.
    fn sheet_holds(&self, sheet: &Sheet, all: &[&Content]) -> Result<(), Refusal> {
        let mut wrong = Vec::new();
        let officers = [
            ("filled_in_by_id", Some(&sheet.filled_in_by)),
            ("social_worker_id", sheet.social_worker.as_ref()),
            ("team_manager_id", sheet.team_manager.as_ref()),
        ];
        for (field, officer) in officers {
            if officer.is_some_and(|officer| self.terms.directory.officer(officer).is_none()) {
                wrong.push(Wrong {
                    field: field.to_owned(),
                    description: "the organisation has no such officer".to_owned(),
                    clauses: Vec::new(),
                });
            }
        }
        for (index, entry) in sheet.entries.iter().enumerate() {
            let under = under(all, entry);
            let mut note = |field: &str, description: String| {
                wrong.push(Wrong {
                    field: format!("entries[{index}].{field}"),
                    description,
                    clauses: under.to_vec(),
                });
            };
            if sheet.entries[..index]
                .iter()
                .any(|one| one.item == entry.item)
            {
                note("item", "stands there twice".to_owned());
            } else if let Some(why) = self.no_item(&entry.item, all) {
                note("item", why);
            }
            if let Some(why) = self.no_date(entry) {
                note("last_recorded_on", why.to_owned());
            }
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Fields(wrong))
        }
    }

    /// Why an item can't be answered here.
    fn no_item(&self, item: &str, all: &[&Content]) -> Option<String> {
        if self.applying(all).any(|content| content.item == item) {
            return None;
        }
        let elsewhere = all.iter().find(|content| content.item == item);
        let why = match elsewhere.and_then(|content| content.section.as_deref()) {
            Some(section) => {
                format!("of section \"{section}\": does not apply here as things stand")
            }
            None => {
                let items: Vec<&str> = self
                    .applying(all)
                    .map(|content| content.item.as_str())
                    .collect();
                format!("not an item of the checklist; one of: {}", items.join(", "))
            }
        };
        Some(why)
    }

    /// Why a date of last recording can't be.
    fn no_date(&self, entry: &Entry) -> Option<&'static str> {
        let today = london::local_date(self.moment.now);
        match (entry.answer, entry.last_recorded_on) {
            (Answer::Yes, None) => Some("a yes carries the date of last recording"),
            (Answer::Yes, Some(on)) if on > today => Some("lies in the future"),
            (Answer::No | Answer::NotApplicable, Some(_)) => {
                Some("only a yes carries a date of last recording")
            }
            (Answer::Yes, Some(_)) | (Answer::No | Answer::NotApplicable, None) => None,
        }
    }
}

/// The clauses that an item stands under; none of what is no item.
fn under<'c>(all: &[&'c Content], entry: &Entry) -> &'c [ClauseId] {
    let content = all.iter().find(|content| content.item == entry.item);
    content.map_or(&[], |content| &content.clauses)
}
