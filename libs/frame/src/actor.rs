//! Who acts: the caller of a request, with the posts that count.

use handrail_chassis::identity::Caller;
use handrail_domain::{Role, TeamId};
use std::collections::BTreeSet;
use tonic::{Request, Status};

/// The caller of a request. Recorded with everything the caller causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The officer's id, or what kind of caller it is and its name, as `service:transfers`.
    pub subject: String,
    posts: BTreeSet<(Role, TeamId)>,
}

impl Actor {
    /// The caller of a request, as [`Access`](crate::access::Access) let it through.
    ///
    /// # Errors
    /// UNAUTHENTICATED when nobody was let through.
    pub fn of<T>(request: &Request<T>) -> Result<Self, Status> {
        request
            .extensions()
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Status::unauthenticated("nobody is recognised as the caller"))
    }

    /// A service on its own account, for what a timer or a follower causes.
    pub fn service(name: &str) -> Self {
        Self::in_posts(Caller::service(name).subject, [])
    }

    /// A person in each of the roles for each of the teams.
    pub fn person(
        subject: &str,
        roles: impl IntoIterator<Item = Role>,
        teams: impl IntoIterator<Item = TeamId>,
    ) -> Self {
        let teams: Vec<TeamId> = teams.into_iter().collect();
        let posts = roles
            .into_iter()
            .flat_map(|role| teams.iter().map(move |team| (role, team.clone())));
        Self::in_posts(subject.to_owned(), posts)
    }

    /// A caller in these posts.
    pub(crate) fn in_posts(
        subject: String,
        posts: impl IntoIterator<Item = (Role, TeamId)>,
    ) -> Self {
        Self {
            subject,
            posts: posts.into_iter().collect(),
        }
    }

    /// Whether the caller acts for a team, in whatever role.
    pub fn acts_for(&self, team: &TeamId) -> bool {
        self.posts.iter().any(|(_, of)| of == team)
    }

    /// Whether the caller acts for a team in a role.
    pub fn holds(&self, role: Role, team: &TeamId) -> bool {
        self.posts
            .iter()
            .any(|(held, of)| *held == role && of == team)
    }

    /// The roles the caller acts in, each with its team.
    pub fn posts(&self) -> impl Iterator<Item = &(Role, TeamId)> {
        self.posts.iter()
    }
}
