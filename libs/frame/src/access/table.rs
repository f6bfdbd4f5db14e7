//! The table itself: one line a call.

use super::Group::{self, Auditor, In, Operator, Service, System};
use handrail_domain::Role;

/// Those who work with children and families, and those who manage them.
const STAFF: &[Group] = &[
    In(Role::SocialWorker),
    In(Role::Practitioner),
    In(Role::ConsultantSocialWorker),
    In(Role::TeamManager),
    In(Role::ServiceManager),
    In(Role::HeadOfService),
    In(Role::Director),
];

/// Those who decide: managers, and consultant social workers, who stand in for them (C3-04).
const MANAGERS: &[Group] = &[
    In(Role::ConsultantSocialWorker),
    In(Role::TeamManager),
    In(Role::ServiceManager),
    In(Role::HeadOfService),
    In(Role::Director),
];

/// What the front door is told, and what families answer, comes from the staff, or from a portal of the authority.
const TELLERS: &[Group] = &[
    In(Role::SocialWorker),
    In(Role::Practitioner),
    In(Role::ConsultantSocialWorker),
    In(Role::BusinessSupportOfficer),
    In(Role::TeamManager),
    In(Role::ServiceManager),
    In(Role::HeadOfService),
    In(Role::Director),
    System,
];

/// Those who read about children: the staff, who keeps the tracking record for it, the authority's systems.
const READERS: &[Group] = &[
    In(Role::SocialWorker),
    In(Role::Practitioner),
    In(Role::ConsultantSocialWorker),
    In(Role::BusinessSupportOfficer),
    In(Role::TeamManager),
    In(Role::ServiceManager),
    In(Role::HeadOfService),
    In(Role::Director),
    System,
    Auditor,
];

/// Those who keep the dates and agendas of meetings: the staff, and business support for it.
const KEEPERS_OF_DATES: &[Group] = &[
    In(Role::SocialWorker),
    In(Role::Practitioner),
    In(Role::ConsultantSocialWorker),
    In(Role::BusinessSupportOfficer),
    In(Role::TeamManager),
    In(Role::ServiceManager),
    In(Role::HeadOfService),
    In(Role::Director),
];

/// What says nothing about any child: the protocol, and whom a notice went to.
const ALL: &[Group] = &[
    In(Role::SocialWorker),
    In(Role::Practitioner),
    In(Role::ConsultantSocialWorker),
    In(Role::BusinessSupportOfficer),
    In(Role::TeamManager),
    In(Role::ServiceManager),
    In(Role::HeadOfService),
    In(Role::Director),
    Service,
    System,
    Operator,
    Auditor,
];

/// Those who follow a journal.
const FOLLOWERS: &[Group] = &[Service, System, Auditor];

/// Those who look after the services.
const KEEPERS: &[Group] = &[Service, Operator, Auditor];

/// Those who may know how far a journal has come.
const OBSERVERS: &[Group] = &[Service, System, Operator, Auditor];

/// Those who have a notice tried again: whoever misses it, or operates the services.
const RETRIERS: &[Group] = &[
    In(Role::BusinessSupportOfficer),
    In(Role::TeamManager),
    In(Role::ServiceManager),
    In(Role::HeadOfService),
    In(Role::Director),
    Operator,
];

/// Whoever moves a virtual clock.
const CLOCK: &[Group] = &[Service, Operator];

macro_rules! table {
    ($($service:literal { $($method:literal => $groups:ident,)* })*) => {
        /// Every call, and who may make it.
        pub const TABLE: &[(&str, &[Group])] = &[$($((concat!($service, "/", $method), $groups),)*)*];
    };
}

