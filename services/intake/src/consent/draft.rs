//! Making a form out for a family: what it has to hold (E-CONSENT-01 to -03, -15, -25 to -27).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    CategoryId, ChildId, ConsentId, HouseholdId, TeamId,
    calendar::london::local_date,
    edition::{ConsentItem, RuleName},
    text::Note,
};

use super::{
    Condition, Consent, Drafted, Given, IcsNumber, Limits, Outline, Particulars, Refusal, Stage,
    Terms, What, Wrong,
};
use crate::contact::{Authority, Name};

/// The most children of one form.
pub const CHILDREN: usize = 12;
/// The most adults of one form.
const ADULTS: usize = 2;
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
    pub child: ChildId,
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
    pub category: CategoryId,
    /// Name and contact details.
    pub details: Option<Note>,
    /// What the parents say.
    pub comment: Option<Note>,
    /// For staff.
    pub admin: Option<Note>,
}

impl std::fmt::Debug for NewChild {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewChild({})", self.child)
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
        self.children.iter().map(|new| new.child).collect()
    }

    fn categories(&self) -> impl Iterator<Item = &CategoryId> {
        self.professionals.iter().map(|entry| &entry.category)
    }
}

fn limits(condition: &Condition) -> Limits {
    Limits {
        category: condition.category.clone(),
        names_person: condition.person.is_some(),
        give: condition.give,
        obtain: condition.obtain,
    }
}

/// Collects what is wrong with a form.
struct Check<'a> {
    terms: Terms<'a>,
    today: NaiveDate,
    issued_on: NaiveDate,
    wrong: Vec<Wrong>,
}

impl<'a> Check<'a> {
    fn of(entries: &Entries, terms: Terms<'a>, now: DateTime<Utc>) -> Self {
        let today = local_date(now);
        let issued_on = entries.issued_on.unwrap_or(today);
        let mut check = Self {
            terms,
            today,
            issued_on,
            wrong: Vec::new(),
        };
        check.people(entries);
        check.addresses(entries);
        check.professionals(entries);
        check.conditions(entries);
        check.day("issued_on", issued_on);
        if terms.needs(ConsentItem::Leaflet) && !entries.leaflet_given {
            let what = "the leaflet is given with the form";
            check.miss(ConsentItem::Leaflet, "leaflet_given", what);
        }
        check
    }

    /// What is kept of a form with which nothing is wrong.
    fn passed(self, entries: &Entries) -> Result<(Outline, Particulars), Refusal> {
        match Particulars::of(entries) {
            Some(particulars) if self.wrong.is_empty() => {
                let outline = Outline {
                    issued_on: self.issued_on,
                    professionals: entries.categories().cloned().collect(),
                    limits: entries.conditions.iter().map(limits).collect(),
                    advocacy_refused: entries.advocacy_refused,
                };
                Ok((outline, particulars))
            }
            _ => Err(Refusal::Wrong(self.wrong)),
        }
    }

    fn places(
        &mut self,
        entries: &Entries,
        household: HouseholdId,
        known: &BTreeMap<ChildId, HouseholdId>,
    ) {
        let ids = entries.children.iter().map(|new| new.child);
        self.wrong.extend(misplaced(ids, household, known, |index| {
            format!("children[{index}].child_id")
        }));
    }

    fn miss(&mut self, item: ConsentItem, field: impl Into<String>, what: impl Into<String>) {
        let clauses = self.terms.clauses_of(item);
        self.wrong.push(Wrong::under(clauses, field, what));
    }

    fn day(&mut self, field: impl Into<String>, day: NaiveDate) {
        if day > self.today {
            self.wrong.push(Wrong::new(field, "lies in the future"));
        }
    }

