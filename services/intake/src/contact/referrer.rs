//! Who tells the front door.

use std::{fmt, str::FromStr};

use handrail_domain::team::UnknownName;
use serde::{Deserialize, Serialize};

/// What kind of person or service told the front door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferrerKind {
    /// A school, nursery or college.
    School,
    /// A health service.
    Health,
    /// The police.
    Police,
    /// Somebody of the family.
    Family,
    /// The child or young person.
    #[serde(rename = "self")]
    Oneself,
    /// A housing service.
    Housing,
    /// A charity or community group.
    VoluntarySector,
    /// Another authority.
    OtherAuthority,
    /// Somebody else.
    Other,
}

impl ReferrerKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::School,
        Self::Health,
        Self::Police,
        Self::Family,
        Self::Oneself,
        Self::Housing,
        Self::VoluntarySector,
        Self::OtherAuthority,
        Self::Other,
    ];

    /// The name on the wire and in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Health => "health",
            Self::Police => "police",
            Self::Family => "family",
            Self::Oneself => "self",
            Self::Housing => "housing",
            Self::VoluntarySector => "voluntary-sector",
            Self::OtherAuthority => "other-authority",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for ReferrerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ReferrerKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == text);
        known.ok_or_else(|| UnknownName {
            list: "kind of referrer",
            name: text.to_owned(),
            allowed: Self::ALL.map(Self::as_str).join(", "),
        })
    }
}
