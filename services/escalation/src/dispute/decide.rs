//! From a command to events.

use super::{
    book::Book,
    climb,
    command::Command,
    event::Event,
    facts::{facts, happened_here},
    refusal::Refusal,
    settle,
    state::Dispute,
    state::Position,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    Role, TeamId,
    edition::{Act, Fact, LadderItem, Missing, RuleName},
};
use handrail_frame::Actor;

/// Decides what a command leads to.
///
/// # Errors
/// Why it is refused; nothing happens then.
pub fn decide(
    dispute: &Dispute,
    command: Command,
    by: &Actor,
    now: DateTime<Utc>,
    book: &Book<'_>,
) -> Result<Vec<Event>, Refusal> {
    let case = Case {
        dispute,
        by,
        now,
        book,
    };
    match command {
        Command::StatePosition { team, text } => {
            case.is_open()?;
            case.of_the_two("team_id", &team)?;
            case.acts_for(&[&team])?;
            let at = now;
            Ok(vec![Event::PositionStated(Position { team, text, at })])
        }
        Command::AssignImmediateNeeds { team } => {
            case.is_open()?;
            case.of_the_two("team_id", &team)?;
            case.takes_part()?;
            Ok(vec![Event::ImmediateNeedsAssigned { team, at: now }])
        }
        Command::AgreeExhausted {
            channel,
            escalating,
            at,
        } => climb::agree_exhausted(&case, channel, escalating.as_ref(), at),
        Command::Escalate { to } => climb::escalate(&case, to),
        Command::RecordDiscussion {
            channel,
            team_managers_present,
            at,
        } => climb::discuss(&case, channel, team_managers_present, at),
        Command::Expedite { reason } => climb::expedite(&case, reason),
        Command::Settle {
            outcome,
            team,
            joint_working,
            reason,
        } => settle::settle(&case, outcome, team, joint_working, reason),
        Command::RecordCaseNote => settle::record_case_note(&case),
    }
}

/// A command's circumstances.
pub(super) struct Case<'a> {
    pub(super) dispute: &'a Dispute,
    pub(super) by: &'a Actor,
    pub(super) now: DateTime<Utc>,
    pub(super) book: &'a Book<'a>,
}

impl Case<'_> {
    /// What is settled is over; where the ladder's direction is final it can't be disputed again (C3-07).
    pub(super) fn is_open(&self) -> Result<(), Refusal> {
        if self.dispute.is_open() {
            return Ok(());
        }
        if self.dispute.lapsed_at.is_some() {
            return Err(Refusal::Lapsed {
                clauses: self.book.ladder.clauses.clone(),
            });
        }
        if !self.book.ladder.is_final {
            return Err(Refusal::Settled {
                clauses: self.book.ladder.clauses.clone(),
            });
        }
        let front_door = self.book.edition.front_door.as_ref();
        let elements = front_door.map_or(&self.book.ladder.elements, |door| &door.elements);
        let situation = self.book.situation(self.dispute);
        let forbidden = self
            .book
            .edition
            .forbids(elements, Act::DisputeFinalDecision, &situation);
        Err(Refusal::Final {
            says: forbidden.map_or_else(
                || "the direction is final".to_owned(),
                |forbidden| forbidden.says.clone(),
            ),
            clauses: forbidden.map_or_else(
                || self.book.ladder.clauses.clone(),
                |forbidden| forbidden.clauses.clone(),
            ),
        })
    }

    /// Something that has to be said is not; `missing` are the items of the ladder, each with its field.
    pub(super) fn lacks(
        &self,
        of: Fact,
        missing: impl IntoIterator<Item = (LadderItem, &'static str)>,
    ) -> Refusal {
        let (items, fields): (Vec<LadderItem>, Vec<&str>) = missing.into_iter().unzip();
        let situation = self.book.situation(self.dispute);
        let contents = self.book.ladder.elements.contents.iter();
        let clauses: Vec<_> = contents
            .filter(|content| content.of == of && content.when.holds(&situation))
            .filter(|content| items.iter().any(|item| item.as_str() == content.item))
            .flat_map(|content| content.clauses.iter().cloned())
            .collect();
        Refusal::Lacks {
            fields,
            clauses: if clauses.is_empty() {
                self.book.ladder.clauses.clone()
            } else {
                clauses
            },
        }
    }

    pub(super) fn of_the_two(&self, field: &'static str, team: &TeamId) -> Result<(), Refusal> {
        if self.dispute.is_between(team) {
            return Ok(());
        }
        Err(Refusal::Field {
            field,
            description: "is not one of the two teams of the dispute".to_owned(),
        })
    }

    pub(super) fn not_before(
        &self,
        field: &'static str,
        at: DateTime<Utc>,
        earliest: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        if at >= earliest {
            return Ok(());
        }
        Err(Refusal::Field {
            field,
            description: "lies before the dispute, or before it came to this rung".to_owned(),
        })
    }

    pub(super) fn acts_for(&self, teams: &[&TeamId]) -> Result<(), Refusal> {
        if teams.iter().any(|team| self.by.acts_for(team)) {
            return Ok(());
        }
        Err(Refusal::NotYours {
            needs: "somebody of a team of the dispute".to_owned(),
            clauses: self.book.rule_clauses(RuleName::ImmediateNeeds),
        })
    }

    /// Whoever manages one of the two teams, and whoever stands on the present rung.
    pub(super) fn manages(&self) -> Result<(), Refusal> {
        let manages = |team: &&TeamId| self.by.holds(Role::TeamManager, team);
        match self.dispute.teams().iter().any(manages) {
            true => Ok(()),
            false => self.role_on_rung().map(|_| ()),
        }
    }

    /// What the edition wants to have happened on this rung before a step.
    pub(super) fn needed(&self, step: Fact) -> Result<(), Refusal> {
        let so_far = facts(self.dispute, self.book);
        let elements = &self.book.ladder.elements;
        let mut required = self
            .book
            .edition
            .requirements(elements, step, &so_far.situation);
        let missing = required.find(|requirement| {
            requirement.missing == Missing::Refuse
                && requirement.lacks(|fact| happened_here(self.dispute, &so_far, fact))
        });
        match missing {
            Some(requirement) => Err(Refusal::Needs {
                says: requirement.says.clone(),
                clauses: requirement.clauses.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Anybody of the two teams, and whoever stands on the present rung.
    pub(super) fn takes_part(&self) -> Result<(), Refusal> {
        self.role_on_rung()
            .map(|_| ())
            .or_else(|_| self.acts_for(&self.dispute.teams()))
    }

    /// The role in which the caller stands on the present rung.
    pub(super) fn role_on_rung(&self) -> Result<Role, Refusal> {
        let posts = self.book.posts_now(self.dispute);
        let held = posts
            .iter()
            .find(|post| self.by.holds(post.role, &post.team));
        held.map(|post| post.role).ok_or_else(|| {
            let rung = self.book.rung(self.dispute.level());
            Refusal::NotYours {
                needs: rung.map_or_else(
                    || "an officer of the present rung".to_owned(),
                    |rung| format!("the {} of a side of the present rung", rung.role),
                ),
                clauses: rung.map_or_else(Vec::new, |rung| rung.clauses.clone()),
            }
        })
    }
}
