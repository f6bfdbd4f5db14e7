//! A consent, folded from its events. What identifies people is no part of it.

use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    CategoryId, ChildId, ConsentId, EditionId, HouseholdId, OccasionId, TeamId, deadline::Deadline,
};
use serde::{Deserialize, Serialize};

use super::{Drafted, Event, Purpose, What};

/// A form that was made out for a family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// Counts its changes.
    pub version: u64,
    /// The household.
    pub household: HouseholdId,
    /// The children it is for.
    pub children: Vec<ChildId>,
    /// The edition whose form it is.
    pub edition: EditionId,
    /// The team that keeps it.
    pub team: TeamId,
    /// The day on which the form was put before the family.
    pub issued_on: NaiveDate,
    /// When it was made out.
    pub drafted_at: DateTime<Utc>,
    /// The kinds of the professionals entered, in their order.
    pub professionals: Vec<CategoryId>,
    /// The conditions, without the names, in their order.
    pub limits: Vec<Limits>,
    /// The family does not want the advocacy service to get in touch.
    pub advocacy_refused: bool,
    /// The consent that it renews.
    pub renews: Option<ConsentId>,
    /// What the family has decided.
    pub stage: Stage,
    /// The signatures of the family, without the names.
    pub signatures: Vec<Signature>,
    /// The day on which a member of staff signed.
    pub staff_signed_on: Option<NaiveDate>,
    /// The version of the declaration that was signed.
    pub declaration: Option<String>,
    /// The occasions of training for which the family has agreed.
    pub training: Vec<OccasionId>,
    /// When another consent took its place.
    pub renewed_at: Option<DateTime<Utc>>,
    /// When the work with the family ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// When the advocacy service was told how the family can be reached.
    pub advocacy_told_at: Option<DateTime<Utc>>,
    /// How often it was shared under it.
    pub shared: u32,
    /// How often a withdrawal by word of mouth was noted.
    pub oral_withdrawals: u32,
}

/// What the family has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Nothing yet: both sides have not signed.
    Draft,
    /// It refuses.
    Refused {
        /// When that was recorded.
        at: DateTime<Utc>,
    },
    /// It agrees.
    Given {
        /// When the last signature that was needed was recorded.
        at: DateTime<Utc>,
    },
    /// It has withdrawn its agreement.
    Withdrawn {
        /// When that was recorded.
        at: DateTime<Utc>,
    },
}

/// Where a consent stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Both sides have not signed.
    Draft,
    /// The family refuses.
    Refused,
    /// It is valid.
    Given,
    /// The family has withdrawn it.
    Withdrawn,
    /// Its time is over.
    Expired,
}

/// A signature of the family, without the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The day.
    pub on: NaiveDate,
    /// Whoever signed has parental responsibility, by their own word.
    pub responsible: bool,
}

/// A condition, without the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// The kind of professional, where one is named.
    pub category: Option<CategoryId>,
    /// A person is named.
    pub names_person: bool,
    /// Nothing is given to them.
    pub give: bool,
    /// Nothing is obtained from them.
    pub obtain: bool,
}

impl Consent {
    /// A new consent.
    pub fn drafted(
        id: ConsentId,
        (household, children): (HouseholdId, Vec<ChildId>),
        drafted: Drafted,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            version: 1,
            household,
            children,
            edition: drafted.edition,
            team: drafted.team,
            issued_on: drafted.outline.issued_on,
            drafted_at: at,
            professionals: drafted.outline.professionals,
            limits: drafted.outline.limits,
            advocacy_refused: drafted.outline.advocacy_refused,
            renews: drafted.renews,
            stage: Stage::Draft,
            signatures: Vec::new(),
            staff_signed_on: None,
            declaration: None,
            training: Vec::new(),
            renewed_at: None,
            finished_at: None,
            advocacy_told_at: None,
            shared: 0,
            oral_withdrawals: 0,
        }
    }

    /// The consent after an event. A second draft changes nothing.
    #[must_use]
    pub fn after(mut self, event: &Event) -> Self {
        let at = event.at;
        match &event.what {
            What::Drafted(_) => return self,
            What::Corrected { children, outline } => {
                let outline = outline.clone();
                self.children.clone_from(children);
                self.issued_on = outline.issued_on;
                self.professionals = outline.professionals;
                self.limits = outline.limits;
                self.advocacy_refused = outline.advocacy_refused;
            }
            What::Signed {
                signatures,
                staff,
                declaration,
                gives,
            } => {
                self.signatures.extend(signatures);
                self.staff_signed_on = self.staff_signed_on.or(*staff);
                if declaration.is_some() {
                    self.declaration.clone_from(declaration);
                }
                if *gives {
                    self.stage = Stage::Given { at };
                }
            }
            What::Refused => self.stage = Stage::Refused { at },
            What::Withdrawn { .. } => self.stage = Stage::Withdrawn { at },
            What::OralWithdrawalNoted { .. } => self.oral_withdrawals += 1,
            What::TrainingAllowed { occasion } => self.training.push(occasion.clone()),
            What::TakenOver { team } => self.team = team.clone(),
            What::Renewed { .. } => self.renewed_at = Some(at),
            What::Finished => self.finished_at = Some(at),
            What::Shared { ask, .. } => {
                self.shared += 1;
                if ask.purpose == Purpose::Advocacy {
                    self.advocacy_told_at = self.advocacy_told_at.or(Some(at));
                }
            }
            What::ProfessionalNoted { .. } | What::Expired | What::Read => {}
        }
        self.version += 1;
        self
    }

    /// The day of the earliest signature of the family, from which its time counts.
    pub fn signed_on(&self) -> Option<NaiveDate> {
        self.signatures.iter().map(|signature| signature.on).min()
    }

    /// Where it stands at an instant, when it is valid until then.
    pub fn standing(&self, valid_until: Option<&Deadline>, now: DateTime<Utc>) -> Standing {
        match self.stage {
            Stage::Draft => Standing::Draft,
            Stage::Refused { .. } => Standing::Refused,
            Stage::Withdrawn { .. } => Standing::Withdrawn,
            Stage::Given { .. } if valid_until.is_some_and(|until| until.met_by(now)) => {
                Standing::Given
            }
            Stage::Given { .. } => Standing::Expired,
        }
    }
}
