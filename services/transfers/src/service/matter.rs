//! Who leads on a matter: what is known of the children here, and the table of the edition.

use super::Transfers;
use crate::{
    error::Error,
    store,
    transfer::{Refusal, Wrong},
};
use handrail_contracts::transfers::v1 as wire;
use handrail_domain::{
    ChildId, EditionId, TeamId, TeamKind,
    calendar::london::local_date,
    child::{Birth, PlanKind},
    directory::Directory,
    lead::{ChildFacts, Leads, Matter, MatterFacts, who_leads},
};

/// A matter as it was asked about.
#[derive(Debug)]
pub(crate) struct AskedMatter {
    pub(crate) edition: Option<EditionId>,
    pub(crate) matter: Matter,
    pub(crate) children: Vec<AskedChild>,
    pub(crate) asked_by: Option<TeamId>,
    pub(crate) open_last_month: Option<TeamId>,
    pub(crate) crime_feared: bool,
    pub(crate) extra_familial_harm: bool,
}

/// A child as it was asked about.
#[derive(Debug)]
pub(crate) struct AskedChild {
    pub(crate) who: Who,
    pub(crate) concern: bool,
    pub(crate) police_protection: bool,
    pub(crate) fits_adolescent: bool,
    pub(crate) plan: Option<PlanKind>,
}

/// Somebody who is known here, or not.
#[derive(Debug)]
pub(crate) enum Who {
    Known(ChildId),
    Born(Birth),
}

impl Transfers {
    /// Who leads for each child, and why.
    pub(crate) async fn who_leads(
        &self,
        asked: AskedMatter,
    ) -> Result<wire::WhoLeadsResponse, Error> {
        let rules = self.rulebook.current();
        let today = local_date(self.ledger.now());
        let edition = match &asked.edition {
            Some(id) => rules.protocol.edition(id),
            None => rules.protocol.in_force(today),
        };
        let edition = edition.ok_or_else(|| Wrong::of("edition_id", "no such edition"))?;
        let mut children = Vec::new();
        for (index, child) in asked.children.iter().enumerate() {
            let (birth, team) = match &child.who {
                Who::Born(birth) => (*birth, None),
                Who::Known(id) => self.known_child(*id, index).await?,
            };
            children.push(ChildFacts {
                age: birth.age_on(today).map(|age| age.years),
                open_to: team.and_then(|team| kind(&rules.directory, &team)),
                concern: child.concern,
                police_protection: child.police_protection,
                fits_adolescent: child.fits_adolescent,
                plan: child.plan,
            });
        }
        let team = |field, team: &Option<TeamId>| match team {
            None => Ok(None),
            Some(team) => kind(&rules.directory, team)
                .map(Some)
                .ok_or_else(|| Wrong::of(field, "the organisation has no such team")),
        };
        let facts = MatterFacts {
            matter: asked.matter,
            children,
            asked_by: team("asked_by_team_id", &asked.asked_by)?,
            open_last_month: team("open_last_month_team_id", &asked.open_last_month)?,
            crime_feared: asked.crime_feared,
            extra_familial_harm: asked.extra_familial_harm,
        };
        let leads = asked.children.iter().enumerate().map(|(index, child)| {
            lead_to_wire(&child.who, who_leads(&edition.leads, &facts, index))
        });
        Ok(wire::WhoLeadsResponse {
            leads: leads.collect(),
        })
    }

    async fn known_child(
        &self,
        id: ChildId,
        index: usize,
    ) -> Result<(Birth, Option<TeamId>), Error> {
        let reading = store::child(self.ledger.db(), id);
        let known = self.ledger.read("child.get", reading).await?;
        let unknown =
            || -> Refusal { Wrong::of(&format!("children[{index}].child_id"), "no such child") };
        let known = known.ok_or_else(unknown)?;
        let reading = store::lead_now(self.ledger.db(), id);
        let lead = self.ledger.read("lead.get", reading).await?;
        Ok((known.birth, lead.map(|lead| lead.team)))
    }
}

fn kind(directory: &Directory, team: &TeamId) -> Option<TeamKind> {
    directory.team(team).map(|team| team.kind())
}

fn lead_to_wire(who: &Who, leads: Option<Leads>) -> wire::MatterLead {
    let child_id = match who {
        Who::Known(id) => id.to_string(),
        Who::Born(_) => String::new(),
    };
    let Some(leads) = leads else {
        return wire::MatterLead {
            child_id,
            because: "the edition does not say".to_owned(),
            ..wire::MatterLead::default()
        };
    };
    let names =
        |clauses: &[handrail_domain::ClauseId]| clauses.iter().map(ToString::to_string).collect();
    wire::MatterLead {
        child_id,
        team_kind: leads.kind.to_string(),
        role: leads.role.map(|role| role.to_string()).unwrap_or_default(),
        because: leads.because,
        clause_ids: names(&leads.clauses),
        would_change: leads
            .would_change
            .iter()
            .map(|change| wire::WouldChange {
                team_kind: change.kind.to_string(),
                condition: change.condition.clone(),
                clause_ids: names(&change.clauses),
            })
            .collect(),
    }
}
