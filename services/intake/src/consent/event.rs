//! What can happen to a consent. No event holds a name, a date of birth, an address or what people have said.

use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    CategoryId, ChildId, ClauseId, ConsentId, EditionId, OccasionId, TeamId, edition::RuleName,
};

use super::{Ask, Limits, Signature, Terms};

/// One thing that happened to a consent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The form was made out.
    Drafted(Drafted),
    /// It was made out anew, before anybody had signed.
    Corrected {
        /// The children it is for.
        children: Vec<ChildId>,
        /// What it is made out with.
        outline: Outline,
    },
    /// Signatures were recorded.
    Signed {
        /// Those of the family that are new.
        signatures: Vec<Signature>,
        /// The day on which a member of staff signed, where that is new.
        staff: Option<NaiveDate>,
        /// The version of the declaration.
        declaration: Option<String>,
        /// With these the consent is given.
        gives: bool,
    },
    /// The family refused.
    Refused,
    /// It was withdrawn in writing.
    Withdrawn {
        /// The day on which the notice was received.
        received_on: NaiveDate,
    },
    /// A withdrawal by word of mouth was noted; nothing changed.
    OralWithdrawalNoted {
        /// The day on which it was made.
        received_on: NaiveDate,
    },
    /// The field of a professional that is for staff was filled in.
    ProfessionalNoted {
        /// The place of the professional on the form, from 1.
        number: u32,
    },
    /// The family agreed to an occasion of training.
    TrainingAllowed {
        /// The occasion.
        occasion: OccasionId,
    },
    /// Another team keeps it.
    TakenOver {
        /// The team.
        team: TeamId,
    },
    /// Another consent took its place.
    Renewed {
        /// That consent.
        by: ConsentId,
    },
    /// Nobody asked the family anew in time: it is valid no more.
    Expired,
    /// The work with the family ended.
    Finished,
    /// Something was shared under it.
    Shared {
        /// What, and which way; no event keeps the name.
        ask: Ask,
        /// The clauses under which it could be.
        clauses: Vec<ClauseId>,
    },
    /// What it holds about people was read.
    Read,
}

/// What a form is made out with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The edition whose form it is.
    pub edition: EditionId,
    /// The team that keeps it.
    pub team: TeamId,
    /// The consent that it renews.
    pub renews: Option<ConsentId>,
    /// What it says that is not about people.
    pub outline: Outline,
}

/// What a form says that is not about people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The day on which it was put before the family.
    pub issued_on: NaiveDate,
    /// The kinds of the professionals entered.
    pub professionals: Vec<CategoryId>,
    /// The conditions, without the names.
    pub limits: Vec<Limits>,
    /// The family does not want the advocacy service to get in touch.
    pub advocacy_refused: bool,
}

impl What {
    /// Its kind in the journal.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Drafted(_) => "consent.drafted",
            Self::Corrected { .. } => "consent.corrected",
            Self::Signed { .. } => "consent.signed",
            Self::Refused => "consent.refused",
            Self::Withdrawn { .. } => "consent.withdrawn",
            Self::OralWithdrawalNoted { .. } => "consent.oral-withdrawal-noted",
            Self::ProfessionalNoted { .. } => "consent.professional-noted",
            Self::TrainingAllowed { .. } => "consent.training-allowed",
            Self::TakenOver { .. } => "consent.taken-over",
            Self::Renewed { .. } => "consent.renewed",
            Self::Expired => "consent.expired",
            Self::Finished => "consent.involvement-finished",
            Self::Shared { .. } => "consent.shared",
            Self::Read => "consent.read",
        }
    }

    /// The clauses it rests on.
    pub fn clauses(&self, terms: Terms<'_>) -> Vec<ClauseId> {
        match self {
            Self::Drafted(_) | Self::Corrected { .. } => terms.form.clauses.clone(),
            Self::Signed { .. } => terms.rule(RuleName::ConsentBySignature),
            Self::Refused => terms.rule(RuleName::ConsentRefusable),
            Self::Withdrawn { .. } => {
                let mut clauses = terms.rule(RuleName::ConsentWithdrawal);
                clauses.extend(terms.rule(RuleName::ConsentWithdrawalInWriting));
                clauses
            }
            Self::OralWithdrawalNoted { .. } => terms.rule(RuleName::ConsentWithdrawalInWriting),
            Self::TrainingAllowed { .. } => terms.rule(RuleName::TrainingAskedSeparately),
            Self::Renewed { .. } | Self::Expired => terms.validity_clauses(),
            Self::Finished => terms.rule(RuleName::AdvocacyAfterwards),
            Self::Shared { clauses, .. } => clauses.clone(),
            Self::Read => terms.rule(RuleName::FamilyDataReads),
            Self::ProfessionalNoted { .. } | Self::TakenOver { .. } => Vec::new(),
        }
    }
}
