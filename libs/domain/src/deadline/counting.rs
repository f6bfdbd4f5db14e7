//! The count itself, unit by unit, with a trace of every step.

use super::{
    AppliedRule, CountedDay, Days, Direction, EventOutsideHours, FirstDay, Interpretations, Limit,
    Unit, WorkingDaysBefore, dates, derivation::day_name,
};
use crate::calendar::{Calendar, DayKind, PastHorizon, london};
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use std::ops::RangeInclusive;

/// A due time, or nothing where it cannot be represented.
type Due = Option<DateTime<Utc>>;

pub(super) struct Counting<'a> {
    calendar: &'a Calendar,
    reading: &'a Interpretations,
    limit: Limit,
    at: DateTime<Utc>,
    day: NaiveDate,
    time: NaiveTime,
    rules: Vec<AppliedRule>,
    days: Vec<CountedDay>,
}

impl<'a> Counting<'a> {
    pub(super) fn new(
        calendar: &'a Calendar,
        reading: &'a Interpretations,
        limit: Limit,
        at: DateTime<Utc>,
    ) -> Self {
        let local = london::local(at);
        let (day, time) = (local.date_naive(), local.time());
        Self {
            calendar,
            reading,
            limit,
            at,
            day,
            time,
            rules: Vec::new(),
            days: Vec::new(),
        }
    }

    pub(super) fn due(&mut self) -> Result<Due, PastHorizon> {
        let amount = self.limit.span().amount();
        match self.limit.span().unit() {
            Unit::SameDay => {
                self.rules.push(self.reading.same_day.rule());
                Ok(london::end_of_day(self.day))
            }
            Unit::Hours => {
                self.rules.push(self.reading.hours.rule());
                Ok(self.elapsed(i64::from(amount)))
            }
            Unit::Days => {
                self.rules.push(self.reading.days.rule());
                match self.reading.days {
                    Days::EndOfDay => Ok(london::end_of_day(self.calendar_days(amount))),
                    Days::RolledToWorkingDay => Ok(london::end_of_day(self.rolled_days(amount)?)),
                    Days::PeriodsOf24Hours => Ok(self.elapsed(24 * i64::from(amount))),
                }
            }
            Unit::WorkingDays => {
                let last = match self.limit.direction() {
                    Direction::After => self.working_days_after(amount)?,
                    Direction::Before => self.working_days_before(amount)?,
                };
                let close = self.reading.close_of_business;
                self.rules.push(close.rule());
                Ok(london::instant(last, close.time()))
            }
            Unit::Weeks | Unit::Months | Unit::Years => {
                let Some(reached) = dates::moved(self.day, self.limit) else {
                    return Ok(None);
                };
                self.rules
                    .push(self.reading.weeks_months_years.rule().here(&reached.how));
                Ok(london::end_of_day(reached.date))
            }
            Unit::HalfYearsOfAge => {
                let Some(reached) =
                    dates::age_reached(self.day, amount, self.reading.leap_day_birthday)
                else {
                    return Ok(None);
                };
                self.rules.push(self.reading.age.rule().here(&reached.how));
                if dates::is_leap_day(self.day) {
                    self.rules.push(self.reading.leap_day_birthday.rule());
                }
                Ok(london::start_of_day(reached.date))
            }
        }
    }

    /// The rules applied and the days looked at, in order.
    pub(super) fn into_trace(self) -> (Vec<AppliedRule>, Vec<CountedDay>) {
        (self.rules, self.days)
    }

    fn elapsed(&self, hours: i64) -> Due {
        let hours = TimeDelta::try_hours(hours)?;
        match self.limit.direction() {
            Direction::After => self.at.checked_add_signed(hours),
            Direction::Before => self.at.checked_sub_signed(hours),
        }
    }

    fn calendar_days(&mut self, amount: u32) -> NaiveDate {
        self.skip(self.day, "the day of the event is not counted");
        let mut day = self.day;
        for number in 1..=amount {
            day = self.onward(day);
            self.count(day, number);
        }
        day
    }

    fn rolled_days(&mut self, amount: u32) -> Result<NaiveDate, PastHorizon> {
        let last = self.calendar_days(amount);
        let kind = self.calendar.day(last)?;
        if kind == DayKind::Working {
            return Ok(last);
        }
        if let Some(counted) = self.days.last_mut() {
            counted.why = format!("{}, but not worked ({kind})", counted.why);
        }
        let worked = self.next_worked(last)?;
        self.skip(worked, "due here instead");
        Ok(worked)
    }

