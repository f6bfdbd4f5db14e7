//! What the table of who leads turns on: points that hold or don't, and can be assumed the other way round.

use super::{ChildFacts, LeadCondition, MatterFacts};
use crate::{child::PlanKind, team::TeamKind};
use std::iter::once;

/// Something that holds of a matter, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Point {
    OpenTo(TeamKind),
    SiblingOpenTo(TeamKind),
    /// The child is open to any team.
    Open,
    SiblingOpen,
    /// The child is at least this old, so born.
    OfAge(u32),
    SiblingOfAge(u32),
    PoliceProtection,
    FitsAdolescent,
    ConcernAboutAll,
    YoungerOnPlan,
    AskedBy(TeamKind),
    OpenLastMonth(TeamKind),
    CrimeFeared,
    ExtraFamilialHarm,
}

/// The points of conditions, each once.
pub(super) fn points<'c>(conditions: impl Iterator<Item = &'c LeadCondition>) -> Vec<Point> {
    let mut points = Vec::new();
    for point in conditions.flat_map(|when| when.asks().flat_map(|ask| ask.any)) {
        if !points.contains(&point) {
            points.push(point);
        }
    }
    points
}

impl Point {
    pub(super) fn holds(self, facts: &MatterFacts) -> bool {
        let MatterFacts {
            child, siblings, ..
        } = facts;
        match self {
            Self::OpenTo(kind) => child.open_to == Some(kind),
            Self::SiblingOpenTo(kind) => siblings.iter().any(|one| one.open_to == Some(kind)),
            Self::OfAge(age) => is_of(child, age),
            Self::SiblingOfAge(age) => siblings.iter().any(|one| is_of(one, age)),
            Self::PoliceProtection => child.police_protection,
            Self::FitsAdolescent => child.fits_adolescent,
            Self::Open => child.open_to.is_some(),
            Self::SiblingOpen => siblings.iter().any(|one| one.open_to.is_some()),
            Self::ConcernAboutAll => once(child).chain(siblings).all(|one| one.concern),
            Self::YoungerOnPlan => siblings
                .iter()
                .any(|one| one.age < child.age && one.plan.is_some_and(of_social_work)),
            Self::AskedBy(kind) => facts.asked_by == Some(kind),
            Self::OpenLastMonth(kind) => facts.open_last_month == Some(kind),
            Self::CrimeFeared => facts.crime_feared,
            Self::ExtraFamilialHarm => facts.extra_familial_harm,
        }
    }

