//! The front door, from its rules to its calls.

#![cfg(test)]

mod asking;
mod given;
mod serving;

mod registration;
mod routing;

mod redirection;

mod consent;
mod consenting;

mod calls;
mod keeping;
mod moving;
