//! A transfer as an edition sees it: facts, situation, the people its parties are, who is told.

use super::{Happening, Terms, Transfer};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    ClauseId, TeamId, TeamKind,
    calendar::london,
    child::Birth,
    directory::Directory,
    edition::{Anchor, Circumstance, Fact, Party, Side, Situation},
    lead::LeadSituation,
    obligation::{Facts, Occurrence, Post, Subject},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a step does with it where it was not done before, and can't be done any more: whoever is given the
/// plan is named, and a visit that was made needs no planning.
const IMPLIED: [(Fact, Fact); 2] = [
    (Fact::Allocated, Fact::WorkerNamed),
    (Fact::JointVisitMade, Fact::JointVisitPlanned),
];

impl Transfer {
    /// What duties follow from.
    pub(crate) fn facts(&self, terms: &Terms<'_>) -> Facts {
        let mut happened: Vec<Occurrence> = Vec::new();
        for one in &self.happened {
            happened.push(Occurrence {
                fact: one.fact,
                at: one.at,
                instance: one.instance.clone(),
            });
            let implied = IMPLIED.iter().filter(|(later, _)| *later == one.fact);
            happened.extend(implied.filter(|(_, earlier)| !self.stands(*earlier)).map(
                |(_, earlier)| Occurrence {
                    fact: *earlier,
                    at: one.at,
                    instance: String::new(),
                },
            ));
        }
        Facts {
            happened,
            anchors: self.anchors(),
            situation: self.situation(terms),
            ended_at: self.ended.map(|ending| ending.at),
        }
    }

    /// What conditions are tested against.
    pub(crate) fn situation(&self, terms: &Terms<'_>) -> Situation {
        Situation {
            plan: Some(self.plan),
            meeting: self.meeting.as_ref().map(|meeting| meeting.kind),
            step: Some(terms.pathway.step),
            urgent: self.dispute.is_some_and(|dispute| dispute.urgent),
            unborn: self.children.iter().all(|child| child.birth.is_unborn()),
            held: terms.lead_moves(self).held,
            disputed: self.dispute.is_some(),
            rung: None,
            circumstances: self.every_circumstance(),
            of_each: self.circumstances_of_each(),
            siblings: self.children.len() > 1,
            ages: self.ages(|birth, on| Some(birth.age_on(on)?.years)),
            half_years: self.ages(Birth::half_years_on),
            to: self.to.as_ref().and_then(|to| terms.kind(to)),
            from: terms.kind(&self.from),
            elsewhere: self
                .to
                .as_ref()
                .is_some_and(|to| terms.elsewhere(&self.from, to)),
        }
    }

    /// What was declared of the children together, or of one of them.
    fn every_circumstance(&self) -> BTreeSet<Circumstance> {
        let own = self.children.iter().flat_map(|child| &child.circumstances);
        let issue = self
            .legal_planning
            .as_ref()
            .filter(|held| held.outcome.issues());
        let decided = issue.map(|_| Circumstance::ProceedingsDecided);
        let declared = self.circumstances.iter().chain(own).copied();
        declared.chain(decided).collect()
    }

    /// What was declared of each child who may still move. Of one child alone everything was.
    fn circumstances_of_each(&self) -> Vec<BTreeSet<Circumstance>> {
        match self.children.as_slice() {
            [_] => vec![self.every_circumstance()],
            _ => self
                .moving()
                .map(|child| child.circumstances.clone())
                .collect(),
        }
    }

    /// What decides when the lead passes.
    pub(crate) fn lead_situation(&self) -> LeadSituation {
        // Where a child is born the group stays together by the rule for born children.
        let expected = self.children.iter().map(|child| match child.birth {
            Birth::Expected { on } => Some(on),
            Birth::Born { .. } => None,
        });
        let expected: Option<Vec<NaiveDate>> = expected.collect();
        LeadSituation {
            legal_planning: self
                .legal_planning
                .as_ref()
                .map(|held| (held.outcome, held.at)),
            meeting: self
                .meeting
                .as_ref()
                .zip(self.meeting_at())
                .map(|(meeting, at)| (meeting.kind, at)),
            baby_expected: expected.and_then(|all| all.into_iter().min()),
        }
    }