    /// The same matter with this the other way round and everything else as it is. What holds of no sibling is assumed
    /// of one more. `points` are those of the whole table: a team of which none of them tells stands for any other.
    pub(super) fn turned(self, facts: &MatterFacts, points: &[Self]) -> MatterFacts {
        let mut turned = facts.clone();
        let holds = self.holds(facts);
        let unless_it_holds = |kind| (!holds).then_some(kind);
        let other_than = |point: fn(TeamKind) -> Self| {
            let mut kinds = TeamKind::ALL.iter().copied();
            kinds.find(|kind| !points.contains(&point(*kind)))
        };
        // What is said of every child stays true of one more.
        let one_more = ChildFacts {
            concern: true,
            ..ChildFacts::default()
        };
        let child = &mut turned.child;
        let siblings = &mut turned.siblings;
        match self {
            Self::OpenTo(kind) => child.open_to = unless_it_holds(kind),
            Self::SiblingOpenTo(kind) if holds => siblings
                .iter_mut()
                .filter(|one| one.open_to == Some(kind))
                .for_each(|one| one.open_to = None),
            Self::SiblingOpenTo(kind) => siblings.push(ChildFacts {
                open_to: Some(kind),
                ..one_more
            }),
            Self::Open if holds => child.open_to = None,
            Self::Open => child.open_to = other_than(Self::OpenTo),
            Self::SiblingOpen if holds => siblings.iter_mut().for_each(|one| one.open_to = None),
            Self::SiblingOpen => siblings.push(ChildFacts {
                open_to: other_than(Self::SiblingOpenTo),
                ..one_more
            }),
            Self::OfAge(age) if holds => child.age = before(age),
            Self::OfAge(age) => child.age = Some(age),
            Self::SiblingOfAge(age) if holds => siblings
                .iter_mut()
                .filter(|one| is_of(one, age))
                .for_each(|one| one.age = before(age)),
            Self::SiblingOfAge(age) => siblings.push(ChildFacts {
                age: Some(age),
                ..one_more
            }),
            Self::PoliceProtection => child.police_protection = !holds,
            Self::FitsAdolescent => child.fits_adolescent = !holds,
            Self::ConcernAboutAll if holds => child.concern = false,
            Self::ConcernAboutAll => once(child)
                .chain(siblings)
                .for_each(|one| one.concern = true),
            // Plans matter in this alone, so those of older siblings can go too.
            Self::YoungerOnPlan if holds => siblings.iter_mut().for_each(|one| one.plan = None),
            // The youngest there can be: one that is not born yet.
            Self::YoungerOnPlan => siblings.push(ChildFacts {
                plan: Some(PlanKind::ChildInNeed),
                ..one_more
            }),
            Self::AskedBy(kind) => turned.asked_by = unless_it_holds(kind),
            Self::OpenLastMonth(kind) => turned.open_last_month = unless_it_holds(kind),
            Self::CrimeFeared => turned.crime_feared = !holds,
            Self::ExtraFamilialHarm => turned.extra_familial_harm = !holds,
        }
        turned
    }

    /// That it holds, or does not, in words.
    pub(super) fn words(self, holds: bool) -> String {
        let not = if holds { "" } else { "not " };
        let a = if holds { "a" } else { "no" };
        match self {
            Self::OpenTo(kind) => format!("the child is {not}open to {kind}"),
            Self::SiblingOpenTo(kind) => format!("{a} sibling is open to {kind}"),
            Self::Open if holds => "the child is open to another team".to_owned(),
            Self::Open => "the child is open to no team".to_owned(),
            Self::SiblingOpen if holds => "a sibling is open to another team".to_owned(),
            Self::SiblingOpen => "no sibling is open to a team".to_owned(),
            Self::OfAge(age) if holds => format!("the child is {age} or older"),
            Self::OfAge(age) => format!("the child is under {age}"),
            Self::SiblingOfAge(age) => format!("{a} sibling is {age} or older"),
            Self::PoliceProtection => format!("the child was {not}under police protection"),
            Self::FitsAdolescent if holds => {
                "the child fits the criteria of the adolescent service".to_owned()
            }
            Self::FitsAdolescent => {
                "the child does not fit the criteria of the adolescent service".to_owned()
            }
            Self::ConcernAboutAll => format!("the concern is {not}about every child"),
            Self::YoungerOnPlan => {
                format!("{a} younger sibling has a child in need or child protection plan")
            }
            Self::AskedBy(kind) => format!("it is {not}asked for by {kind}"),
            Self::OpenLastMonth(kind) => {
                format!("the case was {not}open to {kind} within the last month")
            }
            Self::CrimeFeared => format!("{a} crime against a child is feared"),
            Self::ExtraFamilialHarm if holds => "harm comes from outside the family".to_owned(),
            Self::ExtraFamilialHarm => "no harm comes from outside the family".to_owned(),
        }
    }
}

fn is_of(child: &ChildFacts, age: u32) -> bool {
    child.age.is_some_and(|own| own >= age)
}

/// The age before this one; none, so unborn, before the first.
fn before(age: u32) -> Option<u32> {
    age.checked_sub(1)
}

fn of_social_work(plan: PlanKind) -> bool {
    matches!(plan, PlanKind::ChildInNeed | PlanKind::ChildProtection)
}
