//! A letter: what an edition's form makes of what a professional fills in, and what becomes of it. Names and texts are kept apart
//! from everything else ([`Content`]); a [`Letter`] has none.

mod known;

mod fill;
mod read;

mod render;

mod content;
mod event;
mod state;

mod compose;
mod refusal;
mod revise;
mod send;

pub use compose::{Composing, Draft, compose, offered};
pub use content::{Content, Part, Value, Words};
pub use event::{Disorder, Event, fold};
pub use fill::{Filled, Given, fill};
pub use known::{KnownTransfer, News};
pub use refusal::{Refusal, Wrong};
pub use render::{Letterhead, Rendered, render};
pub use send::Sending;
pub use state::{Advised, Letter};
