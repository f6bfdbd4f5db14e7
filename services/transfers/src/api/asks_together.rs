//! What the two teams do together, what happens around the children, and what they disagree about.

use super::{
    ask::{asks, choice, or_now},
    asks_request::MOST_ITEMS,
};
use crate::transfer::Command;

/// More topics than there are.
const MOST_TOPICS: usize = 10;

asks! {
    RecordDiscussionRequest = "RecordDiscussion", |ask, fields| {
        let channel = choice(fields, "channel", ask.channel);
        let count = fields.count("topics", ask.topics.len(), 1, MOST_TOPICS);
        let topics: Vec<_> = ask
            .topics
            .iter()
            .enumerate()
            .map(|(index, topic)| choice(fields, &format!("topics[{index}]"), *topic))
            .collect();
        let held_at = or_now(fields, "held_at", ask.held_at.as_ref());
        let summary = fields.note_optional("summary", &ask.summary);
        count?;
        Some(Command::RecordDiscussion {
            channel: channel?,
            topics: topics.into_iter().collect::<Option<_>>()?,
            held_at: held_at?,
            summary: summary?,
        })
    }
    RecordStrategyDiscussionRequest = "RecordStrategyDiscussion", |ask, fields| {
        let chaired_by = fields.parse("chaired_by_team_id", &ask.chaired_by_team_id);
        let held_at = or_now(fields, "held_at", ask.held_at.as_ref());
        Some(Command::RecordStrategyDiscussion {
            chaired_by: chaired_by?,
            receiver_invited: ask.receiver_invited,
            minutes_complete: ask.minutes_complete,
            held_at: held_at?,
        })
    }
    RecordLegalPlanningRequest = "RecordLegalPlanning", |ask, fields| {
        let outcome = choice(fields, "outcome", ask.outcome);
        let count = fields.count("items", ask.items.len(), 0, MOST_ITEMS);
        let held_at = or_now(fields, "held_at", ask.held_at.as_ref());
        count?;
        Some(Command::RecordLegalPlanning {
            outcome: outcome?,
            items: ask.items.clone(),
            held_at: held_at?,
        })
    }
    RecordFirstHearingRequest = "RecordFirstHearing", |ask, fields| {
        Some(Command::RecordFirstHearing { held_at: or_now(fields, "held_at", ask.held_at.as_ref())? })
    }
    AgreeJointWorkingRequest = "AgreeJointWorking", |ask, fields| {
        let team = fields.parse("team_id", &ask.team_id);
        let what = fields.note("what", &ask.what);
        Some(Command::AgreeJointWorking { team: team?, what: what? })
    }
    CompleteJointWorkingRequest = "CompleteJointWorking", |ask, fields| {
        let id = fields.parse("joint_working_id", &ask.joint_working_id);
        Some(Command::CompleteJointWorking { id: id? })
    }
    RecordDisengagementRequest = "RecordDisengagement", |ask, fields| {
        let kind = choice(fields, "kind", ask.kind);
        let at = or_now(fields, "at", ask.at.as_ref());
        Some(Command::RecordDisengagement { kind: kind?, at: at? })
    }
    RaiseDisagreementRequest = "RaiseDisagreement", |ask, fields| {
        let ground = choice(fields, "ground", ask.ground);
        let position = fields.note("position", &ask.position);
        let immediate_needs =
            fields.parse_optional("immediate_needs_team_id", &ask.immediate_needs_team_id);
        Some(Command::RaiseDisagreement {
            ground: ground?,
            position: position?,
            immediate_needs: immediate_needs?,
            urgent: ask.urgent,
        })
    }
}
