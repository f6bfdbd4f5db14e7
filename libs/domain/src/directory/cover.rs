//! Who stands in for whom on a day.

use super::{Directory, Officer, Team};
use crate::{OfficerId, Role, TeamId};
use chrono::NaiveDate;
use std::{collections::BTreeMap, fmt, slice};

/// The officer who answers for a role in a team on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPost<'a> {
    /// The officer who answers.
    pub officer: &'a Officer,
    /// For whom: the holder of the post first, then each one who would have covered but is away
    /// too. Empty when the officer holds the post.
    pub covering_for: Vec<OfficerId>,
}

/// Nobody answers for a role in a team on a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nobody holds the role {role} in team '{team}' on {on}: {why}")]
pub struct Vacant {
    /// The role that was asked for.
    pub role: Role,
    /// The team that was asked about.
    pub team: TeamId,
    /// The day that was asked about.
    pub on: NaiveDate,
    /// How it comes to be vacant.
    pub why: Vacancy,
}

/// How a role comes to be vacant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vacancy {
    /// The directory has no such team.
    UnknownTeam,
    /// The directory names nobody for the role.
    NobodyNamed,
    /// Everybody named is away, and nobody covers.
    EverybodyAway,
}

impl fmt::Display for Vacancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownTeam => "there is no such team",
            Self::NobodyNamed => "the directory names nobody",
            Self::EverybodyAway => "everybody named is away and nobody covers",
        })
    }
}

impl Directory {
    /// Who answers for a role in a team on a day.
    ///
    /// Where several people hold a role, the first one listed who is not away. Where nobody who
    /// holds it is there, the one who covers: the officer named for that absence or else the
    /// standing deputy, and whoever covers for them if they are away too. The one who covers has
    /// the role's duties in full (C3-04, E-ALLOC-FS-20).
    ///
    /// # Errors
    /// [`Vacant`] if nobody answers for the role on that day.
    pub fn in_role(&self, team: &TeamId, role: Role, on: NaiveDate) -> Result<InPost<'_>, Vacant> {
        let vacant = |why| Vacant {
            role,
            team: team.clone(),
            on,
            why,
        };
        let team = self
            .team(team)
            .ok_or_else(|| vacant(Vacancy::UnknownTeam))?;
        let holders = self.holders(team, role);
        if holders.is_empty() {
            return Err(vacant(Vacancy::NobodyNamed));
        }
        let present = holders
            .iter()
            .find(|holder| !self.cover.is_away(holder, on));
        present
            .into_iter()
            .chain(holders)
            .find_map(|holder| match self.cover.follow(holder, on) {
                Chain::Ends { with, covering_for } => self.officer(&with).map(|officer| InPost {
                    officer,
                    covering_for,
                }),
                Chain::Breaks(_) | Chain::Circles(_) => None,
            })
            .ok_or_else(|| vacant(Vacancy::EverybodyAway))
    }

    /// Everybody the directory names for a role in a team, in its order, whether away or not.
    /// Empty for an unknown team.
    pub fn all_in_role(&self, team: &TeamId, role: Role) -> Vec<&Officer> {
        let holders = self
            .team(team)
            .map(|team| self.holders(team, role))
            .unwrap_or_default();
        holders
            .iter()
            .filter_map(|holder| self.officer(holder))
            .collect()
    }

    /// What an officer answers for on a day: the posts they hold, then the posts they cover, each
    /// group in the order of the directory and none twice. An officer who is away answers for
    /// nothing.
    pub fn posts_of(&self, officer: &OfficerId, on: NaiveDate) -> Vec<(Role, TeamId)> {
        if self.cover.is_away(officer, on) {
            return Vec::new();
        }
        let covered = self
            .cover
            .away(on)
            .filter(|absent| self.cover.follow(absent, on).ends_with(officer));
        let mut posts: Vec<(Role, TeamId)> = Vec::new();
        for holder in [officer].into_iter().chain(covered) {
            let held = self.teams().flat_map(|team| {
                Role::ALL
                    .iter()
                    .filter(|role| self.holders(team, **role).contains(holder))
                    .map(|role| (*role, team.id()))
            });
            for (role, team) in held {
                if !posts.iter().any(|(known, of)| *known == role && of == team) {
                    posts.push((role, team.clone()));
                }
            }
        }
        posts
    }

    /// Management roles above the team are held in its service.
    fn holders<'a>(&'a self, team: &'a Team, role: Role) -> &'a [OfficerId] {
        let Some(service) = self.service(&team.service) else {
            return &[];
        };
        match role {
            Role::SocialWorker => &team.social_workers,
            Role::Practitioner => &team.practitioners,
            Role::ConsultantSocialWorker => &team.consultant_social_workers,
            Role::BusinessSupportOfficer => &team.business_support_officers,
            Role::TeamManager => slice::from_ref(&team.team_manager),
            Role::ServiceManager => slice::from_ref(&service.service_manager),
            Role::HeadOfService => slice::from_ref(&service.head_of_service),
            Role::Director => slice::from_ref(&service.director),
        }
    }
}

/// Standing deputies and dated absences.
#[derive(Debug, Clone, Default)]
pub(super) struct Cover {
    pub(super) deputies: BTreeMap<OfficerId, OfficerId>,
    pub(super) absences: BTreeMap<OfficerId, Vec<Absence>>,
}

/// Days on which an officer is away, the first and the last included.
#[derive(Debug, Clone)]
pub(super) struct Absence {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) covered_by: Option<OfficerId>,
}

impl Absence {
    pub(super) fn includes(&self, on: NaiveDate) -> bool {
        (self.from..=self.to).contains(&on)
    }
}

/// Where following cover from one officer leads.
pub(super) enum Chain {
    /// To somebody who is there.
    Ends {
        with: OfficerId,
        covering_for: Vec<OfficerId>,
    },
    /// To somebody who is away with neither cover nor deputy: the last of these.
    Breaks(Vec<OfficerId>),
    /// Back to somebody who is on it already: the last of these, which so appears twice.
    Circles(Vec<OfficerId>),
}

impl Chain {
    fn ends_with(&self, officer: &OfficerId) -> bool {
        matches!(self, Self::Ends { with, .. } if with == officer)
    }
}

impl Cover {
    pub(super) fn is_away(&self, officer: &OfficerId, on: NaiveDate) -> bool {
        self.absence(officer, on).is_some()
    }

    pub(super) fn follow(&self, officer: &OfficerId, on: NaiveDate) -> Chain {
        let mut chain = Vec::new();
        let mut reached = officer;
        while let Some(absence) = self.absence(reached, on) {
            let circles = chain.contains(reached);
            chain.push(reached.clone());
            if circles {
                return Chain::Circles(chain);
            }
            match absence
                .covered_by
                .as_ref()
                .or_else(|| self.deputies.get(reached))
            {
                Some(next) => reached = next,
                None => return Chain::Breaks(chain),
            }
        }
        Chain::Ends {
            with: reached.clone(),
            covering_for: chain,
        }
    }

    fn absence(&self, officer: &OfficerId, on: NaiveDate) -> Option<&Absence> {
        self.absences
            .get(officer)?
            .iter()
            .find(|absence| absence.includes(on))
    }

    fn away(&self, on: NaiveDate) -> impl Iterator<Item = &OfficerId> {
        self.absences
            .iter()
            .filter(move |(_, absences)| absences.iter().any(|absence| absence.includes(on)))
            .map(|(officer, _)| officer)
    }
}
