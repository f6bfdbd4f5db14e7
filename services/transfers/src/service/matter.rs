//! Who leads on a matter: what is known of the children here, and the table of the edition.

use super::Transfers;
use crate::{
    error::Error,
    store,
    transfer::{Refusal, Wrong},
};
use handrail_contracts::transfers::v1 as wire;
use handrail_domain::{
    ChildId, ClauseId, EditionId, HouseholdId, TeamId, TeamKind,
    calendar::london::local_date,
    child::{Birth, PlanKind},
    directory::Directory,
    edition::{Edition, Protocol, RuleName},
    lead::{Answer, ChildFacts, Matter, MatterFacts, who_leads},
};
use std::collections::BTreeSet;

/// A matter as it was asked about.
#[derive(Debug)]
pub(crate) struct AskedMatter {
    pub(crate) edition: Option<EditionId>,
    pub(crate) matter: Matter,
    pub(crate) children: Vec<AskedChild>,
    pub(crate) asked_by: Option<TeamId>,
    pub(crate) open_last_month: Option<TeamId>,
    pub(crate) crime_feared: bool,
    pub(crate) extra_familial_harm: bool,
}

/// A child as it was asked about.
#[derive(Debug)]
pub(crate) struct AskedChild {
    pub(crate) who: Who,
    pub(crate) concern: bool,
    pub(crate) police_protection: bool,
    pub(crate) fits_adolescent: bool,
    pub(crate) plan: Option<PlanKind>,
}

/// Somebody who is known here, or not.
#[derive(Debug)]
pub(crate) enum Who {
    Known(ChildId),
    Born(Birth),
}

/// A child as far as it is known here: of one who isn't, the birth that was given.
struct Found {
    birth: Birth,
    household: Option<HouseholdId>,
    led_by: Option<TeamId>,
}

impl Transfers {
    /// Who leads for each child, why, and what would change it.
    ///
    /// # Errors
    /// Every field that contradicts what is known, all at once.
    pub(crate) async fn who_leads(
        &self,
        asked: AskedMatter,
    ) -> Result<wire::WhoLeadsResponse, Error> {
        let rules = self.rulebook.current();
        let today = local_date(self.ledger.now());
        let edition = match &asked.edition {
            Some(id) => rules.protocol.edition(id),
            None => rules.protocol.in_force(today),
        };
        let mut found = Vec::new();
        for child in &asked.children {
            found.push(self.found(&child.who).await?);
        }
        let mut wrong = Vec::new();
        if edition.is_none() {
            wrong.push(no_such_edition(&rules.protocol));
        }
        wrong.extend(wrong_children(edition, &asked.children, &found));
        wrong.extend(wrong_teams(&rules.directory, &asked));
        let Some(edition) = edition.filter(|_| wrong.is_empty()) else {
            return Err(Refusal::Fields(wrong).into());
        };
        let kind = |team: &Option<TeamId>| kind(&rules.directory, team.as_ref());
        let facts = |(child, found): (&AskedChild, &Found)| ChildFacts {
            age: found.birth.age_on(today).map(|age| age.years),
            open_to: kind(&found.led_by),
            concern: child.concern,
            police_protection: child.police_protection,
            fits_adolescent: child.fits_adolescent,
            plan: child.plan,
        };
        let found: Vec<Found> = found.into_iter().flatten().collect();
        let children: Vec<ChildFacts> = asked.children.iter().zip(&found).map(facts).collect();
        let leads = asked.children.iter().enumerate().map(|(index, child)| {
            let mut siblings = children.clone();
            let facts = MatterFacts {
                matter: asked.matter,
                child: siblings.remove(index),
                siblings,
                asked_by: kind(&asked.asked_by),
                open_last_month: kind(&asked.open_last_month),
                crime_feared: asked.crime_feared,
                extra_familial_harm: asked.extra_familial_harm,
            };
            to_wire(&child.who, &who_leads(&edition.leads, &facts))
        });
        Ok(wire::WhoLeadsResponse {
            leads: leads.collect(),
        })
    }

