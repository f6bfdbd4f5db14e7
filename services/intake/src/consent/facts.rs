//! A consent in the words of an edition: what happened, what it lacks, and who stands for each side.

use std::collections::BTreeMap;

use handrail_domain::{
    ClauseId,
    edition::{ConsentItem, Fact, Party, Side, Situation},
    obligation::{Facts, Occurrence, Post, Subject},
};

use super::{Consent, Stage, Terms, What};

/// Something that a form lacks without being held up by it.
const ADVICE: [(ConsentItem, &str); 3] = [
    (
        ConsentItem::Professionals,
        "No professional is entered: ask the family who is involved with it.",
    ),
    (
        ConsentItem::StaffSignature,
        "No member of staff has signed: until then the form is a draft.",
    ),
    (
        ConsentItem::ResponsibleSigner,
        "Nobody who signed declares to have parental responsibility: ask who has it.",
    ),
];

impl Consent {
    /// What it is called in journals and duties.
    pub fn subject(&self) -> Subject {
        Subject {
            kind: "consent".to_owned(),
            id: self.id.0,
            household: self.household,
        }
    }

    /// All that has happened to it, as far as something is owed for it. What was withdrawn, or is no longer
    /// needed, has to be renewed by nobody.
    pub fn facts(&self) -> Facts {
        let given = matches!(self.stage, Stage::Given { .. });
        let signed = self
            .signed_on()
            .filter(|_| given && self.finished_at.is_none())
            .map(Terms::start_of);
        let withdrawn = match self.stage {
            Stage::Withdrawn { at } => Some(at),
            Stage::Draft | Stage::Refused { .. } | Stage::Given { .. } => None,
        };
        let open = self.finished_at.filter(|_| given && !self.advocacy_refused);
        let happened = [
            (Fact::ConsentDrafted, Some(self.drafted_at)),
            (Fact::ConsentSigned, signed),
            (Fact::ConsentRenewed, self.renewed_at),
            (Fact::AdvocacyOpen, open),
            (Fact::AdvocacyTold, self.advocacy_told_at),
            (Fact::ConsentWithdrawn, withdrawn),
        ];
        let occurrence = |(fact, at): (Fact, Option<_>)| {
            Some(Occurrence {
                fact,
                at: at?,
                instance: String::new(),
            })
        };
        Facts {
            happened: happened.into_iter().filter_map(occurrence).collect(),
            anchors: BTreeMap::new(),
            situation: Situation::default(),
            ended_at: self.finished_at.filter(|_| open.is_none()),
        }
    }

    /// Who stands for a party: the team that keeps it holds it, and there is no other side.
    pub fn post(&self, party: Party) -> Option<Post> {
        (party.side == Side::Holding).then(|| Post {
            team: self.team.clone(),
            role: party.role,
        })
    }

    /// What the form lacks without being held up by it: in words, with the clauses that ask for it.
    pub fn lacks(&self, terms: Terms<'_>) -> Vec<(&'static str, Vec<ClauseId>)> {
        let lacking = |item: ConsentItem| match item {
            ConsentItem::Professionals => self.professionals.is_empty(),
            ConsentItem::StaffSignature => {
                self.stage == Stage::Draft && self.staff_signed_on.is_none()
            }
            ConsentItem::ResponsibleSigner => {
                !self.signatures.is_empty() && !self.signatures.iter().any(|one| one.responsible)
            }
            ConsentItem::Adults
            | ConsentItem::Children
            | ConsentItem::ChildrensAddress
            | ConsentItem::Leaflet
            | ConsentItem::ProfessionalDetails
            | ConsentItem::ResponsibilityDeclared
            | ConsentItem::Declaration
            | ConsentItem::FamilySignature => false,
        };
        let lacks = ADVICE.into_iter();
        lacks
            .filter(|(item, _)| terms.misses(*item) && lacking(*item))
            .map(|(item, says)| (says, terms.clauses_of(item)))
            .collect()
    }
}

impl What {
    /// The fact that it is, for those who are told.
    pub fn fact(&self) -> Option<Fact> {
        match self {
            Self::Drafted(_) => Some(Fact::ConsentDrafted),
            Self::Signed { gives: true, .. } => Some(Fact::ConsentSigned),
            Self::Refused => Some(Fact::ConsentRefused),
            Self::Withdrawn { .. } => Some(Fact::ConsentWithdrawn),
            Self::Renewed { .. } => Some(Fact::ConsentRenewed),
            Self::Corrected { .. }
            | Self::Signed { .. }
            | Self::OralWithdrawalNoted { .. }
            | Self::ProfessionalNoted { .. }
            | Self::TrainingAllowed { .. }
            | Self::TakenOver { .. }
            | Self::Expired
            | Self::Finished
            | Self::Shared { .. }
            | Self::Read => None,
        }
    }
}
