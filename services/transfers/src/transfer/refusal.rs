//! Why a command is refused. Nothing has changed then.

use super::{Stage, terms::merged};
use handrail_domain::{
    ChildId, ClauseId,
    edition::{Act, Fact},
};
use thiserror::Error;

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Error)]
pub(crate) enum Refusal {
    /// What was given contradicts what is known. Only where the protocol says what can be given does a
    /// field name clauses; otherwise it is the call that is wrong, in whatever edition.
    #[error("fields are invalid")]
    Fields(Vec<Wrong>),
    /// The edition forbids it.
    #[error("{says}")]
    Forbidden {
        act: Act,
        says: String,
        clauses: Vec<ClauseId>,
    },
    /// Something else has to come first.
    #[error("{}", out_of_order(*.step, *.needs, .says.as_deref()))]
    OutOfOrder {
        step: Fact,
        needs: Fact,
        says: Option<String>,
        clauses: Vec<ClauseId>,
    },
    /// Items that the protocol wants in it are missing.
    #[error("missing: {}", .items.join(", "))]
    Incomplete {
        items: Vec<String>,
        clauses: Vec<ClauseId>,
    },
    /// Something does not hold that has to.
    #[error("{says}")]
    CriteriaUnmet {
        step: Fact,
        says: String,
        clauses: Vec<ClauseId>,
    },
    /// It can happen only once.
    #[error("'{fact}' has happened already")]
    Already { fact: Fact, clauses: Vec<ClauseId> },
    /// The transfer has ended without the plan having moved.
    #[error("the transfer is {}", if *.stage == Stage::Withdrawn { "withdrawn" } else { "closed: nothing moves" })]
    Ended {
        stage: Stage,
        clauses: Vec<ClauseId>,
    },
    /// The receiving team leads already.
    #[error("the lead has passed to the receiving team: this can't be undone here")]
    LeadHasPassed { clauses: Vec<ClauseId> },
    /// The sending team has to keep the children for now.
    #[error("held until '{until}': {because}")]
    Held {
        until: Fact,
        because: String,
        clauses: Vec<ClauseId>,
    },
    /// A dispute is open already.
    #[error("a dispute about this transfer is open already")]
    DisputeOpen { clauses: Vec<ClauseId> },
    /// Nobody has been decided to move.
    #[error("no child of this transfer was decided to move")]
    NobodyMoves { clauses: Vec<ClauseId> },
    /// The pathway leads nowhere lower.
    #[error("only after a step down")]
    NotAfterStepDown { clauses: Vec<ClauseId> },
    /// Another team leads for the child, or none does.
    #[error("the sending team does not lead for child {child}")]
    NotLedBySender {
        child: ChildId,
        clauses: Vec<ClauseId>,
    },
    /// The child is part of another transfer that is under way.
    #[error("child {child} is part of another transfer that is under way")]
    AlreadyMoving {
        child: ChildId,
        clauses: Vec<ClauseId>,
    },
}

/// A field that contradicts what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) field: String,
    pub(crate) description: String,
    /// Under which clauses, where the protocol says what the field can be.
    pub(crate) clauses: Vec<ClauseId>,
}

impl Wrong {
    /// A refusal for one field.
    pub(crate) fn of(field: &str, description: impl Into<String>) -> Refusal {
        Refusal::Fields(vec![Self {
            field: field.to_owned(),
            description: description.into(),
            clauses: Vec::new(),
        }])
    }

    /// The same for a field that the protocol has its word on.
    pub(crate) fn under(
        field: &str,
        description: impl Into<String>,
        clauses: &[ClauseId],
    ) -> Refusal {
        Refusal::Fields(vec![Self {
            field: field.to_owned(),
            description: description.into(),
            clauses: clauses.to_vec(),
        }])
    }
}

impl Refusal {
    /// Of several checks every wrong field at once; else the first refusal of another kind.
    pub(crate) fn of_all(checks: impl IntoIterator<Item = Result<(), Self>>) -> Result<(), Self> {
        let mut fields = Vec::new();
        let mut other = None;
        for refusal in checks.into_iter().filter_map(Result::err) {
            if let Self::Fields(wrong) = refusal {
                fields.extend(wrong);
            } else {
                other = other.or(Some(refusal));
            }
        }
        match (fields.is_empty(), other) {
            (false, _) => Err(Self::Fields(fields)),
            (true, Some(other)) => Err(other),
            (true, None) => Ok(()),
        }
    }

    /// A constant that programs can rely on.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Fields(_) => "FIELDS".to_owned(),
            Self::Forbidden { act, .. } => act.as_str().to_uppercase().replace('-', "_"),
            Self::OutOfOrder { .. } => "OUT_OF_ORDER".to_owned(),
            Self::Incomplete { .. } => "INCOMPLETE".to_owned(),
            Self::CriteriaUnmet { .. } => "CRITERIA_UNMET".to_owned(),
            Self::Already { .. } => "ALREADY_DONE".to_owned(),
            Self::Ended { .. } => "TRANSFER_ENDED".to_owned(),
            Self::LeadHasPassed { .. } => "LEAD_HAS_PASSED".to_owned(),
            Self::Held { .. } => "HELD".to_owned(),
            Self::DisputeOpen { .. } => "DISPUTE_OPEN".to_owned(),
            Self::NobodyMoves { .. } => "NOBODY_MOVES".to_owned(),
            Self::NotAfterStepDown { .. } => "NOT_AFTER_STEP_DOWN".to_owned(),
            Self::NotLedBySender { .. } => "NOT_LED_BY_SENDER".to_owned(),
            Self::AlreadyMoving { .. } => "ALREADY_MOVING".to_owned(),
        }
    }

    /// The clauses it rests on.
    pub(crate) fn clauses(&self) -> Vec<ClauseId> {
        match self {
            Self::Fields(wrong) => merged(wrong.iter().map(|one| one.clauses.as_slice())),
            Self::Forbidden { clauses, .. }
            | Self::OutOfOrder { clauses, .. }
            | Self::Incomplete { clauses, .. }
            | Self::CriteriaUnmet { clauses, .. }
            | Self::Already { clauses, .. }
            | Self::Ended { clauses, .. }
            | Self::LeadHasPassed { clauses }
            | Self::Held { clauses, .. }
            | Self::DisputeOpen { clauses }
            | Self::NobodyMoves { clauses }
            | Self::NotAfterStepDown { clauses }
            | Self::NotLedBySender { clauses, .. }
            | Self::AlreadyMoving { clauses, .. } => clauses.clone(),
        }
    }
}

fn out_of_order(step: Fact, needs: Fact, says: Option<&str>) -> String {
    let order = format!("'{step}' can't happen before '{needs}'");
    match says {
        Some(says) => format!("{order}: {says}"),
        None => order,
    }
}
