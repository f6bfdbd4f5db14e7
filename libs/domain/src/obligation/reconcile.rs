//! From the facts so far to the changes of what is owed.

use super::{
    Change, ChangeKind, Obligation, Post, State, Subject,
    owed::{Owed, owed},
};
use crate::{
    calendar::Calendar,
    clause::ClauseId,
    deadline::{self, Deadline, Limit, NoDueTime, Trigger},
    edition::{Anchor, Duty, Edition, Party, Situation, fact::Fact},
    ids::ObligationId,
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// What.
    pub fact: Fact,
    /// When.
    pub at: DateTime<Utc>,
    /// Which one, where a fact can happen to several things: a query's id, a rung's level.
    pub instance: String,
}

/// All that has happened to one subject, and what holds for it now.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// What happened, in order.
    pub happened: Vec<Occurrence>,
    /// The dates that limits can be counted from, as far as they are known.
    pub anchors: BTreeMap<Anchor, DateTime<Utc>>,
    /// What conditions are tested against.
    pub situation: Situation,
    /// When the matter ended: from then on nothing is owed any more.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// When a fact first happened.
    pub fn first(&self, fact: Fact) -> Option<DateTime<Utc>> {
        self.happened
            .iter()
            .find(|occurrence| occurrence.fact == fact)
            .map(|occurrence| occurrence.at)
    }

    /// Whether a fact happened at all.
    pub fn has(&self, fact: Fact) -> bool {
        self.first(fact).is_some()
    }

    /// Whether a fact happened, and was not undone since.
    pub fn stands(&self, fact: Fact) -> bool {
        let happened = self.happened.iter().map(|one| (one.fact, one.at));
        fact.stands_since(happened).is_some()
    }

    pub(super) fn first_of(
        &self,
        fact: Fact,
        instance: Option<&str>,
        not_before: Option<DateTime<Utc>>,
    ) -> Option<DateTime<Utc>> {
        self.happened
            .iter()
            .find(|occurrence| {
                occurrence.fact == fact
                    && instance.is_none_or(|wanted| occurrence.instance == wanted)
                    && not_before.is_none_or(|earliest| occurrence.at >= earliest)
            })
            .map(|occurrence| occurrence.at)
    }
}

/// What due times are reached with: an edition and a calendar.
#[derive(Debug, Clone, Copy)]
pub struct Ruler<'a> {
    /// The edition whose readings apply.
    pub edition: &'a Edition,
    /// The calendar that is counted by.
    pub calendar: &'a Calendar,
}

impl Ruler<'_> {
    /// When something is due.
    ///
    /// # Errors
    /// When the calendar ends before it.
    pub fn deadline(
        &self,
        clauses: &[ClauseId],
        limit: Limit,
        trigger: &Trigger,
    ) -> Result<Deadline, NoDueTime> {
        deadline::deadline(
            self.calendar,
            &self.edition.interpretations,
            &self.edition.id,
            clauses,
            limit,
            trigger,
        )
        .map_err(|why| NoDueTime {
            clauses: clauses.to_vec(),
            why,
        })
    }
}

/// Compares what is owed, given the facts, with what is on record, and returns the changes.
///
/// `part` names the part of the edition the duties come from; `post` says who stands for a party now,
/// or nothing while that is not known: the duty is armed once it is. Changes come in the order of
/// the duties. The result of applying them reconciles to nothing.
///
/// # Errors
/// When a due time can't be reached, for example because the calendar ends before it. Nothing is
/// owed by half: the command that caused it has to fail.
pub fn reconcile<'d>(
    ruler: Ruler<'_>,
    part: &str,
    subject: &Subject,
    duties: impl IntoIterator<Item = &'d Duty>,
    facts: &Facts,
    post: impl Fn(Party) -> Option<Post>,
    on_record: &[Obligation],
) -> Result<Vec<Change>, NoDueTime> {
    let mut changes = Vec::new();
    let mut wanted = Vec::new();
    for duty in duties {
        for owed in owed(duty, facts) {
            let Some(owner) = post(duty.owner) else {
                continue;
            };
            let id =
                ObligationId::derived(subject.id, &format!("{part}/{}/{}", duty.id, owed.instance));
            wanted.push(id);
            let deadline = owed.deadline(ruler)?;
            let recorded = on_record.iter().find(|obligation| obligation.id == id);
            if recorded.is_none() && owed.superseded {
                // Done and undone before the duty applied: that did not do it.
                continue;
            }
            let current = match recorded {
                Some(obligation) if obligation.state != State::Cancelled => {
                    adjusted(ruler, &owed, obligation, &owner, deadline, &mut changes)?
                }
                _ => {
                    let mut armed = owed.armed(ruler, (part, subject), owner, deadline, id)?;
                    // It applied before, ceased to, and applies again: that it was late stays on record.
                    armed.breached_at = recorded.and_then(|before| before.breached_at);
                    changes.push(Change {
                        kind: ChangeKind::Armed,
                        obligation: armed.clone(),
                    });
                    armed
                }
            };
            if let (true, Some(done_at)) = (current.is_open(), owed.done_at) {
                changes.push(fulfilled(&current, done_at));
            }
        }
    }
    for obligation in on_record
        .iter()
        .filter(|obligation| obligation.is_open() && !wanted.contains(&obligation.id))
    {
        changes.push(cancelled(obligation, facts));
    }
    Ok(changes)
}

