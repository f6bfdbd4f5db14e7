//! Children whose plan a team carried before anything was recorded here: their leads begin without a contact.

use super::{Asked, Transfers, may_act, note_lead};
use crate::{
    error::Error,
    lead::{CameBy, Lead, LeadEvent},
    store::{self, Known},
    transfer::Wrong,
    wire::lead_to_wire,
};
use chrono::{DateTime, Utc};
use handrail_contracts::transfers::v1 as wire;
use handrail_domain::{
    ChildId, EntryId, HouseholdId, TeamId, calendar::london::local_date, child::Birth,
    edition::RuleName,
};
use handrail_frame::Actor;
use handrail_ledger::Unit;

/// Asks to admit children of one household.
#[derive(Debug)]
pub(crate) struct Admission {
    pub(crate) team: TeamId,
    pub(crate) births: Vec<Birth>,
    pub(crate) since: DateTime<Utc>,
}

impl Transfers {
    /// Opens the lead of children who are new here.
    pub(crate) async fn admit(
        &self,
        asked: Asked,
        admission: Admission,
    ) -> Result<wire::AdmitChildrenResponse, Error> {
        let Asked { actor, key, header } = asked;
        let service = self.clone();
        let work = async move |unit: &mut Unit| service.admitted(unit, &actor, &admission).await;
        self.ledger.command(&key, header.validate_only, work).await
    }

    async fn admitted(
        &self,
        unit: &mut Unit,
        actor: &Actor,
        admission: &Admission,
    ) -> Result<wire::AdmitChildrenResponse, Error> {
        let rules = self.rulebook.current();
        if rules.directory.team(&admission.team).is_none() {
            return Err(Wrong::of("team_id", "the organisation has no such team").into());
        }
        may_act(actor, &[&admission.team], || {
            let edition = rules.protocol.in_force(local_date(unit.now()));
            edition.map_or_else(Vec::new, |edition| edition.rule_clauses(RuleName::OneLead))
        })?;
        let household = HouseholdId(unit.mint());
        let cause = EntryId(unit.mint());
        let mut leads = Vec::new();
        for birth in &admission.births {
            let id = ChildId(unit.mint());
            let known = Known {
                id,
                household,
                birth: *birth,
            };
            store::note_child(unit, &known).await?;
            let lead = Lead {
                child: id,
                household,
                team: admission.team.clone(),
                since: admission.since,
                until: None,
                worker: None,
                came_by: CameBy::Admission,
            };
            let event = LeadEvent::Opened(lead.clone());
            note_lead(unit, &event, cause, &actor.subject, Vec::new()).await?;
            leads.push(lead_to_wire(&lead));
        }
        Ok(wire::AdmitChildrenResponse {
            household_id: household.to_string(),
            leads,
        })
    }
}
