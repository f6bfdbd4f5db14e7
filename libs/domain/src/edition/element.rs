//! What a part of an edition asks for, forbids, tells and advises. Every element names the clauses it
//! carries.

use super::{
    circumstance::Circumstance,
    fact::{Act, Fact},
    party::Party,
};
use crate::{
    child::PlanKind,
    clause::{ClauseId, Strength},
    deadline::{Direction, InvalidLimit, Limit, Span},
    ids::{DutyId, LadderId},
    team::{Role, TeamKind, UnknownName, closed_list},
    threshold::Step,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What has to hold for an element to apply; an empty condition always holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Condition {
    /// The proposed plan is this.
    pub plan: Option<PlanKind>,
    /// The meeting is of this kind.
    pub meeting: Option<MeetingKind>,
    /// The pathway leads this way.
    pub step: Option<Step>,
    /// The matter is, or is not, urgent.
    pub urgent: Option<bool>,
    /// All children of the transfer are, or are not all, still unborn.
    pub unborn: Option<bool>,
    /// The sending team has, or does not have, to keep the child until the first hearing; it stays so
    /// when the hearing has taken place.
    pub held: Option<bool>,
    /// A disagreement about the matter is, or is not, open.
    pub disputed: Option<bool>,
    /// The disagreement stands on the rung of this role.
    pub rung: Option<Role>,
    /// All of these circumstances hold.
    pub all: Vec<Circumstance>,
    /// One of these circumstances holds; an empty list asks for none.
    pub any: Vec<Circumstance>,
    /// None of these circumstances holds.
    pub none: Vec<Circumstance>,
    /// Every child of the transfer is at least this old, in whole years.
    pub from_age: Option<u32>,
    /// No child of the transfer is older than this, in whole years.
    pub to_age: Option<u32>,
    /// The receiving team is of one of these kinds; an empty list asks for none.
    pub to: Vec<TeamKind>,
    /// The sending team is of one of these kinds; an empty list asks for none.
    pub from: Vec<TeamKind>,
}

closed_list! {
    /// A meeting that clocks hang on.
    MeetingKind, "meeting kind" {
        /// Child in need meeting.
        ChildInNeed = "child-in-need",
        /// Initial child protection conference.
        InitialChildProtectionConference = "initial-child-protection-conference",
    }
}

closed_list! {
    /// What a limit is counted from, when not from the fact that starts the clock.
    Anchor, "anchor" {
        /// The time the meeting is set for.
        Meeting = "meeting",
        /// The birth of the youngest child of the transfer.
        Birth = "birth",
        /// The first review of a child looked after.
        FirstReview = "first-review",
        /// The second review of a child looked after.
        SecondReview = "second-review",
        /// The last review of the plan but one.
        PenultimateReview = "penultimate-review",
        /// The last review of the plan.
        FinalReview = "final-review",
        /// The issues resolution hearing, or the final hearing, whichever comes first.
        FinalHearing = "final-hearing",
        /// The day on which the child is to move.
        TransferDate = "transfer-date",
        /// The meeting of the panel.
        Panel = "panel",
        /// The monthly meeting of two teams.
        MonthlyMeeting = "monthly-meeting",
        /// The transfer-in conference.
        Conference = "conference",
    }
}

impl Anchor {
    /// Whether the date is set by a call of its own: a meeting has its own, and a birth is known.
    pub fn is_set(self) -> bool {
        !matches!(self, Self::Meeting | Self::Birth)
    }
}

/// The limit of a duty, written `{ span = { amount = 2, unit = "working-days" }, direction = "before", of = "meeting" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "DutyLimitAsWritten", into = "DutyLimitAsWritten")]
pub struct DutyLimit {
    /// How long, and which way.
    pub limit: Limit,
    /// What it is counted from; the fact that starts the clock when absent.
    pub of: Option<Anchor>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyLimitAsWritten {
    span: Span,
    direction: Direction,
    of: Option<Anchor>,
}

impl TryFrom<DutyLimitAsWritten> for DutyLimit {
    type Error = InvalidLimit;
    fn try_from(written: DutyLimitAsWritten) -> Result<Self, InvalidLimit> {
        Ok(Self {
            limit: Limit::new(written.span, written.direction)?,
            of: written.of,
        })
    }
}

impl From<DutyLimit> for DutyLimitAsWritten {
    fn from(limit: DutyLimit) -> Self {
        Self {
            span: limit.limit.span(),
            direction: limit.limit.direction(),
            of: limit.of,
        }
    }
}

/// Something that somebody owes somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Duty {
    /// Its id, unique within its pathway, ladder or the general part.
    pub id: DutyId,
    /// What has to be done.
    pub title: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// How binding it is.
    pub strength: Strength,
    /// Who owes it.
    pub owner: Party,
    /// The fact that starts its clock.
    pub starts: Fact,
    /// By when; absent where the protocol gives no limit.
    pub limit: Option<DutyLimit>,
    /// Another limit, where the protocol leaves the choice.
    pub alternative: Option<Alternative>,
    /// The fact that fulfils it.
    pub done_by: Fact,
    /// Armed only when this fact has happened as well, but counted from `starts`.
    pub arms_on: Option<Fact>,
    /// One duty for each occurrence of `starts` (each query, say), fulfilled by the same one's end.
    #[serde(default)]
    pub each: bool,
    /// Only what happens after its clock started fulfils it.
    #[serde(default)]
    pub afresh: bool,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
    /// How long before the due time its owner is reminded, written like a limit.
    pub remind: Option<Limit>,
    /// What happens when its time passes.
    #[serde(default)]
    pub breach: Breach,
}

/// Another limit of the same duty: whoever keeps one of the two is in time, so the later one binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// By when.
    pub limit: DutyLimit,
    /// When there is the choice.
    #[serde(default)]
    pub when: Condition,
}

