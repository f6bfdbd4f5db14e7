//! What a letter is, but for what it says.

use chrono::{DateTime, Utc};
use handrail_domain::edition::Addressee;
use handrail_domain::{
    ChildId, ClauseId, EditionId, HouseholdId, LetterFormId, LetterId, TeamId, TransferId,
};
use serde::{Deserialize, Serialize};

/// A letter, without its text and without a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// Counts its events.
    pub version: u64,
    /// The transfer it goes with.
    pub transfer: TransferId,
    /// The household.
    pub household: HouseholdId,
    /// The edition that its form is of.
    pub edition: EditionId,
    /// The form.
    pub form: LetterFormId,
    /// The form's version.
    pub form_version: u32,
    /// Whom it is for.
    pub to: Addressee,
    /// The child it is written to, where it is for a child.
    pub child: Option<ChildId>,
    /// The team that writes.
    pub from: TeamId,
    /// The team that receives the transfer.
    pub receiving: TeamId,
    /// The clauses its form comes from.
    pub clauses: Vec<ClauseId>,
    /// What the edition advises about it.
    pub advice: Vec<Advised>,
    /// It promises that the receiving team will be in touch.
    pub promises: bool,
    /// When it was written.
    pub composed_at: DateTime<Utc>,
    /// When somebody last put other words in place of the form's.
    pub revised_at: Option<DateTime<Utc>>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// When somebody answered, the oldest first.
    pub feedback: Vec<DateTime<Utc>>,
}

/// Something that is advised about a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advised {
    /// What, in the edition's words.
    pub says: String,
    /// The clauses it comes from.
    pub clauses: Vec<ClauseId>,
}
