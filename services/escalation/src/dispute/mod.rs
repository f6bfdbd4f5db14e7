//! A disagreement between two teams: pure decisions over its events, along a ladder of the edition.

mod state;

mod command;
mod event;
mod names;

mod climb;
mod decide;
mod open;
mod settle;

mod evolve;

mod facts;
mod told;

mod book;

mod refusal;

pub use book::{Book, NoSuchLadder};
pub use climb::time_out;
pub use command::Command;
pub use decide::decide;
pub use event::{Event, Opening};
pub use evolve::{Unfoldable, evolve, evolve_all};
pub use facts::{Part, advice, facts, owed, parts};
pub use names::{Because, Ground};
pub use open::{Begins, bound, lapse, open, passed_on};
pub use refusal::Refusal;
pub use state::*;
pub use told::{clauses, told, told_of_change};
