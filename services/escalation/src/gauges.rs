//! How many disputes stand on which rung, for whoever watches.

use crate::{NAME, service::Disputes, store};
use async_trait::async_trait;
use handrail_chassis::telemetry::{Metric, Reading};
use handrail_domain::Role;
use handrail_frame::{
    Rules,
    gauges::{DISPUTES, Gauges, OTHER, number, reading},
};
use handrail_ledger::LedgerError;

#[async_trait]
impl Gauges for Disputes {
    fn metrics(&self) -> &'static [&'static Metric] {
        &[&DISPUTES]
    }

    async fn read(&self, _: &Rules) -> Result<Vec<Reading>, LedgerError> {
        let ledger = self.ledger();
        let open = ledger.count(store::open_tally(ledger.db())).await?;
        let one = |(rung, count): &(Option<Role>, u64)| {
            let rung = rung.map_or(OTHER, Role::as_str);
            reading(&DISPUTES, NAME, &[rung], number(*count))
        };
        Ok(open.iter().map(one).collect())
    }
}
