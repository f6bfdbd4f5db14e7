//! A pathway of an edition with what it takes to go along it, all from its own data: teams of the
//! sample organisation, a plan, children of an age and circumstances that it accepts.

use crate::transfer::{
    KnownChild, Opening, Terms,
    tests::case::{Case, at, child, pathways, the},
};
use handrail_domain::{
    ChildId, HouseholdId, TeamId,
    child::Birth,
    edition::{Circumstance, Condition, Criterion, Elements, Fact, Missing, Situation},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Where the random choices of a test come from: each choice takes one number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pick(pub(super) usize);

impl Pick {
    /// One of a list; nothing of an empty one.
    pub(super) fn of<T: Clone>(self, list: &[T]) -> Option<T> {
        list.get(self.0.checked_rem(list.len())?).cloned()
    }
}

/// A pathway, and what a transfer on it is opened with.
#[derive(Clone)]
pub(super) struct Route {
    pub(super) terms: Terms<'static>,
    pub(super) sender: TeamId,
    pub(super) opening: Opening,
    births: Vec<Birth>,
}

/// What is chosen at random about a transfer before it begins.
#[derive(Debug, Clone)]
pub(super) struct Start {
    pub(super) sender: Pick,
    pub(super) plan: Pick,
    pub(super) age: u32,
    pub(super) unborn: bool,
    pub(super) circumstances: Vec<Pick>,
}

impl Route {
    /// Every pathway of both editions.
    pub(super) fn all() -> Vec<Terms<'static>> {
        pathways()
    }

    /// One way onto a pathway: what is chosen at random, corrected where the pathway does not take it.
    pub(super) fn onto(terms: Terms<'static>, start: &Start) -> Self {
        let senders = teams(terms, &terms.pathway.from);
        let sender = start.sender.of(&senders).expect("a team that sends");
        let known = circumstances(terms);
        let declared = start
            .circumstances
            .iter()
            .filter_map(|pick| pick.of(&known));
        // Who has to come of age for a step is within a year of it.
        let steps = terms.pathway.elements.milestones.iter();
        let nearly = steps.filter_map(|step| step.from_age).max();
        let nearly = nearly.map_or(0, |years| years - 1);
        let mut route = Self {
            opening: Opening {
                from: sender.clone(),
                children: vec![child(1), child(2)],
                plan: start.plan.of(&terms.pathway.plans).expect("a plan"),
                progressed_at: at("03-02T10:00"),
                circumstances: BTreeSet::new(),
                own_circumstances: Vec::new(),
            },
            births: births(start.age.max(nearly), start.unborn && nearly == 0),
            sender,
            terms,
        };
        for one in declared {
            declare(&mut route.opening.circumstances, one);
        }
        route.corrected();
        route
    }

    /// Opens the transfer.
    pub(super) fn opened(&self) -> Case {
        let known: Vec<KnownChild> = (1..)
            .zip(&self.births)
            .map(|(number, birth)| KnownChild {
                id: child(number),
                household: HouseholdId(Uuid::from_u128(1)),
                birth: *birth,
                lead: Some((self.sender.clone(), at("03-01T09:00"))),
                moving: None,
            })
            .collect();
        let opened = Case::begun(self.terms, &self.opening, &known);
        opened.unwrap_or_else(|refusal| {
            panic!("{}: {refusal}: {:?}", self.terms.pathway.id, self.opening)
        })
    }

    /// The teams that can receive.
    pub(super) fn receivers(&self) -> Vec<TeamId> {
        let mut teams = teams(self.terms, &self.terms.pathway.to);
        teams.retain(|team| *team != self.sender);
        teams
    }

    fn corrected(&mut self) {
        for _ in 0..20 {
            let situation = self.situation();
            let own = &self.terms.pathway.elements;
            let unmet =
                self.terms
                    .edition
                    .unmet(own, Fact::Progressed, Missing::Refuse, &situation);
            let unmet: Vec<&Criterion> = unmet.collect();
            if unmet.is_empty() {
                return;
            }
            for criterion in unmet {
                meet(&mut self.opening.circumstances, &criterion.holds);
                if let Some(own) = criterion.holds.each_any.last() {
                    let children = self.opening.children.iter();
                    self.opening.own_circumstances = children.map(|child| (*child, *own)).collect();
                }
                if criterion
                    .holds
                    .from_age
                    .or(criterion.holds.to_age)
                    .is_some()
                {
                    let age = criterion.holds.to_age.or(criterion.holds.from_age);
                    self.births = births(age.unwrap_or_default(), false);
                }
            }
        }
        panic!("nobody gets onto {}", self.terms.pathway.id);
    }

    fn own(&self, child: ChildId) -> BTreeSet<Circumstance> {
        let own = self.opening.own_circumstances.iter();
        own.filter(|(of, _)| *of == child)
            .map(|(_, circumstance)| *circumstance)
            .collect()
    }

    fn situation(&self) -> Situation {
        let on = at("03-02T10:00").date_naive();
        Situation {
            plan: Some(self.opening.plan),
            step: Some(self.terms.pathway.step),
            unborn: self.births.iter().all(Birth::is_unborn),
            circumstances: self.opening.circumstances.clone(),
            of_each: self
                .opening
                .children
                .iter()
                .map(|child| self.own(*child))
                .collect(),
            siblings: true,
            ages: self
                .births
                .iter()
                .map(|birth| birth.age_on(on).map(|age| age.years))
                .collect(),
            from: self.terms.kind(&self.sender),
            ..Situation::default()
        }
    }
}

