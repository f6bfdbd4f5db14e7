//! What disputes and events are made of, on the wire and back.

use crate::dispute::{
    Because, Channel, ClimbedRung, Direction, Discussion, Exhaustion, Outcome, Position, Standing,
};
use chrono::{DateTime, Utc};
use handrail_contracts::{escalation::v1 as wire, time};
use handrail_domain::{TeamId, text::Note};
use prost_types::Timestamp;

pub(super) fn position(position: &Position) -> wire::Position {
    wire::Position {
        team_id: position.team.to_string(),
        text: position.text.as_str().to_owned(),
        at: Some(time::timestamp(position.at)),
    }
}

pub(super) fn position_from_wire(position: &wire::Position) -> Option<Position> {
    Some(Position {
        team: position.team_id.parse().ok()?,
        text: note(&position.text)?,
        at: instant(position.at.as_ref())?,
    })
}

pub(super) fn rung(rung: &ClimbedRung) -> wire::ClimbedRung {
    wire::ClimbedRung {
        level: rung.level,
        role: rung.role.to_string(),
        reached_at: Some(time::timestamp(rung.reached_at)),
        escalated_by: rung.by.clone(),
        because: rung.because.to_string(),
        due_at: rung.due_at.map(time::timestamp),
    }
}

pub(super) fn rung_from_wire(rung: &wire::ClimbedRung) -> Option<ClimbedRung> {
    Some(ClimbedRung {
        level: rung.level,
        role: rung.role.parse().ok()?,
        reached_at: instant(rung.reached_at.as_ref())?,
        by: rung.escalated_by.clone(),
        because: Because::named(&rung.because)?,
        due_at: match &rung.due_at {
            None => None,
            Some(due) => Some(time::instant(due)?),
        },
    })
}

pub(super) fn exhaustion(exhaustion: &Exhaustion) -> wire::Exhaustion {
    wire::Exhaustion {
        agreed_at: Some(time::timestamp(exhaustion.at)),
        channel: channel(exhaustion.channel).into(),
        escalating_team_id: exhaustion.escalating.to_string(),
        agreed_by_team_ids: exhaustion
            .agreed_by
            .iter()
            .map(ToString::to_string)
            .collect(),
        waits_for_team_ids: exhaustion
            .waits_for
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}

fn team_ids(ids: &[String]) -> Option<Vec<TeamId>> {
    ids.iter().map(|id| id.parse().ok()).collect()
}

pub(super) fn exhaustion_from_wire(exhaustion: &wire::Exhaustion) -> Option<Exhaustion> {
    Some(Exhaustion {
        at: instant(exhaustion.agreed_at.as_ref())?,
        channel: channel_from_wire(exhaustion.channel())?,
        escalating: exhaustion.escalating_team_id.parse().ok()?,
        agreed_by: team_ids(&exhaustion.agreed_by_team_ids)?,
        waits_for: team_ids(&exhaustion.waits_for_team_ids)?,
    })
}

pub(super) fn discussion(discussion: &Discussion) -> wire::Discussion {
    wire::Discussion {
        level: discussion.level,
        channel: channel(discussion.channel).into(),
        team_managers_present: discussion.team_managers_present,
        at: Some(time::timestamp(discussion.at)),
    }
}

pub(super) fn discussion_from_wire(discussion: &wire::Discussion) -> Option<Discussion> {
    Some(Discussion {
        level: discussion.level,
        channel: channel_from_wire(discussion.channel())?,
        team_managers_present: discussion.team_managers_present,
        at: instant(discussion.at.as_ref())?,
    })
}

pub(super) fn direction(direction: &Direction) -> wire::Direction {
    let outcome = match direction.outcome {
        Outcome::GoesToTeam => wire::Outcome::GoesToTeam,
        Outcome::Stays => wire::Outcome::Stays,
    };
    wire::Direction {
        outcome: outcome.into(),
        team_id: direction.team.to_string(),
        joint_working: direction.joint_working,
        reason: direction.reason.as_str().to_owned(),
        given_by: direction.given_by.clone(),
        role: direction.role.to_string(),
        at: Some(time::timestamp(direction.at)),
    }
}

pub(super) fn direction_from_wire(direction: &wire::Direction) -> Option<Direction> {
    Some(Direction {
        outcome: outcome_from_wire(direction.outcome())?,
        team: direction.team_id.parse().ok()?,
        joint_working: direction.joint_working,
        reason: note(&direction.reason)?,
        given_by: direction.given_by.clone(),
        role: direction.role.parse().ok()?,
        at: instant(direction.at.as_ref())?,
    })
}

pub(super) fn standing(standing: Standing) -> wire::DisputeState {
    match standing {
        Standing::Open => wire::DisputeState::Open,
        Standing::Settled => wire::DisputeState::Settled,
        Standing::Lapsed => wire::DisputeState::Lapsed,
    }
}

/// A state from the wire; nothing for the unspecified one.
pub(crate) fn standing_from_wire(state: wire::DisputeState) -> Option<Standing> {
    match state {
        wire::DisputeState::Unspecified => None,
        wire::DisputeState::Open => Some(Standing::Open),
        wire::DisputeState::Settled => Some(Standing::Settled),
        wire::DisputeState::Lapsed => Some(Standing::Lapsed),
    }
}

fn channel(channel: Channel) -> wire::Channel {
    match channel {
        Channel::FaceToFace => wire::Channel::FaceToFace,
        Channel::Video => wire::Channel::Video,
        Channel::Telephone => wire::Channel::Telephone,
    }
}

/// A channel from the wire; nothing for the unspecified one.
pub(crate) fn channel_from_wire(channel: wire::Channel) -> Option<Channel> {
    match channel {
        wire::Channel::Unspecified => None,
        wire::Channel::FaceToFace => Some(Channel::FaceToFace),
        wire::Channel::Video => Some(Channel::Video),
        wire::Channel::Telephone => Some(Channel::Telephone),
    }
}

/// An outcome from the wire; nothing for the unspecified one.
pub(crate) fn outcome_from_wire(outcome: wire::Outcome) -> Option<Outcome> {
    match outcome {
        wire::Outcome::Unspecified => None,
        wire::Outcome::GoesToTeam => Some(Outcome::GoesToTeam),
        wire::Outcome::Stays => Some(Outcome::Stays),
    }
}

pub(super) fn instant(at: Option<&Timestamp>) -> Option<DateTime<Utc>> {
    at.and_then(time::instant)
}

pub(super) fn note(text: &str) -> Option<Note> {
    Note::try_from(text.to_owned()).ok()
}
