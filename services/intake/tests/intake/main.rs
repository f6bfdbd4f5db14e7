//! The front door, from its rules to its calls.

#![cfg(test)]

mod always;
mod asking;
mod given;
mod serving;

mod registration;
mod routing;

mod redirection;

mod consent;
mod consenting;
mod unreadable;

mod calls;
mod keeping;
mod moving;
