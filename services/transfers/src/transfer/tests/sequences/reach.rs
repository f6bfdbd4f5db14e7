//! Going for a fact as somebody would who reads what is refused: does first what has to come first,
//! brings what is missing, declares what has to hold.

use super::route::{Route, declare, meet};
use crate::transfer::{
    Channel, ChildDecision, Command, Decision, DiscussionTopic, Disengagement, Ground, QueryTopic,
    Refusal, directed,
    tests::case::{Case, note},
};
use chrono::TimeDelta;
use handrail_domain::{
    ChildId, OfficerId, Role, TeamId,
    calendar::london,
    edition::{Anchor, Circumstance, Fact, Missing},
    lead::LegalPlanningOutcome,
};
use std::collections::BTreeSet;

/// How many steps may have to come before a step.
const DEEP: usize = 6;

impl Route {
    /// Whether a fact was reached, or has happened before.
    pub(super) fn reaches(&self, case: &mut Case, fact: Fact) -> bool {
        case.transfer.has(fact) || self.does(case, fact, "")
    }

    /// Whether it happened now; of what can happen to several things, to this one.
    pub(super) fn does(&self, case: &mut Case, fact: Fact, instance: &str) -> bool {
        self.goes_for(case, fact, instance, DEEP)
    }

    fn goes_for(&self, case: &mut Case, fact: Fact, instance: &str, deep: usize) -> bool {
        if deep == 0 {
            return false;
        }
        if fact == Fact::DirectionApplied {
            return self.settles(case, None);
        }
        let to = case.transfer.to.clone();
        let ways = self.ways(case, fact, instance);
        // A step on the way can settle who receives, and with that whose the step is.
        ways.into_iter().any(|way| self.goes(case, &way, deep))
            || (case.transfer.to != to && self.goes_for(case, fact, instance, deep - 1))
    }

    fn goes(&self, case: &mut Case, command: &Command, deep: usize) -> bool {
        let mut waited = false;
        for _ in 0..12 {
            let first = match case.ask(command.clone()) {
                Ok(()) => return true,
                Err(Refusal::OutOfOrder { needs, .. }) => needs,
                Err(Refusal::Held { until, .. }) => until,
                Err(Refusal::CriteriaUnmet { step, .. }) if self.declares(case, step, command) => {
                    continue;
                }
                Err(Refusal::Forbidden { .. }) => match case.terms().hold(&case.transfer) {
                    Some(hold) => hold.on,
                    None => return false,
                },
                Err(Refusal::NobodyMoves { .. }) => Fact::Decided,
                Err(Refusal::Fields(_)) if corrects_reviews(case) => continue,
                Err(Refusal::Fields(_)) if !waited => {
                    // Two reviews are not held in the same minute.
                    case.passes(case.now + TimeDelta::hours(1));
                    waited = true;
                    continue;
                }
                Err(_) => return false,
            };
            if !self.goes_for(case, first, "", deep - 1) {
                return false;
            }
        }
        false
    }

    /// Declares what has to hold before a step.
    fn declares(&self, case: &mut Case, step: Fact, command: &Command) -> bool {
        let terms = case.terms();
        let mut situation = case.transfer.situation(&terms);
        if let Command::SendEarlyWarning { to, .. } | Command::SendRequest { to: Some(to), .. } =
            command
        {
            situation.to = terms.kind(to);
        }
        let own = &terms.pathway.elements;
        let mut wanted = case.transfer.circumstances.clone();
        let mut of_each: Vec<Circumstance> = Vec::new();
        for criterion in terms.edition.unmet(own, step, Missing::Refuse, &situation) {
            of_each.extend(criterion.holds.each_any.last().copied());
            meet(&mut wanted, &criterion.holds);
            let ages = criterion.holds.from_age.or(criterion.holds.to_age);
            // An age can't be declared; that the case is an exception can be.
            if let (Some(_), Some(exception)) = (ages, criterion.when.none.first()) {
                declare(&mut wanted, *exception);
            }
        }
        let before = case.transfer.circumstances.clone();
        let command = Command::DeclareCircumstances {
            child: None,
            ended: before.difference(&wanted).copied().collect(),
            holding: wanted.difference(&before).copied().collect(),
        };
        let mut declared = wanted != before && case.ask(command).is_ok();
        for one in of_each {
            declared |= self.declares_of_each(case, one);
        }
        declared
    }

    fn declares_of_each(&self, case: &mut Case, one: Circumstance) -> bool {
        let children = case.transfer.children.iter();
        let lacking = children.filter(|child| !child.circumstances.contains(&one));
        let lacking: Vec<ChildId> = lacking.map(|child| child.id).collect();
        let declared = lacking.into_iter().filter(|child| {
            let command = Command::DeclareCircumstances {
                child: Some(*child),
                holding: BTreeSet::from([one]),
                ended: BTreeSet::new(),
            };
            case.ask(command).is_ok()
        });
        declared.count() > 0
    }

