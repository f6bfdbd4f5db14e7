//! What a command leads to: one event, or a refusal. The state it is judged by is never changed here.

mod checklist;
mod decision;
mod disagreement;
mod early_warning;
mod meeting;
mod milestone;
mod opening;
mod request;
mod together;

pub(crate) use disagreement::{cannot_stay, directed, unanswered};
pub(crate) use milestone::{letter_sent, may_be_talked_about};
pub(crate) use opening::{KnownChild, open};

use super::{Command, Event, Refusal, Terms, Transfer, Wrong, terms::merged};
use chrono::{DateTime, Utc};
use handrail_domain::{
    EntryId, TeamId,
    calendar::london,
    edition::{Begins, Circumstance, Content, Fact, Missing, Situation},
};
use std::collections::BTreeSet;

/// When, in whose name, and as which journal entry a decision is made. Ids of what it creates follow
/// from the entry's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) now: DateTime<Utc>,
    pub(crate) entry: EntryId,
    pub(crate) team: &'a TeamId,
}

/// Decides on a command.
///
/// # Errors
/// Why it is refused.
pub(crate) fn decide(
    transfer: &Transfer,
    command: Command,
    moment: Moment<'_>,
    terms: Terms<'_>,
) -> Result<Event, Refusal> {
    if let Some(ending) = transfer.ended {
        return Err(Refusal::Ended {
            stage: ending.stage,
            clauses: terms.pathway.clauses.clone(),
        });
    }
    let case = Case {
        transfer,
        moment,
        terms,
    };
    let event = case.decide(command)?;
    case.lead_has_where_to_go(event)
}

/// Refuses what can't hold at once.
fn contradictions(field: &str, declared: &BTreeSet<Circumstance>) -> Result<(), Refusal> {
    let pairs = declared.iter().flat_map(|one| {
        let later = declared.iter().filter(move |other| one < *other);
        later.map(move |other| (one, other))
    });
    let contradicting = pairs.filter(|(one, other)| one.contradicted_by([**other]).is_some());
    Refusal::of_all(contradicting.map(|(one, other)| {
        Err(Wrong::of(
            field,
            format!("{one} and {other} can't both hold"),
        ))
    }))
}

/// A transfer before its judge.
struct Case<'a> {
    transfer: &'a Transfer,
    moment: Moment<'a>,
    terms: Terms<'a>,
}

