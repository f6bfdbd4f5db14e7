//! What clocks hang on: the meeting, the joint visit, the worker named before it, the assessment and
//! the minutes.

use super::{
    super::{Event, Refusal, Wrong},
    Case,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    OfficerId,
    edition::{Fact, MeetingKind},
};

impl Case<'_> {
    /// Sets the meeting, or moves it while it has not taken place.
    pub(super) fn set_meeting(
        &self,
        kind: MeetingKind,
        at: DateTime<Utc>,
    ) -> Result<Event, Refusal> {
        self.not_after(Fact::MeetingHeld)?;
        self.order(Fact::MeetingSet)?;
        match self.terms.pathway.meetings.get(&self.transfer.plan) {
            Some(fitting) if *fitting == kind => {}
            Some(fitting) => {
                return Err(Wrong::under(
                    "kind",
                    format!("a {} plan goes with a {fitting}", self.transfer.plan),
                    &self.terms.pathway.clauses,
                ));
            }
            None => {
                return Err(Wrong::under(
                    "kind",
                    format!("no meeting goes with a {} plan", self.transfer.plan),
                    &self.terms.pathway.clauses,
                ));
            }
        }
        Ok(Event::MeetingSet {
            kind,
            meeting_at: self.coming("at", at)?,
            at: self.moment.now,
        })
    }

    pub(super) fn record_meeting_held(
        &self,
        held_at: Option<DateTime<Utc>>,
    ) -> Result<Event, Refusal> {
        self.once(Fact::MeetingHeld)?;
        // One that was set is off where the plan has changed to one with another meeting.
        if self.transfer.meeting.is_none() {
            return Err(Refusal::OutOfOrder {
                step: Fact::MeetingHeld,
                needs: Fact::MeetingSet,
                says: Some(
                    "The plan has changed, and the meeting with it: set the new one first."
                        .to_owned(),
                ),
                clauses: self.terms.rests_on(self.transfer, Fact::MeetingHeld),
            });
        }
        Ok(Event::MeetingHeld {
            at: self.happened("held_at", held_at, None)?,
        })
    }

    pub(super) fn plan_joint_visit(&self, planned_for: DateTime<Utc>) -> Result<Event, Refusal> {
        self.not_after(Fact::JointVisitMade)?;
        self.order(Fact::JointVisitPlanned)?;
        Ok(Event::JointVisitPlanned {
            planned_for: self.coming("planned_for", planned_for)?,
            at: self.moment.now,
        })
    }

    pub(super) fn record_joint_visit(
        &self,
        made_at: Option<DateTime<Utc>>,
    ) -> Result<Event, Refusal> {
        self.once(Fact::JointVisitMade)?;
        Ok(Event::JointVisitMade {
            at: self.happened("made_at", made_at, None)?,
        })
    }

    /// The worker can be named anew until the plan is allocated.
    pub(super) fn name_worker(&self, worker: OfficerId) -> Result<Event, Refusal> {
        self.not_after(Fact::Allocated)?;
        self.order(Fact::WorkerNamed)?;
        self.terms
            .worker(&worker, self.receiver(Fact::WorkerNamed)?)?;
        Ok(Event::WorkerNamed {
            worker,
            at: self.moment.now,
        })
    }

    pub(super) fn share_assessment(
        &self,
        shared_at: Option<DateTime<Utc>>,
    ) -> Result<Event, Refusal> {
        self.once(Fact::AssessmentShared)?;
        Ok(Event::AssessmentShared {
            at: self.happened("shared_at", shared_at, None)?,
        })
    }

    pub(super) fn complete_minutes(
        &self,
        completed_at: Option<DateTime<Utc>>,
    ) -> Result<Event, Refusal> {
        self.once(Fact::MinutesCompleted)?;
        Ok(Event::MinutesCompleted {
            at: self.happened("completed_at", completed_at, Some(Fact::MeetingHeld))?,
        })
    }
}
