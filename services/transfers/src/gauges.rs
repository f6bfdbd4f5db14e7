//! How many transfers and children stand where, for whoever watches.

use crate::{NAME, service::Transfers, store, transfer::Stage};
use async_trait::async_trait;
use handrail_chassis::telemetry::{Metric, Reading};
use handrail_frame::{
    Rules,
    gauges::{Gauges, OTHER, TRANSFERS, UNALLOCATED, number, reading},
};
use handrail_ledger::LedgerError;

#[async_trait]
impl Gauges for Transfers {
    fn metrics(&self) -> &'static [&'static Metric] {
        &[&TRANSFERS, &UNALLOCATED]
    }

    async fn read(&self, rules: &Rules) -> Result<Vec<Reading>, LedgerError> {
        let db = self.ledger.db();
        let moving = self.ledger.count(store::moving_tally(db)).await?;
        let moving = moving.iter().map(|tally| {
            let labels = [rules.pathway_label(&tally.pathway), stage(&tally.stage)];
            reading(&TRANSFERS, NAME, &labels, number(tally.count))
        });
        let waiting = self.ledger.count(store::unallocated_tally(db)).await?;
        let waiting = waiting.iter().map(|(team, count)| {
            let labels = [rules.kind_label(team.as_ref())];
            reading(&UNALLOCATED, NAME, &labels, number(*count))
        });
        Ok(moving.chain(waiting).collect())
    }
}

fn stage(stored: &str) -> &'static str {
    let known = Stage::ALL.into_iter().map(Stage::as_str);
    known
        .into_iter()
        .find(|name| *name == stored)
        .unwrap_or(OTHER)
}