    /// The ages on the day of the decision to progress: what held then holds for the whole transfer.
    fn ages(&self, counted: impl Fn(&Birth, NaiveDate) -> Option<u32>) -> Vec<Option<u32>> {
        let on = london::local_date(self.progressed_at);
        let births = self.children.iter().map(|child| &child.birth);
        births.map(|birth| counted(birth, on)).collect()
    }

    /// The dates that limits can be counted from.
    fn anchors(&self) -> BTreeMap<Anchor, DateTime<Utc>> {
        let births = self.children.iter().filter_map(|child| match child.birth {
            Birth::Born { on } => london::start_of_day(on),
            Birth::Expected { .. } => None,
        });
        let mut anchors = self.dates.clone();
        anchors.extend(
            Anchor::ALL
                .iter()
                .filter_map(|date| Some((*date, self.last(date.held()?)?))),
        );
        anchors.extend(births.max().map(|birth| (Anchor::Birth, birth)));
        anchors.extend(self.meeting_at().map(|meeting| (Anchor::Meeting, meeting)));
        anchors
    }

    /// When the meeting took place, or else is set for.
    fn meeting_at(&self) -> Option<DateTime<Utc>> {
        self.meeting
            .as_ref()
            .map(|meeting| meeting.held_at.unwrap_or(meeting.at))
    }

    /// The transfer as journals and duties refer to it.
    pub(crate) fn subject(&self) -> Subject {
        Subject {
            kind: "transfer".to_owned(),
            id: self.id.0,
            household: self.household,
        }
    }
}

/// Who stands for a party of a transfer now; nobody while that is not known.
pub(crate) fn parties<'a>(
    transfer: &'a Transfer,
    directory: &'a Directory,
) -> impl Fn(Party) -> Option<Post> + 'a {
    move |party| {
        Some(Post {
            team: team_on(party.side, transfer, directory)?,
            role: party.role,
        })
    }
}

/// The team on a side of a transfer now; none while that is not known.
pub(super) fn team_on(side: Side, transfer: &Transfer, directory: &Directory) -> Option<TeamId> {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other side is that of a kind of team"
    )]
    match side {
        Side::From => Some(transfer.from.clone()),
        Side::To => transfer.to.clone(),
        Side::FirstTo => transfer.first_to.clone(),
        Side::Support => support(transfer, directory),
        side => side
            .kind()
            .and_then(|kind| nearest(transfer, directory, kind)),
    }
}

/// The team of a kind that serves where the sending team does, or else the first one there is.
fn nearest(transfer: &Transfer, directory: &Directory, kind: TeamKind) -> Option<TeamId> {
    let sender = directory.team(&transfer.from);
    let district = sender.and_then(|sender| sender.districts().first());
    let all = directory.teams_of(kind, None);
    let here = directory.teams_of(kind, district);
    here.first().or(all.first()).map(|team| team.id().clone())
}

/// The business support team of the receiving service, or else the first one there is.
fn support(transfer: &Transfer, directory: &Directory) -> Option<TeamId> {
    let service = transfer
        .to
        .as_ref()
        .and_then(|to| directory.team(to))
        .map(|team| team.service());
    let teams = directory.teams_of(TeamKind::BusinessSupport, None);
    teams
        .iter()
        .find(|team| Some(team.service()) == service)
        .or(teams.first())
        .map(|team| team.id().clone())
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    pub(crate) to: Post,
    pub(crate) reason: String,
    pub(crate) clauses: Vec<ClauseId>,
}

/// Who is told of what has just happened, each post once for each reason.
pub(crate) fn tells(transfer: &Transfer, happened: &[Happening], terms: &Terms<'_>) -> Vec<Told> {
    let situation = transfer.situation(terms);
    let post = parties(transfer, terms.directory);
    let mut told: Vec<Told> = Vec::new();
    for happening in happened {
        let tellings = terms
            .edition
            .tellings(&terms.pathway.elements, happening.fact, &situation);
        for telling in tellings {
            for to in telling.to.iter().filter_map(|party| post(*party)) {
                let known = told
                    .iter_mut()
                    .find(|one| one.to == to && one.reason == telling.reason);
                match known {
                    Some(one) => one.clauses.extend(
                        telling
                            .clauses
                            .iter()
                            .filter(|clause| !one.clauses.contains(clause))
                            .cloned()
                            .collect::<Vec<_>>(),
                    ),
                    None => told.push(Told {
                        to,
                        reason: telling.reason.clone(),
                        clauses: telling.clauses.clone(),
                    }),
                }
            }
        }
    }
    told
}
