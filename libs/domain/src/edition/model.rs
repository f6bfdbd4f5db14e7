//! What an edition is made of. Every element names the clauses it carries.

use super::fact::{Act, Fact, RuleName};
use crate::{
    child::{Need, PlanKind},
    clause::{ClauseId, Strength},
    deadline::{Direction, Interpretations, InvalidLimit, Limit, Span},
    ids::{DutyId, EditionId, LadderId, PathwayId},
    team::{Role, TeamKind, UnknownName, closed_list},
    threshold::{Step, Threshold},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// One dated version of the protocol, loaded and cross-checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Edition {
    /// Its id.
    pub id: EditionId,
    /// Its title.
    pub title: String,
    /// The first day on which it is in force.
    pub effective_from: NaiveDate,
    /// How it reads the protocol where its words are open.
    pub interpretations: Interpretations,
    /// The kinds of team it knows.
    pub team_kinds: Vec<KindOfTeam>,
    /// Its clauses, in its order.
    pub clauses: Vec<Clause>,
    /// Its front door, if it has one.
    pub front_door: Option<FrontDoor>,
    /// Its pathways.
    pub pathways: Vec<Pathway>,
    /// What holds on every pathway.
    pub general: Elements,
    /// Its ladders.
    pub ladders: Vec<Ladder>,
    /// The named rules it uses, with their figures.
    pub rules: Vec<Rule>,
}

/// A kind of team, as an edition knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindOfTeam {
    /// The kind.
    pub kind: TeamKind,
    /// What the edition calls it.
    pub name: String,
    /// The level of need it works at; none for teams that only pass on or support.
    pub threshold: Option<Threshold>,
}

/// One numbered rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Its id.
    pub id: ClauseId,
    /// The section of the protocol it stands in.
    #[serde(default)]
    pub section: String,
    /// A short title.
    pub title: String,
    /// What kind of rule it is.
    pub kind: ClauseKind,
    /// How binding it is.
    pub strength: Strength,
    /// The rule in our own words.
    pub text: String,
}

closed_list! {
    /// What kind of rule a clause is.
    ClauseKind, "clause kind" {
        /// Something that has to be done.
        Duty = "duty",
        /// Something that has to be done by a time.
        Deadline = "deadline",
        /// Something that has to be contained.
        Content = "content",
        /// Something that must not be done.
        Prohibition = "prohibition",
        /// Something that may be done.
        Permission = "permission",
        /// A condition.
        Criterion = "criterion",
        /// Where something goes.
        Routing = "routing",
        /// Who does something.
        Role = "role",
        /// How things are to be understood and weighed.
        Principle = "principle",
        /// How things are.
        State = "state",
    }
}

closed_list! {
    /// A side of a transfer, contact or dispute, as parties to it are named.
    Side, "side" {
        /// The team that sends.
        From = "from",
        /// The team that receives, now.
        To = "to",
        /// The team that received first, before forwarding or redirection.
        FirstTo = "first-to",
        /// The team that holds the child or contact in a dispute.
        Holding = "holding",
        /// The other team of a dispute.
        Other = "other",
        /// The team whose manager takes a dispute up.
        Escalating = "escalating",
        /// The multi-agency hub.
        Hub = "hub",
        /// The business support team of the receiving service.
        Support = "support",
    }
}

/// A role on a side, written `side.role`, for example `to.team-manager`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Party {
    /// The side.
    pub side: Side,
    /// The role.
    pub role: Role,
}

impl FromStr for Party {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let (side, role) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self {
            side: side.parse()?,
            role: role.parse()?,
        })
    }
}

impl TryFrom<String> for Party {
    type Error = UnknownName;
    fn try_from(text: String) -> Result<Self, UnknownName> {
        text.parse()
    }
}

impl From<Party> for String {
    fn from(party: Party) -> String {
        party.to_string()
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.side, self.role)
    }
}

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
    /// The fact that fulfils it.
    pub done_by: Fact,
    /// Armed only when this fact has happened as well, but counted from `starts`.
    pub arms_on: Option<Fact>,
    /// One duty for each occurrence of `starts` (each query, say), fulfilled by the same one's end.
    #[serde(default)]
    pub each: bool,
    /// When it applies.
    #[serde(default)]
    pub when: Condition,
    /// How long before the due time its owner is reminded, written like a limit.
    pub remind: Option<Limit>,
    /// What happens when its time passes.
    #[serde(default)]
    pub breach: Breach,
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

