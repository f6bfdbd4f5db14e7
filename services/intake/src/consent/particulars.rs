//! What a form holds about people. It is kept apart from everything else, is in no event, and shows nothing of
//! itself in a log.

use std::fmt;

use chrono::NaiveDate;
use handrail_domain::{CategoryId, ChildId, text::Note};
use serde::{Deserialize, Serialize};

use super::{Command, Entries, Withdrawal};
use crate::contact::Name;

/// The longest number of the record system, in characters.
const ICS_CHARACTERS: usize = 40;

/// Everything on a form that is about people.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    /// The adults.
    pub adults: Vec<Adult>,
    /// The children.
    pub children: Vec<ChildEntry>,
    /// Where the children live; absent where the edition does not ask for it.
    pub childrens_address: Option<Note>,
    /// Where the parents live, if elsewhere.
    pub parents_address: Option<Note>,
    /// The professionals.
    pub professionals: Vec<Professional>,
    /// Whom the family excludes.
    pub conditions: Vec<Condition>,
    /// Who signed for the family, in the order of the signatures.
    pub signers: Vec<Signer>,
    /// The member of staff who signed.
    pub staff: Option<Name>,
    /// Where the written withdrawal is kept.
    pub withdrawal: Option<Note>,
    /// What was said in withdrawals by word of mouth.
    pub oral_withdrawals: Vec<Note>,
    /// Whom something was shared with, where somebody was named.
    pub shared_with: Vec<Option<Name>>,
}

/// An adult of the family.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adult {
    /// The name.
    pub name: Name,
    /// The date of birth.
    pub born: NaiveDate,
}

/// A child on the form.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildEntry {
    /// The child.
    pub child: ChildId,
    /// The name.
    pub name: Name,
    /// The date of birth.
    pub born: NaiveDate,
    /// The number on the record system.
    pub ics: IcsNumber,
}

/// A professional involved with the family.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Professional {
    /// The kind.
    pub category: CategoryId,
    /// Name and contact details.
    pub details: Note,
    /// What the parents say.
    pub comment: Option<Note>,
    /// For staff.
    pub admin: Option<Note>,
}

/// Somebody whom the family excludes: a person, everybody of a kind, or a person of a kind.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The person.
    pub person: Option<Name>,
    /// The kind of professional.
    pub category: Option<CategoryId>,
    /// Nothing is given to them.
    pub give: bool,
    /// Nothing is obtained from them.
    pub obtain: bool,
}

/// Who signed for the family.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The name.
    pub name: Name,
    /// The relationship to the children.
    pub relationship: Note,
}

/// A child's number on the record system. Its `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IcsNumber(String);

/// A text that can't be a number of the record system.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("1 to {ICS_CHARACTERS} characters of letters, digits, '-' and '/' are needed")]
pub struct InvalidIcsNumber;

impl IcsNumber {
    /// The number, for those who may read it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for IcsNumber {
    type Error = InvalidIcsNumber;

    fn try_from(text: String) -> Result<Self, InvalidIcsNumber> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'/';
        if (1..=ICS_CHARACTERS).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text))
        } else {
            Err(InvalidIcsNumber)
        }
    }
}

impl From<IcsNumber> for String {
    fn from(number: IcsNumber) -> String {
        number.0
    }
}

macro_rules! confidential {
    ($($name:ident)*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )*};
}

confidential!(Particulars Adult ChildEntry Professional Condition Signer IcsNumber);

impl Particulars {
    /// What a form that is made out holds; nothing while something that it has to hold is missing.
    pub(super) fn of(entries: &Entries) -> Option<Self> {
        let adult = |adult: &super::NewAdult| {
            Some(Adult {
                name: adult.name.clone()?,
                born: adult.born?,
            })
        };
        let child = |child: &super::NewChild| {
            Some(ChildEntry {
                child: child.child?,
                name: child.name.clone()?,
                born: child.born?,
                ics: child.ics.clone()?,
            })
        };
        let professional = |entry: &super::NewProfessional| {
            Some(Professional {
                category: entry.category.clone()?,
                details: entry.details.clone()?,
                comment: entry.comment.clone(),
                admin: entry.admin.clone(),
            })
        };
        Some(Self {
            adults: entries.adults.iter().map(adult).collect::<Option<_>>()?,
            children: entries.children.iter().map(child).collect::<Option<_>>()?,
            childrens_address: entries.childrens_address.clone(),
            parents_address: entries.parents_address.clone(),
            professionals: entries
                .professionals
                .iter()
                .map(professional)
                .collect::<Option<_>>()?,
            conditions: entries.conditions.clone(),
            signers: Vec::new(),
            staff: None,
            withdrawal: None,
            oral_withdrawals: Vec::new(),
            shared_with: Vec::new(),
        })
    }

    /// What it holds after a command that was granted.
    #[must_use]
    pub fn after(mut self, command: &Command) -> Self {
        match command {
            Command::Correct(entries) => self = Self::of(entries).unwrap_or(self),
            Command::Sign { family, staff, .. } => {
                let signer = |new: &super::NewSignature| {
                    Some(Signer {
                        name: new.name.clone()?,
                        relationship: new.relationship.clone()?,
                    })
                };
                self.signers.extend(family.iter().filter_map(signer));
                let staff = staff.as_ref().and_then(|(name, _)| name.clone());
                self.staff = self.staff.or(staff);
            }
            Command::Withdraw { how, .. } => match how {
                Withdrawal::Written { reference } => self.withdrawal.clone_from(reference),
                Withdrawal::Oral { note } => self.oral_withdrawals.extend(note.clone()),
            },
            Command::NoteProfessional { number, admin } => {
                let entry = number.checked_sub(1).and_then(|at| {
                    let at = usize::try_from(at).ok()?;
                    self.professionals.get_mut(at)
                });
                if let Some(entry) = entry {
                    entry.admin = Some(admin.clone());
                }
            }
            Command::Share { name, .. } => self.shared_with.push(name.clone()),
            Command::Refuse
            | Command::AllowTraining { .. }
            | Command::TakeOver { .. }
            | Command::Finish
            | Command::Read => {}
        }
        self
    }

    /// Where the parents live: with the children, unless another address was given.
    pub fn parents_live_at(&self) -> Option<&Note> {
        self.parents_address
            .as_ref()
            .or(self.childrens_address.as_ref())
    }
}
