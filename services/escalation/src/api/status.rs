//! What clients see when escalation can't do something.

use handrail_contracts::{
    parse::Violation,
    status::{aborted, denied, invalid_argument, invalid_under, not_found, refused},
};
use tonic::Status;

use crate::{dispute::Refusal, error::EscalationError};

impl From<EscalationError> for Status {
    fn from(error: EscalationError) -> Self {
        match error {
            EscalationError::NotFound => not_found("dispute"),
            EscalationError::Stale { .. } => aborted("STALE_VERSION", error.to_string()),
            EscalationError::Refused(refusal) => of_refusal(&refusal),
            EscalationError::NoDueTime(none) => {
                refused("NO_DUE_TIME", none.to_string(), &none.clauses)
            }
            EscalationError::NoRules(_) | EscalationError::Unfoldable(_) => {
                Self::internal(error.to_string())
            }
            EscalationError::Ledger(error) => error.into(),
        }
    }
}

fn of_refusal(refusal: &Refusal) -> Status {
    let says = refusal.to_string();
    match refusal {
        Refusal::Field { field, description } => invalid_argument(vec![Violation {
            field: (*field).to_owned(),
            description: description.clone(),
        }]),
        Refusal::Lacks { fields, clauses } => {
            let needed = |field: &&str| Violation {
                field: (*field).to_owned(),
                description: "needed".to_owned(),
            };
            invalid_under(fields.iter().map(needed).collect(), clauses)
        }
        Refusal::NotYours { clauses, .. } => denied(says, clauses),
        Refusal::Final { clauses, .. } => refused("DECISION_FINAL", says, clauses),
        Refusal::Settled { clauses } => refused("SETTLED", says, clauses),
        Refusal::Lapsed { clauses } => refused("LAPSED", says, clauses),
        Refusal::SkipsRung { clauses, .. } => refused("SKIPS_RUNG", says, clauses),
        Refusal::NotAbove { clauses } => refused("NOT_ABOVE", says, clauses),
        Refusal::LastRung { clauses } => refused("LAST_RUNG", says, clauses),
        Refusal::NotExhausted { clauses } => refused("NOT_EXHAUSTED", says, clauses),
        Refusal::NothingToExhaust { clauses } => refused("NOTHING_TO_EXHAUST", says, clauses),
        Refusal::ExhaustedAlready { clauses } => refused("EXHAUSTED_ALREADY", says, clauses),
        Refusal::ExpeditedAlready { clauses } => refused("EXPEDITED_ALREADY", says, clauses),
        Refusal::Needs { clauses, .. } => refused("NEEDED_FIRST", says, clauses),
        Refusal::NotThere { clauses, .. } => refused("NOT_THERE", says, clauses),
        Refusal::NotSettled { clauses } => refused("NOT_SETTLED", says, clauses),
        Refusal::NoCaseNote { clauses } => refused("NO_CASE_NOTE", says, clauses),
        Refusal::CaseNotedAlready { clauses } => refused("CASE_NOTED_ALREADY", says, clauses),
        Refusal::NoDueTime(none) => refused("NO_DUE_TIME", says, &none.clauses),
    }
}
