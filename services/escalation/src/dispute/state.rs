//! A dispute as it stands.

use super::names::{Because, Ground};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ClauseId, DisputeId, EditionId, LadderId, Role, TeamId, obligation::Subject, text::Note,
};
use serde::{Deserialize, Serialize};

/// A disagreement between two teams, folded from its events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Its id; follows from the event that opened it.
    pub id: DisputeId,
    /// How many events it is folded from.
    pub version: u64,
    /// The transfer or the contact it is about.
    pub about: Subject,
    /// The edition it follows to its end.
    pub edition: EditionId,
    /// The ladder it climbs.
    pub ladder: LadderId,
    /// The team that holds the child or the contact.
    pub holding: TeamId,
    /// The other team.
    pub other: TeamId,
    /// The team that raised it.
    pub raised_by: TeamId,
    /// What it is about.
    pub ground: Ground,
    /// What the teams hold now, one position a team.
    pub positions: Vec<Position>,
    /// The team that meets the immediate needs meanwhile; there is always one (C2-13).
    pub immediate_needs: TeamId,
    /// The rungs climbed so far; the last one is where it stands. Never empty once it is opened.
    pub rungs: Vec<ClimbedRung>,
    /// Why it can't wait, when it was expedited.
    pub expedited: Option<Expedited>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// That nothing more can be tried on the first rung, as far as its managers have said so.
    pub exhaustion: Option<Exhaustion>,
    /// The discussions on record.
    pub discussions: Vec<Discussion>,
    /// Where it stands.
    pub standing: Standing,
    /// How it was settled.
    pub direction: Option<Direction>,
    /// When the outcome was put on the record system.
    pub case_noted_at: Option<DateTime<Utc>>,
    /// When what it was about ended.
    pub lapsed_at: Option<DateTime<Utc>>,
    /// The clauses by which what it is about can't stay with the team that holds it any more; none while it can.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cannot_stay: Vec<ClauseId>,
}

/// Where a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Open at the rung it reached last.
    Open,
    /// Settled by a direction.
    Settled,
    /// Ended because what it was about ended.
    Lapsed,
}

/// Why a dispute can't wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expedited {
    /// It was urgent when it was raised.
    FromTheStart,
    /// It was expedited later, for this reason.
    Because(Note),
}

/// What a team holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The team.
    pub team: TeamId,
    /// What it holds.
    pub text: Note,
    /// When it was given.
    pub at: DateTime<Utc>,
}

/// A rung that was climbed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClimbedRung {
    /// Its number on the ladder, from 1.
    pub level: u32,
    /// The role that must settle the matter there.
    pub role: Role,
    /// When the dispute reached it.
    pub reached_at: DateTime<Utc>,
    /// Who took it there.
    pub by: String,
    /// Why.
    pub because: Because,
    /// By when it has to be settled there; none where the edition gives no limit.
    pub due_at: Option<DateTime<Utc>>,
}

/// How managers talk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// In one room.
    FaceToFace,
    /// By video, which counts as face to face.
    Video,
    /// By telephone.
    Telephone,
}

/// That nothing more can be tried on the first rung, as far as its managers have said so (C6.2-02).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exhaustion {
    /// When the last of them said so.
    pub at: DateTime<Utc>,
    /// How they talked.
    pub channel: Channel,
    /// The team whose manager takes it up.
    pub escalating: TeamId,
    /// The teams whose managers have said so.
    #[serde(default)]
    pub agreed_by: Vec<TeamId>,
    /// The teams whose managers have yet to say so; the agreement stands when there is none.
    #[serde(default)]
    pub waits_for: Vec<TeamId>,
}

impl Exhaustion {
    /// Whether all have agreed.
    pub fn stands(&self) -> bool {
        self.waits_for.is_empty()
    }
}

/// A discussion on a rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discussion {
    /// The rung's level.
    pub level: u32,
    /// How it was held.
    pub channel: Channel,
    /// The team managers took part.
    pub team_managers_present: bool,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It goes to the named team and is progressed there.
    GoesToTeam,
    /// It stays with the team that holds it.
    Stays,
}

/// How a dispute is settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Direction {
    /// What is to happen.
    pub outcome: Outcome,
    /// The team that has the child or the contact from now on.
    pub team: TeamId,
    /// The teams work jointly.
    pub joint_working: bool,
    /// Why.
    pub reason: Note,
    /// Who gave it.
    pub given_by: String,
    /// The role it was given in.
    pub role: Role,
    /// When.
    pub at: DateTime<Utc>,
}

impl Dispute {
    /// The dispute as what something is about.
    pub fn subject(&self) -> Subject {
        Subject {
            kind: "dispute".to_owned(),
            id: self.id.0,
            household: self.about.household,
        }
    }

    /// Whether it is still to be settled.
    pub fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }

    /// The level it stands on; 0 only between its opening and its first rung.
    pub fn level(&self) -> u32 {
        self.rungs.last().map_or(0, |rung| rung.level)
    }

    /// When it reached the rung it stands on.
    pub fn reached_at(&self) -> DateTime<Utc> {
        self.rungs
            .last()
            .map_or(self.opened_at, |rung| rung.reached_at)
    }

    /// The two teams, the holding one first.
    pub fn teams(&self) -> [&TeamId; 2] {
        [&self.holding, &self.other]
    }

    /// Whether a team is one of the two.
    pub fn is_between(&self, team: &TeamId) -> bool {
        self.teams().contains(&team)
    }

    /// The team whose manager takes it up: as agreed, or else the one that raised it, or has taken its place.
    pub fn escalating(&self) -> &TeamId {
        let raised = if self.is_between(&self.raised_by) {
            &self.raised_by
        } else {
            &self.other
        };
        self.exhausted()
            .map_or(raised, |exhaustion| &exhaustion.escalating)
    }

    /// The agreement of all managers of the first rung that nothing more can be tried there.
    pub fn exhausted(&self) -> Option<&Exhaustion> {
        self.exhaustion
            .as_ref()
            .filter(|exhaustion| exhaustion.stands())
    }
}