    /// The direction of the dispute that is open, if one is.
    pub(super) fn settles(&self, case: &mut Case, goes_to: Option<&TeamId>) -> bool {
        let Some(open) = case.transfer.dispute else {
            return false;
        };
        let to = goes_to.or(case.transfer.to.as_ref()).cloned();
        let event = directed(&case.transfer, open.id, to.as_ref(), case.now, case.terms());
        case.happened(event.expect("an open dispute is settled"));
        true
    }

    /// The commands that record a fact, the likeliest first.
    pub(super) fn ways(&self, case: &Case, fact: Fact, instance: &str) -> Vec<Command> {
        if fact.is_milestone() {
            return vec![Command::RecordMilestone {
                fact,
                items: self.items(case, fact, None),
                team: self.handed_to(case, fact),
                at: None,
                note: Some(note("A note.")),
            }];
        }
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the rest follows from these"
        )]
        match fact {
            Fact::EarlyWarningSent => self.warnings(case),
            Fact::EarlyWarningForwarded
            | Fact::EarlyWarningForwardTold
            | Fact::RequestForwarded
            | Fact::RequestForwardTold => self.forwards(case),
            Fact::Reviewed | Fact::Agreed => vec![Command::Review {
                agreed: true,
                joint_working_considered: true,
                findings: None,
            }],
            Fact::QueryRaised => vec![Command::RaiseQuery {
                topic: QueryTopic::RecordReadiness,
                question: note("A question?"),
            }],
            Fact::QueryAnswered => self.answers(case, instance),
            Fact::JointVisitPlanned => vec![Command::PlanJointVisit {
                planned_for: case.now + TimeDelta::days(3),
            }],
            Fact::JointVisitMade => vec![Command::RecordJointVisit { made_at: None }],
            Fact::WorkerNamed => workers(case)
                .into_iter()
                .map(|worker| Command::NameWorker { worker })
                .collect(),
            Fact::MeetingSet => {
                let kind = case.terms().pathway.meetings.get(&case.transfer.plan);
                let at = case.now + TimeDelta::days(10);
                kind.map(|kind| Command::SetMeeting { kind: *kind, at })
                    .into_iter()
                    .collect()
            }
            Fact::MeetingHeld => vec![Command::RecordMeetingHeld { held_at: None }],
            Fact::AssessmentShared => vec![Command::ShareAssessment { shared_at: None }],
            Fact::MinutesCompleted => vec![Command::CompleteMinutes { completed_at: None }],
            Fact::RequestSent => self.requests(case),
            Fact::Acknowledged => vec![Command::Acknowledge { findings: None }],
            Fact::Decided => vec![moves_all(case)],
            Fact::Allocated => workers(case)
                .into_iter()
                .map(|worker| Command::Allocate { worker })
                .collect(),
            Fact::Started => vec![Command::StartWork {
                on: london::local_date(case.now),
            }],
            Fact::PlanChanged | Fact::ChangeNotified => vec![Command::NotifyChange {
                plan: case.transfer.plan,
                what: note("A change."),
            }],
            Fact::Discussed | Fact::HandoverDiscussed | Fact::EngagementDiscussed => {
                vec![Command::RecordDiscussion {
                    channel: Channel::Video,
                    topics: vec![DiscussionTopic::Handover, DiscussionTopic::Engagement],
                    held_at: None,
                    summary: None,
                }]
            }
            Fact::StrategyDiscussed => vec![Command::RecordStrategyDiscussion {
                chaired_by: self.sender.clone(),
                receiver_invited: true,
                minutes_complete: true,
                held_at: None,
            }],
            Fact::LegalPlanned => vec![Command::RecordLegalPlanning {
                outcome: LegalPlanningOutcome::Other,
                items: self.items(case, Fact::LegalPlanned, None),
                held_at: None,
            }],
            Fact::FirstHearingHeld => vec![Command::RecordFirstHearing { held_at: None }],
            Fact::JointWorkingAgreed => vec![Command::AgreeJointWorking {
                team: self.sender.clone(),
                what: note("Work."),
            }],
            Fact::JointWorkingDone | Fact::RecordCompleted => works(case, instance),
            Fact::ConsentWithdrawn => vec![disengaged(Disengagement::ConsentWithdrawn)],
            Fact::EngagementRefused => vec![disengaged(Disengagement::RefusesToEngage)],
            Fact::Disagreed => vec![Command::RaiseDisagreement {
                ground: Ground::Threshold,
                position: note("A position."),
                immediate_needs: None,
                urgent: false,
            }],
            Fact::Withdrawn => vec![Command::Withdraw {
                reason: note("A reason."),
            }],
            Fact::DateSet => Anchor::ALL
                .iter()
                .filter(|date| date.is_set())
                .map(|date| Command::SetDate {
                    date: *date,
                    at: case.now + TimeDelta::days(30),
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    fn warnings(&self, case: &Case) -> Vec<Command> {
        let to = self.receivers();
        let warning = |to: TeamId| Command::SendEarlyWarning {
            items: self.items(case, Fact::EarlyWarningSent, Some(&to)),
            to,
            plan: case.transfer.plan,
            information_gathered: true,
            assessment_complete: true,
            summary: note("A synthetic summary."),
        };
        to.into_iter().map(warning).collect()
    }

    fn requests(&self, case: &Case) -> Vec<Command> {
        let request = |to: Option<TeamId>| Command::SendRequest {
            items_ready: self.items(case, Fact::RequestSent, to.as_ref()),
            route: None,
            to,
        };
        match case.transfer.to {
            Some(_) => vec![request(None)],
            None => {
                let to = self.receivers().into_iter().map(Some);
                to.chain([None]).map(request).collect()
            }
        }
    }

    fn forwards(&self, case: &Case) -> Vec<Command> {
        let mut others = self.receivers();
        others.retain(|team| Some(team) != case.transfer.to.as_ref());
        others
            .into_iter()
            .map(|to| Command::Forward { to })
            .collect()
    }

    fn answers(&self, case: &Case, instance: &str) -> Vec<Command> {
        let open = case
            .transfer
            .queries
            .iter()
            .filter(|query| query.answered_at.is_none());
        open.filter(|query| instance.is_empty() || query.id.to_string() == instance)
            .map(|query| Command::AnswerQuery {
                query: query.id,
                answer: note("An answer."),
            })
            .collect()
    }

    /// The team that a step settles on, where it settles on one.
    pub(super) fn handed_to(&self, case: &Case, fact: Fact) -> Option<TeamId> {
        let terms = case.terms();
        let step = terms.milestone(&case.transfer, fact)?;
        let mut teams = terms.directory.teams();
        teams
            .find(|team| step.hands_to.contains(&team.kind()))
            .map(|team| team.id().clone())
    }

    /// Everything that a step can contain.
    pub(super) fn items(&self, case: &Case, of: Fact, to: Option<&TeamId>) -> Vec<String> {
        let terms = case.terms();
        let mut situation = case.transfer.situation(&terms);
        if let Some(to) = to {
            situation.to = terms.kind(to);
        }
        let contents = terms
            .edition
            .contents(&terms.pathway.elements, of, &situation);
        contents.map(|content| content.item.clone()).collect()
    }
}

/// Sets a review that was set for a time gone by, and never held, to one that lies ahead.
fn corrects_reviews(case: &mut Case) -> bool {
    let now = case.now;
    let gone = case.transfer.dates.iter().filter(|(_, at)| **at <= now);
    let gone: Vec<Anchor> = gone.map(|(date, _)| *date).collect();
    let moved = gone.into_iter().filter(|date| {
        let at = now + TimeDelta::days(30);
        case.ask(Command::SetDate { date: *date, at }).is_ok()
    });
    moved.count() > 0
}

fn disengaged(kind: Disengagement) -> Command {
    Command::RecordDisengagement { kind, at: None }
}

/// Every piece of shared work that is not done, or this one.
fn works(case: &Case, instance: &str) -> Vec<Command> {
    let open = case
        .transfer
        .joint_working
        .iter()
        .filter(|piece| piece.done_at.is_none());
    open.filter(|piece| instance.is_empty() || piece.id.to_string() == instance)
        .map(|piece| Command::CompleteJointWorking { id: piece.id })
        .collect()
}

/// Who works with children in the receiving team, besides the one who has been given the plan.
pub(super) fn workers(case: &Case) -> Vec<OfficerId> {
    let roles = [
        Role::SocialWorker,
        Role::Practitioner,
        Role::ConsultantSocialWorker,
    ];
    let Some(to) = &case.transfer.to else {
        return Vec::new();
    };
    let officers = roles
        .into_iter()
        .flat_map(|role| case.terms().directory.all_in_role(to, role));
    officers.map(|officer| officer.id().clone()).collect()
}

/// The decision that every child moves.
pub(super) fn moves_all(case: &Case) -> Command {
    decides(case, |_| ChildDecision::Moves)
}

/// A decision for each child, by its place in the transfer.
pub(super) fn decides(case: &Case, decision: impl Fn(usize) -> ChildDecision) -> Command {
    let children = case.transfer.children.iter().enumerate();
    let decided = children.map(|(place, child)| Decision {
        child: child.id,
        decision: decision(place),
        ground: (decision(place) != ChildDecision::Moves).then_some(Ground::NeedsMet),
    });
    Command::Decide {
        decisions: decided.collect(),
    }
}
