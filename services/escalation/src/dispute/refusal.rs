//! Why something can't be done with a dispute.

use handrail_domain::{ClauseId, deadline::NoDueTime};

/// Why a command is refused. Nothing of a position or a reason is ever repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A field contradicts the dispute.
    #[error("{field}: {description}")]
    Field {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        description: String,
    },
    /// Something that the protocol asks for is not said.
    #[error("something that has to be said is missing: {}", .fields.join(", "))]
    Lacks {
        /// The fields that are empty.
        fields: Vec<&'static str>,
        /// The clauses that ask for them.
        clauses: Vec<ClauseId>,
    },
    /// The caller stands on neither side, or not in the role that it takes.
    #[error("this takes {needs}")]
    NotYours {
        /// What it takes.
        needs: String,
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// It was settled, and this ladder's direction is final.
    #[error("{says}")]
    Final {
        /// Why, in the words of the edition.
        says: String,
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// It was settled.
    #[error("the dispute was settled")]
    Settled {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// What it was about ended.
    #[error("the dispute ended with what it was about")]
    Lapsed {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// A rung would be passed over.
    #[error("{says}")]
    SkipsRung {
        /// Why not, and what to do instead.
        says: String,
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// The rung that was named is not above the present one.
    #[error("the dispute stands on that rung, or has left it behind")]
    NotAbove {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// There is no rung above.
    #[error("there is no rung above this one: it is settled here")]
    LastRung {
        /// The clauses of the rung.
        clauses: Vec<ClauseId>,
    },
    /// The managers of the first rung have not all agreed that nothing more can be tried.
    #[error(
        "all managers of the first rung have to agree first that nothing more can be tried, and on who takes it up"
    )]
    NotExhausted {
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// Agreeing that nothing more can be tried is a step of the first rung of some ladders alone.
    #[error(
        "the options are agreed to be exhausted on the first rung, on a ladder that asks for it"
    )]
    NothingToExhaust {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// The managers have agreed before, or this one has said so.
    #[error("it is on record already that nothing more can be tried")]
    ExhaustedAlready {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// The dispute is on its last rung and was expedited before.
    #[error("the dispute is on its last rung and expedited already")]
    ExpeditedAlready {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// Something has to happen first.
    #[error("{says}")]
    Needs {
        /// What, in the words of the edition.
        says: String,
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// The team named can't be given the child or the contact.
    #[error("{says}")]
    NotThere {
        /// Why, and what to do instead.
        says: String,
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
    /// There is no outcome to put on record yet.
    #[error("the dispute has to be settled first")]
    NotSettled {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// This ladder asks for no case note.
    #[error("no case note is asked for here")]
    NoCaseNote {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// The outcome stands on the record already.
    #[error("the case note is on record already")]
    CaseNotedAlready {
        /// The clauses of the ladder.
        clauses: Vec<ClauseId>,
    },
    /// A due time can't be reached.
    #[error(transparent)]
    NoDueTime(#[from] NoDueTime),
}

impl Refusal {
    /// The clauses it rests on; none where the call is wrong in itself, or the calendar too short.
    pub fn clauses(&self) -> &[ClauseId] {
        match self {
            Self::Lacks { clauses, .. }
            | Self::NotYours { clauses, .. }
            | Self::Final { clauses, .. }
            | Self::Settled { clauses }
            | Self::Lapsed { clauses }
            | Self::SkipsRung { clauses, .. }
            | Self::NotAbove { clauses }
            | Self::LastRung { clauses }
            | Self::NotExhausted { clauses }
            | Self::NothingToExhaust { clauses }
            | Self::ExhaustedAlready { clauses }
            | Self::ExpeditedAlready { clauses }
            | Self::Needs { clauses, .. }
            | Self::NotThere { clauses, .. }
            | Self::NotSettled { clauses }
            | Self::NoCaseNote { clauses }
            | Self::CaseNotedAlready { clauses } => clauses,
            Self::NoDueTime(none) => &none.clauses,
            Self::Field { .. } => &[],
        }
    }
}
