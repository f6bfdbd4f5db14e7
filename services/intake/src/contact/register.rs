//! Registering a contact: what it has to hold, and which team receives it (C3-01).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use handrail_domain::{
    ChildId, DistrictId, HouseholdId, TeamKind,
    calendar::london::local_date,
    child::{Birth, Need},
    routing::{self, Presented, Routed},
};

use super::{
    Authority, Considered, Door, Name, Particulars, Referred, ReferrerKind, Refusal, Registered,
    Routing, particulars::ChildName,
};
use handrail_domain::text::Note;

/// The most children of one contact.
pub const CHILDREN: usize = 12;

/// Asks to register a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The household, for a family that is known.
    pub household: Option<HouseholdId>,
    /// The children, the one it is made for first.
    pub children: Vec<NewChild>,
    /// Needs and concerns presented, each once.
    pub needs: Vec<Need>,
    /// The district the family lives in.
    pub district: DistrictId,
    /// Who told the front door.
    pub referrer: ReferrerKind,
    /// The name of that person or service.
    pub referrer_name: Option<Name>,
    /// What was told.
    pub account: Note,
    /// When it was received.
    pub received_at: DateTime<Utc>,
}

/// A child as a contact names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChild {
    /// The child's id, for a child that is known.
    pub child: Option<ChildId>,
    /// The given name; an unborn baby may have none yet.
    pub given: Option<Name>,
    /// The family name.
    pub family: Name,
    /// Born when, or expected when.
    pub birth: Birth,
}

/// Something that does not fit together: the field, and what is wrong with it.
pub type Contradiction = (String, String);

impl Register {
    /// The children whose ids are given.
    pub fn known_children(&self) -> impl Iterator<Item = ChildId> {
        self.children.iter().filter_map(|new| new.child)
    }

    /// The children who are known in another household than the one that is given.
    pub fn misplaced(&self, known: &BTreeMap<ChildId, HouseholdId>) -> Vec<Contradiction> {
        let placed = |new: &NewChild| new.child.and_then(|child| known.get(&child));
        let elsewhere = |(_, new): &(usize, &NewChild)| {
            placed(new).is_some_and(|home| Some(*home) != self.household)
        };
        let misplaced = self.children.iter().enumerate().filter(elsewhere);
        misplaced
            .map(|(index, _)| {
                let what = "this child is known in another household: give that household's id";
                (format!("children[{index}].child_id"), what.to_owned())
            })
            .collect()
    }
}

/// Registers and routes a contact. `mint` gives the ids of a household and children that are new.
///
/// # Errors
/// When the caller is not of the front door, or no team of the organisation can take it.
pub fn register(
    command: Register,
    by: &Authority,
    door: Door<'_>,
    now: DateTime<Utc>,
    mint: impl Fn() -> uuid::Uuid,
) -> Result<(Registered, Particulars), Refusal> {
    if !by.acts_for_any(
        &[TeamKind::CustomerServiceCentre, TeamKind::Mash],
        door.directory,
    ) {
        return Err(Refusal::NotFrontDoorStaff {
            clauses: door.door.clauses.clone(),
        });
    }
    let routing = route(&command, door)?;
    let mut children = Vec::new();
    let mut names = Vec::new();
    for new in command.children {
        let child = new.child.unwrap_or_else(|| ChildId(mint()));
        children.push(Referred {
            child,
            birth: new.birth,
        });
        names.push(ChildName {
            child,
            given: new.given,
            family: new.family,
        });
    }
    let registered = Registered {
        household: command.household.unwrap_or_else(|| HouseholdId(mint())),
        children,
        needs: command.needs,
        district: command.district,
        referrer: command.referrer,
        received_at: command.received_at,
        edition: door.edition.id.clone(),
        routing,
        at: now,
    };
    let particulars = Particulars {
        names,
        referrer: command.referrer_name,
        account: command.account,
    };
    Ok((registered, particulars))
}

/// Finds the one destination, and the team of that kind for the district.
fn route(command: &Register, door: Door<'_>) -> Result<Routing, Refusal> {
    let nowhere = || Refusal::NoDestination {
        clauses: door.door.clauses.clone(),
    };
    let presented = Presented {
        needs: command.needs.clone(),
        birth: command.children.first().ok_or_else(nowhere)?.birth,
        on: local_date(command.received_at),
    };
    let Routed {
        kind,
        because,
        clauses,
        considered,
    } = routing::route(door.door, &presented).ok_or_else(nowhere)?;
    let Some(team) = door.team_of(kind, &command.district) else {
        return Err(Refusal::NoTeam {
            kind,
            district: command.district.clone(),
            clauses,
        });
    };
    let considered = considered.into_iter().map(|considered| Considered {
        kind: considered.kind,
        met: considered.met,
        because: considered.because,
    });
    Ok(Routing {
        kind,
        team: team.id().clone(),
        because,
        clauses,
        considered: considered.collect(),
    })
}
