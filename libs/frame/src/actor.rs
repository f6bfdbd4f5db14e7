//! Who acts: the caller of a request, with roles and teams from the domain's own lists.

use handrail_chassis::identity::Caller;
use handrail_domain::{Role, TeamId};
use std::collections::BTreeSet;
use tonic::{Request, Status};

/// The caller of a request. Recorded with everything the caller causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The officer's id, or `service:` and a service's name.
    pub subject: String,
    roles: BTreeSet<Role>,
    teams: BTreeSet<TeamId>,
}

impl Actor {
    /// The caller of a request.
    ///
    /// # Errors
    /// UNAUTHENTICATED when nobody is recognised, or a role or team is not one.
    pub fn of<T>(request: &Request<T>) -> Result<Self, Status> {
        let caller = Caller::of(request)?;
        let roles: Result<_, _> = caller
            .roles
            .iter()
            .map(|role| role.parse::<Role>())
            .collect();
        let teams: Result<_, _> = caller
            .teams
            .iter()
            .map(|team| team.parse::<TeamId>())
            .collect();
        Ok(Self {
            subject: caller.subject,
            roles: roles.map_err(|_| {
                Status::unauthenticated("the caller claims a role that does not exist")
            })?,
            teams: teams.map_err(|_| {
                Status::unauthenticated("the caller claims a team whose id can't be one")
            })?,
        })
    }

    /// A service on its own account, for what a timer or a follower causes.
    pub fn service(name: &str) -> Self {
        Self {
            subject: Caller::service(name).subject,
            roles: BTreeSet::new(),
            teams: BTreeSet::new(),
        }
    }

    /// A person in roles for teams.
    pub fn person(
        subject: &str,
        roles: impl IntoIterator<Item = Role>,
        teams: impl IntoIterator<Item = TeamId>,
    ) -> Self {
        Self {
            subject: subject.to_owned(),
            roles: roles.into_iter().collect(),
            teams: teams.into_iter().collect(),
        }
    }

    /// Whether the caller acts for a team.
    pub fn acts_for(&self, team: &TeamId) -> bool {
        self.teams.contains(team)
    }

    /// Whether the caller acts for a team in a role.
    pub fn holds(&self, role: Role, team: &TeamId) -> bool {
        self.roles.contains(&role) && self.teams.contains(team)
    }

    /// The teams the caller acts for.
    pub fn teams(&self) -> impl Iterator<Item = &TeamId> {
        self.teams.iter()
    }

    /// The roles the caller acts in.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        self.roles.iter().copied()
    }
}
