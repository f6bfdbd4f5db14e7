//! What the protocol needs to know about a child: birth and age, plan, record system, needs.

use crate::team::{UnknownName, closed_list};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The oldest young person the protocol has a place for, in years.
const OLDEST_YEARS: u32 = 25;
/// How far ahead a birth can be expected.
const EXPECTED_WITHIN_WEEKS: u64 = 45;
/// How long after the expected date a baby can still be unborn.
const OVERDUE_WITHIN_WEEKS: u64 = 4;

/// When a child was, or is expected to be, born. Its `Debug` shows no date: a date of birth never
/// reaches a log.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Birth {
    /// The child is born.
    Born {
        /// The date of birth.
        on: NaiveDate,
    },
    /// The baby is not born yet.
    Expected {
        /// The expected date of birth.
        on: NaiveDate,
    },
}

impl Birth {
    /// The age on a day, or nothing for an unborn baby and for a day before the birth.
    ///
    /// A year is attained at the start of the birthday. Whoever was born on 29 February attains it
    /// on 1 March of a common year.
    pub fn age_on(&self, date: NaiveDate) -> Option<Age> {
        match self {
            Self::Born { on } => date.years_since(*on).map(|years| Age { years }),
            Self::Expected { .. } => None,
        }
    }

    /// The age on a day in whole half-years: the second of a year is attained six months after the birthday.
    pub fn half_years_on(&self, date: NaiveDate) -> Option<u32> {
        let (Age { years }, born) = (self.age_on(date)?, self.born()?);
        let year = born.year() + i32::try_from(years).ok()?;
        let birthday = born
            .with_year(year)
            .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))?;
        let is_halfway = birthday + Months::new(6) <= date;
        Some(years * 2 + u32::from(is_halfway))
    }

    /// The date of birth; none of a baby who is still expected.
    pub fn born(self) -> Option<NaiveDate> {
        match self {
            Self::Born { on } => Some(on),
            Self::Expected { .. } => None,
        }
    }

    /// Whether the baby is still expected, whatever the expected date.
    pub fn is_unborn(&self) -> bool {
        matches!(self, Self::Expected { .. })
    }

    /// The birth, where a child of whom something is said on a day can have it.
    ///
    /// # Errors
    /// When it can't be, or is too long ago for the protocol.
    pub fn possible_on(self, day: NaiveDate) -> Result<Self, ImpossibleBirth> {
        use ImpossibleBirth as No;
        let weeks = |number: u64| Days::new(7 * number);
        let before = |first: Option<NaiveDate>, on| first.is_some_and(|first| on < first);
        let after = |last: Option<NaiveDate>, on| last.is_some_and(|last| on > last);
        let oldest = day.checked_sub_months(Months::new(12 * OLDEST_YEARS));
        let overdue = day.checked_sub_days(weeks(OVERDUE_WITHIN_WEEKS));
        let last = day.checked_add_days(weeks(EXPECTED_WITHIN_WEEKS));
        match self {
            Self::Born { on } if on > day => Err(No::NotYet),
            Self::Born { on } if before(oldest, on) => Err(No::TooLongAgo),
            Self::Expected { on } if before(overdue, on) => Err(No::Overdue),
            Self::Expected { on } if after(last, on) => Err(No::TooFarAhead),
            Self::Born { .. } | Self::Expected { .. } => Ok(self),
        }
    }
}

/// Why no child of whom something is said on a day can have a birth. It repeats no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImpossibleBirth {
    /// The child was not born by that day.
    #[error("lies after the day of which this is said: until the birth give the expected date")]
    NotYet,
    /// Whoever was born then is no young person any more.
    #[error("lies more than {OLDEST_YEARS} years back")]
    TooLongAgo,
    /// The baby is long overdue.
    #[error("was more than {OVERDUE_WITHIN_WEEKS} weeks ago: give the date of birth")]
    Overdue,
    /// The birth is further ahead than any can be known.
    #[error("no birth can be expected that far ahead: {EXPECTED_WITHIN_WEEKS} weeks at most")]
    TooFarAhead,
}

