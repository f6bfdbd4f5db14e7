//! What can be asked about decisions to share without consent.

use handrail_contracts::intake::v1 as wire;
use handrail_domain::{DisclosureId, EditionId, edition::RuleName, text::Note};
use handrail_ledger::{NewEntry, Unit};

use super::{
    Asked, Intake,
    consents::{chosen, payload},
};
use crate::{
    consent::{self, NewDisclosure},
    contact::{Authority, Name},
    error::IntakeError,
    store,
    wire::{
        DISCLOSURE_PAYLOAD, DISCLOSURE_READ_PAYLOAD, disclosure_event_to_wire, disclosure_to_wire,
    },
};

impl Intake {
    /// Records a decision to share without consent.
    pub(crate) async fn share_without_consent(
        &self,
        asked: Asked,
        edition: Option<EditionId>,
        new: NewDisclosure,
        (reason, name): (Note, Option<Name>),
    ) -> Result<wire::Disclosure, IntakeError> {
        let Asked { actor, key, header } = asked;
        let intake = self.clone();
        let work = async move |unit: &mut Unit| {
            let rules = intake.rulebook.current();
            let terms = chosen(&rules, edition.as_ref(), &intake)?;
            let known = store::households(unit, &new.children).await?;
            let by = Authority::new(actor.posts().cloned());
            let id = DisclosureId(unit.mint());
            let disclosure = consent::disclose(id, &new, &known, &by, terms, unit.now())?;
            store::insert_disclosure(unit, &disclosure, &reason, name.as_ref()).await?;
            let children = disclosure.children.iter().copied();
            store::place(unit, disclosure.household, children, &known).await?;
            unit.append(NewEntry {
                id: None,
                subject: disclosure.subject(),
                kind: "disclosure.decided",
                payload: payload(DISCLOSURE_PAYLOAD, &disclosure_event_to_wire(&disclosure)),
                occurred_at: disclosure.at,
                actor: actor.subject.clone(),
                edition: Some(disclosure.edition.clone()),
                clauses: disclosure.clauses.clone(),
                tells: Vec::new(),
            });
            Ok::<_, IntakeError>(disclosure_to_wire(&disclosure))
        };
        self.ledger.command(&key, header.validate_only, work).await
    }

    /// Records that what was believed in a decision is read. The reply says nothing about people.
    pub(crate) async fn read_disclosure(
        &self,
        asked: Asked,
        id: DisclosureId,
    ) -> Result<wire::Disclosure, IntakeError> {
        let Asked { actor, key, header } = asked;
        let intake = self.clone();
        let work = async move |unit: &mut Unit| {
            let found = store::load_disclosure(unit, id).await?;
            let disclosure = found.ok_or(IntakeError::NotFound("disclosure"))?;
            let rules = intake.rulebook.current();
            let terms = chosen(&rules, Some(&disclosure.edition), &intake)?;
            let event = wire::DisclosureReadEvent {
                disclosure_id: id.to_string(),
            };
            unit.append(NewEntry {
                id: None,
                subject: disclosure.subject(),
                kind: "disclosure.read",
                payload: payload(DISCLOSURE_READ_PAYLOAD, &event),
                occurred_at: unit.now(),
                actor: actor.subject.clone(),
                edition: Some(disclosure.edition.clone()),
                clauses: terms.rule(RuleName::FamilyDataReads),
                tells: Vec::new(),
            });
            Ok::<_, IntakeError>(disclosure_to_wire(&disclosure))
        };
        self.ledger.command(&key, header.validate_only, work).await
    }

    /// What was believed in a decision, and who it goes to or comes from. Whoever shows that has had the reading recorded.
    pub(crate) async fn believed(
        &self,
        id: DisclosureId,
    ) -> Result<(Note, Option<Name>), IntakeError> {
        let reading = store::believed(self.ledger.db(), id);
        let found = self.ledger.read("disclosure.particulars", reading).await?;
        found.ok_or(IntakeError::NotFound("disclosure"))
    }
}