    fn working_days_after(&mut self, amount: u32) -> Result<NaiveDate, PastHorizon> {
        let start = self.day_the_event_counts_on()?;
        self.rules.push(self.reading.first_day.rule());
        let kind = self.calendar.day(start)?;
        let in_business = start != self.day || self.time < self.reading.close_of_business.time();
        match self.reading.first_day {
            FirstDay::Included if kind == DayKind::Working && in_business => {
                self.count(start, 1);
                return self.count_working_days(start, 2..=amount);
            }
            FirstDay::Included if kind == DayKind::Working => {
                self.skip(start, "the event came after close of business");
            }
            FirstDay::Included => self.skip(start, kind.to_string()),
            FirstDay::Excluded => self.skip(start, "the day of the event is not counted"),
        }
        self.count_working_days(start, 1..=amount)
    }

    fn working_days_before(&mut self, amount: u32) -> Result<NaiveDate, PastHorizon> {
        self.rules.push(self.reading.working_days_before.rule());
        self.skip(self.day, "the day of the event is not counted");
        let last = self.count_working_days(self.day, 1..=amount)?;
        match self.reading.working_days_before {
            WorkingDaysBefore::NthDay => Ok(last),
            WorkingDaysBefore::ClearDays => {
                let due = self.next_worked(last)?;
                self.skip(due, "due here, ahead of the clear days");
                Ok(due)
            }
        }
    }

    /// The day a working-day limit runs from, with a note when the event came on a day or at an hour not worked.
    fn day_the_event_counts_on(&mut self) -> Result<NaiveDate, PastHorizon> {
        let kind = self.calendar.day(self.day)?;
        let (note, too_late) = match (kind, self.calendar.office_hours()) {
            (DayKind::Working, Some(hours)) if self.time >= hours.closes() => {
                (format!("after office hours ({hours})"), true)
            }
            (DayKind::Working, Some(hours)) if self.time < hours.opens() => {
                (format!("before office hours ({hours})"), false)
            }
            (DayKind::Working, None) if self.time >= self.reading.close_of_business.time() => {
                ("after close of business".to_owned(), true)
            }
            (DayKind::Working, _) => return Ok(self.day),
            (DayKind::Weekend | DayKind::BankHoliday(_) | DayKind::Closure(_), _) => {
                (format!("on a day not worked ({kind})"), true)
            }
        };
        let counts_on = match self.reading.event_outside_hours {
            EventOutsideHours::CountsOnNextWorkingDay if too_late => {
                self.skip(self.day, format!("the event came {note}"));
                self.next_worked(self.day)?
            }
            EventOutsideHours::CountsOnNextWorkingDay | EventOutsideHours::CountsOnItsDay => {
                self.day
            }
        };
        let words = format!(
            "the event came {note}; it counts on {}",
            day_name(counts_on)
        );
        self.rules
            .push(AppliedRule::new("event-outside-hours", words));
        Ok(counts_on)
    }

    /// Gives the numbers to the working days that follow a day, and answers with the last of them.
    fn count_working_days(
        &mut self,
        from: NaiveDate,
        numbers: RangeInclusive<u32>,
    ) -> Result<NaiveDate, PastHorizon> {
        let mut day = from;
        for number in numbers {
            day = self.next_worked(day)?;
            self.count(day, number);
        }
        Ok(day)
    }

    /// The next working day in the direction of the limit. The days passed over are noted; it is not.
    fn next_worked(&mut self, from: NaiveDate) -> Result<NaiveDate, PastHorizon> {
        let mut day = from;
        loop {
            day = self.onward(day);
            match self.calendar.day(day)? {
                DayKind::Working => return Ok(day),
                kind @ (DayKind::Weekend | DayKind::BankHoliday(_) | DayKind::Closure(_)) => {
                    self.skip(day, kind.to_string());
                }
            }
        }
    }

    /// The next day in the direction of the limit. It stands still at the ends of representable time, which
    /// no calendar reaches.
    fn onward(&self, day: NaiveDate) -> NaiveDate {
        match self.limit.direction() {
            Direction::After => day.succ_opt().unwrap_or(day),
            Direction::Before => day.pred_opt().unwrap_or(day),
        }
    }

    fn count(&mut self, date: NaiveDate, number: u32) {
        let why = format!("counted {number} of {}", self.limit.span().amount());
        self.days.push(CountedDay {
            date,
            counted: Some(number),
            why,
        });
    }

    fn skip(&mut self, date: NaiveDate, why: impl Into<String>) {
        self.days.push(CountedDay {
            date,
            counted: None,
            why: why.into(),
        });
    }
}
