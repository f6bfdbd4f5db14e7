//! Who takes part: a role on a side of a transfer, contact or dispute.

use crate::team::{Role, TeamKind, UnknownName, closed_list};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

closed_list! {
    /// A side of a transfer, contact or dispute, as parties to it are named.
    Side, "side" {
        /// The team that sends.
        From = "from",
        /// The team that receives, now.
        To = "to",
        /// The team that received first, before forwarding or redirection.
        FirstTo = "first-to",
        /// The team that holds the child or contact in a dispute.
        Holding = "holding",
        /// The other team of a dispute.
        Other = "other",
        /// The team whose manager takes a dispute up.
        Escalating = "escalating",
        /// The multi-agency hub.
        Hub = "hub",
        /// The business support team of the receiving service.
        Support = "support",
        /// The Early Help Pod.
        Pod = "pod",
        /// The team that supports partners in early help, where the child lives.
        Practice = "practice",
        /// The multi-agency panel of early help, where the child lives.
        Panel = "panel",
        /// The service for conferences and statutory reviews.
        Review = "review",
        /// The family safeguarding team, where the child lives.
        Safeguarding = "safeguarding",
        /// The assessment team, where the child lives.
        Assessment = "assessment",
        /// The adolescent service, where the child lives.
        Adolescent = "adolescent",
        /// The team for children looked after, where the child lives.
        LookedAfter = "looked-after",
        /// The team for care leavers.
        CareLeaver = "care-leaver",
        /// The team for separated migrant children.
        Migrant = "migrant",
        /// The joint child protection team.
        JointProtection = "joint-protection",
    }
}

impl Side {
    /// The kind of team on a side that is neither sender nor receiver.
    pub fn kind(self) -> Option<TeamKind> {
        match self {
            Self::Hub => Some(TeamKind::Mash),
            Self::Support => Some(TeamKind::BusinessSupport),
            Self::Pod => Some(TeamKind::EarlyHelpPod),
            Self::Practice => Some(TeamKind::SupportingFamiliesPractice),
            Self::Panel => Some(TeamKind::FamiliesFirstPanel),
            Self::Review => Some(TeamKind::StatutoryReview),
            Self::Safeguarding => Some(TeamKind::FamilySafeguarding),
            Self::Assessment => Some(TeamKind::Assessment),
            Self::Adolescent => Some(TeamKind::SpecialistAdolescent),
            Self::LookedAfter => Some(TeamKind::ChildrenLookedAfter),
            Self::CareLeaver => Some(TeamKind::CareLeaver),
            Self::Migrant => Some(TeamKind::SeparatedMigrantChildren),
            Self::JointProtection => Some(TeamKind::JointChildProtection),
            Self::From
            | Self::To
            | Self::FirstTo
            | Self::Holding
            | Self::Other
            | Self::Escalating => None,
        }
    }
}

/// A role on a side, written `side.role`, for example `to.team-manager`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Party {
    /// The side.
    pub side: Side,
    /// The role.
    pub role: Role,
}

impl FromStr for Party {
    type Err = UnknownName;
    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let (side, role) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self {
            side: side.parse()?,
            role: role.parse()?,
        })
    }
}

impl TryFrom<String> for Party {
    type Error = UnknownName;
    fn try_from(text: String) -> Result<Self, UnknownName> {
        text.parse()
    }
}

impl From<Party> for String {
    fn from(party: Party) -> String {
        party.to_string()
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.side, self.role)
    }
}