table! {
    "handrail.intake.v1.IntakeService" {
        "RegisterContact" => TELLERS,
        "ProposeRedirection" => STAFF,
        "AgreeRedirection" => STAFF,
        "DisputeRedirection" => STAFF,
        "AcceptContact" => STAFF,
        "GetContact" => READERS,
        "ListContacts" => READERS,
        "ListObligations" => READERS,
    }
    "handrail.intake.v1.ConsentService" {
        "GetConsentForm" => ALL,
        "DraftConsent" => STAFF,
        "CorrectConsent" => STAFF,
        "SignConsent" => STAFF,
        "RefuseConsent" => STAFF,
        "WithdrawConsent" => STAFF,
        "NoteProfessional" => STAFF,
        "AllowTraining" => STAFF,
        "TakeOverConsent" => STAFF,
        "FinishInvolvement" => STAFF,
        "MayShare" => STAFF,
        "RecordSharing" => STAFF,
        "ShareWithoutConsent" => STAFF,
        "ReadDisclosure" => STAFF,
        "ReadConsent" => STAFF,
        "GetConsent" => READERS,
        "ListConsents" => READERS,
        "ListDisclosures" => READERS,
    }
    "handrail.transfers.v1.TransfersService" {
        "AdmitChildren" => STAFF,
        "OpenTransfer" => STAFF,
        "SendEarlyWarning" => STAFF,
        "ForwardTransfer" => STAFF,
        "ReviewEarlyWarning" => MANAGERS,
        "RaiseQuery" => STAFF,
        "AnswerQuery" => STAFF,
        "PlanJointVisit" => STAFF,
        "RecordJointVisit" => STAFF,
        "NameWorker" => MANAGERS,
        "SetMeeting" => STAFF,
        "RecordMeetingHeld" => STAFF,
        "ShareAssessment" => STAFF,
        "CompleteMinutes" => STAFF,
        "RecordChecklist" => STAFF,
        "SendTransferRequest" => STAFF,
        "AcknowledgeRequest" => STAFF,
        "DecideTransfer" => MANAGERS,
        "AllocateWorker" => MANAGERS,
        "StartWork" => STAFF,
        "NotifyChange" => STAFF,
        "RecordDiscussion" => STAFF,
        "RecordStrategyDiscussion" => STAFF,
        "RecordLegalPlanning" => STAFF,
        "RecordFirstHearing" => STAFF,
        "AgreeJointWorking" => STAFF,
        "CompleteJointWorking" => STAFF,
        "RecordDisengagement" => STAFF,
        "RaiseDisagreement" => MANAGERS,
        "WithdrawTransfer" => MANAGERS,
        "RecordMilestone" => STAFF,
        "SetDate" => STAFF,
        "DeclareCircumstances" => STAFF,
        "GetChecklist" => READERS,
        "GetTransfer" => READERS,
        "ListTransfers" => READERS,
        "ListRegister" => READERS,
        "GetLead" => READERS,
        "ListLeads" => READERS,
        "GetJourney" => READERS,
        "WhoLeads" => READERS,
        "ListObligations" => READERS,
        "WaiveObligation" => MANAGERS,
    }
    "handrail.transfers.v1.MeetingService" {
        "ScheduleMeeting" => KEEPERS_OF_DATES,
        "PutOnAgenda" => KEEPERS_OF_DATES,
        "TakeOffAgenda" => KEEPERS_OF_DATES,
        "MoveMeeting" => KEEPERS_OF_DATES,
        "RecordMeetingHeld" => KEEPERS_OF_DATES,
        "GetMeeting" => READERS,
        "ListMeetings" => READERS,
        "ListMissedMeetings" => READERS,
    }
    "handrail.escalation.v1.EscalationService" {
        "StatePosition" => STAFF,
        "AssignImmediateNeeds" => STAFF,
        "AgreeExhausted" => MANAGERS,
        "EscalateDispute" => MANAGERS,
        "RecordDiscussion" => MANAGERS,
        "ExpediteDispute" => MANAGERS,
        "SettleDispute" => MANAGERS,
        "RecordCaseNote" => STAFF,
        "GetDispute" => READERS,
        "ListDisputes" => READERS,
        "ListObligations" => READERS,
    }
    "handrail.notifications.v1.NotificationsService" {
        "GetNotice" => ALL,
        "ListNotices" => ALL,
        "RetryNotice" => RETRIERS,
    }
    "handrail.notifications.v1.LetterService" {
        "ListLetterForms" => READERS,
        "ComposeLetter" => STAFF,
        "ReviseLetter" => STAFF,
        "SendLetter" => STAFF,
        "AddFeedback" => TELLERS,
        "GetLetter" => READERS,
        "ListLetters" => READERS,
    }
    "handrail.feed.v1.FeedService" {
        "Subscribe" => FOLLOWERS,
        "ReadPage" => FOLLOWERS,
        "GetHeads" => OBSERVERS,
        "Verify" => KEEPERS,
    }
    "handrail.protocol.v1.ProtocolService" {
        "ListEditions" => ALL,
        "GetEdition" => ALL,
        "ListClauses" => ALL,
        "GetClause" => ALL,
        "ExplainDeadline" => ALL,
    }
    "handrail.development.v1.ClockService" {
        "GetClock" => CLOCK,
        "SetClock" => CLOCK,
        "Step" => CLOCK,
    }
}
