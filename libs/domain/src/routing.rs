//! Where a contact goes from the front door, and why.

use crate::{
    child::{Birth, Need},
    clause::ClauseId,
    edition::{Destination, FrontDoor},
    team::TeamKind,
};
use chrono::NaiveDate;

/// What the front door looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// Needs and concerns.
    pub needs: Vec<Need>,
    /// The birth of the child the contact is made for.
    pub birth: Birth,
    /// The local day on which the contact was received.
    pub on: NaiveDate,
}

/// Where a contact goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// The kind of team.
    pub kind: TeamKind,
    /// Why, in words.
    pub because: String,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
    /// Every destination considered, up to and with the one chosen.
    pub considered: Vec<Considered>,
}

/// A destination that was considered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    /// The kind of team.
    pub kind: TeamKind,
    /// Its criteria are met.
    pub met: bool,
    /// Why, or why not.
    pub because: String,
}

/// Chooses exactly one destination: the first whose criteria are met (C3-01). Nothing when the
/// edition's last destination has criteria of its own that are not met either.
pub fn route(door: &FrontDoor, presented: &Presented) -> Option<Routed> {
    let mut considered = Vec::new();
    for destination in &door.destinations {
        match unmet(destination, presented) {
            Some(because) => considered.push(Considered {
                kind: destination.kind,
                met: false,
                because,
            }),
            None => {
                considered.push(Considered {
                    kind: destination.kind,
                    met: true,
                    because: destination.says.clone(),
                });
                return Some(Routed {
                    kind: destination.kind,
                    because: destination.says.clone(),
                    clauses: rests_on(door, destination),
                    considered,
                });
            }
        }
    }
    None
}

/// The clauses of the door and of the destination, each once.
fn rests_on(door: &FrontDoor, destination: &Destination) -> Vec<ClauseId> {
    let own = destination
        .clauses
        .iter()
        .filter(|clause| !door.clauses.contains(clause));
    door.clauses.iter().chain(own).cloned().collect()
}

fn unmet(destination: &Destination, presented: &Presented) -> Option<String> {
    let names = |needs: &[Need]| {
        needs
            .iter()
            .map(|need| need.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    if !destination.any_need.is_empty()
        && !destination
            .any_need
            .iter()
            .any(|need| presented.needs.contains(need))
    {
        return Some(format!(
            "none of these was presented: {}",
            names(&destination.any_need)
        ));
    }
    let missing: Vec<Need> = destination
        .all_needs
        .iter()
        .copied()
        .filter(|need| !presented.needs.contains(need))
        .collect();
    if !missing.is_empty() {
        return Some(format!("not presented: {}", names(&missing)));
    }
    if presented.birth.is_unborn() {
        return (!destination.unborn).then(|| "not for an unborn baby".to_owned());
    }
    let age = presented.birth.age_on(presented.on).map(|age| age.years);
    let too_young = destination
        .from_age
        .is_some_and(|from| age.is_none_or(|age| age < from));
    let too_old = destination
        .to_age
        .is_some_and(|to| age.is_none_or(|age| age > to));
    match (too_young, too_old) {
        (false, false) => None,
        (true, _) => Some(format!(
            "younger than {}",
            destination.from_age.unwrap_or_default()
        )),
        (false, true) => Some(format!(
            "older than {}",
            destination.to_age.unwrap_or_default()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Protocol;

    #[test]
    fn c3_01_a_destination_rests_on_each_clause_once() -> Result<(), &'static str> {
        let protocol = Protocol::embedded().map_err(|_| "the editions can be read")?;
        let current = protocol.editions().last().ok_or("there is an edition")?;
        let door = current.front_door.as_ref().ok_or("it has a front door")?;
        let on = NaiveDate::from_ymd_opt(2026, 3, 2).ok_or("a day")?;
        let presented = Presented {
            needs: vec![Need::Neglect],
            birth: Birth::Born { on },
            on,
        };
        let routed = route(door, &presented).ok_or("every contact has a destination")?;
        let clauses: Vec<_> = routed.clauses.iter().map(ClauseId::as_str).collect();
        assert_eq!(clauses, ["C3-01"]);
        Ok(())
    }
}
