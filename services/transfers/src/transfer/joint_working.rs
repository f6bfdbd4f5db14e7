//! What two teams do together, or the sending team still owes the record. It never moves a lead.

use chrono::{DateTime, Utc};
use handrail_domain::{TeamId, TransferId, ids::InvalidId, text::Note};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// A piece of work that two teams share, or that the sending team owes the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct JointWorking {
    pub(crate) id: JointWorkingId,
    pub(crate) team: TeamId,
    pub(crate) work: Work,
    pub(crate) agreed_at: DateTime<Utc>,
    pub(crate) done_at: Option<DateTime<Utc>>,
}

/// What the work is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Work {
    /// What the teams agreed.
    Agreed(Note),
    /// An item of the record that was not ready when the request was sent.
    RecordItem(String),
}

/// Identifies a piece of shared work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct JointWorkingId(pub(crate) Uuid);

impl JointWorkingId {
    /// The piece of work that an item of the record becomes: the same item always the same one.
    pub(crate) fn of_item(transfer: TransferId, item: &str) -> Self {
        Self(Uuid::new_v5(
            &transfer.0,
            format!("record/{item}").as_bytes(),
        ))
    }
}

impl fmt::Display for JointWorkingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for JointWorkingId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Uuid::parse_str(text).map(Self).map_err(|_| InvalidId {
            kind: "joint working",
        })
    }
}
