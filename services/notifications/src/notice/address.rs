//! From posts to people: whom the tells of an entry reach on a day.

use super::{Failure, ShortName, Tell};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::directory::{Directory, Vacancy};
use handrail_domain::obligation::Post;
use handrail_domain::{ClauseId, OfficerId, Role};

/// One notice to be written: everything that an entry tells one recipient for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// The post it is addressed to; the first, where the same person is reached through several.
    pub to: Post,
    /// Whom it reaches.
    pub addressee: Addressee,
    /// Why.
    pub reason: ShortName,
    /// The clauses of every tell that reaches them for this reason.
    pub clauses: Vec<ClauseId>,
    /// The earliest due time among them.
    pub due: Option<DateTime<Utc>>,
    /// The vacant posts in whose place the person is told.
    pub in_place_of: Vec<Post>,
}

/// Whom a notice reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Addressee {
    /// An officer.
    Officer {
        /// The officer.
        id: OfficerId,
        /// For whom they cover, the holder of the post first.
        covering_for: Vec<OfficerId>,
    },
    /// Nobody, which is recorded so that it can be seen.
    Nobody(Failure),
}

/// Whom the tells of one entry reach on `on`: each officer once for each reason, through however
/// many posts. Whoever covers is told in the holder's place (C3-04, E-ALLOC-FS-20). For a vacant
/// post the next level of management of that team is told, so that what has to reach somebody does;
/// and the vacancy itself gives a notice to nobody.
pub fn address(directory: &Directory, tells: &[Tell], on: NaiveDate) -> Vec<Addressed> {
    let mut addressed = Vec::new();
    for tell in tells {
        climb(directory, tell, on, &mut addressed);
    }
    addressed
}

fn climb(directory: &Directory, tell: &Tell, on: NaiveDate, addressed: &mut Vec<Addressed>) {
    let mut vacant: Vec<Post> = Vec::new();
    let mut next = Some(tell.to.role);
    while let Some(role) = next {
        let team = tell.to.team.clone();
        let post = Post { team, role };
        let (addressee, in_place_of) = match directory.in_role(&post.team, role, on) {
            Ok(found) => {
                next = None;
                let id = found.officer.id().clone();
                let covering_for = found.covering_for;
                (Addressee::Officer { id, covering_for }, vacant.clone())
            }
            Err(vacancy) => {
                next = level_above(role).filter(|_| vacancy.why != Vacancy::UnknownTeam);
                vacant.push(post.clone());
                (Addressee::Nobody(Failure::of(vacancy.why)), Vec::new())
            }
        };
        merge(addressed, post, addressee, tell, in_place_of);
    }
}

fn merge(
    addressed: &mut Vec<Addressed>,
    to: Post,
    addressee: Addressee,
    tell: &Tell,
    in_place_of: Vec<Post>,
) {
    let same = |other: &&mut Addressed| {
        other.reason == tell.reason
            && match (&other.addressee, &addressee) {
                (Addressee::Officer { id, .. }, Addressee::Officer { id: new, .. }) => id == new,
                (Addressee::Nobody(_), Addressee::Nobody(_)) => other.to == to,
                (Addressee::Officer { .. }, Addressee::Nobody(_))
                | (Addressee::Nobody(_), Addressee::Officer { .. }) => false,
            }
    };
    let Some(known) = addressed.iter_mut().find(same) else {
        addressed.push(Addressed {
            to,
            addressee,
            reason: tell.reason.clone(),
            clauses: tell.clauses.clone(),
            due: tell.due,
            in_place_of,
        });
        return;
    };
    add_new(&mut known.clauses, tell.clauses.iter().cloned());
    add_new(&mut known.in_place_of, in_place_of);
    known.due = [known.due, tell.due].into_iter().flatten().min();
}

fn add_new<T: PartialEq>(to: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for item in more {
        if !to.contains(&item) {
            to.push(item);
        }
    }
}

fn level_above(role: Role) -> Option<Role> {
    match role {
        Role::SocialWorker
        | Role::Practitioner
        | Role::ConsultantSocialWorker
        | Role::BusinessSupportOfficer => Some(Role::TeamManager),
        Role::TeamManager => Some(Role::ServiceManager),
        Role::ServiceManager => Some(Role::HeadOfService),
        Role::HeadOfService => Some(Role::Director),
        Role::Director => None,
    }
}
