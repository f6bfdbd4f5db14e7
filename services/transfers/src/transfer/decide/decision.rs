//! The decision for each child, the allocation, and the real start.

use super::{
    super::{ChildDecision, Decision, Event, Ground, Refusal, Wrong},
    Case,
};
use chrono::NaiveDate;
use handrail_domain::{
    OfficerId,
    calendar::london,
    edition::{Act, Fact, RuleName},
};

impl Case<'_> {
    /// Decides for each child. Everything that forbids it is named at once.
    pub(super) fn decide_children(&self, decisions: Vec<Decision>) -> Result<Event, Refusal> {
        self.order(Fact::Decided)?;
        self.not_after(Fact::Allocated)?;
        self.each_child_once(&decisions)?;
        self.terms.forbid(self.transfer, self.acts(&decisions))?;
        if decisions
            .iter()
            .all(|one| one.decision == ChildDecision::Stays)
        {
            self.hold_is_over()?;
        }
        let keeps = decisions.iter().any(|one| one.decision.keeps());
        if keeps {
            self.before_the_lead_passes()?;
        }
        Ok(Event::Decided {
            decisions,
            at: self.moment.now,
        })
    }

    fn each_child_once(&self, decisions: &[Decision]) -> Result<(), Refusal> {
        let mut wrong = Vec::new();
        for (index, one) in decisions.iter().enumerate() {
            let description = if self
                .transfer
                .children
                .iter()
                .all(|child| child.id != one.child)
            {
                "not a child of this transfer"
            } else if decisions[..index]
                .iter()
                .any(|other| other.child == one.child)
            {
                "decided twice"
            } else {
                continue;
            };
            wrong.push(Wrong {
                field: format!("decisions[{index}].child_id"),
                description: description.to_owned(),
                clauses: Vec::new(),
            });
        }
        if wrong.is_empty() && decisions.len() < self.transfer.children.len() {
            return Err(Wrong::of(
                "decisions",
                "a decision is needed for each child of the transfer",
            ));
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Fields(wrong))
        }
    }

    /// What these decisions amount to.
    fn acts(&self, decisions: &[Decision]) -> Vec<Act> {
        let mut acts: Vec<Act> = decisions.iter().filter_map(ground_of_refusal).collect();
        let requested = self.transfer.has(Fact::RequestSent);
        let any = |wanted| decisions.iter().any(|one| one.decision == wanted);
        if requested && any(ChildDecision::Declined) {
            acts.push(Act::DeclineAfterRequest);
        }
        let nobody_moves = !any(ChildDecision::Moves) && !any(ChildDecision::Deferred);
        let sends_back = |one: &Decision| {
            one.decision == ChildDecision::Stays && ground_of_refusal(one).is_some()
        };
        if requested && (nobody_moves || decisions.iter().any(sends_back)) {
            acts.push(Act::ReturnAfterRequest);
        }
        if self.goes_back(decisions) || (self.transfer.stands(Fact::Agreed) && nobody_moves) {
            acts.push(Act::GoBackOnAgreement);
        }
        acts
    }

    /// A child who was to move, by agreement or by decision, is turned away or put off.
    fn goes_back(&self, decisions: &[Decision]) -> bool {
        let agreed = self.transfer.stands(Fact::Agreed);
        decisions.iter().any(|one| match one.decision {
            ChildDecision::Moves => false,
            ChildDecision::Stays => self.was_to_move(one),
            ChildDecision::Declined | ChildDecision::Deferred => agreed || self.was_to_move(one),
        })
    }

    fn was_to_move(&self, one: &Decision) -> bool {
        self.transfer
            .children
            .iter()
            .any(|child| child.id == one.child && child.decision == Some(ChildDecision::Moves))
    }

    /// Gives the plan to a worker; to another one while nobody has begun.
    pub(super) fn allocate(&self, worker: OfficerId) -> Result<Event, Refusal> {
        self.not_after(Fact::Started)?;
        self.order(Fact::Allocated)?;
        if !self.transfer.anybody_moves() {
            return Err(Refusal::NobodyMoves {
                clauses: self.terms.rests_on(self.transfer, Fact::Decided),
            });
        }
        self.not_held()?;
        if self.transfer.allocated_worker.as_ref() == Some(&worker) {
            return Err(self.already(Fact::Allocated));
        }
        self.terms
            .worker(&worker, self.receiver(Fact::Allocated)?)?;
        Ok(Event::Allocated {
            worker,
            at: self.moment.now,
        })
    }

    /// The worker's involvement is dated from the day of the real start, never before the allocation.
    pub(super) fn start_work(&self, on: NaiveDate) -> Result<Event, Refusal> {
        self.once(Fact::Started)?;
        if on > london::local_date(self.moment.now) {
            return Err(Wrong::of("started_on", "lies in the future"));
        }
        let allocated_at = self.transfer.last(Fact::Allocated);
        if allocated_at.is_some_and(|allocated| on < london::local_date(allocated)) {
            self.terms.forbid(self.transfer, [Act::BackdateStart])?;
            return Err(Wrong::under(
                "started_on",
                "lies before the allocation",
                &self.terms.rule(RuleName::RealStart),
            ));
        }
        Ok(Event::Started {
            on,
            at: self.moment.now,
        })
    }
}

/// A ground turns a decision into an act that the edition may forbid, whatever the decision is called.
fn ground_of_refusal(one: &Decision) -> Option<Act> {
    let declines = match one.decision {
        ChildDecision::Moves => return None,
        ChildDecision::Stays | ChildDecision::Declined => true,
        ChildDecision::Deferred => false,
    };
    let (decline, defer) = match one.ground? {
        Ground::Capacity => (Act::DeclineForCapacity, Act::DeferForCapacity),
        Ground::MinorIssues => (Act::DeclineForMinorIssues, Act::DeferForMinorIssues),
        Ground::Checklist => (Act::DeclineForChecklist, Act::DeferForChecklist),
        Ground::OutstandingWork => (Act::DeclineForOutstandingWork, Act::DeferForOutstandingWork),
        Ground::Threshold => (Act::DeclineForThreshold, Act::DeferForThreshold),
        Ground::NeedsMet | Ground::OpenElsewhere => return None,
    };
    Some(if declines { decline } else { defer })
}
