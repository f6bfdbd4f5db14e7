//! From the facts so far to the duties that they call for, and when each is due.

use super::{
    Obligation, Post, State, Subject,
    reconcile::{Facts, Occurrence, Ruler},
};
use crate::{
    clause::ClauseId,
    deadline::{Deadline, Limit, NoDueTime, Trigger},
    edition::{Duty, DutyLimit},
    ids::ObligationId,
};
use chrono::{DateTime, Utc};

/// A duty that the facts call for.
pub(super) struct Owed<'d> {
    pub(super) duty: &'d Duty,
    pub(super) instance: String,
    pub(super) clauses: Vec<ClauseId>,
    pub(super) done_at: Option<DateTime<Utc>>,
    started_at: DateTime<Utc>,
    clocks: Vec<Clock<'d>>,
}

/// A limit whose beginning, or end, is known.
struct Clock<'d> {
    clauses: &'d [ClauseId],
    limit: Limit,
    trigger: Trigger,
}

/// What a duty comes to, given the facts: nothing, one, or one for each occurrence.
pub(super) fn owed<'d>(duty: &'d Duty, facts: &Facts) -> Vec<Owed<'d>> {
    if !duty.when.holds(&facts.situation) || duty.arms_on.is_some_and(|fact| !facts.stands(fact)) {
        return Vec::new();
    }
    let starts = facts
        .happened
        .iter()
        .filter(|occurrence| occurrence.fact == duty.starts);
    let starts: Vec<&Occurrence> = if duty.each {
        starts.collect()
    } else {
        starts.take(1).collect()
    };
    starts
        .into_iter()
        .map(|start| {
            let instance = if duty.each { start.instance.clone() } else { String::new() };
            let not_before = duty.afresh.then_some(start.at);
            // What answers whatever came before it has no occurrence of its own.
            let one = (duty.each && !duty.afresh).then_some(instance.as_str());
            let done_at = facts.first_of(duty.done_by, one, not_before);
            let clocks = clocks(duty, start, facts);
            let clauses = clauses(duty, &clocks);
            let started_at = start.at;
            Owed { duty, instance, clauses, done_at, started_at, clocks }
        })
        // What ended is owed no more; what was done before it ended stays on record as done.
        .filter(|owed| facts.ended_at.is_none() || owed.done_at.is_some())
        .collect()
}

fn clocks<'d>(duty: &'d Duty, start: &Occurrence, facts: &Facts) -> Vec<Clock<'d>> {
    let own = duty.limit.iter();
    let own = own.map(|limit| (duty.clauses.as_slice(), limit));
    let other = duty.alternative.iter();
    let other = other
        .filter(|other| other.when.holds(&facts.situation))
        .map(|other| (other.clauses.as_slice(), &other.limit));
    let known = own.chain(other).filter_map(|(clauses, limit)| {
        Some(Clock {
            clauses,
            limit: limit.limit,
            trigger: trigger(limit, start, facts)?,
        })
    });
    known.collect()
}

/// The duty's own clauses, and those of the clocks that run beside its own.
fn clauses(duty: &Duty, clocks: &[Clock<'_>]) -> Vec<ClauseId> {
    let mut clauses = duty.clauses.clone();
    for clause in clocks.iter().flat_map(|clock| clock.clauses) {
        if !clauses.contains(clause) {
            clauses.push(clause.clone());
        }
    }
    clauses
}

fn trigger(limit: &DutyLimit, start: &Occurrence, facts: &Facts) -> Option<Trigger> {
    match limit.of {
        None => Some(Trigger {
            what: start.fact.to_string(),
            at: start.at,
        }),
        Some(anchor) => facts.anchors.get(&anchor).map(|at| Trigger {
            what: anchor.to_string(),
            at: *at,
        }),
    }
}

impl Owed<'_> {
    /// When it is due, as far as that is known.
    pub(super) fn deadline(&self, ruler: Ruler<'_>) -> Result<Option<Deadline>, NoDueTime> {
        let mut binding: Option<Deadline> = None;
        for clock in &self.clocks {
            let one = ruler.deadline(clock.clauses, clock.limit, &clock.trigger)?;
            binding = Some(match binding {
                Some(before) => before.or(one),
                None => one,
            });
        }
        Ok(binding)
    }

    /// When its owner is reminded.
    pub(super) fn remind_at(
        &self,
        ruler: Ruler<'_>,
        deadline: Option<&Deadline>,
    ) -> Result<Option<DateTime<Utc>>, NoDueTime> {
        let (Some(limit), Some(deadline)) = (self.duty.remind, deadline) else {
            return Ok(None);
        };
        let trigger = Trigger {
            what: "due".to_owned(),
            at: deadline.due,
        };
        ruler
            .deadline(&self.duty.clauses, limit, &trigger)
            .map(|reminder| Some(reminder.due))
    }

    /// The obligation that it begins as.
    pub(super) fn armed(
        &self,
        ruler: Ruler<'_>,
        (part, subject): (&str, &Subject),
        owner: Post,
        deadline: Option<Deadline>,
        id: ObligationId,
    ) -> Result<Obligation, NoDueTime> {
        let duty = self.duty;
        Ok(Obligation {
            id,
            subject: subject.clone(),
            edition: ruler.edition.id.clone(),
            duty: format!("{part}/{}", duty.id),
            instance: self.instance.clone(),
            title: duty.title.clone(),
            clauses: self.clauses.clone(),
            strength: duty.strength,
            owner,
            started_at: self.started_at,
            remind_at: self.remind_at(ruler, deadline.as_ref())?,
            deadline,
            state: State::Open,
            closed_at: None,
            breached_at: None,
            reason: None,
        })
    }
}
