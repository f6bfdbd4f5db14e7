//! Decisions to share without consent: one row each, that never changes. What was believed, and who was told,
//! stand in a table of their own.

use handrail_domain::{DisclosureId, HouseholdId, obligation::Subject, text::Note};
use handrail_ledger::{LedgerError, Unit, page::Page};
use sea_orm::{
    ActiveValue::Set, Insert, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*,
};

use super::particulars::Confidential;
use crate::{consent::Disclosure, contact::Name};

/// The name of the list in its page tokens.
pub(crate) const DISCLOSURES: &str = "disclosures";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "disclosure")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    /// The decision as JSON.
    pub state: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

mod reason {
    use sea_orm::entity::prelude::*;

    use super::Confidential;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "disclosure_reason")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub disclosure_id: Uuid,
        pub reason: Confidential,
        pub name: Option<Confidential>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keeps a decision, with what was believed and who it goes to or comes from.
pub(crate) async fn insert_disclosure(
    unit: &Unit,
    disclosure: &Disclosure,
    reason: &Note,
    name: Option<&Name>,
) -> Result<(), LedgerError> {
    let particulars = reason::ActiveModel {
        disclosure_id: Set(disclosure.id.0),
        reason: Set(reason.clone().into()),
        name: Set(name.cloned().map(Confidential::from)),
    };
    let failed = |error| unit.failed(error);
    Insert::one(Model::of(disclosure)?.into_active_model())
        .exec_without_returning(unit.conn())
        .await
        .map_err(failed)?;
    Insert::one(particulars)
        .exec_without_returning(unit.conn())
        .await
        .map_err(failed)?;
    Ok(())
}

/// Reads a decision.
pub(crate) async fn disclosure(
    db: &impl ConnectionTrait,
    id: DisclosureId,
) -> Result<Option<Disclosure>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| row.to_disclosure()).transpose()
}

/// Reads a decision within a command.
pub(crate) async fn load_disclosure(
    unit: &Unit,
    id: DisclosureId,
) -> Result<Option<Disclosure>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(unit.conn()).await;
    let row = row.map_err(|error| unit.failed(error))?;
    row.map(|row| row.to_disclosure()).transpose()
}

/// What was believed, and who it goes to or comes from.
pub(crate) async fn believed(
    db: &impl ConnectionTrait,
    id: DisclosureId,
) -> Result<Option<(Note, Option<Name>)>, LedgerError> {
    let row = reason::Entity::find_by_id(id.0).one(db).await?;
    let believed = |row: reason::Model| {
        let reason = row.reason.text().ok_or_else(|| corrupt(id.0))?;
        let name = row
            .name
            .map(|name| name.text().ok_or_else(|| corrupt(id.0)));
        Ok((reason, name.transpose()?))
    };
    row.map(believed).transpose()
}

/// One page of the decisions, the newest first, with the token of the next.
pub(crate) async fn list_disclosures(
    db: &impl ConnectionTrait,
    household: Option<HouseholdId>,
    page: &Page<Uuid>,
) -> Result<(Vec<Disclosure>, String), LedgerError> {
    // Ids sort by the time they were minted.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(page.limit());
    if let Some(household) = household {
        query = query.filter(Column::HouseholdId.eq(household.0));
    }
    if let Some(after) = page.after {
        query = query.filter(Column::Id.lt(after));
    }
    let (rows, next) = page.cut(DISCLOSURES, query.all(db).await?, |row| row.id);
    let disclosures: Result<_, _> = rows.iter().map(Model::to_disclosure).collect();
    Ok((disclosures?, next))
}

/// Every decision that has a row.
pub(super) async fn disclosure_subjects(
    db: &impl ConnectionTrait,
) -> Result<Vec<Subject>, LedgerError> {
    let rows: Vec<(Uuid, Uuid)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::HouseholdId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(super::subjects_of("disclosure", rows))
}

impl Model {
    fn of(disclosure: &Disclosure) -> Result<Self, LedgerError> {
        let state = serde_json::to_string(disclosure).map_err(|_| corrupt(disclosure.id.0))?;
        Ok(Self {
            id: disclosure.id.0,
            household_id: disclosure.household.0,
            state,
        })
    }

    /// The decision; an error when the row contradicts itself.
    fn to_disclosure(&self) -> Result<Disclosure, LedgerError> {
        let disclosure: Disclosure =
            serde_json::from_str(&self.state).map_err(|_| corrupt(self.id))?;
        if Self::of(&disclosure)? == *self {
            Ok(disclosure)
        } else {
            Err(corrupt(self.id))
        }
    }
}

fn corrupt(id: Uuid) -> LedgerError {
    LedgerError::Corrupt(format!("the row of disclosure {id}"))
}
