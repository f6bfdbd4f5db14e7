//! Steps that a pathway has and no other call records, the dates that clocks hang on, and what holds about the
//! children.

use super::{
    super::{
        Child, Event, Refusal, Terms, Transfer, Wrong,
        terms::{kinds as written, merged},
    },
    Case, contradictions,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ChildId, ClauseId, TeamId,
    calendar::london,
    child::Birth,
    edition::{Anchor, Belongs, Circumstance, Duty, Fact, Milestone, Missing},
    text::Note,
};
use std::collections::BTreeSet;

/// Reviews that come one after the other, whatever the edition.
const IN_ORDER: [[Anchor; 2]; 2] = [
    [Anchor::FirstReview, Anchor::SecondReview],
    [Anchor::PenultimateReview, Anchor::FinalReview],
];

/// Whether the children of a transfer may be talked about at a meeting that takes place at this time: its pathway has
/// the step, and what has to come first has come by then.
///
/// # Errors
/// Why they may not.
pub(crate) fn may_be_talked_about(
    transfer: &Transfer,
    step: Fact,
    meets_at: DateTime<Utc>,
    terms: Terms<'_>,
) -> Result<(), Refusal> {
    if let Some(ending) = transfer.ended {
        return Err(Refusal::Ended {
            stage: ending.stage,
            clauses: terms.rests_on(transfer, step),
        });
    }
    let Some(milestone) = terms.milestone(transfer, step) else {
        return Err(Wrong::of(
            "transfer_id",
            format!("its pathway has no step {step} as things stand"),
        ));
    };
    if !milestone.again && transfer.stands(step) {
        return Err(Refusal::Already {
            fact: step,
            clauses: terms.rests_on(transfer, step),
        });
    }
    terms.order(transfer, step)?;
    let situation = transfer.situation(&terms);
    let own = &terms.pathway.elements;
    let mut required = terms.edition.requirements(own, step, &situation);
    let too_late = required.find(|one| {
        let came = transfer.came(one.needs);
        one.missing == Missing::Refuse
            && one.once.is_none_or(|once| transfer.stands(once))
            && came.is_some_and(|came| came > meets_at)
    });
    match too_late {
        None => Ok(()),
        Some(one) => Err(Refusal::OutOfOrder {
            step,
            needs: one.needs,
            says: Some(one.says.clone()),
            clauses: one.clauses.clone(),
        }),
    }
}

