//! How many notices have not been delivered, for whoever watches.

use crate::{NAME, store};
use async_trait::async_trait;
use handrail_chassis::telemetry::{Metric, Reading};
use handrail_frame::Rules;
use handrail_frame::gauges::{Gauges, OLDEST_NOTICE, OUTBOX, number, reading};
use handrail_ledger::{Ledger, LedgerError};

/// The notices that have not been delivered.
pub(crate) struct Outbox(pub(crate) Ledger);

#[async_trait]
impl Gauges for Outbox {
    fn metrics(&self) -> &'static [&'static Metric] {
        &[&OUTBOX, &OLDEST_NOTICE]
    }

    async fn read(&self, _: &Rules) -> Result<Vec<Reading>, LedgerError> {
        let left = self.0.count(store::undelivered(self.0.db())).await?;
        let since = left.waiting_since.unwrap_or_else(|| self.0.now());
        let age = (self.0.now() - since).as_seconds_f64().max(0.0);
        Ok(vec![
            reading(&OUTBOX, NAME, &["pending"], number(left.pending)),
            reading(&OUTBOX, NAME, &["failed"], number(left.failed)),
            reading(&OLDEST_NOTICE, NAME, &[], age),
        ])
    }
}
