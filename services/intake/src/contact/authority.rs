//! Whom a caller may speak for at the front door.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use handrail_domain::{OfficerId, Role, TeamId, TeamKind, directory::Directory};

/// What a caller may do on a day: what the caller's identity says, and the posts that the directory
/// has the caller hold or cover on that day (C3-04).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authority {
    roles: BTreeSet<Role>,
    teams: BTreeSet<TeamId>,
    posts: Vec<(Role, TeamId)>,
}

impl Authority {
    /// The authority of a caller who acts in roles for teams.
    pub fn new(
        subject: &str,
        roles: impl IntoIterator<Item = Role>,
        teams: impl IntoIterator<Item = TeamId>,
        directory: &Directory,
        on: NaiveDate,
    ) -> Self {
        let officer: Option<OfficerId> = subject.parse().ok();
        Self {
            roles: roles.into_iter().collect(),
            teams: teams.into_iter().collect(),
            posts: officer
                .map(|officer| directory.posts_of(&officer, on))
                .unwrap_or_default(),
        }
    }

    /// Whether the caller is of a team, or stands in for somebody who is.
    pub fn acts_for(&self, team: &TeamId) -> bool {
        self.teams.contains(team) || self.posts.iter().any(|(_, of)| of == team)
    }

    /// Whether the caller is of any team of these kinds.
    pub fn acts_for_any(&self, kinds: &[TeamKind], directory: &Directory) -> bool {
        directory
            .teams()
            .any(|team| kinds.contains(&team.kind()) && self.acts_for(team.id()))
    }

    /// Whether the caller manages a team, or stands in for its manager.
    pub fn manages(&self, team: &TeamId) -> bool {
        self.in_role(Role::TeamManager, team)
    }

    /// Whether the caller may talk for a team about where a contact belongs: its manager, whoever
    /// stands in, or a consultant social worker of the team (C3-03, C3-04).
    pub fn talks_for(&self, team: &TeamId) -> bool {
        self.manages(team) || self.in_role(Role::ConsultantSocialWorker, team)
    }

    fn in_role(&self, role: Role, team: &TeamId) -> bool {
        let claimed = self.roles.contains(&role) && self.teams.contains(team);
        claimed
            || self
                .posts
                .iter()
                .any(|(held, of)| *held == role && of == team)
    }
}
