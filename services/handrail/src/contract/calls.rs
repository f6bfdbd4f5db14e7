//! Which command makes which call.

use super::{method, methods};
use prost_reflect::{FieldDescriptor, MethodDescriptor};
use std::fmt;

/// One of the four services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Member {
    /// The front door.
    Intake,
    /// Moving plans.
    Transfers,
    /// Disagreements.
    Escalation,
    /// Telling people.
    Notifications,
}

impl Member {
    /// All of them, in the order in which work usually reaches them.
    pub const ALL: [Self; 4] = [
        Self::Intake,
        Self::Transfers,
        Self::Escalation,
        Self::Notifications,
    ];

    /// Its name in configuration, feeds and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Transfers => "transfers",
            Self::Escalation => "escalation",
            Self::Notifications => "notifications",
        }
    }

    /// The member of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|member| member.name() == name)
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A command that is one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// The group of commands, for example `transfer`.
    pub group: &'static str,
    /// The command within it, for example `early-warning`; empty where the group is the command.
    pub name: &'static str,
    /// Who answers.
    pub member: Member,
    /// The full name of the contract's service.
    pub service: &'static str,
    /// The method.
    pub method: &'static str,
    /// The fields that are given by position, without a flag.
    pub positional: &'static [&'static str],
}

impl Call {
    /// The command as it is typed, for example `transfer early-warning`.
    pub fn words(&self) -> String {
        format!("{} {}", self.group, self.name)
            .trim_end()
            .to_owned()
    }

    /// The command of these words.
    pub fn of(words: &str) -> Option<&'static Self> {
        CALLS.iter().find(|call| call.words() == words)
    }

    /// What is called; nothing only when this table and the contracts disagree, which a test rules out.
    pub fn descriptor(&self) -> Option<MethodDescriptor> {
        method(self.service, self.method)
    }

    /// The fields of the request that a caller gives, in the order of the contract.
    pub fn fields(&self) -> Vec<FieldDescriptor> {
        let own = |field: &FieldDescriptor| !matches!(field.name(), "header" | "page");
        self.descriptor()
            .map(|method| method.input().fields().filter(own).collect())
            .unwrap_or_default()
    }

    /// Whether it changes something, and so carries a request id.
    pub fn is_command(&self) -> bool {
        self.takes("header")
    }

    /// Whether it answers page by page.
    pub fn is_paged(&self) -> bool {
        self.takes("page")
    }

    fn takes(&self, field: &str) -> bool {
        self.descriptor()
            .is_some_and(|method| method.input().get_field_by_name(field).is_some())
    }
}

/// How a field is called in flags and in caseloads: a reference loses its `_id`, a list whose members
/// are given one by one is named by one member.
pub(crate) fn flag_of(field: &FieldDescriptor) -> String {
    let name = match field.name() {
        "children" | "child_ids" => "child",
        "decisions" => "decision",
        "entries" => "entry",
        "outcomes" => "outcome",
        "needs" => "need",
        "topics" => "topic",
        "items_ready" => "item-ready",
        "items" => "item",
        "births" => "birth",
        "adults" => "adult",
        "professionals" => "professional",
        "conditions" => "condition",
        "family_signatures" => "signature",
        "staff_signature" => "staff",
        "fields" => "field",
        "circumstances" => "circumstance",
        "own_circumstances" => "own-circumstance",
        other => other.strip_suffix("_id").unwrap_or(other),
    };
    name.replace('_', "-")
}

const INTAKE: &str = "handrail.intake.v1.IntakeService";
const CONSENTS: &str = "handrail.intake.v1.ConsentService";
const TRANSFERS: &str = "handrail.transfers.v1.TransfersService";
const MEETINGS: &str = "handrail.transfers.v1.MeetingService";
const ESCALATION: &str = "handrail.escalation.v1.EscalationService";
const NOTIFICATIONS: &str = "handrail.notifications.v1.NotificationsService";
const LETTERS: &str = "handrail.notifications.v1.LetterService";
const PROTOCOL: &str = "handrail.protocol.v1.ProtocolService";

const CONTACT: &[&str] = &["contact_id"];
const CONSENT: &[&str] = &["consent_id"];
const TRANSFER: &[&str] = &["transfer_id"];
const MEETING: &[&str] = &["meeting_id"];
const DISPUTE: &[&str] = &["dispute_id"];
const LETTER: &[&str] = &["letter_id"];

macro_rules! calls {
    ($($member:ident $service:ident { $($group:literal $name:literal $method:literal $positional:expr,)* })*) => {
        &[$($(Call { group: $group, name: $name, member: Member::$member, service: $service, method: $method, positional: $positional },)*)*]
    };
}

