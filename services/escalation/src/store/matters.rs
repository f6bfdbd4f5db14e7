//! What disputes may come to be about: the transfers and contacts of the other services, as far as
//! their journals tell who is party to them.

use handrail_domain::{EditionId, TeamId};
use handrail_ledger::{LedgerError, Unit, obligations::distinct};
use sea_orm::{ActiveValue::Set, Insert, entity::prelude::*, sea_query::OnConflict};

/// A transfer or a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Matter {
    /// Its id.
    pub id: Uuid,
    /// The edition it follows.
    pub edition: EditionId,
    /// The team that has the child or the contact.
    pub holding: TeamId,
    /// The team that is to receive; none before one was asked.
    pub other: Option<TeamId>,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "matter")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub edition: String,
    pub holding_team: String,
    pub other_team: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The editions that transfers and contacts follow.
pub(crate) async fn editions(db: &impl ConnectionTrait) -> Result<Vec<String>, LedgerError> {
    distinct::<Entity>(db, Column::Edition).await
}

/// Reads a transfer or a contact.
pub(crate) async fn matter(unit: &Unit, id: Uuid) -> Result<Option<Matter>, LedgerError> {
    let row = Entity::find_by_id(id).one(unit.conn()).await;
    let row = row.map_err(|error| unit.failed(error))?;
    row.map(|row| row.to_matter()).transpose()
}

/// Keeps a transfer or a contact as it is now.
pub(crate) async fn note(unit: &Unit, matter: &Matter) -> Result<(), LedgerError> {
    let row = ActiveModel {
        id: Set(matter.id),
        edition: Set(matter.edition.to_string()),
        holding_team: Set(matter.holding.to_string()),
        other_team: Set(matter.other.as_ref().map(ToString::to_string)),
    };
    let replace = OnConflict::column(Column::Id)
        .update_columns([Column::Edition, Column::HoldingTeam, Column::OtherTeam])
        .to_owned();
    Insert::one(row)
        .on_conflict(replace)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

impl Model {
    fn to_matter(&self) -> Result<Matter, LedgerError> {
        let matter = || {
            Some(Matter {
                id: self.id,
                edition: self.edition.parse().ok()?,
                holding: self.holding_team.parse().ok()?,
                other: match &self.other_team {
                    None => None,
                    Some(team) => Some(team.parse().ok()?),
                },
            })
        };
        matter().ok_or_else(|| LedgerError::Corrupt(format!("the row of matter {}", self.id)))
    }
}
