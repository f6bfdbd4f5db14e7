//! Asking an edition what holds in a situation.

use super::{
    Act, Advice, Circumstance, Clause, Condition, Content, Criterion, Duty, Edition, Elements,
    Fact, Forbidden, KindOfTeam, Ladder, LetterForm, MeetingKind, Milestone, Missing, Pathway,
    RegularMeeting, Requirement, Reserved, Rule, RuleName, Series, Telling,
};
use crate::{
    child::PlanKind,
    clause::ClauseId,
    ids::{LadderId, LetterFormId, PathwayId},
    team::{Role, TeamKind},
    threshold::{Step, Threshold},
};
use std::collections::BTreeSet;

/// What is known about a matter when conditions are tested.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Situation {
    /// The proposed plan.
    pub plan: Option<PlanKind>,
    /// The kind of meeting that is set.
    pub meeting: Option<MeetingKind>,
    /// Which way the pathway leads.
    pub step: Option<Step>,
    /// Whether the matter is urgent.
    pub urgent: bool,
    /// Whether every child of the transfer is unborn.
    pub unborn: bool,
    /// Whether the sending team has to keep the child until the first hearing, or had to.
    pub held: bool,
    /// Whether a disagreement about the matter is open.
    pub disputed: bool,
    /// The role of the rung a disagreement stands on.
    pub rung: Option<Role>,
    /// What was declared about the children.
    pub circumstances: BTreeSet<Circumstance>,
    /// What was declared of each child who may still move; for one child alone that is all of it.
    pub of_each: Vec<BTreeSet<Circumstance>>,
    /// Whether there are several children, whoever of them may still move.
    pub siblings: bool,
    /// The ages of the children in whole years on the day of the decision to progress; none of an unborn baby.
    pub ages: Vec<Option<u32>>,
    /// The same in whole half-years.
    pub half_years: Vec<Option<u32>>,
    /// The kind of the receiving team.
    pub to: Option<TeamKind>,
    /// The kind of the sending team.
    pub from: Option<TeamKind>,
    /// Whether the two teams have districts, and none in common.
    pub elsewhere: bool,
}

impl Condition {
    /// Whether the condition holds.
    pub fn holds(&self, situation: &Situation) -> bool {
        self.plan.is_none_or(|plan| situation.plan == Some(plan))
            && self
                .meeting
                .is_none_or(|meeting| situation.meeting == Some(meeting))
            && self.step.is_none_or(|step| situation.step == Some(step))
            && self.urgent.is_none_or(|urgent| situation.urgent == urgent)
            && self.unborn.is_none_or(|unborn| situation.unborn == unborn)
            && self.held.is_none_or(|held| situation.held == held)
            && self
                .disputed
                .is_none_or(|disputed| situation.disputed == disputed)
            && self.rung.is_none_or(|rung| situation.rung == Some(rung))
            && self.circumstances_hold(&situation.circumstances)
            && self.each_has_one(&situation.of_each)
            && self.one_has_none(&situation.of_each)
            && self
                .siblings
                .is_none_or(|siblings| situation.siblings == siblings)
            && self.ages_fit(situation)
            && one_of(&self.to, situation.to)
            && one_of(&self.from, situation.from)
            && self
                .elsewhere
                .is_none_or(|elsewhere| situation.elsewhere == elsewhere)
    }

    fn circumstances_hold(&self, declared: &BTreeSet<Circumstance>) -> bool {
        self.all.iter().all(|one| declared.contains(one))
            && (self.any.is_empty() || one_holds(&self.any, declared))
            && !one_holds(&self.none, declared)
    }

    fn each_has_one(&self, of_each: &[BTreeSet<Circumstance>]) -> bool {
        self.each_any.is_empty() || of_each.iter().all(|own| one_holds(&self.each_any, own))
    }

    fn one_has_none(&self, of_each: &[BTreeSet<Circumstance>]) -> bool {
        self.one_without.is_empty() || of_each.iter().any(|own| !one_holds(&self.one_without, own))
    }

