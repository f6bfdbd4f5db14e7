//! Disputes as pure decisions: the ladders of both editions, clause by clause, and what always holds.

mod world;

mod allocation_resolution;
mod between_teams;
mod front_door;

mod owed;

mod always;
