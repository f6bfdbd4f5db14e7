//! What is asked at random: mostly what somebody could mean, sometimes what nobody would.

use super::{
    reach::{decides, workers},
    route::{Pick, Route, circumstances},
};
use crate::transfer::{
    Channel, ChildDecision, Command, DiscussionTopic, Ground, QueryTopic,
    tests::case::{Case, note},
};
use chrono::TimeDelta;
use handrail_domain::{
    TeamId, TeamKind,
    calendar::london,
    child::PlanKind,
    edition::{Anchor, Fact, MeetingKind},
    lead::LegalPlanningOutcome,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Something that is asked, or happens, some hours later.
#[derive(Debug, Clone)]
pub(super) struct Move {
    pub(super) hours: i64,
    what: What,
    pick: Pick,
    other: Pick,
    whole: bool,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Onward,
    AnyFact,
    Milestone,
    Circumstance,
    Date,
    Warn,
    Forward,
    Query,
    Answer,
    Review,
    Meeting,
    Worker,
    Request,
    Decide,
    Legal,
    Strategy,
    Talk,
    Start,
    Disagree,
    Settle,
    Withdraw,
}

pub(super) fn any_pick() -> impl Strategy<Value = Pick> {
    any::<usize>().prop_map(Pick)
}

pub(super) fn any_move() -> impl Strategy<Value = Move> {
    let what = prop_oneof![
        8 => Just(What::Onward),
        4 => Just(What::AnyFact),
        6 => Just(What::Milestone),
        2 => Just(What::Circumstance),
        2 => Just(What::Date),
        1 => Just(What::Warn),
        1 => Just(What::Forward),
        1 => Just(What::Query),
        1 => Just(What::Answer),
        1 => Just(What::Review),
        1 => Just(What::Meeting),
        1 => Just(What::Worker),
        1 => Just(What::Request),
        2 => Just(What::Decide),
        1 => Just(What::Legal),
        1 => Just(What::Strategy),
        1 => Just(What::Talk),
        1 => Just(What::Start),
        1 => Just(What::Disagree),
        1 => Just(What::Settle),
        1 => Just(What::Withdraw),
    ];
    (0..90i64, what, any_pick(), any_pick(), any::<bool>()).prop_map(
        |(hours, what, pick, other, whole)| Move {
            hours,
            what,
            pick,
            other,
            whole,
        },
    )
}

/// The stages of a transfer, as far as it has got.
const ONWARD: [Fact; 6] = [
    Fact::EarlyWarningSent,
    Fact::Reviewed,
    Fact::RequestSent,
    Fact::Decided,
    Fact::Allocated,
    Fact::Started,
];

impl Move {
    /// Does it. What is refused changes nothing.
    pub(super) fn happens(&self, case: &mut Case, route: &Route) {
        if matches!(self.what, What::Onward) {
            let next = ONWARD.into_iter().find(|fact| !case.transfer.has(*fact));
            next.map(|next| route.does(case, next, ""));
        } else if matches!(self.what, What::Settle) {
            route.settles(case, self.team(route).as_ref());
        } else if let Some(command) = self.command(case, route) {
            self.asks(case, command);
        }
    }

    fn asks(&self, case: &mut Case, command: Command) {
        let before = case.transfer.clone();
        if let Err(refusal) = case.ask(command) {
            assert_eq!(case.transfer, before);
            super::assert_names_clauses(case, &refusal);
        }
    }

    /// Any team: one that takes part, or any of the organisation.
    fn team(&self, route: &Route) -> Option<TeamId> {
        let mut teams = route.receivers();
        teams.push(route.sender.clone());
        if !self.whole {
            teams = route
                .terms
                .directory
                .teams()
                .map(|team| team.id().clone())
                .collect();
        }
        self.other.of(&teams)
    }

    fn command(&self, case: &Case, route: &Route) -> Option<Command> {
        let soon = TimeDelta::hours(i64::try_from(self.other.0 % 2_000).ok()? - 400);
        let earlier = (!self.whole).then(|| case.now - soon);
        Some(match self.what {
            What::Onward | What::Settle => return None,
            What::AnyFact => self
                .pick
                .of(&route.ways(case, self.other.of(Fact::ALL)?, ""))?,
            What::Milestone => self.milestone(case, route)?,
            What::Circumstance => self.circumstance(case, route)?,
            What::Date => Command::SetDate {
                date: self.pick.of(Anchor::ALL)?,
                at: case.now + soon,
            },
            What::Warn => Command::SendEarlyWarning {
                to: self.team(route)?,
                plan: self.pick.of(PlanKind::ALL)?,
                information_gathered: self.whole,
                assessment_complete: self.whole,
                summary: note("A synthetic summary."),
                items: vec![],
            },
            What::Forward => Command::Forward {
                to: self.team(route)?,
            },
            What::Query => Command::RaiseQuery {
                topic: self.topic()?,
                question: note("A question?"),
            },
            What::Answer => self.pick.of(&route.ways(case, Fact::QueryAnswered, ""))?,
            What::Review => Command::Review {
                agreed: false,
                joint_working_considered: self.whole,
                findings: None,
            },
            What::Meeting => Command::SetMeeting {
                kind: self.pick.of(MeetingKind::ALL)?,
                at: case.now + soon,
            },
            What::Worker => Command::NameWorker {
                worker: self.pick.of(&workers(case))?,
            },
            What::Request => Command::SendRequest {
                items_ready: vec![],
                route: self.whole.then_some(TeamKind::Mash),
                to: self.team(route),
            },
            What::Decide => self.decision(case),
            What::Legal => Command::RecordLegalPlanning {
                outcome: self.pick.of(&[
                    LegalPlanningOutcome::Issue,
                    LegalPlanningOutcome::IssueAtBirth,
                    LegalPlanningOutcome::Other,
                ])?,
                items: if self.whole {
                    route.items(case, Fact::LegalPlanned, None)
                } else {
                    Vec::new()
                },
                held_at: earlier,
            },
            What::Strategy => Command::RecordStrategyDiscussion {
                chaired_by: self.team(route)?,
                receiver_invited: self.whole,
                minutes_complete: self.whole,
                held_at: earlier,
            },
            What::Talk => Command::RecordDiscussion {
                channel: Channel::Telephone,
                topics: vec![DiscussionTopic::Plan],
                held_at: earlier,
                summary: None,
            },
            What::Start => Command::StartWork {
                on: london::local_date(case.now - soon),
            },
            What::Disagree => Command::RaiseDisagreement {
                ground: Ground::Threshold,
                position: note("A position."),
                immediate_needs: self.team(route),
                urgent: self.whole,
            },
            What::Withdraw => Command::Withdraw {
                reason: note("A reason."),
            },
        })
    }

    /// A step of the pathway, with what it has to contain or without, now or earlier.
    fn milestone(&self, case: &Case, route: &Route) -> Option<Command> {
        let terms = case.terms();
        let own = terms.pathway.elements.milestones.iter();
        let all: Vec<Fact> = own
            .chain(&terms.edition.general.milestones)
            .map(|one| one.fact)
            .collect();
        let fact = self.pick.of(&all)?;
        let items = if self.whole {
            route.items(case, fact, None)
        } else {
            Vec::new()
        };
        let earlier = TimeDelta::hours(i64::try_from(self.other.0 % 48).ok()?);
        let at = self.other.0.is_multiple_of(3).then(|| case.now - earlier);
        Some(Command::RecordMilestone {
            fact,
            items,
            team: if self.whole {
                route.handed_to(case, fact)
            } else {
                self.team(route).filter(|_| self.pick.0.is_multiple_of(5))
            },
            at,
            note: None,
        })
    }

    fn circumstance(&self, case: &Case, route: &Route) -> Option<Command> {
        let mut known = circumstances(route.terms);
        if self.whole {
            // Few enough to be declared, ended and declared again.
            known.truncate(3);
        }
        let one = self.pick.of(&known)?;
        let only = BTreeSet::from([one]);
        let ends = case.transfer.circumstances.contains(&one);
        let (holding, ended) = if ends {
            (BTreeSet::new(), only)
        } else {
            (only, BTreeSet::new())
        };
        Some(Command::DeclareCircumstances {
            child: None,
            holding,
            ended,
        })
    }

    fn topic(&self) -> Option<QueryTopic> {
        self.pick.of(&[
            QueryTopic::InformationGathering,
            QueryTopic::Threshold,
            QueryTopic::WorkToBeCompleted,
            QueryTopic::RecordReadiness,
        ])
    }

    fn decision(&self, case: &Case) -> Command {
        use ChildDecision::{Declined, Deferred, Moves, Stays};
        let kinds = [Moves, Stays, Declined, Deferred];
        let first = self.pick.of(&kinds).unwrap_or(Moves);
        let second = self.other.of(&kinds).unwrap_or(Moves);
        let mut command = decides(case, |place| if place == 0 { first } else { second });
        if let (true, Command::Decide { decisions }) = (self.whole, &mut command) {
            for (place, one) in decisions.iter_mut().enumerate() {
                let grounds = [Ground::Capacity, Ground::MinorIssues, Ground::Threshold];
                one.ground = one.ground.and(Pick(self.pick.0 / 4 + place).of(&grounds));
            }
        }
        command
    }
}
