//! Editions of the protocol: typed data files, one a section, cross-checked when they are loaded.
//!
//! An edition only combines the closed lists of [`fact`]: kinds of team, roles, facts, acts and
//! named rules. What it holds is found through [`Protocol`].

mod model;

mod circumstance;
mod condition;
mod consent;
mod duty;
mod element;
pub mod fact;
mod letter;
mod meeting;
mod party;

mod act;
mod carriers;
mod change;
mod check;
mod diff;
mod letter_check;
mod load;
mod query;
mod standing;

pub use act::{Act, RuleName};
pub use change::{Change, ChangeKind, Changes, Same};
pub use circumstance::Circumstance;
pub use condition::Condition;
pub use consent::{ConsentForm, ConsentItem, Declaration, Professional};
pub use diff::{Difference, differences};
pub use duty::*;
pub use element::*;
pub use fact::Fact;
pub use letter::*;
pub use load::{Section, Sources};
pub use meeting::{Beat, RegularMeeting, Rhythm, Series};
pub use model::*;
pub use party::{Party, Side};
pub use query::Situation;

use crate::{ids::EditionId, located::Located};
use chrono::NaiveDate;
use std::sync::{Arc, LazyLock};

/// Read once for all services of a process, which takes most of their start.
static EMBEDDED: LazyLock<Result<Arc<Protocol>, Vec<Located>>> =
    LazyLock::new(|| Protocol::load(&load::embedded()).map(Arc::new));

/// Every edition a service follows, the oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Protocol {
    editions: Vec<Edition>,
}

impl Protocol {
    /// The editions that come with the program.
    ///
    /// # Errors
    /// Everything that is wrong with them, with file, line and column.
    pub fn embedded() -> Result<Arc<Self>, Vec<Located>> {
        EMBEDDED.clone()
    }

    /// Loads editions from their documents.
    ///
    /// # Errors
    /// Everything that is wrong with them, with file, line and column.
    pub fn load(sources: &[Sources]) -> Result<Self, Vec<Located>> {
        let mut editions: Vec<Edition> = Vec::new();
        let mut errors = Vec::new();
        for source in sources {
            match load::edition(source) {
                Ok(edition) => {
                    let clashes = load::clashes(source, &edition, &editions);
                    errors.extend(clashes);
                    editions.push(edition);
                }
                Err(found) => errors.extend(found),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        editions.sort_by(|a, b| {
            a.effective_from
                .cmp(&b.effective_from)
                .then_with(|| a.id.cmp(&b.id))
        });
        Ok(Self { editions })
    }

    /// Every edition, the oldest first.
    pub fn editions(&self) -> &[Edition] {
        &self.editions
    }

    /// The edition of this id.
    pub fn edition(&self, id: &EditionId) -> Option<&Edition> {
        self.editions.iter().find(|edition| edition.id == *id)
    }

    /// The edition in force on a day: the newest that is in force by then.
    pub fn in_force(&self, on: NaiveDate) -> Option<&Edition> {
        self.editions
            .iter()
            .rev()
            .find(|edition| edition.effective_from <= on)
    }
}