/// Every command that is one call, group by group.
pub const CALLS: &[Call] = calls! {
    Intake INTAKE {
        "contact" "register" "RegisterContact" &[],
        "contact" "list" "ListContacts" &[],
        "contact" "show" "GetContact" CONTACT,
        "contact" "propose" "ProposeRedirection" CONTACT,
        "contact" "agree" "AgreeRedirection" CONTACT,
        "contact" "dispute" "DisputeRedirection" CONTACT,
        "contact" "accept" "AcceptContact" CONTACT,
        "contact" "obligations" "ListObligations" &[],
    }
    Intake CONSENTS {
        "consent" "form" "GetConsentForm" &["edition_id"],
        "consent" "draft" "DraftConsent" &[],
        "consent" "list" "ListConsents" &[],
        "consent" "show" "GetConsent" CONSENT,
        "consent" "read" "ReadConsent" CONSENT,
        "consent" "correct" "CorrectConsent" CONSENT,
        "consent" "sign" "SignConsent" CONSENT,
        "consent" "refuse" "RefuseConsent" CONSENT,
        "consent" "withdraw" "WithdrawConsent" CONSENT,
        "consent" "note" "NoteProfessional" CONSENT,
        "consent" "training" "AllowTraining" CONSENT,
        "consent" "take-over" "TakeOverConsent" CONSENT,
        "consent" "finish" "FinishInvolvement" CONSENT,
        "consent" "may-share" "MayShare" CONSENT,
        "consent" "share" "RecordSharing" CONSENT,
        "consent" "share-without" "ShareWithoutConsent" &[],
        "consent" "read-disclosure" "ReadDisclosure" &["disclosure_id"],
        "consent" "disclosures" "ListDisclosures" &[],
    }
    Transfers TRANSFERS {
        "transfer" "open" "OpenTransfer" &[],
        "transfer" "list" "ListTransfers" &[],
        "transfer" "show" "GetTransfer" TRANSFER,
        "transfer" "early-warning" "SendEarlyWarning" TRANSFER,
        "transfer" "forward" "ForwardTransfer" TRANSFER,
        "transfer" "review" "ReviewEarlyWarning" TRANSFER,
        "transfer" "query" "RaiseQuery" TRANSFER,
        "transfer" "answer" "AnswerQuery" TRANSFER,
        "transfer" "plan-visit" "PlanJointVisit" TRANSFER,
        "transfer" "visit" "RecordJointVisit" TRANSFER,
        "transfer" "name-worker" "NameWorker" TRANSFER,
        "transfer" "set-meeting" "SetMeeting" TRANSFER,
        "transfer" "meeting-held" "RecordMeetingHeld" TRANSFER,
        "transfer" "share-assessment" "ShareAssessment" TRANSFER,
        "transfer" "minutes" "CompleteMinutes" TRANSFER,
        "transfer" "request" "SendTransferRequest" TRANSFER,
        "transfer" "acknowledge" "AcknowledgeRequest" TRANSFER,
        "transfer" "decide" "DecideTransfer" TRANSFER,
        "transfer" "allocate" "AllocateWorker" TRANSFER,
        "transfer" "start" "StartWork" TRANSFER,
        "transfer" "change" "NotifyChange" TRANSFER,
        "transfer" "discuss" "RecordDiscussion" TRANSFER,
        "transfer" "strategy-discussion" "RecordStrategyDiscussion" TRANSFER,
        "transfer" "legal-planning" "RecordLegalPlanning" TRANSFER,
        "transfer" "first-hearing" "RecordFirstHearing" TRANSFER,
        "transfer" "joint-working" "AgreeJointWorking" TRANSFER,
        "transfer" "joint-working-done" "CompleteJointWorking" TRANSFER,
        "transfer" "disengagement" "RecordDisengagement" TRANSFER,
        "transfer" "disagree" "RaiseDisagreement" TRANSFER,
        "transfer" "withdraw" "WithdrawTransfer" TRANSFER,
        "transfer" "step" "RecordMilestone" &["transfer_id", "milestone"],
        "transfer" "set-date" "SetDate" &["transfer_id", "date"],
        "transfer" "declare" "DeclareCircumstances" TRANSFER,
        "transfer" "register" "ListRegister" &[],
        "transfer" "obligations" "ListObligations" &[],
        "transfer" "waive" "WaiveObligation" &["obligation_id"],
        "checklist" "record" "RecordChecklist" TRANSFER,
        "checklist" "show" "GetChecklist" TRANSFER,
        "admit" "" "AdmitChildren" &[],
        "lead" "" "GetLead" &["child_id"],
        "who-leads" "" "WhoLeads" &["matter"],
        "leads" "" "ListLeads" &[],
        "journey" "" "GetJourney" &["child_id"],
    }
    Transfers MEETINGS {
        "meeting" "schedule" "ScheduleMeeting" &[],
        "meeting" "put-on" "PutOnAgenda" &["meeting_id", "transfer_id"],
        "meeting" "take-off" "TakeOffAgenda" &["meeting_id", "transfer_id"],
        "meeting" "move" "MoveMeeting" MEETING,
        "meeting" "held" "RecordMeetingHeld" MEETING,
        "meeting" "show" "GetMeeting" MEETING,
        "meeting" "list" "ListMeetings" &[],
        "meeting" "missed" "ListMissedMeetings" &[],
    }
    Escalation ESCALATION {
        "dispute" "list" "ListDisputes" &[],
        "dispute" "show" "GetDispute" DISPUTE,
        "dispute" "position" "StatePosition" DISPUTE,
        "dispute" "immediate-needs" "AssignImmediateNeeds" DISPUTE,
        "dispute" "exhausted" "AgreeExhausted" DISPUTE,
        "dispute" "escalate" "EscalateDispute" DISPUTE,
        "dispute" "discussion" "RecordDiscussion" DISPUTE,
        "dispute" "expedite" "ExpediteDispute" DISPUTE,
        "dispute" "settle" "SettleDispute" DISPUTE,
        "dispute" "case-note" "RecordCaseNote" DISPUTE,
        "dispute" "obligations" "ListObligations" &[],
    }
    Notifications NOTIFICATIONS {
        "notice" "list" "ListNotices" &[],
        "notice" "show" "GetNotice" &["notice_id"],
        "notice" "retry" "RetryNotice" &["notice_id"],
    }
    Notifications LETTERS {
        "letter" "forms" "ListLetterForms" TRANSFER,
        "letter" "compose" "ComposeLetter" &["transfer_id", "form_id"],
        "letter" "revise" "ReviseLetter" LETTER,
        "letter" "send" "SendLetter" LETTER,
        "letter" "feedback" "AddFeedback" LETTER,
        "letter" "show" "GetLetter" LETTER,
        "letter" "list" "ListLetters" &[],
    }
    Transfers PROTOCOL {
        "edition" "list" "ListEditions" &[],
        "edition" "show" "GetEdition" &["edition_id"],
        "clause" "list" "ListClauses" &[],
        "clause" "show" "GetClause" &["edition_id", "clause_id"],
        "deadline" "explain" "ExplainDeadline" &[],
    }
};

