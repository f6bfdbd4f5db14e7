//! What an event makes of a transfer. Nothing is decided or refused here: what happened, happened.

mod follow;

use super::{
    Checklist, Child, Event, Happening, JointVisit, LegalPlanning, Meeting, Opened, Query,
    Recorded, Stage, Transfer, Work,
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ChildId, TransferId,
    calendar::london,
    edition::{Circumstance, Edition, Fact},
    text::Note,
};
use std::collections::{BTreeMap, BTreeSet};

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
        let children = opened.children.iter().map(|child| Child {
            id: child.id,
            birth: child.birth,
            circumstances: child.circumstances.clone(),
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
                self.goes_to(to, at);
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
                    self.goes_to(to, at);
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
                self.drop_unfit_meeting(edition, at);
                let number = self
                    .happened
                    .iter()
                    .filter(|one| one.fact == Fact::PlanChanged);
                let instance = (number.count() + 1).to_string();
                self.note_one(Fact::PlanChanged, at, instance.clone());
                self.note_one(Fact::ChangeNotified, at, instance);
            }
            Event::Discussed { topics, .. } => self.discussed(topics, at),
            Event::StrategyDiscussed {
                receiver_invited,
                minutes_complete,
                ..
            } => self.strategy_discussed(*receiver_invited, *minutes_complete, at),
            Event::LegalPlanned {
                outcome,
                items_missing,
                ..
            } => {
                if self.lead_passed_at.is_none() {
                    self.legal_planning = Some(LegalPlanning {
                        outcome: *outcome,
                        at,
                        items_missing: items_missing.clone(),
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
                team,
                note,
                ..
            } => {
                if let Some(team) = team {
                    self.goes_to(team, at);
                }
                self.milestone(*fact, items_missing, note.as_ref(), at);
            }
            Event::DateSet { date, set_to, .. } => {
                self.dates.insert(*date, *set_to);
                self.note_one(Fact::DateSet, at, date.to_string());
            }
            Event::DateLifted { date, .. } => {
                self.dates.remove(date);
            }
            Event::CircumstancesDeclared {
                child,
                holding,
                ended,
                ..
            } => {
                if let Some(known) = self.circumstances_of(*child) {
                    known.retain(|one| !ended.contains(one));
                    known.extend(holding);
                }
            }
            Event::ChecklistRecorded(recorded) => self.checklist_recorded(recorded),
        }
        self.pass_lead(at, edition);
    }

    /// What was declared of one child, or of all.
    fn circumstances_of(&mut self, child: Option<ChildId>) -> Option<&mut BTreeSet<Circumstance>> {
        let Some(id) = child else {
            return Some(&mut self.circumstances);
        };
        let mut children = self.children.iter_mut();
        let own = children.find(|child| child.id == id);
        own.map(|child| &mut child.circumstances)
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
}
