//! The closed lists of what an edition can forbid, and of the rules that it can name.

use crate::team::{UnknownName, closed_list};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// Something that somebody may try, and that an edition may forbid.
    Act, "act" {
        /// Declining a child for want of capacity.
        DeclineForCapacity = "decline-for-capacity",
        /// Putting a decision off for want of capacity.
        DeferForCapacity = "defer-for-capacity",
        /// Settling a disagreement for want of capacity by leaving the child where it is.
        StayForCapacity = "stay-for-capacity",
        /// Declining a child over something minor.
        DeclineForMinorIssues = "decline-for-minor-issues",
        /// Putting a decision off over something minor.
        DeferForMinorIssues = "defer-for-minor-issues",
        /// Declining a child because a checklist is not complete.
        DeclineForChecklist = "decline-for-checklist",
        /// Putting a decision off because a checklist is not complete.
        DeferForChecklist = "defer-for-checklist",
        /// Declining a child because work is outstanding.
        DeclineForOutstandingWork = "decline-for-outstanding-work",
        /// Putting a decision off because work is outstanding.
        DeferForOutstandingWork = "defer-for-outstanding-work",
        /// Declining a child because the level of need is thought not to be the team's.
        DeclineForThreshold = "decline-for-threshold",
        /// Putting a decision off because the level of need is in question.
        DeferForThreshold = "defer-for-threshold",
        /// Going back on what was agreed at the early warning stage.
        GoBackOnAgreement = "go-back-on-agreement",
        /// Declining after the transfer request was sent.
        DeclineAfterRequest = "decline-after-request",
        /// Sending a request back to the team that sent it.
        ReturnAfterRequest = "return-after-request",
        /// Opening the question of threshold after the request was sent.
        QueryThresholdAfterRequest = "query-threshold-after-request",
        /// Opening the question of outstanding work after the request was sent.
        QueryWorkAfterRequest = "query-work-after-request",
        /// Moving the record by way of the customer service centre.
        RouteByCustomerServiceCentre = "route-by-customer-service-centre",
        /// Moving the record by way of the multi-agency hub.
        RouteByMash = "route-by-mash",
        /// Dating a worker's involvement before the work really began.
        BackdateStart = "backdate-start",
        /// A team other than the sending one taking the chair of a strategy discussion.
        ReceiverChairsStrategyDiscussion = "receiver-chairs-strategy-discussion",
        /// Taking a dispute past a rung.
        SkipRung = "skip-rung",
        /// Disputing a final decision again.
        DisputeFinalDecision = "dispute-final-decision",
        /// Giving a contact or a dispute back to the customer service centre.
        ReturnToCustomerServiceCentre = "return-to-customer-service-centre",
        /// Sending the request while the sending team has to keep the child.
        RequestWhileHeld = "request-while-held",
    }
}

closed_list! {
    /// A rule that facts alone can't say: a function of this crate, with its figures in the edition.
    RuleName, "rule" {
        /// One team is accountable for a child at every instant (`lead`).
        OneLead = "one-lead",
        /// Involvement is dated from the real start of the work.
        RealStart = "real-start",
        /// What was agreed at the early warning stage binds.
        AgreementBinds = "agreement-binds",
        /// With an outcome to issue, the sending team keeps the child until the first hearing.
        KeepUntilFirstHearing = "keep-until-first-hearing",
        /// An unborn baby due soon after the meeting stays until the first hearing; a later one moves at the conference.
        UnbornBaby = "unborn-baby",
        /// Where a contact goes.
        FrontDoor = "front-door",
        /// A receiving team that finds its criteria unmet proposes another team.
        Redirection = "redirection",
        /// Deputies and dated cover stand in.
        Cover = "cover",
        /// Forwarding keeps the first clock, and tells the sender.
        Forwarding = "forwarding",
        /// Children of one household move in one transfer.
        SiblingGroup = "sibling-group",
        /// Managers climb a ladder rung by rung; urgent matters are expedited.
        Ladder = "ladder",
        /// Disputes keep immediate needs first.
        ImmediateNeeds = "immediate-needs",
        /// Shared work never moves the responsibility.
        JointWorking = "joint-working",
        /// Meetings that move take their clocks with them.
        MovingMeeting = "moving-meeting",
        /// Step down without consent or engagement leads back to a talk.
        Disengagement = "disengagement",
        /// A transfer is kept on a tracking record that can be listed.
        TrackingRecord = "tracking-record",
        /// Strategy discussions before a transfer.
        StrategyDiscussion = "strategy-discussion",
        /// Managers' discussions are recorded with their channel and topics.
        Discussion = "discussion",
        /// Who leads on a matter about a child or a sibling group.
        WhoLeads = "who-leads",
        /// Consent: who gave it, for what, for how long; and sharing without it.
        Consent = "consent",
        /// Nobody outside the authority is asked or told anything before a family has consented.
        ConsentOutside = "consent-outside",
        /// A consent that holds lets information be given and be obtained.
        ConsentBothWays = "consent-both-ways",
        /// A form that is not signed by both sides allows nothing.
        ConsentBySignature = "consent-by-signature",
        /// A withdrawal takes effect at once.
        ConsentWithdrawal = "consent-withdrawal",
        /// A withdrawal is in writing.
        ConsentWithdrawalInWriting = "consent-withdrawal-in-writing",
        /// A family can name whom its information does not go to.
        ConsentExcludedRecipient = "consent-excluded-recipient",
        /// A family can name whom nothing is asked about it.
        ConsentExcludedSource = "consent-excluded-source",
        /// A family may refuse its consent.
        ConsentRefusable = "consent-refusable",
        /// What has to be shared is shared, whatever the family has decided.
        ShareWithoutConsent = "share-without-consent",
        /// Whoever opens what a form holds about a family leaves an entry.
        FamilyDataReads = "family-data-reads",
        /// For planning and research nobody can be identified.
        AnonymisedElsewhere = "anonymised-elsewhere",
        /// A family is asked about each occasion of training.
        TrainingAskedSeparately = "training-asked-separately",
        /// A family can refuse the advocacy service.
        AdvocacyOptOut = "advocacy-opt-out",
        /// The advocacy service gets contact details and nothing else.
        AdvocacyContactDetails = "advocacy-contact-details",
        /// The advocacy service hears of a family when the work with it has ended.
        AdvocacyAfterwards = "advocacy-afterwards",
        /// The checklist of a transfer.
        Checklist = "checklist",
        /// Letters that close a team's work.
        Letters = "letters",
        /// Panels and regular meetings, with their dates and agendas.
        Meetings = "meetings",
    }
}

impl RuleName {
    /// The names of the figures that it reads, in `spans`.
    pub(crate) fn figures(self) -> &'static [&'static str] {
        if self == Self::UnbornBaby {
            &["window"]
        } else {
            &[]
        }
    }
}
