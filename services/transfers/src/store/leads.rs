//! Leads: one row for each time that one team led for a child. The schema allows one lead of now.

use crate::lead::{CameBy, Lead, LeadEvent};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{ChildId, ContactId, HouseholdId, TeamId, TransferId, obligation::Subject};
use handrail_ledger::{LedgerError, Unit, page::Page};
use sea_orm::{
    Insert, IntoActiveModel, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lead")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub child_id: Uuid,
    /// The how-many-th lead of the child, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i32,
    pub household_id: Uuid,
    pub team: String,
    pub since: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub worker: Option<String>,
    pub worker_started_on: Option<NaiveDate>,
    pub transfer_id: Option<Uuid>,
    pub contact_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Which leads of now are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeadListing {
    /// Those of this team; of every team otherwise.
    pub(crate) team: Option<TeamId>,
    /// Only those without a worker who has begun.
    pub(crate) without_worker: bool,
}

/// Where a lead stands in a list: by since when, then by child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LeadKey {
    since: DateTime<Utc>,
    child: Uuid,
}

/// Who leads for a child now.
pub(crate) async fn lead_now(
    db: &impl ConnectionTrait,
    child: ChildId,
) -> Result<Option<Lead>, LedgerError> {
    let row = Entity::find()
        .filter(Column::ChildId.eq(child.0))
        .filter(Column::Until.is_null())
        .one(db)
        .await?;
    row.map(|row| row.to_lead()).transpose()
}

/// Every lead of a child, the first first.
pub(crate) async fn history(
    db: &impl ConnectionTrait,
    child: ChildId,
) -> Result<Vec<Lead>, LedgerError> {
    let rows = Entity::find()
        .filter(Column::ChildId.eq(child.0))
        .order_by_asc(Column::Place)
        .all(db)
        .await?;
    rows.iter().map(Model::to_lead).collect()
}

/// Every lead of the children of a household, child by child.
pub(crate) async fn of_household(
    db: &impl ConnectionTrait,
    household: HouseholdId,
) -> Result<Vec<Lead>, LedgerError> {
    let rows = Entity::find()
        .filter(Column::HouseholdId.eq(household.0))
        .order_by_asc(Column::ChildId)
        .order_by_asc(Column::Place)
        .all(db)
        .await?;
    rows.iter().map(Model::to_lead).collect()
}

/// One page of the leads of now, the longest first, with the token of the next.
pub(crate) async fn list_leads(
    db: &impl ConnectionTrait,
    listing: &LeadListing,
    page: &Page<LeadKey>,
) -> Result<(Vec<Lead>, String), LedgerError> {
    let mut query = Entity::find()
        .filter(Column::Until.is_null())
        .order_by_asc(Column::Since)
        .order_by_asc(Column::ChildId)
        .limit(page.limit());
    if let Some(team) = &listing.team {
        query = query.filter(Column::Team.eq(team.as_str()));
    }
    if listing.without_worker {
        query = query.filter(Column::Worker.is_null());
    }
    if let Some(LeadKey { since, child }) = &page.after {
        let same = Column::Since.eq(*since).and(Column::ChildId.gt(*child));
        query = query.filter(Column::Since.gt(*since).or(same));
    }
    let (rows, next) = page.cut(super::LEADS, query.all(db).await?, |row| LeadKey {
        since: row.since,
        child: row.child_id,
    });
    let leads: Result<_, _> = rows.iter().map(Model::to_lead).collect();
    Ok((leads?, next))
}

/// Keeps what happened to a lead; a lost race when somebody else changed it at the same moment.
pub(crate) async fn note_lead_event(unit: &Unit, event: &LeadEvent) -> Result<(), LedgerError> {
    let lead = event.lead();
    let now = Entity::find()
        .filter(Column::ChildId.eq(lead.child.0))
        .order_by_desc(Column::Place)
        .one(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    match event {
        LeadEvent::Opened(lead) => {
            if now.is_some() {
                return Err(unit.lost_race());
            }
            begin(unit, lead, 1).await
        }
        LeadEvent::Moved { lead, .. } => {
            let now = now.ok_or_else(|| unit.lost_race())?;
            change(unit, &now, |update| {
                update.col_expr(Column::Until, Expr::value(Some(lead.since)))
            })
            .await?;
            begin(unit, lead, now.place + 1).await
        }
        LeadEvent::WorkerStarted(lead) => {
            let now = now.ok_or_else(|| unit.lost_race())?;
            let (worker, on) = lead.worker.clone().unzip();
            change(unit, &now, |update| {
                update
                    .col_expr(Column::Worker, Expr::value(worker.map(String::from)))
                    .col_expr(Column::WorkerStartedOn, Expr::value(on))
            })
            .await
        }
    }
}

async fn begin(unit: &Unit, lead: &Lead, place: i32) -> Result<(), LedgerError> {
    Insert::one(Model::of(lead, place).into_active_model())
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

async fn change(
    unit: &Unit,
    now: &Model,
    set: impl FnOnce(sea_orm::UpdateMany<Entity>) -> sea_orm::UpdateMany<Entity>,
) -> Result<(), LedgerError> {
    let changed = set(Entity::update_many())
        .filter(Column::ChildId.eq(now.child_id))
        .filter(Column::Place.eq(now.place))
        .filter(Column::Until.is_null())
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    if changed.rows_affected == 1 {
        Ok(())
    } else {
        Err(unit.lost_race())
    }
}

/// Every household that has a lead.
pub(crate) async fn households(db: &impl ConnectionTrait) -> Result<Vec<Subject>, LedgerError> {
    let rows: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::HouseholdId)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|id| subject_of(HouseholdId(id)))
        .collect())
}

/// The household as the journal refers to it: what entries about leads are about.
pub(crate) fn subject_of(household: HouseholdId) -> Subject {
    Subject {
        kind: "household".to_owned(),
        id: household.0,
        household,
    }
}

impl Model {
    fn of(lead: &Lead, place: i32) -> Self {
        let (worker, worker_started_on) = lead.worker.clone().unzip();
        let (transfer_id, contact_id) = match lead.came_by {
            CameBy::Transfer(transfer) => (Some(transfer.0), None),
            CameBy::Contact(contact) => (None, Some(contact.0)),
            CameBy::Admission => (None, None),
        };
        Self {
            child_id: lead.child.0,
            place,
            household_id: lead.household.0,
            team: lead.team.to_string(),
            since: lead.since,
            until: lead.until,
            worker: worker.map(String::from),
            worker_started_on,
            transfer_id,
            contact_id,
        }
    }

    fn to_lead(&self) -> Result<Lead, LedgerError> {
        let corrupt =
            || LedgerError::Corrupt(format!("lead {} of child {}", self.place, self.child_id));
        let worker = match (&self.worker, self.worker_started_on) {
            (Some(worker), Some(on)) => Some((worker.parse().map_err(|_| corrupt())?, on)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(corrupt()),
        };
        let came_by = match (self.transfer_id, self.contact_id) {
            (Some(transfer), None) => CameBy::Transfer(TransferId(transfer)),
            (None, Some(contact)) => CameBy::Contact(ContactId(contact)),
            (None, None) => CameBy::Admission,
            (Some(_), Some(_)) => return Err(corrupt()),
        };
        Ok(Lead {
            child: ChildId(self.child_id),
            household: HouseholdId(self.household_id),
            team: self.team.parse().map_err(|_| corrupt())?,
            since: self.since,
            until: self.until,
            worker,
            came_by,
        })
    }
}
