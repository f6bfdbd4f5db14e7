//! What is known here of a transfer: just what a letter has to agree with.

use chrono::NaiveDate;
use handrail_domain::child::{Age, Birth};
use handrail_domain::directory::Directory;
use handrail_domain::edition::{Edition, Fact, Pathway, Situation};
use handrail_domain::{ChildId, EditionId, HouseholdId, PathwayId, TeamId, TransferId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A transfer, as far as letters need to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownTransfer {
    /// The transfer.
    pub id: TransferId,
    /// How many of its events are in this.
    pub version: u64,
    /// The household.
    pub household: HouseholdId,
    /// The edition it follows.
    pub edition: EditionId,
    /// The pathway it follows.
    pub pathway: PathwayId,
    /// The team that sends.
    pub from: TeamId,
    /// The team that receives now, once one does.
    pub to: Option<TeamId>,
    /// Its children.
    pub children: Vec<(ChildId, Birth)>,
    /// The children of whom it was decided that they stay.
    pub staying: BTreeSet<ChildId>,
    /// What has happened on it, as far as forms can ask for it.
    pub happened: BTreeSet<Fact>,
    /// It was withdrawn, or directed to stay: nothing moves any more.
    pub ended: bool,
}

/// What an entry of the journal of transfers says that letters need to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It was opened.
    Opened(Box<KnownTransfer>),
    /// A team is to receive it from now on, by this step where there is one.
    Receives(Option<TeamId>, Option<Fact>),
    /// A step was taken.
    Happened(Fact),
    /// It was decided of these children that they stay, and of those that they don't.
    Decided {
        /// Those who stay.
        staying: Vec<ChildId>,
        /// Those who don't.
        others: Vec<ChildId>,
    },
    /// It was withdrawn.
    Withdrawn,
    /// Nothing that matters to a letter.
    Nothing,
}

impl KnownTransfer {
    /// What is known after an event, by its number among the transfer's; what is known already changes nothing.
    #[must_use]
    pub fn after(mut self, version: u64, news: News) -> Self {
        if version <= self.version {
            return self;
        }
        self.version = version;
        match news {
            News::Opened(_) | News::Nothing => {}
            News::Receives(to, by) => {
                self.happened.extend(by);
                match to {
                    // A direction to the sending team is one to stay.
                    Some(to) if to == self.from => self.ended = true,
                    Some(to) => self.to = Some(to),
                    None => {}
                }
            }
            News::Happened(fact) => {
                self.happened.insert(fact);
            }
            News::Decided { staying, others } => {
                self.staying.extend(staying);
                self.staying.retain(|child| !others.contains(child));
                self.ended |= self.staying.len() == self.children.len();
            }
            News::Withdrawn => self.ended = true,
        }
        self
    }

    /// The pathway it follows, in its edition.
    pub fn pathway<'e>(&self, edition: &'e Edition) -> Option<&'e Pathway> {
        edition.pathway(&self.pathway)
    }

    /// What the conditions of forms are tested against.
    pub fn situation(&self, pathway: &Pathway, directory: &Directory) -> Situation {
        let kind = |team: &TeamId| directory.team(team).map(|team| team.kind());
        Situation {
            step: Some(pathway.step),
            from: kind(&self.from),
            to: self.to.as_ref().and_then(kind),
            ..Situation::default()
        }
    }

    /// The age of a child who goes, on a day; nothing when no such child goes, or it is not born.
    pub fn age_of(&self, child: ChildId, on: NaiveDate) -> Option<Age> {
        let goes = |(id, _): &&(ChildId, Birth)| *id == child && !self.staying.contains(id);
        let (_, birth) = self.children.iter().find(goes)?;
        birth.age_on(on)
    }
}
