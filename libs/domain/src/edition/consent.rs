//! The form on which a family agrees to its information being shared.

use super::{
    Duty, Elements, Fact, Said,
    check::place::{Place, Wrong},
};
use crate::{
    clause::ClauseId,
    deadline::{Direction, Limit},
    ids::CategoryId,
    team::{UnknownName, closed_list},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt, str::FromStr};

/// The form of an edition: what it says, whom it covers, what it has to hold, and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentForm {
    /// The clauses it carries itself: those that list the kinds of professional.
    pub clauses: Vec<ClauseId>,
    /// The service that may ask a family afterwards how the work was.
    pub advocacy: String,
    /// What it says, in our own words and in its order.
    #[serde(rename = "paragraph")]
    pub paragraphs: Vec<Said>,
    /// What whoever signs declares.
    pub declaration: Declaration,
    /// The kinds of professional it covers, in its order.
    #[serde(rename = "professional")]
    pub professionals: Vec<Professional>,
    /// Its duties, what it has to contain, and who is told.
    #[serde(default)]
    pub elements: Elements,
}

/// What whoever signs declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Tells its wording from every other; kept with each signature.
    pub version: String,
    /// In our own words.
    pub says: String,
    /// The clauses it carries.
    pub clauses: Vec<ClauseId>,
}

/// A kind of professional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Professional {
    /// Its id.
    pub category: CategoryId,
    /// What the form calls it.
    pub name: String,
}

closed_list! {
    /// Something that a form of consent can be asked to hold.
    ConsentItem, "item of a form of consent" {
        /// The adults, each with name and date of birth.
        Adults = "adults",
        /// The children, each with name, date of birth and number on the record system.
        Children = "children",
        /// Where the children live.
        ChildrensAddress = "childrens-address",
        /// The leaflet came with the form.
        Leaflet = "leaflet",
        /// Each professional that is entered has a known kind, and can be told apart.
        ProfessionalDetails = "professional-details",
        /// The professionals involved with the family.
        Professionals = "professionals",
        /// Whoever signs says whether they have parental responsibility.
        ResponsibilityDeclared = "responsibility-declared",
        /// Somebody with parental responsibility has signed.
        ResponsibleSigner = "responsible-signer",
        /// The wording that was signed is that of the edition.
        Declaration = "declaration",
        /// A signature of the family, with name, date and relationship.
        FamilySignature = "family-signature",
        /// The signature of a member of staff, with its date.
        StaffSignature = "staff-signature",
    }
}

impl ConsentForm {
    /// The kind of professional of this id.
    pub fn professional(&self, category: &CategoryId) -> Option<&Professional> {
        self.professionals
            .iter()
            .find(|professional| professional.category == *category)
    }

    /// The duty to ask for the consent anew. Until it is due, a consent is valid.
    pub fn renewal(&self) -> Option<&Duty> {
        let mut duties = self.elements.duties.iter();
        duties.find(|duty| duty.done_by == Fact::ConsentRenewed)
    }

    /// For how long a consent is valid, counted from the signature.
    pub fn validity(&self) -> Option<Limit> {
        let limit = self.renewal()?.limit.as_ref()?;
        (limit.of.is_none() && limit.limit.direction() == Direction::After).then_some(limit.limit)
    }

    /// What is wrong with the form, which stands at `at`, beyond what is looked at in every part.
    pub(super) fn inconsistencies(&self, at: &Place) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let mut seen = BTreeSet::new();
        for (at, professional) in at.each("professional", &self.professionals) {
            if !seen.insert(&professional.category) {
                let message = format!(
                    "kind of professional {} stands twice",
                    professional.category
                );
                wrong.push((at.key("category"), message));
            }
        }
        let elements = at.key("elements");
        if self.validity().is_none() {
            let message = format!(
                "the form of consent has no duty that is done by {} within a time after it was signed: nobody could say until when a consent is valid",
                Fact::ConsentRenewed
            );
            let mut duties = elements.each("duty", &self.elements.duties);
            let renewal = duties.find(|(_, duty)| duty.done_by == Fact::ConsentRenewed);
            let place = renewal.map_or_else(|| at.clone(), |(at, _)| at.key("limit"));
            wrong.push((place, message));
        }
        for (at, content) in elements.each("content", &self.elements.contents) {
            if let Err(unknown) = content.item.parse::<ConsentItem>() {
                wrong.push((at.key("item"), unknown.to_string()));
            }
        }
        wrong
    }
}