impl Case<'_> {
    pub(super) fn record_milestone(
        &self,
        fact: Fact,
        items: &[String],
        team: Option<TeamId>,
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
        let items_missing = self.missing(fact, "items", items, |_| false, None)?;
        let at = self.happened("at", at, None)?;
        self.old_enough(milestone, at)?;
        self.hands_to(milestone, team.as_ref())?;
        let mut reviews = IN_ORDER.into_iter().flatten();
        if let Some(review) = reviews.find(|review| review.held() == Some(fact)) {
            self.in_order(review, at)?;
        }
        Ok(Event::MilestoneRecorded {
            fact,
            items_missing,
            team,
            note,
            at,
        })
    }

    /// A step that settles which team receives names one of the kinds that can; no other names any.
    fn hands_to(&self, milestone: &Milestone, team: Option<&TeamId>) -> Result<(), Refusal> {
        let kinds = &milestone.hands_to;
        let wrong = match team {
            None if kinds.is_empty() => return Ok(()),
            Some(_) if kinds.is_empty() => "this step settles on no team".to_owned(),
            None => format!(
                "required: the team that receives, of kind {}",
                written(kinds)
            ),
            Some(team) if *team == self.transfer.from => "the sending team".to_owned(),
            Some(team) => {
                let kind = self.terms.team("team_id", team)?.kind();
                if kinds.contains(&kind) {
                    return Ok(());
                }
                format!("teams of kind {} can receive here", written(kinds))
            }
        };
        Err(Wrong::under("team_id", wrong, &milestone.clauses))
    }

    fn old_enough(&self, milestone: &Milestone, at: DateTime<Utc>) -> Result<(), Refusal> {
        let Some(years) = milestone.from_age else {
            return Ok(());
        };
        let on = london::local_date(at);
        let is_disputed =
            |declared: &BTreeSet<Circumstance>| declared.contains(&Circumstance::AgeDisputed);
        let is_old_enough = |child: &Child| {
            is_disputed(&self.transfer.circumstances)
                || is_disputed(&child.circumstances)
                || child.birth.age_on(on).is_some_and(|age| age.years >= years)
        };
        if self.transfer.children.iter().all(is_old_enough) {
            return Ok(());
        }
        Err(Refusal::CriteriaUnmet {
            step: milestone.fact,
            says: format!("not before the age of {years}: on {on} it is not reached"),
            clauses: milestone.clauses.clone(),
        })
    }

    /// A date can be moved as long as what it is set for has not taken place. It lies in the life of a child, and where
    /// clocks can be counted from it.
    pub(super) fn set_date(&self, date: Anchor, at: DateTime<Utc>) -> Result<Event, Refusal> {
        if let Some(held) = date.held() {
            self.not_after(held)?;
        }
        self.countable("at", at)?;
        let births = self.transfer.children.iter().map(|child| child.birth);
        let eldest = births.filter_map(Birth::born).min();
        if eldest.is_some_and(|born| london::local_date(at) < born) {
            // Without the day: a date of birth stands in no error.
            let wrong = "lies before the birth of every child";
            return Err(Wrong::under("at", wrong, &self.hanging_on(&[date])));
        }
        self.in_order(date, at)?;
        Ok(Event::DateSet {
            date,
            set_to: at,
            at: self.moment.now,
        })
    }

    /// Refuses a time at which a review would come before the one that it follows, or after the one that follows it.
    fn in_order(&self, review: Anchor, at: DateTime<Utc>) -> Result<(), Refusal> {
        for [earlier, later] in IN_ORDER {
            let (other, side) =
                if review == later && self.known(earlier).is_some_and(|known| at <= known) {
                    (earlier, "after")
                } else if review == earlier && self.known(later).is_some_and(|known| at >= known) {
                    (later, "before")
                } else {
                    continue;
                };
            return Err(Wrong::under(
                "at",
                format!("{review} comes {side} {other}: one of the two times is wrong"),
                &self.hanging_on(&[review, other]),
            ));
        }
        Ok(())
    }

    /// When a review was held, or else is set for.
    fn known(&self, review: Anchor) -> Option<DateTime<Utc>> {
        let held = review.held().and_then(|held| self.transfer.last(held));
        held.or_else(|| self.transfer.dates.get(&review).copied())
    }

    /// The clauses of what hangs on these dates here; of the pathway where nothing does.
    fn hanging_on(&self, dates: &[Anchor]) -> Vec<ClauseId> {
        let situation = self.transfer.situation(&self.terms);
        let hangs = |duty: &&Duty| {
            let mut dates = dates.iter();
            duty.when.holds(&situation)
                && dates.any(|date| {
                    duty.limits().any(|(_, limit)| limit.of == Some(*date))
                        || [duty.starts, duty.done_by]
                            .into_iter()
                            .any(|fact| Some(fact) == date.held())
                })
        };
        let duties = self.terms.edition.duties(&self.terms.pathway.elements);
        let clauses = merged(duties.filter(hangs).map(|duty| duty.clauses.as_slice()));
        if clauses.is_empty() {
            return self.terms.pathway.clauses.clone();
        }
        clauses
    }

    /// A date that no longer stands: what hangs on it is owed without a day.
    pub(super) fn lift_date(&self, date: Anchor) -> Result<Event, Refusal> {
        if !self.transfer.dates.contains_key(&date) {
            return Err(Wrong::of("date", "not set"));
        }
        Ok(Event::DateLifted {
            date,
            at: self.moment.now,
        })
    }

    pub(super) fn declare_circumstances(
        &self,
        child: Option<ChildId>,
        holding: BTreeSet<Circumstance>,
        ended: BTreeSet<Circumstance>,
    ) -> Result<Event, Refusal> {
        let known = |child: &ChildId| self.transfer.children.iter().find(|one| one.id == *child);
        let own = child.as_ref().and_then(known);
        let both = holding.intersection(&ended);
        let at_once = |both| Wrong::of("ended", format!("{both} can't begin and end at once"));
        let mut wrong: Vec<Result<(), Refusal>> = both.map(|both| Err(at_once(both))).collect();
        if child.is_some() && own.is_none() {
            wrong.push(Err(Wrong::of("child_id", "not a child of this transfer")));
        }
        let mut next = own
            .map_or(&self.transfer.circumstances, |child| &child.circumstances)
            .clone();
        next.retain(|one| !ended.contains(one));
        next.extend(&holding);
        // What is said of all of them holds of each, beside what each has of its own.
        let beside: Vec<&BTreeSet<Circumstance>> = match own {
            Some(_) => vec![&self.transfer.circumstances],
            None => {
                let children = self.transfer.children.iter();
                children.map(|child| &child.circumstances).collect()
            }
        };
        for others in beside {
            let found = contradictions("holding", &next.union(others).copied().collect());
            if !wrong.contains(&found) {
                wrong.push(found);
            }
        }
        Refusal::of_all(wrong)?;
        Ok(Event::CircumstancesDeclared {
            child,
            holding,
            ended,
            at: self.moment.now,
        })
    }
}

/// What follows when a letter promised the family that the receiving team will be in touch: the step that the promise is counted
/// from, once, where the edition has it and something still moves.
pub(crate) fn letter_sent(
    transfer: &Transfer,
    at: DateTime<Utc>,
    terms: Terms<'_>,
) -> Option<Event> {
    let fact = Fact::LetterSent;
    let milestone = terms.milestone(transfer, fact);
    let is_new = transfer.ended.is_none() && !transfer.has(fact);
    milestone
        .filter(|_| is_new)
        .map(|_| Event::MilestoneRecorded {
            fact,
            items_missing: Vec::new(),
            team: None,
            note: None,
            at: at.max(transfer.progressed_at),
        })
}
