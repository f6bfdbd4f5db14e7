//! The checklist of a transfer, as callers see it and as it stands in the journal.

use super::{OnWire, text, texts};
use crate::transfer::{ChecklistRecorded, Entry, Terms, Transfer};
use handrail_contracts::{
    time::{self, date_to_wire, timestamp},
    transfers::v1 as wire,
};
use handrail_domain::{edition::Content, text::Note};
use std::collections::BTreeMap;

/// The sections that apply, with their answers.
pub(crate) fn checklist_to_wire(
    transfer: &Transfer,
    comments: &BTreeMap<String, Note>,
    terms: Terms<'_>,
) -> wire::Checklist {
    let situation = transfer.situation(&terms);
    let items = terms.edition.checklist(&terms.pathway.elements);
    let mut sections: Vec<wire::ChecklistSection> = Vec::new();
    let mut unanswered = Vec::new();
    for content in items.filter(|content| content.when.holds(&situation)) {
        let title = content.section.clone().unwrap_or_default();
        let item = item(content, transfer, comments);
        if item.answer() == wire::ChecklistAnswer::Unspecified {
            unanswered.push(item.item.clone());
        }
        match sections.iter_mut().find(|section| section.title == title) {
            Some(section) => section.items.push(item),
            None => sections.push(wire::ChecklistSection {
                title,
                items: vec![item],
            }),
        }
    }
    let audits = transfer.audits();
    wire::Checklist {
        transfer_id: transfer.id.to_string(),
        version: transfer.version,
        social_worker_id: text(transfer.checklist.social_worker.as_ref()),
        team_manager_id: text(transfer.checklist.team_manager.as_ref()),
        sections,
        unanswered,
        audits: audits
            .iter()
            .map(|audit| wire::ChecklistAudit {
                team_id: audit.team.to_string(),
                at: Some(timestamp(audit.at)),
            })
            .collect(),
    }
}

fn item(
    content: &Content,
    transfer: &Transfer,
    comments: &BTreeMap<String, Note>,
) -> wire::ChecklistItem {
    let answered = transfer.checklist.answers.get(&content.item);
    let comment = comments.get(&content.item).filter(|_| answered.is_some());
    wire::ChecklistItem {
        item: content.item.clone(),
        clause_ids: texts(&content.clauses),
        answer: answered.map(|one| one.answer.number()).unwrap_or_default(),
        last_recorded_on: answered.and_then(|one| one.last_recorded_on.map(date_to_wire)),
        comment: comment
            .map(|one| one.as_str().to_owned())
            .unwrap_or_default(),
        team_id: text(answered.map(|one| &one.team)),
        filled_in_by_id: text(answered.map(|one| &one.filled_in_by)),
        answered_at: answered.map(|one| timestamp(one.at)),
        joint_working_id: text(transfer.work_of(&content.item).as_ref()),
    }
}

/// What was recorded, as it goes into the journal: without a comment.
pub(super) fn checklist_recorded_to_wire(recorded: &ChecklistRecorded) -> wire::ChecklistRecorded {
    wire::ChecklistRecorded {
        team_id: recorded.team.to_string(),
        filled_in_by_id: recorded.filled_in_by.to_string(),
        social_worker_id: text(recorded.social_worker.as_ref()),
        team_manager_id: text(recorded.team_manager.as_ref()),
        entries: recorded.entries.iter().map(entry_to_wire).collect(),
        audited: recorded.audited,
        at: Some(timestamp(recorded.at)),
    }
}

fn entry_to_wire(entry: &Entry) -> wire::ChecklistEntry {
    wire::ChecklistEntry {
        item: entry.item.clone(),
        answer: entry.answer.number(),
        last_recorded_on: entry.last_recorded_on.map(date_to_wire),
        comment: String::new(),
    }
}

/// What was recorded, read from the journal again.
pub(super) fn checklist_recorded_from_wire(
    recorded: wire::ChecklistRecorded,
) -> Option<ChecklistRecorded> {
    let officer = |id: String| match id.as_str() {
        "" => Some(None),
        id => id.parse().ok().map(Some),
    };
    let entries = recorded.entries.into_iter().map(entry_from_wire);
    Some(ChecklistRecorded {
        team: recorded.team_id.parse().ok()?,
        filled_in_by: recorded.filled_in_by_id.parse().ok()?,
        social_worker: officer(recorded.social_worker_id)?,
        team_manager: officer(recorded.team_manager_id)?,
        entries: entries.collect::<Option<_>>()?,
        audited: recorded.audited,
        at: time::instant(&recorded.at?)?,
    })
}

fn entry_from_wire(entry: wire::ChecklistEntry) -> Option<Entry> {
    Some(Entry {
        answer: OnWire::from_number(entry.answer)?,
        last_recorded_on: match entry.last_recorded_on {
            Some(on) => Some(time::date_from_wire(&on)?),
            None => None,
        },
        item: entry.item,
    })
}
