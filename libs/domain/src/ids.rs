//! Typed identifiers: a child's id cannot be passed where a transfer's is meant.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A text that is not an identifier of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind} id: expected a UUID")]
pub struct InvalidId {
    /// The kind of identifier that was expected.
    pub kind: &'static str,
}

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id that follows from a cause: the same cause always gives the same id, so that a
            /// caller can know it before the effect has happened, and a replay mints nothing new.
            pub fn derived(cause: Uuid, purpose: &str) -> Self {
                Self(Uuid::new_v5(&cause, purpose.as_bytes()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::parse_str(text).map(Self).map_err(|_| InvalidId { kind: $kind })
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

uuid_ids! {
    /// One child or young person, born or unborn.
    ChildId = "child";
    /// The sibling group a child belongs to; also what keeps one family's history in one order.
    HouseholdId = "household";
    /// Something told to the front door about a child.
    ContactId = "contact";
    /// The move of a plan from one team to another.
    TransferId = "transfer";
    /// A regular meeting of a district.
    MeetingId = "meeting";
    /// A question raised on a transfer.
    QueryId = "query";
    /// A disagreement between teams.
    DisputeId = "dispute";
    /// A duty that somebody owes by a due time.
    ObligationId = "obligation";
    /// A form on which a family agrees to its information being shared.
    ConsentId = "consent";
    /// A decision to share without a family's consent.
    DisclosureId = "disclosure";
    /// A message to one person in a role.
    NoticeId = "notice";
    /// A letter to somebody outside.
    LetterId = "letter";
    /// An entry of a service's journal.
    EntryId = "entry";
}

/// A text that is not a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{kind} ids have 1 to 64 characters of a-z, 0-9 and '-', and neither start nor end with '-'"
)]
pub struct InvalidSlug {
    /// The kind of identifier that was expected.
    pub kind: &'static str,
}

macro_rules! slug_ids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidSlug;
            fn from_str(text: &str) -> Result<Self, InvalidSlug> {
                let characters = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
                if characters && (1..=64).contains(&text.len()) && !text.starts_with('-') && !text.ends_with('-') {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidSlug { kind: $kind })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidSlug;
            fn try_from(text: String) -> Result<Self, InvalidSlug> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    )*};
}

slug_ids! {
    /// The authority whose organisation a directory describes.
    AuthorityId = "authority";
    /// A service of the organisation: the teams under one service manager.
    ServiceId = "service";
    /// A team of the organisation, as its directory names it.
    TeamId = "team";
    /// A district of the authority.
    DistrictId = "district";
    /// A named officer of the organisation.
    OfficerId = "officer";
    /// One dated version of the protocol.
    EditionId = "edition";
    /// A pathway of an edition.
    PathwayId = "pathway";
    /// A duty within a pathway, a ladder or the front door of an edition.
    DutyId = "duty";
    /// A ladder of management levels within an edition.
    LadderId = "ladder";
    /// A kind of professional on an edition's consent form.
    CategoryId = "category of professional";
    /// An occasion for which a family is asked on its own, such as one training of staff.
    OccasionId = "occasion";
    /// A form that an edition has for a letter.
    LetterFormId = "letter form";
}
