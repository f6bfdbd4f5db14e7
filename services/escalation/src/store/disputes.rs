//! Disputes: one row each, with the whole dispute as JSON beside the columns that are searched.

use chrono::{DateTime, Utc};
use handrail_domain::{DisputeId, Role, TeamId, obligation::Subject};
use handrail_ledger::{LedgerError, Unit, page::Page};
use sea_orm::{
    Condition, Insert, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use crate::dispute::{Dispute, Standing};

/// The name of the list in its page tokens.
pub(crate) const LIST: &str = "disputes";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispute")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub household_id: Uuid,
    pub about_id: Uuid,
    pub holding_team: String,
    pub other_team: String,
    pub standing: String,
    /// The role on whose level it stands, or stood last.
    pub rung: String,
    pub opened_at: DateTimeUtc,
    pub version: i64,
    /// The dispute as JSON.
    pub state: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Which disputes are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Those of this team; of every team otherwise.
    pub team: Option<TeamId>,
    /// Those that stand so; all otherwise.
    pub standing: Option<Standing>,
}

/// Where a dispute stands in the list: by when it was opened, then by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    opened_at: DateTime<Utc>,
    id: Uuid,
}

impl Key {
    /// The place of a dispute.
    pub(crate) fn of(dispute: &Dispute) -> Self {
        Self {
            opened_at: dispute.opened_at,
            id: dispute.id.0,
        }
    }
}

/// Reads a dispute that is to be changed.
pub(crate) async fn load(unit: &Unit, id: DisputeId) -> Result<Option<Dispute>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(unit.conn()).await;
    let row = row.map_err(|error| unit.failed(error))?;
    row.map(|row| row.to_dispute()).transpose()
}

/// Reads a dispute.
pub(crate) async fn get(
    db: &impl ConnectionTrait,
    id: DisputeId,
) -> Result<Option<Dispute>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| row.to_dispute()).transpose()
}

/// The open disputes about a transfer or a contact.
pub(crate) async fn open_about(unit: &Unit, about: Uuid) -> Result<Vec<Dispute>, LedgerError> {
    let rows = Entity::find()
        .filter(Column::AboutId.eq(about))
        .filter(Column::Standing.eq(Standing::Open.name()))
        .order_by_asc(Column::Id)
        .all(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    rows.iter().map(Model::to_dispute).collect()
}

/// Keeps a new dispute.
pub(crate) async fn insert(unit: &Unit, dispute: &Dispute) -> Result<(), LedgerError> {
    let row = Model::of(dispute)?.into_active_model();
    Insert::one(row)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// Keeps a dispute that was at version `before`; a lost race when it no longer is.
pub(crate) async fn update(unit: &Unit, dispute: &Dispute, before: u64) -> Result<(), LedgerError> {
    let row = Model::of(dispute)?;
    // A dispute is about the same thing, and that of the same team, for as long as it lives.
    let updated = Entity::update_many()
        .col_expr(Column::OtherTeam, Expr::value(row.other_team))
        .col_expr(Column::Standing, Expr::value(row.standing))
        .col_expr(Column::Rung, Expr::value(row.rung))
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

/// The disputes of one page, the newest first, and one more if there is a next page.
pub(crate) async fn list(
    db: &impl ConnectionTrait,
    listing: &Listing,
    page: &Page<Key>,
) -> Result<Vec<Dispute>, LedgerError> {
    let mut query = Entity::find()
        .order_by_desc(Column::OpenedAt)
        .order_by_desc(Column::Id)
        .limit(page.limit());
    if let Some(team) = &listing.team {
        let either = Condition::any()
            .add(Column::HoldingTeam.eq(team.as_str()))
            .add(Column::OtherTeam.eq(team.as_str()));
        query = query.filter(either);
    }
    if let Some(standing) = listing.standing {
        query = query.filter(Column::Standing.eq(standing.name()));
    }
    if let Some(Key { opened_at, id }) = &page.after {
        let same = Condition::all()
            .add(Column::OpenedAt.eq(*opened_at))
            .add(Column::Id.lt(*id));
        let older = Condition::any()
            .add(Column::OpenedAt.lt(*opened_at))
            .add(same);
        query = query.filter(older);
    }
    let rows = query.all(db).await?;
    rows.iter().map(Model::to_dispute).collect()
}

/// Counts the open disputes, by the role on whose level they stand.
pub(crate) async fn open_tally(
    db: &impl ConnectionTrait,
) -> Result<Vec<(Option<Role>, u64)>, LedgerError> {
    let rows: Vec<(String, i64)> = Entity::find()
        .select_only()
        .column(Column::Rung)
        .column_as(Column::Id.count(), "number")
        // A constant, so that the database sees that its index of what is open has all of it.
        .filter(Expr::cust("standing = 'open'"))
        .group_by(Column::Rung)
        .into_tuple()
        .all(db)
        .await?;
    let one = |(rung, count): (String, i64)| {
        (rung.parse().ok(), u64::try_from(count).unwrap_or_default())
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Everything that has a row.
pub(crate) async fn subjects(db: &impl ConnectionTrait) -> Result<Vec<Subject>, LedgerError> {
    let rows: Vec<(Uuid, Uuid)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::HouseholdId)
        .into_tuple()
        .all(db)
        .await?;
    let subject = |(id, household): (Uuid, Uuid)| Subject {
        kind: "dispute".to_owned(),
        id,
        household: household.into(),
    };
    Ok(rows.into_iter().map(subject).collect())
}

impl Model {
    fn of(dispute: &Dispute) -> Result<Self, LedgerError> {
        let state = serde_json::to_string(dispute).map_err(|_| corrupt(dispute.id.0))?;
        Ok(Self {
            id: dispute.id.0,
            household_id: dispute.about.household.0,
            about_id: dispute.about.id,
            holding_team: dispute.holding.to_string(),
            other_team: dispute.other.to_string(),
            standing: dispute.standing.name().to_owned(),
            rung: dispute
                .rungs
                .last()
                .map(|rung| rung.role.to_string())
                .unwrap_or_default(),
            opened_at: dispute.opened_at,
            version: number(dispute.version),
            state,
        })
    }

    /// The dispute; an error when the row contradicts itself.
    fn to_dispute(&self) -> Result<Dispute, LedgerError> {
        let dispute: Dispute = serde_json::from_str(&self.state).map_err(|_| corrupt(self.id))?;
        if Self::of(&dispute)? == *self {
            Ok(dispute)
        } else {
            Err(corrupt(self.id))
        }
    }
}

impl Standing {
    /// Its name in the table.
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Settled => "settled",
            Self::Lapsed => "lapsed",
        }
    }
}

fn corrupt(id: Uuid) -> LedgerError {
    LedgerError::Corrupt(format!("the row of dispute {id}"))
}

fn number(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
