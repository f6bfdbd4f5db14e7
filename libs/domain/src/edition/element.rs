//! What a part of an edition asks for, forbids, tells and advises. Every element names the clauses it
//! carries.

use super::{act::Act, condition::Condition, duty::Duty, fact::Fact, party::Party};
use crate::{
    clause::ClauseId,
    team::{Role, TeamKind, UnknownName, closed_list},
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// A meeting that clocks hang on.
    MeetingKind, "meeting kind" {
        /// Child in need meeting.
        ChildInNeed = "child-in-need",
        /// Initial child protection conference.
        InitialChildProtectionConference = "initial-child-protection-conference",
    }
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
    /// It is asked for only once this has happened; always, where it is not set.
    pub once: Option<Fact>,
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

impl Requirement {
    /// Whether it is asked for and not there, by what has happened and stands.
    pub fn lacks(&self, stands: impl Fn(Fact) -> bool) -> bool {
        self.once.is_none_or(&stands) && !stands(self.needs)
    }
}

/// A step that is recorded as it is, and that nothing follows from but what the edition says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// The fact.
    pub fact: Fact,
    /// Whose it is to record.
    pub by: Belongs,
    /// The roles on that side whose it is; anybody's who acts for it, where none is named.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// The age that every child has to have reached by then. A date of birth in dispute gives no age.
    #[serde(default, rename = "from-age")]
    pub from_age: Option<u32>,
    /// It settles which team receives, and names one of these kinds; none where it settles nothing of the sort.
    #[serde(default, rename = "hands-to")]
    pub hands_to: Vec<TeamKind>,
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
        /// That of the service for conferences and statutory reviews.
        Review = "review",
        /// That of the family safeguarding team where the child lives, whichever team is to receive.
        Safeguarding = "safeguarding",
        /// That of the assessment team where the child lives, whichever team sends or is to receive.
        Assessment = "assessment",
    }
}

/// A step with a call of its own that only some roles take. A milestone says so itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reserved {
    /// The step.
    pub step: Fact,
    /// The roles, of the team whose step it is.
    pub roles: Vec<Role>,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
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
    /// Which steps are for some roles alone.
    #[serde(rename = "reserved")]
    pub reserved: Vec<Reserved>,
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
