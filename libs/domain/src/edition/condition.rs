//! What has to hold for an element of an edition to apply: asked of a situation ([`Condition::holds`]), of a pathway, and
//! said in words.

use super::{Circumstance, Edition, MeetingKind, Pathway};
use crate::{
    child::PlanKind,
    team::{Role, TeamKind},
    threshold::Step,
};
use serde::{Deserialize, Serialize};
use std::fmt;

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
    /// Of each child of the transfer one of these circumstances was declared to hold; an empty list asks for none.
    pub each_any: Vec<Circumstance>,
    /// There is a child of the transfer of whom none of these circumstances was declared to hold; an empty list asks
    /// for none.
    pub one_without: Vec<Circumstance>,
    /// The transfer is, or is not, one of several children.
    pub siblings: Option<bool>,
    /// Every child of the transfer is at least this old, in whole years.
    pub from_age: Option<u32>,
    /// No child of the transfer is older than this, in whole years.
    pub to_age: Option<u32>,
    /// No child of the transfer is older than this, in whole half-years: 34 until the day of seventeen and a half.
    pub to_half_years: Option<u32>,
    /// The receiving team is of one of these kinds; an empty list asks for none.
    pub to: Vec<TeamKind>,
    /// The sending team is of one of these kinds; an empty list asks for none.
    pub from: Vec<TeamKind>,
    /// The receiving team serves, or does not serve, none of the districts that the sending one does.
    pub elsewhere: Option<bool>,
}

impl Condition {
    /// What is left of it on a pathway, without what always holds there; nothing where it can't hold there.
    pub fn on(&self, edition: &Edition, pathway: &Pathway) -> Option<Self> {
        let fits = self.step.is_none_or(|step| step == pathway.step)
            && self.plan.is_none_or(|plan| pathway.plans.contains(&plan))
            && self.meeting.is_none_or(|meeting| {
                let mut held = pathway.meetings.values();
                held.any(|kind| *kind == meeting)
            });
        if !fits {
            return None;
        }
        Some(Self {
            step: None,
            plan: self.plan.filter(|_| pathway.plans.len() > 1),
            to: left_of(&self.to, &edition.receiving(pathway))?,
            from: left_of(&self.from, &pathway.from)?,
            ..self.clone()
        })
    }
}

/// Those of the kinds asked for that there can be; an empty list where it can be no other.
fn left_of(asked: &[TeamKind], there: &[TeamKind]) -> Option<Vec<TeamKind>> {
    if asked.is_empty() || there.iter().all(|kind| asked.contains(kind)) {
        return Some(Vec::new());
    }
    let both = there.iter().filter(|kind| asked.contains(kind));
    Some(both.copied().collect()).filter(|both: &Vec<_>| !both.is_empty())
}

impl fmt::Display for Condition {
    /// All that it asks for, as statements; nothing for a condition that always holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By name, so that no key is forgotten.
        let Self {
            plan,
            meeting,
            step,
            urgent,
            unborn,
            held,
            disputed,
            rung,
            all,
            any,
            none,
            each_any,
            one_without,
            siblings,
            from_age,
            to_age,
            to_half_years,
            to,
            from,
            elsewhere,
        } = self;
        let either = |key: &Option<bool>, [yes, no]: [&str; 2]| {
            key.map(|holds| if holds { yes } else { no }.to_owned())
        };
        let kinds = |side: &str, kinds: &[TeamKind]| {
            (!kinds.is_empty()).then(|| format!("the {side} team is {}", listed(kinds, "or")))
        };
        let says = [
            plan.map(|plan| format!("the plan is {plan}")),
            meeting.map(|kind| format!("the meeting is {kind}")),
            step.map(|step| format!("it is a step {}", way(step))),
            kinds("sending", from),
            kinds("receiving", to),
            either(
                elsewhere,
                [
                    "the two teams have no district in common",
                    "the two teams are not of different districts",
                ],
            ),
            declared(all, "and"),
            declared(any, "or"),
            without(none),
            declared(each_any, "or").map(|says| format!("of each child {says}")),
            without(one_without).map(|says| format!("of at least one child {says}")),
            either(
                siblings,
                ["there are several children", "there is one child"],
            ),
            from_age.map(|age| format!("every child is {age} or older")),
            to_age.map(|age| format!("no child is older than {age}")),
            to_half_years.map(|age| format!("no child has completed more than {age} half-years")),
            either(
                unborn,
                ["every child is unborn", "at least one child is born"],
            ),
            either(
                held,
                [
                    "the sending team has to keep the child until the first hearing",
                    "the sending team does not have to keep the child until the first hearing",
                ],
            ),
            either(urgent, ["it is urgent", "it is not urgent"]),
            either(
                disputed,
                ["a disagreement is open", "no disagreement is open"],
            ),
            rung.map(|role| format!("the disagreement stands with the {role}")),
        ];
        let says: Vec<String> = says.into_iter().flatten().collect();
        f.write_str(&says.join("; "))
    }
}

