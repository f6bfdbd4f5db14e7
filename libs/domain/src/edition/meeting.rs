//! Meetings that are held again and again, with children on their agenda.

use super::{duty::Anchor, fact::Fact};
use crate::{
    clause::ClauseId,
    team::{TeamKind, UnknownName, closed_list},
};
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// A series of regular meetings.
    Series, "regular meeting" {
        /// The multi-agency panel of a district.
        FamiliesFirstPanel = "families-first-panel",
        /// The monthly meeting of intensive family support and assessment.
        MonthlyMeeting = "monthly-meeting",
    }
}

impl Series {
    /// The date of a transfer that is the meeting's while it is on the agenda.
    pub fn anchor(self) -> Anchor {
        match self {
            Self::FamiliesFirstPanel => Anchor::Panel,
            Self::MonthlyMeeting => Anchor::MonthlyMeeting,
        }
    }

    /// The step of a transfer that was talked about.
    pub fn held(self) -> Fact {
        match self {
            Self::FamiliesFirstPanel => Fact::PanelHeld,
            Self::MonthlyMeeting => Fact::MonthlyMeetingHeld,
        }
    }
}

closed_list! {
    /// How often a regular meeting is held.
    Rhythm, "rhythm" {
        /// Every week, on the same day of the week.
        Weekly = "weekly",
        /// Every two weeks, on the same day of the week.
        Fortnightly = "fortnightly",
        /// Once in each month of the calendar.
        Monthly = "monthly",
    }
}

impl Rhythm {
    /// Whether two meetings can be on these days.
    pub fn fits(self, one: NaiveDate, other: NaiveDate) -> bool {
        let days = (other - one).num_days();
        match self {
            Self::Weekly => days != 0 && days % 7 == 0,
            Self::Fortnightly => days != 0 && days % 14 == 0,
            Self::Monthly => (one.year(), one.month()) != (other.year(), other.month()),
        }
    }
}

impl Rhythm {
    /// The whole weeks, pairs of weeks or months from one day to another, each with its first and last day. In each a
    /// meeting is due.
    pub fn spans(self, from: NaiveDate, to: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
        let after = |first: NaiveDate| match self {
            Self::Weekly => first.checked_add_days(Days::new(7)),
            Self::Fortnightly => first.checked_add_days(Days::new(14)),
            Self::Monthly => first.checked_add_months(Months::new(1)),
        };
        let begins = |day: &NaiveDate| match self {
            Self::Weekly | Self::Fortnightly => day.weekday() == Weekday::Mon,
            Self::Monthly => day.day() == 1,
        };
        let first = from.iter_days().take_while(|day| *day <= to).find(begins);
        let firsts = std::iter::successors(first, |first| after(*first));
        firsts
            .map_while(|first| Some((first, after(first)?.pred_opt()?)))
            .take_while(|(_, last)| *last <= to)
            .collect()
    }
}

/// A regular meeting that an edition has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RegularMeeting {
    /// Which one.
    pub kind: Series,
    /// What the edition calls it.
    pub title: String,
    /// The kinds of team that sit at it, and whose managers convene it in their districts.
    pub convened_by: Vec<TeamKind>,
    /// The rhythm that it usually has.
    pub rhythm: Beat,
    /// The rhythms it has in some districts instead.
    #[serde(default)]
    pub instead: Vec<Beat>,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

/// A rhythm that a regular meeting can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    /// How often.
    pub every: Rhythm,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

impl RegularMeeting {
    /// The rhythm in a district that has this one: the usual one where it says nothing, or one that the meeting
    /// can't have.
    pub fn beat(&self, own: Option<Rhythm>) -> &Beat {
        let mut instead = self.instead.iter();
        instead
            .find(|beat| Some(beat.every) == own)
            .unwrap_or(&self.rhythm)
    }
}
