//! Answers to the items of the checklist.

use super::ask::{asks, choice};
use crate::transfer::{Command, Entry, Sheet};
use handrail_contracts::{parse::Fields, transfers::v1 as wire};
use handrail_domain::text::Note;

/// More items than any edition's checklist has.
const MOST_ENTRIES: usize = 60;

asks! {
    RecordChecklistRequest = "RecordChecklist", |ask, fields| {
        let filled_in_by = fields.parse("filled_in_by_id", &ask.filled_in_by_id);
        let social_worker = fields.parse_optional("social_worker_id", &ask.social_worker_id);
        let team_manager = fields.parse_optional("team_manager_id", &ask.team_manager_id);
        let least = usize::from(!ask.audited);
        let count = fields.count("entries", ask.entries.len(), least, MOST_ENTRIES);
        let parsed: Vec<_> = ask
            .entries
            .iter()
            .take(MOST_ENTRIES)
            .enumerate()
            .map(|(index, one)| entry(fields, &format!("entries[{index}]"), one))
            .collect();
        count?;
        let (entries, comments) = parsed.into_iter().collect::<Option<Vec<_>>>()?.into_iter().unzip();
        Some(Command::RecordChecklist(Sheet {
            filled_in_by: filled_in_by?,
            social_worker: social_worker?,
            team_manager: team_manager?,
            entries,
            comments,
            audited: ask.audited,
        }))
    }
}

fn entry(fields: &Fields, path: &str, one: &wire::ChecklistEntry) -> Option<(Entry, Option<Note>)> {
    if one.item.is_empty() {
        fields.wrong(&format!("{path}.item"), "needed");
    }
    let answer = choice(fields, &format!("{path}.answer"), one.answer);
    let last_recorded_on = match &one.last_recorded_on {
        None => Some(None),
        date => fields
            .date(&format!("{path}.last_recorded_on"), date.as_ref())
            .map(Some),
    };
    let comment = fields.note_optional(&format!("{path}.comment"), &one.comment);
    let entry = Entry {
        item: one.item.clone(),
        answer: answer?,
        last_recorded_on: last_recorded_on?,
    };
    Some((entry, comment?))
}
