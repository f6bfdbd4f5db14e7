//! Contacts: what the front door is told about children, and which team has it. All of it pure:
//! decisions are functions of the contact, the command, the time and the edition.

mod state;

mod event;

mod command;

pub mod register;

pub mod redirect;

pub mod accept;

mod door;

mod authority;

mod facts;

mod particulars;
mod referrer;

mod refusal;

pub use authority::Authority;
pub use command::{Circumstances, Command};
pub use door::Door;
pub use event::{Considered, Event, Referred, Registered, Routing};
pub use particulars::{ChildName, InvalidName, Name, Particulars};
pub use referrer::ReferrerKind;
pub use refusal::Refusal;
pub use state::{Contact, Happened, Stage};
