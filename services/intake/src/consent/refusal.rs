//! Why something about a consent is refused. Nothing has changed then.

use handrail_domain::{ClauseId, EditionId, TeamId};

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The edition has no form of consent.
    #[error("{}", no_form(.edition.as_ref()))]
    NoForm {
        /// The edition, where there is one.
        edition: Option<EditionId>,
    },
    /// The caller is of another team.
    #[error("this is for team {team}")]
    NotForThem {
        /// The team.
        team: TeamId,
        /// The clauses that this is about.
        clauses: Vec<ClauseId>,
    },
    /// Fields are wrong.
    #[error("the form is not filled in as it has to be")]
    Wrong(Vec<Wrong>),
    /// The family has decided.
    #[error("the family has decided already: make out another form")]
    Decided {
        /// The clauses under which it did.
        clauses: Vec<ClauseId>,
    },
    /// Somebody has signed what the form says.
    #[error("somebody has signed this form: make out another one")]
    Signed {
        /// The clauses that this is about.
        clauses: Vec<ClauseId>,
    },
    /// There is no consent that this could change.
    #[error("the family has not given its consent, or has withdrawn it")]
    NotGiven {
        /// The clauses that this is about.
        clauses: Vec<ClauseId>,
    },
    /// The work with the family has ended before.
    #[error("it is on record that the work with the family has ended")]
    Finished {
        /// The clauses of what follows from it.
        clauses: Vec<ClauseId>,
    },
    /// It may not be shared.
    #[error("{because}")]
    NotShared {
        /// Why.
        because: String,
        /// The clauses that say so.
        clauses: Vec<ClauseId>,
    },
}

/// A field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Its path.
    pub field: String,
    /// What is wrong with it, without repeating its value.
    pub what: String,
    /// The clauses that ask for it or rule it out.
    pub clauses: Vec<ClauseId>,
}

impl Wrong {
    /// A field that is wrong in itself.
    pub(super) fn new(field: impl Into<String>, what: impl Into<String>) -> Self {
        Self::under(Vec::new(), field, what)
    }

    /// A field that clauses ask for or rule out.
    pub(super) fn under(
        clauses: Vec<ClauseId>,
        field: impl Into<String>,
        what: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            what: what.into(),
            clauses,
        }
    }
}

fn no_form(edition: Option<&EditionId>) -> String {
    let which = match edition {
        Some(edition) => format!("edition {edition}"),
        None => "no edition in force".to_owned(),
    };
    format!(
        "{which} has no form of consent: record the family's consent as a step of the transfer, or name an edition that has a form"
    )
}
