//! The direction, and its case note.

use super::{
    decide::Case,
    event::Event,
    names::Ground,
    refusal::Refusal,
    state::{Direction, Outcome, Standing},
};
use handrail_domain::{
    TeamId, TeamKind,
    edition::{Act, Fact, LadderItem},
    text::Note,
};

/// Settled by an officer in the role of the rung it stands on.
pub(super) fn settle(
    case: &Case<'_>,
    outcome: Option<Outcome>,
    team: Option<TeamId>,
    joint_working: bool,
    reason: Note,
) -> Result<Vec<Event>, Refusal> {
    case.is_open()?;
    let role = case.role_on_rung()?;
    let lacks = |field| case.lacks(Fact::Settled, [(LadderItem::Direction, field)]);
    let outcome = outcome.ok_or_else(|| lacks("outcome"))?;
    if outcome == Outcome::GoesToTeam && team.is_none() {
        return Err(lacks("team_id"));
    }
    let stays = outcome == Outcome::Stays || team.as_ref() == Some(&case.dispute.holding);
    if stays {
        not_for_what_keeps_nobody(case)?;
        not_back_from_what_binds(case)?;
    }
    let team = directed(case, outcome, team)?;
    case.needed(Fact::Settled)?;
    Ok(vec![Event::Settled(Direction {
        outcome,
        team,
        joint_working,
        reason,
        given_by: case.by.subject.clone(),
        role,
        at: case.now,
    })])
}

/// What a team may not decline for keeps no child where it is either, whoever settles it (C2-05, C2-07, C2-17).
fn not_for_what_keeps_nobody(case: &Case<'_>) -> Result<(), Refusal> {
    let act = match case.dispute.ground {
        Ground::Capacity => Act::StayForCapacity,
        Ground::MinorIssues => Act::DeclineForMinorIssues,
        Ground::Checklist => Act::DeclineForChecklist,
        Ground::OutstandingWork => Act::DeclineForOutstandingWork,
        Ground::Threshold
        | Ground::NeedsMet
        | Ground::OpenElsewhere
        | Ground::NoResponse
        | Ground::Criteria => return Ok(()),
    };
    let situation = case.book.situation(case.dispute);
    let ladder = &case.book.ladder.elements;
    match case.book.edition.forbids(ladder, act, &situation) {
        None => Ok(()),
        Some(forbidden) => Err(Refusal::NotThere {
            says: forbidden.says.clone(),
            clauses: forbidden.clauses.clone(),
        }),
    }
}

/// What was asked for, or has to move at a hearing, is not kept back by a direction either (C4.3-14, C5.1-04).
fn not_back_from_what_binds(case: &Case<'_>) -> Result<(), Refusal> {
    if case.dispute.cannot_stay.is_empty() {
        return Ok(());
    }
    Err(Refusal::NotThere {
        says: "It can't stay with the team that sent it any more: say which team it goes to."
            .to_owned(),
        clauses: case.dispute.cannot_stay.clone(),
    })
}

/// The outcome stands on the record system (E-RESOLUTION-10).
pub(super) fn record_case_note(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    if !case.book.ladder.needs_case_note {
        return Err(Refusal::NoCaseNote {
            clauses: case.book.ladder.clauses.clone(),
        });
    }
    match case.dispute.standing {
        Standing::Lapsed => {
            return Err(Refusal::Lapsed {
                clauses: case.book.ladder.clauses.clone(),
            });
        }
        Standing::Open => {
            return Err(Refusal::NotSettled {
                clauses: case.book.ladder.clauses.clone(),
            });
        }
        Standing::Settled if case.dispute.case_noted_at.is_some() => {
            return Err(Refusal::CaseNotedAlready {
                clauses: case.book.ladder.clauses.clone(),
            });
        }
        Standing::Settled => {}
    }
    case.takes_part()?;
    Ok(vec![Event::CaseNoted { at: case.now }])
}

fn directed(case: &Case<'_>, outcome: Outcome, team: Option<TeamId>) -> Result<TeamId, Refusal> {
    let wrong = |description: &str| Refusal::Field {
        field: "team_id",
        description: description.to_owned(),
    };
    match (outcome, team) {
        (Outcome::Stays, Some(_)) => Err(wrong("has to be empty when it stays where it is")),
        (_, None) => Ok(case.dispute.holding.clone()),
        (Outcome::GoesToTeam, Some(team)) => {
            can_be_given_it(case, &team)?;
            Ok(team)
        }
    }
}

/// A transfer goes to one of the two teams; a contact to any team of the front door. Neither is given
/// back to the customer service centre (E-RESOLUTION-06).
fn can_be_given_it(case: &Case<'_>, team: &TeamId) -> Result<(), Refusal> {
    let wrong = |description: &str| Refusal::Field {
        field: "team_id",
        description: description.to_owned(),
    };
    let edition = case.book.edition;
    let kind = case
        .book
        .kind(team)
        .ok_or_else(|| wrong("no such team in the organisation"))?;
    let door = edition
        .front_door
        .as_ref()
        .filter(|_| case.dispute.about.kind == "contact");
    if kind == TeamKind::CustomerServiceCentre {
        let elements = door.map_or(&case.book.ladder.elements, |door| &door.elements);
        let situation = case.book.situation(case.dispute);
        if let Some(forbidden) =
            edition.forbids(elements, Act::ReturnToCustomerServiceCentre, &situation)
        {
            return Err(Refusal::NotThere {
                says: forbidden.says.clone(),
                clauses: forbidden.clauses.clone(),
            });
        }
    }
    let Some(door) = door else {
        return case.of_the_two("team_id", team);
    };
    if door
        .destinations
        .iter()
        .any(|destination| destination.kind == kind)
    {
        return Ok(());
    }
    Err(Refusal::NotThere {
        says: "a contact goes to a team of the front door".to_owned(),
        clauses: door.clauses.clone(),
    })
}
