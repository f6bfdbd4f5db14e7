//! Who leads on a matter about a child or a sibling group: a table of the edition, read from the top.

use super::point::{Point, points};
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

/// What is known of the matter, as far as one child goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterFacts {
    /// What it is.
    pub matter: Matter,
    /// The child in question.
    pub child: ChildFacts,
    /// The other children of the household.
    pub siblings: Vec<ChildFacts>,
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

/// Who leads for a child, and what would change that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'t> {
    /// The row that says who leads; none where the edition does not say.
    pub leads: Option<&'t LeadRow>,
    /// What would make it another team or role, each by itself.
    pub would_change: Vec<Change<'t>>,
}

/// One thing that would change who leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'t> {
    /// What would have to be otherwise, in words.
    pub condition: String,
    /// The row that would say who leads; none where the edition would not say.
    pub leads: Option<&'t LeadRow>,
    /// The clauses it rests on: of the row that would apply, or else of the one that no longer would.
    pub clauses: &'t [ClauseId],
}

/// Says who leads for a child: the first row of the table that applies. Whatever the rows for the matter turn on is
/// then assumed the other way round, one thing at a time, and the table read again: what another team or role comes
/// of is what would change the answer.
pub fn who_leads<'t>(table: &'t [LeadRow], facts: &MatterFacts) -> Answer<'t> {
    let rows: Vec<&LeadRow> = table
        .iter()
        .filter(|row| row.matters.contains(&facts.matter))
        .collect();
    let first = |facts: &MatterFacts| rows.iter().copied().find(|row| row.when.holds(facts));
    let who = |row: Option<&LeadRow>| row.map(|row| (row.leads, row.role));
    let leads = first(facts);
    let points = points(rows.iter().map(|row| &row.when));
    let mut would_change = Vec::new();
    let mut assumed = vec![facts.clone()];
    for point in &points {
        let turned = point.turned(facts, &points);
        // Nothing can be otherwise here, or it is what was told already in other words.
        if assumed.contains(&turned) {
            continue;
        }
        let other = first(&turned);
        if who(other) != who(leads) {
            would_change.push(Change {
                condition: point.words(!point.holds(facts)),
                leads: other,
                clauses: other
                    .or(leads)
                    .map(|row| row.clauses.as_slice())
                    .unwrap_or_default(),
            });
        }
        assumed.push(turned);
    }
    Answer {
        leads,
        would_change,
    }
}

impl LeadCondition {
    fn holds(&self, facts: &MatterFacts) -> bool {
        self.asks().all(|ask| ask.holds(facts))
    }

    /// What it asks, part by part.
    pub(super) fn asks(&self) -> impl Iterator<Item = Ask> {
        let one_of = |any: Vec<Point>, wanted| Some(Ask { any, wanted });
        let kind = |kinds: &[TeamKind], point: fn(TeamKind) -> Point, wanted| {
            let any: Vec<Point> = kinds.iter().copied().map(point).collect();
            one_of(any, wanted).filter(|ask| !ask.any.is_empty())
        };
        let that = |point: Point, wanted: Option<bool>| one_of(vec![point], wanted?);
        [
            kind(&self.open_to, Point::OpenTo, true),
            kind(&self.not_open_to, Point::OpenTo, false),
            kind(&self.sibling_open_to, Point::SiblingOpenTo, true),
            self.from_age
                .and_then(|age| one_of(vec![Point::OfAge(age)], true)),
            self.under_age
                .and_then(|age| one_of(vec![Point::OfAge(age)], false)),
            self.household_has_age
                .and_then(|age| one_of(vec![Point::OfAge(age), Point::SiblingOfAge(age)], true)),
            self.household_open
                .and_then(|open| one_of(vec![Point::Open, Point::SiblingOpen], open)),
            that(Point::PoliceProtection, self.police_protection),
            that(Point::FitsAdolescent, self.fits_adolescent),
            that(Point::ConcernAboutAll, self.concern_about_all),
            that(Point::YoungerOnPlan, self.younger_sibling_on_plan),
            kind(&self.asked_by, Point::AskedBy, true),
            kind(&self.open_last_month, Point::OpenLastMonth, true),
            that(Point::CrimeFeared, self.crime_feared),
            that(Point::ExtraFamilialHarm, self.extra_familial_harm),
        ]
        .into_iter()
        .flatten()
    }
}

/// One part of a condition: one of these points has to hold, or none of them.
pub(super) struct Ask {
    pub(super) any: Vec<Point>,
    wanted: bool,
}

impl Ask {
    fn holds(&self, facts: &MatterFacts) -> bool {
        self.any.iter().any(|point| point.holds(facts)) == self.wanted
    }
}
