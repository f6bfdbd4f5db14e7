//! Holding a form to its edition: everything that is wrong with it, with the clauses that ask for it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{
    CategoryId, ChildId, HouseholdId, calendar::london::local_date, child::Birth,
    edition::ConsentItem,
};

use super::{
    Condition, Consent, Draft, Entries, Limits, NewAdult, Outline, Particulars, Refusal, Stage,
    Terms, Wrong,
};
use crate::repeated::repeated;

/// The most adults of one form.
const ADULTS: usize = 2;

fn limits(condition: &Condition) -> Limits {
    Limits {
        category: condition.category.clone(),
        names_person: condition.person.is_some(),
        give: condition.give,
        obtain: condition.obtain,
    }
}

/// Collects what is wrong with a form.
pub(super) struct Check<'a> {
    terms: Terms<'a>,
    today: NaiveDate,
    issued_on: NaiveDate,
    pub(super) wrong: Vec<Wrong>,
}

impl<'a> Check<'a> {
    pub(super) fn of(entries: &Entries, terms: Terms<'a>, now: DateTime<Utc>) -> Self {
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
    pub(super) fn passed(self, entries: &Entries) -> Result<(Outline, Particulars), Refusal> {
        match Particulars::of(entries) {
            Some(particulars) if self.wrong.is_empty() => {
                let outline = Outline {
                    issued_on: self.issued_on,
                    professionals: entries.categories().collect(),
                    limits: entries.conditions.iter().map(limits).collect(),
                    advocacy_refused: entries.advocacy_refused,
                };
                Ok((outline, particulars))
            }
            _ => Err(Refusal::Wrong(self.wrong)),
        }
    }

    pub(super) fn places(
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
        for index in repeated(entries.children.iter().map(|child| child.child)) {
            self.wrong
                .push(second_time(format!("children[{index}].child_id")));
        }
        for (index, child) in entries.children.iter().enumerate() {
            let field = |name| format!("children[{index}].{name}");
            if child.child.is_none() {
                self.miss(ConsentItem::Children, field("child_id"), "needed");
            }
            if child.name.is_none() {
                self.miss(ConsentItem::Children, field("name"), "needed");
            }
            match child.born {
                Some(born) => self.birth(field("born_on"), born, &entries.adults),
                None => self.miss(ConsentItem::Children, field("born_on"), "needed"),
            }
            if child.ics.is_none() {
                self.miss(ConsentItem::Children, field("ics"), "needed");
            }
        }
    }

    fn birth(&mut self, field: String, on: NaiveDate, adults: &[NewAdult]) {
        let younger = |adult: &NewAdult| adult.born.is_some_and(|born| born >= on);
        if let Err(why) = (Birth::Born { on }).possible_on(self.today) {
            self.wrong.push(Wrong::new(field, why.to_string()));
        } else if adults.iter().any(younger) {
            let what = "has to lie after the birth of each adult of the form";
            self.wrong.push(Wrong::new(field, what));
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
            match &entry.category {
                Some(category) => self.category(field("category"), category),
                None => self.wrong.push(Wrong::under(
                    self.terms.form.clauses.clone(),
                    field("category"),
                    "needed",
                )),
            }
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

    pub(super) fn renewal(&mut self, draft: &Draft, earlier: Option<&Consent>) {
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
    children: impl Iterator<Item = Option<ChildId>>,
    household: HouseholdId,
    known: &BTreeMap<ChildId, HouseholdId>,
    field: impl Fn(usize) -> String,
) -> Vec<Wrong> {
    let elsewhere = children.enumerate().filter(|(_, child)| {
        child.is_some_and(|child| known.get(&child).is_some_and(|home| *home != household))
    });
    let wrong = |(index, _)| Wrong::new(field(index), "this child is known in another household");
    elsewhere.map(wrong).collect()
}

/// What is wrong with a child that stands there already.
pub(super) fn second_time(field: String) -> Wrong {
    Wrong::new(field, "names a child for the second time")
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