    fn people(&mut self, entries: &Entries) {
        let adults = entries.adults.len();
        if adults > ADULTS || (adults == 0 && self.terms.needs(ConsentItem::Adults)) {
            let what = format!("one or two are needed, not {adults}");
            self.miss(ConsentItem::Adults, "adults", what);
        }
        for (index, adult) in entries.adults.iter().enumerate() {
            let field = |name| format!("adults[{index}].{name}");
            if adult.name.is_none() {
                self.miss(ConsentItem::Adults, field("name"), "needed");
            }
            match adult.born {
                Some(born) => self.day(field("born_on"), born),
                None => self.miss(ConsentItem::Adults, field("born_on"), "needed"),
            }
        }
        if entries.children.is_empty() {
            self.miss(ConsentItem::Children, "children", "at least one is needed");
        }
        let mut seen = BTreeSet::new();
        for (index, child) in entries.children.iter().enumerate() {
            let field = |name| format!("children[{index}].{name}");
            if !seen.insert(child.child) {
                let what = "names a child for the second time";
                self.wrong.push(Wrong::new(field("child_id"), what));
            }
            if child.name.is_none() {
                self.miss(ConsentItem::Children, field("name"), "needed");
            }
            match child.born {
                Some(born) => self.day(field("born_on"), born),
                None => self.miss(ConsentItem::Children, field("born_on"), "needed"),
            }
            if child.ics.is_none() {
                self.miss(ConsentItem::Children, field("ics"), "needed");
            }
        }
    }

    fn addresses(&mut self, entries: &Entries) {
        let missing = entries.childrens_address.is_none();
        if missing && self.terms.needs(ConsentItem::ChildrensAddress) {
            self.miss(ConsentItem::ChildrensAddress, "childrens_address", "needed");
        }
    }

    fn professionals(&mut self, entries: &Entries) {
        for (index, entry) in entries.professionals.iter().enumerate() {
            let field = |name| format!("professionals[{index}].{name}");
            self.category(field("category"), &entry.category);
            if entry.details.is_none() {
                let item = ConsentItem::ProfessionalDetails;
                self.miss(item, field("details"), "name or contact details are needed");
            }
        }
    }

    fn conditions(&mut self, entries: &Entries) {
        for (index, condition) in entries.conditions.iter().enumerate() {
            let field = format!("conditions[{index}]");
            if let Some(category) = &condition.category {
                self.category(format!("{field}.category"), category);
            } else if condition.person.is_none() {
                let what = "a person or a kind of professional has to be named";
                self.wrong.push(Wrong::new(field.clone(), what));
            }
            if !condition.give && !condition.obtain {
                let what = "says neither that nothing is given nor that nothing is obtained";
                self.wrong.push(Wrong::new(field, what));
            }
        }
    }

    fn category(&mut self, field: String, category: &CategoryId) {
        if let Some(wrong) = unknown_category(self.terms, field, category) {
            self.wrong.push(wrong);
        }
    }

    fn renewal(&mut self, draft: &Draft, earlier: Option<&Consent>) {
        if draft.renews.is_none() {
            return;
        }
        let renewable = earlier.is_some_and(|earlier| {
            earlier.household == draft.household
                && matches!(earlier.stage, Stage::Given { .. })
                && earlier.renewed_at.is_none()
        });
        if !renewable {
            let what = "not a consent of this household that was given and not renewed";
            self.wrong.push(Wrong::new("renews_consent_id", what));
        }
    }
}

/// The children who are known in another household.
pub(super) fn misplaced(
    children: impl Iterator<Item = ChildId>,
    household: HouseholdId,
    known: &BTreeMap<ChildId, HouseholdId>,
    field: impl Fn(usize) -> String,
) -> Vec<Wrong> {
    let elsewhere = children
        .enumerate()
        .filter(|(_, child)| known.get(child).is_some_and(|home| *home != household));
    let wrong = |(index, _)| Wrong::new(field(index), "this child is known in another household");
    elsewhere.map(wrong).collect()
}

/// What is wrong with a kind of professional that the form does not have.
pub(super) fn unknown_category(
    terms: Terms<'_>,
    field: impl Into<String>,
    category: &CategoryId,
) -> Option<Wrong> {
    if terms.form.professional(category).is_some() {
        return None;
    }
    let known = terms.form.professionals.iter();
    let known: Vec<&str> = known.map(|one| one.category.as_str()).collect();
    let what = format!(
        "not a kind of professional of this form; one of: {}",
        known.join(", ")
    );
    Some(Wrong::under(terms.form.clauses.clone(), field, what))
}
