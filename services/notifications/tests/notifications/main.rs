//! Whom a notice reaches, what it says, and that it does so once.
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
