//! What happens when the time of a duty in a dispute passes.

use async_trait::async_trait;
use handrail_domain::obligation::Change;
use handrail_ledger::{
    Tell, Unit,
    timer::{FireError, OnFire},
};

use crate::service::Disputes;

/// Carries disputes up the ladder when a rung runs out of time.
pub(crate) struct RungClocks(pub(crate) Disputes);

#[async_trait]
impl OnFire for RungClocks {
    async fn tells(&self, unit: &Unit, change: &Change) -> Result<Vec<Tell>, FireError> {
        Ok(self.0.told_of_breach(unit, change).await?)
    }

    async fn breached(&self, unit: &mut Unit, change: &Change) -> Result<(), FireError> {
        Ok(self.0.ran_out(unit, &change.obligation).await?)
    }
}
