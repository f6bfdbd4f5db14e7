//! Who leads on a matter about a child or a sibling group: a table of the edition, read from the top.

use crate::{
    child::PlanKind,
    clause::ClauseId,
    team::{Role, TeamKind, UnknownName, closed_list},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// Something about children that one team has to lead on.
    Matter, "matter" {
        /// A strategy discussion.
        StrategyDiscussion = "strategy-discussion",
        /// A section 47 enquiry.
        Enquiry = "enquiry",
        /// A child protection conference.
        Conference = "conference",
        /// Legal planning: who takes the chair.
        LegalPlanning = "legal-planning",
        /// The statement for the court.
        CourtStatement = "court-statement",
        /// A child and family assessment.
        Assessment = "assessment",
        /// The support of the family.
        Support = "support",
    }
}

/// What is known of one child.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChildFacts {
    /// In whole years; none of an unborn baby.
    pub age: Option<u32>,
    /// The kind of the team that leads for the child now; none when the child is open to nobody.
    pub open_to: Option<TeamKind>,
    /// The concern is about this child.
    pub concern: bool,
    /// The child was under police protection.
    pub police_protection: bool,
    /// The child fits the criteria of the adolescent service.
    pub fits_adolescent: bool,
    /// The child's plan.
    pub plan: Option<PlanKind>,
}

/// What is known of the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterFacts {
    /// What it is.
    pub matter: Matter,
    /// The children of the household, the one in question among them.
    pub children: Vec<ChildFacts>,
    /// The kind of team that asks for it; none when nobody in particular does.
    pub asked_by: Option<TeamKind>,
    /// The kind of team the case was open to within the last month, if it was and is no more.
    pub open_last_month: Option<TeamKind>,
    /// It is feared that a child is the victim of a crime.
    pub crime_feared: bool,
    /// Harm comes from outside the family.
    pub extra_familial_harm: bool,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LeadRow {
    /// The matters it is about.
    pub matters: Vec<Matter>,
    /// When it applies; every condition that is given has to hold.
    #[serde(default)]
    pub when: LeadCondition,
    /// The kind of team that leads.
    pub leads: TeamKind,
    /// The role in it, where the edition names one.
    pub role: Option<Role>,
    /// Why, in our own words.
    pub says: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

/// What a row asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct LeadCondition {
    /// The child is open to a team of one of these kinds.
    pub open_to: Vec<TeamKind>,
    /// The child is open to no team of these kinds.
    pub not_open_to: Vec<TeamKind>,
    /// A sibling is open to a team of one of these kinds.
    pub sibling_open_to: Vec<TeamKind>,
    /// The child is at least this old.
    pub from_age: Option<u32>,
    /// The child is younger than this, or unborn.
    pub under_age: Option<u32>,
    /// The child was, or was not, under police protection.
    pub police_protection: Option<bool>,
    /// The child fits, or does not fit, the criteria of the adolescent service.
    pub fits_adolescent: Option<bool>,
    /// The household is, or is not, open to anybody.
    pub household_open: Option<bool>,
    /// A child of the household is at least this old.
    pub household_has_age: Option<u32>,
    /// The concern is, or is not, about every child.
    pub concern_about_all: Option<bool>,
    /// A younger sibling has, or no younger sibling has, a child in need or child protection plan.
    pub younger_sibling_on_plan: Option<bool>,
    /// It is asked for by a team of one of these kinds.
    pub asked_by: Vec<TeamKind>,
    /// The case was open to a team of one of these kinds within the last month.
    pub open_last_month: Vec<TeamKind>,
    /// A crime against a child is, or is not, feared.
    pub crime_feared: Option<bool>,
    /// Harm does, or does not, come from outside the family.
    pub extra_familial_harm: Option<bool>,
}

/// Who leads, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leads {
    /// The kind of team.
    pub kind: TeamKind,
    /// The role in it, where the edition names one.
    pub role: Option<Role>,
    /// Why, in words.
    pub because: String,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
    /// What would change it: rows that only one condition keeps from applying.
    pub would_change: Vec<Change>,
}

/// What would make another team lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kind of team that would lead.
    pub kind: TeamKind,
    /// The one condition that does not hold.
    pub condition: String,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
}