impl Duty {
    /// Its clauses, and those of its alternative.
    pub fn every_clause(&self) -> impl Iterator<Item = &ClauseId> {
        let others = self.alternative.iter().flat_map(|other| &other.clauses);
        self.clauses.iter().chain(others)
    }

    /// Its limits, one or both, each with the clauses that set it.
    pub fn limits(&self) -> impl Iterator<Item = (&[ClauseId], &DutyLimit)> {
        let own = self.limit.iter();
        let own = own.map(|limit| (self.clauses.as_slice(), limit));
        let other = self.alternative.iter();
        own.chain(other.map(|other| (other.clauses.as_slice(), &other.limit)))
    }
}

/// What happens when the time of a duty passes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Breach {
    /// Who is told, beside its owner.
    pub tell: Vec<Party>,
    /// The disagreement that is opened for want of an answer.
    pub escalate: Option<Escalate>,
}

/// A disagreement that opens by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalate {
    /// The ladder.
    pub ladder: LadderId,
    /// The role of the rung to begin on.
    pub rung: Role,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
}

/// What happens when something required is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// The command is refused.
    Refuse,
    /// It is listed, and nothing is held up.
    Advise,
}

/// Something that must have happened before something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// What can't happen before.
    pub before: Fact,
    /// What must have happened.
    pub needs: Fact,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// What happens when it has not.
    pub missing: Missing,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
    /// Why, in our own words.
    pub says: String,
}

/// A step that is recorded as it is, and that nothing follows from but what the edition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// The fact.
    pub fact: Fact,
    /// Whose it is to record.
    pub by: Belongs,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// It can happen more than once.
    #[serde(default)]
    pub again: bool,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
}

closed_list! {
    /// Whose a step is.
    Belongs, "side of a step" {
        /// The sending team's.
        Sender = "from",
        /// The receiving team's.
        Receiver = "to",
        /// Either's.
        Either = "either",
    }
}

/// What has to hold before a step: circumstances, or ages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// What can't happen otherwise.
    pub before: Fact,
    /// What has to hold.
    pub holds: Condition,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// What happens when it does not hold.
    pub missing: Missing,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
    /// Why, and what to do instead, in our own words.
    pub says: String,
}

/// Something that a fact has to contain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// The fact.
    pub of: Fact,
    /// The item's name.
    pub item: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// What happens when it is missing.
    pub missing: Missing,
    /// The section of the checklist that it is an item of; none for what is no item of one.
    pub section: Option<String>,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
}

closed_list! {
    /// Something that a step of a disagreement can be asked to say.
    LadderItem, "item of a ladder" {
        /// How the managers talked when they agreed that nothing more can be tried.
        Channel = "channel",
        /// The team whose manager takes the matter up.
        EscalatingTeam = "escalating-team",
        /// What is to happen, and with which team.
        Direction = "direction",
    }
}

impl LadderItem {
    /// The step that says it.
    pub fn of(self) -> Fact {
        match self {
            Self::Channel | Self::EscalatingTeam => Fact::ExhaustionAgreed,
            Self::Direction => Fact::Settled,
        }
    }
}

/// Something that must not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// What.
    pub act: Act,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
    /// Why, and what to do instead, in our own words.
    pub says: String,
}

/// Somebody who is told when a fact happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// The fact.
    pub on: Fact,
    /// Who is told.
    pub to: Vec<Party>,
    /// Why, as a short name.
    pub reason: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
}

/// Something that is advised, allowed or to be kept in mind; nothing is refused because of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Shown after this fact, until `until`.
    pub after: Fact,
    /// No longer shown after this fact.
    pub until: Option<Fact>,
    /// What is advised, in our own words.
    pub says: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
}

/// Duties and rules, of a pathway or of the general part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Elements {
    /// What somebody owes.
    #[serde(rename = "duty")]
    pub duties: Vec<Duty>,
    /// What is recorded as it is.
    #[serde(rename = "milestone")]
    pub milestones: Vec<Milestone>,
    /// What has to hold first.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Criterion>,
    /// What must have happened first.
    #[serde(rename = "requirement")]
    pub requirements: Vec<Requirement>,
    /// What has to be contained.
    #[serde(rename = "content")]
    pub contents: Vec<Content>,
    /// What must not be done.
    #[serde(rename = "forbidden")]
    pub forbidden: Vec<Forbidden>,
    /// Who is told.
    #[serde(rename = "telling")]
    pub tellings: Vec<Telling>,
    /// What is advised.
    #[serde(rename = "advice")]
    pub advice: Vec<Advice>,
}
