//! What some events bring with them.

use crate::transfer::{
    Child, ChildDecision, Decision, Disagreed, DiscussionTopic, Ending, Happening, JointWorking,
    JointWorkingId, Meeting, OpenDispute, Stage, Transfer, Work,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    TeamId,
    edition::{Edition, Fact},
    lead,
};

impl Transfer {
    pub(super) fn forwarded(&mut self, to: &TeamId, at: DateTime<Utc>) {
        self.goes_to(to, at);
        let warning = [
            Fact::EarlyWarningForOtherTeam,
            Fact::EarlyWarningForwarded,
            Fact::EarlyWarningForwardTold,
        ];
        let request = [
            Fact::RequestForOtherTeam,
            Fact::RequestForwarded,
            Fact::RequestForwardTold,
        ];
        let requested = self.has(Fact::RequestSent);
        // An early warning that was to be passed on goes with the request.
        if !requested || (self.has(warning[0]) && !self.has(warning[1])) {
            self.passed_on(warning, at);
        }
        if requested {
            self.passed_on(request, at);
        }
    }

    /// The team that is to receive; a worker who was named was one of the team before.
    pub(super) fn goes_to(&mut self, to: &TeamId, at: DateTime<Utc>) {
        let before = self.to.replace(to.clone());
        if before.is_some_and(|before| before != *to) {
            self.named_worker = None;
            self.note(Fact::ReceiverChanged, at);
        }
    }

    /// Whoever passes it on has found that it is another team's, whether or not it was said before.
    fn passed_on(&mut self, [found, passed_on, told]: [Fact; 3], at: DateTime<Utc>) {
        if !self.has(found) {
            self.note(found, at);
        }
        self.note(passed_on, at);
        self.note(told, at);
    }

    /// A meeting that is still to come, and is not the one for the new plan, is off: its clocks were the old plan's.
    pub(super) fn drop_unfit_meeting(&mut self, edition: &Edition, at: DateTime<Utc>) {
        let pathway = edition.pathway(&self.pathway);
        let wanted = pathway.and_then(|pathway| pathway.meetings.get(&self.plan));
        let unfit = |meeting: &mut Meeting| {
            meeting.held_at.is_none() && wanted.is_some_and(|wanted| *wanted != meeting.kind)
        };
        if self.meeting.take_if(unfit).is_some() {
            self.note(Fact::MeetingCalledOff, at);
        }
    }

    pub(super) fn requested(&mut self, items_not_ready: &[String], at: DateTime<Utc>) {
        self.items_not_ready = items_not_ready.to_vec();
        self.note(Fact::RequestSent, at);
        if items_not_ready.is_empty() {
            return;
        }
        for item in items_not_ready {
            let id = JointWorkingId::of_item(self.id, item);
            self.share(id, self.from.clone(), Work::RecordItem(item.clone()), at);
        }
        self.note(Fact::RecordIncomplete, at);
    }

    pub(super) fn decided(&mut self, decisions: &[Decision], at: DateTime<Utc>) {
        for child in &mut self.children {
            if let Some(decision) = decisions.iter().find(|decision| decision.child == child.id) {
                child.decision = Some(decision.decision);
                child.ground = decision.ground;
            }
        }
        let deferred = |child: &Child| child.decision == Some(ChildDecision::Deferred);
        if !self.children.iter().any(deferred) {
            self.note(Fact::Decided, at);
        }
        self.accepted(at);
        let stays = |child: &Child| child.decision == Some(ChildDecision::Stays);
        if self.children.iter().all(stays) {
            self.end(Stage::Closed, at);
        }
    }

    fn accepted(&mut self, at: DateTime<Utc>) {
        if self.anybody_moves() && !self.has(Fact::Accepted) {
            self.note(Fact::Accepted, at);
        }
    }

    pub(super) fn strategy_discussed(
        &mut self,
        with_receiver: bool,
        minutes_complete: bool,
        at: DateTime<Utc>,
    ) {
        self.note(Fact::StrategyDiscussed, at);
        if !with_receiver {
            self.note(Fact::StrategyHeldApart, at);
        }
        if minutes_complete {
            self.note(Fact::StrategyMinutesCompleted, at);
        }
    }

