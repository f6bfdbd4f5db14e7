//! Making a form out for a family: what it has to hold (E-CONSENT-01 to -03, -15, -25 to -27).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    CategoryId, ChildId, ConsentId, HouseholdId, TeamId, edition::RuleName, text::Note,
};

use super::{
    Condition, Consent, Drafted, Given, IcsNumber, Particulars, Refusal, Stage, Terms, What, Wrong,
    check::Check,
};
use crate::contact::{Authority, Name};

/// The most children of one form.
pub const CHILDREN: usize = 12;
/// The most professionals of one form.
pub const PROFESSIONALS: usize = 40;
/// The most conditions of one form.
pub const CONDITIONS: usize = 20;

/// Asks to make a form out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The team that keeps it.
    pub team: TeamId,
    /// The household.
    pub household: HouseholdId,
    /// The consent that it renews.
    pub renews: Option<ConsentId>,
    /// What the form is to hold.
    pub entries: Entries,
}

/// What a form is to hold. What is missing is told with everything else that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries {
    /// The children.
    pub children: Vec<NewChild>,
    /// The adults.
    pub adults: Vec<NewAdult>,
    /// Where the children live.
    pub childrens_address: Option<Note>,
    /// Where the parents live, if elsewhere.
    pub parents_address: Option<Note>,
    /// The professionals involved with the family.
    pub professionals: Vec<NewProfessional>,
    /// Whom the family excludes.
    pub conditions: Vec<Condition>,
    /// The family does not want the advocacy service to get in touch.
    pub advocacy_refused: bool,
    /// The leaflet was given with the form.
    pub leaflet_given: bool,
    /// The day on which it was put before the family; today when absent.
    pub issued_on: Option<NaiveDate>,
}

/// A child as a form names it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewChild {
    /// The child.
    pub child: Option<ChildId>,
    /// The name.
    pub name: Option<Name>,
    /// The date of birth.
    pub born: Option<NaiveDate>,
    /// The number on the record system.
    pub ics: Option<IcsNumber>,
}

/// An adult as a form names them.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAdult {
    /// The name.
    pub name: Option<Name>,
    /// The date of birth.
    pub born: Option<NaiveDate>,
}

/// A professional as a form names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProfessional {
    /// The kind.
    pub category: Option<CategoryId>,
    /// Name and contact details.
    pub details: Option<Note>,
    /// What the parents say.
    pub comment: Option<Note>,
    /// For staff.
    pub admin: Option<Note>,
}

impl std::fmt::Debug for NewChild {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewChild({:?})", self.child)
    }
}

impl std::fmt::Debug for NewAdult {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewAdult(..)")
    }
}

impl Draft {
    /// Makes the form out. `earlier` is the consent that it is to renew, where that is known; `known` are the
    /// households of those children whom the front door knows.
    ///
    /// # Errors
    /// When the caller is of another team, and everything that is wrong with the form.
    pub fn decide(
        &self,
        earlier: Option<&Consent>,
        known: &BTreeMap<ChildId, HouseholdId>,
        by: &Authority,
        terms: Terms<'_>,
        now: DateTime<Utc>,
    ) -> Result<(Drafted, Particulars), Refusal> {
        if !by.acts_for(&self.team) {
            return Err(Refusal::NotForThem {
                team: self.team.clone(),
                clauses: terms.form.clauses.clone(),
            });
        }
        let mut check = Check::of(&self.entries, terms, now);
        check.renewal(self, earlier);
        check.places(&self.entries, self.household, known);
        let (outline, particulars) = check.passed(&self.entries)?;
        let drafted = Drafted {
            edition: terms.edition.id.clone(),
            team: self.team.clone(),
            renews: self.renews,
            outline,
        };
        Ok((drafted, particulars))
    }
}

impl Consent {
    /// Makes a draft out anew: everything that the form holds is replaced.
    pub(super) fn correct(&self, entries: &Entries, given: &Given<'_>) -> Result<What, Refusal> {
        if self.stage != Stage::Draft {
            return Err(self.decided(given));
        }
        if !self.signatures.is_empty() || self.staff_signed_on.is_some() {
            return Err(Refusal::Signed {
                clauses: given.terms.rule(RuleName::ConsentBySignature),
            });
        }
        let mut check = Check::of(entries, given.terms, given.now);
        check.places(entries, self.household, &given.known);
        let (outline, _) = check.passed(entries)?;
        Ok(What::Corrected {
            children: entries.child_ids(),
            outline,
        })
    }
}

impl Entries {
    /// The children it is for.
    pub fn child_ids(&self) -> Vec<ChildId> {
        self.children.iter().filter_map(|new| new.child).collect()
    }

    /// The kinds of professional it names.
    pub(super) fn categories(&self) -> impl Iterator<Item = CategoryId> {
        let named = self.professionals.iter();
        named.filter_map(|entry| entry.category.clone())
    }

    /// Everything that is wrong with it in itself, whatever is known of the family.
    pub fn wrong(&self, terms: Terms<'_>, now: DateTime<Utc>) -> Vec<Wrong> {
        Check::of(self, terms, now).wrong
    }
}
