//! What an edition is made of, above its elements.

use super::{
    act::RuleName,
    consent::ConsentForm,
    element::{Criterion, Elements, MeetingKind},
    fact::Fact,
    letter::LetterForm,
    meeting::RegularMeeting,
    party::Side,
};
use crate::{
    child::{Need, PlanKind, RecordSystem},
    clause::{ClauseId, Strength},
    deadline::{Interpretations, Span},
    ids::{EditionId, LadderId, PathwayId},
    lead::LeadRow,
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
    /// The record systems and forms it refers to.
    pub references: Vec<Reference>,
    /// Its clauses, in its order.
    pub clauses: Vec<Clause>,
    /// Its front door, if it has one.
    pub front_door: Option<FrontDoor>,
    /// Its form of consent, if it has one.
    pub consent: Option<ConsentForm>,
    /// Its regular meetings.
    pub meetings: Vec<RegularMeeting>,
    /// Its pathways.
    pub pathways: Vec<Pathway>,
    /// What holds on every pathway.
    pub general: Elements,
    /// Its ladders.
    pub ladders: Vec<Ladder>,
    /// Who leads on what, the rows in the order in which they are read.
    pub leads: Vec<LeadRow>,
    /// The named rules it uses, with their figures.
    pub rules: Vec<Rule>,
    /// The letters it has forms for.
    pub letters: Vec<LetterForm>,
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
    /// What it does and whom it is for, in our own words.
    #[serde(default)]
    pub says: String,
    /// The clauses it carries.
    #[serde(default)]
    pub clauses: Vec<ClauseId>,
    /// What has to hold for a team of this kind to receive a child, whatever the pathway.
    #[serde(default, rename = "criterion")]
    pub criteria: Vec<Criterion>,
    /// What is known of its work and does not decide who receives.
    #[serde(default, rename = "fact")]
    pub facts: Vec<Said>,
}

/// Something that an edition says, with the clauses it says it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// In our own words.
    pub says: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

/// A record system, form or other procedure that an edition refers to and does not contain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Its name.
    pub name: String,
    /// What it is for, in our own words.
    pub says: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
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
    /// What the receiving team hears first.
    #[serde(default)]
    pub begins: Begins,
    /// The record system that the plan is on before.
    pub record_from: Option<RecordSystem>,
    /// The record system that the plan is on afterwards.
    pub record_to: Option<RecordSystem>,
    /// The clauses it carries itself.
    pub clauses: Vec<ClauseId>,
    /// Its duties and rules.
    #[serde(default)]
    pub elements: Elements,
}

/// What the receiving team of a pathway hears first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Begins {
    /// The early warning, whatever a pathway calls it: the first contact with the receiving manager.
    #[default]
    EarlyWarning,
    /// The request itself.
    Request,
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
    /// What is urgent when it is raised is taken one rung up at once.
    #[serde(default)]
    pub urgent_goes_up: bool,
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
    /// The limit is open to professional discretion when the matter is not urgent: it is late all the same when its time
    /// runs out, and does not go up by itself.
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
