//! The ordered levels of need, and what a move between two of them is called.

use crate::team::{UnknownName, closed_list};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// The level of need a team works at, lowest first: the order of declaration is the order of need.
    Threshold, "threshold" {
        /// Services every family has, such as school and health visiting.
        Universal = "universal",
        /// Support by early help partners, with consent.
        EarlyHelp = "early-help",
        /// Intensive family support below social care.
        IntensiveFamilySupport = "intensive-family-support",
        /// A plan for a child in need.
        ChildInNeed = "child-in-need",
        /// A child protection plan.
        ChildProtection = "child-protection",
        /// Care by the authority.
        LookedAfter = "looked-after",
    }
}

/// What a move from one level of need to another is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// To a higher level of need.
    Up,
    /// To a lower level of need.
    Down,
    /// Between teams that work at the same level.
    Lateral,
}

impl Threshold {
    /// Names the move from this level of need to another.
    pub fn step_to(self, to: Self) -> Step {
        match self.cmp(&to) {
            std::cmp::Ordering::Less => Step::Up,
            std::cmp::Ordering::Greater => Step::Down,
            std::cmp::Ordering::Equal => Step::Lateral,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_need_is_a_step_up_and_less_a_step_down() {
        assert_eq!(
            Threshold::EarlyHelp.step_to(Threshold::ChildInNeed),
            Step::Up
        );
        assert_eq!(
            Threshold::ChildProtection.step_to(Threshold::EarlyHelp),
            Step::Down
        );
        assert_eq!(
            Threshold::ChildInNeed.step_to(Threshold::ChildInNeed),
            Step::Lateral
        );
    }

    #[test]
    fn every_level_is_a_step_up_from_the_one_before() {
        for pair in Threshold::ALL.windows(2) {
            assert_eq!(pair[0].step_to(pair[1]), Step::Up);
            assert_eq!(pair[1].step_to(pair[0]), Step::Down);
        }
    }
}
