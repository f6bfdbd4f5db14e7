//! Closed lists of short names that stand in the journal and on the wire.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// Every member of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name as it stands in the journal and on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The member of this name, if there is one.
            pub fn named(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.as_str() == text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

names! {
    /// Why a dispute reached a rung.
    Because {
        /// It was opened there.
        Opened = "opened",
        /// Nobody answered: it was opened there by the clock.
        NoResponse = "no-response",
        /// The managers of the first rung agreed that nothing more can be tried.
        AgreedExhausted = "agreed-exhausted",
        /// It was not resolved on the rung below.
        NotResolved = "not-resolved",
        /// The time of the rung below ran out.
        TimeRanOut = "time-ran-out",
        /// It can't wait.
        Expedited = "expedited",
    }

    /// What a dispute is about.
    Ground {
        /// A team lacks capacity.
        Capacity = "capacity",
        /// Something minor is not as it should be.
        MinorIssues = "minor-issues",
        /// A checklist is not complete.
        Checklist = "checklist",
        /// Work is outstanding.
        OutstandingWork = "outstanding-work",
        /// The level of need is thought not to be the team's.
        Threshold = "threshold",
        /// The child's needs are met where the child is.
        NeedsMet = "needs-met",
        /// The child is open to another team.
        OpenElsewhere = "open-elsewhere",
        /// Nobody answered in time.
        NoResponse = "no-response",
        /// The teams do not agree where a contact belongs.
        Criteria = "criteria",
    }
}
