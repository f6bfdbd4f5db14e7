//! Sharing without consent: whatever the family has decided, and whether or not it has a form (E-CONSENT-18).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use handrail_domain::{
    CategoryId, ChildId, ClauseId, DisclosureId, EditionId, HouseholdId, TeamId, edition::RuleName,
    obligation::Subject,
};
use serde::{Deserialize, Serialize};

use super::{
    Direction, Refusal, Terms, Wrong,
    check::{misplaced, second_time, unknown_category},
};
use crate::{contact::Authority, repeated::repeated};

/// A decision to share without consent. What is believed, and who is told, stand with the particulars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Its id.
    pub id: DisclosureId,
    /// The household.
    pub household: HouseholdId,
    /// The children it is about.
    pub children: Vec<ChildId>,
    /// The edition it rests on.
    pub edition: EditionId,
    /// The team that decided.
    pub team: TeamId,
    /// Why it is lawful.
    pub ground: Ground,
    /// It is given; it is obtained otherwise.
    pub gives: bool,
    /// The kind of professional, where it is one of the form.
    pub category: Option<CategoryId>,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
}

/// Why something can be shared without consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// It is believed to protect the child or the family.
    ProtectsFamily,
    /// It is believed to prevent harm to somebody else.
    PreventsHarm,
    /// It is believed to prevent or detect a crime.
    PreventsOrDetectsCrime,
}

/// Asks to share without consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDisclosure {
    /// The team that decides.
    pub team: TeamId,
    /// The household.
    pub household: HouseholdId,
    /// The children.
    pub children: Vec<ChildId>,
    /// Why it is lawful; has to be said.
    pub ground: Option<Ground>,
    /// Which way it goes.
    pub direction: Direction,
    /// The kind of professional.
    pub category: Option<CategoryId>,
}

/// Decides to share without consent. No consent is looked at: none could stand in the way. `known` are the
/// households of those children whom the front door knows.
///
/// # Errors
/// When the caller is of another team, a child is named again or is known elsewhere, no ground is given, or the kind of
/// professional is unknown.
pub fn disclose(
    id: DisclosureId,
    new: &NewDisclosure,
    known: &BTreeMap<ChildId, HouseholdId>,
    by: &Authority,
    terms: Terms<'_>,
    now: DateTime<Utc>,
) -> Result<Disclosure, Refusal> {
    let clauses = terms.rule(RuleName::ShareWithoutConsent);
    if !by.acts_for(&new.team) {
        return Err(Refusal::NotForThem {
            team: new.team.clone(),
            clauses,
        });
    }
    let children = || new.children.iter().copied().map(Some);
    let mut wrong = misplaced(children(), new.household, known, |index| {
        format!("child_ids[{index}]")
    });
    wrong.extend(wrong_with(
        children(),
        new.ground,
        new.category.as_ref(),
        terms,
    ));
    match new.ground {
        Some(ground) if wrong.is_empty() => Ok(Disclosure {
            id,
            household: new.household,
            children: new.children.clone(),
            edition: terms.edition.id.clone(),
            team: new.team.clone(),
            ground,
            gives: new.direction == Direction::Give,
            category: new.category.clone(),
            at: now,
            clauses,
        }),
        _ => Err(Refusal::Wrong(wrong)),
    }
}

/// What is wrong with a decision in itself, as far as it could be read: a child that could not is `None`.
pub fn wrong_with(
    children: impl Iterator<Item = Option<ChildId>>,
    ground: Option<Ground>,
    category: Option<&CategoryId>,
    terms: Terms<'_>,
) -> Vec<Wrong> {
    let again = repeated(children).into_iter();
    let mut wrong: Vec<_> = again
        .map(|index| second_time(format!("child_ids[{index}]")))
        .collect();
    wrong.extend(category.and_then(|category| unknown_category(terms, "category", category)));
    if ground.is_none() {
        let clauses = terms.rule(RuleName::ShareWithoutConsent);
        wrong.push(Wrong::under(
            clauses,
            "ground",
            "one of the three grounds is needed",
        ));
    }
    wrong
}

impl Disclosure {
    /// What it is called in journals.
    pub fn subject(&self) -> Subject {
        Subject {
            kind: "disclosure".to_owned(),
            id: self.id.0,
            household: self.household,
        }
    }
}
