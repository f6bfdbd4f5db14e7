//! A transfer as an edition sees it: facts, situation, the people its parties are, who is told.

use super::{Happening, Terms, Transfer};
use chrono::{DateTime, Utc};
use handrail_domain::{
    ClauseId, TeamKind,
    child::Birth,
    directory::Directory,
    edition::{Party, Side, Situation},
    lead::LeadSituation,
    obligation::{Facts, Occurrence, Post, Subject},
};

impl Transfer {
    /// What duties follow from.
    pub(crate) fn facts(&self, terms: &Terms<'_>) -> Facts {
        let happened = self.happened.iter().map(|one| Occurrence {
            fact: one.fact,
            at: one.at,
            instance: one.instance.clone(),
        });
        Facts {
            happened: happened.collect(),
            meeting_at: self.meeting_at(),
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
        }
    }

    /// What decides when the lead passes.
    pub(crate) fn lead_situation(&self) -> LeadSituation {
        let expected = self.children.iter().filter_map(|child| match child.birth {
            Birth::Expected { on } => Some(on),
            Birth::Born { .. } => None,
        });
        LeadSituation {
            legal_planning: self.legal_planning.map(|held| (held.outcome, held.at)),
            meeting: self
                .meeting
                .as_ref()
                .zip(self.meeting_at())
                .map(|(meeting, at)| (meeting.kind, at)),
            baby_expected: expected.min(),
        }
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
        let team = match party.side {
            Side::From => Some(transfer.from.clone()),
            Side::To => transfer.to.clone(),
            Side::FirstTo => transfer.first_to.clone(),
            Side::Support => support(transfer, directory),
            Side::Hub => directory
                .teams_of(TeamKind::Mash, None)
                .first()
                .map(|team| team.id().clone()),
            Side::Holding | Side::Other | Side::Escalating => None,
        }?;
        Some(Post {
            team,
            role: party.role,
        })
    }
}

/// The business support team of the receiving service, or else the first one there is.
fn support(transfer: &Transfer, directory: &Directory) -> Option<handrail_domain::TeamId> {
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