/// Who may transfer to whom, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pathway {
    /// Its id.
    pub id: PathwayId,
    /// Its title.
    pub title: String,
    /// The kinds of team that send.
    pub from: Vec<TeamKind>,
    /// The kinds of team that receive.
    pub to: Vec<TeamKind>,
    /// The plans that can be proposed.
    pub plans: Vec<PlanKind>,
    /// The meeting that goes with each plan, where one does.
    #[serde(default)]
    pub meetings: BTreeMap<PlanKind, MeetingKind>,
    /// Up, down or across.
    pub step: Step,
    /// The ladder of its disagreements.
    pub ladder: LadderId,
    /// The fact with which the lead passes to the receiving team.
    pub lead_moves_on: Fact,
    /// The clauses it carries itself.
    pub clauses: Vec<ClauseId>,
    /// Its duties and rules.
    #[serde(default)]
    pub elements: Elements,
}

/// The front door: where a contact can go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrontDoor {
    /// The clauses it carries itself.
    pub clauses: Vec<ClauseId>,
    /// The ladder of its disagreements.
    pub ladder: LadderId,
    /// The destinations, in the order in which they are tried.
    #[serde(rename = "destination")]
    pub destinations: Vec<Destination>,
    /// Its duties and rules.
    #[serde(default)]
    pub elements: Elements,
}

/// A destination of the front door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Destination {
    /// The kind of team.
    pub kind: TeamKind,
    /// Any one of these needs leads here; none means that every contact does.
    #[serde(default)]
    pub any_need: Vec<Need>,
    /// All of these needs must be there as well.
    #[serde(default)]
    pub all_needs: Vec<Need>,
    /// The youngest age, in whole years, of the child the contact is made for.
    pub from_age: Option<u32>,
    /// The oldest age, in whole years.
    pub to_age: Option<u32>,
    /// Whether an unborn baby can go there.
    #[serde(default)]
    pub unborn: bool,
    /// Why, in our own words.
    pub says: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

/// The management levels that settle a disagreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ladder {
    /// Its id.
    pub id: LadderId,
    /// Its title.
    pub title: String,
    /// The clauses it carries itself.
    pub clauses: Vec<ClauseId>,
    /// Its rungs, the lowest first.
    #[serde(rename = "rung")]
    pub rungs: Vec<Rung>,
    /// The managers of the first rung must agree that nothing more can be tried before it is left.
    #[serde(default)]
    pub needs_exhaustion: bool,
    /// The outcome has to stand as a case note on the record system.
    #[serde(default)]
    pub needs_case_note: bool,
    /// A direction is final: it can't be disputed again.
    #[serde(default, rename = "final")]
    pub is_final: bool,
    /// Its duties and rules.
    #[serde(default)]
    pub elements: Elements,
}

/// A management level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rung {
    /// The role that must settle the matter.
    pub role: Role,
    /// The role on this level in teams of these kinds instead.
    #[serde(default)]
    pub instead: Vec<RoleInstead>,
    /// The sides whose officers stand on it.
    pub sides: Vec<Side>,
    /// By when it has to be settled here; absent where the protocol gives no limit.
    pub within: Option<Span>,
    /// What happens when the time runs out.
    #[serde(default)]
    pub time_out: TimeOut,
    /// The limit may be set aside by professional discretion when the matter is not urgent.
    #[serde(default)]
    pub discretion: bool,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

/// Another role on a level, for some kinds of team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleInstead {
    /// The kinds of team.
    pub kinds: Vec<TeamKind>,
    /// The role.
    pub role: Role,
}

/// What happens when the time on a rung runs out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeOut {
    /// The dispute goes to the next rung by itself.
    Escalate,
    /// The breach is recorded and told, and the dispute stays.
    #[default]
    Stay,
}

/// A named rule that an edition uses, with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The rule.
    pub name: RuleName,
    /// What it says in this edition, in our own words.
    pub says: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
    /// Its figures, where it has any.
    #[serde(default)]
    pub spans: BTreeMap<String, Span>,
}