/// What each group of commands is about.
pub(crate) fn about_group(group: &str) -> &'static str {
    match group {
        "contact" => "What was told to the front door, and where it went",
        "consent" => "Whether a family's information may be shared, and what was",
        "transfer" => "Moves of a plan from one team to another",
        "checklist" => "What the record of a child should hold when a transfer is requested",
        "meeting" => "Regular meetings of a district, with the children on their agenda",
        "dispute" => "Disagreements between teams, and their rungs",
        "notice" => "Messages to people in roles",
        "letter" => "Letters to families, children and professionals",
        "edition" => "Dated versions of the protocol",
        "clause" => "Numbered rules of an edition",
        "deadline" => "How due times are reached",
        _ => "",
    }
}

/// The methods that no command of [`CALLS`] makes: those with a command of their own.
pub fn called_elsewhere() -> impl Iterator<Item = MethodDescriptor> {
    methods().filter(|method| {
        !CALLS.iter().any(|call| {
            call.service == method.parent_service().full_name() && call.method == method.name()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_makes_a_call_that_exists() {
        for call in CALLS {
            assert!(call.descriptor().is_some(), "{}", call.words());
            for positional in call.positional {
                assert!(
                    call.fields()
                        .iter()
                        .any(|field| field.name() == *positional),
                    "{}: {positional}",
                    call.words()
                );
            }
        }
    }

    #[test]
    fn every_method_has_a_command() {
        let elsewhere: Vec<_> = called_elsewhere()
            .map(|method| method.full_name().to_owned())
            .collect();
        let expected = [
            "handrail.development.v1.ClockService.GetClock",
            "handrail.development.v1.ClockService.SetClock",
            "handrail.development.v1.ClockService.Step",
            "handrail.feed.v1.FeedService.Subscribe",
            "handrail.feed.v1.FeedService.ReadPage",
            "handrail.feed.v1.FeedService.GetHeads",
            "handrail.feed.v1.FeedService.Verify",
        ];
        assert_eq!(elsewhere.len(), expected.len(), "{elsewhere:?}");
        assert!(
            expected
                .iter()
                .all(|name| elsewhere.iter().any(|found| found == name)),
            "{elsewhere:?}"
        );
    }

    #[test]
    fn no_two_fields_of_a_command_share_a_flag() {
        for call in CALLS {
            let mut flags: Vec<_> = call.fields().iter().map(flag_of).collect();
            flags.sort();
            flags.dedup();
            assert_eq!(flags.len(), call.fields().len(), "{}", call.words());
        }
    }
}