/// Follows a changed owner, a changed due time, and another way to the same one. What is closed stays as it was, once it
/// was judged.
fn adjusted(
    ruler: Ruler<'_>,
    owed: &Owed<'_>,
    recorded: &Obligation,
    owner: &Post,
    deadline: Option<Deadline>,
    changes: &mut Vec<Change>,
) -> Result<Obligation, NoDueTime> {
    let mut current = recorded.clone();
    if !current.is_open() {
        changes.extend(judged(recorded, deadline));
        return Ok(current);
    }
    if current.owner != *owner {
        current.owner = owner.clone();
        changes.push(Change {
            kind: ChangeKind::Reassigned,
            obligation: current.clone(),
        });
    }
    let before = current.due();
    if current.clauses != owed.clauses || ways(current.deadline.as_ref()) != ways(deadline.as_ref())
    {
        current.remind_at = owed.remind_at(ruler, deadline.as_ref())?;
        current.deadline = deadline;
        current.clauses.clone_from(&owed.clauses);
        changes.push(Change {
            kind: if current.due() == before {
                ChangeKind::Restated
            } else {
                ChangeKind::Reprojected
            },
            obligation: current.clone(),
        });
    }
    Ok(current)
}

/// What was done while nobody knew by when it had to be is judged once that is known.
fn judged(recorded: &Obligation, deadline: Option<Deadline>) -> Option<Change> {
    let done_at = recorded
        .closed_at
        .filter(|_| recorded.state == State::Met)?;
    let deadline = deadline.filter(|_| recorded.deadline.is_none())?;
    Some(recorded.changed(ChangeKind::Restated, |done| {
        if !deadline.met_by(done_at) {
            done.state = State::MetLate;
            done.breached_at = Some(deadline.late_from());
        }
        done.deadline = Some(deadline);
    }))
}

/// What a due time follows from. Another version of the calendar that comes to the same day changes nothing.
fn ways(deadline: Option<&Deadline>) -> Vec<(DateTime<Utc>, &Trigger, Limit)> {
    std::iter::successors(deadline, |one| one.alternative.as_deref())
        .map(|one| (one.due, &one.derivation.trigger, one.derivation.limit))
        .collect()
}

/// Done: in time, or late. Lateness is recorded with the doing when the timer has not recorded it before.
fn fulfilled(obligation: &Obligation, done_at: DateTime<Utc>) -> Change {
    let late_from = obligation
        .deadline
        .as_ref()
        .filter(|deadline| !deadline.met_by(done_at))
        .map(Deadline::late_from);
    obligation.changed(ChangeKind::Fulfilled, |done| {
        done.state = if late_from.is_some() {
            State::MetLate
        } else {
            State::Met
        };
        done.closed_at = Some(done_at);
        done.breached_at = done.breached_at.or(late_from);
    })
}

fn cancelled(obligation: &Obligation, facts: &Facts) -> Change {
    let at = facts
        .ended_at
        .or_else(|| facts.happened.last().map(|occurrence| occurrence.at));
    obligation.changed(ChangeKind::Cancelled, |gone| {
        gone.state = State::Cancelled;
        gone.closed_at = at;
        gone.reason = Some(
            if facts.ended_at.is_some() {
                "ended"
            } else {
                "no-longer-applies"
            }
            .to_owned(),
        );
    })
}
