//! What transfers does with the others' journals: intake's children and acceptances become known
//! children and leads; what a family decides about consent is recorded on its transfers; escalation's directions are
//! carried out; a letter of notifications that promises the family something is the step that the promise is counted from.

mod consents;

use crate::{
    error::Error,
    lead,
    service::{Transfers, note_lead},
    store::{self, Known},
    transfer::letter_sent,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use consents::ConsentNews;
pub(crate) use consents::agreed_before;
use handrail_contracts::{
    escalation::v1::{self as escalation, DisputeEvent},
    feed::v1::Entry,
    intake::v1::{self as intake, ContactEvent},
    notifications::v1::{LetterEvent, letter_event},
    parse::Fields,
    time,
};
use handrail_domain::{ContactId, DisputeId, EntryId, HouseholdId, TeamId, TransferId};
use handrail_ledger::{
    Unit,
    follower::{Apply, ApplyError},
};
use prost::Message;
use prost_types::Any;
use std::str::FromStr;

const CONTACT_EVENT: &str = "type.googleapis.com/handrail.intake.v1.ContactEvent";
const CONSENT_EVENT: &str = "type.googleapis.com/handrail.intake.v1.ConsentEvent";
const DISPUTE_EVENT: &str = "type.googleapis.com/handrail.escalation.v1.DisputeEvent";
const LETTER_EVENT: &str = "type.googleapis.com/handrail.notifications.v1.LetterEvent";

#[async_trait]
impl Apply for Transfers {
    async fn apply(&self, unit: &mut Unit, entry: &Entry) -> Result<(), ApplyError> {
        match read(entry)? {
            News::Nothing => Ok(()),
            News::Children(children) => note_children(unit, &children).await,
            News::Accepted(accepted) => self.accepted(unit, accepted).await,
            News::Consent(news) => self.consented(unit, &news).await.map_err(impossible),
            News::Settled {
                transfer,
                dispute,
                goes_to,
            } => self
                .direct(unit, transfer, dispute, goes_to.as_ref())
                .await
                .map_err(impossible),
            News::Promised { transfer, at } => self
                .follow(unit, transfer, |before, terms, _| {
                    letter_sent(before, at, terms)
                })
                .await
                .map_err(impossible),
        }
    }
}

/// What an entry means here.
enum News {
    Nothing,
    Children(Vec<Known>),
    Accepted(Accepted),
    Consent(ConsentNews),
    Settled {
        transfer: TransferId,
        dispute: DisputeId,
        /// None when the plan stays.
        goes_to: Option<TeamId>,
    },
    /// A letter promised the family that the receiving team will be in touch.
    Promised {
        transfer: TransferId,
        at: DateTime<Utc>,
    },
}

/// A team has accepted children: it leads from then on.
struct Accepted {
    entry: EntryId,
    contact: ContactId,
    children: Vec<Known>,
    team: TeamId,
    at: DateTime<Utc>,
}

impl Transfers {
    /// Opens the lead of each child; a child who is led already keeps the lead it has.
    async fn accepted(&self, unit: &mut Unit, accepted: Accepted) -> Result<(), ApplyError> {
        note_children(unit, &accepted.children).await?;
        for child in &accepted.children {
            let current = store::lead_now(unit.conn(), child.id).await?;
            let opened = lead::opened(
                current.as_ref(),
                child.id,
                child.household,
                accepted.team.clone(),
                accepted.contact,
                accepted.at,
            );
            if let Some(event) = opened {
                let actor = self.ledger.actor();
                note_lead(unit, &event, accepted.entry, &actor, Vec::new()).await?;
            }
        }
        Ok(())
    }
}

async fn note_children(unit: &Unit, children: &[Known]) -> Result<(), ApplyError> {
    for child in children {
        store::note_child(unit, child).await?;
    }
    Ok(())
}

fn read(entry: &Entry) -> Result<News, ApplyError> {
    let unreadable = || ApplyError::Impossible("its content can't be read".to_owned());
    let Some(payload) = &entry.payload else {
        return Ok(News::Nothing);
    };
    match payload.type_url.as_str() {
        CONTACT_EVENT => of_intake(entry, payload).ok_or_else(unreadable),
        CONSENT_EVENT => consents::of_consent(payload)
            .map(|news| news.map_or(News::Nothing, News::Consent))
            .ok_or_else(unreadable),
        DISPUTE_EVENT => of_escalation(payload).ok_or_else(unreadable),
        LETTER_EVENT => of_notifications(payload).ok_or_else(unreadable),
        _ => Ok(News::Nothing),
    }
}

fn of_intake(entry: &Entry, payload: &Any) -> Option<News> {
    use intake::contact_event::Event;
    let event = ContactEvent::decode(payload.value.as_slice()).ok()?;
    Some(match event.event? {
        Event::Registered(registered) => News::Children(children(
            parse(&registered.household_id)?,
            &registered.children,
        )?),
        Event::Accepted(accepted) => News::Accepted(Accepted {
            entry: parse(&entry.id)?,
            contact: parse(&event.contact_id)?,
            children: children(parse(&accepted.household_id)?, &accepted.children)?,
            team: parse(&accepted.team_id)?,
            at: time::instant(accepted.at.as_ref()?)?,
        }),
        Event::RedirectionProposed(_)
        | Event::RedirectionAgreed(_)
        | Event::RedirectionDisputed(_)
        | Event::DirectionApplied(_) => News::Nothing,
    })
}

fn children(household: HouseholdId, children: &[intake::ReferredChild]) -> Option<Vec<Known>> {
    let known = |child: &intake::ReferredChild| {
        Some(Known {
            id: parse(&child.child_id)?,
            household,
            birth: Fields::new().birth("birth", child.birth.as_ref())?,
        })
    };
    children.iter().map(known).collect()
}

fn of_escalation(payload: &Any) -> Option<News> {
    use escalation::dispute_event::Event;
    let event = DisputeEvent::decode(payload.value.as_slice()).ok()?;
    let Event::Settled(settled) = event.event? else {
        return Some(News::Nothing);
    };
    let about = settled.about?;
    if about.kind != "transfer" {
        return Some(News::Nothing);
    }
    let direction = settled.direction?;
    let goes_to = match direction.outcome() {
        escalation::Outcome::GoesToTeam => Some(parse(&direction.team_id)?),
        escalation::Outcome::Stays => None,
        escalation::Outcome::Unspecified => return None,
    };
    Some(News::Settled {
        transfer: parse(&about.id)?,
        dispute: parse(&event.dispute_id)?,
        goes_to,
    })
}

fn of_notifications(payload: &Any) -> Option<News> {
    use letter_event::Event;
    let event = LetterEvent::decode(payload.value.as_slice()).ok()?;
    Some(match event.event? {
        Event::Sent(sent) if sent.promises_contact => News::Promised {
            transfer: parse(&sent.transfer_id)?,
            at: time::instant(sent.at.as_ref()?)?,
        },
        Event::Sent(_) | Event::Composed(_) | Event::Revised(_) | Event::FeedbackAdded(_) => {
            News::Nothing
        }
    })
}

fn parse<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

fn impossible(error: Error) -> ApplyError {
    if let Error::Ledger(error) = error {
        error.into()
    } else {
        ApplyError::Impossible(error.to_string())
    }
}
