//! The journal of intake.

use async_trait::async_trait;
use handrail_contracts::{
    feed::v1::Entry,
    intake::v1::{self as wire, ContactEvent, contact_event::Event},
    time::instant,
};
use handrail_domain::{TeamId, obligation::Subject};
use handrail_ledger::{
    Unit,
    follower::{Apply, ApplyError},
};

use super::{event_of, impossible, ladder, parsed, position, subject_of};
use crate::{
    dispute::{Ground, Opening},
    service::{Disputes, Raised},
    store::{self, Matter},
};

/// Applies what happens to contacts.
pub(crate) struct FromIntake(pub(crate) Disputes);

#[async_trait]
impl Apply for FromIntake {
    async fn apply(&self, unit: &mut Unit, entry: &Entry) -> Result<(), ApplyError> {
        let Some(event) = event_of::<ContactEvent>(entry, "handrail.intake.v1.ContactEvent")?
        else {
            return Ok(());
        };
        let about = subject_of(entry)?;
        match event.event {
            Some(Event::Registered(registered)) => {
                let routing = registered.routing.unwrap_or_default();
                let matter = Matter {
                    id: about.id,
                    edition: parsed("edition", &registered.edition_id)?,
                    holding: parsed("first team", &routing.team_id)?,
                    other: None,
                };
                Ok(store::note(unit, &matter).await?)
            }
            Some(Event::RedirectionAgreed(agreed)) => held_by(unit, &about, &agreed.team_id).await,
            Some(Event::DirectionApplied(applied)) => held_by(unit, &about, &applied.team_id).await,
            Some(Event::RedirectionDisputed(disputed)) => {
                let raised = raised(unit, about, &disputed, entry).await?;
                Ok(self.0.open(unit, raised).await?)
            }
            Some(Event::RedirectionProposed(_) | Event::Accepted(_)) | None => Ok(()),
        }
    }
}

async fn known(unit: &Unit, about: &Subject) -> Result<Matter, ApplyError> {
    let matter = store::matter(unit, about.id).await?;
    matter.ok_or_else(|| impossible("the contact was not registered first"))
}

async fn held_by(unit: &Unit, about: &Subject, team: &str) -> Result<(), ApplyError> {
    let matter = known(unit, about).await?;
    let holding: TeamId = parsed("team", team)?;
    Ok(store::note(unit, &Matter { holding, ..matter }).await?)
}

/// The manager of the team that has the contact refers it (C3-05).
async fn raised(
    unit: &Unit,
    about: Subject,
    disputed: &wire::RedirectionDisputed,
    entry: &Entry,
) -> Result<Raised, ApplyError> {
    let matter = known(unit, &about).await?;
    let holding: TeamId = parsed("team", &disputed.team_id)?;
    let at = disputed.at.as_ref().and_then(instant);
    Ok(Raised {
        on: None,
        no_response: false,
        by: entry.actor.clone(),
        opening: Opening {
            id: parsed("dispute", &disputed.dispute_id)?,
            about,
            edition: matter.edition,
            ladder: ladder(&disputed.ladder_id)?,
            other: parsed("proposed team", &disputed.proposed_team_id)?,
            ground: Ground::Criteria,
            raised_by: holding.clone(),
            position: position(&disputed.position)?,
            immediate_needs: holding.clone(),
            holding,
            urgent: disputed.urgent,
            at: at.ok_or_else(|| impossible("its time can't be read"))?,
        },
    })
}
