//! Who takes part: a role on a side of a transfer, contact or dispute.

use crate::team::{Role, UnknownName, closed_list};
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
