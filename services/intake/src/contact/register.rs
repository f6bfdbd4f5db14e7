//! Registering a contact: what it has to hold, and which team receives it (C3-01).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
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
/// The oldest young person the front door knows of, in years.
const OLDEST_YEARS: u32 = 25;
/// How far ahead a birth can be expected.
const EXPECTED_WITHIN: Days = Days::new(45 * 7);
/// How long after the expected date a baby can still be unborn.
const OVERDUE_WITHIN: Days = Days::new(4 * 7);

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

    /// What is wrong with it in itself: anything given twice, and births that can't be.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let mut wrong = Vec::new();
        let mut children = BTreeSet::new();
        for (index, child) in self.children.iter().enumerate() {
            if child.child.is_some_and(|id| !children.insert(id)) {
                let what = "names a child for the second time";
                wrong.push((format!("children[{index}].child_id"), what.to_owned()));
            }
            if let Some(what) = impossible(child.birth, local_date(self.received_at)) {
                wrong.push((format!("children[{index}].birth"), what));
            }
        }
        let mut needs = BTreeSet::new();
        for (index, need) in self.needs.iter().enumerate() {
            if !needs.insert(need) {
                let what = "is given for the second time";
                wrong.push((format!("needs[{index}]"), what.to_owned()));
            }
        }
        wrong
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

fn impossible(birth: Birth, received: NaiveDate) -> Option<String> {
    match birth {
        Birth::Born { on } if on > received => {
            Some("lies after the day on which the contact was received".to_owned())
        }
        Birth::Born { on } => {
            let oldest = received.checked_sub_months(Months::new(12 * OLDEST_YEARS))?;
            (on < oldest).then(|| format!("lies more than {OLDEST_YEARS} years back"))
        }
        Birth::Expected { on } => {
            if received
                .checked_add_days(EXPECTED_WITHIN)
                .is_some_and(|last| on > last)
            {
                return Some(
                    "no birth can be expected that far ahead: 45 weeks at most".to_owned(),
                );
            }
            let overdue = received.checked_sub_days(OVERDUE_WITHIN)?;
            (on < overdue).then(|| "was more than 4 weeks ago: give the date of birth".to_owned())
        }
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
