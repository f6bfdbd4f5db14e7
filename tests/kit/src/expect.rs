//! Assertions that read like the protocol.

use crate::time::written_of;
use handrail_contracts::{
    common::v1::{Obligation, ObligationState},
    status::{reason_of, violations_of},
};
use std::fmt::Debug;
use tonic::{Code, Response, Status};

/// What a service answered.
pub type Answer<T> = Result<Response<T>, Status>;

/// What was asked has to be granted.
pub trait Granted<T> {
    /// The reply.
    ///
    /// # Panics
    /// With everything the service said, when it refused.
    #[track_caller]
    fn granted(self) -> T;
}

impl<T> Granted<T> for Answer<T> {
    #[track_caller]
    fn granted(self) -> T {
        match self {
            Ok(reply) => reply.into_inner(),
            Err(status) => panic!("this was to be granted, and was not: {}", told(&status)),
        }
    }
}

/// Refused because of a clause; returns the reason that programs go by.
///
/// # Panics
/// When it was granted, or refused for another reason.
#[track_caller]
pub fn expect_refused<T: Debug>(answer: Answer<T>, clause: &str) -> String {
    let status = expect_status(answer, Code::FailedPrecondition);
    let (reason, clauses) = reason_of(&status).unwrap_or_default();
    assert!(
        clauses.iter().any(|found| found == clause),
        "{clause} was to be named: {}",
        told(&status)
    );
    reason
}

/// Refused for a reason that programs go by, with a code.
///
/// # Panics
/// When it was granted, or refused otherwise.
#[track_caller]
pub fn expect_reason<T: Debug>(answer: Answer<T>, code: Code, reason: &str) -> Status {
    let status = expect_status(answer, code);
    let found = reason_of(&status)
        .map(|(reason, _)| reason)
        .unwrap_or_default();
    assert_eq!(found, reason, "{}", told(&status));
    status
}

/// Refused because it is not for this caller to do.
///
/// # Panics
/// When it was granted, or refused otherwise.
#[track_caller]
pub fn expect_not_theirs<T: Debug>(answer: Answer<T>) {
    expect_status(answer, Code::PermissionDenied);
}

/// Refused because of exactly these fields.
///
/// # Panics
/// When it was granted, refused otherwise, or other fields were wrong.
#[track_caller]
pub fn expect_invalid<T: Debug>(answer: Answer<T>, fields: &[&str]) {
    let status = expect_status(answer, Code::InvalidArgument);
    let mut found: Vec<String> = violations_of(&status)
        .into_iter()
        .map(|one| one.field)
        .collect();
    found.sort();
    let mut wanted = fields.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "{}", told(&status));
}

/// Refused with a code.
///
/// # Panics
/// When it was granted, or refused with another.
#[track_caller]
pub fn expect_status<T: Debug>(answer: Answer<T>, code: Code) -> Status {
    match answer {
        Ok(reply) => panic!(
            "this was to be refused, and was granted: {:?}",
            reply.into_inner()
        ),
        Err(status) => {
            assert_eq!(status.code(), code, "{}", told(&status));
            status
        }
    }
}

/// How a duty stands, in words that tests can compare.
pub trait Owed {
    /// When it is due, as `Wed 2026-03-04 17:00`; `-` where the protocol gives no limit.
    fn due(&self) -> String;
    /// How it stands: `open`, `late`, `met`, `met late`, `waived` or `cancelled`.
    fn standing(&self) -> &'static str;
    /// Who owes it, as `team/role`.
    fn owed_by(&self) -> String;
    /// The days counted on the way to the due time, as `2026-03-04`.
    fn counted_days(&self) -> Vec<String>;
}

impl Owed for Obligation {
    fn due(&self) -> String {
        written_of(self.due_at.as_ref())
    }

    fn standing(&self) -> &'static str {
        match self.state() {
            ObligationState::Open if self.breached_at.is_some() => "late",
            ObligationState::Open => "open",
            ObligationState::Met => "met",
            ObligationState::MetLate => "met late",
            ObligationState::Waived => "waived",
            ObligationState::Cancelled => "cancelled",
            ObligationState::Unspecified => "unknown",
        }
    }

    fn owed_by(&self) -> String {
        let owner = self.owner.clone().unwrap_or_default();
        format!("{}/{}", owner.team_id, owner.role)
    }

    fn counted_days(&self) -> Vec<String> {
        let days = self
            .derivation
            .iter()
            .flat_map(|derivation| &derivation.days);
        days.filter(|day| day.counted > 0)
            .filter_map(|day| day.date)
            .map(|date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
            .collect()
    }
}

/// Everything a service said in a refusal.
pub fn told(status: &Status) -> String {
    let reason = reason_of(status).map(|(reason, clauses)| format!(" {reason} {clauses:?}"));
    let fields: Vec<String> = violations_of(status)
        .into_iter()
        .map(|one| format!("{}: {}", one.field, one.description))
        .collect();
    format!(
        "{:?}: {}{} {fields:?}",
        status.code(),
        status.message(),
        reason.unwrap_or_default()
    )
}
