//! From the facts so far to the duties that they call for, and when each is due.

use super::{
    Obligation, Post, State, Subject,
    reconcile::{Facts, Occurrence, Ruler},
};
use crate::{
    clause::ClauseId,
    deadline::{Deadline, Limit, NoDueTime, Trigger},
    edition::{Duty, DutyLimit, Fact},
    ids::ObligationId,
};
use chrono::{DateTime, Utc};

/// A duty that the facts call for.
pub(super) struct Owed<'d> {
    pub(super) duty: &'d Duty,
    pub(super) instance: String,
    pub(super) clauses: Vec<ClauseId>,
    pub(super) done_at: Option<DateTime<Utc>>,
    /// What was done was undone since, and is owed once more.
    pub(super) superseded: bool,
    started_at: DateTime<Utc>,
    clocks: Vec<Clock<'d>>,
}

/// A limit whose beginning, or end, is known.
struct Clock<'d> {
    clauses: &'d [ClauseId],
    limit: Limit,
    trigger: Trigger,
}

/// One time that a duty is owed: from an occurrence until it is done, or once more since that was undone.
struct Round<'f> {
    instance: String,
    begins: &'f Occurrence,
    done_at: Option<DateTime<Utc>>,
    superseded: bool,
}

/// What a duty comes to, given the facts: nothing, one, one for each occurrence, or one more for each time that what was
/// done was undone.
pub(super) fn owed<'d>(duty: &'d Duty, facts: &Facts) -> Vec<Owed<'d>> {
    if !duty.when.holds(&facts.situation) || duty.arms_on.is_some_and(|fact| !facts.stands(fact)) {
        return Vec::new();
    }
    let mut starts = facts.happened.iter().filter(|one| one.fact == duty.starts);
    let rounds: Vec<Round<'_>> = if duty.each {
        starts
            .map(|start| of_occurrence(duty, start, facts))
            .collect()
    } else {
        let start = starts.next();
        start
            .map(|start| since_undone(duty, start, facts))
            .unwrap_or_default()
    };
    rounds
        .into_iter()
        .map(|round| {
            let clocks = clocks(duty, round.begins, facts);
            Owed {
                duty,
                instance: round.instance,
                clauses: clauses(duty, &clocks),
                done_at: round.done_at,
                superseded: round.superseded,
                started_at: round.begins.at,
                clocks,
            }
        })
        // What ended is owed no more; what was done before it ended stays on record as done.
        .filter(|owed| facts.ended_at.is_none() || owed.done_at.is_some())
        .collect()
}

fn of_occurrence<'f>(duty: &Duty, start: &'f Occurrence, facts: &Facts) -> Round<'f> {
    let not_before = duty.afresh.then_some(start.at);
    // What answers whatever came before it has no occurrence of its own.
    let one = (!duty.afresh).then_some(start.instance.as_str());
    Round {
        instance: start.instance.clone(),
        begins: start,
        done_at: facts.first_of(duty.done_by, one, not_before),
        superseded: false,
    }
}

/// The first round, and one more since each time that what was done was undone: its clock begins then, and what arms the
/// duty has to happen again. One that is owed afresh is so each time that what arms it happens anew, after that was undone.
fn since_undone<'f>(duty: &Duty, start: &'f Occurrence, facts: &'f Facts) -> Vec<Round<'f>> {
    let round = |number: usize, begins| Round {
        instance: if number == 1 {
            String::new()
        } else {
            number.to_string()
        },
        begins,
        done_at: None,
        superseded: false,
    };
    let undoes = |fact: Fact| duty.done_by.undone_by().contains(&fact);
    let mut happened: Vec<&Occurrence> = facts.happened.iter().collect();
    // Of one instant in the order in which it was recorded.
    happened.sort_by_key(|one| one.at);
    let mut earlier: Vec<Round<'_>> = Vec::new();
    let mut current = round(1, start);
    let mut started = false;
    let mut disarmed = false;
    for one in happened {
        started |= std::ptr::eq(one, start);
        let arms_anew = duty.arms_on == Some(one.fact) && std::mem::take(&mut disarmed);
        if arms_anew && duty.afresh && current.done_at.is_some() {
            earlier.push(current);
            current = round(earlier.len() + 1, one);
        }
        disarmed |= duty
            .arms_on
            .is_some_and(|arms| arms.undone_by().contains(&one.fact));
        if one.fact == duty.done_by && !(duty.afresh && one.at < start.at) {
            current.done_at = current.done_at.or(Some(one.at));
        } else if undoes(one.fact) && current.done_at.is_some() {
            if !started {
                current.done_at = None;
                continue;
            }
            current.superseded = true;
            earlier.push(current);
            current = round(earlier.len() + 1, one);
        }
    }
    let is_new = |fact: Fact| {
        let mut again = facts.happened.iter();
        earlier.is_empty() || again.any(|one| one.fact == fact && one.at >= current.begins.at)
    };
    if duty.arms_on.is_none_or(is_new) {
        earlier.push(current);
    }
    earlier
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
