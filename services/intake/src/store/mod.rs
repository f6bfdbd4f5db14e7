//! The tables of intake. Nothing of them leaves this room: what goes in and out is the domain's.

mod consents;
mod contacts;
mod disclosures;
mod migration;
mod particulars;

pub(crate) use consents::{
    CONSENTS, ConsentListing, consent, consent_with_form, insert_consent, list_consents,
    load_consent, update_consent,
};
pub(crate) use contacts::{LIST, Listing, get, insert, list, load, update};
pub(crate) use disclosures::{
    DISCLOSURES, believed, disclosure, insert_disclosure, list_disclosures, load_disclosure,
};
pub use migration::Migrator;
pub(crate) use particulars::{households, keep, latest_reason, note_reason, of, place, reason};

use handrail_domain::obligation::Subject;
use handrail_ledger::LedgerError;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Everything that has a row.
pub(crate) async fn subjects(db: &impl ConnectionTrait) -> Result<Vec<Subject>, LedgerError> {
    let mut subjects = contacts::contact_subjects(db).await?;
    subjects.extend(consents::consent_subjects(db).await?);
    subjects.extend(disclosures::disclosure_subjects(db).await?);
    Ok(subjects)
}

fn subjects_of(kind: &str, rows: Vec<(Uuid, Uuid)>) -> Vec<Subject> {
    let subject = |(id, household): (Uuid, Uuid)| Subject {
        kind: kind.to_owned(),
        id,
        household: household.into(),
    };
    rows.into_iter().map(subject).collect()
}

fn number(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(i64::MAX)
}
