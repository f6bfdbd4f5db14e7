//! The kinds of team and the roles people hold in them: closed lists, shared by every edition.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A name that is not in one of the closed lists of this module.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {list} '{name}'; one of: {allowed}")]
pub struct UnknownName {
    /// The list that was searched.
    pub list: &'static str,
    /// The name that was given.
    pub name: String,
    /// What would have been accepted, separated by commas.
    pub allowed: String,
}

macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident, $list:literal { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// Every member of the list, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name as it is written in data files, on the wire and in tables.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;
            fn from_str(text: &str) -> Result<Self, UnknownName> {
                Self::ALL.iter().copied().find(|member| member.as_str() == text).ok_or_else(|| UnknownName {
                    list: $list,
                    name: text.to_owned(),
                    allowed: Self::ALL.iter().map(|member| member.as_str()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}
pub(crate) use closed_list;

closed_list! {
    /// What a team does. An edition says which kinds it knows and what level of need each works at.
    TeamKind, "team kind" {
        /// Passes each contact on; never a route for records (C2-21).
        CustomerServiceCentre = "customer-service-centre",
        /// Multi-agency safeguarding hub (MASH).
        Mash = "mash",
        /// Early Help Pod of the front door.
        EarlyHelpPod = "early-help-pod",
        /// External early help partners under the early help brand.
        EarlyHelp = "early-help",
        /// Contact for external early help; registers and trains partners (SFPT).
        SupportingFamiliesPractice = "supporting-families-practice",
        /// Multi-agency early help panel of a district.
        FamiliesFirstPanel = "families-first-panel",
        /// Triage of early help in the 2018 edition.
        FamiliesFirstTriage = "families-first-triage",
        /// Intensive family support (IFST).
        IntensiveFamilySupport = "intensive-family-support",
        /// Targeted youth support of the 2018 edition (TYSS).
        TargetedYouthSupport = "targeted-youth-support",
        /// Specialist adolescent service (SASH).
        SpecialistAdolescent = "specialist-adolescent",
        /// Carries out child and family assessments.
        Assessment = "assessment",
        /// Joint child protection investigation with the police (JCPIT).
        JointChildProtection = "joint-child-protection",
        /// Child in need, child protection and court work (FSS).
        FamilySafeguarding = "family-safeguarding",
        /// Children looked after (CLA).
        ChildrenLookedAfter = "children-looked-after",
        /// Care leavers and their personal advisers.
        CareLeaver = "care-leaver",
        /// Disability service for ages 0 to 25 ("0-25 Together").
        ZeroToTwentyFive = "zero-to-twenty-five",
        /// Separated migrant children.
        SeparatedMigrantChildren = "separated-migrant-children",
        /// Support after adoption.
        AdoptionSupport = "adoption-support",
        /// Child protection conferences and statutory reviews.
        StatutoryReview = "statutory-review",
        /// Business support that keeps the tracking record.
        BusinessSupport = "business-support",
    }
}

closed_list! {
    /// What a person answers for. A role is held in a team; management roles may be held in many.
    Role, "role" {
        /// Works with the child and family.
        SocialWorker = "social-worker",
        /// Works with the child and family without being a social worker.
        Practitioner = "practitioner",
        /// Senior practitioner who may stand in for a team manager (C3-04).
        ConsultantSocialWorker = "consultant-social-worker",
        /// Supports a service manager and keeps the tracking record.
        BusinessSupportOfficer = "business-support-officer",
        /// Manages a team.
        TeamManager = "team-manager",
        /// Manages the teams of a service.
        ServiceManager = "service-manager",
        /// Heads a service.
        HeadOfService = "head-of-service",
        /// Directs a group of services.
        Director = "director",
    }
}
