//! What identifies people, in tables of its own, and which household each referred child is of.

use std::{collections::BTreeMap, fmt};

use handrail_domain::{ChildId, ContactId, HouseholdId, text::Note};
use handrail_ledger::{LedgerError, Unit};
use sea_orm::{ActiveValue::Set, Insert, QueryOrder, entity::prelude::*};
use serde::{Serialize, de::DeserializeOwned};

use crate::contact::{ChildName, Contact, Name, Particulars};

/// A text in a column that may be about a person. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub(crate) struct Confidential(String);

impl fmt::Debug for Confidential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Confidential(..)")
    }
}

impl Confidential {
    /// The text again; nothing when it is none of the kind.
    pub(super) fn text<T: TryFrom<String>>(self) -> Option<T> {
        T::try_from(self.0).ok()
    }

    /// A document about people.
    pub(super) fn written(document: &impl Serialize) -> Option<Self> {
        serde_json::to_string(document).ok().map(Self)
    }

    /// The document again; nothing when it is none.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.0).ok()
    }
}

impl From<Name> for Confidential {
    fn from(name: Name) -> Self {
        Self(name.into())
    }
}

impl From<Note> for Confidential {
    fn from(note: Note) -> Self {
        Self(note.into())
    }
}

mod account {
    use sea_orm::entity::prelude::*;

    use super::Confidential;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_account")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub contact_id: Uuid,
        pub referrer_name: Option<Confidential>,
        pub account: Confidential,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod child_name {
    use sea_orm::entity::prelude::*;

    use super::Confidential;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_child_name")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub contact_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i32,
        pub child_id: Uuid,
        pub given_name: Option<Confidential>,
        pub family_name: Confidential,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod reason {
    use sea_orm::entity::prelude::*;

    use super::Confidential;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_redirection_reason")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub contact_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub proposal: i32,
        pub reason: Confidential,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod referred {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "referred_child")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub child_id: Uuid,
        pub household_id: Uuid,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The households of those children who were referred before.
pub(crate) async fn households(
    unit: &Unit,
    children: &[ChildId],
) -> Result<BTreeMap<ChildId, HouseholdId>, LedgerError> {
    let wanted = children.iter().map(|child| child.0);
    let rows = referred::Entity::find()
        .filter(referred::Column::ChildId.is_in(wanted))
        .all(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    let pair = |row: referred::Model| (row.child_id.into(), row.household_id.into());
    Ok(rows.into_iter().map(pair).collect())
}

/// Keeps what identifies the people of a new contact, and the household of children not in `known`.
pub(crate) async fn keep(
    unit: &Unit,
    contact: &Contact,
    particulars: &Particulars,
    known: &BTreeMap<ChildId, HouseholdId>,
) -> Result<(), LedgerError> {
    let account = account::ActiveModel {
        contact_id: Set(contact.id.0),
        referrer_name: Set(particulars.referrer.clone().map(Confidential::from)),
        account: Set(particulars.account.clone().into()),
    };
    let names = particulars
        .names
        .iter()
        .zip(0..)
        .map(|(name, place)| child_name::ActiveModel {
            contact_id: Set(contact.id.0),
            place: Set(place),
            child_id: Set(name.child.0),
            given_name: Set(name.given.clone().map(Confidential::from)),
            family_name: Set(name.family.clone().into()),
        });
    let failed = |error| unit.failed(error);
    Insert::one(account)
        .exec_without_returning(unit.conn())
        .await
        .map_err(failed)?;
    Insert::many(names)
        .exec_without_returning(unit.conn())
        .await
        .map_err(failed)?;
    let children = contact.children.iter().map(|child| child.child);
    place(unit, contact.household, children, known).await
}

/// Keeps the household of those children who are not in `known`.
pub(crate) async fn place(
    unit: &Unit,
    household: HouseholdId,
    children: impl Iterator<Item = ChildId>,
    known: &BTreeMap<ChildId, HouseholdId>,
) -> Result<(), LedgerError> {
    let new = children.filter(|child| !known.contains_key(child));
    let new = new.map(|child| referred::ActiveModel {
        child_id: Set(child.0),
        household_id: Set(household.0),
    });
    Insert::many(new)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// Keeps why a team proposes another.
pub(crate) async fn note_reason(
    unit: &Unit,
    contact: &Contact,
    reason: &Note,
) -> Result<(), LedgerError> {
    let row = reason::ActiveModel {
        contact_id: Set(contact.id.0),
        proposal: Set(number(contact.proposals)),
        reason: Set(reason.clone().into()),
    };
    Insert::one(row)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// Why another team is asked to take a contact; nothing while none is.
pub(crate) async fn reason(
    db: &impl ConnectionTrait,
    contact: &Contact,
) -> Result<Option<Note>, LedgerError> {
    if contact.proposed_team().is_none() {
        return Ok(None);
    }
    let proposal = (contact.id.0, number(contact.proposals));
    let row = reason::Entity::find_by_id(proposal).one(db).await?;
    reason_of(contact.id, row).map(Some)
}

/// Why another team was asked to take a contact, the last time one was.
pub(crate) async fn latest_reason(
    db: &impl ConnectionTrait,
    contact: ContactId,
) -> Result<Note, LedgerError> {
    let row = reason::Entity::find()
        .filter(reason::Column::ContactId.eq(contact.0))
        .order_by_desc(reason::Column::Proposal)
        .one(db)
        .await?;
    reason_of(contact, row)
}

fn reason_of(contact: ContactId, row: Option<reason::Model>) -> Result<Note, LedgerError> {
    row.and_then(|row| Note::try_from(row.reason.0).ok())
        .ok_or_else(|| LedgerError::Corrupt(format!("the redirection reason of contact {contact}")))
}

fn number(proposals: u32) -> i32 {
    i32::try_from(proposals).unwrap_or(i32::MAX)
}

/// What identifies the people of a contact.
pub(crate) async fn of(
    db: &impl ConnectionTrait,
    contact: ContactId,
) -> Result<Particulars, LedgerError> {
    let corrupt = || LedgerError::Corrupt(format!("the particulars of contact {contact}"));
    let account = account::Entity::find_by_id(contact.0)
        .one(db)
        .await?
        .ok_or_else(corrupt)?;
    let rows = child_name::Entity::find()
        .filter(child_name::Column::ContactId.eq(contact.0))
        .order_by_asc(child_name::Column::Place)
        .all(db)
        .await?;
    let names = rows.into_iter().map(|row| {
        let given = row
            .given_name
            .map(|given| Name::try_from(given.0))
            .transpose();
        Ok(ChildName {
            child: row.child_id.into(),
            given: given.map_err(|_| corrupt())?,
            family: Name::try_from(row.family_name.0).map_err(|_| corrupt())?,
        })
    });
    let referrer = account
        .referrer_name
        .map(|name| Name::try_from(name.0))
        .transpose();
    Ok(Particulars {
        names: names.collect::<Result<_, LedgerError>>()?,
        referrer: referrer.map_err(|_| corrupt())?,
        account: Note::try_from(account.account.0).map_err(|_| corrupt())?,
    })
}
