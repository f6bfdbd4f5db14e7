//! A receiving team that finds its criteria unmet: asking another team, agreeing, and referring the
//! question to the MASH service manager (C3-02 to C3-07).

use chrono::{DateTime, Utc};
use handrail_domain::{DisputeId, TeamId, edition::Act, text::Note};

use super::{Authority, Contact, Door, Event, Refusal, Stage};

/// Asks another team to take the contact (C3-02).
///
/// # Errors
/// When it is not for the caller's team to ask, the contact is settled or disputed, or the team asked
/// is none that contacts go to.
pub fn propose(
    contact: &Contact,
    proposed: &TeamId,
    by: &Authority,
    door: Door<'_>,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    talks_for(by, &contact.team, door)?;
    match &contact.stage {
        Stage::Accepted { .. } => return Err(accepted(door)),
        Stage::Disputed { .. } => return Err(disputed(door)),
        Stage::RedirectionProposed { proposed } => {
            return Err(Refusal::ProposalOpen {
                proposed: proposed.clone(),
                clauses: door.redirection_clauses(),
            });
        }
        Stage::Routed if contact.decision_final => return Err(settled(contact, door)),
        Stage::Routed => {}
    }
    if door.is_customer_service_centre(proposed) {
        let clauses = door.forbids(
            Act::ReturnToCustomerServiceCentre,
            &contact.situation(),
            || door.redirection_clauses(),
        );
        return Err(Refusal::BackToCustomerServiceCentre { clauses });
    }
    if *proposed == contact.team {
        return Err(Refusal::SameTeam {
            team: proposed.clone(),
            clauses: door.redirection_clauses(),
        });
    }
    let destination = door
        .directory
        .team(proposed)
        .is_some_and(|team| door.is_destination(team));
    if !destination {
        return Err(Refusal::NotADestination {
            team: proposed.clone(),
            clauses: door.door.clauses.clone(),
        });
    }
    Ok(Event::RedirectionProposed {
        from: contact.team.clone(),
        proposed: proposed.clone(),
        at: now,
    })
}

/// The team that was asked takes the contact.
///
/// # Errors
/// When no team was asked, another was, or it is too late to agree.
pub fn agree(
    contact: &Contact,
    by: &Authority,
    door: Door<'_>,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    let proposed = open_proposal(contact, door)?;
    talks_for(by, proposed, door)?;
    Ok(Event::RedirectionAgreed {
        team: proposed.clone(),
        at: now,
    })
}

/// What goes to the MASH service manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// The dispute's id.
    pub dispute: DisputeId,
    /// The position of the team that has the contact.
    pub position: Note,
    /// It can't wait.
    pub urgent: bool,
}

/// The manager who first received the contact refers it to the MASH service manager (C3-05).
///
/// # Errors
/// When the caller is another, no team was asked, or the question has been decided.
pub fn dispute(
    contact: &Contact,
    referral: Referral,
    by: &Authority,
    door: Door<'_>,
    now: DateTime<Utc>,
) -> Result<Event, Refusal> {
    if !by.manages(contact.first_team()) {
        return Err(Refusal::NotFirstReceiver {
            first: contact.first_team().clone(),
            clauses: door.referral_clauses(),
        });
    }
    let proposed = open_proposal(contact, door)?;
    Ok(Event::RedirectionDisputed {
        dispute: referral.dispute,
        team: contact.team.clone(),
        proposed: proposed.clone(),
        position: referral.position,
        urgent: referral.urgent,
        ladder: door.ladder.id.clone(),
        at: now,
    })
}

/// Carries out what the MASH service manager decided, once; nothing when this dispute is not what the
/// contact waits for. A direction that names no team leaves the contact where it is.
pub fn direct(
    contact: &Contact,
    dispute: DisputeId,
    team: Option<TeamId>,
    now: DateTime<Utc>,
) -> Option<Event> {
    let waits = matches!(contact.stage, Stage::Disputed { .. }) && contact.dispute == Some(dispute);
    waits.then(|| Event::DirectionApplied {
        dispute,
        team: team.unwrap_or_else(|| contact.team.clone()),
        at: now,
    })
}

fn open_proposal<'c>(contact: &'c Contact, door: Door<'_>) -> Result<&'c TeamId, Refusal> {
    match &contact.stage {
        Stage::RedirectionProposed { proposed } => Ok(proposed),
        Stage::Disputed { .. } => Err(disputed(door)),
        Stage::Accepted { .. } => Err(accepted(door)),
        Stage::Routed if contact.decision_final => Err(settled(contact, door)),
        Stage::Routed => Err(Refusal::NothingProposed {
            clauses: door.redirection_clauses(),
        }),
    }
}

fn talks_for(by: &Authority, team: &TeamId, door: Door<'_>) -> Result<(), Refusal> {
    if by.talks_for(team) {
        return Ok(());
    }
    Err(Refusal::NotTheirManager {
        team: team.clone(),
        clauses: door.cover_clauses(),
    })
}

pub(super) fn accepted(door: Door<'_>) -> Refusal {
    Refusal::AlreadyAccepted {
        clauses: door.door.clauses.clone(),
    }
}

pub(super) fn disputed(door: Door<'_>) -> Refusal {
    Refusal::Disputed {
        clauses: door.decision_clauses(),
    }
}

fn settled(contact: &Contact, door: Door<'_>) -> Refusal {
    let clauses = door.forbids(Act::DisputeFinalDecision, &contact.situation(), || {
        door.ladder.clauses.clone()
    });
    Refusal::FinalDecision { clauses }
}
