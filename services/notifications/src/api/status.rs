//! What callers are told when a call can't be answered.

use crate::letter;
use crate::notice::Refusal;
use crate::service::CallError;
use crate::service::letters::LetterError;
use handrail_contracts::parse::Violation;
use handrail_contracts::status;
use tonic::Status;

impl From<CallError> for Status {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Unknown => status::not_found("notice"),
            CallError::Refused { refusal, clauses } => {
                let reason = match refusal {
                    Refusal::NotFailed => "NOTICE_NOT_FAILED",
                    Refusal::StillVacant => "POST_VACANT",
                    Refusal::AlreadyTold => "ALREADY_TOLD",
                };
                status::refused(reason, refusal.to_string(), &clauses)
            }
            CallError::Ledger(error) => error.into(),
        }
    }
}

impl From<LetterError> for Status {
    fn from(error: LetterError) -> Self {
        match error {
            LetterError::Unknown(what) => status::not_found(what),
            LetterError::Stale { .. } => status::aborted("STALE_VERSION", error.to_string()),
            LetterError::NotTheirs { ref clauses, .. } => {
                status::denied(error.to_string(), clauses)
            }
            LetterError::Refused(letter::Refusal::Fields(wrong)) => {
                let violation = |wrong: letter::Wrong| Violation {
                    field: wrong.field,
                    description: wrong.description,
                };
                status::invalid_argument(wrong.into_iter().map(violation).collect())
            }
            LetterError::Refused(refusal) => {
                status::refused(refusal.reason(), refusal.to_string(), refusal.clauses())
            }
            LetterError::Ledger(error) => error.into(),
        }
    }
}
