//! Requests with good defaults: only what a story is about has to be said. Every request gets an id of
//! its own, and every free text is one of [`planted`](crate::planted), so that it would be recognised
//! wherever it must not turn up.

mod contact;
mod dispute;
mod letter;
mod transfer;

pub use contact::*;
pub use dispute::*;
pub use letter::*;
pub use transfer::*;

use handrail_contracts::{
    common::v1::{CommandHeader, PageRequest},
    escalation::v1 as escalation,
    intake::v1 as intake,
    notifications::v1 as notifications,
    transfers::v1 as transfers,
};
use std::sync::atomic::{AtomicU64, Ordering};

/// A header with a request id that no other request has.
pub fn header() -> Option<CommandHeader> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    Some(CommandHeader {
        request_id: format!("test-{}-{number}", std::process::id()),
        ..CommandHeader::default()
    })
}

/// The largest page.
pub fn whole_page(token: String) -> Option<PageRequest> {
    Some(PageRequest { size: 200, token })
}

/// A request that changes something, and so carries a header.
pub trait Command: Clone + Sized {
    /// Its header.
    fn header_mut(&mut self) -> &mut Option<CommandHeader>;

    /// The same with another request id.
    #[must_use]
    fn named(mut self, request_id: &str) -> Self {
        let header = self.header_mut().get_or_insert_default();
        request_id.clone_into(&mut header.request_id);
        self
    }

    /// The same for a version of the resource alone.
    #[must_use]
    fn on_version(mut self, version: u64) -> Self {
        self.header_mut().get_or_insert_default().expected_version = version;
        self
    }

    /// The same, only to ask what would happen.
    #[must_use]
    fn only_validated(mut self) -> Self {
        self.header_mut().get_or_insert_default().validate_only = true;
        self
    }

    /// The same without a header.
    #[must_use]
    fn headless(mut self) -> Self {
        *self.header_mut() = None;
        self
    }
}

macro_rules! commands {
    ($($package:ident { $($request:ident)* })*) => {$($(
        impl Command for $package::$request {
            fn header_mut(&mut self) -> &mut Option<CommandHeader> {
                &mut self.header
            }
        }
    )*)*};
}

commands! {
    intake {
        RegisterContactRequest ProposeRedirectionRequest AgreeRedirectionRequest
        DisputeRedirectionRequest AcceptContactRequest
    }
    transfers {
        OpenTransferRequest SendEarlyWarningRequest ForwardTransferRequest ReviewEarlyWarningRequest
        RaiseQueryRequest AnswerQueryRequest PlanJointVisitRequest RecordJointVisitRequest
        NameWorkerRequest SetMeetingRequest RecordMeetingHeldRequest ShareAssessmentRequest
        CompleteMinutesRequest SendTransferRequestRequest AcknowledgeRequestRequest
        DecideTransferRequest AllocateWorkerRequest StartWorkRequest NotifyChangeRequest
        RecordDiscussionRequest RecordStrategyDiscussionRequest RecordLegalPlanningRequest
        RecordFirstHearingRequest AgreeJointWorkingRequest CompleteJointWorkingRequest
        RecordDisengagementRequest RaiseDisagreementRequest WithdrawTransferRequest
        WaiveObligationRequest
    }
    escalation {
        StatePositionRequest AssignImmediateNeedsRequest AgreeExhaustedRequest
        EscalateDisputeRequest RecordDiscussionRequest ExpediteDisputeRequest SettleDisputeRequest
        RecordCaseNoteRequest
    }
    notifications {
        RetryNoticeRequest ComposeLetterRequest ReviseLetterRequest SendLetterRequest
        AddFeedbackRequest
    }
}