    /// Nothing of a child whose id nobody knows.
    async fn found(&self, who: &Who) -> Result<Option<Found>, Error> {
        let id = match who {
            Who::Known(id) => *id,
            Who::Born(birth) => {
                return Ok(Some(Found {
                    birth: *birth,
                    household: None,
                    led_by: None,
                }));
            }
        };
        let reading = store::child(self.ledger.db(), id);
        let Some(known) = self.ledger.read("child.get", reading).await? else {
            return Ok(None);
        };
        let reading = store::lead_now(self.ledger.db(), id);
        let lead = self.ledger.read("lead.get", reading).await?;
        Ok(Some(Found {
            birth: known.birth,
            household: Some(known.household),
            led_by: lead.map(|lead| lead.team),
        }))
    }
}

pub(super) fn no_such_edition(protocol: &Protocol) -> Wrong {
    let ids: Vec<&str> = protocol
        .editions()
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    Wrong {
        field: "edition_id".to_owned(),
        description: format!("no such edition; one of: {}", ids.join(", ")),
        clauses: Vec::new(),
    }
}

/// The children of one household are asked about, each once.
fn wrong_children(
    edition: Option<&Edition>,
    asked: &[AskedChild],
    found: &[Option<Found>],
) -> Vec<Wrong> {
    let household = found.iter().flatten().find_map(|one| one.household);
    let together = edition.and_then(|edition| edition.rule(RuleName::SiblingGroup));
    let mut before = BTreeSet::new();
    let wrong = asked.iter().zip(found).enumerate().filter_map(|(index, (child, found))| {
        let Who::Known(id) = child.who else {
            return None;
        };
        let first = before.insert(id);
        let (description, rule) = match found {
            None => ("no such child", None),
            Some(_) if !first => ("stands there twice", None),
            Some(one) if one.household != household => (
                "of another household than the first child with an id: ask about each household by itself",
                together,
            ),
            Some(_) => return None,
        };
        Some(Wrong {
            field: format!("children[{index}].child_id"),
            description: description.to_owned(),
            clauses: rule.map(|rule| rule.clauses.clone()).unwrap_or_default(),
        })
    });
    wrong.collect()
}

fn wrong_teams(directory: &Directory, asked: &AskedMatter) -> Vec<Wrong> {
    let teams = [
        ("asked_by_team_id", &asked.asked_by),
        ("open_last_month_team_id", &asked.open_last_month),
    ];
    let wrong = teams
        .into_iter()
        .filter(|(_, team)| team.is_some() && kind(directory, team.as_ref()).is_none());
    let wrong = wrong.map(|(field, _)| Wrong {
        field: field.to_owned(),
        description: "the organisation has no such team".to_owned(),
        clauses: Vec::new(),
    });
    wrong.collect()
}

fn kind(directory: &Directory, team: Option<&TeamId>) -> Option<TeamKind> {
    directory.team(team?).map(|team| team.kind())
}

fn to_wire(who: &Who, answer: &Answer<'_>) -> wire::MatterLead {
    let child_id = match who {
        Who::Known(id) => id.to_string(),
        Who::Born(_) => String::new(),
    };
    let would_change = answer.would_change.iter().map(|change| wire::WouldChange {
        team_kind: change
            .leads
            .map(|row| row.leads.to_string())
            .unwrap_or_default(),
        condition: change.condition.clone(),
        clause_ids: names(change.clauses),
    });
    let would_change = would_change.collect();
    let Some(row) = answer.leads else {
        return wire::MatterLead {
            child_id,
            because: "the edition does not say".to_owned(),
            would_change,
            ..wire::MatterLead::default()
        };
    };
    wire::MatterLead {
        child_id,
        team_kind: row.leads.to_string(),
        role: row.role.map(|role| role.to_string()).unwrap_or_default(),
        because: row.says.clone(),
        clause_ids: names(&row.clauses),
        would_change,
    }
}

fn names(clauses: &[ClauseId]) -> Vec<String> {
    clauses.iter().map(ToString::to_string).collect()
}
