//! A synthetic caseload: what happens to invented children over some weeks, as a file that a reader
//! can edit, and its player.
//!
//! A step names a command of the command line and gives its flags. Whatever a step leaves out
//! follows from its case: who does it, whom it concerns, and the usual values.

mod document;
mod moment;
mod written;

mod case;
mod shows;
mod usual;

mod play;
mod told;

pub use play::{Played, Stage, play};
pub use shows::{Shown, What};
pub use told::{Story, Tally, tell};

use crate::contract::Call;
use chrono::{DateTime, NaiveDate, Utc};
use handrail_domain::{Located, Role, calendar::Calendar};
use prost_reflect::FieldDescriptor;
use std::collections::BTreeMap;

/// A loaded caseload.
#[derive(Debug, Clone)]
pub struct Caseload {
    /// What the caseload is.
    pub title: String,
    /// The cases, in the order of the file.
    pub cases: Vec<Case>,
    /// Every step of every case, in the order in which they happen.
    pub steps: Vec<Step>,
    /// The edition that its transfers follow unless a step says otherwise; the one in force where it is empty.
    pub edition: String,
    /// The case whose first child's journey is told at the end.
    pub timeline_of: usize,
}

/// What happens to one family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id; request ids begin with it.
    pub id: String,
    /// What it shows.
    pub about: String,
    /// Its first day.
    pub starts: NaiveDate,
    /// Where the family lives.
    pub district: String,
    /// The children.
    pub children: Vec<Child>,
    /// What is told to the front door.
    pub needs: Vec<String>,
    /// Values for the placeholders of its scripts.
    pub with: BTreeMap<String, String>,
}

/// An invented child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// An obviously invented name.
    pub name: String,
    /// As a contact is given it: `born=DATE` or `expected=DATE`.
    pub birth: String,
}

/// Something that somebody does.
#[derive(Debug, Clone)]
pub struct Step {
    /// The index of its case.
    pub case: usize,
    /// Its number within the case, from 1.
    pub number: usize,
    /// Where it stands in the file, as `file:line:column`.
    pub place: String,
    /// When it happens.
    pub at: DateTime<Utc>,
    /// The command.
    pub call: &'static Call,
    /// Who does it; the usual officer when absent.
    pub by: Option<By>,
    /// What is to come of it.
    pub expect: Expect,
    /// What it has to show when it is done, in order.
    pub shows: Vec<Shown>,
    /// What the file says about the request.
    pub fields: Vec<(FieldDescriptor, Vec<String>)>,
}

/// Who does a step, as `service-manager of mash`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// The role.
    pub role: Role,
    /// The team, or a placeholder for it.
    pub team: String,
}

/// What is to come of a step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Expect {
    /// It is done.
    #[default]
    Done,
    /// It is refused, whatever the reason.
    Refused,
    /// It is refused under these clauses, among others.
    RefusedBy(Vec<String>),
    /// It is refused with this reason.
    RefusedAs(String),
}

impl Caseload {
    /// Reads a caseload; `source` is what errors call it, usually its path.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place. A text that is not TOML, or not of the
    /// document's shape, gives that error alone.
    pub fn parse(source: &str, text: &str, calendar: &Calendar) -> Result<Self, Vec<Located>> {
        document::load(source, text, calendar)
    }

    /// How many children it is about.
    pub fn children(&self) -> usize {
        self.cases.iter().map(|case| case.children.len()).sum()
    }
}
