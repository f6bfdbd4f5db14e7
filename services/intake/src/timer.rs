//! What intake does when the time of a duty comes.

use async_trait::async_trait;
use handrail_domain::obligation::Change;
use handrail_ledger::{
    Tell, Unit,
    timer::{FireError, OnFire},
};

use crate::{error::IntakeError, service::Intake};

fn failed(error: IntakeError) -> FireError {
    if let IntakeError::Ledger(error) = error {
        FireError::Ledger(error)
    } else {
        FireError::Consequence(Box::new(error))
    }
}

#[async_trait]
impl OnFire for Intake {
    async fn tells(&self, unit: &Unit, change: &Change) -> Result<Vec<Tell>, FireError> {
        let told = match change.obligation.subject.kind.as_str() {
            "consent" => self.told_of_consent(unit, change).await,
            _ => self.told_of_contact(unit, change).await,
        };
        told.map_err(failed)
    }

    /// A consent that nobody renewed is over. At the front door only the clock of a dispute escalates, and that is
    /// escalation's.
    async fn breached(&self, unit: &mut Unit, change: &Change) -> Result<(), FireError> {
        if change.obligation.subject.kind != "consent" {
            return Ok(());
        }
        let followed = self.consent_duty_breached(unit, change);
        followed.await.map_err(failed)
    }
}
