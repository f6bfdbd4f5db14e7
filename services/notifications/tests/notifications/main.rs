//! Whom a notice reaches, what it says, and that it does so once; what a letter says, and what it is refused without.
#![cfg(test)]

mod support;

mod addressing;
mod standing;
mod wording;

mod delivery;
mod once;
mod proof;

mod calls;
mod retrying;

mod known;
mod letters;