/// Two children: both of an age, or the second still to be born.
fn births(age: u32, unborn: bool) -> Vec<Birth> {
    let born = Birth::Born {
        on: the(&format!("{}-11-15", 2025 - age)),
    };
    let expected = Birth::Expected {
        on: the("2026-04-10"),
    };
    vec![
        if unborn { expected } else { born },
        if unborn && age == 0 { expected } else { born },
    ]
}

/// What has to hold for a condition about circumstances to hold.
pub(super) fn meet(declared: &mut BTreeSet<Circumstance>, holds: &Condition) {
    declared.retain(|one| !holds.none.contains(one));
    for one in &holds.all {
        declare(declared, *one);
    }
    if !holds.any.iter().any(|one| declared.contains(one)) {
        // The last one of a list is the one that other conditions exclude least.
        if let Some(one) = holds.any.last() {
            declare(declared, *one);
        }
    }
}

/// Declares one, in place of what contradicts it.
pub(super) fn declare(declared: &mut BTreeSet<Circumstance>, one: Circumstance) {
    while let Some(other) = one.contradicted_by(declared.iter().copied()) {
        declared.remove(&other);
    }
    declared.insert(one);
}

fn teams(terms: Terms<'static>, kinds: &[handrail_domain::TeamKind]) -> Vec<TeamId> {
    let of_kind = |kind| terms.directory.teams_of(kind, None);
    let all = kinds.iter().flat_map(|kind| of_kind(*kind));
    all.map(|team| team.id().clone()).collect()
}

/// Every circumstance that a condition of the pathway, or of what holds everywhere, asks for.
pub(super) fn circumstances(terms: Terms<'static>) -> Vec<Circumstance> {
    let parts = [&terms.pathway.elements, &terms.edition.general];
    let kinds = terms
        .edition
        .team_kinds
        .iter()
        .flat_map(|kind| &kind.criteria);
    let of_kinds = kinds.flat_map(|one| [&one.when, &one.holds]);
    let all = parts.into_iter().flat_map(conditions).chain(of_kinds);
    let asked = all.flat_map(|one| one.all.iter().chain(&one.any).chain(&one.none));
    asked
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

fn conditions(elements: &Elements) -> Vec<&Condition> {
    let criteria = elements
        .criteria
        .iter()
        .flat_map(|one| [&one.when, &one.holds]);
    let duties = elements.duties.iter().map(|one| &one.when);
    let milestones = elements.milestones.iter().map(|one| &one.when);
    let requirements = elements.requirements.iter().map(|one| &one.when);
    let contents = elements.contents.iter().map(|one| &one.when);
    let forbidden = elements.forbidden.iter().map(|one| &one.when);
    let all = criteria.chain(duties).chain(milestones).chain(requirements);
    all.chain(contents).chain(forbidden).collect()
}