/// Says who leads for one child of the matter (`child` is its place among the children): the first row that
/// applies. Nothing when none does, or there is no such child.
pub fn who_leads(table: &[LeadRow], facts: &MatterFacts, child: usize) -> Option<Leads> {
    facts.children.get(child)?;
    let rows = || {
        table
            .iter()
            .filter(|row| row.matters.contains(&facts.matter))
    };
    let found = rows().find(|row| row.when.unmet(facts, child).is_empty())?;
    let mut would_change = Vec::new();
    for row in rows().take_while(|row| *row != found) {
        if row.leads != found.leads
            && let [condition] = row.when.unmet(facts, child).as_slice()
        {
            would_change.push(Change {
                kind: row.leads,
                condition: condition.clone(),
                clauses: row.clauses.clone(),
            });
        }
    }
    Some(Leads {
        kind: found.leads,
        role: found.role,
        because: found.says.clone(),
        clauses: found.clauses.clone(),
        would_change,
    })
}

impl LeadCondition {
    /// The conditions that do not hold, in words.
    fn unmet(&self, facts: &MatterFacts, child: usize) -> Vec<String> {
        let Some(own) = facts.children.get(child) else {
            return vec!["there is no such child".to_owned()];
        };
        let siblings = || {
            facts
                .children
                .iter()
                .enumerate()
                .filter(move |(index, _)| *index != child)
                .map(|(_, sibling)| sibling)
        };
        let open = |kinds: &[TeamKind], one: &ChildFacts| {
            one.open_to.is_some_and(|kind| kinds.contains(&kind))
        };
        let among = |kinds: &[TeamKind], kind: Option<TeamKind>| {
            kind.is_some_and(|kind| kinds.contains(&kind))
        };
        let younger = siblings().any(|sibling| {
            let is_younger = sibling.age < own.age;
            let on_plan = matches!(
                sibling.plan,
                Some(PlanKind::ChildInNeed | PlanKind::ChildProtection)
            );
            is_younger && on_plan
        });
        let household_open = facts.children.iter().any(|one| one.open_to.is_some());
        let about_all = facts.children.iter().all(|one| one.concern);
        let oldest = facts.children.iter().filter_map(|one| one.age).max();
        let mut unmet = Vec::new();
        let mut ask = |holds: bool, words: String| {
            if !holds {
                unmet.push(words);
            }
        };
        let given = |kinds: &[TeamKind]| !kinds.is_empty();
        ask(
            !given(&self.open_to) || open(&self.open_to, own),
            format!("the child is open to {}", names(&self.open_to)),
        );
        ask(
            !given(&self.not_open_to) || !open(&self.not_open_to, own),
            format!("the child is not open to {}", names(&self.not_open_to)),
        );
        ask(
            !given(&self.sibling_open_to) || siblings().any(|one| open(&self.sibling_open_to, one)),
            format!("a sibling is open to {}", names(&self.sibling_open_to)),
        );
        ask(
            self.from_age
                .is_none_or(|from| own.age.is_some_and(|age| age >= from)),
            format!(
                "the child is {} or older",
                self.from_age.unwrap_or_default()
            ),
        );
        ask(
            self.under_age
                .is_none_or(|under| own.age.is_none_or(|age| age < under)),
            format!("the child is under {}", self.under_age.unwrap_or_default()),
        );
        ask(
            self.household_has_age
                .is_none_or(|from| oldest.is_some_and(|age| age >= from)),
            format!(
                "a child of the household is {} or older",
                self.household_has_age.unwrap_or_default()
            ),
        );
        ask(
            !given(&self.asked_by) || among(&self.asked_by, facts.asked_by),
            format!("it is asked for by {}", names(&self.asked_by)),
        );
        ask(
            !given(&self.open_last_month) || among(&self.open_last_month, facts.open_last_month),
            format!(
                "the case was open to {} within the last month",
                names(&self.open_last_month)
            ),
        );
        let flags = [
            (
                self.police_protection,
                own.police_protection,
                "the child was under police protection",
            ),
            (
                self.fits_adolescent,
                own.fits_adolescent,
                "the child fits the criteria of the adolescent service",
            ),
            (
                self.household_open,
                household_open,
                "the household is open to a team",
            ),
            (
                self.concern_about_all,
                about_all,
                "the concern is about every child",
            ),
            (
                self.younger_sibling_on_plan,
                younger,
                "a younger sibling has a plan",
            ),
            (
                self.crime_feared,
                facts.crime_feared,
                "a crime against a child is feared",
            ),
            (
                self.extra_familial_harm,
                facts.extra_familial_harm,
                "harm comes from outside the family",
            ),
        ];
        for (wanted, is, words) in flags {
            let not = if wanted == Some(false) {
                "it does not hold that "
            } else {
                ""
            };
            ask(
                wanted.is_none_or(|wanted| wanted == is),
                format!("{not}{words}"),
            );
        }
        unmet
    }
}

fn names(kinds: &[TeamKind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    names.join(" or ")
}
