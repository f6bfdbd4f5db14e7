//! What becomes of a consent without anybody asking for it: another one takes its place, or its time runs out.

use handrail_domain::{ConsentId, obligation::Change};
use handrail_frame::Rules;
use handrail_ledger::{Tell, Unit};

use super::{
    Intake,
    consents::{PART, followed, record},
};
use crate::{
    consent::{Consent, Event, Terms, What},
    error::IntakeError,
    store, tells,
};

impl Intake {
    /// A consent has taken the place of an earlier one, whose renewal is owed no longer.
    pub(super) async fn renewed(
        &self,
        unit: &mut Unit,
        earlier: ConsentId,
        by: ConsentId,
        actor: &str,
        rules: &Rules,
    ) -> Result<(), IntakeError> {
        let renewed = What::Renewed { by };
        let decides =
            |consent: &Consent, _: Terms<'_>| consent.renewed_at.is_none().then_some(renewed);
        self.follow_consent(unit, earlier, actor, rules, decides)
            .await
    }

    /// What comes of a duty that is late: a family that nobody asked anew in time agrees no more.
    pub(crate) async fn consent_duty_breached(
        &self,
        unit: &mut Unit,
        change: &Change,
    ) -> Result<(), IntakeError> {
        let rules = self.rulebook.current();
        let duty = &change.obligation.duty;
        let decides = |_: &Consent, terms: Terms<'_>| {
            let renewal = terms.form.renewal()?;
            (*duty == format!("{PART}/{}", renewal.id)).then_some(What::Expired)
        };
        let id = ConsentId(change.obligation.subject.id);
        let actor = self.ledger.actor();
        self.follow_consent(unit, id, &actor, &rules, decides).await
    }

    /// Records what happens to a consent without anybody having asked for it; `decides` says what that is, if anything.
    async fn follow_consent(
        &self,
        unit: &mut Unit,
        id: ConsentId,
        actor: &str,
        rules: &Rules,
        decides: impl FnOnce(&Consent, Terms<'_>) -> Option<What>,
    ) -> Result<(), IntakeError> {
        let found = store::load_consent(unit, id).await?;
        let (consent, particulars) = found.ok_or(IntakeError::NotFound("consent"))?;
        let terms = followed(rules, &consent)?;
        let Some(what) = decides(&consent, terms) else {
            return Ok(());
        };
        let event = Event {
            at: unit.now(),
            what,
        };
        let before = consent.version;
        let consent = consent.after(&event);
        store::update_consent(unit, &consent, &particulars, before).await?;
        record(unit, &consent, &event, actor, terms).await?;
        Ok(())
    }

    /// Who is told that a duty about a consent is late.
    pub(crate) async fn told_of_consent(
        &self,
        unit: &Unit,
        change: &Change,
    ) -> Result<Vec<Tell>, IntakeError> {
        let rules = self.rulebook.current();
        let id = ConsentId(change.obligation.subject.id);
        let found = store::load_consent(unit, id).await?;
        let (consent, _) = found.ok_or(IntakeError::NotFound("consent"))?;
        let terms = followed(&rules, &consent)?;
        let duties = &terms.form.elements.duties;
        Ok(tells::of_change(change, duties, |party| {
            consent.post(party)
        }))
    }
}
