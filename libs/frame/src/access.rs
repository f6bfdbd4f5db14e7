//! Who may make which call. A call that [`TABLE`](table::TABLE) does not list is nobody's, and so is one
//! whose caller is none of those it lists.
//!
//! What the table opens is the door alone: whether a transfer, a dispute or a contact is the caller's to
//! deal with is decided by the service that knows it.

mod table;

use crate::{actor::Actor, rules::Rulebook};
use handrail_chassis::{
    identity::{Claim, Gate, Proof, SERVICE_PREFIX},
    world::Clock,
};
use handrail_contracts::status;
use handrail_domain::{
    OfficerId, Role, TeamId, calendar::london::local_date, directory::Directory,
};
use http::Extensions;
use std::fmt;
use tonic::Status;

pub use table::TABLE;

/// What a caller can be, as the table names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// An officer in a role, held or covered today.
    In(Role),
    /// A service of the suite: `service:` and its name.
    Service,
    /// A system of the authority, as a record system or a portal: `system:` and its name.
    System,
    /// Whoever operates the services: `operator:` and a name. Sees no child's data.
    Operator,
    /// Whoever may read everything and change nothing: `auditor:` and a name.
    Auditor,
}

impl Group {
    /// The groups that are told by how a subject begins.
    const PREFIXED: [(&str, Self); 4] = [
        (SERVICE_PREFIX, Self::Service),
        ("system:", Self::System),
        ("operator:", Self::Operator),
        ("auditor:", Self::Auditor),
    ];
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::In(role) => role.fmt(f),
            Self::Service => f.write_str("service"),
            Self::System => f.write_str("system"),
            Self::Operator => f.write_str("operator"),
            Self::Auditor => f.write_str("auditor"),
        }
    }
}

/// Who may make this call, as `handrail.feed.v1.FeedService/GetHeads`: nobody, where it is not listed.
pub fn admitted(method: &str) -> &'static [Group] {
    TABLE
        .iter()
        .find(|(listed, _)| *listed == method)
        .map_or(&[], |(_, groups)| groups)
}

/// Lets through whom the table lists.
pub(crate) struct Access {
    pub(crate) rulebook: Rulebook,
    pub(crate) clock: Clock,
}

impl Gate for Access {
    fn admit(&self, claim: Claim, method: &str, extensions: &mut Extensions) -> Result<(), Status> {
        let rules = self.rulebook.current();
        let on = local_date(self.clock.now());
        let posts = posts(&claim, |officer| rules.directory.posts_of(officer, on))?;
        let groups = groups(&claim, &posts, &rules.directory);
        let admitted = admitted(method);
        if !groups.iter().any(|group| admitted.contains(group)) {
            return Err(status::not_open(
                "this call is not open to the caller: the roles that may make it are in the table of calls",
            ));
        }
        extensions.insert(Actor::in_posts(claim.caller.subject.clone(), posts));
        extensions.insert(claim.caller);
        Ok(())
    }
}

/// The posts that count. A token is worth what the organisation gives its subject today, narrowed to what
/// it names; a word, in development, is believed where it names both roles and teams, and narrows otherwise.
fn posts(
    claim: &Claim,
    held: impl FnOnce(&OfficerId) -> Vec<(Role, TeamId)>,
) -> Result<Vec<(Role, TeamId)>, Status> {
    let caller = &claim.caller;
    let (names_roles, names_teams, believed) = match claim.proof {
        Proof::Word => {
            let (roles, teams) = (!caller.roles.is_empty(), !caller.teams.is_empty());
            (roles, teams, true)
        }
        Proof::Token {
            names_roles,
            names_teams,
        } => (names_roles, names_teams, false),
        Proof::Certificate => return Ok(Vec::new()),
    };
    let roles = caller.roles.iter().map(|role| role.parse::<Role>());
    let teams = caller.teams.iter().map(|team| team.parse::<TeamId>());
    // An issuer knows other things than ours; whoever says something here means us.
    let (roles, teams): (Vec<Role>, Vec<TeamId>) = if believed {
        let none = |what| Status::unauthenticated(format!("the caller claims a {what}"));
        let roles = roles
            .collect::<Result<_, _>>()
            .map_err(|_| none("role that does not exist"))?;
        let teams = teams
            .collect::<Result<_, _>>()
            .map_err(|_| none("team whose id can't be one"))?;
        (roles, teams)
    } else {
        (roles.flatten().collect(), teams.flatten().collect())
    };
    if believed && names_roles && names_teams {
        let each = |role: Role| teams.iter().map(move |team| (role, team.clone()));
        return Ok(roles.into_iter().flat_map(each).collect());
    }
    let held = caller
        .subject
        .parse::<OfficerId>()
        .map(|officer| held(&officer))
        .unwrap_or_default();
    let counts = |(role, team): &(Role, TeamId)| {
        (!names_roles || roles.contains(role)) && (!names_teams || teams.contains(team))
    };
    Ok(held.into_iter().filter(counts).collect())
}

/// What the caller is. A post counts in a team that there is.
fn groups(claim: &Claim, posts: &[(Role, TeamId)], directory: &Directory) -> Vec<Group> {
    let subject = claim.caller.subject.as_str();
    let prefixed = Group::PREFIXED
        .iter()
        .find(|(prefix, _)| subject.starts_with(prefix));
    match prefixed {
        Some((_, group)) => vec![*group],
        None => posts
            .iter()
            .filter(|(_, team)| directory.team(team).is_some())
            .map(|(role, _)| Group::In(*role))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
