//! Consent: the form on which a family agrees to its information being shared, what that allows, and sharing
//! without it. All of it pure: decisions are functions of the consent, the command, the time and the edition.

mod state;

mod event;

mod command;

mod check;
mod draft;
mod sign;
mod withdraw;

mod sharing;

mod disclosure;

mod terms;

mod facts;

mod particulars;

mod refusal;

pub use command::{Command, Given, NewSignature, Withdrawal};
pub use disclosure::{Disclosure, Ground, NewDisclosure, disclose, wrong_with};
pub use draft::{
    CHILDREN, CONDITIONS, Draft, Entries, NewAdult, NewChild, NewProfessional, PROFESSIONALS,
};
pub use event::{Drafted, Event, Outline, What};
pub use particulars::{
    Adult, ChildEntry, Condition, IcsNumber, InvalidIcsNumber, Particulars, Professional, Signer,
};
pub use refusal::{Refusal, Wrong};
pub use sharing::{Answer, Ask, Direction, Information, Purpose, may_share};
pub use state::{Consent, Limits, Signature, Stage, Standing};
pub use terms::Terms;