impl Case<'_> {
    fn decide(&self, command: Command) -> Result<Event, Refusal> {
        match command {
            Command::SendEarlyWarning {
                to,
                plan,
                information_gathered,
                assessment_complete,
                summary,
                items,
            } => {
                let said = [
                    ("proposed-plan", true),
                    ("information-gathered", information_gathered),
                    ("assessment-complete", assessment_complete),
                    ("summary", true),
                ];
                self.send_early_warning(to, plan, &said, summary, &items)
            }
            Command::Forward { to } => self.forward(to),
            Command::Review {
                agreed,
                joint_working_considered,
                findings,
            } => self.review(agreed, joint_working_considered, findings),
            Command::RaiseQuery { topic, question } => self.raise_query(topic, question),
            Command::AnswerQuery { query, answer } => self.answer_query(query, answer),
            Command::PlanJointVisit { planned_for } => self.plan_joint_visit(planned_for),
            Command::RecordJointVisit { made_at } => self.record_joint_visit(made_at),
            Command::NameWorker { worker } => self.name_worker(worker),
            Command::SetMeeting { kind, at } => self.set_meeting(kind, at),
            Command::RecordMeetingHeld { held_at } => self.record_meeting_held(held_at),
            Command::ShareAssessment { shared_at } => self.share_assessment(shared_at),
            Command::CompleteMinutes { completed_at } => self.complete_minutes(completed_at),
            Command::RecordChecklist(sheet) => self.record_checklist(sheet),
            Command::SendRequest {
                items_ready,
                route,
                to,
            } => self.send_request(&items_ready, route, to),
            Command::Acknowledge { findings } => self.acknowledge(findings),
            Command::Decide { decisions } => self.decide_children(decisions),
            Command::Allocate { worker } => self.allocate(worker),
            Command::StartWork { on } => self.start_work(on),
            Command::NotifyChange { plan, what } => self.notify_change(plan, what),
            Command::RecordDiscussion {
                channel,
                topics,
                held_at,
                summary,
            } => self.record_discussion(channel, topics, held_at, summary),
            Command::RecordStrategyDiscussion {
                chaired_by,
                receiver_invited,
                minutes_complete,
                held_at,
            } => self.record_strategy_discussion(
                chaired_by,
                receiver_invited,
                minutes_complete,
                held_at,
            ),
            Command::RecordLegalPlanning {
                outcome,
                items,
                held_at,
            } => self.record_legal_planning(outcome, &items, held_at),
            Command::RecordFirstHearing { held_at } => self.record_first_hearing(held_at),
            Command::AgreeJointWorking { team, what } => self.agree_joint_working(team, what),
            Command::CompleteJointWorking { id } => self.complete_joint_working(id),
            Command::RecordDisengagement { kind, at } => self.record_disengagement(kind, at),
            Command::RaiseDisagreement {
                ground,
                position,
                immediate_needs,
                urgent,
            } => self.raise_disagreement(ground, position, immediate_needs, urgent),
            Command::Withdraw { reason } => self.withdraw(reason),
            Command::RecordMilestone {
                fact,
                items,
                team,
                at,
                note,
            } => self.record_milestone(fact, &items, team, at, note),
            Command::SetDate { date, at } => self.set_date(date, at),
            Command::LiftDate { date } => self.lift_date(date),
            Command::DeclareCircumstances {
                child,
                holding,
                ended,
            } => self.declare_circumstances(child, holding, ended),
        }
    }

    /// A fact of the outside world may move the lead; then there has to be a team to lead.
    fn lead_has_where_to_go(&self, event: Event) -> Result<Event, Refusal> {
        let next = self.transfer.after(&event, self.terms.edition);
        let moves = self.terms.lead_moves(&next);
        if next.to.is_none() && next.has(moves.on) {
            return Err(Refusal::OutOfOrder {
                step: moves.on,
                needs: Fact::EarlyWarningSent,
                says: Some("The lead passes with it, so the receiving team has to be known: send the early warning first.".to_owned()),
                clauses: moves.clauses,
            });
        }
        Ok(event)
    }

    /// The order of steps.
    fn order(&self, step: Fact) -> Result<(), Refusal> {
        self.terms.order(self.transfer, step)
    }

    /// A step that is taken once.
    fn once(&self, step: Fact) -> Result<(), Refusal> {
        self.not_after(step)?;
        self.order(step)
    }

    /// Something that makes no sense after a fact.
    fn not_after(&self, fact: Fact) -> Result<(), Refusal> {
        if self.transfer.stands(fact) {
            return Err(self.already(fact));
        }
        Ok(())
    }

    /// It has happened, under the clauses that it rests on.
    fn already(&self, fact: Fact) -> Refusal {
        Refusal::Already {
            fact,
            clauses: self.terms.rests_on(self.transfer, fact),
        }
    }

    /// Something that is the sending team's as long as it leads.
    fn before_the_lead_passes(&self) -> Result<(), Refusal> {
        if self.transfer.lead_passed_at.is_none() {
            return Ok(());
        }
        Err(Refusal::LeadHasPassed {
            clauses: self.terms.lead_moves(self.transfer).clauses,
        })
    }

    /// The team that has the early warning or the request.
    fn receiver(&self, step: Fact) -> Result<&TeamId, Refusal> {
        self.transfer.to.as_ref().ok_or(Refusal::OutOfOrder {
            step,
            needs: Fact::EarlyWarningSent,
            says: None,
            clauses: self.terms.pathway.clauses.clone(),
        })
    }

    /// What a step ought to contain and does not. What it has to contain and does not is refused, all of it at
    /// once. `said` is what is known otherwise: the call says it in fields of its own, or it was recorded before.
    fn missing(
        &self,
        of: Fact,
        field: &str,
        items: &[String],
        said: impl Fn(&Content) -> bool,
        to: Option<&TeamId>,
    ) -> Result<Vec<String>, Refusal> {
        let situation = self.situation_with(to);
        let elements = &self.terms.pathway.elements;
        let contents: Vec<&Content> = self
            .terms
            .edition
            .contents(elements, of, &situation)
            .collect();
        let known: Vec<&str> = contents
            .iter()
            .map(|content| content.item.as_str())
            .collect();
        let unknown: Vec<Wrong> = items
            .iter()
            .enumerate()
            .filter(|(_, item)| !known.contains(&item.as_str()))
            .map(|(index, _)| Wrong {
                field: format!("{field}[{index}]"),
                description: match known.as_slice() {
                    [] => "this step lists no items as things stand".to_owned(),
                    known => format!("not an item of this edition; one of: {}", known.join(", ")),
                },
                clauses: self.terms.rests_on(self.transfer, of),
            })
            .collect();
        if !unknown.is_empty() {
            return Err(Refusal::Fields(unknown));
        }
        let given = |content: &Content| items.contains(&content.item) || said(content);
        let (refused, advised): (Vec<&Content>, Vec<&Content>) = contents
            .into_iter()
            .filter(|content| !given(content))
            .partition(|content| content.missing == Missing::Refuse);
        if !refused.is_empty() {
            return Err(Refusal::Incomplete {
                items: refused.iter().map(|content| content.item.clone()).collect(),
                clauses: merged(refused.iter().map(|content| content.clauses.as_slice())),
            });
        }
        Ok(advised
            .into_iter()
            .map(|content| content.item.clone())
            .collect())
    }

    /// A team that is to receive: one that can, and for which everything holds that has to.
    fn receives(&self, step: Fact, to: &TeamId) -> Result<(), Refusal> {
        self.terms.receiver("to_team_id", to)?;
        if *to == self.transfer.from {
            return Err(Wrong::of("to_team_id", "the sending team"));
        }
        let situation = self.situation_with(Some(to));
        self.terms.criteria(step, &situation)?;
        if step == Fact::EarlyWarningSent && self.terms.pathway.begins == Begins::Request {
            // Whoever is told before the request is the one who is to be sent it.
            self.terms.criteria(Fact::RequestSent, &situation)?;
        }
        Ok(())
    }

    /// What conditions are tested against when this team is to receive; as it stands where none is named.
    fn situation_with(&self, to: Option<&TeamId>) -> Situation {
        let mut situation = self.transfer.situation(&self.terms);
        if let Some(to) = to {
            situation.to = self.terms.kind(to);
            situation.elsewhere = self.terms.elsewhere(&self.transfer.from, to);
        }
        situation
    }

    /// When something happened: now, or before now, but not before there was a transfer.
    fn happened(
        &self,
        field: &str,
        at: Option<DateTime<Utc>>,
        after: Option<Fact>,
    ) -> Result<DateTime<Utc>, Refusal> {
        let at = at.unwrap_or(self.moment.now);
        if at > self.moment.now {
            return Err(Wrong::of(field, "lies in the future"));
        }
        if at < self.transfer.progressed_at {
            return Err(Wrong::of(
                field,
                "lies before the decision to progress, with which the transfer began",
            ));
        }
        if let Some(before) = after
            && self.transfer.first(before).is_some_and(|first| at < first)
        {
            return Err(Wrong::of(field, format!("lies before '{before}'")));
        }
        Ok(at)
    }

    /// A time that is still to come.
    fn coming(&self, field: &str, at: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
        if at <= self.moment.now {
            return Err(Wrong::of(field, "lies in the past"));
        }
        self.countable(field, at)?;
        Ok(at)
    }

    /// Refuses a time beyond the working-day calendar: no clock could be counted from it.
    fn countable(&self, field: &str, at: DateTime<Utc>) -> Result<(), Refusal> {
        let day = self.terms.calendar.day(london::local_date(at));
        day.map(drop)
            .map_err(|beyond| Wrong::of(field, beyond.to_string()))
    }
}
