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
        /// The meeting that was set is off: the plan has changed to one with another.
        MeetingCalledOff = "meeting-called-off",
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
        /// It was decided that a child moves.
        Accepted = "accepted",
        /// The plan was given to a worker of the receiving team.
        Allocated = "allocated",
        /// The lead passed to the receiving team.
        LeadPassed = "lead-passed",
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
        /// A strategy discussion was held without the receiving team.
        StrategyHeldApart = "strategy-held-apart",
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
        /// Another team than before is to receive.
        ReceiverChanged = "receiver-changed",
        /// The transfer was withdrawn.
        Withdrawn = "withdrawn",
        // Concerns, and who talks about them first.
        /// Concerns about the child were raised with somebody who has to act on them.
        ConcernsRaised = "concerns-raised",
        /// A practitioner talked the concerns through with the manager of the own team.
        OwnManagerConsulted = "own-manager-consulted",
        /// A key worker talked the concerns through with the local coordinator of early help.
        CoordinatorConsulted = "coordinator-consulted",
        /// The coordinator agreed to take the step up forward.
        StepUpTakenForward = "step-up-taken-forward",
        /// The receiving manager, or whoever stands above, was told by voice of an immediate concern.
        ImmediateConcernTold = "immediate-concern-told",
        /// Somebody went out, and saw to what put the child in danger.
        ImmediateConcernMet = "immediate-concern-met",
        /// New information about the family came in.
        NewInformationReceived = "new-information-received",
        /// The child was reviewed again, and next steps were agreed.
        ReviewedAgain = "reviewed-again",
        /// The teams talked about concerns that can't wait.
        SameDayTalkHeld = "same-day-talk-held",
        /// A written overview of the work and the concerns was sent.
        OverviewSent = "overview-sent",
        /// The receiving team went through what was sent, and through the record system itself.
        DocumentationReviewed = "documentation-reviewed",
        /// A discussion between teams was entered on the record system, whichever way it ended.
        DiscussionRecorded = "discussion-recorded",
        /// A team asked to see the records of another service.
        RecordAccessAsked = "record-access-asked",
        /// The sending team keeps its own involvement on record, beside the team that leads now.
        InvolvementKeptOpen = "involvement-kept-open",
        /// The records were opened to the team that asked.
        RecordAccessGiven = "record-access-given",
        // An early warning, a request or minutes, and the team they are for.
        /// The receiving team found that another team of its service takes the child it was warned of.
        EarlyWarningForOtherTeam = "early-warning-for-other-team",
        /// The receiving team found that another team of its service takes the child of the request.
        RequestForOtherTeam = "request-for-other-team",
        /// The minutes of a strategy discussion were complete.
        StrategyMinutesCompleted = "strategy-minutes-completed",
        /// The receiving manager was pointed to the minutes of a strategy discussion held without the team.
        StrategyMinutesShared = "strategy-minutes-shared",
        // Regular meetings and panels.
        /// The plan was talked about at the regular meeting of two teams.
        MonthlyMeetingHeld = "monthly-meeting-held",
        /// The multi-agency panel talked about the family.
        PanelHeld = "panel-held",
        /// It was settled which service is best placed to support the family.
        ServiceChosen = "service-chosen",
        // Step down: needs, lead, consent, plan.
        /// It was worked out, and written down, what the child and family need.
        NeedsIdentified = "needs-identified",
        /// Services that support the family, or could, were consulted.
        ServicesConsulted = "services-consulted",
        /// A service was asked whether it can lead the support of the family.
        LeadAsked = "lead-asked",
        /// A service agreed to lead the support of the family.
        LeadAgreed = "lead-agreed",
        /// The lead that was found was contacted.
        LeadContacted = "lead-contacted",
        /// The family was registered for early help.
        FamilyRegistered = "family-registered",
        /// It was seen to that the steps of early help are kept.
        ProcessKept = "process-kept",
        /// The question of a key worker was raised at a review.
        KeyWorkerRaised = "key-worker-raised",
        /// A key worker was found.
        KeyWorkerIdentified = "key-worker-identified",
        /// The service that is to go on with the family was invited to a review.
        SupportInvited = "support-invited",
        /// It was said which professionals are to be invited to the review.
        ReviewProfessionalsIdentified = "review-professionals-identified",
        /// The level of support was talked through with the manager concerned.
        LevelDiscussed = "level-discussed",
        /// The last review but one took place.
        PenultimateReviewHeld = "penultimate-review-held",
        /// The last review of the plan took place.
        FinalReviewHeld = "final-review-held",
        /// The family took part in the decision.
        FamilyIncluded = "family-included",
        /// Other professionals who work with the family were told of the move.
        ProfessionalsTold = "professionals-told",
        /// The plan of action that is recommended was set out.
        ActionPlanRecommended = "action-plan-recommended",
        /// The recommended plan was talked through with the family.
        ActionPlanDiscussed = "action-plan-discussed",
        /// The plan was drawn up together with the family.
        PlanDrawnUp = "plan-drawn-up",
        /// The new worker got in touch with the family.
        FamilyContacted = "family-contacted",
        /// The receiving service considered working with the young person.
        SupportConsidered = "support-considered",
        // Adolescents: siblings, enquiries, legal planning, court.
        /// Every sibling was considered for a risk of significant harm.
        SiblingsConsidered = "siblings-considered",
        /// The managers of the two teams talked about the siblings.
        SiblingsDiscussed = "siblings-discussed",
        /// It was decided which threshold the siblings reach.
        SiblingsThresholdDecided = "siblings-threshold-decided",
        /// It was decided whether younger siblings are referred.
        SiblingReferralDecided = "sibling-referral-decided",
        /// A section 47 enquiry was set up.
        EnquirySetUp = "enquiry-set-up",
        /// The section 47 enquiry, or its assessment, came to an end.
        EnquiryConcluded = "enquiry-concluded",
        /// The teams spoke about an enquiry that one of them carries out.
        LiaisonHeld = "liaison-held",
        /// Every child of the family was assessed.
        ChildrenAssessed = "children-assessed",
        /// The adolescent service gave consultation on harm from outside the family.
        ConsultationGiven = "consultation-given",
        /// The meeting before legal planning was held.
        PreMeetingHeld = "pre-meeting-held",
        /// It was made sure that everything else had been explored before secure accommodation.
        AlternativesExplored = "alternatives-explored",
        /// The heads of service agreed that legal planning is needed.
        HeadsAgreed = "heads-agreed",
        /// Legal planning was set up, and those who have to be there were invited.
        LegalPlanningConvened = "legal-planning-convened",
        /// The statement for the court was prepared.
        StatementPrepared = "statement-prepared",
        /// The statement was commented on.
        StatementCommented = "statement-commented",
        /// The comments went back to whoever prepared the statement.
        CommentsFedBack = "comments-fed-back",
        /// The worker who has to be there was at the first hearing.
        HearingAttended = "hearing-attended",
        /// The manager of the team that began them was at the first hearing of the proceedings.
        HearingAttendedByManager = "hearing-attended-by-manager",
        /// The team that is to receive was at the first hearing.
        HearingAttendedByReceiver = "hearing-attended-by-receiver",
        /// The court granted an order.
        OrderGranted = "order-granted",
        // Children looked after: permanence and reviews.
        /// The child became looked after.
        BecameLookedAfter = "became-looked-after",
        /// The decision to transfer was written into the child's record.
        DecisionRecorded = "decision-recorded",
        /// The manager on the other side was contacted.
        CounterpartContacted = "counterpart-contacted",
        /// The manager who is to receive the child was nominated, and told.
        ManagerNominated = "manager-nominated",
        /// The manager found the worker.
        WorkerIdentified = "worker-identified",
        /// The plan for permanence was confirmed.
        PermanenceConfirmed = "permanence-confirmed",
        /// The plan for permanence was put to the review.
        PermanencePresented = "permanence-presented",
        /// The review ratified the plan for permanence.
        PermanenceRatified = "permanence-ratified",
        /// The first review of a child looked after took place.
        FirstReviewHeld = "first-review-held",
        /// The second review of a child looked after took place.
        SecondReviewHeld = "second-review-held",
        /// The reviewing officer was told how a return home is going.
        ProgressTold = "progress-told",
        /// The personal adviser of the care leaver was confirmed.
        AdviserConfirmed = "adviser-confirmed",
        /// The transitions meeting was set up.
        TransitionsMeetingSet = "transitions-meeting-set",
        /// The transition action plan was drawn up.
        TransitionPlanDrawnUp = "transition-plan-drawn-up",
        /// The personal adviser works with the young person and those around.
        AdviserWorking = "adviser-working",
        /// The young person's status changed from looked after to care leaver.
        StatusChanged = "status-changed",
        /// The support of the service ended.
        SupportEnded = "support-ended",
        /// The court proceedings came to an end.
        ProceedingsConcluded = "proceedings-concluded",
        /// Long term fostering was confirmed as the plan.
        FosteringConfirmed = "fostering-confirmed",
        /// Legal advice was taken.
        LegalConsulted = "legal-consulted",
        /// The worker who stays in the lead was trained in adoption.
        AdoptionTrained = "adoption-trained",
        /// The worker who stays in the lead is supported in adoption.
        AdoptionSupported = "adoption-supported",
        /// The new worker came to a review with the present one.
        ReviewAttendedTogether = "review-attended-together",
        // From another authority, and from abroad.
        /// Another authority asked for a transfer-in conference.
        ConferenceAskedFor = "conference-asked-for",
        /// A contact record was made.
        ContactRecorded = "contact-recorded",
        /// The flag for exploitation was put on the record.
        FlagAdded = "flag-added",
        /// The contact was moved on to an information and advice episode.
        AdviceEpisodeOpened = "advice-episode-opened",
        /// The episode was assigned to the service manager.
        EpisodeReassigned = "episode-reassigned",
        /// The service manager was written to, with what had come in.
        ManagerAlerted = "manager-alerted",
        /// All of the paperwork had been received.
        PaperworkReceived = "paperwork-received",
        /// The information and advice episode was closed.
        AdviceEpisodeClosed = "advice-episode-closed",
        /// A new contact was started.
        NewContactStarted = "new-contact-started",
        /// The new contact was progressed to a referral.
        ReferralProgressed = "referral-progressed",
        /// The conference was requested.
        ConferenceRequested = "conference-requested",
        /// The conference took place.
        ConferenceHeld = "conference-held",
        /// The notification of an arrival came in.
        NotificationReceived = "notification-received",
        /// The notification was passed on to the project officer.
        NotificationPassedOn = "notification-passed-on",
        /// Contact and referral were processed.
        ContactProcessed = "contact-processed",
        /// The young person's details were entered on the record systems.
        DetailsEntered = "details-entered",
        /// The young person was assessed, planned for and placed.
        AssessedAndPlaced = "assessed-and-placed",
        /// The allocated worker, or somebody in the worker's place, came to the review.
        RepresentativeAttended = "representative-attended",
        // The older edition.
        /// Triage worked out which service can go on working with the family.
        Triaged = "triaged",
        /// The step up went through the meeting of early help, and its manager agreed.
        AgreedAtMeeting = "agreed-at-meeting",
        /// The manager of the safeguarding team agreed to the step up.
        SafeguardingManagerAgreed = "safeguarding-manager-agreed",
        /// The step up was started on the record system.
        StepUpStarted = "step-up-started",
        /// The adults were taken off the record.
        AdultsRemoved = "adults-removed",
        /// The contact was created on the social care record system.
        ContactCreated = "contact-created",
        /// The outcome, with its reasons, was e-mailed to the manager who referred.
        OutcomeEmailed = "outcome-emailed",
        /// The outcome was recorded on the own service's record system.
        OutcomeRecorded = "outcome-recorded",
        /// The service manager decided on what lies outside the criteria.
        ServiceManagerDecided = "service-manager-decided",
        /// The new contact was assigned to the manager of the locality.
        ContactAssigned = "contact-assigned",
        /// The meeting of professionals before legal planning was held.
        ProfessionalsMeetingHeld = "professionals-meeting-held",
        /// The outcome of the age assessment was put on the record.
        AgeOutcomeLoaded = "age-outcome-loaded",
        /// It is on record that the outcome of the age assessment was shared with the border authority.
        AgeOutcomeShared = "age-outcome-shared",
        // Consent, checklist, letters.
        /// The family agreed to its information being shared.
        ConsentGiven = "consent-given",
        /// The family did not agree, or no longer does: what it agreed to before counts no more.
        ConsentEnded = "consent-ended",
        /// It was decided, with reasons, to share without the family's agreement.
        ShareWithoutConsent = "share-without-consent",
        /// A manager audited the record with the checklist.
        ChecklistAudited = "checklist-audited",
        /// A closing letter was sent.
        LetterSent = "letter-sent",
        // The form of consent.
        /// The form was made out for a family.
        ConsentDrafted = "consent-drafted",
        /// The form was signed by the family, and by a member of staff.
        ConsentSigned = "consent-signed",
        /// The family refused to agree.
        ConsentRefused = "consent-refused",
        /// The family agreed once more, in writing.
        ConsentRenewed = "consent-renewed",
        /// The work with the family has ended, and it does not mind being asked about it by the advocacy service.
        AdvocacyOpen = "advocacy-open",
        /// The advocacy service was told how the family can be reached.
        AdvocacyTold = "advocacy-told",
        // Dates.
        /// A date that clocks hang on was set.
        DateSet = "date-set",
        // Disputes.
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

impl Fact {
    /// Whether it is recorded as it is, where an edition has it as a step. All others have calls of their own.
    pub fn is_milestone(self) -> bool {
        // The order of declaration keeps them together.
        (Self::ConcernsRaised..=Self::LetterSent).contains(&self)
    }

    /// Whether it happens to a transfer, and not to a contact, a form of consent or a dispute.
    pub(crate) fn is_of_transfers(self) -> bool {
        (Self::Progressed..=Self::LetterSent).contains(&self) || self == Self::DateSet
    }
}
