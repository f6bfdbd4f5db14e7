//! Contacts: one row each, with the whole contact as JSON beside the columns that are searched.

use handrail_domain::{ContactId, TeamId, obligation::Subject};
use handrail_ledger::{LedgerError, Unit, page::Page};
use sea_orm::{
    ActiveValue::Set, Insert, QueryOrder, QuerySelect, entity::prelude::*, sea_query::Expr,
};

use super::number;
use crate::contact::{Contact, Stage};

/// The name of the list in its page tokens.
pub(crate) const LIST: &str = "contacts";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub team: String,
    pub stage: String,
    pub version: i64,
    /// The contact as JSON.
    pub state: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Which contacts are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Those this team has; of every team otherwise.
    pub team: Option<TeamId>,
    /// Those at this stage, by its name; at every stage otherwise.
    pub stage: Option<&'static str>,
}

/// Reads a contact that is to be changed.
pub(crate) async fn load(unit: &Unit, id: ContactId) -> Result<Option<Contact>, LedgerError> {
    get(unit.conn(), id).await.map_err(|error| {
        if matches!(error, LedgerError::Raced) {
            unit.lost_race()
        } else {
            error
        }
    })
}

/// Reads a contact.
pub(crate) async fn get(
    db: &impl ConnectionTrait,
    id: ContactId,
) -> Result<Option<Contact>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| row.to_contact()).transpose()
}

/// Keeps a new contact.
pub(crate) async fn insert(unit: &Unit, contact: &Contact) -> Result<(), LedgerError> {
    let row = Model::of(contact)?;
    let row = ActiveModel {
        id: Set(row.id),
        household_id: Set(row.household_id),
        team: Set(row.team),
        stage: Set(row.stage),
        version: Set(row.version),
        state: Set(row.state),
    };
    Insert::one(row)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// Keeps a contact that was at version `before`; a lost race when it no longer is.
pub(crate) async fn update(unit: &Unit, contact: &Contact, before: u64) -> Result<(), LedgerError> {
    let row = Model::of(contact)?;
    let updated = Entity::update_many()
        .col_expr(Column::Team, Expr::value(row.team))
        .col_expr(Column::Stage, Expr::value(row.stage))
        .col_expr(Column::Version, Expr::value(row.version))
        .col_expr(Column::State, Expr::value(row.state))
        .filter(Column::Id.eq(row.id))
        .filter(Column::Version.eq(number(before)))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(unit.lost_race())
    }
}

/// One page of the contacts, the newest first, with the token of the next.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    listing: &Listing,
    page: &Page<Uuid>,
) -> Result<(Vec<Contact>, String), LedgerError> {
    // Ids sort by the time they were minted.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(page.limit());
    if let Some(team) = &listing.team {
        query = query.filter(Column::Team.eq(team.as_str()));
    }
    if let Some(stage) = listing.stage {
        query = query.filter(Column::Stage.eq(stage));
    }
    if let Some(after) = page.after {
        query = query.filter(Column::Id.lt(after));
    }
    let (rows, next) = page.cut(LIST, query.all(db).await?, |row| row.id);
    let contacts: Result<_, _> = rows.iter().map(Model::to_contact).collect();
    Ok((contacts?, next))
}

/// Every contact that has a row.
pub(super) async fn contact_subjects(
    db: &impl ConnectionTrait,
) -> Result<Vec<Subject>, LedgerError> {
    let rows: Vec<(Uuid, Uuid)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::HouseholdId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(super::subjects_of("contact", rows))
}

impl Model {
    fn of(contact: &Contact) -> Result<Self, LedgerError> {
        let state = serde_json::to_string(contact).map_err(|_| corrupt(contact.id.0))?;
        Ok(Self {
            id: contact.id.0,
            household_id: contact.household.0,
            team: contact.team.to_string(),
            stage: contact.stage.name().to_owned(),
            version: number(contact.version),
            state,
        })
    }

    /// The contact; an error when the row contradicts itself.
    fn to_contact(&self) -> Result<Contact, LedgerError> {
        let contact: Contact = serde_json::from_str(&self.state).map_err(|_| corrupt(self.id))?;
        if Self::of(&contact)? == *self {
            Ok(contact)
        } else {
            Err(corrupt(self.id))
        }
    }
}

impl Stage {
    /// Its name in the table.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Routed => "routed",
            Self::RedirectionProposed { .. } => "redirection-proposed",
            Self::Disputed { .. } => "disputed",
            Self::Accepted { .. } => "accepted",
        }
    }
}

fn corrupt(id: Uuid) -> LedgerError {
    LedgerError::Corrupt(format!("the row of contact {id}"))
}