impl fmt::Debug for Birth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_unborn() {
            "Expected(..)"
        } else {
            "Born(..)"
        })
    }
}

/// An age in whole years attained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Age {
    /// Birthdays passed, the day itself included.
    pub years: u32,
}

closed_list! {
    /// The support a child has now; a child without a plan has none of these.
    PlanKind, "plan" {
        /// Early help, with the family's consent.
        EarlyHelp = "early-help",
        /// A child in need plan.
        ChildInNeed = "child-in-need",
        /// A child protection plan.
        ChildProtection = "child-protection",
        /// Care by the authority.
        LookedAfter = "looked-after",
        /// Support after care.
        CareLeaver = "care-leaver",
    }
}

closed_list! {
    /// Where a plan is recorded.
    RecordSystem, "record system" {
        /// The social care record system (LCS).
        Lcs = "lcs",
        /// The early help module (EHM).
        Ehm = "ehm",
    }
}

closed_list! {
    /// A need or concern that a contact presents to the front door.
    Need, "need" {
        /// The child suffers, or is likely to suffer, significant harm.
        SignificantHarm = "significant-harm",
        /// There may be a risk, and too little is known to say which.
        UnclearRisk = "unclear-risk",
        /// The child may come into care.
        EdgeOfCare = "edge-of-care",
        /// The family may break down.
        FamilyBreakdown = "family-breakdown",
        /// The child goes missing from home.
        MissingFromHome = "missing-from-home",
        /// The child is exploited, sexually or criminally, or at risk of it.
        Exploitation = "exploitation",
        /// The child has a disability.
        Disability = "disability",
        /// The child has autism together with a learning disability.
        AutismWithLearningDisability = "autism-with-learning-disability",
        /// The child's needs are likely to last a lifetime.
        LikelyLifelongNeed = "likely-lifelong-need",
        /// Several members of the family have needs of their own.
        MultipleFamilyNeeds = "multiple-family-needs",
        /// The parents ask for, or would gain from, help with parenting.
        ParentingSupport = "parenting-support",
        /// The child misses school.
        SchoolAttendance = "school-attendance",
        /// The child's emotional wellbeing suffers at a low level.
        LowLevelEmotionalWellbeing = "low-level-emotional-wellbeing",
        /// There is domestic abuse in the household.
        DomesticAbuse = "domestic-abuse",
        /// The child's basic needs are not met.
        Neglect = "neglect",
        /// The child or somebody in the household misuses alcohol or drugs.
        SubstanceMisuse = "substance-misuse",
        /// Harm comes to the child from outside the family.
        ExtraFamilialHarm = "extra-familial-harm",
        /// The child has come from abroad without a parent or guardian.
        SeparatedMigrant = "separated-migrant",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
    }

    fn years(born: NaiveDate, on: NaiveDate) -> Option<u32> {
        Birth::Born { on: born }.age_on(on).map(|age| age.years)
    }

    #[test]
    fn an_age_is_attained_at_the_start_of_the_birthday() {
        assert_eq!(years(day(2010, 6, 15), day(2026, 6, 14)), Some(15));
        assert_eq!(years(day(2010, 6, 15), day(2026, 6, 15)), Some(16));
    }

    #[test]
    fn a_child_is_nought_on_the_day_of_birth_and_has_no_age_before_it() {
        assert_eq!(years(day(2026, 3, 2), day(2026, 3, 2)), Some(0));
        assert_eq!(years(day(2026, 3, 2), day(2026, 3, 1)), None);
    }

    #[test]
    fn born_on_29_february_a_year_is_attained_on_1_march_of_a_common_year() {
        assert_eq!(years(day(2008, 2, 29), day(2026, 2, 28)), Some(17));
        assert_eq!(years(day(2008, 2, 29), day(2026, 3, 1)), Some(18));
        assert_eq!(years(day(2008, 2, 29), day(2028, 2, 29)), Some(20));
    }

    #[test]
    fn an_unborn_baby_has_no_age_even_after_the_expected_date() {
        let birth = Birth::Expected {
            on: day(2026, 5, 1),
        };
        assert!(birth.is_unborn());
        assert_eq!(birth.age_on(day(2026, 6, 1)), None);
        assert!(
            !Birth::Born {
                on: day(2026, 5, 1)
            }
            .is_unborn()
        );
    }

    #[test]
    fn births_are_neither_in_the_future_nor_of_adults() {
        let today = day(2026, 11, 4);
        let born = |on| Birth::Born { on }.possible_on(today);
        for on in [today, day(2001, 11, 4)] {
            assert_eq!(born(on), Ok(Birth::Born { on }));
        }
        assert_eq!(born(day(2026, 11, 5)), Err(ImpossibleBirth::NotYet));
        assert_eq!(born(day(2001, 11, 3)), Err(ImpossibleBirth::TooLongAgo));
    }

    #[test]
    fn an_expected_birth_is_near() {
        let today = day(2026, 11, 4);
        let expected = |on| Birth::Expected { on }.possible_on(today);
        for on in [today - Days::new(4 * 7), today + Days::new(45 * 7)] {
            assert_eq!(expected(on), Ok(Birth::Expected { on }));
        }
        let overdue = today - Days::new(4 * 7 + 1);
        assert_eq!(expected(overdue), Err(ImpossibleBirth::Overdue));
        let far = today + Days::new(45 * 7 + 1);
        assert_eq!(expected(far), Err(ImpossibleBirth::TooFarAhead));
    }

    #[test]
    fn c11_1_19_seventeen_and_a_half_is_reached_six_months_after_the_birthday() {
        let born = Birth::Born {
            on: day(2008, 9, 30),
        };
        assert_eq!(born.half_years_on(day(2026, 3, 29)), Some(34));
        assert_eq!(born.half_years_on(day(2026, 3, 30)), Some(35));
        assert_eq!(born.half_years_on(day(2026, 9, 30)), Some(36));
        let leap = Birth::Born {
            on: day(2008, 2, 29),
        };
        assert_eq!(leap.half_years_on(day(2025, 8, 31)), Some(34));
        assert_eq!(leap.half_years_on(day(2025, 9, 1)), Some(35));
    }

    #[test]
    fn a_date_of_birth_never_reaches_a_log() {
        assert_eq!(
            format!(
                "{:?}",
                Birth::Born {
                    on: day(2010, 6, 15)
                }
            ),
            "Born(..)"
        );
        assert_eq!(
            format!(
                "{:?}",
                Birth::Expected {
                    on: day(2026, 6, 15)
                }
            ),
            "Expected(..)"
        );
    }

    #[test]
    fn a_birth_is_written_with_its_kind() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Row {
            birth: Birth,
        }
        let row = Row {
            birth: Birth::Expected {
                on: day(2026, 5, 1),
            },
        };
        assert_eq!(
            toml::from_str("birth = { kind = \"expected\", on = \"2026-05-01\" }"),
            Ok(row)
        );
        assert!(
            toml::from_str::<Row>("birth = { kind = \"adopted\", on = \"2026-05-01\" }").is_err()
        );
    }

    #[test]
    fn names_are_a_closed_list() {
        for need in Need::ALL {
            assert_eq!(need.as_str().parse::<Need>().as_ref(), Ok(need));
        }
        let unknown = "care leaver"
            .parse::<PlanKind>()
            .map_err(|error| error.to_string());
        let wanted = "unknown plan 'care leaver'; one of: early-help, child-in-need, child-protection, looked-after, care-leaver";
        assert_eq!(unknown, Err(wanted.to_owned()));
    }
}
