//! Steps that a pathway has and no other call records, the dates that clocks hang on, and what holds about the
//! children.

use super::{
    super::{Event, Refusal, Wrong},
    Case, contradictions,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    edition::{Anchor, Belongs, Circumstance, Fact},
    text::Note,
};
use std::collections::BTreeSet;

/// Dates that come one after the other, whatever the edition.
const IN_ORDER: [(Anchor, Anchor); 2] = [
    (Anchor::FirstReview, Anchor::SecondReview),
    (Anchor::PenultimateReview, Anchor::FinalReview),
];

impl Case<'_> {
    pub(super) fn record_milestone(
        &self,
        fact: Fact,
        items: &[String],
        at: Option<DateTime<Utc>>,
        note: Option<Note>,
    ) -> Result<Event, Refusal> {
        let Some(milestone) = self.terms.milestone(self.transfer, fact) else {
            let steps = self.terms.milestones(self.transfer);
            let steps: Vec<&str> = steps.iter().map(|step| step.fact.as_str()).collect();
            return Err(Wrong::under(
                "milestone",
                format!(
                    "not a step of this pathway as things stand; there {}",
                    match steps.as_slice() {
                        [] => "is none".to_owned(),
                        steps => format!("are: {}", steps.join(", ")),
                    }
                ),
                &self.terms.pathway.clauses,
            ));
        };
        if !milestone.again {
            self.not_after(fact)?;
        }
        self.order(fact)?;
        if milestone.by == Belongs::Receiver {
            self.receiver(fact)?;
        }
        Ok(Event::MilestoneRecorded {
            fact,
            items_missing: self.missing(fact, "items", items, &[], None)?,
            note,
            at: self.happened("at", at, None)?,
        })
    }

    /// A date can be moved as long as nothing was recorded for it.
    pub(super) fn set_date(&self, date: Anchor, at: DateTime<Utc>) -> Result<Event, Refusal> {
        let before = |one: Anchor| {
            let earlier = IN_ORDER.iter().filter(move |(_, later)| *later == one);
            earlier.filter_map(|(earlier, _)| {
                self.transfer.dates.get(earlier).map(|at| (*earlier, *at))
            })
        };
        let after = |one: Anchor| {
            let later = IN_ORDER.iter().filter(move |(earlier, _)| *earlier == one);
            later.filter_map(|(_, later)| self.transfer.dates.get(later).map(|at| (*later, *at)))
        };
        if let Some((earlier, _)) = before(date).find(|(_, known)| at <= *known) {
            return Err(Wrong::of(
                "at",
                format!("{date} comes after {earlier}, which is set for later"),
            ));
        }
        if let Some((later, _)) = after(date).find(|(_, known)| at >= *known) {
            return Err(Wrong::of(
                "at",
                format!("{date} comes before {later}, which is set for earlier"),
            ));
        }
        Ok(Event::DateSet {
            date,
            set_to: at,
            at: self.moment.now,
        })
    }

    pub(super) fn declare_circumstances(
        &self,
        holding: BTreeSet<Circumstance>,
        ended: BTreeSet<Circumstance>,
    ) -> Result<Event, Refusal> {
        if let Some(both) = holding.intersection(&ended).next() {
            return Err(Wrong::of(
                "ended",
                format!("{both} can't begin and end at once"),
            ));
        }
        let mut next = self.transfer.circumstances.clone();
        next.retain(|one| !ended.contains(one));
        next.extend(&holding);
        contradictions("holding", &next)?;
        Ok(Event::CircumstancesDeclared {
            holding,
            ended,
            at: self.moment.now,
        })
    }
}
