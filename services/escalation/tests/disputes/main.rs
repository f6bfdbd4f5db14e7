//! Disputes as pure decisions: the ladders of both editions, clause by clause, and what always holds.
#![cfg(test)]

mod world;

mod allocation_resolution;
mod between_teams;
mod exhausted;
mod front_door;

mod owed;

mod always;
