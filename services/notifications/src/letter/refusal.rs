//! Why a letter is refused. Nothing has changed then.

use handrail_domain::{ClauseId, LetterFormId, edition::Fact};
use thiserror::Error;

/// Why a letter is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// What was given is wrong in itself.
    #[error("fields are invalid")]
    Fields(Vec<Wrong>),
    /// The form is for other moves.
    #[error("{says}")]
    NotForThisMove {
        /// Why.
        says: String,
        /// The clauses of the form.
        clauses: Vec<ClauseId>,
    },
    /// Something has to happen on the transfer first.
    #[error("not before '{needs}': {says}")]
    TooEarly {
        /// What.
        needs: Fact,
        /// Why.
        says: String,
        /// The clauses of the form.
        clauses: Vec<ClauseId>,
    },
    /// The plan does not move: there is nothing to write about.
    #[error(
        "the transfer is withdrawn or closed: nothing moves, so nothing is closed with a letter"
    )]
    NothingMoves {
        /// The clauses of the form.
        clauses: Vec<ClauseId>,
    },
    /// The form can't do without these fields.
    #[error("missing: {}", .fields.join(", "))]
    Incomplete {
        /// Their names.
        fields: Vec<String>,
        /// The clauses of the fields.
        clauses: Vec<ClauseId>,
    },
    /// A field names a team or a service that does not receive the plan.
    #[error("{field} is not where the plan goes")]
    NotTheReceiver {
        /// The field.
        field: String,
        /// The clauses of the field.
        clauses: Vec<ClauseId>,
    },
    /// Another team receives by now.
    #[error("another team receives by now: write the letter anew")]
    ReceiverChanged {
        /// The clauses of the form.
        clauses: Vec<ClauseId>,
    },
    /// What somebody wrote in the form's place does not say what a letter can't do without.
    #[error("the text has to say, as the form did: {}", .fields.join(", "))]
    Lost {
        /// The fields that are gone.
        fields: Vec<String>,
        /// The clauses of the fields.
        clauses: Vec<ClauseId>,
    },
    /// It was sent already.
    #[error("the letter was sent: it stays as it was")]
    Sent {
        /// The clauses of the form.
        clauses: Vec<ClauseId>,
    },
    /// It was not sent yet.
    #[error("the letter was not sent yet: nobody can have answered")]
    NotSent {
        /// The clauses of the form.
        clauses: Vec<ClauseId>,
    },
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Its path in the request.
    pub field: String,
    /// What is wrong with it, without repeating its value.
    pub description: String,
}

impl Wrong {
    /// Something that is wrong with a field.
    pub fn of(field: &str, description: &str) -> Self {
        Self {
            field: field.to_owned(),
            description: description.to_owned(),
        }
    }

    /// A form that the edition does not have.
    pub(super) fn no_form(known: &[&LetterFormId]) -> Refusal {
        let known: Vec<&str> = known.iter().map(|id| id.as_str()).collect();
        let what = match known.as_slice() {
            [] => "the edition of this transfer has no letters".to_owned(),
            known => format!("not a letter of this edition; one of: {}", known.join(", ")),
        };
        Refusal::Fields(vec![Self::of("form_id", &what)])
    }
}

impl Refusal {
    /// A constant that programs can rely on.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Fields(_) => "FIELDS",
            Self::NotForThisMove { .. } => "LETTER_NOT_FOR_THIS_MOVE",
            Self::TooEarly { .. } => "OUT_OF_ORDER",
            Self::NothingMoves { .. } => "TRANSFER_ENDED",
            Self::Incomplete { .. } => "INCOMPLETE",
            Self::NotTheReceiver { .. } => "NOT_THE_RECEIVER",
            Self::ReceiverChanged { .. } => "RECEIVER_CHANGED",
            Self::Lost { .. } => "LETTER_SAYS_TOO_LITTLE",
            Self::Sent { .. } => "LETTER_SENT",
            Self::NotSent { .. } => "LETTER_NOT_SENT",
        }
    }

    /// The clauses it rests on.
    pub fn clauses(&self) -> &[ClauseId] {
        match self {
            Self::NotForThisMove { clauses, .. }
            | Self::TooEarly { clauses, .. }
            | Self::NothingMoves { clauses }
            | Self::Incomplete { clauses, .. }
            | Self::NotTheReceiver { clauses, .. }
            | Self::ReceiverChanged { clauses }
            | Self::Lost { clauses, .. }
            | Self::Sent { clauses }
            | Self::NotSent { clauses } => clauses,
            Self::Fields(_) => &[],
        }
    }
}
