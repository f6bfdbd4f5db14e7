//! The move of a plan: what is known, what can be asked, what happens, and what follows from it.
//!
//! Everything here is a pure function of the transfer, the command, the moment and the terms (edition,
//! pathway, directory). A command becomes exactly one event, or a refusal that names its clauses.

mod checklist;
mod command;
mod decide;
mod event;
mod evolve;
mod facts;
mod joint_working;
mod refusal;
mod state;
mod terms;

pub(crate) use checklist::{Answer, Checklist, ChecklistRecorded, Entry, Sheet};
pub(crate) use command::{Command, Opening};
pub(crate) use decide::{
    KnownChild, Moment, cannot_stay, decide, directed, letter_sent, may_be_talked_about, open,
    unanswered,
};
pub(crate) use event::{Disagreed, Event, Opened, OpenedChild};
pub(crate) use evolve::fold;
pub(crate) use facts::{Told, parties, tells};
pub(crate) use joint_working::{JointWorking, JointWorkingId, Work};
pub(crate) use refusal::{Refusal, Wrong};
pub(crate) use state::*;
pub(crate) use terms::{Terms, merged};

#[cfg(test)]
pub(crate) mod tests;
