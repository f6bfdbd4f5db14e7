//! What callers are told when a call can't be answered.

use crate::notice::Refusal;
use crate::service::CallError;
use handrail_contracts::status;
use tonic::Status;

impl From<CallError> for Status {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Unknown => status::not_found("notice"),
            CallError::Refused(refusal) => {
                let reason = match refusal {
                    Refusal::NotFailed => "NOTICE_NOT_FAILED",
                    Refusal::StillVacant => "POST_VACANT",
                    Refusal::AlreadyTold => "ALREADY_TOLD",
                };
                status::refused(reason, refusal.to_string(), &[])
            }
            CallError::Ledger(error) => error.into(),
        }
    }
}
