//! The checklist of a transfer: the answers to its items, and the audits of both managers. It holds nothing up.

use super::{JointWorkingId, Transfer, Work};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{OfficerId, TeamId, edition::Fact, text::Note};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the checklist says so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Checklist {
    /// The current social worker.
    pub(crate) social_worker: Option<OfficerId>,
    /// The current team manager.
    pub(crate) team_manager: Option<OfficerId>,
    /// The last answer to each item.
    pub(crate) answers: BTreeMap<String, Answered>,
    /// The audits of receiving managers; those of the sending one are milestones.
    pub(crate) received: Vec<Audit>,
}

/// How an item is answered. Nothing is answered by being left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answer {
    Yes,
    No,
    NotApplicable,
}

/// An answer, with whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answered {
    pub(crate) answer: Answer,
    /// Of a yes.
    pub(crate) last_recorded_on: Option<NaiveDate>,
    pub(crate) team: TeamId,
    pub(crate) filled_in_by: OfficerId,
    pub(crate) at: DateTime<Utc>,
}

/// A manager looked through the record with the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Audit {
    pub(crate) team: TeamId,
    pub(crate) at: DateTime<Utc>,
}

/// An item with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) item: String,
    pub(crate) answer: Answer,
    pub(crate) last_recorded_on: Option<NaiveDate>,
}

/// What is asked to be recorded. The comments, one for each entry, are kept apart from everything else.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) filled_in_by: OfficerId,
    pub(crate) social_worker: Option<OfficerId>,
    pub(crate) team_manager: Option<OfficerId>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) comments: Vec<Option<Note>>,
    pub(crate) audited: bool,
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChecklistRecorded {
    pub(crate) team: TeamId,
    pub(crate) filled_in_by: OfficerId,
    pub(crate) social_worker: Option<OfficerId>,
    pub(crate) team_manager: Option<OfficerId>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) audited: bool,
    pub(crate) at: DateTime<Utc>,
}

impl Checklist {
    /// Whether nothing was recorded.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an item counts as ready where the request asks for it.
    pub(crate) fn is_ready(&self, item: &str) -> bool {
        let answer = self.answers.get(item).map(|answered| answered.answer);
        matches!(answer, Some(Answer::Yes | Answer::NotApplicable))
    }

    /// The checklist after some more was recorded.
    pub(crate) fn after(&self, recorded: &ChecklistRecorded) -> Self {
        let mut next = self.clone();
        let ChecklistRecorded {
            social_worker,
            team_manager,
            ..
        } = recorded;
        next.social_worker = social_worker.clone().or(next.social_worker);
        next.team_manager = team_manager.clone().or(next.team_manager);
        for entry in &recorded.entries {
            let answered = Answered {
                answer: entry.answer,
                last_recorded_on: entry.last_recorded_on,
                team: recorded.team.clone(),
                filled_in_by: recorded.filled_in_by.clone(),
                at: recorded.at,
            };
            next.answers.insert(entry.item.clone(), answered);
        }
        next
    }
}

impl Transfer {
    /// The audits of both managers, in order.
    pub(crate) fn audits(&self) -> Vec<Audit> {
        let sent = self.milestones.iter();
        let sent = sent.filter(|one| one.fact == Fact::ChecklistAudited);
        let sent = sent.map(|one| Audit {
            team: self.from.clone(),
            at: one.at,
        });
        let mut audits: Vec<Audit> = sent.chain(self.checklist.received.clone()).collect();
        audits.sort_by_key(|audit| audit.at);
        audits
    }

    /// The work that an item of the record became.
    pub(crate) fn work_of(&self, item: &str) -> Option<JointWorkingId> {
        let mut pieces = self.joint_working.iter();
        let of_item = pieces.find(|piece| piece.work == Work::RecordItem(item.to_owned()));
        of_item.map(|piece| piece.id)
    }

    /// Answers and audit, and what follows for the work on the record once the request is sent.
    pub(super) fn checklist_recorded(&mut self, recorded: &ChecklistRecorded) {
        let at = recorded.at;
        self.checklist = self.checklist.after(recorded);
        if self.has(Fact::RequestSent) {
            for entry in &recorded.entries {
                self.item_answered(&entry.item, entry.answer, at);
            }
        }
        if recorded.audited && recorded.team == self.from {
            self.milestone(Fact::ChecklistAudited, &[], None, at);
        } else if recorded.audited {
            self.checklist.received.push(Audit {
                team: recorded.team.clone(),
                at,
            });
            if !self.has(Fact::Acknowledged) {
                self.note(Fact::Acknowledged, at);
            }
        }
    }

    /// A gap that is closed ends the work on it; one that is found only now becomes work of the sending team.
    fn item_answered(&mut self, item: &str, answer: Answer, at: DateTime<Utc>) {
        let id = JointWorkingId::of_item(self.id, item);
        let known = self.joint_working.iter().find(|piece| piece.id == id);
        match (answer, known.map(|piece| piece.done_at)) {
            (Answer::Yes | Answer::NotApplicable, Some(None)) => self.work_done(id, at),
            (Answer::No, None) => {
                self.share(id, self.from.clone(), Work::RecordItem(item.to_owned()), at);
                if !self.has(Fact::RecordIncomplete) {
                    self.note(Fact::RecordIncomplete, at);
                }
            }
            _ => {}
        }
    }
}
