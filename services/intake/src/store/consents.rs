//! Consents: one row each, with the whole consent as JSON beside the columns that are searched. What a form holds
//! about people stands in a table of its own.

use handrail_domain::{ConsentId, HouseholdId, TeamId, obligation::Subject};
use handrail_ledger::{LedgerError, Unit, page::Page};
use sea_orm::{
    ActiveValue::Set, Insert, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*,
    sea_query::Expr,
};

use super::{number, particulars::Confidential};
use crate::consent::{Consent, Particulars};

/// The name of the list in its page tokens.
pub(crate) const CONSENTS: &str = "consents";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub team: String,
    pub version: i64,
    /// The consent as JSON.
    pub state: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

mod form {
    use sea_orm::entity::prelude::*;

    use super::Confidential;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consent_particulars")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub consent_id: Uuid,
        /// What the form holds, as JSON.
        pub form: Confidential,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which consents are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ConsentListing {
    /// Those of this household; of every household otherwise.
    pub household: Option<HouseholdId>,
    /// Those that this team keeps; of every team otherwise.
    pub team: Option<TeamId>,
}

/// Reads a consent that is to be changed, with what its form holds.
pub(crate) async fn load_consent(
    unit: &Unit,
    id: ConsentId,
) -> Result<Option<(Consent, Particulars)>, LedgerError> {
    consent_with_form(unit.conn(), id).await.map_err(|error| {
        if matches!(error, LedgerError::Raced) {
            unit.lost_race()
        } else {
            error
        }
    })
}

/// Reads a consent.
pub(crate) async fn consent(
    db: &impl ConnectionTrait,
    id: ConsentId,
) -> Result<Option<Consent>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| row.to_consent()).transpose()
}

/// Reads a consent, with what its form holds.
pub(crate) async fn consent_with_form(
    db: &impl ConnectionTrait,
    id: ConsentId,
) -> Result<Option<(Consent, Particulars)>, LedgerError> {
    let Some(consent) = consent(db, id).await? else {
        return Ok(None);
    };
    let form = form::Entity::find_by_id(id.0).one(db).await?;
    let particulars = form.and_then(|row| row.form.read());
    let particulars = particulars.ok_or_else(|| corrupt(id.0))?;
    Ok(Some((consent, particulars)))
}

/// Keeps a new consent.
pub(crate) async fn insert_consent(
    unit: &Unit,
    consent: &Consent,
    particulars: &Particulars,
) -> Result<(), LedgerError> {
    let form = form::ActiveModel {
        consent_id: Set(consent.id.0),
        form: Set(written(consent, particulars)?),
    };
    let failed = |error| unit.failed(error);
    Insert::one(Model::of(consent)?.into_active_model())
        .exec_without_returning(unit.conn())
        .await
        .map_err(failed)?;
    Insert::one(form)
        .exec_without_returning(unit.conn())
        .await
        .map_err(failed)?;
    Ok(())
}

/// Keeps a consent that was at version `before`; a lost race when it no longer is.
pub(crate) async fn update_consent(
    unit: &Unit,
    consent: &Consent,
    particulars: &Particulars,
    before: u64,
) -> Result<(), LedgerError> {
    let row = Model::of(consent)?;
    let updated = Entity::update_many()
        .col_expr(Column::Team, Expr::value(row.team))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::State, Expr::value(row.state))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(number(before)))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    if updated.rows_affected != 1 {
        return Err(unit.lost_race());
    }
    form::Entity::update_many()
        .col_expr(
            form::Column::Form,
            Expr::value(written(consent, particulars)?),
        )
        .filter(form::Column::ConsentId.eq(row.id))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// One page of the consents, the newest first, with the token of the next.
pub(crate) async fn list_consents(
    db: &impl ConnectionTrait,
    listing: &ConsentListing,
    page: &Page<Uuid>,
) -> Result<(Vec<Consent>, String), LedgerError> {
    // Ids sort by the time they were minted.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(page.limit());
    if let Some(household) = listing.household {
        query = query.filter(Column::HouseholdId.eq(household.0));
    }
    if let Some(team) = &listing.team {
        query = query.filter(Column::Team.eq(team.as_str()));
    }
    if let Some(after) = page.after {
        query = query.filter(Column::Id.lt(after));
    }
    let (rows, next) = page.cut(CONSENTS, query.all(db).await?, |row| row.id);
    let consents: Result<_, _> = rows.iter().map(Model::to_consent).collect();
    Ok((consents?, next))
}

/// Every consent that has a row.
pub(super) async fn consent_subjects(
    db: &impl ConnectionTrait,
) -> Result<Vec<Subject>, LedgerError> {
    let rows: Vec<(Uuid, Uuid)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::HouseholdId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(super::subjects_of("consent", rows))
}

impl Model {
    fn of(consent: &Consent) -> Result<Self, LedgerError> {
        let state = serde_json::to_string(consent).map_err(|_| corrupt(consent.id.0))?;
        Ok(Self {
            id: consent.id.0,
            household_id: consent.household.0,
            team: consent.team.to_string(),
            version: number(consent.version),
            state,
        })
    }

    /// The consent; an error when the row contradicts itself.
    fn to_consent(&self) -> Result<Consent, LedgerError> {
        let consent: Consent = serde_json::from_str(&self.state).map_err(|_| corrupt(self.id))?;
        if Self::of(&consent)? == *self {
            Ok(consent)
        } else {
            Err(corrupt(self.id))
        }
    }
}

fn written(consent: &Consent, particulars: &Particulars) -> Result<Confidential, LedgerError> {
    Confidential::written(particulars).ok_or_else(|| corrupt(consent.id.0))
}

fn corrupt(id: Uuid) -> LedgerError {
    LedgerError::Corrupt(format!("the row of consent {id}"))
}
