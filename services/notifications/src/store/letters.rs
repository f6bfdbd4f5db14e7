//! The tables of letters: what a letter is, and apart from that what it says and what was answered to it.

use crate::letter::{Content, KnownTransfer, Letter};
use handrail_domain::obligation::Subject;
use handrail_domain::text::Note;
use handrail_domain::{LetterId, TransferId};
use handrail_ledger::page::Page;
use handrail_ledger::{LedgerError, Unit};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ExprTrait, Insert, QueryOrder, QuerySelect, Update};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The name of the list in its page tokens.
pub(crate) const LETTERS: &str = "letters";
/// The kind of subject that a letter is.
pub(crate) const LETTER_KIND: &str = "letter";

/// A text in a column that is about people. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub(crate) struct Confidential(String);

impl fmt::Debug for Confidential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Confidential(..)")
    }
}

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "letter")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub transfer_id: Uuid,
        pub household_id: Uuid,
        pub composed_at: DateTimeUtc,
        /// The whole letter but what it says, as JSON.
        pub letter: String,
        pub version: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod content {
    use sea_orm::entity::prelude::*;

    use super::Confidential;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "letter_content")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub letter_id: Uuid,
        /// What it says, as JSON.
        pub content: Confidential,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod feedback {
    use sea_orm::entity::prelude::*;

    use super::Confidential;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "letter_feedback")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub letter_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i32,
        pub text: Confidential,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod known {
    use sea_orm::entity::prelude::*;

    use super::Confidential;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "known_transfer")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub transfer_id: Uuid,
        /// What is known of it, as JSON.
        pub known: Confidential,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl row::Model {
    fn of(letter: &Letter) -> Result<Self, LedgerError> {
        Ok(Self {
            id: letter.id.0,
            transfer_id: letter.transfer.0,
            household_id: letter.household.0,
            composed_at: letter.composed_at,
            letter: json(letter)?,
            version: i64::try_from(letter.version).unwrap_or(i64::MAX),
        })
    }

    fn into_active(self) -> row::ActiveModel {
        row::ActiveModel {
            id: Set(self.id),
            transfer_id: Set(self.transfer_id),
            household_id: Set(self.household_id),
            composed_at: Set(self.composed_at),
            letter: Set(self.letter),
            version: Set(self.version),
        }
    }
}

/// What is known of a transfer.
pub(crate) async fn known_transfer(
    db: &impl ConnectionTrait,
    id: TransferId,
) -> Result<Option<KnownTransfer>, LedgerError> {
    let row = known::Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| of_json(&row.known.0, "what is known of a transfer"))
        .transpose()
}

