//! An obligation as it is stored.

use handrail_domain::obligation::{Obligation, Post, State, Subject};
use handrail_domain::{HouseholdId, ObligationId, Strength};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::LedgerError;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "obligation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject_kind: String,
    pub subject_id: Uuid,
    pub household_id: Uuid,
    pub edition: String,
    pub duty: String,
    pub instance: String,
    pub title: String,
    /// A JSON list of clause ids.
    pub clauses: String,
    pub strength: String,
    pub owner_team: String,
    pub owner_role: String,
    pub started_at: DateTimeUtc,
    /// What `deadline` leads to, for ordering.
    pub due_at: Option<DateTimeUtc>,
    /// The deadline with its derivation, as JSON.
    pub deadline: Option<String>,
    pub remind_at: Option<DateTimeUtc>,
    pub reminded: bool,
    /// When the timer has to look at it next.
    pub fires_at: Option<DateTimeUtc>,
    pub state: String,
    pub closed_at: Option<DateTimeUtc>,
    pub breached_at: Option<DateTimeUtc>,
    pub reason: Option<String>,
    /// Counts the changes; what a compare-and-set compares.
    pub version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub(crate) fn of(
        obligation: &Obligation,
        reminded: bool,
        version: i64,
    ) -> Result<Self, LedgerError> {
        let deadline = obligation.deadline.as_ref();
        Ok(Self {
            id: obligation.id.0,
            subject_kind: obligation.subject.kind.clone(),
            subject_id: obligation.subject.id,
            household_id: obligation.subject.household.0,
            edition: obligation.edition.to_string(),
            duty: obligation.duty.clone(),
            instance: obligation.instance.clone(),
            title: obligation.title.clone(),
            clauses: json(&obligation.clauses)?,
            strength: name(&obligation.strength)?,
            owner_team: obligation.owner.team.to_string(),
            owner_role: obligation.owner.role.to_string(),
            started_at: obligation.started_at,
            due_at: obligation.due(),
            deadline: deadline.map(json).transpose()?,
            remind_at: obligation.remind_at,
            reminded,
            fires_at: obligation.fires_at(reminded),
            state: name(&obligation.state)?,
            closed_at: obligation.closed_at,
            breached_at: obligation.breached_at,
            reason: obligation.reason.clone(),
            version,
        })
    }

    pub(crate) fn to_obligation(&self) -> Result<Obligation, LedgerError> {
        let garbled =
            |what: &str| LedgerError::corrupt(format!("the {what} of obligation {}", self.id));
        Ok(Obligation {
            id: ObligationId(self.id),
            subject: Subject {
                kind: self.subject_kind.clone(),
                id: self.subject_id,
                household: HouseholdId(self.household_id),
            },
            edition: self.edition.parse().map_err(|_| garbled("edition"))?,
            duty: self.duty.clone(),
            instance: self.instance.clone(),
            title: self.title.clone(),
            clauses: serde_json::from_str(&self.clauses).map_err(|_| garbled("clauses"))?,
            strength: named::<Strength>(&self.strength).ok_or_else(|| garbled("strength"))?,
            owner: Post {
                team: self.owner_team.parse().map_err(|_| garbled("owner"))?,
                role: self.owner_role.parse().map_err(|_| garbled("owner"))?,
            },
            started_at: self.started_at,
            deadline: match &self.deadline {
                None => None,
                Some(text) => Some(serde_json::from_str(text).map_err(|_| garbled("deadline"))?),
            },
            remind_at: self.remind_at,
            state: named::<State>(&self.state).ok_or_else(|| garbled("state"))?,
            closed_at: self.closed_at,
            breached_at: self.breached_at,
            reason: self.reason.clone(),
        })
    }

    /// Every column, for an insert or an update.
    pub(crate) fn into_active(self) -> ActiveModel {
        ActiveModel {
            id: Set(self.id),
            subject_kind: Set(self.subject_kind),
            subject_id: Set(self.subject_id),
            household_id: Set(self.household_id),
            edition: Set(self.edition),
            duty: Set(self.duty),
            instance: Set(self.instance),
            title: Set(self.title),
            clauses: Set(self.clauses),
            strength: Set(self.strength),
            owner_team: Set(self.owner_team),
            owner_role: Set(self.owner_role),
            started_at: Set(self.started_at),
            due_at: Set(self.due_at),
            deadline: Set(self.deadline),
            remind_at: Set(self.remind_at),
            reminded: Set(self.reminded),
            fires_at: Set(self.fires_at),
            state: Set(self.state),
            closed_at: Set(self.closed_at),
            breached_at: Set(self.breached_at),
            reason: Set(self.reason),
            version: Set(self.version),
        }
    }
}

fn json(value: &impl Serialize) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|_| LedgerError::corrupt("an obligation"))
}

/// The name of a member of a closed list, as it is written in data files.
pub(super) fn name(member: &impl Serialize) -> Result<String, LedgerError> {
    match serde_json::to_value(member) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        _ => Err(LedgerError::corrupt("an obligation")),
    }
}

fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(name.into()).ok()
}