    /// An unborn baby is younger than any age that is asked for.
    fn ages_fit(&self, situation: &Situation) -> bool {
        let at_least = |from: u32| {
            let mut ages = situation.ages.iter();
            ages.all(|age| age.is_some_and(|age| age >= from))
        };
        let at_most = |to: u32, ages: &[Option<u32>]| ages.iter().flatten().all(|age| *age <= to);
        self.from_age.is_none_or(at_least)
            && self.to_age.is_none_or(|to| at_most(to, &situation.ages))
            && self
                .to_half_years
                .is_none_or(|to| at_most(to, &situation.half_years))
    }
}

fn one_holds(asked: &[Circumstance], declared: &BTreeSet<Circumstance>) -> bool {
    asked.iter().any(|one| declared.contains(one))
}

fn one_of(kinds: &[TeamKind], kind: Option<TeamKind>) -> bool {
    kinds.is_empty() || kind.is_some_and(|kind| kinds.contains(&kind))
}

impl Edition {
    /// The clause of this id.
    pub fn clause(&self, id: &ClauseId) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id == *id)
    }

    /// The pathway of this id.
    pub fn pathway(&self, id: &PathwayId) -> Option<&Pathway> {
        self.pathways.iter().find(|pathway| pathway.id == *id)
    }

    /// The kinds of team that can receive on a pathway: its own, and those that a step hands to.
    pub fn receiving(&self, pathway: &Pathway) -> Vec<TeamKind> {
        let steps = pathway.elements.milestones.iter();
        let handed = steps
            .chain(&self.general.milestones)
            .flat_map(|step| &step.hands_to);
        pathway.to.iter().chain(handed).copied().collect()
    }

    /// The regular meeting of this kind, if this edition has it.
    pub fn meeting(&self, kind: Series) -> Option<&RegularMeeting> {
        self.meetings.iter().find(|meeting| meeting.kind == kind)
    }

    /// The ladder of this id.
    pub fn ladder(&self, id: &LadderId) -> Option<&Ladder> {
        self.ladders.iter().find(|ladder| ladder.id == *id)
    }

    /// The form of this letter.
    pub fn letter(&self, id: &LetterFormId) -> Option<&LetterForm> {
        self.letters.iter().find(|form| form.id == *id)
    }

    /// The named rule, if this edition uses it.
    pub fn rule(&self, name: RuleName) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// The clauses a named rule carries here; none when the edition does not use it.
    pub fn rule_clauses(&self, name: RuleName) -> Vec<ClauseId> {
        self.rule(name)
            .map(|rule| rule.clauses.clone())
            .unwrap_or_default()
    }

    /// The level of need a kind of team works at.
    pub fn threshold(&self, kind: TeamKind) -> Option<Threshold> {
        self.kind_of_team(kind).and_then(|known| known.threshold)
    }

    /// The duties of a part of the edition, with those that hold everywhere. A part's own duty
    /// replaces the general one of the same id.
    pub fn duties<'a>(&'a self, own: &'a Elements) -> impl Iterator<Item = &'a Duty> {
        let general = self
            .general
            .duties
            .iter()
            .filter(|duty| own.duties.iter().all(|mine| mine.id != duty.id));
        own.duties.iter().chain(general)
    }

    /// Every duty of every part.
    pub fn every_duty(&self) -> impl Iterator<Item = &Duty> {
        let pathways = self.pathways.iter().map(|pathway| &pathway.elements);
        let ladders = self.ladders.iter().map(|ladder| &ladder.elements);
        let door = self.front_door.iter().map(|door| &door.elements);
        let consent = self.consent.iter().map(|form| &form.elements);
        std::iter::once(&self.general)
            .chain(pathways)
            .chain(ladders)
            .chain(door)
            .chain(consent)
            .flat_map(|elements| &elements.duties)
    }

    /// The roles that alone take a step, where it is not everybody's.
    pub fn reserves<'a>(
        &'a self,
        own: &'a Elements,
        step: Fact,
        situation: &Situation,
    ) -> Option<&'a Reserved> {
        own.reserved
            .iter()
            .chain(&self.general.reserved)
            .find(|reserved| reserved.step == step && reserved.when.holds(situation))
    }

    /// What forbids an act, if anything does.
    pub fn forbids<'a>(
        &'a self,
        own: &'a Elements,
        act: Act,
        situation: &Situation,
    ) -> Option<&'a Forbidden> {
        own.forbidden
            .iter()
            .chain(&self.general.forbidden)
            .find(|forbidden| forbidden.act == act && forbidden.when.holds(situation))
    }

    /// What must have happened before a fact.
    pub fn requirements<'a>(
        &'a self,
        own: &'a Elements,
        before: Fact,
        situation: &'a Situation,
    ) -> impl Iterator<Item = &'a Requirement> {
        own.requirements
            .iter()
            .chain(&self.general.requirements)
            .filter(move |requirement| {
                requirement.before == before && requirement.when.holds(situation)
            })
    }

    /// What a fact has to contain.
    pub fn contents<'a>(
        &'a self,
        own: &'a Elements,
        of: Fact,
        situation: &'a Situation,
    ) -> impl Iterator<Item = &'a Content> {
        own.contents
            .iter()
            .chain(&self.general.contents)
            .filter(move |content| content.of == of && content.when.holds(situation))
    }

    /// The items of the checklist, whether they apply or not.
    pub fn checklist<'a>(&'a self, own: &'a Elements) -> impl Iterator<Item = &'a Content> {
        own.contents
            .iter()
            .chain(&self.general.contents)
            .filter(|content| content.section.is_some())
    }

    /// The steps that are recorded as they are, as far as they apply.
    pub fn milestones<'a>(
        &'a self,
        own: &'a Elements,
        situation: &'a Situation,
    ) -> impl Iterator<Item = &'a Milestone> {
        own.milestones
            .iter()
            .chain(&self.general.milestones)
            .filter(move |milestone| milestone.when.holds(situation))
    }

    /// The criteria that do not hold before a fact: those of the part, those that hold everywhere, and those
    /// of the kind of team that is to receive.
    pub fn unmet<'a>(
        &'a self,
        own: &'a Elements,
        before: Fact,
        missing: Missing,
        situation: &'a Situation,
    ) -> impl Iterator<Item = &'a Criterion> {
        let receiving = situation.to.and_then(|kind| self.kind_of_team(kind));
        own.criteria
            .iter()
            .chain(&self.general.criteria)
            .chain(receiving.into_iter().flat_map(|kind| &kind.criteria))
            .filter(move |one| {
                one.before == before
                    && one.missing == missing
                    && one.when.holds(situation)
                    && !one.holds.holds(situation)
            })
    }

    /// What the edition says about a kind of team.
    pub fn kind_of_team(&self, kind: TeamKind) -> Option<&KindOfTeam> {
        self.team_kinds.iter().find(|known| known.kind == kind)
    }

    /// Who is told of a fact.
    pub fn tellings<'a>(
        &'a self,
        own: &'a Elements,
        on: Fact,
        situation: &'a Situation,
    ) -> impl Iterator<Item = &'a Telling> {
        own.tellings
            .iter()
            .chain(&self.general.tellings)
            .filter(move |telling| telling.on == on && telling.when.holds(situation))
    }

    /// What is advised, given what has happened.
    pub fn advice<'a>(
        &'a self,
        own: &'a Elements,
        happened: impl Fn(Fact) -> bool,
        situation: &Situation,
    ) -> Vec<&'a Advice> {
        own.advice
            .iter()
            .chain(&self.general.advice)
            .filter(|advice| {
                happened(advice.after)
                    && !advice.until.is_some_and(&happened)
                    && advice.when.holds(situation)
            })
            .collect()
    }

    /// Which way a move between two kinds of team leads, by their levels of need.
    pub fn step(&self, from: TeamKind, to: TeamKind) -> Option<Step> {
        Some(self.threshold(from)?.step_to(self.threshold(to)?))
    }
}
