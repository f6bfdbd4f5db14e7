//! What an event makes of a transfer. Nothing is decided or refused here: what happened, happened.

use super::{
    Checklist, Child, ChildDecision, Decision, Disagreed, DiscussionTopic, Ending, Event,
    Happening, JointVisit, JointWorking, JointWorkingId, LegalPlanning, Meeting, OpenDispute,
    Opened, Query, Recorded, Stage, Transfer, Work,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    TeamId, TransferId,
    calendar::london,
    edition::{Edition, Fact},
    lead,
    text::Note,
};
use std::collections::BTreeMap;

/// Replays a transfer from its events. The edition is the one it was opened under: it says with which
/// fact the lead passes. Nothing when the first event is not the opening.
pub(crate) fn fold<'e>(
    id: TransferId,
    edition: &Edition,
    events: impl IntoIterator<Item = &'e Event>,
) -> Option<Transfer> {
    let mut events = events.into_iter();
    let Some(Event::Opened(opened)) = events.next() else {
        return None;
    };
    let mut transfer = Transfer::opened(id, opened);
    for event in events {
        transfer.apply(event, edition);
    }
    Some(transfer)
}

impl Transfer {
    /// A transfer as it is opened.
    pub(crate) fn opened(id: TransferId, opened: &Opened) -> Self {
        let children = opened.children.iter().map(|(id, birth)| Child {
            id: *id,
            birth: *birth,
            decision: None,
            ground: None,
        });
        Self {
            id,
            version: 1,
            household: opened.household,
            edition: opened.edition.clone(),
            pathway: opened.pathway.clone(),
            from: opened.from.clone(),
            to: None,
            first_to: None,
            children: children.collect(),
            plan: opened.plan,
            progressed_at: opened.progressed_at,
            queries: Vec::new(),
            joint_visit: None,
            named_worker: None,
            meeting: None,
            items_not_ready: Vec::new(),
            allocated_worker: None,
            started_on: None,
            joint_working: Vec::new(),
            legal_planning: None,
            dispute: None,
            discussions: 0,
            happened: vec![Happening {
                fact: Fact::Progressed,
                at: opened.progressed_at,
                instance: String::new(),
            }],
            circumstances: opened.circumstances.clone(),
            dates: BTreeMap::new(),
            milestones: Vec::new(),
            checklist: Checklist::default(),
            lead_passed_at: None,
            ended: None,
        }
    }

    /// The transfer after an event.
    pub(crate) fn after(&self, event: &Event, edition: &Edition) -> Self {
        let mut next = self.clone();
        next.apply(event, edition);
        next
    }

