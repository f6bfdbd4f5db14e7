//! What the four services have in common, assembled once: configuration, database, ledger, rules,
//! server and background work. A service adds its own calls, followers and timer, and is complete.

pub mod access;
mod actor;
mod clock;
mod frame;
pub mod gauges;
mod process;
mod protocol;
mod rules;

pub use actor::Actor;
pub use frame::{Frame, Service, StartError};
pub use process::{check, exit_of, health, reached_from_here, run};
pub use rules::{Rulebook, Rules, protocol_in};
