//! Who leads, and when the lead passes: the rules that facts alone can't say.

mod matter;
mod point;

pub use matter::*;

use crate::{
    calendar::london,
    clause::ClauseId,
    deadline::{Span, Unit},
    edition::{Edition, MeetingKind, Pathway, RuleName, fact::Fact},
    team::{UnknownName, closed_list},
};
use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// What legal planning came to.
    LegalPlanningOutcome, "legal planning outcome" {
        /// Proceedings are issued.
        Issue = "issue",
        /// Proceedings are issued when the baby is born.
        IssueAtBirth = "issue-at-birth",
        /// Anything else.
        Other = "other",
    }
}

impl LegalPlanningOutcome {
    /// Whether proceedings are issued, now or at the birth.
    pub fn issues(self) -> bool {
        matches!(self, Self::Issue | Self::IssueAtBirth)
    }
}

/// What decides when the lead passes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadSituation {
    /// The outcome of legal planning, and when it was held.
    pub legal_planning: Option<(LegalPlanningOutcome, DateTime<Utc>)>,
    /// The meeting, and when it is set for.
    pub meeting: Option<(MeetingKind, DateTime<Utc>)>,
    /// The expected date of birth, the earliest one, where no child of the transfer is born yet.
    pub baby_expected: Option<NaiveDate>,
}

/// When the lead passes, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadMoves {
    /// The fact with which it passes.
    pub on: Fact,
    /// The sending team has to keep the child until then: no request can be sent before.
    pub held: bool,
    /// Why, in words.
    pub because: String,
    /// The clauses it rests on.
    pub clauses: Vec<ClauseId>,
}

/// Says with which fact the lead passes to the receiving team.
///
/// With an outcome to issue the sending team keeps the child until the first hearing (C5.1-01 to
/// C5.1-04). For an unborn baby the expected date decides: inside the window after the conference or the
/// legal planning meeting the sending team keeps the baby until the first hearing (C5.2-02 to
/// C5.2-04), from the end of the window on the lead passes at the conference (C5.2-07 to C5.2-09), or as it ordinarily does where
/// none is set.
/// Editions without these rules know only the pathway's own fact.
pub fn lead_moves(edition: &Edition, pathway: &Pathway, situation: &LeadSituation) -> LeadMoves {
    let ordinary = || LeadMoves {
        on: pathway.lead_moves_on,
        held: false,
        because: format!("the lead passes with the fact '{}'", pathway.lead_moves_on),
        clauses: pathway.clauses.clone(),
    };
    let to_issue = situation
        .legal_planning
        .filter(|(outcome, _)| outcome.issues());
    let Some((_, planned_at)) = to_issue else {
        return ordinary();
    };
    if let (Some(expected), Some(rule)) =
        (situation.baby_expected, edition.rule(RuleName::UnbornBaby))
    {
        let conference = situation
            .meeting
            .filter(|(kind, _)| *kind == MeetingKind::InitialChildProtectionConference);
        let meeting = london::local_date(conference.map_or(planned_at, |(_, at)| at));
        let window = rule.spans.get("window").copied();
        if let Some(end) = window.and_then(|span| later(meeting, span)) {
            // The last day of the window belongs to the later rule: "four weeks or more".
            let inside = expected < end;
            // Without a conference there is none to pass at.
            if !inside && conference.is_none() {
                return ordinary();
            }
            return unborn(inside, meeting, end, rule.clauses.clone());
        }
    }
    match edition.rule(RuleName::KeepUntilFirstHearing) {
        Some(rule) => LeadMoves {
            // Where a pathway asks for an order, a hearing without one moves nobody (C9-45, C9-47).
            on: if pathway.lead_moves_on == Fact::OrderGranted {
                Fact::OrderGranted
            } else {
                Fact::FirstHearingHeld
            },
            held: true,
            because: rule.says.clone(),
            clauses: rule.clauses.clone(),
        },
        None => ordinary(),
    }
}

fn unborn(inside: bool, meeting: NaiveDate, end: NaiveDate, clauses: Vec<ClauseId>) -> LeadMoves {
    if inside {
        LeadMoves {
            on: Fact::FirstHearingHeld,
            held: true,
            because: format!(
                "the baby is due before {end}, inside the window that follows the meeting of {meeting}: the sending team keeps full responsibility until the first hearing"
            ),
            clauses,
        }
    } else {
        LeadMoves {
            on: Fact::MeetingHeld,
            held: false,
            because: format!(
                "the baby is due on or after {end}, the end of the window that follows the meeting of {meeting}: the lead passes at the conference"
            ),
            clauses,
        }
    }
}

/// The units in which a window can be counted.
pub(crate) const WINDOW_UNITS: &[Unit] = &[Unit::Days, Unit::Weeks, Unit::Months];

fn later(from: NaiveDate, span: Span) -> Option<NaiveDate> {
    match span.unit() {
        Unit::Days => from.checked_add_signed(TimeDelta::days(span.amount().into())),
        Unit::Weeks => from.checked_add_signed(TimeDelta::weeks(span.amount().into())),
        Unit::Months => from.checked_add_months(Months::new(span.amount())),
        Unit::SameDay | Unit::Hours | Unit::WorkingDays | Unit::Years | Unit::HalfYearsOfAge => {
            None
        }
    }
}