fn way(step: Step) -> &'static str {
    match step {
        Step::Up => "up",
        Step::Down => "down",
        Step::Lateral => "across",
    }
}

fn declared(asked: &[Circumstance], word: &str) -> Option<String> {
    let are = if asked.len() > 1 && word == "and" {
        "are"
    } else {
        "is"
    };
    (!asked.is_empty()).then(|| format!("{} {are} declared", listed(asked, word)))
}

fn without(asked: &[Circumstance]) -> Option<String> {
    match asked {
        [] => None,
        [one] => Some(format!("{one} is not declared")),
        several => Some(format!("none of {} is declared", listed(several, "and"))),
    }
}

/// Names with commas between them, and a word before the last.
fn listed<T: fmt::Display>(names: &[T], word: &str) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} {word} {last}", others.join(", "))
        }
        Some(_) | None => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Protocol;

    fn said(keys: &str) -> String {
        let condition: Condition = toml::from_str(keys).expect("a condition");
        condition.to_string()
    }

    /// What is left of a condition on a pathway of the current edition.
    fn left(keys: &str, pathway: &str) -> Option<String> {
        let condition: Condition = toml::from_str(keys).expect("a condition");
        let protocol = Protocol::embedded().expect("the editions");
        let edition = protocol.edition(&"current".parse().expect("an id"));
        let edition = edition.expect("the edition");
        let pathway = edition.pathway(&pathway.parse().expect("an id"));
        let left = condition.on(edition, pathway.expect("the pathway"));
        left.map(|left| left.to_string())
    }

    #[test]
    fn every_key_of_a_condition_is_said() {
        let cases = [
            ("", ""),
            ("plan = 'child-in-need'", "the plan is child-in-need"),
            ("meeting = 'child-in-need'", "the meeting is child-in-need"),
            ("step = 'up'", "it is a step up"),
            ("step = 'lateral'", "it is a step across"),
            ("urgent = true", "it is urgent"),
            ("urgent = false", "it is not urgent"),
            ("unborn = true", "every child is unborn"),
            ("unborn = false", "at least one child is born"),
            (
                "held = true",
                "the sending team has to keep the child until the first hearing",
            ),
            ("disputed = false", "no disagreement is open"),
            (
                "rung = 'service-manager'",
                "the disagreement stands with the service-manager",
            ),
            ("all = ['autism']", "autism is declared"),
            (
                "all = ['autism', 'disability']",
                "autism and disability are declared",
            ),
            (
                "any = ['autism', 'disability', 'adopted']",
                "autism, disability or adopted is declared",
            ),
            ("none = ['emergency']", "emergency is not declared"),
            (
                "none = ['emergency', 'reluctance']",
                "none of emergency and reluctance is declared",
            ),
            (
                "each-any = ['edge-of-care', 'county-lines']",
                "of each child edge-of-care or county-lines is declared",
            ),
            (
                "one-without = ['section-20']",
                "of at least one child section-20 is not declared",
            ),
            ("siblings = true", "there are several children"),
            ("siblings = false", "there is one child"),
            (
                "from-age = 11\nto-age = 17",
                "every child is 11 or older; no child is older than 17",
            ),
            (
                "to-half-years = 34",
                "no child has completed more than 34 half-years",
            ),
            (
                "to = ['assessment', 'care-leaver']",
                "the receiving team is assessment or care-leaver",
            ),
            ("from = ['mash']", "the sending team is mash"),
            (
                "elsewhere = true",
                "the two teams have no district in common",
            ),
        ];
        for (keys, says) in cases {
            assert_eq!(said(keys), says, "{keys}");
        }
    }

    #[test]
    fn what_always_holds_on_a_pathway_is_not_asked_there() {
        let down = "step-down-to-families-first-panel";
        assert_eq!(left("step = 'down'", down).as_deref(), Some(""));
        assert_eq!(left("step = 'up'", down), None);
        assert_eq!(left("plan = 'looked-after'", down), None);
        let senders = "from = ['mash', 'assessment']";
        assert_eq!(
            left(senders, down).as_deref(),
            Some("the sending team is assessment")
        );
        assert_eq!(
            left(senders, "assessment-to-family-safeguarding").as_deref(),
            Some("")
        );
    }

    /// C8.4-07: the panel hands to the service that is best placed.
    #[test]
    fn a_team_that_a_step_hands_to_can_receive() {
        let chosen = "to = ['intensive-family-support']";
        assert_eq!(
            left(chosen, "step-down-to-families-first-panel").as_deref(),
            Some("the receiving team is intensive-family-support")
        );
        assert_eq!(left(chosen, "assessment-to-family-safeguarding"), None);
    }
}
