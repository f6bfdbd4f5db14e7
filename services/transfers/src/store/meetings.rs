//! Regular meetings: one row each, with the whole meeting as JSON beside the columns that are searched, and one
//! row for each transfer on each agenda.

use crate::meeting::{Meeting, Neighbours, Slot};
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    DistrictId, HouseholdId, MeetingId, TransferId, edition::Series, obligation::Subject,
};
use handrail_ledger::{LedgerError, Unit, page::Page};
use sea_orm::{
    ActiveValue::Set,
    Condition, Insert, IntoActiveModel, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "meeting")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub series: String,
    pub district: String,
    /// The day that it has in the rhythm.
    pub slot: NaiveDate,
    pub meets_at: DateTime<Utc>,
    pub version: i64,
    /// The meeting as JSON.
    pub state: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

mod agenda {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_agenda")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub transfer_id: Uuid,
        /// Whether the transfer waits for this meeting.
        pub waits: bool,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod series {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meeting_series")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub series: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub district: String,
        /// Counts the dates given.
        pub dates: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which meetings are wanted; everything that is not said asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MeetingListing {
    pub(crate) series: Option<Series>,
    pub(crate) district: Option<DistrictId>,
    /// At this instant or later.
    pub(crate) from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub(crate) before: Option<DateTime<Utc>>,
}

/// Where a meeting stands in a list: by its time, then by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MeetingKey {
    at: DateTime<Utc>,
    id: Uuid,
}

/// Has whoever else gives dates to this series in this district wait until this unit ends.
pub(crate) async fn hold_series(
    unit: &Unit,
    series: Series,
    district: &DistrictId,
) -> Result<(), LedgerError> {
    let row = series::ActiveModel {
        series: Set(series.to_string()),
        district: Set(district.to_string()),
        dates: Set(1),
    };
    let count = OnConflict::columns([series::Column::Series, series::Column::District])
        .value(
            series::Column::Dates,
            Expr::col((series::Entity, series::Column::Dates)).add(1),
        )
        .to_owned();
    Insert::one(row)
        .on_conflict(count)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// The meetings before and after a day of the rhythm; one on the very day counts as before.
pub(crate) async fn neighbours(
    unit: &Unit,
    series: Series,
    district: &DistrictId,
    slot: NaiveDate,
    besides: Option<MeetingId>,
) -> Result<Neighbours, LedgerError> {
    let of = || {
        let besides = besides.map(|id| Column::Id.ne(id.0));
        Entity::find().filter(
            Condition::all()
                .add(Column::Series.eq(series.as_str()))
                .add(Column::District.eq(district.as_str()))
                .add_option(besides),
        )
    };
    let before = of()
        .filter(Column::Slot.lte(slot))
        .order_by_desc(Column::Slot)
        .one(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    let after = of()
        .filter(Column::Slot.gt(slot))
        .order_by_asc(Column::Slot)
        .one(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    let slot = |row: Model| Slot {
        day: row.slot,
        at: row.meets_at,
    };
    Ok(Neighbours {
        before: before.map(slot),
        after: after.map(slot),
    })
}

/// Reads a meeting that is to be changed.
pub(crate) async fn load_meeting(
    unit: &Unit,
    id: MeetingId,
) -> Result<Option<Meeting>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(unit.conn()).await;
    let row = row.map_err(|error| unit.failed(error))?;
    row.map(|row| row.to_meeting()).transpose()
}

/// Reads a meeting.
pub(crate) async fn meeting(
    db: &impl ConnectionTrait,
    id: MeetingId,
) -> Result<Option<Meeting>, LedgerError> {
    let row = Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| row.to_meeting()).transpose()
}

/// Whether a transfer waits for a meeting.
pub(crate) async fn waits(unit: &Unit, transfer: TransferId) -> Result<bool, LedgerError> {
    let row = agenda::Entity::find()
        .filter(agenda::Column::TransferId.eq(transfer.0))
        .filter(agenda::Column::Waits.eq(true))
        .one(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(row.is_some())
}

/// Keeps a new meeting.
pub(crate) async fn insert_meeting(unit: &Unit, meeting: &Meeting) -> Result<(), LedgerError> {
    Insert::one(Model::of(meeting)?.into_active_model())
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// Keeps a meeting that was at version `before`; a lost race when it no longer is.
pub(crate) async fn update_meeting(
    unit: &Unit,
    meeting: &Meeting,
    before: u64,
) -> Result<(), LedgerError> {
    let row = Model::of(meeting)?;
    let updated = Entity::update_many()
        .col_expr(Column::MeetsAt, Expr::value(row.meets_at))
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
    agenda::Entity::delete_many()
        .filter(agenda::Column::MeetingId.eq(row.id))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    let waits = meeting.held_at.is_none();
    let items = meeting.agenda.iter().map(|item| agenda::ActiveModel {
        meeting_id: Set(meeting.id.0),
        transfer_id: Set(item.transfer.0),
        waits: Set(waits),
    });
    Insert::many(items)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// One page of the meetings, the earliest first, with the token of the next.
pub(crate) async fn list_meetings(
    db: &impl ConnectionTrait,
    listing: &MeetingListing,
    page: &Page<MeetingKey>,
) -> Result<(Vec<Meeting>, String), LedgerError> {
    let district = listing.district.as_ref();
    let wanted = Condition::all()
        .add_option(
            listing
                .series
                .map(|series| Column::Series.eq(series.as_str())),
        )
        .add_option(district.map(|district| Column::District.eq(district.as_str())))
        .add_option(listing.from.map(|from| Column::MeetsAt.gte(from)))
        .add_option(listing.before.map(|before| Column::MeetsAt.lt(before)));
    let mut query = Entity::find()
        .filter(wanted)
        .order_by_asc(Column::MeetsAt)
        .order_by_asc(Column::Id)
        .limit(page.limit());
    if let Some(MeetingKey { at, id }) = &page.after {
        let same = Column::MeetsAt.eq(*at).and(Column::Id.gt(*id));
        query = query.filter(Column::MeetsAt.gt(*at).or(same));
    }
    let (rows, next) = page.cut(super::MEETINGS, query.all(db).await?, |row| MeetingKey {
        at: row.meets_at,
        id: row.id,
    });
    let meetings: Result<_, _> = rows.iter().map(Model::to_meeting).collect();
    Ok((meetings?, next))
}

/// The districts and the days in the rhythm of the meetings of a series that were held.
pub(crate) async fn held_slots(
    db: &impl ConnectionTrait,
    series: Series,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(DistrictId, NaiveDate)>, LedgerError> {
    let rows = Entity::find()
        .filter(Column::Series.eq(series.as_str()))
        .filter(Column::Slot.between(from, to))
        .all(db)
        .await?;
    let meetings: Result<Vec<Meeting>, _> = rows.iter().map(Model::to_meeting).collect();
    let held = meetings?
        .into_iter()
        .filter(|meeting| meeting.held_at.is_some());
    Ok(held
        .map(|meeting| (meeting.district, meeting.slot))
        .collect())
}

/// Every meeting, as journals refer to it.
pub(crate) async fn meeting_subjects(
    db: &impl ConnectionTrait,
) -> Result<Vec<Subject>, LedgerError> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let subject = |id| Subject {
        kind: "meeting".to_owned(),
        id,
        household: HouseholdId(id),
    };
    Ok(ids.into_iter().map(subject).collect())
}

impl Model {
    fn of(meeting: &Meeting) -> Result<Self, LedgerError> {
        let state = serde_json::to_string(meeting).map_err(|_| corrupt(meeting.id.0))?;
        Ok(Self {
            id: meeting.id.0,
            series: meeting.series.to_string(),
            district: meeting.district.to_string(),
            slot: meeting.slot,
            meets_at: meeting.at,
            version: number(meeting.version),
            state,
        })
    }

    /// The meeting; an error when the row contradicts itself.
    fn to_meeting(&self) -> Result<Meeting, LedgerError> {
        let meeting: Meeting = serde_json::from_str(&self.state).map_err(|_| corrupt(self.id))?;
        if Self::of(&meeting)? == *self {
            Ok(meeting)
        } else {
            Err(corrupt(self.id))
        }
    }
}

fn corrupt(id: Uuid) -> LedgerError {
    LedgerError::Corrupt(format!("the row of meeting {id}"))
}

fn number(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