    fn apply(&mut self, event: &Event, edition: &Edition) {
        self.version += 1;
        let at = event.at();
        match event {
            // Only ever the first event; `opened` has made the transfer of it.
            Event::Opened(_) => {}
            Event::EarlyWarningSent { to, plan, .. } => {
                self.plan = *plan;
                self.first_to = Some(to.clone());
                self.to = Some(to.clone());
                self.note(Fact::EarlyWarningSent, at);
            }
            Event::Forwarded { to, .. } => self.forwarded(to, at),
            Event::Reviewed { agreed, .. } => {
                self.note(Fact::Reviewed, at);
                if *agreed {
                    self.note(Fact::Agreed, at);
                }
            }
            Event::QueryRaised {
                query,
                topic,
                question,
                ..
            } => {
                self.queries.push(Query {
                    id: *query,
                    topic: *topic,
                    question: question.clone(),
                    raised_at: at,
                    answer: None,
                    answered_at: None,
                });
                self.note_one(Fact::QueryRaised, at, query.to_string());
            }
            Event::QueryAnswered { query, answer, .. } => {
                if let Some(open) = self.queries.iter_mut().find(|open| open.id == *query) {
                    open.answer = Some(answer.clone());
                    open.answered_at = Some(at);
                }
                self.note_one(Fact::QueryAnswered, at, query.to_string());
            }
            Event::JointVisitPlanned { planned_for, .. } => {
                self.joint_visit = Some(JointVisit {
                    planned_for: Some(*planned_for),
                    made_at: None,
                });
                self.note(Fact::JointVisitPlanned, at);
            }
            Event::JointVisitMade { .. } => {
                let planned_for = self.joint_visit.take().and_then(|visit| visit.planned_for);
                self.joint_visit = Some(JointVisit {
                    planned_for,
                    made_at: Some(at),
                });
                self.note(Fact::JointVisitMade, at);
            }
            Event::WorkerNamed { worker, .. } => {
                self.named_worker = Some(worker.clone());
                self.note(Fact::WorkerNamed, at);
            }
            Event::MeetingSet {
                kind, meeting_at, ..
            } => {
                let moved = self.meeting.take().map_or(0, |before| before.moved + 1);
                self.meeting = Some(Meeting {
                    kind: *kind,
                    at: *meeting_at,
                    held_at: None,
                    moved,
                });
                self.note(Fact::MeetingSet, at);
            }
            Event::MeetingHeld { .. } => {
                if let Some(meeting) = &mut self.meeting {
                    meeting.held_at = Some(at);
                }
                self.note(Fact::MeetingHeld, at);
            }
            Event::AssessmentShared { .. } => self.note(Fact::AssessmentShared, at),
            Event::MinutesCompleted { .. } => self.note(Fact::MinutesCompleted, at),
            Event::Requested {
                to,
                items_not_ready,
                ..
            } => {
                if let Some(to) = to {
                    self.first_to = Some(to.clone());
                    self.to = Some(to.clone());
                }
                self.requested(items_not_ready, at);
            }
            Event::Acknowledged { .. } => self.note(Fact::Acknowledged, at),
            Event::Decided { decisions, .. } => self.decided(decisions, at),
            Event::Allocated { worker, .. } => {
                self.allocated_worker = Some(worker.clone());
                self.note(Fact::Allocated, at);
            }
            Event::Started { on, .. } => {
                self.started_on = Some(*on);
                // The day is known, the hour is not: its end, or now while the day runs.
                let end = london::end_of_day(*on).unwrap_or(at);
                self.note(Fact::Started, end.min(at));
            }
            Event::ChangeNotified { plan, .. } => {
                self.plan = *plan;
                let number = self
                    .happened
                    .iter()
                    .filter(|one| one.fact == Fact::PlanChanged);
                let instance = (number.count() + 1).to_string();
                self.note_one(Fact::PlanChanged, at, instance.clone());
                self.note_one(Fact::ChangeNotified, at, instance);
            }
            Event::Discussed { topics, .. } => self.discussed(topics, at),
            Event::StrategyDiscussed { .. } => self.note(Fact::StrategyDiscussed, at),
            Event::LegalPlanned { outcome, .. } => {
                if self.lead_passed_at.is_none() {
                    self.legal_planning = Some(LegalPlanning {
                        outcome: *outcome,
                        at,
                    });
                }
                self.note(Fact::LegalPlanned, at);
            }
            Event::FirstHearingHeld { .. } => self.note(Fact::FirstHearingHeld, at),
            Event::JointWorkingAgreed { id, team, what, .. } => {
                self.share(*id, team.clone(), Work::Agreed(what.clone()), at);
                self.note_one(Fact::JointWorkingAgreed, at, id.to_string());
            }
            Event::JointWorkingDone { id, .. } => self.work_done(*id, at),
            Event::Disengaged { kind, .. } => self.note(kind.fact(), at),
            Event::Disagreed(disagreed) => self.disagreed(disagreed),
            Event::DirectionApplied { to, .. } => self.directed(to, at),
            Event::Withdrawn { .. } => {
                self.note(Fact::Withdrawn, at);
                self.end(Stage::Withdrawn, at);
            }
            Event::MilestoneRecorded {
                fact,
                items_missing,
                note,
                ..
            } => self.milestone(*fact, items_missing, note.as_ref(), at),
            Event::DateSet { date, set_to, .. } => {
                self.dates.insert(*date, *set_to);
                self.note_one(Fact::DateSet, at, date.to_string());
            }
            Event::DateLifted { date, .. } => {
                self.dates.remove(date);
            }
            Event::CircumstancesDeclared { holding, ended, .. } => {
                self.circumstances.retain(|one| !ended.contains(one));
                self.circumstances.extend(holding);
            }
            Event::ChecklistRecorded(recorded) => self.checklist_recorded(recorded),
        }
        self.pass_lead(at, edition);
    }

