//! Moves plans between teams, and says who leads for each child.

mod lead;
mod transfer;
mod wire;