/// Keeps what is known of a transfer, in place of what was.
pub(crate) async fn note_transfer(unit: &Unit, known: &KnownTransfer) -> Result<(), LedgerError> {
    let row = known::ActiveModel {
        transfer_id: Set(known.id.0),
        known: Set(Confidential(json(known)?)),
    };
    let again = OnConflict::column(known::Column::TransferId)
        .update_column(known::Column::Known)
        .to_owned();
    Insert::one(row)
        .on_conflict(again)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// One letter.
pub(crate) async fn find_letter(
    db: &impl ConnectionTrait,
    id: LetterId,
) -> Result<Option<Letter>, LedgerError> {
    let row = row::Entity::find_by_id(id.0).one(db).await?;
    row.map(|row| of_json(&row.letter, "a letter")).transpose()
}

/// Keeps a letter that was written, and what it says.
pub(crate) async fn insert_letter(
    unit: &Unit,
    letter: &Letter,
    content: &Content,
) -> Result<(), LedgerError> {
    Insert::one(row::Model::of(letter)?.into_active())
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    let content = content::ActiveModel {
        letter_id: Set(letter.id.0),
        content: Set(Confidential(json(content)?)),
    };
    Insert::one(content)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// Keeps what has become of a letter.
///
/// # Errors
/// [`LedgerError::Raced`] when somebody else has changed it since it was read.
pub(crate) async fn update_letter(unit: &Unit, to: &Letter) -> Result<(), LedgerError> {
    let row = row::Model::of(to)?;
    let before = row.version - 1;
    let updated = Update::many(row::Entity)
        .set(row.into_active())
        .filter(row::Column::Id.eq(to.id.0))
        .filter(row::Column::Version.eq(before))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    if updated.rows_affected == 1 {
        Ok(())
    } else {
        Err(unit.lost_race())
    }
}

/// Keeps what a letter says by now.
pub(crate) async fn update_content(
    unit: &Unit,
    letter: LetterId,
    content: &Content,
) -> Result<(), LedgerError> {
    let row = content::ActiveModel {
        letter_id: Set(letter.0),
        content: Set(Confidential(json(content)?)),
    };
    Update::many(content::Entity)
        .set(row)
        .filter(content::Column::LetterId.eq(letter.0))
        .exec(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// What a letter says.
pub(crate) async fn content(
    db: &impl ConnectionTrait,
    letter: LetterId,
) -> Result<Option<Content>, LedgerError> {
    let row = content::Entity::find_by_id(letter.0).one(db).await?;
    row.map(|row| of_json(&row.content.0, "the content of a letter"))
        .transpose()
}

/// Keeps what somebody answered.
pub(crate) async fn insert_feedback(
    unit: &Unit,
    letter: &Letter,
    text: &Note,
) -> Result<(), LedgerError> {
    let row = feedback::ActiveModel {
        letter_id: Set(letter.id.0),
        place: Set(i32::try_from(letter.feedback.len()).unwrap_or(i32::MAX)),
        text: Set(Confidential(text.as_str().to_owned())),
    };
    Insert::one(row)
        .exec_without_returning(unit.conn())
        .await
        .map_err(|error| unit.failed(error))?;
    Ok(())
}

/// What was answered to a letter, the oldest first.
pub(crate) async fn feedback(
    db: &impl ConnectionTrait,
    letter: LetterId,
) -> Result<Vec<Note>, LedgerError> {
    let rows = feedback::Entity::find()
        .filter(feedback::Column::LetterId.eq(letter.0))
        .order_by_asc(feedback::Column::Place)
        .all(db)
        .await?;
    let note = |row: feedback::Model| Note::try_from(row.text.0);
    let notes: Result<_, _> = rows.into_iter().map(note).collect();
    notes.map_err(|_| LedgerError::Corrupt(format!("the feedback on letter {letter}")))
}

/// Where a letter stands in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LetterKey {
    composed_at: DateTimeUtc,
    id: Uuid,
}

/// One page of letters, the newest first, with the token of the next.
pub(crate) async fn list_letters(
    db: &impl ConnectionTrait,
    of: Option<TransferId>,
    page: &Page<LetterKey>,
) -> Result<(Vec<Letter>, String), LedgerError> {
    let mut query = row::Entity::find()
        .order_by_desc(row::Column::ComposedAt)
        .order_by_desc(row::Column::Id)
        .limit(page.limit());
    if let Some(transfer) = of {
        query = query.filter(row::Column::TransferId.eq(transfer.0));
    }
    if let Some(LetterKey { composed_at, id }) = &page.after {
        let earlier = row::Column::ComposedAt.lt(*composed_at);
        let same = row::Column::ComposedAt.eq(*composed_at);
        query = query.filter(earlier.or(same.and(row::Column::Id.lt(*id))));
    }
    let key = |row: &row::Model| LetterKey {
        composed_at: row.composed_at,
        id: row.id,
    };
    let (rows, next) = page.cut(LETTERS, query.all(db).await?, key);
    let letters: Result<_, LedgerError> = rows
        .iter()
        .map(|row| of_json(&row.letter, "a letter"))
        .collect();
    Ok((letters?, next))
}

/// Every letter, as a subject.
pub(crate) async fn letter_subjects(
    db: &impl ConnectionTrait,
) -> Result<Vec<Subject>, LedgerError> {
    let rows: Vec<(Uuid, Uuid)> = row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::HouseholdId])
        .into_tuple()
        .all(db)
        .await?;
    let subject = |(id, household): (Uuid, Uuid)| Subject {
        kind: LETTER_KIND.to_owned(),
        id,
        household: household.into(),
    };
    Ok(rows.into_iter().map(subject).collect())
}

/// A letter as the subject of its own journal entries.
pub(crate) fn subject_of_letter(letter: &Letter) -> Subject {
    Subject {
        kind: LETTER_KIND.to_owned(),
        id: letter.id.0,
        household: letter.household,
    }
}

/// Whether the columns that are searched say the same as the letter they belong to, and it says something, and every answer is there.
pub(crate) async fn letter_agrees(
    db: &impl ConnectionTrait,
    letter: &Letter,
) -> Result<bool, LedgerError> {
    let row = row::Entity::find_by_id(letter.id.0).one(db).await?;
    let columns = row::Model::of(letter)?;
    let answers = feedback(db, letter.id).await?.len();
    let says = content(db, letter.id).await?.is_some();
    Ok(row.is_some_and(|row| row == columns) && says && answers == letter.feedback.len())
}

fn json(value: &impl Serialize) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|_| LedgerError::Corrupt("a letter".to_owned()))
}

fn of_json<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, LedgerError> {
    serde_json::from_str(text).map_err(|_| LedgerError::Corrupt(what.to_owned()))
}