    /// One that can happen again is told apart by its number.
    pub(super) fn milestone(
        &mut self,
        fact: Fact,
        missing: &[String],
        note: Option<&Note>,
        at: DateTime<Utc>,
    ) {
        let before = self.milestones.iter().filter(|one| one.fact == fact);
        let instance = match before.count() {
            0 => String::new(),
            earlier => (earlier + 1).to_string(),
        };
        self.milestones.push(Recorded {
            fact,
            at,
            items_missing: missing.to_vec(),
            note: note.cloned(),
        });
        self.note_one(fact, at, instance);
    }

    fn forwarded(&mut self, to: &TeamId, at: DateTime<Utc>) {
        self.to = Some(to.clone());
        // The worker was one of the team that has it no more.
        self.named_worker = None;
        let (passed_on, told) = if self.has(Fact::RequestSent) {
            (Fact::RequestForwarded, Fact::RequestForwardTold)
        } else {
            (Fact::EarlyWarningForwarded, Fact::EarlyWarningForwardTold)
        };
        self.note(passed_on, at);
        self.note(told, at);
    }

    fn requested(&mut self, items_not_ready: &[String], at: DateTime<Utc>) {
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

    fn decided(&mut self, decisions: &[Decision], at: DateTime<Utc>) {
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
        let stays = |child: &Child| child.decision == Some(ChildDecision::Stays);
        if self.children.iter().all(stays) {
            self.end(Stage::Closed, at);
        }
    }

    fn discussed(&mut self, topics: &[DiscussionTopic], at: DateTime<Utc>) {
        self.discussions += 1;
        self.note(Fact::Discussed, at);
        if topics.contains(&DiscussionTopic::Handover) {
            self.note(Fact::HandoverDiscussed, at);
        }
        if topics.contains(&DiscussionTopic::Engagement) {
            self.note(Fact::EngagementDiscussed, at);
        }
    }

    pub(super) fn share(
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

    pub(super) fn work_done(&mut self, id: JointWorkingId, at: DateTime<Utc>) {
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

    fn disagreed(&mut self, disagreed: &Disagreed) {
        self.dispute = Some(OpenDispute {
            id: disagreed.dispute,
            urgent: disagreed.urgent,
        });
        self.note_one(Fact::Disagreed, disagreed.at, disagreed.dispute.to_string());
    }

    /// A direction to a team stands for the agreement and the decision; a direction to stay ends the
    /// transfer. Once the lead has passed there is nothing left to direct but the end of the dispute.
    fn directed(&mut self, to: &TeamId, at: DateTime<Utc>) {
        self.dispute = None;
        self.note(Fact::DirectionApplied, at);
        if *to == self.from {
            self.end(Stage::Closed, at);
            return;
        }
        if self.lead_passed_at.is_some() {
            return;
        }
        if self.to.as_ref() != Some(to) {
            self.named_worker = None;
        }
        self.first_to.get_or_insert_with(|| to.clone());
        self.to = Some(to.clone());
        for child in &mut self.children {
            if child.decision != Some(ChildDecision::Stays) {
                child.decision = Some(ChildDecision::Moves);
                child.ground = None;
            }
        }
        // The direction stands for the receiving manager's answer: nobody is late with it any more.
        for settled in [Fact::Reviewed, Fact::Agreed, Fact::Decided] {
            if !self.has(settled) {
                self.note(settled, at);
            }
        }
    }

    /// The lead passes with the fact that the edition names for this transfer as it stands.
    fn pass_lead(&mut self, at: DateTime<Utc>, edition: &Edition) {
        if self.lead_passed_at.is_some() || self.ended.is_some() || self.to.is_none() {
            return;
        }
        let Some(pathway) = edition.pathway(&self.pathway) else {
            return;
        };
        if self.has(lead::lead_moves(edition, pathway, &self.lead_situation()).on) {
            self.lead_passed_at = Some(at);
        }
    }

    /// With the transfer ends what there was to disagree about.
    fn end(&mut self, stage: Stage, at: DateTime<Utc>) {
        self.dispute = None;
        self.ended = Some(Ending { stage, at });
    }

    pub(super) fn note(&mut self, fact: Fact, at: DateTime<Utc>) {
        self.note_one(fact, at, String::new());
    }

    fn note_one(&mut self, fact: Fact, at: DateTime<Utc>, instance: String) {
        self.happened.push(Happening { fact, at, instance });
    }
}
