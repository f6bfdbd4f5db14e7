//! Starts Handrail in tests.
//!
//! Without a feature there are [databases](database), which a service's store tests need. With the
//! feature `suite` there is a whole [`Handrail`]: the four services, on SQLite or PostgreSQL, on a
//! virtual clock that the test moves, with a [`Desk`] for any officer of the sample organisation.
//! Requests come from [`ask`], which fills in what a test is not about; [`expect`] says what has to
//! come of them. [`Handrail::finish`] proves what has to hold whatever the test was about. Nothing
//! sleeps: a test says what time it is, and everything due by then has happened.
//!
//! `tests/worked_example.rs` shows all of it.
//!
//! With the feature `receiver` there is a collector of telemetry, for whoever wants to know what is told to
//! operations.
//!
//! Everything here panics when something is not as it has to be, and says what; that fails the test.
#![cfg_attr(
    feature = "suite",
    expect(
        clippy::panic,
        clippy::expect_used,
        reason = "a kit fails the test that uses it"
    )
)]

#[cfg(feature = "suite")]
mod kit;
#[cfg(feature = "suite")]
mod officer;

#[cfg(feature = "suite")]
pub mod ask;
#[cfg(feature = "suite")]
pub mod expect;
#[cfg(feature = "suite")]
mod look;
#[cfg(feature = "suite")]
mod proof;

#[cfg(any(feature = "suite", feature = "receiver"))]
pub mod planted;
#[cfg(feature = "receiver")]
pub mod receiver;
#[cfg(feature = "suite")]
pub mod time;

#[cfg(feature = "suite")]
mod course;
#[cfg(feature = "suite")]
mod outside;
#[cfg(feature = "suite")]
mod process;
#[cfg(feature = "suite")]
mod replica;

pub mod database;

#[cfg(feature = "suite")]
pub use self::{
    ask::Command,
    expect::{Granted, Owed},
    kit::{Handrail, Options, Replicas, SAMPLE_ORGANISATION, Storage},
    officer::Desk,
    outside::{Blow, missing_image},
};
#[cfg(feature = "suite")]
pub use handrail_contracts::transfers::v1::Plan;
