//! The closed list of things that can happen to a plan. An edition combines them; it holds no code.

use crate::team::{UnknownName, closed_list};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// Something that happened. Clocks start with facts, and duties are done by facts.
    Fact, "fact" {
        /// A contact was sent to a team.
        ContactRouted = "contact-routed",
        /// A receiving team asked another team to take a contact.
        RedirectionProposed = "redirection-proposed",
        /// The teams do not agree where a contact belongs; it was referred for a decision.
        RedirectionDisputed = "redirection-disputed",
        /// A contact found its team: agreed, decided or accepted.
        ContactPlaced = "contact-placed",
        /// A team accepted a contact.
        ContactAccepted = "contact-accepted",
        /// It was decided to progress to a plan that another team carries.
        Progressed = "progressed",
        /// The early warning was sent to, and received by, the receiving team.
        EarlyWarningSent = "early-warning-sent",
        /// The early warning was passed on to another team of the same service.
        EarlyWarningForwarded = "early-warning-forwarded",
        /// The sender was told which team has the early warning.
        EarlyWarningForwardTold = "early-warning-forward-told",
        /// The receiving manager reviewed the early warning.
        Reviewed = "reviewed",
        /// The transfer was agreed at the early warning stage.
        Agreed = "agreed",
        /// A query was raised.
        QueryRaised = "query-raised",
        /// A query was answered.
        QueryAnswered = "query-answered",
        /// The joint visit was planned.
        JointVisitPlanned = "joint-visit-planned",
        /// The joint visit was made.
        JointVisitMade = "joint-visit-made",
        /// The worker was named, and the sender told.
        WorkerNamed = "worker-named",
        /// The meeting was set.
        MeetingSet = "meeting-set",
        /// The meeting took place.
        MeetingHeld = "meeting-held",
        /// The assessment was shared.
        AssessmentShared = "assessment-shared",
        /// The minutes were complete.
        MinutesCompleted = "minutes-completed",
        /// The transfer request was sent, and received.
        RequestSent = "request-sent",
        /// The request was passed on to another team of the same service.
        RequestForwarded = "request-forwarded",
        /// The sender was told which team has the request.
        RequestForwardTold = "request-forward-told",
        /// Items of the record were not ready when the request was sent.
        RecordIncomplete = "record-incomplete",
        /// The sending team brought the record up to date.
        RecordCompleted = "record-completed",
        /// The receiving manager looked through the record.
        Acknowledged = "acknowledged",
        /// It was decided for each child.
        Decided = "decided",
        /// The plan was given to a worker of the receiving team.
        Allocated = "allocated",
        /// The worker really began.
        Started = "started",
        /// The proposed plan changed significantly.
        PlanChanged = "plan-changed",
        /// The receiving team was told of the change.
        ChangeNotified = "change-notified",
        /// The managers talked.
        Discussed = "discussed",
        /// The managers of the two teams handed over.
        HandoverDiscussed = "handover-discussed",
        /// A strategy discussion was held.
        StrategyDiscussed = "strategy-discussed",
        /// Legal planning was held.
        LegalPlanned = "legal-planned",
        /// The first hearing took place.
        FirstHearingHeld = "first-hearing-held",
        /// Work was shared between the teams.
        JointWorkingAgreed = "joint-working-agreed",
        /// Shared work was done.
        JointWorkingDone = "joint-working-done",
        /// Consent was withdrawn after a step down.
        ConsentWithdrawn = "consent-withdrawn",
        /// The family refused to engage after a step down.
        EngagementRefused = "engagement-refused",
        /// The managers talked about consent or engagement.
        EngagementDiscussed = "engagement-discussed",
        /// A disagreement was handed to escalation.
        Disagreed = "disagreed",
        /// A dispute was settled and its direction carried out.
        DirectionApplied = "direction-applied",
        /// The transfer was withdrawn.
        Withdrawn = "withdrawn",
        /// A dispute was opened.
        DisputeOpened = "dispute-opened",
        /// The managers of the first rung agreed that nothing more can be tried.
        ExhaustionAgreed = "exhaustion-agreed",
        /// A dispute reached a rung.
        RungReached = "rung-reached",
        /// A dispute left a rung: settled there, or taken up.
        RungLeft = "rung-left",
        /// The managers of a rung talked.
        RungDiscussed = "rung-discussed",
        /// A dispute was settled.
        Settled = "settled",
        /// The outcome was put on the record system as a case note.
        CaseNoted = "case-noted",
    }
}

closed_list! {
    /// Something that somebody may try, and that an edition may forbid.
    Act, "act" {
        /// Declining a child for want of capacity.
        DeclineForCapacity = "decline-for-capacity",
        /// Putting a decision off for want of capacity.
        DeferForCapacity = "defer-for-capacity",
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
    }
}
