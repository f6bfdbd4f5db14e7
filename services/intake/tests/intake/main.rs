//! The front door, from its rules to its calls.

#![expect(clippy::unwrap_used, reason = "what tests begin with may fail them")]

mod given;
mod serving;

mod registration;
mod routing;

mod redirection;

mod calls;
mod keeping;
