//! What intake does with the journal of escalation: it carries out what was decided about contacts.

use async_trait::async_trait;
use handrail_contracts::{
    escalation::v1::{DisputeEvent, Outcome, dispute_event::Event},
    feed::v1::Entry,
};
use handrail_domain::{ContactId, DisputeId, TeamId};
use handrail_ledger::{
    Unit,
    follower::{Apply, ApplyError},
};
use prost::Message;

use crate::{error::IntakeError, service::Intake};

const DISPUTE_EVENT: &str = "type.googleapis.com/handrail.escalation.v1.DisputeEvent";

#[async_trait]
impl Apply for Intake {
    async fn apply(&self, unit: &mut Unit, entry: &Entry) -> Result<(), ApplyError> {
        let Some(direction) = direction(entry)? else {
            return Ok(());
        };
        let Direction {
            contact,
            dispute,
            team,
        } = direction;
        let directed = self.direct(unit, contact, dispute, team).await;
        directed.map_err(|error| {
            if let IntakeError::Ledger(error) = error {
                ApplyError::Ledger(error)
            } else {
                ApplyError::Impossible(error.to_string())
            }
        })
    }
}

/// Where a contact goes.
struct Direction {
    contact: ContactId,
    dispute: DisputeId,
    /// None when it stays where it is.
    team: Option<TeamId>,
}

/// The direction that an entry gives for a contact, if it gives one.
fn direction(entry: &Entry) -> Result<Option<Direction>, ApplyError> {
    let payload = entry.payload.as_ref();
    let Some(payload) = payload.filter(|payload| payload.type_url == DISPUTE_EVENT) else {
        return Ok(None);
    };
    let unreadable = || ApplyError::Impossible("its content can't be read".to_owned());
    let event = DisputeEvent::decode(payload.value.as_slice()).map_err(|_| unreadable())?;
    let Some(Event::Settled(settled)) = event.event else {
        return Ok(None);
    };
    let about = settled.about.filter(|about| about.kind == "contact");
    let (Some(about), Some(direction)) = (about, settled.direction) else {
        return Ok(None);
    };
    let team = match direction.outcome() {
        Outcome::GoesToTeam => Some(direction.team_id.parse().map_err(|_| unreadable())?),
        Outcome::Stays => None,
        Outcome::Unspecified => return Err(unreadable()),
    };
    Ok(Some(Direction {
        contact: about.id.parse().map_err(|_| unreadable())?,
        dispute: event.dispute_id.parse().map_err(|_| unreadable())?,
        team,
    }))
}