    pub(super) fn discussed(&mut self, topics: &[DiscussionTopic], at: DateTime<Utc>) {
        self.discussions += 1;
        self.note(Fact::Discussed, at);
        if topics.contains(&DiscussionTopic::Handover) {
            self.note(Fact::HandoverDiscussed, at);
        }
        if topics.contains(&DiscussionTopic::Engagement) {
            self.note(Fact::EngagementDiscussed, at);
        }
    }

    pub(in crate::transfer) fn share(
        &mut self,
        id: JointWorkingId,
        team: TeamId,
        work: Work,
        agreed_at: DateTime<Utc>,
    ) {
        self.joint_working.push(JointWorking {
            id,
            team,
            work,
            agreed_at,
            done_at: None,
        });
    }

    pub(in crate::transfer) fn work_done(&mut self, id: JointWorkingId, at: DateTime<Utc>) {
        for piece in self.joint_working.iter_mut().filter(|piece| piece.id == id) {
            piece.done_at = Some(at);
        }
        self.note_one(Fact::JointWorkingDone, at, id.to_string());
        let mut items = self
            .joint_working
            .iter()
            .filter(|piece| matches!(piece.work, Work::RecordItem(_)))
            .peekable();
        if items.peek().is_some()
            && items.all(|item| item.done_at.is_some())
            && !self.has(Fact::RecordCompleted)
        {
            self.note(Fact::RecordCompleted, at);
        }
    }

    pub(super) fn disagreed(&mut self, disagreed: &Disagreed) {
        self.dispute = Some(OpenDispute {
            id: disagreed.dispute,
            urgent: disagreed.urgent,
        });
        self.note_one(Fact::Disagreed, disagreed.at, disagreed.dispute.to_string());
    }

    /// A direction to a team stands for the agreement and the decision; a direction to stay ends the
    /// transfer. Once the lead has passed there is nothing left to direct but the end of the dispute.
    pub(super) fn directed(&mut self, to: &TeamId, at: DateTime<Utc>) {
        self.dispute = None;
        self.note(Fact::DirectionApplied, at);
        if *to == self.from {
            self.end(Stage::Closed, at);
            return;
        }
        if self.lead_passed_at.is_some() {
            return;
        }
        self.first_to.get_or_insert_with(|| to.clone());
        self.goes_to(to, at);
        for child in &mut self.children {
            if child.decision != Some(ChildDecision::Stays) {
                child.decision = Some(ChildDecision::Moves);
                child.ground = None;
            }
        }
        self.accepted(at);
        // The direction stands for the receiving manager's answer: nobody is late with it any more.
        for settled in [Fact::Reviewed, Fact::Agreed, Fact::Decided] {
            if !self.stands(settled) {
                self.note(settled, at);
            }
        }
    }

    /// The lead passes with the fact that the edition names for this transfer as it stands.
    pub(super) fn pass_lead(&mut self, at: DateTime<Utc>, edition: &Edition) {
        if self.lead_passed_at.is_some() || self.ended.is_some() || self.to.is_none() {
            return;
        }
        let Some(pathway) = edition.pathway(&self.pathway) else {
            return;
        };
        let moves = lead::lead_moves(edition, pathway, &self.lead_situation());
        if !self.has(moves.on) {
            return;
        }
        // Where the protocol itself moves them, at a hearing or a conference, nobody has to have said yes.
        if moves.on != pathway.lead_moves_on {
            for child in &mut self.children {
                if matches!(
                    child.decision,
                    Some(ChildDecision::Declined | ChildDecision::Deferred)
                ) {
                    child.decision = Some(ChildDecision::Moves);
                    child.ground = None;
                }
            }
        }
        self.lead_passed_at = Some(at);
        self.note(Fact::LeadPassed, at);
    }

    /// With the transfer ends what there was to disagree about.
    pub(super) fn end(&mut self, stage: Stage, at: DateTime<Utc>) {
        self.dispute = None;
        self.ended = Some(Ending { stage, at });
    }

    pub(in crate::transfer) fn note(&mut self, fact: Fact, at: DateTime<Utc>) {
        self.note_one(fact, at, String::new());
    }

    pub(super) fn note_one(&mut self, fact: Fact, at: DateTime<Utc>, instance: String) {
        self.happened.push(Happening { fact, at, instance });
    }
}
