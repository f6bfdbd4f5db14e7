//! Databases, ledgers, servers and obligations for the tests.

mod duty;
mod place;
mod serving;

use std::future::Future;
use std::time::Duration;

use chrono::{DateTime, Utc};
use handrail_domain::HouseholdId;
use handrail_domain::obligation::Subject;
use handrail_ledger::NewEntry;
use prost_types::Any;
use uuid::Uuid;

pub(crate) use duty::*;
pub(crate) use place::{Place, count, on_both};
pub(crate) use serving::{NoState, Served, serve};

/// Far longer than anything here takes; a test that hangs fails in place of holding up the others.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for what has to happen.
pub(crate) async fn soon<F: Future>(future: F) -> F::Output {
    tokio::time::timeout(PATIENCE, future)
        .await
        .expect("it should have happened by now")
}

/// A Monday in term time.
pub(crate) fn monday() -> DateTime<Utc> {
    "2026-11-02T09:00:00Z".parse().expect("an instant")
}

/// The same id for the same number.
pub(crate) fn id(number: u128) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes())
}

/// The transfer with this number, in a household of its own.
pub(crate) fn transfer(number: u128) -> Subject {
    Subject {
        kind: "transfer".to_owned(),
        id: id(number),
        household: HouseholdId(id(1_000_000 + number)),
    }
}

/// Something that happened to a subject.
pub(crate) fn entry(subject: &Subject, number: u64) -> NewEntry {
    NewEntry {
        id: None,
        subject: subject.clone(),
        kind: "test.happened",
        payload: Any {
            type_url: "type.googleapis.com/handrail.test.v1.Happened".to_owned(),
            value: number.to_be_bytes().to_vec(),
        },
        occurred_at: monday(),
        actor: "testa.sample-worker-01".to_owned(),
        edition: None,
        clauses: Vec::new(),
        tells: Vec::new(),
    }
}

/// The number of an entry made by [`entry`].
pub(crate) fn number_of(entry: &handrail_contracts::feed::v1::Entry) -> u64 {
    let value = entry.payload.clone().unwrap_or_default().value;
    u64::from_be_bytes(value.try_into().expect("eight bytes"))
}
