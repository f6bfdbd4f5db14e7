//! What decisions about a dispute look things up in: its ladder, and who stands on it.

use super::{
    names::Because,
    state::{ClimbedRung, Dispute},
};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ClauseId, EditionId, LadderId, Role, TeamId, TeamKind,
    calendar::Calendar,
    deadline::{Deadline, Limit, NoDueTime, Trigger},
    directory::Directory,
    edition::{Edition, Fact, Ladder, Party, Protocol, RuleName, Rung, Side, Situation},
    obligation::{Post, Ruler},
};

/// The rules of one dispute: its edition and ladder, with the organisation and the calendar of now.
#[derive(Debug, Clone, Copy)]
pub struct Book<'a> {
    /// The edition the dispute follows.
    pub edition: &'a Edition,
    /// The ladder it climbs.
    pub ladder: &'a Ladder,
    /// The organisation.
    pub directory: &'a Directory,
    /// The calendar.
    pub calendar: &'a Calendar,
}

/// The edition or the ladder of a dispute is not among those that are loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("edition '{edition}' with ladder '{ladder}' is not loaded")]
pub struct NoSuchLadder {
    /// The edition that was looked for.
    pub edition: EditionId,
    /// The ladder that was looked for in it.
    pub ladder: LadderId,
}

impl<'a> Book<'a> {
    /// Looks up the ladder of an edition.
    ///
    /// # Errors
    /// When the edition is not loaded, or has no such ladder.
    pub fn open(
        protocol: &'a Protocol,
        directory: &'a Directory,
        calendar: &'a Calendar,
        edition: &EditionId,
        ladder: &LadderId,
    ) -> Result<Self, NoSuchLadder> {
        let missing = || NoSuchLadder {
            edition: edition.clone(),
            ladder: ladder.clone(),
        };
        let edition = protocol.edition(edition).ok_or_else(missing)?;
        let ladder = edition.ladder(ladder).ok_or_else(missing)?;
        Ok(Self {
            edition,
            ladder,
            directory,
            calendar,
        })
    }

    /// What due times are reached with.
    pub fn ruler(&self) -> Ruler<'a> {
        Ruler {
            edition: self.edition,
            calendar: self.calendar,
        }
    }

    /// The rung of a level, counted from 1.
    pub fn rung(&self, level: u32) -> Option<&'a Rung> {
        let index = usize::try_from(level.checked_sub(1)?).ok()?;
        self.ladder.rungs.get(index)
    }

    /// The rungs with their levels, the lowest first.
    pub fn rungs(&self) -> impl Iterator<Item = (u32, &'a Rung)> {
        (1..).zip(&self.ladder.rungs)
    }

    /// The level that a role settles.
    pub fn level_of(&self, role: Role) -> Option<u32> {
        self.rungs()
            .find(|(_, rung)| rung.role == role)
            .map(|(level, _)| level)
    }

    /// By when a matter that reaches a rung has to be settled there.
    ///
    /// # Errors
    /// When the calendar ends before it.
    pub fn due(&self, rung: &Rung, reached: DateTime<Utc>) -> Result<Option<Deadline>, NoDueTime> {
        let Some(within) = rung.within else {
            return Ok(None);
        };
        let trigger = Trigger {
            what: Fact::RungReached.to_string(),
            at: reached,
        };
        self.ruler()
            .deadline(&rung.clauses, Limit::after(within), &trigger)
            .map(Some)
    }

    /// The clauses of a named rule, and those of the ladder where the edition has no such rule.
    pub fn rule_clauses(&self, name: RuleName) -> Vec<ClauseId> {
        self.edition
            .rule(name)
            .map_or_else(|| self.ladder.clauses.clone(), |rule| rule.clauses.clone())
    }

    /// What conditions are tested against.
    pub fn situation(&self, dispute: &Dispute) -> Situation {
        Situation {
            urgent: dispute.expedited.is_some(),
            disputed: true,
            rung: dispute.rungs.last().map(|rung| rung.role),
            ..Situation::default()
        }
    }

    /// The team on a side of a dispute, while there is one.
    pub fn team(&self, dispute: &Dispute, side: Side) -> Option<TeamId> {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "every other side is that of a kind of team"
        )]
        match side {
            Side::Holding | Side::From | Side::FirstTo => Some(dispute.holding.clone()),
            Side::Other | Side::To => Some(dispute.other.clone()),
            Side::Escalating => Some(dispute.escalating().clone()),
            side => self
                .directory
                .teams_of(side.kind()?, None)
                .first()
                .map(|team| team.id().clone()),
        }
    }

    /// Who stands for a party of a dispute.
    pub fn post(&self, dispute: &Dispute, party: Party) -> Option<Post> {
        self.team(dispute, party.side).map(|team| Post {
            team,
            role: party.role,
        })
    }

    /// The role on a rung in a team: some kinds of team have another one there.
    pub fn role_in(&self, rung: &Rung, team: &TeamId) -> Role {
        let kind = self.kind(team);
        rung.instead
            .iter()
            .find(|instead| kind.is_some_and(|kind| instead.kinds.contains(&kind)))
            .map_or(rung.role, |instead| instead.role)
    }

    /// Who stands on a rung for one of its sides.
    pub fn officer(&self, dispute: &Dispute, rung: &Rung, side: Side) -> Option<Post> {
        self.team(dispute, side).map(|team| Post {
            role: self.role_in(rung, &team),
            team,
        })
    }

    /// Who stands on a rung: one post for each of its sides.
    pub fn posts_on(&self, dispute: &Dispute, rung: &Rung) -> Vec<Post> {
        rung.sides
            .iter()
            .filter_map(|side| self.officer(dispute, rung, *side))
            .collect()
    }

    /// Who stands on the rung where a dispute is now.
    pub fn posts_now(&self, dispute: &Dispute) -> Vec<Post> {
        self.rung(dispute.level())
            .map(|rung| self.posts_on(dispute, rung))
            .unwrap_or_default()
    }

    /// What a team does, if the directory knows it.
    pub fn kind(&self, team: &TeamId) -> Option<TeamKind> {
        self.directory.team(team).map(|team| team.kind())
    }

    /// A rung as it is reached.
    pub(super) fn climbed(
        &self,
        level: u32,
        rung: &Rung,
        reached: &Reached,
    ) -> Result<ClimbedRung, NoDueTime> {
        Ok(ClimbedRung {
            level,
            role: rung.role,
            reached_at: reached.at,
            by: reached.by.to_owned(),
            because: reached.because,
            due_at: self.due(rung, reached.at)?.map(|deadline| deadline.due),
        })
    }
}

/// How a rung is reached.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reached<'a> {
    pub(super) by: &'a str,
    pub(super) because: Because,
    pub(super) at: DateTime<Utc>,
}
