//! A notice: a message to one person in a role, which names its subject by reference only.
//!
//! Whatever a notice says is built here, from a [`Tell`] and the directory: ids, clause ids, roles
//! and times. There is no way in for a text that somebody has typed.

mod tell;

mod address;
mod wording;
mod words;
mod write;

mod state;

mod event;

mod deliver;
mod failure;
mod retry;

pub use address::{Addressed, Addressee, address};
pub use deliver::{MAX_ATTEMPTS, Outcome};
pub use event::{Disorder, Event, fold};
pub use failure::{Failure, UnknownFailure};
pub use retry::Refusal;
pub use state::{Notice, Standing};
pub use tell::{InvalidShortName, Origin, ShortName, Tell};
pub(crate) use wording::post_in_words;
pub use wording::{Wording, wording};
pub use words::has_words;
pub use write::write;
