//! The closed list of what can hold about a child and a family, as far as the protocol asks for it.

use crate::team::{UnknownName, closed_list};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// Something that holds, or does not, about the children of a transfer. Who sends declares it; conditions
    /// and criteria of an edition ask for it.
    Circumstance, "circumstance" {
        // How pressing it is.
        /// The matter is an emergency.
        Emergency = "emergency",
        /// There is an immediate concern for the child's safety.
        ImmediateConcern = "immediate-concern",
        /// There is an imminent risk of harm.
        ImminentRisk = "imminent-risk",
        /// A safeguarding concern has been identified.
        SafeguardingConcern = "safeguarding-concern",
        /// It is feared that the child is the victim of a crime.
        CrimeFeared = "crime-feared",
        // What the child and family need.
        /// Early help can no longer meet the needs.
        BeyondEarlyHelp = "beyond-early-help",
        /// The family needs a child and family assessment.
        AssessmentNeeded = "assessment-needed",
        /// The child and family assessment is complete.
        AssessmentComplete = "assessment-complete",
        /// After checks, the threshold for an assessment is not reached.
        BelowAssessmentThreshold = "below-assessment-threshold",
        /// The child no longer meets the sending service's criteria, or no longer needs its support.
        CriteriaNoLongerMet = "criteria-no-longer-met",
        /// The child and family still need support.
        SupportStillNeeded = "support-still-needed",
        /// The family would benefit from intensive support.
        IntensiveBenefit = "intensive-benefit",
        /// Several needs are spread over more than one member of the family.
        NeedsOfSeveral = "needs-of-several",
        /// The family needs support that is coordinated.
        CoordinatedSupport = "coordinated-support",
        /// Support from more than one service would help.
        SeveralServices = "several-services",
        /// No key worker could be found.
        NoKeyWorker = "no-key-worker",
        /// The present plan is coming to its end.
        PlanEnding = "plan-ending",
        /// The family may be reluctant to work with the receiving service.
        Reluctance = "reluctance",
        /// The case is complex.
        ComplexCase = "complex-case",
        /// The family does not agree to its information being shared.
        ConsentWithheld = "consent-withheld",
        /// Asking for consent could put the child at risk.
        ConsentEndangers = "consent-endangers",
        /// It is not clear which level of support is needed.
        LevelUnclear = "level-unclear",
        /// The case is judged to be of low risk.
        LowRisk = "low-risk",
        /// The case lies outside the criteria, and is felt to need more all the same.
        OutsideCriteria = "outside-criteria",
        /// The manager who decides on what lies outside the criteria has decided that nothing further is done.
        NothingFurther = "nothing-further",
        // Adolescents.
        /// The young person is on the edge of care.
        EdgeOfCare = "edge-of-care",
        /// The family is at risk of breaking down.
        FamilyBreakdownRisk = "family-breakdown-risk",
        /// The young person goes missing from home.
        MissingFromHome = "missing-from-home",
        /// There is a risk of sexual exploitation.
        SexualExploitation = "sexual-exploitation",
        /// There is a risk of criminal exploitation.
        CriminalExploitation = "criminal-exploitation",
        /// There is a risk of exploitation by gangs.
        GangExploitation = "gang-exploitation",
        /// There is a risk of exploitation over county lines.
        CountyLines = "county-lines",
        /// The concerns are at an early level.
        EarlyLevel = "early-level",
        /// The work is done and recorded on the early help module.
        WorkOnEarlyHelpRecord = "work-on-early-help-record",
        /// Harm comes from outside the family.
        ExtraFamilialHarm = "extra-familial-harm",
        /// The young person was under police protection.
        PoliceProtection = "police-protection",
        /// A child protection conference is required.
        ConferenceRequired = "conference-required",
        /// A section 47 enquiry is running.
        EnquiryRunning = "enquiry-running",
        /// The enquiry found no risk of significant harm.
        NoSignificantHarm = "no-significant-harm",
        /// Younger siblings have a child in need or child protection plan.
        SiblingsOnPlan = "siblings-on-plan",
        /// Siblings need support of their own.
        SiblingsNeedSupport = "siblings-need-support",
        /// A sibling reaches the receiving service's threshold.
        SiblingMeetsThreshold = "sibling-meets-threshold",
        /// A youth justice service is in place.
        YouthJustice = "youth-justice",
        /// Care proceedings were decided on.
        ProceedingsDecided = "proceedings-decided",
        /// Secure accommodation is sought.
        SecureAccommodation = "secure-accommodation",
        // Children looked after.
        /// The plan is that the young person goes home.
        ReturnHomePlanned = "return-home-planned",
        /// Nothing points to a return home.
        NoSignOfReturn = "no-sign-of-return",
        /// The child is in care by agreement, under section 20.
        SectionTwenty = "section-20",
        /// A care order was made.
        CareOrder = "care-order",
        /// A placement order was made.
        PlacementOrder = "placement-order",
        /// The plan is adoption.
        AdoptionPlan = "adoption-plan",
        /// The plan is long term fostering.
        LongTermFostering = "long-term-fostering",
        /// A transfer does not suit this child.
        TransferUnsuitable = "transfer-unsuitable",
        /// Support is needed past the age of 21.
        NeedsPastTwentyOne = "needs-past-21",
        /// The care leaver does not want the support that is on offer.
        SupportDeclined = "support-declined",
        /// The young person came to the country alone and seeks asylum.
        Unaccompanied = "unaccompanied",
        /// The young person's age was assessed.
        AgeAssessed = "age-assessed",
        /// The young person does not agree with the assessment of age.
        AgeDisputed = "age-disputed",
        // Disability.
        /// There is a significant autistic spectrum condition.
        Autism = "autism",
        /// There is a significant learning disability.
        LearningDisability = "learning-disability",
        /// Social care support will probably be needed past 18.
        SupportPastEighteen = "support-past-18",
        /// The child has a disability or additional needs.
        Disability = "disability",
        /// Specialist support is likely to be needed.
        SpecialistSupport = "specialist-support",
        /// The need may be lifelong.
        LifelongNeed = "lifelong-need",
        /// Neither universal nor targeted services can meet the need.
        NotMetElsewhere = "not-met-elsewhere",
        /// The assessment proposes a child in need plan.
        PlanProposed = "plan-proposed",
        // Where the child comes from, and who knows it.
        /// The child comes from another authority.
        OtherAuthority = "other-authority",
        /// The other authority wants visits to be made.
        VisitsWanted = "visits-wanted",
        /// The child is not in the country of origin.
        OutsideCountryOfOrigin = "outside-country-of-origin",
        /// The child is separated from both parents, or from who cared for the child by law or custom.
        SeparatedFromCarers = "separated-from-carers",
        /// The child comes by way of the regional transfer protocol.
        RegionalProtocol = "regional-protocol",
        /// The case was open to the receiving team within the last month.
        OpenLastMonth = "open-last-month",
        /// Adults are on the early help record.
        AdultsOnRecord = "adults-on-record",
        /// The child is adopted.
        Adopted = "adopted",
    }
}

/// What can't both hold.
const CONTRADICTIONS: &[(Circumstance, Circumstance)] = &[
    (Circumstance::SectionTwenty, Circumstance::CareOrder),
    (Circumstance::SectionTwenty, Circumstance::PlacementOrder),
    (
        Circumstance::ReturnHomePlanned,
        Circumstance::NoSignOfReturn,
    ),
    (Circumstance::ReturnHomePlanned, Circumstance::AdoptionPlan),
    (Circumstance::AdoptionPlan, Circumstance::LongTermFostering),
    (
        Circumstance::EnquiryRunning,
        Circumstance::NoSignificantHarm,
    ),
    (
        Circumstance::BelowAssessmentThreshold,
        Circumstance::AssessmentNeeded,
    ),
];

impl Circumstance {
    /// What can't hold beside this one, of those that are said to.
    pub fn contradicted_by(self, others: impl IntoIterator<Item = Self>) -> Option<Self> {
        others.into_iter().find(|other| {
            CONTRADICTIONS
                .iter()
                .any(|(one, two)| (self, *other) == (*one, *two) || (*other, self) == (*one, *two))
        })
    }
}
