//! Whom a caller may speak for at the front door.

use std::collections::BTreeSet;

use handrail_domain::{Role, TeamId, TeamKind, directory::Directory};

/// The posts that a caller holds or covers (C3-04).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authority {
    posts: BTreeSet<(Role, TeamId)>,
}

impl Authority {
    /// The authority of a caller in these posts.
    pub fn new(posts: impl IntoIterator<Item = (Role, TeamId)>) -> Self {
        Self {
            posts: posts.into_iter().collect(),
        }
    }

    /// Whether the caller is of a team, or stands in for somebody who is.
    pub fn acts_for(&self, team: &TeamId) -> bool {
        self.posts.iter().any(|(_, of)| of == team)
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
        self.posts
            .iter()
            .any(|(held, of)| *held == role && of == team)
    }
}
