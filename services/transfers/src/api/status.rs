//! What clients see when something can't be done.

use crate::{
    error::Error,
    meeting,
    transfer::{Refusal, Wrong},
};
use handrail_contracts::{
    parse::Violation,
    status::{aborted, denied, invalid_argument, invalid_under, not_found, refused},
};
use tonic::Status;

impl From<Error> for Status {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound(kind) => not_found(kind),
            Error::Stale { .. } => aborted("STALE_VERSION", error.to_string()),
            Error::Meeting(meeting::Refusal::Fields(wrong)) => {
                invalid_argument(wrong.into_iter().map(violation).collect())
            }
            Error::Meeting(refusal) => {
                refused(refusal.reason(), refusal.to_string(), refusal.clauses())
            }
            Error::NotTheirs { ref clauses, .. } => denied(error.to_string(), clauses),
            Error::Refused(refusal) => of_refusal(refusal),
            Error::NotOwed { ref clauses } => refused("NOT_OWED", error.to_string(), clauses),
            Error::NoDueTime(none) => refused("NO_DUE_TIME", none.to_string(), &none.clauses),
            Error::Ledger(error) => error.into(),
        }
    }
}

fn of_refusal(refusal: Refusal) -> Status {
    let clauses = refusal.clauses();
    if let Refusal::Fields(wrong) = refusal {
        return invalid_under(wrong.into_iter().map(violation).collect(), &clauses);
    }
    refused(&refusal.reason(), refusal.to_string(), &clauses)
}

fn violation(wrong: Wrong) -> Violation {
    Violation {
        field: wrong.field,
        description: wrong.description,
    }
}
