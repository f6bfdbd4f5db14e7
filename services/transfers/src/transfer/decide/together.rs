//! What the two teams do together, and what happens around the children: talks, strategy discussions,
//! legal planning, the first hearing, shared work, a family that turns away. None of it moves the
//! responsibility by itself, save the hearing a child is held for.

use super::{
    super::{Channel, DiscussionTopic, Disengagement, Event, JointWorkingId, Refusal, Wrong},
    Case,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    TeamId,
    edition::{Act, Fact, RuleName},
    lead::LegalPlanningOutcome,
    text::Note,
    threshold::Step,
};
use uuid::Uuid;

impl Case<'_> {
    pub(super) fn record_discussion(
        &self,
        channel: Channel,
        topics: Vec<DiscussionTopic>,
        held_at: Option<DateTime<Utc>>,
        summary: Option<Note>,
    ) -> Result<Event, Refusal> {
        self.order(Fact::Discussed)?;
        Ok(Event::Discussed {
            channel,
            topics,
            summary,
            at: self.happened("held_at", held_at, None)?,
        })
    }

    pub(super) fn record_strategy_discussion(
        &self,
        chaired_by: TeamId,
        receiver_invited: bool,
        minutes_complete: bool,
        held_at: Option<DateTime<Utc>>,
    ) -> Result<Event, Refusal> {
        self.order(Fact::StrategyDiscussed)?;
        self.terms.team("chaired_by_team_id", &chaired_by)?;
        if chaired_by != self.transfer.from {
            self.terms
                .forbid(self.transfer, [Act::ReceiverChairsStrategyDiscussion])?;
        }
        Ok(Event::StrategyDiscussed {
            chaired_by,
            receiver_invited,
            minutes_complete,
            at: self.happened("held_at", held_at, None)?,
        })
    }

    /// Legal planning can hold the children with the sending team, as long as it leads. After that it is on
    /// record, and holds nobody.
    pub(super) fn record_legal_planning(
        &self,
        outcome: LegalPlanningOutcome,
        items: &[String],
        held_at: Option<DateTime<Utc>>,
    ) -> Result<Event, Refusal> {
        self.order(Fact::LegalPlanned)?;
        Ok(Event::LegalPlanned {
            outcome,
            items_missing: self.missing(Fact::LegalPlanned, "items", items, |_| false, None)?,
            at: self.happened("held_at", held_at, None)?,
        })
    }

    pub(super) fn record_first_hearing(
        &self,
        held_at: Option<DateTime<Utc>>,
    ) -> Result<Event, Refusal> {
        self.once(Fact::FirstHearingHeld)?;
        Ok(Event::FirstHearingHeld {
            at: self.happened("held_at", held_at, None)?,
        })
    }

    pub(super) fn agree_joint_working(&self, team: TeamId, what: Note) -> Result<Event, Refusal> {
        self.order(Fact::JointWorkingAgreed)?;
        self.one_of_the_two("team_id", &team)?;
        Ok(Event::JointWorkingAgreed {
            id: JointWorkingId(Uuid::new_v5(&self.moment.entry.0, b"joint-working")),
            team,
            what,
            at: self.moment.now,
        })
    }

    pub(super) fn one_of_the_two(&self, field: &str, team: &TeamId) -> Result<(), Refusal> {
        if self.transfer.teams().any(|one| one == team) {
            return Ok(());
        }
        Err(Wrong::of(
            field,
            "neither the sending nor the receiving team",
        ))
    }

    pub(super) fn complete_joint_working(&self, id: JointWorkingId) -> Result<Event, Refusal> {
        let mut pieces = self.transfer.joint_working.iter();
        match pieces.find(|piece| piece.id == id) {
            None => Err(Wrong::of(
                "joint_working_id",
                "no shared work of this transfer",
            )),
            Some(piece) if piece.done_at.is_some() => Err(self.already(Fact::JointWorkingDone)),
            Some(_) => Ok(Event::JointWorkingDone {
                id,
                at: self.moment.now,
            }),
        }
    }

    /// After a step down, once the receiving team leads.
    pub(super) fn record_disengagement(
        &self,
        kind: Disengagement,
        at: Option<DateTime<Utc>>,
    ) -> Result<Event, Refusal> {
        if self.terms.pathway.step != Step::Down || self.transfer.lead_passed_at.is_none() {
            return Err(Refusal::NotAfterStepDown {
                clauses: self.terms.rule(RuleName::Disengagement),
            });
        }
        Ok(Event::Disengaged {
            kind,
            at: self.happened("at", at, None)?,
        })
    }
}
